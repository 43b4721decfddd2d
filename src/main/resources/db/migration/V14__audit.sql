-- What was done and decided: who, what, when, from where, why, before and after. One chain of records: each holds the hash of
-- the one before it, and its own over that and everything it says. Appended only.
create table audit_record (
    number   bigint      primary key check (number > 0),
    at       timestamptz not null,
    actor    text        not null,
    act      text        not null,
    subject  text        not null,
    origin   text        not null,
    reason   text        not null,
    -- JSON objects, kept as the text that was hashed: only what has changed.
    before   text,
    after    text,
    previous text        not null,
    hash     text        not null
);

create index audit_record_subject on audit_record (subject, number);
create index audit_record_actor on audit_record (actor, number);

create function audit_record_is_append_only() returns trigger language plpgsql as $$
begin
    raise exception 'audit_record is append-only';
end $$;

create trigger audit_record_append_only before update or delete on audit_record
    for each row execute function audit_record_is_append_only();
create trigger audit_record_is_kept before truncate on audit_record
    for each statement execute function audit_record_is_append_only();

-- One field of the canonical form: how many bytes, then the text; what is null is a dash. So no two records look the same.
create function audit_field(value text) returns text language sql immutable as $$
    select coalesce(octet_length(value) || ':' || value, '-')
$$;

-- Appends one record. The lock is held until the transaction ends, so that numbers and hashes follow each other without gaps.
create function audit_append(who text, what text, whom text, whence text, why text, was text, is_now text)
    returns bigint language plpgsql as $$
declare
    last audit_record;
    next audit_record;
begin
    perform pg_advisory_xact_lock(7265348191);
    select * into last from audit_record order by number desc limit 1;
    next.number := coalesce(last.number, 0) + 1;
    next.previous := coalesce(last.hash, repeat('0', 64));
    next.at := clock_timestamp();
    next.hash := encode(sha256(convert_to(
        audit_field(next.previous) || audit_field(next.number::text)
        || audit_field((extract(epoch from next.at) * 1000000)::bigint::text)
        || audit_field(who) || audit_field(what) || audit_field(whom) || audit_field(whence) || audit_field(why)
        || audit_field(was) || audit_field(is_now), 'UTF8')), 'hex');
    insert into audit_record values (next.number, next.at, who, what, whom, whence, why, was, is_now, next.previous, next.hash);
    return next.number;
end $$;

-- Makes a record of a changed row. Arguments: what it is called; before its id; the columns of its id; of who; of why; and of
-- what became of it, where there is one. Several columns are separated by blanks.
--
-- It runs at the end of the transaction, when every lock that this one needs is held: so the chain's lock is always the last
-- one taken, and nobody who holds it waits for anybody.
create function audit_change() returns trigger language plpgsql as $$
declare
    -- Secrets' hashes are of no use to a reader; what is long is told by its digest.
    hidden constant text[] := '{secret_hash,password_hash,token_hash,last_used_at}';
    long   constant text[] := '{body,inputs,scores,thresholds,outcome}';
    was    jsonb := case when tg_op = 'INSERT' then '{}'::jsonb else to_jsonb(old) end;
    is_now jsonb := case when tg_op = 'DELETE' then '{}'::jsonb else to_jsonb(new) end;
    whole  jsonb := case when tg_op = 'DELETE' then was else is_now end;
    verb   text  := case tg_op when 'INSERT' then 'made' when 'DELETE' then 'deleted' else 'changed' end;
    column_name text;
    id     text := '';
    who    text := nullif(current_setting('sluice.actor', true), '');
    why    text := '';
