//! The frameworks in the program, row by row, and the ties between them.

use std::collections::BTreeMap;

use super::{over, said};
use crate::{Answered, Catalog, Confirmed, Criterion, CriterionId, Query, Relation, Subject};

fn id(text: &str) -> CriterionId {
    text.parse().unwrap()
}

fn wanting(catalog: &Catalog, framework: &str) -> usize {
    let rows = catalog.criteria_with_included(framework);
    rows.iter().filter(|row| row.answered.wants_answer()).count()
}

/// Frameworks whose every criterion must be tied to another or be said to stand alone.
const TIED: [&str; 5] = ["jc-star-1", "scs-3", "psti", "psti-statement", "cra"];

#[test]
fn a_framework_has_as_many_criteria_as_its_source_says_or_says_what_is_absent() {
    let catalog = Catalog::built_in();
    for framework in catalog.frameworks() {
        let found = wanting(catalog, &framework.id);
        let whole = framework.criteria_wanted.is_some_and(|wanted| wanted as usize == found);
        let more = framework.criteria_wanted.is_some_and(|wanted| found > wanted as usize);
        assert!(!more, "{} has {found}", framework.id);
        let looked_up = framework.id == "psti-deemed" || framework.id == "jc-star-scope";
        assert!(whole || looked_up || !framework.absent.is_empty(), "{}: {found}", framework.id);
    }
    let counts = ["jc-star-1", "scs-3", "scs-4", "cra", "sme-25", "management-guideline"];
    assert_eq!(counts.map(|framework| wanting(catalog, framework)), [16, 81, 92, 22, 25, 10]);
}

#[test]
fn every_criterion_belongs_to_a_framework_and_a_query_is_named_where_the_register_answers() {
    let catalog = Catalog::built_in();
    for row in catalog.criteria.values() {
        assert!(catalog.framework(row.id.framework()).is_some(), "{}", row.id);
        let asked = matches!(row.answered, Answered::Register | Answered::Either);
        assert_eq!(row.query.is_some(), asked, "{}", row.id);
    }
    for query in Query::ALL {
        assert_eq!(Query::from_code(query.code()), Some(*query));
        let used = catalog.criteria.values().any(|row| row.query == Some(*query));
        assert!(used, "{} is asked by no criterion", query.code());
    }
}

#[test]
fn scs_three_stars_is_counted_as_its_table_counts() {
    let rows = Catalog::built_in().criteria_of("scs-3");
    let of = |answered| rows.iter().filter(|row| row.answered == answered).count();
    assert_eq!([Answered::Register, Answered::Either, Answered::Person].map(of), [28, 29, 24]);
    assert_eq!(of(Answered::Parts), 7 + 26);
    let mut by_category: BTreeMap<char, usize> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.answered.wants_answer()) {
        *by_category.entry(row.id.id().chars().next().unwrap()).or_default() += 1;
    }
    assert_eq!(by_category.into_values().collect::<Vec<_>>(), [8, 4, 11, 48, 3, 6, 1]);
    let yearly = rows.iter().filter(|row| row.cadence_months == Some(12)).map(|row| row.id.id());
    let wanted = "1-2-1-3 2-1-1-2 3-1-1-4 3-1-4-2 4-2-2-1 4-2-2-3 6-1-1-4 6-1-1-6";
    assert_eq!(yearly.collect::<Vec<_>>().join(" "), wanted);
}

#[test]
fn the_fourteen_days_of_scs_have_their_score_and_their_four_ways_out() {
    let row = Catalog::built_in().criterion(&id("scs-3/4-4-4-2")).unwrap();
    let limits: Vec<(&str, &str)> =
        row.thresholds.iter().map(|limit| (limit.id.as_str(), limit.value.as_str())).collect();
    assert_eq!(limits[..2], [("days-max", "14"), ("cvss-base-min", "7.0")]);
    assert_eq!((limits[2].0, limits[2].1.split(", ").count()), ("instead", 4));
    assert_eq!(row.query, Some(Query::PatchTimes));
}

#[test]
fn the_self_check_has_points_from_four_to_minus_one_and_bands_without_a_hole() {
    let scoring = Catalog::built_in().framework("sme-25").unwrap().scoring.clone().unwrap();
    let points: Vec<i16> = scoring.points.iter().map(|points| points.points).collect();
    assert_eq!(points, [4, 2, 0, -1]);
    for sum in -25..=100_i16 {
        assert!(scoring.band(sum).is_some(), "{sum}");
    }
    assert_eq!([100, 99, 70, 69, 50, 49].map(|sum| scoring.band(sum).unwrap()), [0, 1, 1, 2, 2, 3]);
    assert_eq!(scoring.band(101), None);
}

