create sequence suggestion_number;

-- A suggestion on offer. The body is the suggestion as it last stood.
create table suggestion (
    number     bigint      primary key,
    donor      text,
    taker      text        not null,
    state      text        not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    ended_at   timestamptz,
    operation  bigint,
    actor      text,
    note       text,
    body       jsonb       not null,
    check ((state = 'OPEN') = (ended_at is null))
);

-- At most one open suggestion per pair; no donor is the reservoir.
create unique index suggestion_open on suggestion (coalesce(donor, ''), taker) where state = 'OPEN';

-- What was decided, from which inputs, under which thresholds. Never changed.
create table decision (
    id         bigint      generated always as identity primary key,
    at         timestamptz not null,
    kind       text        not null,
    suggestion bigint      references suggestion,
    actor      text        not null,
    inputs     jsonb       not null,
    scores     jsonb       not null,
    thresholds jsonb       not null,
    outcome    jsonb       not null
);

create index decision_at on decision (at);