begin
    foreach column_name in array string_to_array(tg_argv[2], ' ') loop
        id := id || case when id = '' then '' else '/' end || coalesce(whole ->> column_name, '');
    end loop;
    foreach column_name in array string_to_array(tg_argv[3], ' ') loop
        -- Only who is named by this change: an older name stands for an older act.
        if tg_op = 'INSERT' or was ->> column_name is distinct from is_now ->> column_name then
            who := coalesce(who, whole ->> column_name);
        end if;
    end loop;
    -- What a person decided about a node begins with who they are.
    if tg_argv[0] = 'node' and was ->> 'note' is distinct from is_now ->> 'note' then
        who := coalesce(who, substring(is_now ->> 'note' from '^(?:pinned|unpinned|settled|given back) by ([^:]+)'));
    end if;
    foreach column_name in array string_to_array(tg_argv[4], ' ') loop
        why := case when why = '' then coalesce(whole ->> column_name, '') else why end;
    end loop;
    if tg_argv[5] <> '' and was ->> tg_argv[5] is distinct from is_now ->> tg_argv[5] then
        verb := replace(lower(coalesce(is_now ->> tg_argv[5], verb)), '_', '-');
    end if;
    foreach column_name in array long loop
        if was ? column_name then
            was := jsonb_set(was, array[column_name], to_jsonb(encode(sha256(convert_to(was ->> column_name, 'UTF8')), 'hex')));
        end if;
        if is_now ? column_name then
            is_now := jsonb_set(is_now, array[column_name],
                to_jsonb(encode(sha256(convert_to(is_now ->> column_name, 'UTF8')), 'hex')));
        end if;
    end loop;
    perform audit_append(
        coalesce(who, 'sluice'), tg_argv[0] || '.' || verb, tg_argv[1] || id, '', why,
        (select jsonb_object_agg(key, value)::text from jsonb_each(was - hidden)
         where value is distinct from is_now -> key and value <> 'null'),
        (select jsonb_object_agg(key, value)::text from jsonb_each(is_now - hidden)
         where value is distinct from was -> key and value <> 'null'));
    return null;
end $$;

create constraint trigger suggestion_made_audit after insert on suggestion deferrable initially deferred
    for each row execute function audit_change('suggestion', 's-', 'number', 'actor', 'note', 'state');
create constraint trigger suggestion_audit after update on suggestion deferrable initially deferred
    for each row when (old.state is distinct from new.state)
    execute function audit_change('suggestion', 's-', 'number', 'actor', 'note', 'state');
create constraint trigger decision_audit after insert on decision deferrable initially deferred
    for each row execute function audit_change('decision', '', 'id', 'actor', '', 'kind');
create constraint trigger operation_audit after insert on operation deferrable initially deferred
    for each row execute function audit_change('operation', 'op-', 'id', 'actor', 'reason', '');
create constraint trigger move_made_audit after insert on move deferrable initially deferred
    for each row execute function audit_change('move', 'op-', 'operation node', '', '', '');
create constraint trigger move_asked_audit after update on move deferrable initially deferred
    for each row when (new.wish is not null and (old.wish, old.wish_actor, old.wish_reason)
                       is distinct from (new.wish, new.wish_actor, new.wish_reason))
    execute function audit_change('move', 'op-', 'operation node', 'wish_actor', 'wish_reason', 'wish');
create constraint trigger move_state_audit after update on move deferrable initially deferred
    for each row when (old.ended_at is distinct from new.ended_at or (old.state <> new.state and new.state = 'STUCK'))
    execute function audit_change('move', 'op-', 'operation node', '', '', 'state');
create constraint trigger ledger_made_audit after insert or delete on ledger deferrable initially deferred
    for each row execute function audit_change('node', '', 'node', 'pin_actor', 'note', 'state');
create constraint trigger ledger_audit after update on ledger deferrable initially deferred
    for each row when (old.epoch is distinct from new.epoch)
    execute function audit_change('node', '', 'node', 'pin_actor', 'note', 'state');
create constraint trigger pause_audit after insert or update on pause deferrable initially deferred
    for each row execute function audit_change('pause', '', 'number', 'ended_by actor', 'reason', '');
create constraint trigger policy_audit after insert on policy_change deferrable initially deferred
    for each row execute function audit_change('policy', '', 'framework version', 'actor', 'reason', '');
create constraint trigger credential_made_audit after insert on credential deferrable initially deferred
    for each row execute function audit_change('credential', '', 'id', 'issued_by subject', 'name', 'kind');
create constraint trigger credential_audit after update on credential deferrable initially deferred
    for each row when (old.revoked_at is distinct from new.revoked_at)
    execute function audit_change('credential', '', 'id', '', 'name', '');
create constraint trigger user_account_audit after insert or update on user_account deferrable initially deferred
    for each row execute function audit_change('user', '', 'name', 'created_by', '', '');
create constraint trigger join_token_audit after insert or update on join_token deferrable initially deferred
    for each row execute function audit_change('join-token', '', 'node', 'issued_by', '', '');
create constraint trigger alert_hint_audit after update on alert_episode deferrable initially deferred
    for each row when (new.verdict = 'HINTED' and old.verdict is distinct from new.verdict)
    execute function audit_change('alert', '', 'number', '', 'why', 'verdict');
create constraint trigger alert_storm_audit after insert on alert_storm deferrable initially deferred
    for each row execute function audit_change('alert-storm', '', 'number', '', '', '');
create constraint trigger leadership_audit after update on leadership deferrable initially deferred
    for each row when (old.term is distinct from new.term)
    execute function audit_change('leadership', 'term ', 'term', 'holder', '', '');
