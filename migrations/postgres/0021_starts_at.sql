-- When the meeting starts, as its host has announced it, in milliseconds since 1970: its lobby counts down to it. Null where that is not
-- announced, and once the first poll was opened.
alter table meetings add column starts_at bigint;
