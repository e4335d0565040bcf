-- Whether a change brings back what ran before: then those who wrote it may deploy it, too, where the
-- policy lets people go back without approvals. What waited before the column was there is not known to,
-- until something happens to it.
alter table changes add column goes_back bigint not null default 0;
