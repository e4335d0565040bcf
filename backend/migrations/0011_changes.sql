-- What each environment asks for before something is deployed to it; without a row, the default.
create table policies (
    environment text primary key,
    policy text not null,
    version bigint not null,
    updated_by text not null,
    updated_at bigint not null
);

-- A change is the list of what happened to it. The other tables are what lists look for.
create table changes (
    id bigint primary key,
    environment text not null,
    title text not null,
    author text not null,
    state text not null,
    version bigint not null,
    targets text not null,
    moved bigint not null,
    created_at bigint not null,
    updated_at bigint not null,
    last_sequence bigint not null,
    -- When it was last held against what runs; 0 to do so soon.
    looked_at bigint not null default 0,
    -- When it is to be deployed: null by hand, 0 as soon as it is approved.
    due_at bigint
);

-- The last number that was given; who proposes holds it, so that two never get the same.
create table change_numbers (
    only_one bigint primary key,
    last bigint not null
);
insert into change_numbers (only_one, last) values (1, 0);

create index changes_by_state on changes (state, id);
create index changes_by_environment on changes (environment, state, id);
create index changes_by_author on changes (author, id);
create index changes_to_look_at on changes (looked_at, id)
    where state in ('draft', 'in-review', 'approved');
create index changes_due on changes (due_at) where state = 'approved' and due_at is not null;

create table change_events (
    change_id bigint not null references changes (id),
    sequence bigint not null,
    at bigint not null,
    by_name text,
    event text not null,
    primary key (change_id, sequence)
);

create table change_targets (
    change_id bigint not null references changes (id),
    environment text not null,
    cluster text not null,
    service text not null,
    primary key (change_id, cluster, service)
);
create index change_targets_by_service on change_targets (environment, cluster, service, change_id);
create index change_targets_by_name on change_targets (service, change_id);

-- Who wrote on a change, and who approved its present version.
create table change_people (
    change_id bigint not null references changes (id),
    name text not null,
    part text not null,
    primary key (change_id, name, part)
);
create index change_people_by_name on change_people (name, part, change_id);

-- What somebody has marked as viewed, by the version's digest, so that it is unmarked with another.
create table change_views (
    change_id bigint not null references changes (id),
    digest text not null,
    name text not null,
    mark text not null,
    primary key (change_id, digest, name, mark)
);

create table change_keys (
    user_name text not null,
    idempotency_key text not null,
    request_hash text not null,
    change_id bigint not null references changes (id),
    primary key (user_name, idempotency_key)
);

alter table deployments add column change_id bigint;
create index deployments_by_change on deployments (change_id, place) where change_id is not null;

-- What a plan was asked for with, so that it can be asked for again.
alter table plans add column ask text;
alter table plans add column environment text not null default '';

-- Everybody who saved a draft: none of them approves what becomes of it.
create table draft_editors (
    draft_id text not null references drafts (id),
    name text not null,
    primary key (draft_id, name)
);
insert into draft_editors (draft_id, name) select id, created_by from drafts;
insert into draft_editors (draft_id, name)
    select id, updated_by from drafts where updated_by <> created_by;
