-- Who wants a framework left alone, why and until when; no framework is all of them. Never deleted.
create table pause (
    number    bigint      generated always as identity primary key,
    framework text,
    reason    text        not null,
    actor     text        not null,
    since     timestamptz not null,
    until     timestamptz not null,
    ended_at  timestamptz,
    ended_by  text,
    check ((ended_at is null) = (ended_by is null))
);

create index pause_open on pause (until) where ended_at is null;