#[test]
fn what_no_source_confirms_is_not_shown_as_confirmed() {
    let catalog = Catalog::built_in();
    let of = |framework: &str| catalog.criteria_of(framework);
    for row in of("jc-star-1").iter().skip(6).take(9) {
        assert_eq!(row.basis.confirmed, Confirmed::No, "{}", row.id);
    }
    let unread = ["scs-4", "cra-classes", "cra-declaration", "secure-by-design", "secure-by-demand-ot"];
    for framework in unread.into_iter().chain(["management-guideline"]) {
        assert!(of(framework).iter().all(|row| row.basis.confirmed == Confirmed::No), "{framework}");
    }
    assert!(of("scs-5").is_empty());
    let confirmed = catalog.criteria.values().filter(|row| row.basis.confirmed == Confirmed::Yes);
    assert!(confirmed.count() <= 8, "a row is confirmed only where an official page says it");
}

fn untied(catalog: &Catalog) -> Vec<String> {
    let rows = TIED.into_iter().flat_map(|framework| catalog.criteria_of(framework));
    let open = |row: &&Criterion| {
        let tied = !catalog.ties_of(&row.id).is_empty() || !catalog.shares(&row.id).is_empty();
        row.answered.wants_answer() && !tied && catalog.alone(&row.id).is_none()
    };
    rows.filter(open).map(|row| row.id.to_string()).collect()
}

#[test]
fn every_criterion_of_the_labels_and_laws_is_tied_or_said_to_stand_alone() {
    assert_eq!(untied(Catalog::built_in()), Vec::<String>::new());
}

#[test]
fn what_was_not_confirmed_carries_no_answer() {
    let catalog = Catalog::built_in();
    for tie in catalog.ties.values().filter(|tie| tie.relation != Relation::Overlaps) {
        for end in [&tie.from, &tie.to] {
            let sure = catalog.item(end).unwrap().basis.confirmed;
            assert_ne!(sure, Confirmed::No, "{} {}: {end}", tie.from, tie.to);
        }
    }
}

#[test]
fn an_answer_carries_on_along_ties_and_never_back() {
    let ties = "[[framework]]\nid = \"f\"\ntitle = { ja = \"枠\", en = \"F\" }\nabout = { ja = \"枠\", en = \"F\" }\nsubject = \"company\"\nconfirmed = \"own\"\n"
        .to_owned()
        + &["a", "b", "c", "d"]
            .map(|name| format!("[[criterion]]\nid = \"f/{name}\"\ntitle = {{ ja = \"基準\", en = \"C\" }}\nanswered = \"person\"\nconfirmed = \"own\"\n"))
            .join("")
        + &tie("a", "b", "equal")
        + &tie("c", "b", "covered-by")
        + &tie("c", "d", "overlaps");
    let (catalog, problems) = over(&ties);
    assert_eq!(problems, Vec::new());
    assert_eq!(catalog.check(), Vec::new());
    let carried =
        |from: &str| catalog.carried(&id(from)).into_keys().map(|to| to.to_string()).collect::<Vec<_>>();
    assert_eq!(carried("f/a"), ["f/b", "f/c"]);
    assert_eq!(carried("f/b"), ["f/a", "f/c"]);
    assert_eq!(carried("f/c"), Vec::<String>::new());
    assert_eq!(catalog.carried(&id("f/a"))[&id("f/c")], [id("f/a"), id("f/b"), id("f/c")]);
    let seen = catalog.ties_of(&id("f/c"));
    assert_eq!(seen[0].relation, Relation::CoveredBy);
    assert_eq!(catalog.ties_of(&id("f/b"))[1].relation, Relation::Covers);
    let (catalog, _) =
        catalog.with(vec![("more.toml".to_owned(), format!("{}{}", super::HEAD, tie("a", "c", "overlaps")))]);
    let wrong = catalog.check();
    assert!(wrong[0].what.en.contains("\"overlaps\", and from other ties follows \"covers\""), "{wrong:?}");
}

fn tie(from: &str, to: &str, relation: &str) -> String {
    format!(
        "[[tie]]\nfrom = \"f/{from}\"\nto = \"f/{to}\"\nrelation = \"{relation}\"\nreason = {{ ja = \"理由\", en = \"Why\" }}\nconfirmed = \"own\"\n"
    )
}

