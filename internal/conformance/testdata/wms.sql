-- What the WMS suites' data lacks to be layers of features: a square for each cell of the raster of elevations, and times that are times.
CREATE TABLE wms.terrain (
	id integer PRIMARY KEY,
	elevation integer NOT NULL,
	geom geometry(Polygon, 4326) NOT NULL
);
INSERT INTO wms.terrain
SELECT row_number() OVER (ORDER BY y DESC, x), elevation, ST_MakeEnvelope(
	round((x + 0.5) * 600 - 0.5) / 600 - 0.5, round((y + 0.5) * 600 - 0.5) / 600 - 0.5,
	round((x + 0.5) * 600 + 0.5) / 600 - 0.5, round((y + 0.5) * 600 + 0.5) / 600 - 0.5, 4326)
FROM wms.cells;
DROP TABLE wms.cells;
CREATE INDEX ON wms.terrain USING gist (geom);
CREATE INDEX ON wms.terrain (elevation);

ALTER TABLE wms."Autos" ALTER "TIME" TYPE timestamptz USING "TIME"::timestamptz;
ANALYZE;
