-- A meeting is an evening: a name, an order, and a stage that phones and the projector follow.
alter table meetings add column name           text    not null default '' check (length (name) <= 200);
-- The newest of those opened and not ended is the one the console shows.
alter table meetings add column opened_at      integer not null default 0;
alter table meetings add column deleted_at     integer;
alter table meetings add column staged_poll_id integer references polls (id) on delete set null;
alter table meetings add column view           text    not null default 'lobby' check (view in ('lobby', 'poll', 'blank'));
alter table meetings add column bars           integer not null default 1 check (bars in (0, 1));
alter table meetings add column qr             text    not null default 'corner' check (qr in ('corner', 'full', 'off'));
alter table meetings add column seq            integer not null default 1;

update meetings set opened_at = created_at,
  staged_poll_id = (select max (id) from polls where meeting_id = meetings.id and state <> 'draft');
update meetings set view = 'poll' where staged_poll_id is not null;

alter table polls add column position     integer not null default 0;
alter table polls add column note         text    not null default '' check (length (note) <= 2000);
-- Milliseconds since 1970: from then on no ballot counts, whether or not the state says so yet.
alter table polls add column closes_at    integer;
alter table polls add column auto_reveal  integer not null default 0 check (auto_reveal in (0, 1));
alter table polls add column answer_shown integer not null default 0 check (answer_shown in (0, 1));
alter table polls add column deleted_at   integer;
update polls set position = id;

-- Another kind: a check cannot be altered, so the column is made anew.
alter table polls rename column kind to kind_before;
alter table polls add column kind text not null default 'single' check (kind in ('single', 'multiple', 'rating'));
update polls set kind = kind_before;
alter table polls drop column kind_before;

alter table options add column correct integer not null default 0 check (correct in (0, 1));

-- What was reworded after the first vote: who doubts a result can see what voters read.
create table edits (
  id        integer primary key,
  poll_id   integer not null references polls (id) on delete cascade,
  -- Null for the question.
  option_id integer references options (id) on delete cascade,
  before    text    not null,
  after     text    not null,
  edited_at integer not null
) strict;
create index edits_of_poll on edits (poll_id);
