-- What each node should run. An older epoch never replaces a newer one.
create table agent_wish (
    node  text        primary key,
    role  text,
    epoch bigint      not null check (epoch >= 0),
    at    timestamptz not null
);

-- What each node's agent last said, so that its nodes are known after a restart before it calls again.
create table agent_node (
    node        text        primary key,
    description text        not null,
    role        text,
    state       text        not null check (state in ('STOPPED', 'STARTING', 'RUNNING', 'STOPPING', 'FAILED')),
    epoch       bigint      not null check (epoch >= 0),
    proof       text        not null,
    at          timestamptz not null
);

-- One-time tokens that a node joins with. The token itself is nowhere, only its SHA-256 in hexadecimal.
create table join_token (
    token_hash text        primary key,
    node       text        not null,
    issued_by  text        not null,
    issued_at  timestamptz not null,
    expires_at timestamptz not null,
    used_at    timestamptz
);
