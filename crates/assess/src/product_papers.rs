//! The documents of an own product: what a label, a law or a customer wants written, filled from the register.
//!
//! Invariants: pure; the same facts and day give the same documents. Each field has the record it comes from, or says
//! what is missing and where to enter it; nothing is filled by default. A field whose form or clause was not held
//! against its source says so on the document. It prints nothing and judges no criterion by itself.

mod answered;
mod cra;
mod disclosure;
mod ground;
mod jc_star;
mod labels;
mod psti;
mod security_txt;
mod sheet;
mod support;
mod tender;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use sekisho_catalog::Confirmed;
use sekisho_model::{RecordKind, Text, text};

pub use cra::CraClass;
pub use ground::{Bom, Ground, Known};
pub use labels::{LabelState, label_state};
pub use security_txt::{SECURITY_TXT_BYTES_MAX, faults as security_txt_faults};
pub use support::{Shortened, SupportCorrection, shortened};
pub use tender::{
    Ask, Offer, Outcome, Point, TENDER_ASKS_MAX, TENDER_BYTES_MAX, Tender, check_offer, check_product,
};

/// Which document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DocumentKind {
    /// What is known of this version.
    Sheet,
    /// Content of an application for JC-STAR ★1.
    JcStar,
    /// UK PSTI statement of compliance, Schedule 4.
    PstiStatement,
    /// CRA: class with its reasoning and the routes to conformity.
    CraClass,
    /// CRA, Annex V: EU declaration of conformity.
    CraDeclaration,
    /// CRA, Annex VI: the declaration's short form.
    CraShort,
    /// CRA, Annex VII: outline of the technical documentation.
    CraDocumentation,
    /// CRA, Annex II: information for users.
    CraInformation,
    /// RFC 9116 file.
    SecurityTxt,
    /// How vulnerabilities are reported and dealt with.
    DisclosurePolicy,
}

impl DocumentKind {
    /// All of them, in reading order.
    pub const ALL: [Self; 10] = [
        Self::Sheet,
        Self::JcStar,
        Self::PstiStatement,
        Self::CraClass,
        Self::CraDeclaration,
        Self::CraShort,
        Self::CraDocumentation,
        Self::CraInformation,
        Self::SecurityTxt,
        Self::DisclosurePolicy,
    ];

    /// Its code, in addresses and file names.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Sheet => "sheet",
            Self::JcStar => "jc-star",
            Self::PstiStatement => "psti-statement",
            Self::CraClass => "cra-class",
            Self::CraDeclaration => "cra-declaration",
            Self::CraShort => "cra-declaration-short",
            Self::CraDocumentation => "cra-documentation",
            Self::CraInformation => "cra-information",
            Self::SecurityTxt => "security-txt",
            Self::DisclosurePolicy => "disclosure-policy",
        }
    }

    /// The document with a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Its title.
    #[must_use]
    pub fn title(self) -> Text {
        match self {
            Self::Sheet => Text::new("製品シート", "Product sheet"),
            Self::JcStar => Text::new("JC-STAR ★1 申請の準備書", "JC-STAR ★1: content of the application"),
            Self::PstiStatement => Text::new("英国 PSTI 適合宣言書", "UK PSTI statement of compliance"),
            Self::CraClass => Text::new("CRA 製品区分の判断", "CRA: product class and routes to conformity"),
            Self::CraDeclaration => Text::new("EU 適合宣言書（CRA）", "EU declaration of conformity (CRA)"),
            Self::CraShort => {
                Text::new("EU 適合宣言書 簡略版（CRA）", "Simplified EU declaration of conformity (CRA)")
            }
            Self::CraDocumentation => {
                Text::new("CRA 技術文書の構成", "CRA: outline of the technical documentation")
            }
            Self::CraInformation => Text::new("CRA 利用者への情報", "CRA: information for users"),
            Self::SecurityTxt => Text::new("security.txt", "security.txt"),
            Self::DisclosurePolicy => Text::new("脆弱性開示ポリシー", "Vulnerability disclosure policy"),
        }
    }
}

/// Whence a field's words are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A record of the register.
    Record {
        /// Its kind.
        kind: RecordKind,
        /// Its id; for the plant, empty.
        id: String,
    },
    /// Worked out by a rule that is said here.
    Rule(Text),
    /// A row of the catalog.
    Catalog(String),
}

impl Origin {
    pub(crate) fn record(kind: RecordKind, id: impl ToString) -> Self {
        Self::Record { kind, id: id.to_string() }
    }

    /// In words.
    #[must_use]
    pub fn words(&self) -> Text {
        match self {
            Self::Record { kind, id } => {
                let Text { ja, en } = kind.word();
                if id.is_empty() { Text { ja, en } } else { text!(ja: "{ja} {id}", en: "{en} {id}") }
            }
            Self::Rule(words) => words.clone(),
            Self::Catalog(row) => text!(ja: "カタログ {row}", en: "catalog {row}"),
        }
    }
}

/// Something that nobody has entered, and how to close it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Gap {
    /// Names the entry; the same entry may close several fields.
    pub key: String,
    /// What is missing.
    pub what: Text,
    /// What to enter where.
    pub enter: Text,
}

/// What stands in a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Words, and whence they are.
    Given {
        /// The words.
        words: Text,
        /// Their origin.
        origin: Origin,
    },
    /// Nobody has entered it.
    Missing(Gap),
    /// It need not be filled, for this reason.
    NotNeeded(Text),
    /// It could not be decided, for this reason.
    Undecided(Text),
    /// It is done by hand on the finished document, such as a signature.
    ByHand(Text),
}

