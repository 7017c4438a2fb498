-- How the meeting looks: a JSON object with what its host has chosen.
alter table meetings add column look text not null default '{}' check (json_valid (look));
