<StyledLayerDescriptor version="1.1.0" xmlns="http://www.opengis.net/sld" xmlns:se="http://www.opengis.net/se" xmlns:ogc="http://www.opengis.net/ogc" xmlns:xlink="http://www.w3.org/1999/xlink">
  <UseSLDLibrary><se:OnlineResource xlink:href="http://example.org/lib.sld"/></UseSLDLibrary>
  <NamedLayer><se:Name>a</se:Name><NamedStyle><se:Name>default</se:Name></NamedStyle></NamedLayer>
  <NamedLayer><se:Name>b</se:Name>
    <LayerFeatureConstraints><FeatureTypeConstraint><se:FeatureTypeName>ns:b</se:FeatureTypeName><ogc:Filter><ogc:PropertyIsNull><ogc:PropertyName>end</ogc:PropertyName></ogc:PropertyIsNull></ogc:Filter></FeatureTypeConstraint></LayerFeatureConstraints>
    <UserStyle><se:Name>one</se:Name><se:FeatureTypeStyle><se:Rule><se:LineSymbolizer><se:Stroke/></se:LineSymbolizer></se:Rule></se:FeatureTypeStyle></UserStyle>
    <UserStyle><se:Name>two</se:Name><IsDefault>1</IsDefault><se:FeatureTypeStyle><se:Rule><se:LineSymbolizer uom="http://www.opengeospatial.org/se/units/furlong"><se:Stroke/><se:PerpendicularOffset>-3</se:PerpendicularOffset></se:LineSymbolizer></se:Rule></se:FeatureTypeStyle></UserStyle>
  </NamedLayer>
  <UserLayer><se:Name>c</se:Name><RemoteOWS><Service>WFS</Service><se:OnlineResource xlink:href="http://example.org/wfs"/></RemoteOWS><UserStyle/></UserLayer>
</StyledLayerDescriptor>
