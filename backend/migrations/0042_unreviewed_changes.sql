-- What was deployed without its approvals waits for somebody who looks at it afterwards, whatever
-- came of it: who deployed it, until then.
alter table changes add column broken_by text;

-- What was done before the column was there is read from what happened.
update changes set broken_by = (
    select queued.by_name from change_events queued where queued.change_id = changes.id
    and queued.event like '{"event":"queued"%' and queued.event like '%"broken_glass":"%'
    order by queued.sequence desc limit 1
) where not exists (
    select 1 from change_events reviewed where reviewed.change_id = changes.id
    and reviewed.event like '{"event":"reviewed-afterwards"%'
);

create index changes_unreviewed on changes (environment, id) where broken_by is not null;
