-- Two roles for Handsup on PostgreSQL: one that owns the tables and changes them, one that the servers run as.
--
--   1. As a superuser, in a database of Handsup's own. Until version 15 everybody may make tables in the schema "public", and in
--      every version temporary ones, so that is taken away:
--        create role handsup_owner login password '…';
--        create role handsup_app   login password '…';
--        revoke all on schema public from public;
--        grant usage, create on schema public to handsup_owner;
--        grant usage on schema public to handsup_app;
--        do $$ begin execute format('revoke all on database %I from public', current_database()); end $$;
--        do $$ begin execute format('grant connect on database %I to handsup_owner, handsup_app', current_database()); end $$;
--   2. As the owner, at the first start and before each new version:
--        DATABASE_URL=postgres://handsup_owner:…@db/handsup handsup-server migrate --i-have-a-backup
--        psql postgres://handsup_owner@db/handsup -f postgres-role.sql
--   3. The servers: DATABASE_URL=postgres://handsup_app:…@db/handsup
--   4. PostgreSQL lets every role set its own password, and with it lock the servers out. Where that matters let the role come in
--      by certificate alone, as in this line of pg_hba.conf, before any other that fits; a password then opens nothing:
--        hostssl handsup handsup_app all cert
--      DATABASE_URL=postgres://handsup_app@db/handsup?sslmode=verify-full&sslrootcert=…&sslcert=…&sslkey=…
--
-- What the servers may not: make, change or drop tables; remove a vote, or alter what one says. A vote that is changed is a
-- new row; of the old one they take back the marks of its voter, and that it counts. They may remove a whole poll, or a meeting,
-- and all votes go with it: that is what "delete for good" is.
grant select on _sqlx_migrations to handsup_app;
grant select, insert, update, delete on meetings, polls to handsup_app;
grant select, insert, update, delete on options to handsup_app;
grant select, insert, update (counts, answer, redacted_terms) on votes to handsup_app;
grant select, insert on events to handsup_app;
grant select, insert, update on tallies to handsup_app;
grant select, insert, update, delete on spellings to handsup_app;
grant select, insert, delete on standings to handsup_app;
grant select, insert, update, delete on term_groups to handsup_app;
grant select, insert, update on moderation_acts to handsup_app;
grant select, insert, update, delete on questions to handsup_app;
grant select, insert, update, delete on question_marks to handsup_app;
grant select, insert, update, delete on roll to handsup_app;
grant select, insert, delete on logos to handsup_app;
grant select, insert, update, delete on salts to handsup_app;
grant select, delete on unhashed_roll to handsup_app;
grant select, insert on edits to handsup_app;
grant select, insert, delete on tickets to handsup_app;
grant select, insert, update, delete on rounds to handsup_app;
grant select, insert, update, delete on host_sessions, remotes to handsup_app;
grant select, insert, update, delete on instances to handsup_app;
grant select, insert, update on secret_key to handsup_app;
