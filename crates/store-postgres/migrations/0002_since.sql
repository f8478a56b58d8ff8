-- Pages of records follow the order of their first registration. `since` is the entry with which the row's life of the
-- record began: its first registration, or the one after its removal. A row that replaces another carries it on; a
-- removal's own row begins nothing and says its own entry.
ALTER TABLE records ADD COLUMN since BIGINT;

-- This is done once, in any order: here the planner may choose freely.
SET LOCAL enable_seqscan = on;
SET LOCAL enable_sort = on;
SET LOCAL enable_hashjoin = on;

-- Few records have a history; of these, a life is what lies between two removals.
UPDATE records SET since = lives.since
  FROM (
    SELECT organization, to_revision, module, id, from_revision,
      min(from_revision) FILTER (WHERE facts IS NOT NULL) OVER (PARTITION BY organization, module, id, removals) AS since
    FROM (
      SELECT organization, to_revision, module, id, from_revision, facts,
        count(*) FILTER (WHERE facts IS NULL)
          OVER (PARTITION BY organization, module, id ORDER BY from_revision) AS removals
      FROM records
      WHERE (organization, module, id) IN
        (SELECT organization, module, id FROM records WHERE to_revision < 9223372036854775807)
    ) AS rows
  ) AS lives
  WHERE records.facts IS NOT NULL AND lives.organization = records.organization
    AND lives.to_revision = records.to_revision AND lives.module = records.module AND lives.id = records.id
    AND lives.from_revision = records.from_revision;
UPDATE records SET since = from_revision WHERE since IS NULL;
ALTER TABLE records ALTER COLUMN since SET NOT NULL;
