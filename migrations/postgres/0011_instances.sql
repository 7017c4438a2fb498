-- Which servers use this database now. Each writes its row anew every few seconds, by the database's own clock, and takes it
-- out when it ends; a row that has grown old is of one that was killed.
create table instances (
  id      text        primary key,
  version text        not null,
  -- Whether it was told of a Redis, through which it hears the others.
  shares  boolean     not null,
  seen_at timestamptz not null default clock_timestamp()
);

-- The SECRET_KEY that addresses were hashed under: its fingerprint, in one row at most.
create table secret_key (
  id          bigint primary key check (id = 1),
  fingerprint bytea  not null check (length(fingerprint) = 16)
);
