-- What is to be told: written in the transaction of what it tells, so that neither is without the
-- other, and once for each thing that happens, which is what the id is made of.
create table news (
    id text primary key,
    at bigint not null,
    kind text not null,
    environment text not null,
    news text not null,
    -- When it was handed to everybody who is to hear of it; null until then.
    told_at bigint
);
create index news_to_tell on news (at, id) where told_at is null;
create index news_by_age on news (at);

-- The last number that a line of somebody's page was given; who hands news out holds it.
create table news_numbers (
    only_one bigint primary key,
    last bigint not null
);
insert into news_numbers (only_one, last) values (1, 0);

-- The news on people's pages.
create table inbox (
    user_name text not null references users (name) on delete cascade,
    number bigint not null,
    news_id text not null references news (id) on delete cascade,
    primary key (user_name, number)
);
create index inbox_by_news on inbox (news_id);

-- What somebody wants to hear of, and up to which number they have seen everything.
create table hearing (
    user_name text primary key references users (name) on delete cascade,
    choices text not null default '[]',
    seen bigint not null default 0
);
