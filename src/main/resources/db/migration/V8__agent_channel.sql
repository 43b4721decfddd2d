-- Which of two wishes under one epoch is the later one, and what a node is to be made ready for before its worker starts.
alter table agent_wish
    add column revision bigint not null default 0 check (revision >= 0),
    add column prepare  text,
    add check (role is null or prepare is null);

-- Replicas look for what another one has wished a moment ago.
create index agent_wish_at on agent_wish (at);
