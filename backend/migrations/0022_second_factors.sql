-- `confirmed_at` is empty until a first code has shown that the authenticator has the secret.
-- `last_step` is the time step of the last code that was taken: each is taken once.
create table second_factors (
    user_name text primary key references users (name) on delete cascade,
    secret text not null,
    confirmed_at bigint,
    last_step bigint not null
);

create table recovery_codes (
    user_name text not null references users (name) on delete cascade,
    code_hash text not null,
    primary key (user_name, code_hash)
);
