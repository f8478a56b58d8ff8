-- Times are microseconds since 1970, UTC. Organizations are referred to by a small integer key of this database.

CREATE TABLE organizations (
  key             INTEGER PRIMARY KEY,
  id              TEXT NOT NULL UNIQUE,
  slug            TEXT UNIQUE,
  created_at      INTEGER NOT NULL,
  revision        INTEGER NOT NULL,
  policy_revision INTEGER NOT NULL,
  hash            BLOB NOT NULL,
  at              INTEGER NOT NULL,
  deleted         INTEGER NOT NULL CHECK (deleted IN (0, 1))
) STRICT;

-- The ledger. `envelope` is what is hashed; the columns beside it repeat parts of it, to query by.
CREATE TABLE entries (
  organization INTEGER NOT NULL REFERENCES organizations (key),
  revision     INTEGER NOT NULL CHECK (revision > 0),
  at           INTEGER NOT NULL,
  kind         TEXT NOT NULL,
  actor        TEXT,
  previous     BLOB NOT NULL,
  hash         BLOB NOT NULL,
  envelope     BLOB NOT NULL,
  UNIQUE (organization, revision)
) STRICT;
CREATE INDEX entries_by_kind ON entries (organization, kind, revision);
CREATE INDEX entries_by_time ON entries (organization, at, revision);

-- The members that an entry touches.
CREATE TABLE entry_members (
  organization INTEGER NOT NULL REFERENCES organizations (key),
  member       TEXT NOT NULL,
  revision     INTEGER NOT NULL,
  PRIMARY KEY (organization, member, revision)
) STRICT, WITHOUT ROWID;
CREATE INDEX entry_members_by_revision ON entry_members (organization, revision, member);

-- Records, history and present in one. A row holds from the entry that wrote it until the entry that replaced it;
-- 9223372036854775807 stands for "until further notice". So the rows that hold now lie side by side, in the order in
-- which they are read, however long the history grows. A removal is a row without facts that holds at no time.
CREATE TABLE records (
  organization  INTEGER NOT NULL REFERENCES organizations (key),
  to_revision   INTEGER NOT NULL,
  module        TEXT NOT NULL,
  id            TEXT NOT NULL,
  from_revision INTEGER NOT NULL CHECK (from_revision > 0),
  facts         BLOB,
  PRIMARY KEY (organization, to_revision, module, id, from_revision)
) STRICT, WITHOUT ROWID;
CREATE INDEX records_by_revision ON records (organization, from_revision, module, id);
CREATE INDEX records_replaced ON records (organization, module, id, from_revision)
  WHERE to_revision < 9223372036854775807;

-- The one place with personal data. An erasure deletes a member's rows.
CREATE TABLE people (
  organization INTEGER NOT NULL REFERENCES organizations (key),
  member       TEXT NOT NULL,
  field        TEXT NOT NULL,
  revision     INTEGER NOT NULL,
  salt         BLOB NOT NULL,
  value        TEXT NOT NULL,
  PRIMARY KEY (organization, member, field, revision)
) STRICT, WITHOUT ROWID;

CREATE TABLE commands (
  organization INTEGER NOT NULL REFERENCES organizations (key),
  id           TEXT NOT NULL,
  revision     INTEGER NOT NULL,
  digest       BLOB NOT NULL,
  outcome      BLOB NOT NULL,
  PRIMARY KEY (organization, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE snapshots (
  organization INTEGER NOT NULL REFERENCES organizations (key),
  revision     INTEGER NOT NULL,
  format       INTEGER NOT NULL,
  state        BLOB NOT NULL,
  UNIQUE (organization, revision)
) STRICT;

CREATE TABLE outbox (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  organization INTEGER NOT NULL REFERENCES organizations (key),
  revision     INTEGER NOT NULL,
  kind         TEXT NOT NULL,
  payload      BLOB NOT NULL,
  created_at   INTEGER NOT NULL,
  done_at      INTEGER,
  attempts     INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX outbox_pending ON outbox (id) WHERE done_at IS NULL;

CREATE TABLE catalogs (
  number INTEGER PRIMARY KEY,
  hash   TEXT NOT NULL UNIQUE,
  text   TEXT NOT NULL
) STRICT;
