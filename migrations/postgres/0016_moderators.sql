-- What the link of the meeting's moderators is derived from: 16 random bytes, drawn anew for a new link; null without a link.
alter table meetings add column moderator_nonce bytea check (length (moderator_nonce) = 16);
