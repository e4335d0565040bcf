-- Where news are sent to. The secret is kept as it is, since signatures are made with it; the one
-- before it holds for a while after it was replaced.
create table webhooks (
    id text primary key,
    name text not null unique,
    url text not null,
    shape text not null,
    environments text not null,
    kinds text not null,
    enabled bigint not null,
    secret text not null,
    secret_since bigint not null,
    previous_secret text,
    previous_until bigint,
    updated_by text not null,
    updated_at bigint not null
);
