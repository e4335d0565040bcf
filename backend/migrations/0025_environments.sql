-- The environments that administrators keep. One that was given up stays, so that its name is never
-- given to another account: plans, approvals and roles name it.
create table environments (
    name text primary key,
    settings text not null,
    account text not null,
    version bigint not null,
    created_by text not null,
    created_at bigint not null,
    updated_by text not null,
    updated_at bigint not null,
    retired_at bigint
);

alter table drafts add column environment text not null default '';
drop index drafts_by_time;
drop index drafts_by_service;
create index drafts_by_time on drafts (environment, updated_at, id) where deleted_at is null;
create index drafts_by_service on drafts (environment, cluster, service, updated_at, id)
    where deleted_at is null;

drop index deployments_by_time;
drop index deployments_by_service;
create index deployments_by_time on deployments (environment, created_at, id);
create index deployments_by_service on deployments (environment, cluster, service, created_at, id);
