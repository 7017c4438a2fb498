-- A meeting that a guest has made (CREATE_ACCESS=open): the host's console and new polls never go there by themselves.
alter table meetings add column by_guest integer not null default 0 check (by_guest in (0, 1));

-- Browsers that have a host's authority. What they show is not kept, only its SHA-256.
create table host_sessions (
  id         integer primary key,
  token_hash blob    not null unique check (length (token_hash) = 32),
  -- The number of the one-time code that was exchanged for it, which so cannot be exchanged twice; null where a key was typed.
  code       blob    unique check (length (code) = 16),
  -- Which host key it stands on: it ends with its key.
  key_mark   blob    not null check (length (key_mark) = 32),
  -- Whose key: its name in HOST_KEYS.
  host       text    not null,
  -- Which browser it is, in words.
  name       text    not null,
  created_at integer not null,
  seen_at    integer not null,
  ended_at   integer
) strict;
