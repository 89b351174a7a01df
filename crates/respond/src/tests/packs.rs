//! Packs: the program's own are whole; of others a broken row costs that row, and is named.

use proptest::prelude::*;
use sekisho_model::Problem;

use crate::Forms;
use crate::duty::{Duties, Limit};
use crate::pack::{LIMITS, own};

const HEAD: &str = "[pack]\nid = \"x\"\nedition = \"1\"\ntitle = { ja = \"試\", en = \"x\" }\nsource = \"made up\"\n[[regime]]\nid = \"r\"\ntitle = { ja = \"契約\", en = \"contract\" }\nzone = \"Asia/Tokyo\"\n";

fn duty(id: &str, rest: &str) -> String {
    format!(
        "[[duty]]\nid = \"{id}\"\nregime = \"r\"\ntitle = {{ ja = \"報告\", en = \"report\" }}\nsubject = {{ ja = \"当社\", en = \"we\" }}\nclause = \"1\"\n{rest}\n"
    )
}

fn read(rows: &[String]) -> (Duties, Vec<Problem>) {
    Duties::default().with("x.toml", &format!("{HEAD}{}", rows.concat()))
}

/// The one problem of a pack with one duty.
fn refused(rest: &str) -> String {
    let (duties, problems) = read(&[duty("d", rest)]);
    assert_eq!(duties.duties.len(), 0, "{rest}");
    let [problem] = problems.as_slice() else { panic!("{rest}: {problems:?}") };
    assert!(!problem.what.ja.is_empty() && problem.place.file == "x.toml", "{problem:?}");
    format!("{}: {}", problem.place.path, problem.what.en)
}

const STARTED: &str = "trigger = { on = \"started\" }\n";

#[test]
fn the_programs_own_packs_have_no_problem() {
    let (duties, problems) = own();
    assert_eq!(problems, []);
    assert_eq!(duties, *Duties::built_in());
}

#[test]
fn what_a_duty_points_at_must_be_there() {
    let days = "limit = { days = 1 }\n";
    assert_eq!(
        refused(&format!("trigger = {{ on = \"aware\", matter = \"m\" }}\n{days}")),
        "duty d: There is no matter `m`."
    );
    let trigger = "trigger = { on = \"done\", duty = \"e\", matter = \"m\" }\n";
    assert_eq!(refused(&format!("{trigger}{days}")), "duty d: There is no matter `m`.");
    let follows = format!("{STARTED}{days}follows = \"e\"\n");
    assert_eq!(refused(&follows), "duty d: There is no duty `e`, or it cannot be counted from.");
    let itself = format!("{STARTED}{days}not_before = \"d\"\n");
    assert_eq!(refused(&itself), "duty d: There is no duty `d`, or it cannot be counted from.");
    let moves = format!("{STARTED}{days}counting = {{ moves = \"next-open-day\", calendar = \"c\" }}\n");
    assert_eq!(refused(&moves), "duty d: There is no calendar `c`.");
    assert_eq!(
        refused(&format!("{STARTED}limit = {{ business_days = 2 }}\n")),
        "duty d: There is no calendar ``."
    );
}

#[test]
fn a_limit_is_exactly_one_figure() {
    let most = LIMITS.days + 1;
    for limit in [
        "",
        "hours = 0",
        "hours = 24, days = 1",
        "days = 1, promptly = true",
        "guide_days_from = 3, guide_days_to = 5",
        "hours = 24, guide_days_from = 3, guide_days_to = 5",
        "promptly = true, guide_days_from = 5, guide_days_to = 3",
        "promptly = true, guide_days_to = 3",
        &format!("days = {most}"),
    ] {
        let why = refused(&format!("{STARTED}limit = {{ {limit} }}\n"));
        assert!(why.contains("`limit`") || why.contains("guideline"), "{limit}: {why}");
    }
}

#[test]
fn a_way_of_counting_that_makes_no_sense_is_refused() {
    let hours = format!("{STARTED}limit = {{ hours = 1 }}\ncounting = {{ ends = \"end-of-day\" }}\n");
    assert!(refused(&hours).contains("in hours"));
    let first = format!("{STARTED}limit = {{ days = 1 }}\ncounting = {{ first_day = \"counted\" }}\n");
    assert!(refused(&first).contains("first day counts"));
    let ends = format!("{STARTED}limit = {{ days = 1 }}\ncounting = {{ ends = \"noonish\" }}\n");
    assert!(refused(&ends).contains("noonish"));
    assert!(refused(&format!("{STARTED}limit = {{ days = 1 }}\nwhatever = 1\n")).contains("whatever"));
}

