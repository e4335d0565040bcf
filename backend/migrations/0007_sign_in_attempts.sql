create table sign_in_attempts (
    id text primary key,
    name_key text not null,
    address text not null,
    at bigint not null,
    succeeded bigint not null
);

create index sign_in_attempts_by_name on sign_in_attempts (name_key, at);
create index sign_in_attempts_by_address on sign_in_attempts (address, at);
create index sign_in_attempts_by_time on sign_in_attempts (at);
