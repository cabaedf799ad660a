<StyledLayerDescriptor version="1.1.0" xmlns="http://www.opengis.net/sld" xmlns:se="http://www.opengis.net/se" xmlns:ogc="http://www.opengis.net/ogc" xmlns:xlink="http://www.w3.org/1999/xlink">
  <NamedLayer><se:Name>any</se:Name><UserStyle><se:Name>widths</se:Name>
    <se:FeatureTypeStyle>
      <se:Rule>
        <se:LineSymbolizer><se:Stroke><se:SvgParameter name="stroke">#0868ac</se:SvgParameter><se:SvgParameter name="stroke-width"><se:Interpolate fallbackValue="0" mode="linear" method="numeric"><se:LookupValue><ogc:PropertyName>n</ogc:PropertyName></se:LookupValue><se:InterpolationPoint><se:Data>0</se:Data><se:Value>1</se:Value></se:InterpolationPoint><se:InterpolationPoint><se:Data>5</se:Data><se:Value>11</se:Value></se:InterpolationPoint></se:Interpolate></se:SvgParameter><se:SvgParameter name="stroke-opacity">0.6</se:SvgParameter><se:SvgParameter name="stroke-linejoin">bevel</se:SvgParameter></se:Stroke></se:LineSymbolizer>
      </se:Rule>
    </se:FeatureTypeStyle>
  </UserStyle></NamedLayer>
</StyledLayerDescriptor>
