-- What receivers of alerts have acknowledged and nobody has looked at yet. A row is deleted when its alerts are in alert_episode.
create table alert_delivery (
    number      bigint      generated always as identity primary key,
    received_at timestamptz not null,
    alerts      jsonb       not null
);

-- One time that one alert fired, and what came of it.
create table alert_episode (
    number      bigint      generated always as identity primary key,
    source      text        not null check (source in ('ALERTMANAGER', 'GRAFANA')),
    fingerprint text        not null,
    starts_at   timestamptz not null,
    state       text        not null check (state in ('FIRING', 'RESOLVED')),
    ends_at     timestamptz,
    labels      jsonb       not null,
    summary     text        not null,
    first_seen  timestamptz not null,
    last_seen   timestamptz not null,
    seen        integer     not null check (seen > 0),
    verdict     text        not null default 'NEW',
    why         text        not null default '',
    policy      text,
    framework   text,
    action      text,
    baseline    integer,
    nodes       integer,
    hint_from   timestamptz,
    hint_until  timestamptz,
    next_at     timestamptz,
    unique (source, fingerprint, starts_at),
    check ((hint_from is null) = (hint_until is null))
);

create index alert_episode_to_judge on alert_episode (number) where verdict in ('NEW', 'HELD_OFF', 'NO_DATA');
create index alert_episode_hint on alert_episode (policy, framework, hint_from) where hint_from is not null;
create index alert_episode_first_seen on alert_episode (first_seen);
create index alert_episode_last_seen on alert_episode (last_seen);

-- Times in which so many alerts were new that nothing was done by itself.
create table alert_storm (
    number     bigint      generated always as identity primary key,
    tripped_at timestamptz not null,
    until      timestamptz not null,
    episodes   integer     not null
);
