-- Whether phones send a tapped choice by themselves after a moment in which it can be taken back.
alter table polls add column one_tap boolean not null default false;
