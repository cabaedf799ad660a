<StyledLayerDescriptor version="1.1.0" xmlns="http://www.opengis.net/sld" xmlns:se="http://www.opengis.net/se" xmlns:ogc="http://www.opengis.net/ogc" xmlns:xlink="http://www.w3.org/1999/xlink">
  <NamedLayer><se:Name>any</se:Name><UserStyle><se:Name>dashes</se:Name>
    <se:FeatureTypeStyle>
      <se:Rule>
        <se:LineSymbolizer><se:Stroke><se:SvgParameter name="stroke">#6a3d9a</se:SvgParameter><se:SvgParameter name="stroke-width">4</se:SvgParameter><se:SvgParameter name="stroke-dasharray">12 6</se:SvgParameter><se:SvgParameter name="stroke-linecap">butt</se:SvgParameter><se:SvgParameter name="stroke-linejoin">mitre</se:SvgParameter></se:Stroke></se:LineSymbolizer>
        <se:LineSymbolizer><se:Stroke><se:SvgParameter name="stroke">#d7301f</se:SvgParameter><se:SvgParameter name="stroke-width">2</se:SvgParameter><se:SvgParameter name="stroke-linejoin">round</se:SvgParameter></se:Stroke><se:PerpendicularOffset>8</se:PerpendicularOffset></se:LineSymbolizer>
      </se:Rule>
    </se:FeatureTypeStyle>
  </UserStyle></NamedLayer>
</StyledLayerDescriptor>
