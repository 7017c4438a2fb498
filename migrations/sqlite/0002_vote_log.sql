-- A vote is one row of its poll's log: what it chose, its receipt, and a link that chains it to the vote before it.
-- Rows are only ever added. A changed vote is a new row; the one it replaces loses its marks and no longer counts.
create table log (
  id            integer primary key,
  poll_id       integer not null references polls (id) on delete cascade,
  round         integer not null,
  -- 1, 2, 3 … within the poll. Null, as the link, only in votes from before this log: the program chains them when it starts.
  position      integer,
  -- Null once replaced: nulls never clash.
  browser_token blob             check (length (browser_token) = 16),
  -- Null where the poll's rule does not ask for the address.
  address_key   blob             check (length (address_key) = 16),
  -- A JSON array, sorted.
  option_ids    text    not null check (json_valid (option_ids)),
  nonce         blob    not null check (length (nonce) = 16),
  receipt       text    not null,
  -- The position of the same device's earlier vote, which this one takes the place of.
  replaces      integer,
  counts        integer not null default 1 check (counts in (0, 1)),
  link          blob             check (length (link) = 32),
  created_at    integer not null
) strict;

insert into log (id, poll_id, round, browser_token, address_key, option_ids, nonce, receipt, created_at)
select id, poll_id, round, browser_token, address_key,
       (select json_group_array (option_id) from (select option_id from vote_options where vote_id = votes.id order by option_id)),
       nonce, receipt, created_at
from votes;

drop table vote_options;
drop table votes;
alter table log rename to votes;

create unique index one_vote_a_device on votes (poll_id, round, browser_token);
create unique index one_vote_an_address on votes (poll_id, round, address_key) where address_key is not null;

-- How long the log is and how it ends, so that votes cut off its end are missed.
alter table polls add column log_length integer not null default 0;
alter table polls add column log_head   blob    check (length (log_head) = 32);
