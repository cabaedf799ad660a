<sld:StyledLayerDescriptor version="1.0.0" xmlns:sld="http://www.opengis.net/sld" xmlns:ogc="http://www.opengis.net/ogc" xmlns:gml="http://www.opengis.net/gml">
  <sld:NamedLayer><sld:Name>areas</sld:Name><sld:UserStyle><sld:Name>areas</sld:Name>
    <sld:FeatureTypeStyle>
      <sld:Transformation><ogc:Function name="vec:PointStacker"/></sld:Transformation>
      <sld:SemanticTypeIdentifier>generic:geometry</sld:SemanticTypeIdentifier>
      <sld:Rule>
        <sld:Name>hatched</sld:Name>
        <ogc:Filter><ogc:And>
          <ogc:BBOX><ogc:PropertyName>geom</ogc:PropertyName><gml:Box srsName="EPSG:3067"><gml:coordinates>300000,6600000 400000,6700000</gml:coordinates></gml:Box></ogc:BBOX>
          <ogc:Not><ogc:PropertyIsLike wildCard="*" singleChar="." escape="!"><ogc:PropertyName>name</ogc:PropertyName><ogc:Literal>*park*</ogc:Literal></ogc:PropertyIsLike></ogc:Not>
        </ogc:And></ogc:Filter>
        <sld:PolygonSymbolizer>
          <sld:Fill><sld:GraphicFill><sld:Graphic>
            <sld:Mark><sld:WellKnownName>shape://slash</sld:WellKnownName><sld:Stroke><sld:CssParameter name="stroke">#006600</sld:CssParameter></sld:Stroke></sld:Mark>
            <sld:Size>8</sld:Size></sld:Graphic></sld:GraphicFill></sld:Fill>
          <sld:Stroke/>
          <sld:VendorOption name="graphic-margin">2 4</sld:VendorOption>
          <sld:VendorOption name="random">grid</sld:VendorOption>
        </sld:PolygonSymbolizer>
      </sld:Rule>
      <sld:Rule>
        <ogc:Filter><ogc:PropertyIsEqualTo><ogc:Function name="in2"><ogc:PropertyName>kind</ogc:PropertyName><ogc:Literal>a</ogc:Literal><ogc:Literal>b</ogc:Literal></ogc:Function><ogc:Literal>true</ogc:Literal></ogc:PropertyIsEqualTo></ogc:Filter>
        <sld:PolygonSymbolizer><sld:Fill><sld:CssParameter name="fill">#ff0000</sld:CssParameter></sld:Fill></sld:PolygonSymbolizer>
      </sld:Rule>
      <sld:Rule><sld:RasterSymbolizer/></sld:Rule>
    </sld:FeatureTypeStyle>
    <sld:FeatureTypeStyle>
      <sld:Rule>
        <sld:MinScaleDenominator>0</sld:MinScaleDenominator><sld:MaxScaleDenominator>1.7976931348623157E308</sld:MaxScaleDenominator>
        <sld:PointSymbolizer uom="http://www.opengeospatial.org/se/units/metre">
          <sld:Geometry><ogc:Function name="centroid"><ogc:PropertyName>geom</ogc:PropertyName></ogc:Function></sld:Geometry>
          <sld:Graphic><sld:Mark><sld:WellKnownName>triangle</sld:WellKnownName><sld:Fill/></sld:Mark><sld:Size>500</sld:Size></sld:Graphic>
        </sld:PointSymbolizer>
        <sld:LineSymbolizer>
          <sld:Geometry><ogc:Function name="buffer"><ogc:PropertyName>geom</ogc:PropertyName><ogc:Literal>10</ogc:Literal></ogc:Function></sld:Geometry>
          <sld:Stroke><sld:CssParameter name="stroke">oops</sld:CssParameter></sld:Stroke>
        </sld:LineSymbolizer>
      </sld:Rule>
    </sld:FeatureTypeStyle>
  </sld:UserStyle></sld:NamedLayer>
</sld:StyledLayerDescriptor>
