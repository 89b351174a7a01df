//! An attack tree, from the entries on the left to the damage on the right: steps joined by an arrow are all needed
//! (AND), any one way is enough (OR). Ways that begin alike share their boxes.
//!
//! Beyond forty boxes the ways that come last are folded to a number.

mod layout;

use std::collections::BTreeSet;

use maud::{Markup, html};
use sekisho_assess::coverage::Act;
use sekisho_assess::risk::{Opener, Route, RouteStep, StepKind, Tree};
use sekisho_catalog::Catalog;
use sekisho_model::{Lang, MeasureState, Text, ThreatId, text};

use super::Grade;
use super::canvas::{Canvas, Pen, balanced};
use super::ink::{EDGE, INK, PAPER, QUIET, SHEET};
use super::measure::{fit, width};
use layout::{Layout, column_x};

/// Boxes drawn at most.
pub const BOXES_MAX: usize = 40;

/// A step of a way.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct AttackStep {
    /// Getting in, going on, doing the damage.
    pub kind: StepKind,
    /// Where, in the plant's words.
    pub name: String,
    /// By what.
    pub note: String,
    /// How open it is, 1 to 3: the vulnerability level.
    pub open: u8,
    /// Measures that stand against it; none where nobody counted.
    pub measures: Option<AttackMeasures>,
    /// Where it leads.
    pub href: Option<String>,
}

/// Measures against a step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct AttackMeasures {
    /// In place.
    pub in_place: usize,
    /// Planned.
    pub planned: usize,
}

/// A way: every step of it is needed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttackWay {
    /// Entry first, damage last.
    pub steps: Vec<AttackStep>,
    /// The risk value of this way; none where it has none.
    pub grade: Option<Grade>,
}

/// The tree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AttackTree {
    /// What the picture is called: the scenario.
    pub title: String,
    /// What is lost: the box on the far right.
    pub goal: String,
    /// Its risk value; none where it has none.
    pub grade: Option<Grade>,
    /// Ways, the most important first: the last ones are folded where there are too many.
    pub ways: Vec<AttackWay>,
}

impl AttackTree {
    /// A scenario of the business-damage-based method; with an opener, measures are counted at every step.
    #[must_use]
    pub fn from_tree(tree: &Tree, catalog: &Catalog, opener: Option<&Opener<'_, '_>>, lang: Lang) -> Self {
        let way = |route: &Route| AttackWay {
            steps: route.steps.iter().map(|one| step(one, tree, catalog, opener, lang)).collect(),
            grade: route.value.map(Grade::from),
        };
        Self {
            title: tree.name.in_lang(lang).to_owned(),
            goal: tree.business.name.clone(),
            grade: tree.value.map(Grade::from),
            ways: tree.routes.iter().map(way).collect(),
        }
    }
}

fn step(
    step: &RouteStep,
    tree: &Tree,
    catalog: &Catalog,
    opener: Option<&Opener<'_, '_>>,
    lang: Lang,
) -> AttackStep {
    let threat = |id| catalog.threats.get(id).map(|threat| threat.name.in_lang(lang).to_owned());
    let by: Vec<String> = step.threats.iter().filter_map(threat).collect();
    let over = step.conduit.as_ref().map(|conduit| format!("{} → ", conduit.name)).unwrap_or_default();
    AttackStep {
        kind: step.kind,
        name: format!("{over}{}", step.zone.name),
        note: by.join(lang.pick("／", " / ")),
        open: step.vulnerability,
        measures: opener.map(|opener| measures(&opener.step(tree, step))),
        href: None,
    }
}

fn measures(acts: &[(ThreatId, Act)]) -> AttackMeasures {
    let count = |state| {
        let here = acts.iter().filter(|(_, act)| act.state == state).map(|(_, act)| &act.measure);
        here.collect::<BTreeSet<_>>().len()
    };
    AttackMeasures { in_place: count(MeasureState::InPlace), planned: count(MeasureState::Planned) }
}

const BOX: (i32, i32) = (206, 76);
const GAP: (i32, i32) = (46, 12);
const NAME_SIZE: i32 = 12;
const NOTE_SIZE: i32 = 11;
const HEAD: i32 = 26;
const PAD: i32 = 8;
const BADGE: i32 = 20;

/// Draws an attack tree.
#[must_use]
pub fn attack_tree(tree: &AttackTree, lang: Lang) -> String {
    let usual = lang.pick("攻撃ツリー", "Attack tree");
    let title = if tree.title.is_empty() { usual } else { &tree.title };
    drawn(tree, lang).finish("attack-tree", title, &about(tree, lang), PAD)
}

