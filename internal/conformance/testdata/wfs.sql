-- Feature types for the WFS suites: points, lines and polygons, a dozen features each, with every kind of property that the suites
-- look for: text, numbers, booleans, instants with a time zone, and properties without a value. The instants have milliseconds
-- because the suite for WFS 2.0 cannot read the bounds of periods that it made itself when they have none. There are no dates: it
-- tests the temporal filters with one temporal property of each feature type, takes that of the kind which a hash table gives it first,
-- and skips the tests when that is a date without a time zone.
CREATE SCHEMA wfs;

CREATE TABLE wfs.observation (
	id integer PRIMARY KEY,
	name text NOT NULL,
	description text,
	individuals integer NOT NULL,
	weight double precision NOT NULL,
	verified boolean NOT NULL,
	observed timestamptz NOT NULL,
	remark text,
	geom geometry(Point, 4326) NOT NULL
);
INSERT INTO wfs.observation
SELECT n, 'Observation ' || n, 'The observation with the number ' || n, n * 3 % 17, n * 1.25, n % 3 = 0,
	timestamptz '2020-03-01 06:30:00.123+00' + n * interval '9 days 5 hours',
	CASE WHEN n % 2 = 0 THEN 'Seen twice' END, ST_SetSRID(ST_MakePoint(24.5 + n * 0.11, 60.1 + n * 0.07), 4326)
FROM generate_series(1, 15) AS n;

CREATE TABLE wfs.route (
	id integer PRIMARY KEY,
	name text NOT NULL,
	length_km double precision NOT NULL,
	stations integer NOT NULL,
	active boolean NOT NULL,
	walked timestamptz NOT NULL,
	remark text,
	geom geometry(LineString, 4326) NOT NULL
);
INSERT INTO wfs.route
SELECT n, 'Route ' || n, n * 1.5, n + 4, n % 2 = 0, timestamptz '2021-05-01 04:00:00.123+00' + n * interval '3 days 2 hours',
	CASE WHEN n % 3 = 0 THEN 'Partly under water' END,
	ST_SetSRID(ST_MakeLine(ARRAY[ST_MakePoint(24 + n * 0.2, 60 + n * 0.1), ST_MakePoint(24.15 + n * 0.2, 60.05 + n * 0.1),
		ST_MakePoint(24.3 + n * 0.2, 60.02 + n * 0.1)]), 4326)
FROM generate_series(1, 12) AS n;

CREATE TABLE wfs.area (
	id integer PRIMARY KEY,
	name text NOT NULL,
	hectares double precision NOT NULL,
	visitors integer NOT NULL,
	protected boolean NOT NULL,
	surveyed timestamptz NOT NULL,
	remark text,
	geom geometry(Polygon, 4326) NOT NULL
);
INSERT INTO wfs.area
SELECT n, 'Area ' || n, n * 10.5, n * n, n % 4 <> 0,
	timestamptz '2022-06-01 09:00:00.123+00' + n * interval '1 day 90 minutes', CASE WHEN n % 2 = 1 THEN 'Fenced' END,
	ST_SetSRID(ST_MakeEnvelope(23 + n * 0.3, 61 + n * 0.05, 23.25 + n * 0.3, 61.2 + n * 0.05), 4326)
FROM generate_series(1, 12) AS n;
