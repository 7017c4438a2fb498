-- The words that a host adds to the word lists in a meeting: a JSON array of texts.
alter table meetings add column own_words text not null default '[]' check (json_valid (own_words));

-- Who set a question's state. A changed word list moves only what 'rule' or 'list' has set. Of older questions, those in a state that a
-- host alone can set count as the host's.
alter table questions add column set_by text not null default 'rule' check (set_by in ('rule', 'list', 'host'));
update questions set set_by = 'host' where state not in ('held', 'open')
  or (state = 'open' and exists (select 1 from meetings where meetings.id = meeting_id and board_moderation = 'hold'));
