<StyledLayerDescriptor version="1.0.0" xmlns="http://www.opengis.net/sld" xmlns:ogc="http://www.opengis.net/ogc">
  <NamedLayer><Name>river</Name><UserStyle><Name>labels</Name><FeatureTypeStyle>
    <Rule>
      <LineSymbolizer><Stroke>
        <CssParameter name="stroke"><ogc:Function name="Recode"><ogc:Function name="strTrim"><ogc:PropertyName>kind</ogc:PropertyName></ogc:Function>
          <ogc:Literal>river</ogc:Literal><ogc:Literal>#0000ff</ogc:Literal><ogc:Literal>ditch</ogc:Literal><ogc:Literal>#00ffff</ogc:Literal></ogc:Function></CssParameter>
        <CssParameter name="stroke-width"><ogc:Function name="Categorize"><ogc:PropertyName>flow</ogc:PropertyName>
          <ogc:Literal>1</ogc:Literal><ogc:Literal>10</ogc:Literal><ogc:Literal>2</ogc:Literal><ogc:Literal>100</ogc:Literal><ogc:Literal>4</ogc:Literal></ogc:Function></CssParameter>
        <CssParameter name="stroke-dasharray">5 2 <ogc:PropertyName>gap</ogc:PropertyName></CssParameter>
        <CssParameter name="stroke-linecap">round</CssParameter>
      </Stroke></LineSymbolizer>
      <TextSymbolizer>
        <Label>
          <ogc:PropertyName>name</ogc:PropertyName><![CDATA[ (]]><ogc:PropertyName>length</ogc:PropertyName> km)
        </Label>
        <Font><CssParameter name="font-family">Serif</CssParameter><CssParameter name="font-family">Noto Serif</CssParameter>
          <CssParameter name="font-size">11</CssParameter><CssParameter name="font-style">italic</CssParameter><CssParameter name="font-weight">700</CssParameter></Font>
        <LabelPlacement><LinePlacement><PerpendicularOffset>4</PerpendicularOffset></LinePlacement></LabelPlacement>
        <Halo><Radius><ogc:Literal>2</ogc:Literal></Radius><Fill><CssParameter name="fill">#FFFFFF</CssParameter><CssParameter name="fill-opacity">0.7</CssParameter></Fill></Halo>
        <Fill><CssParameter name="fill">#000099</CssParameter></Fill>
        <Priority><ogc:PropertyName>flow</ogc:PropertyName></Priority>
        <VendorOption name="followLine">true</VendorOption>
        <VendorOption name="maxAngleDelta">30</VendorOption>
        <VendorOption name="repeat">300</VendorOption>
        <VendorOption name="spaceAround">10</VendorOption>
        <VendorOption name="group">yes</VendorOption>
        <VendorOption name="forceLeftToRight">true</VendorOption>
      </TextSymbolizer>
    </Rule>
  </FeatureTypeStyle></UserStyle></NamedLayer>
</StyledLayerDescriptor>
