-- News on their way out: to a webhook by its id, or to somebody's e-mail by their name. Who sends
-- one holds it for a while, so that no two send the same.
create table deliveries (
    id text primary key,
    news_id text not null references news (id) on delete cascade,
    way text not null,
    recipient text not null,
    -- By which those to one recipient come in the order of what they tell.
    number bigint not null,
    state text not null,
    created_at bigint not null,
    due_at bigint not null,
    failures bigint not null,
    holder text not null,
    held_until bigint not null,
    unique (news_id, way, recipient)
);
create index deliveries_due on deliveries (due_at, number, id) where state = 'waiting';
create index deliveries_by_recipient on deliveries (way, recipient, created_at, id);

create table delivery_attempts (
    delivery_id text not null references deliveries (id) on delete cascade,
    number bigint not null,
    at bigint not null,
    took_ms bigint not null,
    status bigint,
    words text not null,
    answer text not null,
    primary key (delivery_id, number)
);
