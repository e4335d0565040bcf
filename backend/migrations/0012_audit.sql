-- What anybody did, was refused, or Longshore did by itself. Rows are only ever added; the engine
-- refuses to change or remove one (the triggers are made at each start, since engines differ).
create table audit (
    sequence bigint primary key,
    at bigint not null,
    who text,
    via text not null,
    address text,
    action text not null,
    outcome text not null,
    environment text,
    subject text not null,
    detail text not null,
    previous text not null,
    hash text not null
);

create index audit_by_who on audit (who, sequence);
create index audit_by_subject on audit (subject, sequence);
create index audit_by_action on audit (action, sequence);

-- What was told and is not bound into the chain yet.
create table audit_told (
    id text primary key,
    at bigint not null,
    who text,
    via text not null,
    address text,
    action text not null,
    outcome text not null,
    environment text,
    subject text not null,
    detail text not null
);

-- The end of the chain; who binds holds it, so that records come one after the other.
create table audit_head (
    only_one bigint primary key,
    sequence bigint not null,
    hash text not null
);
insert into audit_head (only_one, sequence, hash) values
    (1, 0, '0000000000000000000000000000000000000000000000000000000000000000');
