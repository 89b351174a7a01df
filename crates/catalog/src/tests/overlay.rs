//! A company's own packs over the program's.

use sekisho_model::PracticeId;

use super::{over, said};
use crate::{Catalog, Confirmed, Effect, RiskValue};

const KEYS: &str = r#"
[[practice]]
id = "cabinet-lock"
name = { ja = "制御盤の鍵を守衛所で貸し出す", en = "Cabinet keys lent out at the gate" }
about = { ja = "鍵は守衛所だけに置く。", en = "Keys are kept at the gate only." }
area = "equipment"
protects = "plant"
counters.prevent-spread = ["physical-intrusion"]
tags = ["equipment-lock"]
effort = 1
confirmed = "own"
source = "S-12"
"#;

fn id(text: &str) -> PracticeId {
    text.parse().unwrap()
}

#[test]
fn a_row_with_the_same_id_takes_the_place_and_the_change_is_listed() {
    let (catalog, problems) = over(KEYS);
    assert_eq!(problems, Vec::new());
    let now = &catalog.practices[&id("cabinet-lock")];
    assert_eq!(now.name.ja, "制御盤の鍵を守衛所で貸し出す");
    assert_eq!((now.basis.pack.as_str(), now.basis.source.ja.as_str()), ("trial", "S-12"));
    assert_eq!(catalog.practices.len(), Catalog::built_in().practices.len());
    let [replaced] = catalog.replaced.as_slice() else { panic!("{:?}", catalog.replaced) };
    assert_eq!((replaced.kind, replaced.id.as_str(), replaced.same), ("practice", "cabinet-lock", false));
    assert_eq!((replaced.before.as_str(), replaced.now.as_str()), ("factory-practices 2026-11", "trial 1"));
}

#[test]
fn a_row_that_says_the_same_with_another_source_is_listed_as_the_same() {
    let (once, _) = over(KEYS);
    let again = super::HEAD.replace("\"1\"", "\"2\"") + KEYS;
    let (twice, problems) = once.with(vec![("again.toml".to_owned(), again)]);
    assert_eq!(problems, Vec::new());
    assert_eq!(twice.replaced.len(), 2);
    assert!(twice.replaced[1].same);
    assert_eq!(twice.replaced[1].now, "trial 2");
}

#[test]
fn a_broken_row_leaves_the_earlier_one() {
    let (catalog, problems) = over(&KEYS.replace("effort = 1", "effort = 9"));
    assert_eq!(problems.len(), 1);
    assert_eq!(catalog.practices, Catalog::built_in().practices);
    assert_eq!(catalog.replaced, Vec::new());
}

#[test]
fn a_risk_table_replaces_the_table_and_one_that_falls_is_doubted() {
    let mut rows =
        "[[risk]]\ntitle = { ja = \"当社\", en = \"Ours\" }\nconfirmed = \"own\"\ncells = [\n".to_owned();
    for importance in 1..=3 {
        for threat in 1..=3 {
            rows += &format!(
                "{{ importance = {importance}, threat = {threat}, risk = [\"C\", \"C\", \"C\"] }},\n"
            );
        }
    }
    let (flat, problems) = over(&format!("{rows}]\n"));
    assert_eq!(problems, Vec::new());
    assert!(flat.risk.cells.values().all(|value| *value == RiskValue::C));
    assert_eq!(flat.replaced[0].kind, "risk");
    assert_eq!(flat.check(), Vec::new());
    let falling = rows
        .replace("importance = 3, threat = 3, risk = [\"C\"", "importance = 3, threat = 3, risk = [\"D\"");
    let (falling, problems) = over(&format!("{falling}]\n"));
    assert_eq!(problems, Vec::new());
    let doubts = falling.check();
    assert_eq!(said(&doubts).len(), 1);
    assert!(doubts[0].what.ja.contains("重要度 3・脅威 3・脆弱性 1"), "{doubts:?}");
    let (short, problems) = over(&format!("{}]\n", rows.lines().take(8).collect::<Vec<_>>().join("\n")));
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert_eq!(short.risk, Catalog::built_in().risk, "half a table replaces nothing");
}

