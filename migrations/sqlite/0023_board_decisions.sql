-- How many times a host or a moderator has changed the question: what takes a decision back names the one that it takes back.
alter table questions add column version integer not null default 0 check (version >= 0);
-- How many devices must have asked a question that waits, so that it is shown by itself; null where that is the host's decision alone.
alter table meetings add column board_show_after integer check (board_show_after between 1 and 65535);
