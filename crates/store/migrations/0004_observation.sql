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
