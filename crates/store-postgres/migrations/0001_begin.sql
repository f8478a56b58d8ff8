-- Times are microseconds since 1970, UTC. Organizations are referred to by a small integer key of this database. Every
-- text compares by its bytes, whatever the language of the database.

-- `restoring` is NULL, but for an organization that is being put in place and not seen until it is whole: then it is the
-- slug to be, or empty.
CREATE TABLE organizations (
  key             BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  id              TEXT COLLATE "C" NOT NULL CONSTRAINT organizations_id UNIQUE,
  slug            TEXT COLLATE "C" CONSTRAINT organizations_slug UNIQUE,
  created_at      BIGINT NOT NULL,
  revision        BIGINT NOT NULL,
  policy_revision BIGINT NOT NULL,
  hash            BYTEA NOT NULL,
  at              BIGINT NOT NULL,
  deleted         BOOLEAN NOT NULL,
  restoring       TEXT COLLATE "C"
);

-- The ledger. `envelope` is what is hashed; the columns beside it repeat parts of it, to query by.
CREATE TABLE entries (
  organization BIGINT NOT NULL REFERENCES organizations (key),
  revision     BIGINT NOT NULL CHECK (revision > 0),
  at           BIGINT NOT NULL,
  kind         TEXT COLLATE "C" NOT NULL,
  actor        TEXT COLLATE "C",
  previous     BYTEA NOT NULL,
  hash         BYTEA NOT NULL,
  envelope     BYTEA NOT NULL,
  PRIMARY KEY (organization, revision)
);
CREATE INDEX entries_by_kind ON entries (organization, kind, revision);
CREATE INDEX entries_by_time ON entries (organization, at, revision);

-- The members that an entry touches.
CREATE TABLE entry_members (
  organization BIGINT NOT NULL REFERENCES organizations (key),
  member       TEXT COLLATE "C" NOT NULL,
  revision     BIGINT NOT NULL,
  PRIMARY KEY (organization, member, revision)
);
CREATE INDEX entry_members_by_revision ON entry_members (organization, revision, member);

-- Records, history and present in one. A row holds from the entry that wrote it until the entry that replaced it;
-- 9223372036854775807 stands for "until further notice". A removal is a row without facts that holds at no time.
-- No row is compared with `organizations`: there are many, and whoever writes them holds the organization's head.
CREATE TABLE records (
  organization  BIGINT NOT NULL,
  to_revision   BIGINT NOT NULL,
  module        TEXT COLLATE "C" NOT NULL,
  id            TEXT COLLATE "C" NOT NULL,
  from_revision BIGINT NOT NULL CHECK (from_revision > 0),
  facts         BYTEA,
  PRIMARY KEY (organization, to_revision, module, id, from_revision)
);
CREATE INDEX records_by_revision ON records (organization, from_revision, module, id);
CREATE INDEX records_replaced ON records (organization, module, id, from_revision)
  WHERE to_revision < 9223372036854775807;

-- The one place with personal data. An erasure deletes a member's rows.
CREATE TABLE people (
  organization BIGINT NOT NULL REFERENCES organizations (key),
  member       TEXT COLLATE "C" NOT NULL,
  field        TEXT COLLATE "C" NOT NULL,
  revision     BIGINT NOT NULL,
  salt         BYTEA NOT NULL,
  value        TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (organization, member, field, revision)
);
CREATE INDEX people_by_revision ON people (organization, revision, member, field);

-- A command is kept until a time; NULL stands for ever.
CREATE TABLE commands (
  organization BIGINT NOT NULL REFERENCES organizations (key),
  id           TEXT COLLATE "C" NOT NULL,
  revision     BIGINT NOT NULL,
  digest       BYTEA NOT NULL,
  outcome      BYTEA NOT NULL,
  kept_until   BIGINT,
  PRIMARY KEY (organization, id)
);
CREATE INDEX commands_founding ON commands (id, organization) WHERE revision = 1;

CREATE TABLE snapshots (
  organization BIGINT NOT NULL REFERENCES organizations (key),
  revision     BIGINT NOT NULL,
  format       INTEGER NOT NULL,
  state        BYTEA NOT NULL,
  PRIMARY KEY (organization, revision)
);

-- Effects. `retry_at` is NULL before the first attempt.
CREATE TABLE outbox (
  id           BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  organization BIGINT NOT NULL REFERENCES organizations (key),
  revision     BIGINT NOT NULL,
  kind         TEXT COLLATE "C" NOT NULL,
  payload      BYTEA NOT NULL,
  created_at   BIGINT NOT NULL,
  done_at      BIGINT,
  attempts     BIGINT NOT NULL DEFAULT 0,
  retry_at     BIGINT,
  given_up     BOOLEAN NOT NULL DEFAULT false
);
CREATE INDEX outbox_waiting ON outbox (id, retry_at) WHERE done_at IS NULL AND NOT given_up;

CREATE TABLE catalogs (
  number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  hash   TEXT COLLATE "C" NOT NULL UNIQUE,
  text   TEXT COLLATE "C" NOT NULL
);

-- What identity keeps. Of secrets there are hashes only. `organization` is NULL for a platform token.
CREATE TABLE tokens (
  id           TEXT COLLATE "C" PRIMARY KEY,
  secret       BYTEA NOT NULL UNIQUE,
  organization BIGINT REFERENCES organizations (key),
  scopes       TEXT[] NOT NULL,
  name         TEXT COLLATE "C" NOT NULL,
  created_at   BIGINT NOT NULL,
  expires_at   BIGINT,
  last_used_at BIGINT,
  revoked_at   BIGINT
);
CREATE INDEX tokens_by_organization ON tokens (organization, id);

CREATE TABLE credentials (
  email      TEXT COLLATE "C" PRIMARY KEY,
  password   TEXT COLLATE "C" NOT NULL,
  changed_at BIGINT NOT NULL
);

CREATE TABLE invitation_links (
  secret       BYTEA PRIMARY KEY,
  organization BIGINT NOT NULL REFERENCES organizations (key),
  invitation   TEXT COLLATE "C" NOT NULL,
  created_at   BIGINT NOT NULL
);
