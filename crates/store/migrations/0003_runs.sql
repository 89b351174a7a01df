-- In which SBOMs a component is, as runs of SBOM numbers without a gap.
create table component_run (
    component_no bigint not null,
    first_sbom bigint not null,
    last_sbom bigint not null,
    primary key (component_no, first_sbom)
){clustered};
insert into component_run (component_no, first_sbom, last_sbom)
    select component_no, min(sbom_no), max(sbom_no)
    from (select component_no, sbom_no,
                 sbom_no - row_number() over (partition by component_no order by sbom_no) as run
          from sbom_component) as numbered
    group by component_no, run;
drop table sbom_component;
