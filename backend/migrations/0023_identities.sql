-- Who an identity provider says that somebody is: issuer and subject, never an address of e-mail.
create table identities (
    issuer text not null,
    subject text not null,
    user_name text not null references users (name) on delete cascade,
    primary key (issuer, subject)
);

create index identities_by_user on identities (user_name);

-- Roles by the provider's groups, as of the last sign-in. Those given by hand stay beside them.
create table group_grants (
    user_name text not null references users (name) on delete cascade,
    environment text not null,
    role text not null,
    primary key (user_name, environment, role)
);

create view all_grants as
select user_name, environment, role from grants
union
select user_name, environment, role from group_grants;
