<StyledLayerDescriptor version="1.1.0" xmlns="http://www.opengis.net/sld" xmlns:se="http://www.opengis.net/se" xmlns:ogc="http://www.opengis.net/ogc" xmlns:xlink="http://www.w3.org/1999/xlink">
  <NamedLayer><se:Name>any</se:Name><UserStyle><se:Name>track</se:Name>
    <se:FeatureTypeStyle>
      <se:Rule>
        <se:LineSymbolizer><se:Stroke><se:GraphicStroke><se:Graphic><se:Mark><se:WellKnownName>square</se:WellKnownName><se:Fill><se:SvgParameter name="fill">#b30000</se:SvgParameter></se:Fill></se:Mark><se:Size>8</se:Size></se:Graphic><se:Gap>12</se:Gap></se:GraphicStroke></se:Stroke></se:LineSymbolizer>
      </se:Rule>
    </se:FeatureTypeStyle>
  </UserStyle></NamedLayer>
</StyledLayerDescriptor>
