//! What a product's documents are made from, and the fields that several of them share.

use jiff::civil::Date;
use sekisho_catalog::{Catalog, Confirmed, Criterion};
use sekisho_model::{Plant, Product, RecordKind, Register, Stated, Text, text};

use crate::answers::Answers;

use super::{Document, DocumentKind, Field, Gap, Origin, SupportCorrection, Value};

/// An SBOM that is stored for the product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bom {
    /// Name as written.
    pub name: String,
    /// Format and version.
    pub format: String,
    /// Components in it.
    pub components: u64,
}

/// What is known of the product beside the register.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// Its SBOMs.
    pub boms: Vec<Bom>,
    /// Advisories that affect it, and that could not be decided; None where nobody has looked.
    pub exposed: Option<(usize, usize)>,
    /// Corrections of its end of support, newest first.
    pub corrections: Vec<SupportCorrection>,
}

/// What a product's documents are made from.
#[derive(Clone, Copy, Debug)]
pub struct Ground<'a> {
    /// The register.
    pub register: &'a Register,
    /// The catalog.
    pub catalog: &'a Catalog,
    /// The product.
    pub product: &'a Product,
    /// What is known beside the register.
    pub known: &'a Known,
    /// How each criterion that is asked of a product stands for it.
    pub answers: &'a Answers<'a>,
    /// The day on which they are made.
    pub today: Date,
}

/// Words that are the same in both languages: what somebody entered.
pub(super) fn same(words: impl Into<String>) -> Text {
    let words = words.into();
    Text { ja: words.clone(), en: words }
}

pub(super) fn field(code: &str, label: Text, value: Value) -> Field {
    Field { code: code.to_owned(), label, value, confirmed: Confirmed::Own, note: Text::default() }
}

pub(super) fn ruled(words: Text, rule: Text) -> Value {
    Value::Given { words, origin: Origin::Rule(rule) }
}

/// A field of a form as the catalog has it, with this value.
pub(super) fn formed(criterion: &Criterion, value: Value) -> Field {
    Field {
        code: criterion.id.to_string(),
        label: criterion.title.clone(),
        value,
        confirmed: criterion.basis.confirmed,
        note: Text::default(),
    }
}

