-- What identity keeps: API tokens, credentials of persons, links of invitations. Of secrets there are hashes only.

-- `organization` is NULL for a platform token. `scopes` is a JSON array of texts.
CREATE TABLE tokens (
  id           TEXT NOT NULL PRIMARY KEY,
  secret       BLOB NOT NULL UNIQUE,
  organization INTEGER REFERENCES organizations (key),
  scopes       TEXT NOT NULL,
  name         TEXT NOT NULL,
  created_at   INTEGER NOT NULL,
  expires_at   INTEGER,
  last_used_at INTEGER,
  revoked_at   INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX tokens_by_organization ON tokens (organization, id);

CREATE TABLE credentials (
  email      TEXT NOT NULL PRIMARY KEY,
  password   TEXT NOT NULL,
  changed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE invitation_links (
  secret       BLOB NOT NULL PRIMARY KEY,
  organization INTEGER NOT NULL REFERENCES organizations (key),
  invitation   TEXT NOT NULL,
  created_at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- A command may be kept for a while only; NULL stands for ever.
ALTER TABLE commands ADD COLUMN kept_until INTEGER;
CREATE INDEX commands_founding ON commands (id, organization) WHERE revision = 1;

-- An effect that failed is tried again later, or given up. `retry_at` is NULL before the first attempt.
ALTER TABLE outbox ADD COLUMN retry_at INTEGER;
ALTER TABLE outbox ADD COLUMN given_up INTEGER NOT NULL DEFAULT 0 CHECK (given_up IN (0, 1));
DROP INDEX outbox_pending;
CREATE INDEX outbox_waiting ON outbox (id, retry_at) WHERE done_at IS NULL AND given_up = 0;
