-- A series of polls under one join code.
create table meetings (
  id         bigint  generated always as identity primary key,
  join_code  text    not null unique,
  created_at bigint  not null,
  ended_at   bigint
);

create table polls (
  id           bigint  generated always as identity primary key,
  meeting_id   bigint  not null references meetings (id) on delete cascade,
  poll_code    text    not null unique,
  question     text    not null check (length (question) between 1 and 500),
  kind         text    not null check (kind in ('single', 'multiple')),
  min_choices  bigint  not null check (min_choices >= 1),
  max_choices  bigint  not null check (max_choices between min_choices and 20),
  fairness     text    not null check (fairness in ('device_and_address', 'device')),
  results      text    not null check (results in ('live', 'after_vote', 'on_reveal')),
  allow_change boolean not null,
  state        text    not null check (state in ('draft', 'ready', 'open', 'closed')),
  revealed     boolean not null default false,
  round        bigint  not null default 1 check (round >= 1),
  seq          bigint  not null default 1,
  total_votes  bigint  not null default 0 check (total_votes >= 0),
  -- Keys the hashes of voters' addresses; null once the meeting has ended, and with it what the hashes could tell.
  address_salt bytea            check (length (address_salt) = 32),
  created_at   bigint  not null
);
create index polls_of_meeting on polls (meeting_id);
create index polls_by_age on polls (created_at);

create table options (
  id          bigint  generated always as identity primary key,
  poll_id     bigint  not null references polls (id) on delete cascade,
  position    bigint  not null,
  option_text text    not null check (length (option_text) between 1 and 200),
  vote_count  bigint  not null default 0 check (vote_count >= 0),
  unique (poll_id, position)
);

create table votes (
  id            bigint  generated always as identity primary key,
  poll_id       bigint  not null references polls (id) on delete cascade,
  round         bigint  not null,
  browser_token bytea   not null check (length (browser_token) = 16),
  -- Null where the poll's rule does not ask for the address: nulls never clash.
  address_key   bytea            check (length (address_key) = 16),
  nonce         bytea   not null check (length (nonce) = 16),
  receipt       text    not null,
  created_at    bigint  not null
);
create unique index one_vote_a_device on votes (poll_id, round, browser_token);
create unique index one_vote_an_address on votes (poll_id, round, address_key);

create table vote_options (
  vote_id   bigint  not null references votes (id) on delete cascade,
  option_id bigint  not null references options (id) on delete cascade,
  primary key (vote_id, option_id)
);
create index votes_for_option on vote_options (option_id);
