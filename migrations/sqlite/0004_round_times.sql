-- When the voting of each round began and ended. A round from before this table has no row: nobody knows.
create table rounds (
  id        integer primary key,
  poll_id   integer not null references polls (id) on delete cascade,
  round     integer not null check (round >= 1),
  -- When it was opened first; null where that was before this table.
  opened_at integer,
  -- When it was closed last; null while it is open.
  closed_at integer,
  unique (poll_id, round)
) strict;
