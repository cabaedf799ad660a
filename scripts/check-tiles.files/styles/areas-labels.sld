<StyledLayerDescriptor version="1.1.0" xmlns="http://www.opengis.net/sld" xmlns:se="http://www.opengis.net/se" xmlns:ogc="http://www.opengis.net/ogc" xmlns:xlink="http://www.w3.org/1999/xlink">
  <NamedLayer><se:Name>any</se:Name><UserStyle><se:Name>labels</se:Name>
    <se:FeatureTypeStyle>
      <se:Rule>
        <se:PolygonSymbolizer><se:Fill><se:SvgParameter name="fill">#f0f0f0</se:SvgParameter></se:Fill><se:Stroke><se:SvgParameter name="stroke">#636363</se:SvgParameter><se:SvgParameter name="stroke-width">1</se:SvgParameter></se:Stroke></se:PolygonSymbolizer>
        <se:TextSymbolizer><se:Label><ogc:PropertyName>name</ogc:PropertyName></se:Label><se:Font><se:SvgParameter name="font-family">Go</se:SvgParameter><se:SvgParameter name="font-weight">normal</se:SvgParameter><se:SvgParameter name="font-size">14</se:SvgParameter></se:Font><se:LabelPlacement><se:PointPlacement><se:AnchorPoint><se:AnchorPointX>0.5</se:AnchorPointX><se:AnchorPointY>0.5</se:AnchorPointY></se:AnchorPoint><se:Displacement><se:DisplacementX>0</se:DisplacementX><se:DisplacementY>0</se:DisplacementY></se:Displacement></se:PointPlacement></se:LabelPlacement><se:Fill><se:SvgParameter name="fill">#252525</se:SvgParameter></se:Fill></se:TextSymbolizer>
      </se:Rule>
    </se:FeatureTypeStyle>
  </UserStyle></NamedLayer>
</StyledLayerDescriptor>
