<StyledLayerDescriptor version="1.1.0" xmlns="http://www.opengis.net/sld" xmlns:se="http://www.opengis.net/se" xmlns:ogc="http://www.opengis.net/ogc" xmlns:xlink="http://www.w3.org/1999/xlink">
  <NamedLayer><se:Name>any</se:Name><UserStyle><se:Name>fill</se:Name>
    <se:FeatureTypeStyle>
      <se:Rule>
        <se:PolygonSymbolizer><se:Fill><se:SvgParameter name="fill"><se:Recode fallbackValue="#cccccc"><se:LookupValue><ogc:PropertyName>kind</ogc:PropertyName></se:LookupValue><se:MapItem><se:Data>0</se:Data><se:Value>#1b9e77</se:Value></se:MapItem><se:MapItem><se:Data>1</se:Data><se:Value>#d95f02</se:Value></se:MapItem><se:MapItem><se:Data>2</se:Data><se:Value>#7570b3</se:Value></se:MapItem><se:MapItem><se:Data>3</se:Data><se:Value>#e7298a</se:Value></se:MapItem><se:MapItem><se:Data>4</se:Data><se:Value>#66a61e</se:Value></se:MapItem><se:MapItem><se:Data>5</se:Data><se:Value>#e6ab02</se:Value></se:MapItem><se:MapItem><se:Data>6</se:Data><se:Value>#a6761d</se:Value></se:MapItem></se:Recode></se:SvgParameter><se:SvgParameter name="fill-opacity">0.5</se:SvgParameter></se:Fill><se:Stroke><se:SvgParameter name="stroke">#08306b</se:SvgParameter><se:SvgParameter name="stroke-width">3</se:SvgParameter><se:SvgParameter name="stroke-opacity">0.8</se:SvgParameter><se:SvgParameter name="stroke-linejoin">round</se:SvgParameter></se:Stroke></se:PolygonSymbolizer>
      </se:Rule>
    </se:FeatureTypeStyle>
  </UserStyle></NamedLayer>
</StyledLayerDescriptor>
