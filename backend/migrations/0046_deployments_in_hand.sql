-- What runs or waits in an environment. SQLite takes an index that fits the order or more columns
-- before a partial one that is far smaller, and read everything that is over.
create index deployments_by_turn on deployments (environment, state, created_at, id)
    where state <> 'finished';
create index deployments_in_hand on deployments (environment, created_at, place, id)
    where state <> 'finished';
