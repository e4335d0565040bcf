-- Where somebody's e-mail goes. Nothing is told to an address before its owner has typed the code
-- that came to it.
create table addresses (
    user_name text primary key references users (name) on delete cascade,
    address text not null,
    confirmed_at bigint,
    code_hash text,
    code_expires_at bigint not null,
    guesses bigint not null,
    asked_at bigint not null
);
