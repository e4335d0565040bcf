-- A deleted draft leaves its row, without what it held: its version goes on where it is made anew,
-- so that who still has the old one open does not save over the new one.
create table drafts (
    id text primary key,
    title text not null,
    cluster text,
    service text,
    version bigint not null,
    created_by text not null,
    created_at bigint not null,
    updated_by text not null,
    updated_at bigint not null,
    content text not null,
    deleted_by text,
    deleted_at bigint
);

create index drafts_by_time on drafts (updated_at, id) where deleted_at is null;
create index drafts_by_service on drafts (cluster, service, updated_at, id) where deleted_at is null;
create index drafts_by_creator on drafts (created_by) where deleted_at is null;