fn about(tree: &AttackTree, lang: Lang) -> String {
    let goal = &tree.goal;
    let head = match &tree.grade {
        Some(Grade { letter, .. }) => text!(
            ja: "到達点：{goal}（リスク値 {letter}）。", en: "Ends at: {goal} (risk {letter})."
        ),
        None => text!(ja: "到達点：{goal}。", en: "Ends at: {goal}."),
    };
    let mut parts = vec![head.in_lang(lang).to_owned()];
    for (number, way) in (1..).zip(&tree.ways) {
        let steps: Vec<&str> = way.steps.iter().map(|step| step.name.as_str()).collect();
        let value = way.grade.as_ref().map_or("–", |grade| grade.letter.as_str());
        let steps = steps.join(" → ");
        parts.push(
            text!(ja: "経路 {number}（{value}）：{steps}。", en: "Way {number} ({value}): {steps}.")
                .in_lang(lang)
                .to_owned(),
        );
    }
    parts.join(" ")
}

fn word(kind: StepKind) -> Text {
    match kind {
        StepKind::Entry => Text::new("侵入", "Entry"),
        StepKind::Spread => Text::new("展開", "Spread"),
        StepKind::Goal => Text::new("目的の実行", "Damage"),
    }
}

fn drawn(tree: &AttackTree, lang: Lang) -> Canvas {
    let layout = Layout::of(tree);
    let mut canvas = Canvas::default();
    heads(&mut canvas, &layout, lang);
    for &(from, to) in &layout.arrows {
        canvas.put(arrow(layout.place(from), layout.place(to)));
    }
    for end in &layout.ends {
        canvas.put(arrow(layout.place(end.last), layout.goal()));
    }
    for index in 0..layout.boxes.len() {
        step_box(&mut canvas, &layout, index, lang);
    }
    goal_box(&mut canvas, tree, &layout, lang);
    foot(&mut canvas, &layout, lang);
    canvas
}

fn heads(canvas: &mut Canvas, layout: &Layout<'_>, lang: Lang) {
    let pen = Pen::new(NOTE_SIZE).colour(QUIET);
    for column in 0..layout.columns {
        let words = match lang {
            Lang::Ja => format!("段階 {}", column + 1),
            Lang::En => format!("step {}", column + 1),
        };
        canvas.text(column_x(column) + 2, HEAD - 8, pen, &words);
    }
    canvas.text(column_x(layout.columns) + 2, HEAD - 8, pen, lang.pick("被害", "damage"));
}

/// From the right of one box to the left of another: level up to the last gap, then bent.
fn arrow((x0, y0): (i32, i32), (x1, y1): (i32, i32)) -> Markup {
    let (start, bend, tip) = (x0 + BOX.0, x1 - GAP.0, x1 - 1);
    let middle = bend.midpoint(tip);
    html! {
        path d={ "M" (start) " " (y0) "H" (bend) "C" (middle) " " (y0) " " (middle) " " (y1) " " (tip - 7) " " (y1) }
            fill="none" stroke=(INK) stroke-width="1.4" {}
        polygon points={ (tip) "," (y1) " " (tip - 8) "," (y1 - 4) " " (tip - 8) "," (y1 + 4) } {}
    }
}

fn step_box(canvas: &mut Canvas, layout: &Layout<'_>, index: usize, lang: Lang) {
    let step = layout.boxes[index].step;
    let (x, middle) = layout.place(index);
    let y = middle - BOX.1 / 2;
    let grade = layout.ends.iter().find(|end| end.last == index).and_then(|end| end.grade);
    // The more open, the heavier; the figure says it as well.
    let stroke = match step.open {
        0 | 1 => "1",
        2 => "1.8",
        _ => "3",
    };
    canvas.group(step.href.as_deref(), &spoken(step, grade, lang), |canvas| {
        canvas.put(html! {
            rect x=(x) y=(y) width=(BOX.0) height=(BOX.1) rx="3" fill=(PAPER) stroke=(INK) stroke-width=(stroke) {}
        });
        canvas.reach(x + BOX.0, y + BOX.1);
        canvas.text(x + 8, y + 15, Pen::new(NOTE_SIZE).colour(QUIET), word(step.kind).in_lang(lang));
        canvas.text(x + BOX.0 - 8, y + 15, Pen::new(NOTE_SIZE).colour(QUIET).end(), &levels(step, lang));
        let names = balanced(&step.name, NAME_SIZE, BOX.0 - 16, 2);
        canvas.lines(x + 8, y + 33, Pen::new(NAME_SIZE).bold(), &names);
        let room = BOX.0 - 16 - if grade.is_some() { BADGE + 6 } else { 0 };
        canvas.text(x + 8, y + 67, Pen::new(NOTE_SIZE), &fit(&step.note, NOTE_SIZE, room));
        if let Some(grade) = grade {
            badge(canvas, x + BOX.0 - BADGE - 6, y + BOX.1 - 21, grade);
        }
    });
}

