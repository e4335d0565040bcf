-- Who is being sent something, of all that waits.
create index deliveries_held on deliveries (way, recipient, held_until) where state = 'waiting';
