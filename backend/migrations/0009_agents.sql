-- Agents share the work by leases: a deployment belongs to one agent and one term, and only who has
-- both may write its journal. An agent whose lease has run out may be relieved of its deployments.
create table agents (
    id text primary key,
    name text not null,
    lease_until bigint not null
);

create table releases (
    id text primary key,
    environment text not null,
    play_order text not null,
    started_by text not null,
    created_at bigint not null
);

alter table deployments add column environment text not null default '';
alter table deployments add column release_id text;
alter table deployments add column place bigint not null default 0;
alter table deployments add column agent text;
alter table deployments add column term bigint not null default 0;
alter table deployments add column last_sequence bigint not null default 0;
alter table deployments add column back_out_ecs_deployment text;

update deployments set last_sequence =
    coalesce((select max(sequence) from journal where journal.deployment_id = deployments.id), 0);

-- One deployment of each service runs; others wait. Tasks of their own run beside it.
drop index deployments_running;
create unique index deployments_running on deployments (environment, cluster, service)
    where state = 'running' and kind <> 'one-off-task';
create index deployments_unfinished on deployments (environment, cluster, service, created_at, id)
    where state <> 'finished';
create index deployments_by_release on deployments (release_id, place) where release_id is not null;

-- What people told a deployment; taken up by its agent or not yet.
create table commands (
    deployment_id text not null references deployments (id),
    sequence bigint not null,
    given_by text not null,
    given_at bigint not null,
    command text not null,
    taken bigint not null default 0,
    primary key (deployment_id, sequence)
);

create index commands_waiting on commands (deployment_id, sequence) where taken = 0;

create table pauses (
    scope text not null,
    environment text not null,
    paused_by text not null,
    paused_at bigint not null,
    reason text not null,
    primary key (scope, environment)
);

-- Who asks for a deployment holds its service's row until it is stored, so that of two who ask at
-- the same moment one sees the other.
create table turns (
    environment text not null,
    cluster text not null,
    service text not null,
    asked_at bigint not null,
    primary key (environment, cluster, service)
);
