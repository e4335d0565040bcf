-- The fingerprint of the rules of review under which somebody approved: an approval under other rules
-- does not count, and the change waits for them again. What was approved before counts here as it did.
alter table change_people add column rules text not null default '';
