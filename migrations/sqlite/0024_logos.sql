-- The logo of a meeting: a PNG that this program has written. What identifies it is in the meeting's look.
create table logos (
  meeting_id integer primary key references meetings (id) on delete cascade,
  picture    blob    not null check (length (picture) between 1 and 262144)
) strict;
