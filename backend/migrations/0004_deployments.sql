create table deployments (
    id text primary key,
    cluster text not null,
    service text not null,
    kind text not null,
    plan_hash text not null references plans (hash),
    started_by text not null,
    created_at bigint not null,
    summary text not null,
    state text not null,
    verdict text,
    reason text,
    finished_at bigint,
    previous_ecs_deployment text,
    own_ecs_deployment text
);

-- One running deployment for each service.
create unique index deployments_running on deployments (cluster, service) where state <> 'finished';

-- A plan is carried out once: its id is the tag and the client token by which AWS knows it.
create unique index deployments_by_plan on deployments (plan_hash);

create index deployments_by_time on deployments (created_at, id);
create index deployments_by_service on deployments (cluster, service, created_at, id);
