-- The key of an option is never given again: a page that was fetched before the options were exchanged must not name
-- another option by it. Without the word AUTOINCREMENT, SQLite gives the key of the newest option again once that is gone.
create table options_kept (
  id          integer primary key autoincrement,
  poll_id     integer not null references polls (id) on delete cascade,
  position    integer not null,
  option_text text    not null check (length (option_text) between 1 and 200),
  vote_count  integer not null default 0 check (vote_count >= 0),
  correct     integer not null default 0 check (correct in (0, 1)),
  unique (poll_id, position)
) strict;
insert into options_kept (id, poll_id, position, option_text, vote_count, correct)
select id, poll_id, position, option_text, vote_count, correct from options;

-- Dropping a table deletes its rows first, and with them the edits that name them: so these step aside.
create table edits_kept (
  id        integer primary key,
  poll_id   integer not null references polls (id) on delete cascade,
  option_id integer,
  before    text   not null,
  after     text   not null,
  edited_at integer not null
) strict;
insert into edits_kept (id, poll_id, option_id, before, after, edited_at)
select id, poll_id, option_id, before, after, edited_at from edits;
drop table edits;

drop table options;
alter table options_kept rename to options;

create table edits (
  id        integer primary key,
  poll_id   integer not null references polls (id) on delete cascade,
  -- Null for the question.
  option_id integer references options (id) on delete cascade,
  before    text   not null,
  after     text   not null,
  edited_at integer not null
) strict;
insert into edits (id, poll_id, option_id, before, after, edited_at)
select id, poll_id, option_id, before, after, edited_at from edits_kept;
drop table edits_kept;
create index edits_of_poll on edits (poll_id);

-- Tickets by which a phone went on at another address: each is good once.
create table tickets (
  id            integer primary key,
  -- What tells it from every other ticket.
  ticket        blob    not null unique check (length (ticket) = 16),
  -- The browser that came with it: the same one may ask again where the answer was lost.
  browser_token blob    not null check (length (browser_token) = 16),
  -- Milliseconds since 1970. From then on the ticket is worth nothing anyway, and its row goes.
  ends_at       integer not null
) strict;
