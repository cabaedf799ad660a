<StyledLayerDescriptor version="1.1.0" xmlns="http://www.opengis.net/sld" xmlns:se="http://www.opengis.net/se" xmlns:ogc="http://www.opengis.net/ogc" xmlns:xlink="http://www.w3.org/1999/xlink">
  <NamedLayer><se:Name>any</se:Name><UserStyle><se:Name>labels</se:Name>
    <se:FeatureTypeStyle>
      <se:Rule><ogc:Filter><ogc:PropertyIsLike wildCard="*" singleChar="?" escapeChar="!"><ogc:PropertyName>name</ogc:PropertyName><ogc:Literal>P*</ogc:Literal></ogc:PropertyIsLike></ogc:Filter>
        <se:PointSymbolizer><se:Graphic><se:Mark><se:WellKnownName>circle</se:WellKnownName><se:Fill><se:SvgParameter name="fill">#d73027</se:SvgParameter></se:Fill></se:Mark><se:Size>6</se:Size></se:Graphic></se:PointSymbolizer>
        <se:TextSymbolizer><se:Label><ogc:PropertyName>name</ogc:PropertyName></se:Label><se:Font><se:SvgParameter name="font-family">Go</se:SvgParameter><se:SvgParameter name="font-weight">bold</se:SvgParameter><se:SvgParameter name="font-size">14</se:SvgParameter></se:Font><se:LabelPlacement><se:PointPlacement><se:AnchorPoint><se:AnchorPointX>0.5</se:AnchorPointX><se:AnchorPointY>0</se:AnchorPointY></se:AnchorPoint><se:Displacement><se:DisplacementX>0</se:DisplacementX><se:DisplacementY>5</se:DisplacementY></se:Displacement></se:PointPlacement></se:LabelPlacement><se:Halo><se:Radius>1.5</se:Radius><se:Fill><se:SvgParameter name="fill">#ffff99</se:SvgParameter></se:Fill></se:Halo><se:Fill><se:SvgParameter name="fill">#1a1a7a</se:SvgParameter></se:Fill></se:TextSymbolizer>
      </se:Rule>
    </se:FeatureTypeStyle>
  </UserStyle></NamedLayer>
</StyledLayerDescriptor>
