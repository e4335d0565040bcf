create table journal (
    deployment_id text not null references deployments (id),
    sequence bigint not null,
    at bigint not null,
    event text not null,
    primary key (deployment_id, sequence)
);
