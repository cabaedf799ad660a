<StyledLayerDescriptor version="1.1.0" xmlns="http://www.opengis.net/sld" xmlns:se="http://www.opengis.net/se" xmlns:ogc="http://www.opengis.net/ogc" xmlns:xlink="http://www.w3.org/1999/xlink">
  <NamedLayer><se:Name>any</se:Name><UserStyle><se:Name>hatch</se:Name>
    <se:FeatureTypeStyle>
      <se:Rule>
        <se:PolygonSymbolizer><se:Fill><se:GraphicFill><se:Graphic><se:Mark><se:WellKnownName>circle</se:WellKnownName><se:Fill><se:SvgParameter name="fill">#b30000</se:SvgParameter></se:Fill></se:Mark><se:Size>8</se:Size></se:Graphic></se:GraphicFill></se:Fill><se:Stroke><se:SvgParameter name="stroke">#444444</se:SvgParameter><se:SvgParameter name="stroke-width">2</se:SvgParameter></se:Stroke></se:PolygonSymbolizer>
      </se:Rule>
    </se:FeatureTypeStyle>
  </UserStyle></NamedLayer>
</StyledLayerDescriptor>
