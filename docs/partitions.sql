-- Divides the log by workspace into 16 hash partitions, with the indexes that it has (docs/scaling.md). Run it while no server
-- runs, on a copy first: it writes every event anew. The background work then makes the search indexes again.
BEGIN;
DO $$
DECLARE
    whole text;
    primary_key text;
    definition text;
    definitions text[];
BEGIN
    FOREACH whole IN ARRAY ARRAY['events', 'event_targets'] LOOP
        SELECT pg_get_constraintdef(oid) INTO primary_key
        FROM pg_constraint WHERE conrelid = whole::regclass AND contype = 'p';
        SELECT array_agg(indexdef) INTO definitions
        FROM pg_indexes
        WHERE schemaname = current_schema() AND tablename = whole
          AND indexname <> whole || '_pkey' AND indexname NOT LIKE 'event\_search\_%';

        EXECUTE format('ALTER TABLE %I RENAME TO %I', whole, whole || '_before');
        EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING DEFAULTS) PARTITION BY HASH (workspace_id)',
                       whole, whole || '_before');
        FOR part IN 0..15 LOOP
            EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES WITH (MODULUS 16, REMAINDER %s)',
                           whole || '_' || part, whole, part);
        END LOOP;
        EXECUTE format('INSERT INTO %I SELECT * FROM %I', whole, whole || '_before');
        EXECUTE format('DROP TABLE %I', whole || '_before');
        EXECUTE format('ALTER TABLE %I ADD CONSTRAINT %I %s', whole, whole || '_pkey', primary_key);
        FOREACH definition IN ARRAY coalesce(definitions, '{}') LOOP
            EXECUTE definition;
        END LOOP;
    END LOOP;
    DELETE FROM search_slices;
END $$;
COMMIT;
