-- Who leads. One row; each take-over raises the term. Every write of a leader locks the row of its own term in the same
-- statement, as a reference to it would; raising a key waits for all that hold it so, and whoever comes later finds none.
create table leadership (
    term   bigint      primary key check (term >= 0),
    holder text        not null,
    since  timestamptz not null
);

insert into leadership values (0, 'nobody', now());

create unique index leadership_is_one on leadership ((true));

-- Whoever asks for something on any server, the leader hears of it.
create function tell_the_leader() returns trigger language plpgsql as $$
begin
    perform pg_notify('sluice_asked', '');
    return null;
end $$;

create trigger operation_asked after insert on operation
    for each statement execute function tell_the_leader();

create trigger move_asked after update of wish on move
    for each statement execute function tell_the_leader();

create trigger suggestion_asked after update of state on suggestion
    for each statement execute function tell_the_leader();

-- The leader looks here for what it has to carry out.
create index move_wished on move (operation) where wish is not null;
