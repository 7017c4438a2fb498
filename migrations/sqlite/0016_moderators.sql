-- What the link of the meeting's moderators is derived from: 16 random bytes, drawn anew for a new link; null without a link.
alter table meetings add column moderator_nonce blob check (length (moderator_nonce) = 16);
-- Whether the host has taken the name beside a question off, and whether another device had asked under it, or it reads as the host's.
alter table questions add column name_off integer not null default 0 check (name_off in (0, 1));
alter table questions add column name_doubtful integer not null default 0 check (name_doubtful in (0, 1));
-- Of an answer that was redacted: the terms that it had beside the redacted ones, as a JSON array of keys. Voters of merged terms are
-- counted by them.
alter table votes add column redacted_terms text;
-- Whether the device has asked the same as somebody else before it.
alter table question_marks add column asked_same integer not null default 0 check (asked_same in (0, 1));
