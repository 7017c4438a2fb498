-- What the link of the meeting's moderators is derived from: 16 random bytes, drawn anew for a new link; null without a link.
alter table meetings add column moderator_nonce bytea check (length (moderator_nonce) = 16);
-- Whether the host has taken the name beside a question off, and whether another device had asked under it, or it reads as the host's.
alter table questions add column name_off boolean not null default false;
alter table questions add column name_doubtful boolean not null default false;
-- Of an answer that was redacted: the terms that it had beside the redacted ones, as a JSON array of keys. Voters of merged terms are
-- counted by them.
alter table votes add column redacted_terms text;
-- Whether the device has asked the same as somebody else before it.
alter table question_marks add column asked_same boolean not null default false;
