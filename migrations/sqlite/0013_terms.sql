-- Words and open answers: how their terms read, and what the host has decided about them. The sums of terms are rows of `tallies`
-- with the key 'term <hash>', so that a text can be redacted and the sum stays.

-- Which texts wait for the host, and how many voters must have written one so that it is shown by itself; null for never.
alter table polls add column moderation text not null default 'after' check (moderation in ('off', 'after', 'hold'));
alter table polls add column show_after integer check (show_after between 1 and 65535);

-- The spellings of terms in a round. A row has no voter and no time.
create table spellings (
  poll_id  integer not null references polls (id) on delete cascade,
  round    integer not null,
  -- 32 hexadecimal digits: a hash that texts share if they say the same.
  term     text    not null check (length (term) = 32),
  -- Empty once redacted.
  text     text    not null,
  -- Answers that count and have it.
  count    integer not null,
  -- The position of the last ballot that has it.
  position integer not null,
  -- Whether a word list holds it.
  listed   integer not null default 0 check (listed in (0, 1)),
  primary key (poll_id, round, term, text)
) strict, without rowid;

-- What the host has decided about terms; a merged one counts as its root.
create table standings (
  poll_id  integer not null references polls (id) on delete cascade,
  term     text    not null check (length (term) = 32),
  standing text    not null check (standing in ('shown', 'banned', 'held', 'merged')),
  root     text             check ((root is null) <> (standing = 'merged')),
  primary key (poll_id, term)
) strict, without rowid;

-- How many voters have written a term or one that is merged into it, each voter once.
create table term_groups (
  poll_id integer not null references polls (id) on delete cascade,
  round   integer not null,
  term    text    not null check (length (term) = 32),
  voters  integer not null,
  primary key (poll_id, round, term)
) strict, without rowid;

-- The host's decisions in their order, each of which can be undone. They are no part of a poll's log: they change no count.
create table moderation_acts (
  id        integer primary key autoincrement,
  poll_id   integer not null references polls (id) on delete cascade,
  at        integer not null,
  -- JSON: for each term what was decided before and after.
  changes   text    not null check (json_valid (changes)),
  undone    integer not null default 0 check (undone in (0, 1))
) strict;
create index acts_of_poll on moderation_acts (poll_id, id);
