-- The timelines of cases. Entries are added and never changed.
create table incident_entry (
    case_id text not null,
    no bigint not null,
    body text not null,
    seq bigint not null,
    origin_no bigint not null references origin (no),
    primary key (case_id, no)
){clustered};
