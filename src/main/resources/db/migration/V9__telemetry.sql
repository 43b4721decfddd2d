-- A signal over a minute or ten: what remains when the hot hour is over. One row for a node or framework and stretch of
-- time; in figures five for each signal, in the order of the code's list: lowest, mean, 66th and 95th percentile, highest.
create table roll_up (
    subject text        not null,
    seconds int         not null check (seconds in (60, 600)),
    at      timestamptz not null,
    points  int         not null,
    figures real[]      not null,
    primary key (subject, seconds, at)
);

-- For forgetting the old.
create index roll_up_at on roll_up (seconds, at);
