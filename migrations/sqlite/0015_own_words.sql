-- The words that a host adds to the word lists in a meeting: a JSON array of texts.
alter table meetings add column own_words text not null default '[]' check (json_valid (own_words));

-- Who has put a question where it is: a list that is changed moves what the host has not decided about. Of earlier questions it is
-- known of those alone that only a host can have put there.
alter table questions add column set_by text not null default 'rule' check (set_by in ('rule', 'list', 'host'));
update questions set set_by = 'host' where state not in ('held', 'open');
