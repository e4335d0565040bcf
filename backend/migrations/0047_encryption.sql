-- Which key the secrets of authenticators and of webhooks are encrypted with; one row at most.
create table encryption (
    place bigint primary key check (place = 1),
    key_id text not null
);
