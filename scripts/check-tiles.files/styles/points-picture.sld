<StyledLayerDescriptor version="1.1.0" xmlns="http://www.opengis.net/sld" xmlns:se="http://www.opengis.net/se" xmlns:ogc="http://www.opengis.net/ogc" xmlns:xlink="http://www.w3.org/1999/xlink">
  <NamedLayer><se:Name>any</se:Name><UserStyle><se:Name>picture</se:Name>
    <se:FeatureTypeStyle>
      <se:Rule>
        <se:PointSymbolizer><se:Graphic><se:ExternalGraphic><se:InlineContent encoding="base64">PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHdpZHRoPSIyMCIgaGVpZ2h0PSIyMCIgdmlld0JveD0iMCAwIDIwIDIwIj48cGF0aCBkPSJNMTAgMSBMMTkgMTQgTDEyIDE0IEwxMiAxOSBMOCAxOSBMOCAxNCBMMSAxNCBaIiBmaWxsPSIjMmU3ZDMyIiBzdHJva2U9IiMxYjFiMWIiIHN0cm9rZS13aWR0aD0iMSIvPjwvc3ZnPg==</se:InlineContent><se:Format>image/svg+xml</se:Format></se:ExternalGraphic><se:Size>26</se:Size></se:Graphic></se:PointSymbolizer>
      </se:Rule>
    </se:FeatureTypeStyle>
  </UserStyle></NamedLayer>
</StyledLayerDescriptor>
