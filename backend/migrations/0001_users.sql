create table users (
    name text primary key,
    role text not null,
    password_hash text not null,
    trial bigint not null,
    created_at bigint not null
);
