-- The fingerprint of what a deployment's plan was compared with but for the service's tags, from before the
-- first of them that it changed itself.
alter table deployments add column beside_tags text;
