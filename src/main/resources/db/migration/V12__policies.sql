-- Who changed a framework's policy, when and why; the newest change of a framework holds. Never updated, never deleted.
create table policy_change (
    framework text        not null,
    version   integer     not null check (version > 0),
    at        timestamptz not null,
    actor     text        not null,
    reason    text        not null,
    before    jsonb       not null,
    -- What holds from then on; null: the configuration's.
    after     jsonb,
    primary key (framework, version)
);

-- When the framework's own metrics first confirmed that it should have more nodes; only of RAISE.
alter table alert_episode add column confirmed_at timestamptz;
