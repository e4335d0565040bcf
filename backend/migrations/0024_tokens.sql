-- Tokens for programs. `grants` is JSON: what the token may do, where its owner still may.
create table tokens (
    id text primary key,
    user_name text not null references users (name) on delete cascade,
    label text not null,
    token_hash text not null unique,
    grants text not null,
    created_at bigint not null,
    expires_at bigint not null,
    last_used_at bigint
);

create index tokens_by_user on tokens (user_name);
