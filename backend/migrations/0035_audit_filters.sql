-- What the audit is looked through by, beside people, actions and what they are about.
create index audit_by_outcome on audit (outcome, sequence);
create index audit_by_environment on audit (environment, sequence);
create index audit_by_time on audit (at, sequence);