#[test]
fn a_pair_has_one_tie_and_a_tie_to_nothing_is_named() {
    let rows = tie("a", "b", "covers") + &tie("b", "a", "overlaps");
    let (catalog, problems) = over(&rows);
    assert_eq!(said(&problems).len(), 1, "{problems:?}");
    assert!(problems[0].what.ja.contains("二度あります"));
    let wrong = catalog.check();
    assert_eq!(wrong.len(), 2, "both ends are nowhere: {wrong:?}");
}

#[test]
fn a_criterion_that_stands_alone_and_is_tied_is_an_error() {
    let rows = "[[alone]]\ncriterion = \"scs-3/1-2-1-1\"\nreason = { ja = \"理由\", en = \"Why\" }\nconfirmed = \"own\"\n";
    let (catalog, problems) = over(rows);
    assert_eq!(problems, Vec::new());
    assert!(catalog.check()[0].what.en.contains("tied as well"));
}

#[test]
fn what_is_about_a_company_is_kept_apart_from_what_is_about_a_product() {
    let row = |name: &str, subject: &str, more: &str| {
        format!(
            "[[framework]]\nid = \"{name}\"\ntitle = {{ ja = \"枠\", en = \"F\" }}\nabout = {{ ja = \"枠\", en = \"F\" }}\nsubject = \"{subject}\"\nconfirmed = \"own\"\n{more}\n[[criterion]]\nid = \"{name}/a\"\ntitle = {{ ja = \"基準\", en = \"C\" }}\nanswered = \"either\"\nquery = \"contacts\"\nconfirmed = \"own\"\n"
        )
    };
    let both = row("f", "company", "") + &row("g", "product", "includes = [\"f\"]");
    for (relation, faults) in [("overlaps", 2), ("covers", 3)] {
        let rows = both.clone() + &tie("a", "b", relation).replace("\"f/b\"", "\"g/a\"");
        let (catalog, problems) = over(&rows);
        assert_eq!(problems, Vec::new());
        let wrong = catalog.check();
        assert_eq!(wrong.len(), faults, "{relation}: {wrong:?}");
    }
    let (_, problems) = over(&row("f", "company", "").replace("subject = \"company\"\n", ""));
    assert!(problems[0].what.en.contains("subject"), "{problems:?}");
    let of = |id: &str| Catalog::built_in().framework(id).unwrap().subject;
    assert_eq!(["cra-classes", "psti-deemed", "jc-star-scope"].map(of), [Subject::Product; 3]);
    assert_eq!(["scs-3", "sme-25", "management-guideline"].map(of), [Subject::Company; 3]);
}

#[test]
fn a_criterion_is_written_with_its_framework() {
    for wrong in ["", "scs-3", "/1", "scs-3/", " scs-3/1", "scs-3/ 1", "a\n/b"] {
        assert!(wrong.parse::<CriterionId>().is_err(), "{wrong:?}");
    }
    assert_eq!(id("iec62443/SR 1.13").to_string(), "iec62443/SR 1.13");
}

/// Overlaps with an end that nobody has read, with the plant's guideline, and others.
fn by_weakness(catalog: &Catalog) -> [usize; 3] {
    let mut counts = [0; 3];
    for tie in catalog.ties.values().filter(|tie| tie.relation == Relation::Overlaps) {
        let ends = [&tie.from, &tie.to];
        let unread = ends.iter().any(|end| catalog.item(end).unwrap().basis.confirmed == Confirmed::No);
        let plant = ends.iter().any(|end| end.framework() == "factory-guideline");
        counts[if unread { 0 } else { 2 - usize::from(plant) }] += 1;
    }
    counts
}

/// Requirements of a standard that a criterion names because number and name look alike.
fn named_alike(catalog: &Catalog) -> Vec<(&CriterionId, &str)> {
    let all = catalog.criteria.values().flat_map(|row| row.references.iter().map(|it| (&row.id, it)));
    all.filter_map(|(id, reference)| Some((id, reference.strip_prefix("IEC 62443-3-3 ")?))).collect()
}

#[test]
fn what_only_looks_alike_by_number_and_name_is_a_reference_and_no_tie() {
    let catalog = Catalog::built_in();
    for (criterion, number) in named_alike(catalog) {
        assert!(catalog.clauses.contains_key(number), "{criterion}: {number}");
    }
    for tie in catalog.ties.values() {
        for end in [&tie.from, &tie.to] {
            let is_clause = catalog.criterion(end).is_none() && catalog.step(end.id()).is_none();
            let read = catalog.item(end).unwrap().basis.confirmed != Confirmed::No;
            assert!(read || !is_clause, "{} {}", tie.from, tie.to);
        }
    }
}

