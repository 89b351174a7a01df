//! The hand-over file for a support service: what it needs on the first day, and no more, as a workbook and as a page.
//!
//! Invariants: it holds the parts that a person chose and names those left out, so that what was not handed over is not
//! taken for what there is not. Names of persons and ways to reach suppliers' people stand in it only where somebody
//! asked for them. What nobody has entered stands there as unknown, and is listed. Self-contained, no script.

mod parts;
#[cfg(test)]
mod tests;
mod xlsx;

use std::collections::BTreeSet;

use jiff::civil::Date;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sekisho_assess::Facts;
use sekisho_model::{Lang, Text};

pub use xlsx::workbook;

/// A part of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// Whom to call.
    Contacts,
    /// Where the company is.
    Sites,
    /// How many machines of which kind.
    Machines,
    /// Zones, and the ways between them.
    Network,
    /// Ways to the internet and to others, and what stands at them.
    Edges,
    /// Businesses that must not stop.
    Businesses,
    /// What others do for the company.
    Outsourced,
    /// Copies, and whether restoring was tried.
    Backups,
    /// Cases that are open.
    Incidents,
}

impl Part {
    /// All of them, in the order of the file.
    pub const ALL: [Self; 9] = [
        Self::Contacts,
        Self::Incidents,
        Self::Businesses,
        Self::Sites,
        Self::Machines,
        Self::Network,
        Self::Edges,
        Self::Outsourced,
        Self::Backups,
    ];

    /// Its code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Contacts => "contacts",
            Self::Sites => "sites",
            Self::Machines => "machines",
            Self::Network => "network",
            Self::Edges => "edges",
            Self::Businesses => "businesses",
            Self::Outsourced => "outsourced",
            Self::Backups => "backups",
            Self::Incidents => "incidents",
        }
    }

    /// The part with a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.code() == code)
    }

    /// Its title.
    #[must_use]
    pub fn title(self) -> Text {
        let (ja, en) = match self {
            Self::Contacts => ("連絡先", "Whom to call"),
            Self::Sites => ("拠点と設置場所", "Sites and places"),
            Self::Machines => ("機器の種類と台数", "Machines by kind"),
            Self::Network => ("ネットワークの概要", "Network outline"),
            Self::Edges => ("外部との接点", "Ways to the outside"),
            Self::Businesses => ("止められない業務", "Businesses that must not stop"),
            Self::Outsourced => ("外部に任せていること", "What others do"),
            Self::Backups => ("バックアップの状況", "Backups"),
            Self::Incidents => ("対応中のインシデント", "Open incidents"),
        };
        Text::new(ja, en)
    }
}

/// What a person wants to hand over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// The parts.
    pub parts: BTreeSet<Part>,
    /// With names of persons?
    pub names: bool,
    /// To whom.
    pub to: String,
    /// What for.
    pub purpose: String,
    /// Who agreed, other than the person who hands over; empty where nobody is named.
    pub approver: String,
}

/// A table of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// What it lists.
    pub title: String,
    /// Headings.
    pub heads: Vec<String>,
    /// Rows; each has as many cells as there are headings.
    pub rows: Vec<Vec<String>>,
}

/// A part, made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// Which.
    pub part: Part,
    /// Its tables.
    pub tables: Vec<Table>,
    /// What nobody has entered.
    pub unknown: Vec<String>,
}

/// The file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handover {
    /// The company's name.
    pub company: String,
    /// To whom.
    pub to: String,
    /// What for.
    pub purpose: String,
    /// The day.
    pub day: Date,
    /// With names of persons?
    pub names: bool,
    /// The parts.
    pub sections: Vec<Section>,
    /// Parts that were not chosen.
    pub left_out: Vec<Part>,
}