impl Ground<'_> {
    pub(super) fn start(&self, kind: DocumentKind) -> Document {
        Document {
            kind,
            product: self.product.id.to_string(),
            name: self.name(),
            scope: None,
            sections: Vec::new(),
            remarks: Vec::new(),
            body: None,
        }
    }

    /// Name and version.
    pub(super) fn name(&self) -> Text {
        let Text { ja, en } = self.product.name_words();
        match self.product.version.known() {
            Some(version) => text!(ja: "{ja} {version}", en: "{en} {version}"),
            None => Text { ja, en },
        }
    }

    pub(super) fn origin(&self) -> Origin {
        Origin::record(RecordKind::Product, &self.product.id)
    }

    /// A gap of a column of the product's row.
    pub(super) fn product_gap(&self, column: &str, label: &Text) -> Gap {
        let id = &self.product.id;
        let Text { ja, en } = label;
        Gap {
            key: format!("product.{column}"),
            what: label.clone(),
            enter: text!(
                ja: "「製品」の表の {id} の行に「{ja}」を入れてください。",
                en: "Enter \"{en}\" in row {id} of the table of products."
            ),
        }
    }

    /// What the product's row says of a column.
    pub(super) fn stated<T>(&self, column: &str, label: &Text, value: &Stated<T>) -> Value
    where
        T: ToString,
    {
        match value {
            Stated::Known(value) => Value::Given { words: same(value.to_string()), origin: self.origin() },
            Stated::Unknown => Value::Missing(self.product_gap(column, label)),
            Stated::NotApplicable => {
                Value::NotNeeded(Text::new("該当しないと登録されています。", "Recorded as not applicable."))
            }
        }
    }

    pub(super) fn column<T: ToString>(&self, column: &str, label: Text, value: &Stated<T>) -> Field {
        let value = self.stated(column, &label, value);
        field(column, label, value)
    }

    /// Name, model and version.
    pub(super) fn identity(&self) -> Value {
        let label = Text::new("版", "Version");
        if self.product.version.is_unknown() {
            return Value::Missing(self.product_gap("version", &label));
        }
        let model =
            self.product.device.known().and_then(|device| device.model.known()).cloned().unwrap_or_default();
        let id = &self.product.id;
        let Text { ja, en } = self.name();
        let words = if model.is_empty() {
            text!(ja: "{ja}（識別 {id}）", en: "{en} (identification {id})")
        } else {
            text!(ja: "{ja}（型番 {model}、識別 {id}）", en: "{en} (model {model}, identification {id})")
        };
        Value::Given { words, origin: self.origin() }
    }

    /// Name of the maker; empty while it is not known.
    pub(super) fn company(&self) -> Text {
        self.register.plant.as_ref().map_or_else(Text::default, Plant::company_words)
    }

    /// Name and address of the maker.
    pub(super) fn manufacturer(&self) -> Value {
        let company = self.company();
        let address = self.register.plant.as_ref().map_or_else(Text::default, Plant::address_words);
        let wanted = [
            ("company", &company, Text::new("会社名", "Company")),
            ("address", &address, Text::new("会社の住所", "Address of the company")),
        ];
        for (column, words, what) in wanted {
            if words.ja.is_empty() {
                let Text { ja, en } = &what;
                let enter =
                    text!(ja: "「工場」の「{ja}」を入れてください。", en: "Enter \"{en}\" for the plant.");
                return Value::Missing(Gap { key: format!("plant.{column}"), what, enter });
            }
        }
        Value::Given {
            words: Text {
                ja: format!("{}、{}", company.ja, address.ja),
                en: format!("{}, {}", company.en, address.en),
            },
            origin: Origin::record(RecordKind::Plant, ""),
        }
    }

    /// What it is meant for, and by whom it is used.
    pub(super) fn purpose(&self) -> Field {
        let label = Text::new("用途と使う人", "Purpose and users");
        let mut value = self.stated("purpose", &label, &self.product.purpose);
        if let Value::Given { words, .. } = &mut value {
            *words = Text::entered(&words.ja, &self.product.purpose_en);
        }
        field("purpose", label, value)
    }

    /// The authorised representative.
    pub(super) fn representative(&self) -> Value {
        self.stated(
            "representative",
            &Text::new("代理人", "Authorised representative"),
            &self.product.representative,
        )
    }

    /// Last day of support.
    pub(super) fn support_end(&self) -> Value {
        let label = Text::new("サポート終了日", "End of support");
        match self.product.support_end.known() {
            Some(day) => {
                Value::Given { words: text!(ja: "{day} まで", en: "until {day}"), origin: self.origin() }
            }
            None => Value::Missing(self.product_gap("support_end", &label)),
        }
    }

    /// Its SBOMs.
    pub(super) fn sboms(&self) -> Value {
        let id = &self.product.id;
        if self.known.boms.is_empty() {
            return Value::Missing(Gap {
                key: "sbom".to_owned(),
                what: Text::new("SBOM", "SBOM"),
                enter: text!(
                    ja: "「取り込む」から {id} の SBOM を登録してください。",
                    en: "Add the SBOM of {id} on the page \"Read in\"."
                ),
            });
        }
        let told = |words: &str, sep: &str| {
            let each = self
                .known
                .boms
                .iter()
                .map(|bom| format!("{} ({}, {} {words})", bom.name, bom.format, bom.components));
            each.collect::<Vec<_>>().join(sep)
        };
        Value::Given {
            words: Text::new(told("部品", "、"), told("components", "; ")),
            origin: Origin::record(RecordKind::Product, id),
        }
    }
}
