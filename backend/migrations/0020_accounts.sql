-- Names that differ only in case are one name: `name_key` is the name in small letters. Where two
-- such names are there already, the later one keeps its own spelling and cannot sign in any more.
alter table users add column name_key text not null default '';
alter table users add column disabled_at bigint;
-- Sessions that began before are over.
alter table users add column sessions_since bigint not null default 0;
-- May sign in with a password where only the identity provider's sign-in is open.
alter table users add column break_glass bigint not null default 0;
alter table users add column last_signed_in_at bigint;

update users set name_key = case
    when exists (
        select 1 from users as other
        where lower(other.name) = lower(users.name) and other.name < users.name
    ) then users.name
    else lower(users.name)
end;

create unique index users_by_name_key on users (name_key);

-- Lets the first person in, while there is nobody.
create table set_up_codes (
    code_hash text primary key,
    expires_at bigint not null
);

-- Lets somebody choose a password, once.
create table password_codes (
    user_name text primary key references users (name) on delete cascade,
    code_hash text not null,
    expires_at bigint not null
);
