-- Who deployed a change without its approvals while nobody had looked at that, as a person of the change, as
-- it has been written down since each emergency is kept with its own deployments.
insert into change_people (change_id, name, part, environment, state)
    select id, broken_by, 'breaker', environment, state from changes where broken_by is not null
    on conflict do nothing;
