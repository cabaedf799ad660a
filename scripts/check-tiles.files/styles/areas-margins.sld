<StyledLayerDescriptor version="1.1.0" xmlns="http://www.opengis.net/sld" xmlns:se="http://www.opengis.net/se" xmlns:ogc="http://www.opengis.net/ogc" xmlns:xlink="http://www.w3.org/1999/xlink">
  <NamedLayer><se:Name>any</se:Name><UserStyle><se:Name>margins</se:Name>
    <se:FeatureTypeStyle>
      <se:Rule>
        <se:PolygonSymbolizer><se:Fill><se:GraphicFill><se:Graphic><se:Mark><se:WellKnownName>triangle</se:WellKnownName><se:Fill><se:SvgParameter name="fill">#006837</se:SvgParameter></se:Fill></se:Mark><se:Size>12</se:Size></se:Graphic></se:GraphicFill></se:Fill><se:VendorOption name="graphic-margin">2 10</se:VendorOption></se:PolygonSymbolizer>
        <se:LineSymbolizer><se:Stroke><se:SvgParameter name="stroke">#006837</se:SvgParameter><se:SvgParameter name="stroke-width">1.5</se:SvgParameter></se:Stroke></se:LineSymbolizer>
      </se:Rule>
    </se:FeatureTypeStyle>
  </UserStyle></NamedLayer>
</StyledLayerDescriptor>