#[test]
fn a_broken_row_costs_itself_and_what_hangs_on_it() {
    let good = duty("good", &format!("{STARTED}limit = {{ days = 1 }}\n"));
    let bad = duty("bad", STARTED);
    let hangs = duty("hangs", &format!("{STARTED}limit = {{ days = 1 }}\nfollows = \"bad\"\n"));
    let further = duty("further", &format!("{STARTED}limit = {{ days = 1 }}\nfollows = \"hangs\"\n"));
    let (duties, problems) = read(&[good, bad, hangs, further]);
    assert_eq!(duties.duties.keys().map(|id| id.as_str()).collect::<Vec<_>>(), ["good"]);
    assert_eq!(problems.len(), 3);
}

#[test]
fn a_pack_without_a_source_or_that_is_no_toml_or_too_big_is_not_read() {
    for text in [
        "[pack]\nid = \"x\"\nedition = \"1\"\ntitle = { ja = \"試\", en = \"x\" }\nsource = \" \"\n"
            .to_owned(),
        "[pack".to_owned(),
        "#".repeat(LIMITS.pack_bytes + 1),
    ] {
        let (duties, problems) = Duties::default().with("x.toml", &text);
        assert_eq!((duties, problems.len()), (Duties::default(), 1));
    }
}

#[test]
fn a_zone_that_nobody_knows_costs_the_regime_and_its_duties() {
    let text = format!("{HEAD}{}", duty("d", &format!("{STARTED}limit = {{ days = 1 }}\n")));
    let (duties, problems) = Duties::default().with("x.toml", &text.replace("Asia/Tokyo", "Asia/Edo"));
    assert_eq!((duties.regimes.len(), duties.duties.len(), problems.len()), (0, 0, 2));
}

#[test]
fn a_later_pack_takes_the_place_of_a_row() {
    let text = format!("{HEAD}{}", duty("cra-aev-final", &format!("{STARTED}limit = {{ days = 7 }}\n")));
    let (duties, problems) = Duties::built_in().with("newer.toml", &text);
    assert_eq!(problems, []);
    assert_eq!(duties.duties.len(), Duties::built_in().duties.len());
    let newer = &duties.duties[&"cra-aev-final".parse().unwrap()];
    assert_eq!((newer.limit, newer.basis.source.en.as_str()), (Limit::Days(7), "made up"));
}

#[test]
fn only_the_regimes_that_are_asked_for_stay() {
    let chosen = Duties::built_in().of_regimes(&["appi", "scs"]);
    assert_eq!(chosen.duties.len(), 5);
    assert!(chosen.duties.values().all(|duty| ["appi", "scs"].contains(&duty.regime.as_str())));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, rng_seed: proptest::test_runner::RngSeed::Fixed(7), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_damage_to_a_pack_is_read_or_named(at in 0..9_000_usize, with in "[ -~\n]{0,3}") {
        let whole = include_str!("../../../../catalog/duties/2026-11/cra.toml");
        let at = (0..=at.min(whole.len())).rev().find(|at| whole.is_char_boundary(*at)).unwrap_or(0);
        let cut = whole[at..].chars().next().map_or(0, char::len_utf8);
        let damaged = format!("{}{with}{}", &whole[..at], &whole[at + cut..]);
        // The calendars come first, as in the program.
        let (base, _) = Duties::default().with("c.toml", include_str!("../../../../catalog/duties/2026-11/calendars.toml"));
        let (duties, problems) = base.with("x.toml", &damaged);
        prop_assert!(duties.duties.len() == 8 || !problems.is_empty());
        prop_assert!(problems.iter().all(|problem| !problem.what.en.is_empty()));
    }
}

#[test]
fn a_source_is_told_in_both_languages() {
    let joints = [" of ", " the ", "secondary", "own work", "copy", " and "];
    let is_japanese = |c: char| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}');
    let duties = Duties::built_in().duties.values().map(|row| (row.id.to_string(), &row.basis));
    let forms = Forms::built_in().forms.values().map(|row| (row.id.to_string(), &row.basis));
    for (whose, basis) in duties.chain(forms) {
        let spoken = joints.iter().any(|joint| basis.source.ja.contains(joint));
        assert!(!spoken, "{whose}: “{}” needs a source-ja", basis.source.ja);
        assert!(!basis.source.en.contains(is_japanese), "{whose}: “{}” is not English", basis.source.en);
    }
}
