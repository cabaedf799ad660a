<StyledLayerDescriptor version="1.1.0" xmlns="http://www.opengis.net/sld" xmlns:se="http://www.opengis.net/se" xmlns:ogc="http://www.opengis.net/ogc" xmlns:xlink="http://www.w3.org/1999/xlink">
  <NamedLayer><se:Name>any</se:Name><UserStyle><se:Name>rules</se:Name>
    <se:FeatureTypeStyle>
      <se:Rule><ogc:Filter><ogc:PropertyIsLike wildCard="*" singleChar="?" escapeChar="!"><ogc:PropertyName>name</ogc:PropertyName><ogc:Literal>P1*</ogc:Literal></ogc:PropertyIsLike></ogc:Filter>
        <se:PointSymbolizer><se:Graphic><se:Mark><se:WellKnownName>square</se:WellKnownName><se:Fill><se:SvgParameter name="fill">#2c7fb8</se:SvgParameter></se:Fill></se:Mark><se:Size>14</se:Size></se:Graphic></se:PointSymbolizer>
      </se:Rule>
      <se:Rule><ogc:Filter><ogc:PropertyIsBetween><ogc:PropertyName>n</ogc:PropertyName><ogc:LowerBoundary><ogc:Literal>20</ogc:Literal></ogc:LowerBoundary><ogc:UpperBoundary><ogc:Literal>28</ogc:Literal></ogc:UpperBoundary></ogc:PropertyIsBetween></ogc:Filter>
        <se:PointSymbolizer><se:Graphic><se:Mark><se:WellKnownName>star</se:WellKnownName><se:Fill><se:SvgParameter name="fill">#d7301f</se:SvgParameter></se:Fill></se:Mark><se:Size>18</se:Size></se:Graphic></se:PointSymbolizer>
      </se:Rule>
      <se:Rule><se:MaxScaleDenominator>20000</se:MaxScaleDenominator>
        <se:PointSymbolizer><se:Graphic><se:Mark><se:WellKnownName>circle</se:WellKnownName><se:Fill><se:SvgParameter name="fill">#ffffff</se:SvgParameter></se:Fill><se:Stroke><se:SvgParameter name="stroke">#000000</se:SvgParameter><se:SvgParameter name="stroke-width">3</se:SvgParameter></se:Stroke></se:Mark><se:Size>26</se:Size></se:Graphic></se:PointSymbolizer>
      </se:Rule>
      <se:Rule><se:ElseFilter/><se:MaxScaleDenominator>1000000</se:MaxScaleDenominator>
        <se:PointSymbolizer><se:Graphic><se:Mark><se:WellKnownName>circle</se:WellKnownName><se:Fill><se:SvgParameter name="fill">#31a354</se:SvgParameter></se:Fill></se:Mark><se:Size>10</se:Size></se:Graphic></se:PointSymbolizer>
      </se:Rule>
    </se:FeatureTypeStyle>
  </UserStyle></NamedLayer>
</StyledLayerDescriptor>
