-- By what it is known later whether AWS has begun anything with a service since a deployment was about to
-- change it, whatever the clocks say.
alter table deployments add column seen_before text;
