-- The names of accounts that are gone, by whom the identity provider knew under them: who comes in again
-- has the name that they had, so that nobody approves under another name what they wrote.
create table former_identities (
    issuer text not null,
    subject text not null,
    user_name text not null,
    primary key (issuer, subject)
);
