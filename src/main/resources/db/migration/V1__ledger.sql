-- Who owns each node now. One row per node; every change is a compare-and-set on (owner, epoch).
create table ledger (
    node      text        primary key,
    owner     text,
    state     text        not null check (state in
              ('SETTLED', 'MOVING', 'CONFLICT', 'FOREIGN_DRAIN', 'LOST', 'GHOST', 'QUARANTINED')),
    epoch     bigint      not null check (epoch >= 0),
    operation text,
    note      text,
    since     timestamptz not null,
    check ((state = 'MOVING') = (operation is not null))
);

-- Every row that the ledger has ever held, written in the same transaction as the change.
create table ledger_history (
    node      text        not null,
    epoch     bigint      not null,
    owner     text,
    state     text        not null,
    operation text,
    note      text,
    at        timestamptz not null,
    primary key (node, epoch)
);
