-- The whole schema at its newest step; new stores start from this file, older ones take the steps in
-- migrations/. A test holds the two against each other.
--
-- One text for both engines. Three words differ and are put in by the schema module:
--   {number_key}  a numbered primary key by which the table itself is ordered
--   {bytes}       a column of bytes
--   {clustered}   the table is ordered by its primary key and has no other row number
-- Numbers are given out from `counter` and never again. Moments are RFC 3339 text in UTC, except where rows are
-- compared by them in SQL (`…_ms`, milliseconds since 1970).

create table meta (
    key text not null primary key,
    value text not null
);

create table counter (
    name text not null primary key,
    next bigint not null
);

-- Who brought something, when, from what. `source` is 'person' or 'file'.
create table origin (
    no {number_key},
    actor text not null,
    at text not null,
    source text not null,
    file text,
    sha256 text,
    importer text
);

-- The register, one document a record. `seq` is the ledger entry of its last change.
create table record (
    kind text not null,
    id text not null,
    body text not null,
    seq bigint not null,
    origin_no bigint not null references origin (no),
    primary key (kind, id)
);

create table package (
    no {number_key},
    kind text not null,
    namespace text not null,
    name text not null,
    unique (kind, namespace, name)
);

-- Each distinct component once; `digest` is the SHA-256 of `body`. `has_device` is 1 where the component states
-- a device identity.
create table component (
    no {number_key},
    digest {bytes} not null unique,
    package_no bigint references package (no),
    has_device bigint not null,
    body text not null
);
create index component_by_package on component (package_no);
create index component_with_device on component (no) where has_device = 1;

-- By which products of CPE names a component may be meant, `vendor:product`.
create table component_name (
    name text not null,
    component_no bigint not null references component (no),
    primary key (name, component_no)
){clustered};
create index component_name_by_component on component_name (component_no);

-- One row for each file and each thing it is attached to.
create table sbom (
    no {number_key},
    id text not null,
    subject_kind text not null,
    subject_id text not null,
    format text not null,
    name text not null,
    version text not null,
    created text not null,
    components bigint not null,
    origin_no bigint not null references origin (no),
    unique (id, subject_kind, subject_id)
);
create index sbom_by_subject on sbom (subject_kind, subject_id);

-- What an SBOM says, read and written as a whole: component numbers in document order, and dependencies as pairs
-- of positions in that order; packed by src/sboms/lists.rs, or decimal with spaces between.
create table sbom_content (
    sbom_no {number_key},
    components text not null,
    dependencies text not null
);

-- In which SBOMs a component is, as runs of SBOM numbers without a gap: most parts go from release to release. Many
-- rows that only this crate writes, together with sbom_content: foreign keys would double the cost of an import.
create table component_run (
    component_no bigint not null,
    first_sbom bigint not null,
    last_sbom bigint not null,
    primary key (component_no, first_sbom)
){clustered};

-- One row for each form and publisher: two sources may use the same id, and neither may replace the other. `known_at`
-- is when it first came: its recovery clock starts there, however often it is revised; `previous` is the revision before.
create table advisory (
    no {number_key},
    id text not null,
    form text not null,
    publisher text not null,
    title text not null,
    published text,
    modified text,
    withdrawn text,
    cvss_vector text,
    cvss_tenths bigint,
    names_device bigint not null,
    digest text not null,
    body text not null,
    origin_no bigint not null references origin (no),
    known_at text not null default '',
    previous text,
    unique (id, form, publisher)
);
create index advisory_with_device on advisory (no) where names_device = 1;

create table advisory_package (
    package_no bigint not null references package (no),
    advisory_no bigint not null references advisory (no),
    primary key (package_no, advisory_no)
){clustered};
create index advisory_package_by_advisory on advisory_package (advisory_no);

-- Every name an advisory answers to (its id, aliases, vulnerabilities), in upper case.
create table advisory_name (
    name text not null,
    advisory_no bigint not null references advisory (no),
    primary key (name, advisory_no)
){clustered};
create index advisory_name_by_advisory on advisory_name (advisory_no);

