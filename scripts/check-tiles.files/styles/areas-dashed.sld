<StyledLayerDescriptor version="1.1.0" xmlns="http://www.opengis.net/sld" xmlns:se="http://www.opengis.net/se" xmlns:ogc="http://www.opengis.net/ogc" xmlns:xlink="http://www.w3.org/1999/xlink">
  <NamedLayer><se:Name>any</se:Name><UserStyle><se:Name>dashed</se:Name>
    <se:FeatureTypeStyle>
      <se:Rule>
        <se:PolygonSymbolizer><se:Fill><se:SvgParameter name="fill">#fee8c8</se:SvgParameter></se:Fill></se:PolygonSymbolizer>
        <se:LineSymbolizer><se:Stroke><se:SvgParameter name="stroke">#e34a33</se:SvgParameter><se:SvgParameter name="stroke-width">4</se:SvgParameter><se:SvgParameter name="stroke-dasharray">8 4 2 4</se:SvgParameter></se:Stroke></se:LineSymbolizer>
      </se:Rule>
    </se:FeatureTypeStyle>
  </UserStyle></NamedLayer>
</StyledLayerDescriptor>
