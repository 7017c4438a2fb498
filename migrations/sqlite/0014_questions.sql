-- The board of a meeting: questions from the audience, and the votes for them. Nothing of it is chained: a vote for a question is a
-- signal, not a ballot.

-- Whether voters can ask; which questions wait for the host; whether a name may stand beside one.
alter table meetings add column board text not null default 'off' check (board in ('off', 'open', 'closed'));
alter table meetings add column board_moderation text not null default 'hold' check (board_moderation in ('off', 'after', 'hold'));
alter table meetings add column board_names integer not null default 0 check (board_names in (0, 1));
-- Whether the stage shows the board; its view is the lobby then.
alter table meetings add column board_on_stage integer not null default 0 check (board_on_stage in (0, 1));
-- Grows with every change of the board.
alter table meetings add column board_seq integer not null default 0;

create table questions (
  id          integer primary key autoincrement,
  meeting_id  integer not null references meetings (id) on delete cascade,
  -- 32 hexadecimal digits: a hash that texts share if they say the same.
  term        text    not null check (length (term) = 32),
  text        text    not null,
  -- As the voter wrote it; empty for none.
  name        text    not null default '',
  state       text    not null check (state in ('held', 'open', 'pinned', 'answered', 'declined', 'merged')),
  merged_into integer references questions (id) on delete cascade check ((merged_into is null) <> (state = 'merged')),
  -- The host's written answer; empty for none.
  answer      text    not null default '',
  -- Devices that have voted for it or for one that is merged into it, each once.
  votes       integer not null default 0 check (votes >= 0),
  reports     integer not null default 0 check (reports >= 0),
  -- Whether a meeting's end has deleted its marks: votes and reports stay as they were then.
  marks_erased integer not null default 0 check (marks_erased in (0, 1)),
  asked_at    integer not null
) strict;
create index questions_of_meeting on questions (meeting_id, id);

-- Who has voted for a question, as a hash under the meeting's salt; deleted with the meeting's end.
create table question_marks (
  question_id integer not null references questions (id) on delete cascade,
  device_key  blob    not null check (length (device_key) = 16),
  -- Whether it has asked it, voted for it, reported it.
  asked       integer not null default 0 check (asked in (0, 1)),
  voted       integer not null default 0 check (voted in (0, 1)),
  reported    integer not null default 0 check (reported in (0, 1)),
  primary key (question_id, device_key)
) strict, without rowid;
