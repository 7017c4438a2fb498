-- A series of polls under one join code.
create table meetings (
  id         integer primary key,
  join_code  text    not null unique,
  created_at integer not null,
  ended_at   integer
) strict;

create table polls (
  id           integer primary key,
  meeting_id   integer not null references meetings (id) on delete cascade,
  poll_code    text    not null unique,
  question     text    not null check (length (question) between 1 and 500),
  kind         text    not null check (kind in ('single', 'multiple')),
  min_choices  integer not null check (min_choices >= 1),
  max_choices  integer not null check (max_choices between min_choices and 20),
  fairness     text    not null check (fairness in ('device_and_address', 'device')),
  results      text    not null check (results in ('live', 'after_vote', 'on_reveal')),
  allow_change integer not null check (allow_change in (0, 1)),
  state        text    not null check (state in ('draft', 'ready', 'open', 'closed')),
  revealed     integer not null default 0 check (revealed in (0, 1)),
  round        integer not null default 1 check (round >= 1),
  seq          integer not null default 1,
  total_votes  integer not null default 0 check (total_votes >= 0),
  -- Keys the hashes of voters' addresses; null once the meeting has ended, and with it what the hashes could tell.
  address_salt blob             check (length (address_salt) = 32),
  created_at   integer not null
) strict;
create index polls_of_meeting on polls (meeting_id);
create index polls_by_age on polls (created_at);

create table options (
  id          integer primary key,
  poll_id     integer not null references polls (id) on delete cascade,
  position    integer not null,
  option_text text    not null check (length (option_text) between 1 and 200),
  vote_count  integer not null default 0 check (vote_count >= 0),
  unique (poll_id, position)
) strict;

create table votes (
  id            integer primary key,
  poll_id       integer not null references polls (id) on delete cascade,
  round         integer not null,
  browser_token blob    not null check (length (browser_token) = 16),
  -- Null where the poll's rule does not ask for the address: nulls never clash.
  address_key   blob             check (length (address_key) = 16),
  nonce         blob    not null check (length (nonce) = 16),
  receipt       text    not null,
  created_at    integer not null
) strict;
create unique index one_vote_a_device on votes (poll_id, round, browser_token);
create unique index one_vote_an_address on votes (poll_id, round, address_key);

create table vote_options (
  vote_id   integer not null references votes (id) on delete cascade,
  option_id integer not null references options (id) on delete cascade,
  primary key (vote_id, option_id)
) strict, without rowid;
create index votes_for_option on vote_options (option_id);
