<StyledLayerDescriptor version="1.1.0" xmlns="http://www.opengis.net/sld" xmlns:se="http://www.opengis.net/se" xmlns:ogc="http://www.opengis.net/ogc" xmlns:xlink="http://www.w3.org/1999/xlink">
  <NamedLayer><se:Name>any</se:Name><UserStyle><se:Name>casing</se:Name>
    <se:FeatureTypeStyle>
      <se:Rule>
        <se:LineSymbolizer><se:Stroke><se:SvgParameter name="stroke">#222222</se:SvgParameter><se:SvgParameter name="stroke-width">7</se:SvgParameter><se:SvgParameter name="stroke-linejoin">round</se:SvgParameter><se:SvgParameter name="stroke-linecap">round</se:SvgParameter></se:Stroke></se:LineSymbolizer>
      </se:Rule>
    </se:FeatureTypeStyle>
    <se:FeatureTypeStyle>
      <se:Rule>
        <se:LineSymbolizer><se:Stroke><se:SvgParameter name="stroke"><se:Recode fallbackValue="#ffcc00"><se:LookupValue><ogc:PropertyName>kind</ogc:PropertyName></se:LookupValue><se:MapItem><se:Data>0</se:Data><se:Value>#1b9e77</se:Value></se:MapItem><se:MapItem><se:Data>1</se:Data><se:Value>#d95f02</se:Value></se:MapItem><se:MapItem><se:Data>2</se:Data><se:Value>#7570b3</se:Value></se:MapItem><se:MapItem><se:Data>3</se:Data><se:Value>#e7298a</se:Value></se:MapItem><se:MapItem><se:Data>4</se:Data><se:Value>#66a61e</se:Value></se:MapItem></se:Recode></se:SvgParameter><se:SvgParameter name="stroke-width">4</se:SvgParameter><se:SvgParameter name="stroke-linejoin">round</se:SvgParameter><se:SvgParameter name="stroke-linecap">round</se:SvgParameter></se:Stroke></se:LineSymbolizer>
      </se:Rule>
    </se:FeatureTypeStyle>
  </UserStyle></NamedLayer>
</StyledLayerDescriptor>
