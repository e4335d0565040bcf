-- Every name that an account was ever given, by its key: approvals, authorship, policies and the
-- audit know people by name, so a name is never given again, also after its account is gone.
create table given_names (
    name_key text primary key
);

insert into given_names (name_key) select name_key from users where true on conflict do nothing;
-- Accounts that are gone already left their names where they did something. (The where clause keeps
-- SQLite from reading the conflict as part of a join.)
insert into given_names (name_key)
    select distinct lower(name) from change_people where true on conflict do nothing;
insert into given_names (name_key)
    select distinct lower(author) from changes where true on conflict do nothing;
insert into given_names (name_key)
    select distinct lower(by_name) from change_events where by_name is not null on conflict do nothing;
insert into given_names (name_key)
    select distinct lower(name) from draft_editors where true on conflict do nothing;
insert into given_names (name_key)
    select distinct lower(created_by) from plans where true on conflict do nothing;
insert into given_names (name_key)
    select distinct lower(started_by) from deployments where true on conflict do nothing;
-- A subject `person NAME` of a deed that was done is an account that there was.
insert into given_names (name_key)
    select distinct lower(substr(subject, 8)) from audit
    where subject like 'person %' and action like 'person.%' and outcome = 'done'
    on conflict do nothing;
insert into given_names (name_key)
    select distinct lower(substr(subject, 8)) from audit_told
    where subject like 'person %' and action like 'person.%' and outcome = 'done'
    on conflict do nothing;
