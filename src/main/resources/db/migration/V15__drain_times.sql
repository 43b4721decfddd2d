-- Past drains of a framework, newest first: what a drain is expected to take.
create index move_of_donor on move (donor, ended_at) where state = 'MOVED';
