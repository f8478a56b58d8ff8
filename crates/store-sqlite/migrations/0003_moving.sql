-- Ledgers that come from another store, part by part. `restoring` is NULL, but for an organization that is not seen until
-- it is whole: then it is the slug to be, or empty.
ALTER TABLE organizations ADD COLUMN restoring TEXT;
CREATE INDEX people_by_revision ON people (organization, revision, member, field);
