-- A session is named by its handle where it is listed or ended; its id is known to its browser alone.
delete from sessions;
alter table sessions add column handle text not null default '';
alter table sessions add column user_name text not null default '';

create unique index sessions_by_handle on sessions (handle);
create index sessions_by_user on sessions (user_name);
