-- Phones that lead a meeting. What they show is not kept, only its SHA-256. The row of an ended one stays until a phone is paired more
-- than a day later: its code must not be exchanged again.
create table remotes (
  id           integer primary key,
  meeting_id   integer not null references meetings (id) on delete cascade,
  token_hash   blob    not null unique check (length (token_hash) = 32),
  -- The number of the one-time code that was exchanged for it.
  code         blob    not null unique check (length (code) = 16),
  -- Identifies the host key under which the code was made: without it the phone leads no more.
  key_mark     blob    not null check (length (key_mark) = 32),
  -- What the phone and the console both show, so that the host confirms the right one.
  number       integer not null check (number between 0 and 9999),
  -- Which browser it is, in words.
  name         text    not null,
  paired_at    integer not null,
  -- When the host confirmed it; null while it can do nothing.
  confirmed_at integer,
  ended_at     integer
) strict;
create index remotes_of_meeting on remotes (meeting_id);
