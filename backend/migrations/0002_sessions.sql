create table sessions (
    id_hash text primary key,
    body text not null,
    expires_at bigint not null
);

create index sessions_by_expiry on sessions (expires_at);
