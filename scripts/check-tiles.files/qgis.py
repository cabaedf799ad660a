"""Draws every case of cases.json with QGIS and posts the pictures: see scripts/check-tiles, which hands this to a Python that has QGIS."""
import json, sys, tempfile, os, urllib.parse, urllib.request

ROOM = sys.argv[1]


def post(path, body):
    urllib.request.urlopen(urllib.request.Request(ROOM + path, body)).read()


try:
    from qgis.core import (Qgis, QgsApplication, QgsCoordinateReferenceSystem, QgsMapRendererParallelJob, QgsMapSettings, QgsRasterLayer, QgsRectangle, QgsVectorTileLayer)
    from qgis.PyQt.QtCore import QBuffer, QByteArray, QIODevice, QSize
    from qgis.PyQt.QtGui import QColor
except ImportError as e:
    post("/done", json.dumps({"skipped": f"is not installed ({e})"}).encode())
    sys.exit()

folder = tempfile.mkdtemp()
os.environ["XDG_CACHE_HOME"] = os.environ["XDG_DATA_HOME"] = folder  # or QGIS remembers the capabilities of the run before
with urllib.request.urlopen(ROOM + "/cases.json") as f:
    told = json.load(f)
BASE, failed = told["base"], []


def draw(layer, crs):
    s = QgsMapSettings()
    s.setLayers([layer])
    s.setDestinationCrs(QgsCoordinateReferenceSystem(crs))
    s.setExtent(QgsRectangle(*told["place"][crs]))
    s.setOutputSize(QSize(told["side"], told["side"]))
    s.setOutputDpi(96)
    s.setBackgroundColor(QColor("white"))
    s.setFlag(QgsMapSettings.Antialiasing, True)
    job = QgsMapRendererParallelJob(s)
    job.start()
    job.waitForFinished()
    return job.renderedImage()


def wmts(case, crs):
    return QgsRasterLayer(f"crs={crs}&format=image/png&layers={case['layer']}&styles={case['style']}&tileMatrixSet={told['zoom'][crs][0]}&url={BASE}/wmts/1.0.0/WMTSCapabilities.xml", "t", "wms")


def tiles(uri):
    layer = QgsVectorTileLayer(uri, "t")
    if not layer.isValid():
        return layer
    error, read = layer.loadDefaultStyle()
    if not read:
        failed.append(f"{uri}: {error}")
    return layer


def xyz(case, crs):
    return tiles(f"type=xyz&zmin=0&zmax=22&url={BASE}/tiles/{case['layer']}/{{z}}/{{x}}/{{y}}.mvt&styleUrl={BASE}/styles/{case['layer']}.json?style={case['style']}")


def server(case, crs):
    at = f"{BASE}/arcgis/rest/services/{told['zoom'][crs][0]}/{case['layer']}/VectorTileServer"
    style = "" if case["style"] == "default" else f"&styleUrl={at}/resources/styles/root.json?style={case['style']}"  # which QGIS finds by itself
    return tiles(f"type=xyz&serviceType=arcgis&url={at}{style}")


def main():
    ways = [("WMTS", wmts, "EPSG:3857"), ("WMTS", wmts, "EPSG:3067"), ("XYZ", xyz, "EPSG:3857"), ("VectorTileServer", server, "EPSG:3857")]
    if Qgis.QGIS_VERSION_INT >= 32400:
        ways.append(("VectorTileServer", server, "EPSG:3067"))
    for name, make, crs in ways:
        for case in told["cases"]:
            what = f"QGIS {name} {case['layer']} {case['style']} {crs}"
            layer = make(case, crs)
            if not layer.isValid():
                failed.append(f"{what}: {layer.error().message()}")
                continue
            data = QByteArray()
            buffer = QBuffer(data)
            buffer.open(QIODevice.WriteOnly)
            draw(layer, crs).save(buffer, "PNG")
            post("/picture/" + urllib.parse.quote(what), bytes(data))
    post("/done", json.dumps({"version": Qgis.QGIS_VERSION, "failed": failed}).encode())


application = QgsApplication([], False)
application.initQgis()
main()
os._exit(0)  # QGIS crashes in its own end
