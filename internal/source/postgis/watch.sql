-- What Haavi's servers learn changes from at once. Tables without the trigger are watched by PostgreSQL's statistics of writes, which
-- come some seconds late. It may be run again.
CREATE SCHEMA IF NOT EXISTS haavi_watch;

-- One row for each relation and transaction that changed it; rows are taken away after an hour.
CREATE TABLE IF NOT EXISTS haavi_watch.change (
  relation oid NOT NULL,
  transaction xid8 NOT NULL,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (relation, transaction)
);

-- Says that a relation has changed: SELECT haavi_watch.changed('public.observations'). The name of a view will do.
CREATE OR REPLACE FUNCTION haavi_watch.changed(relation regclass) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO haavi_watch.change AS c (relation, transaction) VALUES (changed.relation, pg_current_xact_id()) ON CONFLICT DO NOTHING;
  IF FOUND THEN
    DELETE FROM haavi_watch.change c WHERE c.ctid = ANY (ARRAY(SELECT o.ctid FROM haavi_watch.change o
      WHERE o.relation = changed.relation AND o.at < clock_timestamp() - interval '1 hour' FOR UPDATE SKIP LOCKED));
    PERFORM pg_notify('haavi', 'state ' || changed.relation::text);
  END IF;
END $$;

CREATE OR REPLACE FUNCTION haavi_watch.changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM haavi_watch.changed(TG_RELID::regclass);
  RETURN NULL;
END $$;

GRANT USAGE ON SCHEMA haavi_watch TO PUBLIC;
GRANT SELECT ON haavi_watch.change TO PUBLIC;
