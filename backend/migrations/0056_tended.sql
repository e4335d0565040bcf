-- When somebody last looked after an environment's changes: what was due while nobody did is not deployed
-- at whatever hour somebody does again.
create table tended (
    environment text primary key,
    tended_at bigint not null
);
