<StyledLayerDescriptor version="1.1.0" xmlns="http://www.opengis.net/sld" xmlns:se="http://www.opengis.net/se" xmlns:ogc="http://www.opengis.net/ogc" xmlns:xlink="http://www.w3.org/1999/xlink">
  <NamedLayer><se:Name>any</se:Name><UserStyle><se:Name>circles</se:Name>
    <se:FeatureTypeStyle>
      <se:Rule>
        <se:PointSymbolizer><se:Graphic><se:Mark><se:WellKnownName>circle</se:WellKnownName><se:Fill><se:SvgParameter name="fill"><se:Recode fallbackValue="#000000"><se:LookupValue><ogc:PropertyName>kind</ogc:PropertyName></se:LookupValue><se:MapItem><se:Data>0</se:Data><se:Value>#1b9e77</se:Value></se:MapItem><se:MapItem><se:Data>1</se:Data><se:Value>#d95f02</se:Value></se:MapItem><se:MapItem><se:Data>2</se:Data><se:Value>#7570b3</se:Value></se:MapItem><se:MapItem><se:Data>3</se:Data><se:Value>#e7298a</se:Value></se:MapItem><se:MapItem><se:Data>4</se:Data><se:Value>#66a61e</se:Value></se:MapItem><se:MapItem><se:Data>5</se:Data><se:Value>#e6ab02</se:Value></se:MapItem></se:Recode></se:SvgParameter><se:SvgParameter name="fill-opacity">0.7</se:SvgParameter></se:Fill><se:Stroke><se:SvgParameter name="stroke">#333333</se:SvgParameter><se:SvgParameter name="stroke-width">2</se:SvgParameter></se:Stroke></se:Mark><se:Size><se:Categorize fallbackValue="8"><se:LookupValue><ogc:PropertyName>n</ogc:PropertyName></se:LookupValue><se:Value>8</se:Value><se:Threshold>10</se:Threshold><se:Value>14</se:Value><se:Threshold>25</se:Threshold><se:Value>24</se:Value></se:Categorize></se:Size></se:Graphic></se:PointSymbolizer>
      </se:Rule>
    </se:FeatureTypeStyle>
  </UserStyle></NamedLayer>
</StyledLayerDescriptor>
