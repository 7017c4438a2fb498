-- The record in three parts: the roll says who has voted, the votes say what was answered, and the log chains what
-- happened. Only the roll knows a device, and it is deleted with its meeting's end.

-- What a poll asks, with the settings of its kind. New kinds need no new columns.
alter table polls add column prompt text not null default '{"kind":"single"}';
update polls set prompt = case kind
  when 'multiple' then json_build_object ('kind', 'multiple', 'min_choices', min_choices, 'max_choices', max_choices)::text
  when 'rating' then json_build_object ('kind', 'rating', 'scale', (select count (*) from options where poll_id = polls.id))::text
  else json_build_object ('kind', kind)::text
end;
-- Ballots in all rounds, replaced and struck ones too: with the first one the options are fixed.
alter table polls add column ballots bigint not null default 0 check (ballots >= 0);
update polls set ballots = log_length;
-- The last round whose roll was deleted, because its meeting has ended. It takes no more ballots.
alter table polls add column erased_round bigint not null default 0 check (erased_round >= 0);
update polls set erased_round = round
where log_length > 0 and meeting_id in (select id from meetings where ended_at is not null);

-- Votes: what was answered. A row holds no identity and no time. The log holds its commitment, never the answer.
create table answers (
  poll_id    bigint not null references polls (id) on delete cascade,
  -- Its place in the poll's log.
  position   bigint not null check (position >= 1),
  round      bigint not null,
  -- JSON; null once the host has redacted it.
  answer     text,
  nonce      bytea    not null check (length (nonce) = 16),
  -- A hash over nonce and answer; null in votes from before this migration, whose link covers the answer itself.
  commitment bytea             check (length (commitment) = 32),
  -- How the voter was admitted.
  class      text    not null default 'device',
  -- The position of the vote that this one replaces.
  replaces   bigint,
  counts     boolean not null default true,
  link       bytea   not null check (length (link) = 32),
  primary key (poll_id, position)
);
insert into answers (poll_id, position, round, answer, nonce, replaces, counts, link)
select poll_id, position, round,
       json_build_object ('options', option_ids)::text, nonce, replaces, counts, link
from votes;

-- The roll: who has voted in a round, as hashes under the meeting's salt. A dump can leave the salts out.
create table roll (
  poll_id     bigint not null references polls (id) on delete cascade,
  round       bigint not null,
  device_key  bytea    not null check (length (device_key) = 16),
  -- Null where the poll's rule does not ask for the address.
  address_key bytea             check (length (address_key) = 16),
  -- Network card and address in the local network; null where unknown, and once voting has ended. They never keep a vote
  -- from being counted.
  card_key    bytea             check (length (card_key) = 16),
  source_key  bytea             check (length (source_key) = 16),
  -- How often the device has changed its vote in this round.
  changes     bigint not null default 0 check (changes >= 0),
  -- The position of its vote.
  answer      bigint not null,
  primary key (poll_id, round, device_key)
);

-- Devices that have voted in meetings that go on. The program hashes them into the roll, and drops this table. Hashes of
-- addresses were made under another salt, and are not carried over.
create table unhashed_roll (
  poll_id       bigint not null,
  round         bigint not null,
  browser_token bytea    not null,
  changes       bigint not null,
  answer        bigint not null
);
insert into unhashed_roll (poll_id, round, browser_token, changes, answer)
select poll_id, round, browser_token, changes, position
from votes
where browser_token is not null
  and poll_id in (select polls.id from polls join meetings on meetings.id = meeting_id where ended_at is null);

drop table votes;
alter table answers rename to votes;
create unique index one_vote_an_address on roll (poll_id, round, address_key) where address_key is not null;

-- The other events of a poll's log; a ballot's event is its row in `votes`.
create table events (
  poll_id  bigint not null references polls (id) on delete cascade,
  position bigint not null check (position >= 1),
  -- JSON. The link covers exactly this text.
  event    text    not null,
  link     bytea    not null check (length (link) = 32),
  primary key (poll_id, position)
);

-- The seal of a round's last close: the link of its event, and the server's signature of it.
alter table rounds add column seal      bytea check (length (seal) = 32);
alter table rounds add column signature bytea check (length (signature) = 64);
alter table rounds add column key       bytea check (length (key) = 32);

-- Polls that are closed have their seal already: the last link of their log.
insert into rounds (poll_id, round, seal)
select id, round, log_head from polls where state = 'closed' and log_length > 0 and log_head is not null
on conflict (poll_id, round) do update set seal = excluded.seal;

-- What the hashes in the roll are keyed with; deleted when the meeting ends. `pg_dump --exclude-table-data=salts` leaves
-- them out, as backups should.
create table salts (
  join_code text   primary key,
  -- Which opening of the meeting it belongs to: a meeting that is opened again gets another salt, and the roll in a backup
  -- from before says nothing under that.
  opened_at bigint not null,
  salt      bytea  not null check (length (salt) = 32)
);

-- Sums of answers, by key.
create table tallies (
  poll_id bigint not null references polls (id) on delete cascade,
  round   bigint not null,
  key     text    not null,
  count   bigint not null,
  primary key (poll_id, round, key)
);
insert into tallies (poll_id, round, key, count)
select poll_id, round, 'option ' || chosen.value, count (*)
from votes, json_array_elements_text (votes.answer::json -> 'options') as chosen (value)
where counts group by poll_id, round, chosen.value;

alter table options drop column vote_count;
alter table polls drop column kind;
alter table polls drop column max_choices;
alter table polls drop column min_choices;
alter table polls drop column address_salt;
