-- The record in three parts: the roll says who has voted, the votes say what was answered, and the log chains what
-- happened. Only the roll knows a device, and it is deleted with its meeting's end.

-- What a poll asks, with the settings of its kind. New kinds need no new columns.
alter table polls add column prompt text not null default '{"kind":"single"}' check (json_valid (prompt));
update polls set prompt = case kind
  when 'multiple' then json_object ('kind', 'multiple', 'min_choices', min_choices, 'max_choices', max_choices)
  when 'rating' then json_object ('kind', 'rating', 'scale', (select count (*) from options where poll_id = polls.id))
  else json_object ('kind', kind)
end;
-- Ballots in all rounds, replaced and struck ones too: with the first one the options are fixed.
alter table polls add column ballots integer not null default 0 check (ballots >= 0);
update polls set ballots = log_length;
-- The last round whose roll was deleted, because its meeting has ended. It takes no more ballots.
alter table polls add column erased_round integer not null default 0 check (erased_round >= 0);
update polls set erased_round = round
where log_length > 0 and meeting_id in (select id from meetings where ended_at is not null);

-- Votes: what was answered. A row holds no identity and no time. The log holds its commitment, never the answer.
create table answers (
  poll_id    integer not null references polls (id) on delete cascade,
  -- Its place in the poll's log.
  position   integer not null check (position >= 1),
  round      integer not null,
  -- JSON; null once the host has redacted it.
  answer     text             check (json_valid (answer)),
  nonce      blob    not null check (length (nonce) = 16),
  -- A hash over nonce and answer; null in votes from before this migration, whose link covers the answer itself.
  commitment blob             check (length (commitment) = 32),
  -- How the voter was admitted.
  class      text    not null default 'device',
  -- The position of the vote that this one replaces.
  replaces   integer,
  counts     integer not null default 1 check (counts in (0, 1)),
  -- Null only until the program has chained the votes of its first version.
  link       blob             check (length (link) = 32),
  primary key (poll_id, position)
) strict, without rowid;
insert into answers (poll_id, position, round, answer, nonce, replaces, counts, link)
select poll_id, coalesce (position, row_number () over (partition by poll_id order by id)), round,
       json_object ('options', json (option_ids)), nonce, replaces, counts, link
from votes;

-- The roll: who has voted in a round, as hashes under the meeting's salt. The salt is stored outside of this file.
create table roll (
  poll_id     integer not null references polls (id) on delete cascade,
  round       integer not null,
  device_key  blob    not null check (length (device_key) = 16),
  -- Null where the poll's rule does not ask for the address.
  address_key blob             check (length (address_key) = 16),
  -- Network card and address in the local network; null where unknown, and once voting has ended. They never keep a vote
  -- from being counted.
  card_key    blob             check (length (card_key) = 16),
  source_key  blob             check (length (source_key) = 16),
  -- How often the device has changed its vote in this round.
  changes     integer not null default 0 check (changes >= 0),
  -- The position of its vote.
  answer      integer not null,
  primary key (poll_id, round, device_key)
) strict, without rowid;

-- Devices that have voted in meetings that go on. The program hashes them into the roll, and drops this table. Hashes of
-- addresses were made under another salt, and are not carried over.
create table unhashed_roll (
  poll_id       integer not null,
  round         integer not null,
  browser_token blob    not null,
  changes       integer not null,
  answer        integer not null
) strict;
insert into unhashed_roll (poll_id, round, browser_token, changes, answer)
select poll_id, round, browser_token, changes, place
from (select votes.*, coalesce (position, row_number () over (partition by poll_id order by id)) as place from votes)
where browser_token is not null
  and poll_id in (select polls.id from polls join meetings on meetings.id = meeting_id where ended_at is null);

drop table votes;
alter table answers rename to votes;
create unique index one_vote_an_address on roll (poll_id, round, address_key) where address_key is not null;

-- The other events of a poll's log; a ballot's event is its row in `votes`.
create table events (
  poll_id  integer not null references polls (id) on delete cascade,
  position integer not null check (position >= 1),
  -- JSON. The link covers exactly this text.
  event    text    not null check (json_valid (event)),
  link     blob    not null check (length (link) = 32),
  primary key (poll_id, position)
) strict, without rowid;

-- The seal of a round's last close: the link of its event, and the server's signature of it.
alter table rounds add column seal      blob check (length (seal) = 32);
alter table rounds add column signature blob check (length (signature) = 64);
alter table rounds add column key       blob check (length (key) = 32);

-- Polls that are closed have their seal already: the last link of their log.
insert into rounds (poll_id, round, seal)
select id, round, log_head from polls where state = 'closed' and log_length > 0 and log_head is not null
on conflict (poll_id, round) do update set seal = excluded.seal;

-- Sums of answers, by key.
create table tallies (
  poll_id integer not null references polls (id) on delete cascade,
  round   integer not null,
  key     text    not null,
  count   integer not null,
  primary key (poll_id, round, key)
) strict, without rowid;
insert into tallies (poll_id, round, key, count)
select poll_id, round, 'option ' || chosen.value, count (*)
from votes, json_each (votes.answer, '$.options') as chosen
where counts group by poll_id, round, chosen.value;

alter table options drop column vote_count;
alter table polls drop column kind;
alter table polls drop column max_choices;
alter table polls drop column min_choices;
alter table polls drop column address_salt;