#[test]
fn two_rows_that_nobody_has_read_are_not_tied() {
    let catalog = Catalog::built_in();
    for tie in catalog.ties.values() {
        let read = |end| catalog.item(end).unwrap().basis.confirmed != Confirmed::No;
        assert!(read(&tie.from) || read(&tie.to), "{} {}", tie.from, tie.to);
    }
}

/// Prints how many of each framework's criteria are confirmed, and how strong the ties are.
#[test]
fn conformance_frameworks_by_what_is_confirmed() {
    let catalog = Catalog::built_in();
    let mut all = 0;
    for framework in catalog.frameworks() {
        let rows = catalog.criteria_of(&framework.id);
        let sure = rows.iter().filter(|row| row.basis.confirmed != Confirmed::No).count();
        println!(
            "conformance | framework {} (rows held against a source, whole or in part) | {sure} | {}",
            framework.id,
            rows.len()
        );
        all += rows.len();
    }
    assert_eq!(all, catalog.criteria.len());
    let strong = catalog.ties.values().filter(|tie| tie.relation != Relation::Overlaps).count();
    println!("conformance | crosswalk (ties stronger than overlaps) | {strong} | {}", catalog.ties.len());
    let weak = by_weakness(catalog);
    let read = strong + weak[2];
    println!("conformance | crosswalk (the same, both texts read and of one scope) | {strong} | {read}");
    let count = catalog.tie_count();
    println!(
        "conformance | crosswalk (ties with shared parts, stronger than overlaps) | {} | {}",
        count.carrying(),
        count.all()
    );
    let counted = count.all() + named_alike(catalog).len();
    println!(
        "conformance | crosswalk (the same, names of unread requirements counted as overlaps) | {} | {counted}",
        count.carrying()
    );
    let open = untied(catalog);
    open.iter().for_each(|row| println!("miss | crosswalk | {row} | neither tied nor alone"));
    let wanted: usize = TIED.into_iter().map(|framework| wanting(catalog, framework)).sum();
    println!("conformance | crosswalk (criteria tied or alone) | {} | {wanted}", wanted - open.len());
    assert_eq!(wanted, 16 + 81 + 3 + 13 + 22);
}

#[test]
fn the_pages_say_how_many_ties_carry_and_name_every_framework() {
    let catalog = Catalog::built_in();
    let strong = catalog.ties.values().filter(|tie| tie.relation != Relation::Overlaps).count();
    let all = catalog.ties.len();
    let ja = include_str!("../../../../docs/reference/frameworks.ja.md");
    let en = include_str!("../../../../docs/reference/frameworks.en.md");
    assert!(ja.contains(&format!("{all} 件のうち {strong} 件です")));
    assert!(en.contains(&format!("Of the {all} ties, {strong} carry an answer")));
    let count = catalog.tie_count();
    let (carrying, ties, parts) = (count.carrying(), count.all(), count.parts);
    assert!(ja.contains(&format!("{parts} 件の部分を加えると、{ties} 件のうち {carrying} 件")), "{count:?}");
    assert!(en.contains(&format!("With {parts} shared parts, {carrying} of {ties} ties carry")), "{count:?}");
    let (alike, percent) = (named_alike(catalog).len(), carrying * 100 / ties);
    let less = carrying * 100 / (ties + alike);
    assert!(
        ja.contains(&format!("（{percent} %）。{alike} 件の番号も重なりとして数えると {less} %")),
        "{percent} {alike} {less}"
    );
    assert!(
        en.contains(&format!("({percent} %). With the {alike} numbers counted as overlaps it is {less} %")),
        "{percent} {alike} {less}"
    );
    let weak = by_weakness(catalog);
    assert_eq!(weak.iter().sum::<usize>(), all - strong);
    for (number, (ja_row, en_row)) in weak.into_iter().zip([
        ("どちらかの本文が未照合", "with an end whose text was not confirmed"),
        ("工場ガイドラインとの対応", "with steps of the factory guideline"),
        ("両方を読めている、そのほか", "others, both ends read"),
    ]) {
        assert!(ja.contains(&format!("| {ja_row} | {number} |")), "{ja_row}: {number}");
        assert!(en.contains(&format!("| {en_row} | {number} |")), "{en_row}: {number}");
    }
    for framework in catalog.frameworks().into_iter().filter(|row| row.id != "jc-star-3") {
        let written = format!("`{}`", framework.id);
        assert!(ja.contains(&written) && en.contains(&written), "{written}");
    }
}

