-- How often the device had changed its vote before this one: there is an end to it, and each change is a row for good.
alter table votes add column changes integer not null default 0 check (changes >= 0);

-- Which address group's guest has made a meeting (CREATE_ACCESS=open), as a hash under the server's secret: so many for each.
alter table meetings add column guest_group blob check (length (guest_group) = 16);
create index meetings_of_guests on meetings (guest_group) where guest_group is not null;
