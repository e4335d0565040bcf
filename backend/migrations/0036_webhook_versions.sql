-- Counts up with each time that a webhook is set, so that nobody sets it over somebody else unseen.
alter table webhooks add column version bigint not null default 1;
