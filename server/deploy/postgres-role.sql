-- Two roles for Handsup on PostgreSQL: one that owns the tables and changes them, one that the servers run as.
--
--   1. As a superuser, in a database of Handsup's own:
--        create role handsup_owner login password '…';
--        create role handsup_app   login password '…';
--        grant create on schema public to handsup_owner;
--   2. As the owner, at the first start and before each new version:
--        DATABASE_URL=postgres://handsup_owner:…@db/handsup handsup-server migrate
--        psql postgres://handsup_owner@db/handsup -f postgres-role.sql
--   3. The servers: DATABASE_URL=postgres://handsup_app:…@db/handsup
--
-- What the servers may not: make, change or drop tables; remove a vote, or alter what one says. A vote that is changed is a
-- new row; of the old one they take back the marks of its voter, and that it counts.
grant select on _sqlx_migrations to handsup_app;
grant select, insert, update on meetings, polls to handsup_app;
grant select, insert, update, delete on options to handsup_app;
grant select, insert, update (counts, browser_token, address_key) on votes to handsup_app;
grant select, insert on edits to handsup_app;
grant select, insert, delete on tickets to handsup_app;
grant select, insert, update, delete on rounds to handsup_app;
