<sld:StyledLayerDescriptor version="1.1.0" xmlns:sld="http://www.opengis.net/sld" xmlns:se="http://www.opengis.net/se" xmlns:ogc="http://www.opengis.net/ogc">
  <sld:NamedLayer><se:Name>occurrence</se:Name><sld:UserStyle><se:Name>functions</se:Name><se:FeatureTypeStyle><se:Rule>
    <se:Description><se:Title>Functions</se:Title><se:Abstract>All of SE's</se:Abstract></se:Description>
    <se:PointSymbolizer uom="http://www.opengeospatial.org/se/units/pixel"><se:Graphic><se:Mark><se:WellKnownName>circle</se:WellKnownName><se:Fill>
      <se:SvgParameter name="fill"><se:Interpolate fallbackValue="#999999" mode="linear" method="color"><se:LookupValue><ogc:PropertyName>year</ogc:PropertyName></se:LookupValue>
        <se:InterpolationPoint><se:Data>1900</se:Data><se:Value>#440154</se:Value></se:InterpolationPoint>
        <se:InterpolationPoint><se:Data>2020</se:Data><se:Value>#fde725</se:Value></se:InterpolationPoint></se:Interpolate></se:SvgParameter>
      <se:SvgParameter name="fill-opacity"><se:Categorize fallbackValue="1" thresholdsBelongTo="preceding"><se:LookupValue><ogc:PropertyName>count</ogc:PropertyName></se:LookupValue>
        <se:Value>0.2</se:Value><se:Threshold>5</se:Threshold><se:Value>0.6</se:Value></se:Categorize></se:SvgParameter></se:Fill></se:Mark>
      <se:Size><se:Recode fallbackValue="8"><se:LookupValue><se:ChangeCase direction="toUpper"><se:StringValue><ogc:PropertyName>red_list</ogc:PropertyName></se:StringValue></se:ChangeCase></se:LookupValue>
        <se:MapItem><se:Data>CR</se:Data><se:Value>14</se:Value></se:MapItem><se:MapItem><se:Data>EN</se:Data><se:Value><ogc:PropertyName>count</ogc:PropertyName></se:Value></se:MapItem></se:Recode></se:Size>
      <se:AnchorPoint><se:AnchorPointX>0.5</se:AnchorPointX><se:AnchorPointY>0</se:AnchorPointY></se:AnchorPoint></se:Graphic></se:PointSymbolizer>
    <se:TextSymbolizer>
      <se:Label><se:Concatenate><se:StringValue><se:Substring><se:StringValue><ogc:PropertyName>name</ogc:PropertyName></se:StringValue><se:Position>1</se:Position><se:Length>3</se:Length></se:Substring></se:StringValue>
        <se:StringValue>: </se:StringValue><se:StringValue><se:FormatNumber><se:NumericValue><ogc:PropertyName>count</ogc:PropertyName></se:NumericValue><se:Pattern>#.00</se:Pattern></se:FormatNumber></se:StringValue></se:Concatenate></se:Label>
      <se:LabelPlacement><se:PointPlacement><se:Displacement><se:DisplacementX>5</se:DisplacementX><se:DisplacementY>0</se:DisplacementY></se:Displacement><se:Rotation>-30</se:Rotation></se:PointPlacement></se:LabelPlacement>
    </se:TextSymbolizer>
  </se:Rule></se:FeatureTypeStyle></sld:UserStyle></sld:NamedLayer>
</sld:StyledLayerDescriptor>
