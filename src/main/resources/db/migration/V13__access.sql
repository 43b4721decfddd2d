-- Who may sign in with a password. The password is nowhere, only its Argon2id hash. Nobody is ever deleted: a name that stands
-- in records must not come to mean somebody else.
create table user_account (
    name          text        primary key,
    role          text        not null check (role in ('viewer', 'operator', 'admin')),
    password_hash text        not null,
    password_at   timestamptz not null,
    created_at    timestamptz not null,
    created_by    text        not null,
    disabled_at   timestamptz
);

-- What a token is called by the one who made it, and who that was.
alter table credential
    add column name      text,
    add column issued_by text;