/// A field of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Code, within the document.
    pub code: String,
    /// What it is.
    pub label: Text,
    /// What stands there.
    pub value: Value,
    /// Was the field held against the form or clause that it comes from?
    pub confirmed: Confirmed,
    /// Remark, such as which evidence there is.
    pub note: Text,
}

/// A part of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// Its heading.
    pub title: Text,
    /// Its fields.
    pub fields: Vec<Field>,
}

/// Whether a scheme or law is about the product at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// It is.
    Applies,
    /// It is not.
    DoesNotApply,
    /// Not enough is known.
    Open,
}

/// A document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Which.
    pub kind: DocumentKind,
    /// Id of the product.
    pub product: String,
    /// Name and version of the product.
    pub name: Text,
    /// Whether it is about the product, with the reason; None where there is nothing to decide.
    pub scope: Option<(Scope, Text)>,
    /// Its parts.
    pub sections: Vec<Section>,
    /// What a reader must know: what is unconfirmed, how long it is kept.
    pub remarks: Vec<Text>,
    /// The text itself, where the document is one that is published as it is.
    pub body: Option<Text>,
}

impl Document {
    /// Its fields, in order.
    pub fn fields(&self) -> impl Iterator<Item = &Field> {
        self.sections.iter().flat_map(|section| &section.fields)
    }

    /// What is missing, each entry once.
    #[must_use]
    pub fn gaps(&self) -> Vec<&Gap> {
        let mut seen = BTreeSet::new();
        let missing = self.fields().filter_map(|field| match &field.value {
            Value::Missing(gap) => Some(gap),
            _ => None,
        });
        missing.filter(|gap| seen.insert(&gap.key)).collect()
    }

    /// Is the scheme or law, as far as is known, not about the product?
    #[must_use]
    pub fn is_out_of_scope(&self) -> bool {
        matches!(self.scope, Some((Scope::DoesNotApply, _)))
    }

    /// How far it is, in a sentence.
    #[must_use]
    pub fn state(&self) -> Text {
        if let Some((Scope::DoesNotApply, reason)) = &self.scope {
            let Text { ja, en } = reason;
            return text!(ja: "この製品には要りません。{ja}", en: "Not needed for this product. {en}");
        }
        let n = self.gaps().len();
        if n == 0 {
            return Text::new("入力の不足はありません。", "Nothing is missing.");
        }
        let counted = sekisho_model::counted(n, "entry is", "entries are");
        text!(ja: "あと {n} 件の入力で埋まります。", en: "{counted} missing.")
    }
}

/// An entry that is missing, and what it closes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closing {
    /// The entry.
    pub gap: Gap,
    /// Documents that need it.
    pub documents: Vec<DocumentKind>,
}

/// The shortest way to whole documents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shortest {
    /// Documents in scope that miss something, those with the fewest entries first.
    pub documents: Vec<(DocumentKind, usize)>,
    /// Entries, in the order in which documents become whole soonest: those of the document with the fewest first,
    /// and among them those that most documents need.
    pub entries: Vec<Closing>,
}

/// All documents of a product.
#[must_use]
pub fn documents(ground: &Ground<'_>) -> Vec<Document> {
    DocumentKind::ALL.into_iter().map(|kind| document(ground, kind)).collect()
}

/// One document of a product.
#[must_use]
pub fn document(ground: &Ground<'_>, kind: DocumentKind) -> Document {
    match kind {
        DocumentKind::Sheet => sheet::document(ground),
        DocumentKind::JcStar => jc_star::document(ground),
        DocumentKind::PstiStatement => psti::document(ground),
        DocumentKind::CraClass => cra::class_document(ground),
        DocumentKind::CraDeclaration => cra::declaration(ground),
        DocumentKind::CraShort => cra::short(ground),
        DocumentKind::CraDocumentation => cra::documentation(ground),
        DocumentKind::CraInformation => cra::information(ground),
        DocumentKind::SecurityTxt => disclosure::security_txt(ground),
        DocumentKind::DisclosurePolicy => disclosure::policy(ground),
    }
}

/// What is missing in some documents, and the shortest way to close it. Documents out of scope ask for nothing.
#[must_use]
pub fn shortest(documents: &[Document]) -> Shortest {
    let mut by_document: Vec<(DocumentKind, Vec<&Gap>)> = documents
        .iter()
        .filter(|document| !document.is_out_of_scope())
        .map(|document| (document.kind, document.gaps()))
        .filter(|(_, gaps)| !gaps.is_empty())
        .collect();
    by_document.sort_by_key(|(kind, gaps)| (gaps.len(), *kind));
    let mut needed: BTreeMap<&str, Vec<DocumentKind>> = BTreeMap::new();
    for (kind, gaps) in &by_document {
        gaps.iter().for_each(|gap| needed.entry(&gap.key).or_default().push(*kind));
    }
    let mut seen = BTreeSet::new();
    let mut entries = Vec::new();
    for (_, gaps) in &by_document {
        let mut fresh: Vec<&&Gap> = gaps.iter().filter(|gap| seen.insert(gap.key.as_str())).collect();
        fresh.sort_by_key(|gap| std::cmp::Reverse(needed[gap.key.as_str()].len()));
        entries.extend(
            fresh
                .into_iter()
                .map(|gap| Closing { gap: (*gap).clone(), documents: needed[gap.key.as_str()].clone() }),
        );
    }
    let documents = by_document.iter().map(|(kind, gaps)| (*kind, gaps.len())).collect();
    Shortest { documents, entries }
}
