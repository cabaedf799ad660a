<StyledLayerDescriptor version="1.1.0" xmlns="http://www.opengis.net/sld" xmlns:se="http://www.opengis.net/se" xmlns:ogc="http://www.opengis.net/ogc" xmlns:xlink="http://www.w3.org/1999/xlink">
  <NamedLayer><se:Name>any</se:Name><UserStyle><se:Name>marks</se:Name>
    <se:FeatureTypeStyle>
      <se:Rule><ogc:Filter><ogc:PropertyIsEqualTo><ogc:PropertyName>mark</ogc:PropertyName><ogc:Literal>circle</ogc:Literal></ogc:PropertyIsEqualTo></ogc:Filter>
        <se:PointSymbolizer><se:Graphic><se:Mark><se:WellKnownName>circle</se:WellKnownName><se:Fill><se:SvgParameter name="fill">#1b9e77</se:SvgParameter></se:Fill><se:Stroke><se:SvgParameter name="stroke">#222222</se:SvgParameter><se:SvgParameter name="stroke-width">1.5</se:SvgParameter></se:Stroke></se:Mark><se:Size>18</se:Size></se:Graphic></se:PointSymbolizer>
      </se:Rule>
      <se:Rule><ogc:Filter><ogc:PropertyIsEqualTo><ogc:PropertyName>mark</ogc:PropertyName><ogc:Literal>square</ogc:Literal></ogc:PropertyIsEqualTo></ogc:Filter>
        <se:PointSymbolizer><se:Graphic><se:Mark><se:WellKnownName>square</se:WellKnownName><se:Fill><se:SvgParameter name="fill">#d95f02</se:SvgParameter></se:Fill><se:Stroke><se:SvgParameter name="stroke">#222222</se:SvgParameter><se:SvgParameter name="stroke-width">1.5</se:SvgParameter></se:Stroke></se:Mark><se:Size>18</se:Size></se:Graphic></se:PointSymbolizer>
      </se:Rule>
      <se:Rule><ogc:Filter><ogc:PropertyIsEqualTo><ogc:PropertyName>mark</ogc:PropertyName><ogc:Literal>triangle</ogc:Literal></ogc:PropertyIsEqualTo></ogc:Filter>
        <se:PointSymbolizer><se:Graphic><se:Mark><se:WellKnownName>triangle</se:WellKnownName><se:Fill><se:SvgParameter name="fill">#7570b3</se:SvgParameter></se:Fill><se:Stroke><se:SvgParameter name="stroke">#222222</se:SvgParameter><se:SvgParameter name="stroke-width">1.5</se:SvgParameter></se:Stroke></se:Mark><se:Size>18</se:Size></se:Graphic></se:PointSymbolizer>
      </se:Rule>
      <se:Rule><ogc:Filter><ogc:PropertyIsEqualTo><ogc:PropertyName>mark</ogc:PropertyName><ogc:Literal>star</ogc:Literal></ogc:PropertyIsEqualTo></ogc:Filter>
        <se:PointSymbolizer><se:Graphic><se:Mark><se:WellKnownName>star</se:WellKnownName><se:Fill><se:SvgParameter name="fill">#e7298a</se:SvgParameter></se:Fill><se:Stroke><se:SvgParameter name="stroke">#222222</se:SvgParameter><se:SvgParameter name="stroke-width">1.5</se:SvgParameter></se:Stroke></se:Mark><se:Size>18</se:Size></se:Graphic></se:PointSymbolizer>
      </se:Rule>
      <se:Rule><ogc:Filter><ogc:PropertyIsEqualTo><ogc:PropertyName>mark</ogc:PropertyName><ogc:Literal>cross</ogc:Literal></ogc:PropertyIsEqualTo></ogc:Filter>
        <se:PointSymbolizer><se:Graphic><se:Mark><se:WellKnownName>cross</se:WellKnownName><se:Fill><se:SvgParameter name="fill">#66a61e</se:SvgParameter></se:Fill><se:Stroke><se:SvgParameter name="stroke">#222222</se:SvgParameter><se:SvgParameter name="stroke-width">1.5</se:SvgParameter></se:Stroke></se:Mark><se:Size>18</se:Size></se:Graphic></se:PointSymbolizer>
      </se:Rule>
      <se:Rule><ogc:Filter><ogc:PropertyIsEqualTo><ogc:PropertyName>mark</ogc:PropertyName><ogc:Literal>x</ogc:Literal></ogc:PropertyIsEqualTo></ogc:Filter>
        <se:PointSymbolizer><se:Graphic><se:Mark><se:WellKnownName>x</se:WellKnownName><se:Fill><se:SvgParameter name="fill">#e6ab02</se:SvgParameter></se:Fill><se:Stroke><se:SvgParameter name="stroke">#222222</se:SvgParameter><se:SvgParameter name="stroke-width">1.5</se:SvgParameter></se:Stroke></se:Mark><se:Size>18</se:Size></se:Graphic></se:PointSymbolizer>
      </se:Rule>
      <se:Rule><ogc:Filter><ogc:PropertyIsEqualTo><ogc:PropertyName>mark</ogc:PropertyName><ogc:Literal>diamond</ogc:Literal></ogc:PropertyIsEqualTo></ogc:Filter>
        <se:PointSymbolizer><se:Graphic><se:Mark><se:WellKnownName>diamond</se:WellKnownName><se:Fill><se:SvgParameter name="fill">#a6761d</se:SvgParameter></se:Fill><se:Stroke><se:SvgParameter name="stroke">#222222</se:SvgParameter><se:SvgParameter name="stroke-width">1.5</se:SvgParameter></se:Stroke></se:Mark><se:Size>18</se:Size></se:Graphic></se:PointSymbolizer>
      </se:Rule>
      <se:Rule><ogc:Filter><ogc:PropertyIsEqualTo><ogc:PropertyName>mark</ogc:PropertyName><ogc:Literal>pentagon</ogc:Literal></ogc:PropertyIsEqualTo></ogc:Filter>
        <se:PointSymbolizer><se:Graphic><se:Mark><se:WellKnownName>pentagon</se:WellKnownName><se:Fill><se:SvgParameter name="fill">#666666</se:SvgParameter></se:Fill><se:Stroke><se:SvgParameter name="stroke">#222222</se:SvgParameter><se:SvgParameter name="stroke-width">1.5</se:SvgParameter></se:Stroke></se:Mark><se:Size>18</se:Size></se:Graphic></se:PointSymbolizer>
      </se:Rule>
      <se:Rule><ogc:Filter><ogc:PropertyIsEqualTo><ogc:PropertyName>mark</ogc:PropertyName><ogc:Literal>hexagon</ogc:Literal></ogc:PropertyIsEqualTo></ogc:Filter>
        <se:PointSymbolizer><se:Graphic><se:Mark><se:WellKnownName>hexagon</se:WellKnownName><se:Fill><se:SvgParameter name="fill">#1f78b4</se:SvgParameter></se:Fill><se:Stroke><se:SvgParameter name="stroke">#222222</se:SvgParameter><se:SvgParameter name="stroke-width">1.5</se:SvgParameter></se:Stroke></se:Mark><se:Size>18</se:Size></se:Graphic></se:PointSymbolizer>
      </se:Rule>
    </se:FeatureTypeStyle>
  </UserStyle></NamedLayer>
</StyledLayerDescriptor>