-- The timelines of cases. Entries are added and never changed.
create table incident_entry (
    case_id text not null,
    no bigint not null,
    body text not null,
    seq bigint not null,
    origin_no bigint not null references origin (no),
    primary key (case_id, no)
){clustered};

-- What public lists say of vulnerabilities (exploited, likely, decided how), one row for each source and sort. A copy
-- of what is published elsewhere: the ledger says which file it came from, and holds none of it.
create table signal (
    vulnerability text not null,
    source text not null,
    kind text not null,
    body text not null,
    primary key (vulnerability, source, kind)
){clustered};

-- Feed files imported to the end, by the SHA-256 of their bytes.
create table feed_file (
    sha256 text not null primary key,
    added bigint not null,
    updated bigint not null,
    unchanged bigint not null,
    older bigint not null,
    origin_no bigint not null references origin (no)
);

-- What was seen on the wire: metadata alone. `watch` is the id of a watch of the register, empty where none was named.
-- Moments are nanoseconds since 1970; addresses are text as people write them.

-- One row for each reading of a capture file and each start of a live watch. `health` counts what was lost.
create table observation_run (
    no {number_key},
    watch text not null,
    first_ns bigint,
    last_ns bigint,
    headers_only bigint not null,
    identities text not null,
    health text not null,
    origin_no bigint not null references origin (no)
);

-- Who spoke with whom, how much, by which protocol; and when each class of command was first seen.
create table conversation (
    watch text not null,
    client text not null,
    server text not null,
    vlan bigint not null,
    transport text not null,
    port bigint not null,
    protocol text not null,
    probable bigint not null,
    first_ns bigint not null,
    last_ns bigint not null,
    sent_packets bigint not null,
    sent_bytes bigint not null,
    answered_packets bigint not null,
    answered_bytes bigint not null,
    connections bigint not null,
    read_ns bigint,
    write_ns bigint,
    program_ns bigint,
    control_ns bigint,
    diagnostic_ns bigint,
    other_ns bigint,
    primary key (watch, client, server, vlan, transport, port, protocol)
){clustered};

-- Pairings of addresses that sent something; `mac` or `ip` is empty where there was none.
create table sighting (
    watch text not null,
    mac text not null,
    ip text not null,
    vlan bigint not null,
    first_ns bigint not null,
    last_ns bigint not null,
    sent_packets bigint not null,
    sent_bytes bigint not null,
    claims bigint not null,
    silence_seconds_max bigint not null,
    primary key (watch, mac, ip, vlan)
){clustered};

-- What devices said of themselves: the one column of words that come from the wire, short and allow-listed.
create table identity (
    watch text not null,
    holder text not null,
    vlan bigint not null,
    protocol text not null,
    kind text not null,
    value text not null,
    first_ns bigint not null,
    primary key (watch, holder, vlan, protocol, kind, value)
){clustered};

create table account (
    name text not null primary key,
    role text not null,
    disabled bigint not null,
    origin_no bigint not null references origin (no)
);

create table login_link (
    sha256 text not null primary key,
    account text not null references account (name),
    expires_ms bigint not null
);
create index login_link_by_account on login_link (account);

create table web_session (
    sha256 text not null primary key,
    account text not null references account (name),
    expires_ms bigint not null
);
create index web_session_by_account on web_session (account);

-- Either salt and detail, or, after erasure, the commitment.
create table ledger_entry (
    seq bigint not null primary key,
    at text not null,
    actor text not null,
    action text not null,
    subject text not null,
    salt {bytes},
    detail text,
    commitment {bytes},
    leaf {bytes} not null
);
create index ledger_entry_by_subject on ledger_entry (subject, seq);

-- One row. Every write begins by locking it, so that there is one order of writes.
create table ledger_state (
    no bigint not null primary key,
    size bigint not null,
    frontier text not null,
    checkpoint text not null
);
