-- Lists of what is over walk down an index that has the numbers in order, a page of each
-- environment: all of it, of a state, somebody's, a service's, and what somebody wrote on. The
-- numbers stand there as a sum, which the statements ask for, so that no engine walks down a primary
-- key instead and goes through everything.
create index changes_by_environment_and_number on changes (environment, (id + 0));

drop index changes_by_environment;
create index changes_by_environment on changes (environment, state, (id + 0));
drop index changes_by_state;

drop index changes_by_author;
create index changes_by_author on changes (environment, author, (id + 0));
create index changes_by_author_and_state on changes (environment, author, state, (id + 0));

drop index change_targets_by_name;
create index change_targets_by_name on change_targets (environment, service, (change_id + 0));
drop index change_targets_by_service;
create index change_targets_by_service
    on change_targets (environment, cluster, service, (change_id + 0));

alter table change_people add column environment text not null default '';
update change_people set environment =
    (select changes.environment from changes where changes.id = change_people.change_id);
drop index change_people_by_name;
create index change_people_by_name on change_people (name, part, environment, (change_id + 0));