#[test]
fn a_ranking_is_corrected_place_by_place() {
    let head = super::HEAD.replace("\"trial\"", "\"ten-threats-2025\"");
    let row = "[[ranked]]\nrank = 3\nname = { ja = \"三位\", en = \"Third\" }\nconfirmed = \"yes\"\n";
    let (catalog, problems) = Catalog::built_in().with(vec![("t.toml".to_owned(), head + row)]);
    assert_eq!(problems, Vec::new());
    let ranking = catalog.rankings.iter().find(|ranking| ranking.id == "ten-threats-2025").unwrap();
    assert_eq!(ranking.entries.len(), 10);
    assert_eq!(ranking.entries[2].name.ja, "三位");
    assert_eq!(ranking.entries[2].basis.confirmed, Confirmed::Yes);
}

#[test]
fn a_new_threat_that_nothing_counters_is_named_until_a_measure_does() {
    let threat = "[[threat]]\nid = \"drone\"\nname = { ja = \"小型無人機\", en = \"Drone\" }\nabout = { ja = \"飛んでくる。\", en = \"It flies in.\" }\nstage = \"entry\"\nmain = true\nlevel = 1\nconfirmed = \"own\"\n";
    let (catalog, problems) = over(threat);
    assert_eq!(problems, Vec::new());
    assert_eq!(
        said(&catalog.check()),
        [(0, "threat drone", "脅威「小型無人機」に効く対策が、カタログに一つもありません。")]
    );
    let (catalog, problems) =
        over(&format!("{threat}{}", KEYS.replace("[\"physical-intrusion\"]", "[\"drone\"]")));
    assert_eq!(problems, Vec::new());
    assert_eq!(catalog.check(), Vec::new());
    let counters = &catalog.practices[&id("cabinet-lock")].counters;
    assert!(counters.values().all(|effects| effects.contains(&Effect::PreventSpread)));
}

#[test]
fn what_a_row_points_at_must_be_there() {
    let rows = KEYS
        .replace("[\"physical-intrusion\"]", "[\"nobody\"]")
        .replace("[\"equipment-lock\"]", "[\"equipment-lok\"]\nclauses = [\"SR 9.9\"]");
    let rows = rows
        + r#"
[[threat]]
id = "T1"
name = { ja = "手口", en = "Technique" }
about = { ja = "何か。", en = "Something." }
stage = "spread"
serves = ["T0800", "nowhere"]
level = 1
confirmed = "own"
[[threat]]
id = "T2"
name = { ja = "無縁の手口", en = "Technique of nothing" }
about = { ja = "何か。", en = "Something." }
stage = "spread"
level = 1
confirmed = "own"
[[clause]]
id = "SR 7.9"
name = { ja = "条項", en = "Clause" }
parent = "FR 9"
confirmed = "no"
[[ranked]]
rank = 2
name = { ja = "二位", en = "Second" }
threats = ["no-such-threat"]
confirmed = "no"
"#;
    let (catalog, problems) = over(&rows);
    assert_eq!(problems, Vec::new());
    assert_eq!(
        said(&catalog.check()),
        [
            (0, "threat T1", "serves の「T0800」は、主な脅威（main = true）ではありません。"),
            (0, "threat T1", "serves の「nowhere」は、カタログにありません。"),
            (0, "threat T2", "手口「無縁の手口」が、どの脅威にもつながっていません。"),
            (0, "practice cabinet-lock", "counters の「nobody」は、カタログにありません。"),
            (0, "practice cabinet-lock", "clauses の「SR 9.9」は、カタログにありません。"),
            (
                0,
                "practice cabinet-lock",
                "タグ「equipment-lok」の説明がありません。書き違いのタグは、点検で使われません。"
            ),
            (0, "clause SR 7.9", "parent の「FR 9」は、カタログにありません。"),
            (0, "ranked 2", "threats の「no-such-threat」は、カタログにありません。"),
            (0, "ranked 2", "1 位から後の順位が続いていません。"),
        ]
    );
}

#[test]
fn the_digest_tells_catalogs_apart_and_is_the_same_for_the_same_packs() {
    let (one, _) = over(KEYS);
    let (same, _) = over(KEYS);
    assert_eq!(one.digest(), same.digest());
    assert_ne!(one.digest(), Catalog::built_in().digest());
    assert_ne!(one.digest(), over(&KEYS.replace("S-12", "S-13")).0.digest());
    assert_eq!(one.digest().len(), 64);
}
