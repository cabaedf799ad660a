-- Tables for the data of OGC's suite for WFS 1.0.0, which is loaded from the suite's own files. Columns are in the order of its schemas.
CREATE SCHEMA wfs10;

CREATE TABLE wfs10."Other" (
	fid serial PRIMARY KEY,
	description text,
	name text,
	"pointProperty" geometry(Point, 32615),
	string1 text NOT NULL,
	string2 text,
	integers bigint,
	dates date
);
CREATE TABLE wfs10."Nulls" (
	fid serial PRIMARY KEY,
	description text,
	name text,
	integers bigint,
	dates date,
	"pointProperty" geometry(Point, 32615)
);
CREATE TABLE wfs10."Fifteen" (fid serial PRIMARY KEY, "pointProperty" geometry(Point, 32615) NOT NULL);
CREATE TABLE wfs10."Seven" (LIKE wfs10."Fifteen" INCLUDING ALL);
CREATE TABLE wfs10."Deletes" (fid serial PRIMARY KEY, id text, "pointProperty" geometry(Point, 32615) NOT NULL);
CREATE TABLE wfs10."Inserts" (LIKE wfs10."Deletes" INCLUDING ALL);
CREATE TABLE wfs10."Updates" (LIKE wfs10."Deletes" INCLUDING ALL);
CREATE TABLE wfs10."Locks" (fid serial PRIMARY KEY, id text NOT NULL, "pointProperty" geometry(Point, 32615));
CREATE TABLE wfs10."Points" (LIKE wfs10."Locks" INCLUDING ALL);
CREATE TABLE wfs10."Lines" (fid serial PRIMARY KEY, id text NOT NULL, "lineStringProperty" geometry(LineString, 32615));
CREATE TABLE wfs10."Polygons" (fid serial PRIMARY KEY, id text NOT NULL, "polygonProperty" geometry(Polygon, 32615));
CREATE TABLE wfs10."MPoints" (fid serial PRIMARY KEY, id text NOT NULL, "multiPointProperty" geometry(MultiPoint, 32615));
CREATE TABLE wfs10."MLines" (fid serial PRIMARY KEY, id text NOT NULL, "multiLineStringProperty" geometry(MultiLineString, 32615));
CREATE TABLE wfs10."MPolygons" (fid serial PRIMARY KEY, id text NOT NULL, "multiPolygonProperty" geometry(MultiPolygon, 32615));
