-- What a list of a service, or of what somebody wrote on, is narrowed down by: however much is over, a
-- page of it walks down an index that has just that.
alter table change_targets add column state text not null default '';
alter table change_targets add column author text not null default '';
update change_targets set
    state = (select changes.state from changes where changes.id = change_targets.change_id),
    author = (select changes.author from changes where changes.id = change_targets.change_id);
create index change_targets_by_name_and_state
    on change_targets (environment, service, state, (change_id + 0));
create index change_targets_by_name_and_author
    on change_targets (environment, service, author, (change_id + 0));

alter table change_people add column state text not null default '';
update change_people set state =
    (select changes.state from changes where changes.id = change_people.change_id);
create index change_people_by_name_and_state
    on change_people (name, part, environment, state, (change_id + 0));