/// `✓2 △1・脆弱性 3`
fn levels(step: &AttackStep, lang: Lang) -> String {
    let open = step.open;
    let level = text!(ja: "脆弱性 {open}", en: "open {open}");
    let Some(AttackMeasures { in_place, planned }) = step.measures else {
        return level.in_lang(lang).to_owned();
    };
    let planned = if planned > 0 { format!(" △{planned}") } else { String::new() };
    format!("✓{in_place}{planned} · {}", level.in_lang(lang))
}

fn spoken(step: &AttackStep, grade: Option<&Grade>, lang: Lang) -> String {
    let mut parts = vec![
        word(step.kind).in_lang(lang).to_owned(),
        step.name.clone(),
        step.note.clone(),
        levels(step, lang),
    ];
    if let Some(Grade { letter, .. }) = grade {
        parts.push(text!(ja: "リスク値 {letter}", en: "risk {letter}").in_lang(lang).to_owned());
    }
    parts.retain(|part| !part.is_empty());
    parts.join(lang.pick("、", ", "))
}

/// A risk value in its frame.
fn badge(canvas: &mut Canvas, x: i32, y: i32, grade: &Grade) {
    canvas.put(html! {
        rect x=(x) y=(y) width=(BADGE) height="17" rx="2" fill=(SHEET) stroke=(EDGE) stroke-width="1" {}
        rect x=(x) y=(y) width=(BADGE) height="17" rx="2" fill=(INK) fill-opacity=(grade.opacity()) {}
    });
    let letter = fit(&grade.letter, NAME_SIZE, BADGE - 2);
    canvas.text(x + BADGE / 2, y + 13, Pen::new(NAME_SIZE).bold().middle().colour(grade.words()), &letter);
}

fn goal_box(canvas: &mut Canvas, tree: &AttackTree, layout: &Layout<'_>, lang: Lang) {
    let (x, middle) = layout.goal();
    let y = middle - BOX.1 / 2;
    canvas.put(html! {
        rect x=(x) y=(y) width=(BOX.0) height=(BOX.1) rx="3" fill=(SHEET) stroke=(INK) stroke-width="3" {}
        rect x=(x + 4) y=(y + 4) width=(BOX.0 - 8) height=(BOX.1 - 8) rx="2" fill="none" stroke=(INK) stroke-width="0.8" {}
    });
    canvas.reach(x + BOX.0, y + BOX.1);
    canvas.text(
        x + 12,
        y + 20,
        Pen::new(NOTE_SIZE).colour(QUIET),
        lang.pick("止まる・失うもの", "What is lost"),
    );
    canvas.lines(x + 12, y + 39, Pen::new(NAME_SIZE).bold(), &balanced(&tree.goal, NAME_SIZE, BOX.0 - 24, 2));
    if let Some(grade) = &tree.grade {
        badge(canvas, x + BOX.0 - BADGE - 10, y + 8, grade);
    }
}

/// How many ways are folded, and how to read the picture.
fn foot(canvas: &mut Canvas, layout: &Layout<'_>, lang: Lang) {
    let mut y = layout.bottom() + NAME_SIZE;
    if layout.folded > 0 {
        let folded = layout.folded;
        let words = text!(ja: "ほか {folded} 経路は省いています（表に全件）。", en: "{folded} more ways are not drawn; the table has them all.");
        canvas.text(PAD, y, Pen::new(NAME_SIZE).bold(), words.in_lang(lang));
        y += 20;
    }
    let pen = Pen::new(NOTE_SIZE).colour(QUIET);
    let entries = [
        lang.pick("✓ 対策済み、△ 計画中の件数", "✓ measures in place, △ planned"),
        lang.pick("→ 矢印でつながる段階はすべて必要（AND）", "→ every step along the arrows is needed (AND)"),
        lang.pick("分かれた経路はどれか 1 つで成立（OR）", "any one way is enough (OR)"),
        lang.pick(
            "枠の太さ・脆弱性 3 = 対策が弱い、1 = 強い",
            "heavy frame, open 3 = weakly protected; 1 = well",
        ),
        lang.pick("A～E = 経路のリスク値（A が最大）", "A to E = risk of the way, A the greatest"),
    ];
    let right = canvas.right;
    let mut x = PAD;
    for entry in entries {
        let w = width(entry, NOTE_SIZE);
        if x > PAD && x + w > right {
            (x, y) = (PAD, y + pen.line() + 2);
        }
        canvas.text(x, y, pen, entry);
        x += w + 18;
    }
}

#[cfg(test)]
mod tests;
