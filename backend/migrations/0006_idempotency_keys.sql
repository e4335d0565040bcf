create table idempotency_keys (
    user_name text not null,
    idempotency_key text not null,
    plan_hash text not null,
    deployment_id text not null references deployments (id),
    created_at bigint not null,
    primary key (user_name, idempotency_key)
);
