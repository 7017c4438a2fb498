-- What a blank screen hides, and what is shown again after it.
alter table meetings add column beneath text not null default 'poll' check (beneath in ('lobby', 'poll', 'board'));
