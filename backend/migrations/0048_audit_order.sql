-- What is told is bound in the order in which it happened: of two who change the same, the second
-- waits for the first, and then sees what it told. Clocks were read before that wait.
alter table audit_told add column number bigint not null default 0;
create index audit_told_by_number on audit_told (number);
