-- Whether a version of a change or a deployment refers to a plan. One that nothing refers to is
-- forgotten after a while. What was made before this is kept: changes name their plans inside of
-- their events alone.
alter table plans add column is_used bigint not null default 1;
create index plans_unused on plans (created_at) where is_used = 0;
