create sequence operation_id;

create table operation (
    id         bigint      primary key,
    donor      text,
    taker      text,
    reason     text        not null,
    actor      text        not null,
    created_at timestamptz not null
);

-- One node's way within an operation. The events are the truth; state and ended_at are a cache of them for queries.
create table move (
    operation        bigint      not null references operation,
    node             text        not null,
    donor            text,
    donor_member     text,
    taker            text,
    taker_member     text,
    resumes_in_place boolean     not null,
    planned_at       timestamptz not null,
    state            text        not null,
    ended_at         timestamptz,
    wish             text,
    wish_actor       text,
    wish_reason      text,
    primary key (operation, node),
    check ((donor is null) = (donor_member is null)),
    check ((taker is null) = (taker_member is null))
);

-- A node is in at most one running move, whoever asks.
create unique index move_running on move (node) where ended_at is null;

-- The journal. Appended before and after every outward call; (operation, node, seq) refuses a second writer.
create table move_event (
    operation bigint not null,
    node      text   not null,
    seq       int    not null,
    kind      text   not null,
    payload   jsonb  not null,
    primary key (operation, node, seq),
    foreign key (operation, node) references move
);

create function move_event_is_append_only() returns trigger language plpgsql as $$
begin
    raise exception 'move_event is append-only';
end $$;

create trigger move_event_append_only before update or delete on move_event
    for each row execute function move_event_is_append_only();
