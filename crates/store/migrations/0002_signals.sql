-- When an advisory first came: its recovery clock starts there, however often it is revised.
alter table advisory add column known_at text not null default '';
-- The revision before, where there was one: a new one that asks for nothing else is no news.
alter table advisory add column previous text;
update advisory set known_at = (select at from origin where origin.no = advisory.origin_no);

-- What public lists say of vulnerabilities (exploited, likely, decided how), one row for each source and sort. A copy
-- of what is published elsewhere: the ledger says which file it came from, and holds none of it.
create table signal (
    vulnerability text not null,
    source text not null,
    kind text not null,
    body text not null,
    primary key (vulnerability, source, kind)
){clustered};

-- Components stored before have no such rows until their SBOM is stored again.
-- By which products of CPE names a component may be meant, `vendor:product`.
create table component_name (
    name text not null,
    component_no bigint not null references component (no),
    primary key (name, component_no)
){clustered};
create index component_name_by_component on component_name (component_no);
