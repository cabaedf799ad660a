<UserStyle xmlns="http://www.opengis.net/sld" xmlns:se="http://www.opengis.net/se" xmlns:xlink="http://www.w3.org/1999/xlink"><Name>inline</Name><se:FeatureTypeStyle><se:Rule>
  <se:LegendGraphic><se:Graphic><se:Mark><se:WellKnownName>star</se:WellKnownName></se:Mark></se:Graphic></se:LegendGraphic>
  <se:PointSymbolizer><se:Graphic>
    <se:ExternalGraphic><se:InlineContent encoding="base64">PHN2Zy8+</se:InlineContent><se:Format>image/svg+xml</se:Format></se:ExternalGraphic>
    <se:ExternalGraphic><se:OnlineResource xlink:href="base64:PHN2Zy8+?fill=%23ff0000&amp;outline-width=0.5"/><se:Format>image/svg+xml</se:Format></se:ExternalGraphic>
    <se:ExternalGraphic><se:OnlineResource xlink:href="file:///usr/share/qgis/svg/symbol.svg"/><se:Format>image/svg+xml</se:Format></se:ExternalGraphic>
    <se:ExternalGraphic><se:OnlineResource xlink:href="../../etc/passwd"/><se:Format>image/svg+xml</se:Format></se:ExternalGraphic>
    <se:ExternalGraphic><se:OnlineResource xlink:href="C:\symbols\x.svg"/><se:Format>image/svg+xml</se:Format></se:ExternalGraphic>
  </se:Graphic></se:PointSymbolizer>
</se:Rule></se:FeatureTypeStyle></UserStyle>
