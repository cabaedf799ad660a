<StyledLayerDescriptor version="1.1.0" xmlns="http://www.opengis.net/sld" xmlns:se="http://www.opengis.net/se" xmlns:ogc="http://www.opengis.net/ogc" xmlns:xlink="http://www.w3.org/1999/xlink">
  <NamedLayer><se:Name>any</se:Name><UserStyle><se:Name>grown</se:Name>
    <se:FeatureTypeStyle>
      <se:Rule>
        <se:PointSymbolizer><se:Graphic><se:Mark><se:WellKnownName>circle</se:WellKnownName><se:Fill><se:SvgParameter name="fill"><se:Interpolate fallbackValue="#000000" mode="linear" method="color"><se:LookupValue><ogc:PropertyName>n</ogc:PropertyName></se:LookupValue><se:InterpolationPoint><se:Data>0</se:Data><se:Value>#ffffb2</se:Value></se:InterpolationPoint><se:InterpolationPoint><se:Data>35</se:Data><se:Value>#bd0026</se:Value></se:InterpolationPoint></se:Interpolate></se:SvgParameter></se:Fill></se:Mark><se:Size><se:Interpolate fallbackValue="0" mode="linear" method="numeric"><se:LookupValue><ogc:PropertyName>n</ogc:PropertyName></se:LookupValue><se:InterpolationPoint><se:Data>0</se:Data><se:Value>6</se:Value></se:InterpolationPoint><se:InterpolationPoint><se:Data>35</se:Data><se:Value>26</se:Value></se:InterpolationPoint></se:Interpolate></se:Size></se:Graphic></se:PointSymbolizer>
      </se:Rule>
    </se:FeatureTypeStyle>
  </UserStyle></NamedLayer>
</StyledLayerDescriptor>
