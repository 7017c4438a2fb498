-- Nothing: a file is one server's alone, which keeps its secret key beside it. PostgreSQL notes here which servers share it.
select 1;
