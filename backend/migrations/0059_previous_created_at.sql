-- When the service's primary ECS deployment before a deployment's own was created, by AWS's clock: what is
-- older than that is no new one, also where ECS does not show that one any more.
alter table deployments add column previous_created_at bigint;