#[test]
fn a_common_question_is_shared_and_a_pair_that_shares_one_does_not_overlap_as_well() {
    let catalog = Catalog::built_in();
    let questions = catalog.criteria.values().filter(|row| catalog.is_common(&row.id));
    for question in questions {
        let asked = catalog.asked_by(&question.id);
        let rest = asked.iter().any(|row| row.whole);
        assert!(asked.len() > 1 || rest, "{} is asked by {}", question.id, asked.len());
    }
    for tie in catalog.ties.values().filter(|tie| tie.relation == Relation::Overlaps) {
        let shares = catalog.shares(&tie.from).into_iter().any(|shared| *shared.other == tie.to);
        assert!(!shares, "{} {}", tie.from, tie.to);
    }
}

fn made_of(criterion: &str, parts: &[&str], whole: bool) -> String {
    format!(
        "[[composition]]\ncriterion = \"{criterion}\"\nparts = {parts:?}\nwhole = {whole}\nreason = {{ ja = \"理由\", en = \"Why\" }}\nconfirmed = \"own\"\n"
    )
}

#[test]
fn parts_that_cannot_be_right_are_refused_by_name() {
    let company = "common-company/policy";
    let cases = [
        (made_of("scs-3/9-9", &[company], false), "scs-3/9-9"),
        (made_of("scs-3/1-2-1-1", &["common-company/none"], false), "common-company/none"),
        (made_of("scs-3/1-2-1-1", &["scs-3/1-2-1-2"], false), "no common question"),
        (made_of("scs-3/1-2-1-1", &["common-product/support-period"], false), "asked of a product"),
        (made_of("sme-25/3", &[company], false), "not confirmed"),
        (made_of("scs-3/1-2-1-3", &[company], true), "interval"),
        (made_of("common-company/backups", &[company], false), "made of parts itself"),
        (tie("a", "b", "covers").replace("f/a", company).replace("f/b", "scs-3/1-2-1-1"), "tied by"),
    ];
    for (rows, wanted) in cases {
        let (catalog, problems) = over(&rows);
        assert_eq!(problems, Vec::new());
        let wrong = catalog.check();
        assert!(wrong.iter().any(|wrong| wrong.what.en.contains(wanted)), "{wanted}: {wrong:?}");
    }
    let (_, problems) = over(&made_of("scs-3/1-2-1-1", &[company, company], false));
    assert!(problems[0].what.en.contains("twice"), "{problems:?}");
}

#[test]
fn all_parts_together_carry_to_the_whole_and_some_do_not() {
    let crosswalk = Catalog::built_in().crosswalk();
    let whole = id("scs-3/4-3-4-1");
    let parts = [id("common-company/backups"), id("common-company/backup-settings")];
    assert!(crosswalk.follows(&parts.iter().cloned().collect(), |_| true).contains_key(&whole));
    for part in &parts {
        assert!(!crosswalk.carried(part).contains_key(&whole), "{part}");
        assert!(crosswalk.carried(&whole).contains_key(part), "{part}");
    }
}

#[test]
fn nothing_carries_over_a_wording_that_the_parts_were_not_made_for_until_they_are_said_anew() {
    let reworded = "[[criterion]]\nid = \"scs-3/1-3-1-2\"\ntitle = { ja = \"公式の文\", en = \"Latest version always accessible to all staff\" }\nparent = \"1-3-1\"\nanswered = \"person\"\nconfirmed = \"yes\"\n";
    let (from, part) = (id("scs-3/1-3-1-2"), id("common-company/policy"));
    assert!(Catalog::built_in().carried(&from).contains_key(&part));
    let (catalog, problems) = over(reworded);
    assert_eq!(problems, Vec::new());
    assert!(catalog.composition_of(&from).unwrap().outdated);
    assert!(!catalog.carried(&from).contains_key(&part));
    assert!(catalog.composition_of(&id("security-action-2/policy")).is_some_and(|row| !row.outdated));
    let (catalog, _) =
        over(&(reworded.to_owned() + &made_of("scs-3/1-3-1-2", &["common-company/policy"], false)));
    assert!(catalog.carried(&from).contains_key(&part));
    let (catalog, _) = over(&reworded.replace("scs-3/1-3-1-2", "scs-3/1-3-1-1"));
    assert!(!catalog.carried(&id("scs-3/1-3-1-1")).contains_key(&id("security-action-2/policy")));
}
