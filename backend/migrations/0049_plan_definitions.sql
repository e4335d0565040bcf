-- The definitions before and after a plan with every value, encrypted; what is shown has masks.
alter table plans add column definitions text;
