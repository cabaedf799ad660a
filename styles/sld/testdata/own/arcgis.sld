<StyledLayerDescriptor version="1.0.0" xmlns="http://www.opengis.net/sld" xmlns:sld="http://www.opengis.net/sld" xmlns:ogc="http://www.opengis.net/ogc" xmlns:xlink="http://www.w3.org/1999/xlink">
  <NamedLayer><Name>0</Name><UserStyle><Name>0</Name><IsDefault>true</IsDefault><FeatureTypeStyle><FeatureTypeName>species:occurrence</FeatureTypeName>
    <Rule><Name>1950 - 2000</Name>
      <ogc:Filter><ogc:PropertyIsBetween><ogc:PropertyName>YEAR_</ogc:PropertyName><ogc:LowerBoundary><ogc:Literal>1950</ogc:Literal></ogc:LowerBoundary><ogc:UpperBoundary><ogc:Literal>2000</ogc:Literal></ogc:UpperBoundary></ogc:PropertyIsBetween></ogc:Filter>
      <PointSymbolizer><Graphic>
        <ExternalGraphic><OnlineResource xlink:type="simple" xlink:href="http://server.example.org/arcgis/output/marker1.png"/><Format>image/png</Format></ExternalGraphic>
        <Mark><WellKnownName>ttf://ESRI Default Marker#0x21</WellKnownName><Fill><CssParameter name="fill">#737300</CssParameter></Fill></Mark>
        <Size>9</Size></Graphic></PointSymbolizer>
    </Rule>
    <Rule><Name>hollow</Name><PolygonSymbolizer><Stroke><CssParameter name="stroke">rgb(10,20,30)</CssParameter><CssParameter name="stroke-width">1.5px</CssParameter><CssParameter name="stroke-dasharray">4,2</CssParameter></Stroke></PolygonSymbolizer></Rule>
  </FeatureTypeStyle></UserStyle></NamedLayer>
</StyledLayerDescriptor>