/// Makes the file.
#[must_use]
pub fn handover(facts: &Facts<'_>, wanted: &Wanted, lang: Lang) -> Handover {
    let chosen = Part::ALL.into_iter().filter(|part| wanted.parts.contains(part));
    let plant = facts.register.plant.as_ref();
    Handover {
        company: plant.map(|plant| plant.company_words().in_lang(lang).to_owned()).unwrap_or_default(),
        to: wanted.to.clone(),
        purpose: wanted.purpose.clone(),
        day: facts.today,
        names: wanted.names,
        sections: chosen.map(|part| parts::section(facts, part, wanted.names, lang)).collect(),
        left_out: Part::ALL.into_iter().filter(|part| !wanted.parts.contains(part)).collect(),
    }
}

impl Handover {
    /// Everything that nobody has entered, with its part.
    fn unknown(&self, lang: Lang) -> Vec<String> {
        let of = |section: &Section| {
            let title = section.part.title().in_lang(lang).to_owned();
            let colon = lang.pick("：", ": ");
            section.unknown.iter().map(move |what| format!("{title}{colon}{what}")).collect::<Vec<_>>()
        };
        self.sections.iter().flat_map(of).collect()
    }

    /// What the reader has to know first: label and words.
    fn front(&self, lang: Lang) -> Vec<(&'static str, String)> {
        let say = |ja, en| lang.pick(ja, en);
        let none = || say("なし", "none").to_owned();
        let left: Vec<&Part> = self.left_out.iter().collect();
        let left = left.iter().map(|part| part.title().in_lang(lang).to_owned()).collect::<Vec<_>>();
        let unknown = self.unknown(lang);
        let names = if self.names {
            say("含みます。取り扱いに注意してください。", "In it. Handle with care.")
        } else {
            say("含みません（必要なら会社に尋ねてください）。", "Not in it; ask the company where needed.")
        };
        vec![
            (say("会社", "Company"), self.company.clone()),
            (say("渡す先", "Handed to"), self.to.clone()),
            (say("目的", "Purpose"), self.purpose.clone()),
            (say("作成日", "Made on"), self.day.to_string()),
            (say("個人の名前", "Names of persons"), names.to_owned()),
            (
                say("渡していない項目", "Not handed over"),
                if left.is_empty() { none() } else { left.join("\n") },
            ),
            (
                say("分かっていないこと", "What is unknown"),
                if unknown.is_empty() { none() } else { unknown.join("\n") },
            ),
            (
                say("取り扱い", "Handling"),
                say(
                    "上の目的のためだけに使い、支援が終わったら消してください。",
                    "Use it for the purpose above only, and delete it when the support ends.",
                )
                .to_owned(),
            ),
        ]
    }
}

const fn title(lang: Lang) -> &'static str {
    lang.pick("支援サービスへの引き継ぎ票", "Hand-over to a support service")
}

/// The file as a page to print.
#[must_use]
pub fn page(handover: &Handover, lang: Lang) -> String {
    let page = html! {
        (DOCTYPE)
        html lang=(lang.code()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title(lang)) " " (handover.company) }
                style { (PreEscaped(include_str!("handover/style.css"))) }
            }
            body {
                h1 { (title(lang)) }
                table.front { @for (label, words) in handover.front(lang) { tr { th scope="row" { (label) } td { (words) } } } }
                @for section in &handover.sections { section {
                    h2 { (section.part.title().in_lang(lang)) }
                    (part(section, lang))
                } }
            }
        }
    };
    page.into_string()
}

/// A part, as pages and the printed file show it.
#[must_use]
pub fn part(section: &Section, lang: Lang) -> Markup {
    html! {
        @for what in &section.unknown { p.unknown { b { (lang.pick("不明：", "Unknown: ")) } (what) } }
        @for table in &section.tables {
            h3 { (table.title) }
            @if table.rows.is_empty() { p { (lang.pick("台帳に記録がありません。", "The register has no record.")) } }
            @else { div.table tabindex="0" role="group" aria-label=(table.title) { table.prose {
                thead { tr { @for head in &table.heads { th scope="col" { (head) } } } }
                tbody { @for row in &table.rows { tr {
                    @for (cell, head) in row.iter().zip(&table.heads) { td data-label=(head) { (cell) } }
                } } }
            } } }
        }
    }
}
