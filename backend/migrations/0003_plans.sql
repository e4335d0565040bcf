create table plans (
    hash text primary key,
    preview text not null,
    created_by text not null,
    created_at bigint not null
);
