-- A pinned node is never moved.
alter table ledger
    add column pin_actor  text,
    add column pin_reason text,
    add column pinned_at  timestamptz,
    add constraint ledger_pin_is_whole check (num_nulls(pin_actor, pin_reason, pinned_at) in (0, 3));

alter table ledger_history
    add column pin_actor  text,
    add column pin_reason text,
    add column pinned_at  timestamptz;

-- How much longer a move is to wait; only for a wish that asks for it.
alter table move
    add column wish_seconds bigint check (wish_seconds > 0);
