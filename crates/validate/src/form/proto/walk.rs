//! A message held against a form.

use sekisho_model::text;

use super::compile::{FieldForm, Kind, Message, ProtoForm, Type};
use super::{Field, Proto};
use crate::form::shown;
use crate::form::walk::{Findings, Path};

impl ProtoForm {
    /// Holds a whole document against the form.
    pub(crate) fn findings(&self, document: &Proto<'_>) -> Findings {
        let mut findings = Findings::default();
        if let (Kind::Message(message), Proto::Message(fields)) = (&self.types[self.root], document) {
            self.message(message, fields, &Path::Root, &mut findings);
        }
        findings
    }

    fn message(&self, message: &Message, fields: &[Field<'_>], at: &Path<'_>, found: &mut Findings) {
        let mut counts = vec![0_usize; message.fields.len()];
        for field in fields {
            let here = Path::Field(at, &field.name);
            let Some(nth) = message.fields.iter().position(|known| *known.name == *field.name) else {
                let name = shown(&field.name);
                found.add(&here, || text!(ja: "項目「{name}」は、ここでは定められていません。", en: "The field “{name}” is not defined here."));
                continue;
            };
            let known = &message.fields[nth];
            if known.repeated {
                self.value(known, &field.value, &Path::Item(&here, counts[nth]), found);
            } else {
                if counts[nth] == 1 {
                    found.add(&here, || text!(ja: "一度だけ書ける項目が二度現れます。", en: "This field may stand once, and stands twice."));
                }
                self.value(known, &field.value, &here, found);
            }
            counts[nth] += 1;
        }
        for known in message.fields.iter().filter(|known| known.required) {
            let set = fields
                .iter()
                .any(|field| *field.name == *known.name && field.value != Proto::Text((&[]).into()));
            if !set {
                let name = &known.name;
                found.add(at, || text!(ja: "必須の項目「{name}」がないか、空です。", en: "The required field “{name}” is missing or empty."));
            }
        }
        for group in &message.one_of {
            let set = group.iter().filter(|name| fields.iter().any(|field| field.name == ***name)).count();
            if set != 1 {
                let list = group.join(", ");
                found.add(at, || text!(ja: "{list} のうち、ちょうど一つが必要です。", en: "Exactly one of {list} has to be there."));
            }
        }
    }

    fn value(&self, form: &FieldForm, value: &Proto<'_>, at: &Path<'_>, found: &mut Findings) {
        let fits = match (form.ty, value) {
            (Type::Named(id), value) => match (&self.types[id], value) {
                (Kind::Message(message), Proto::Message(fields)) => {
                    self.message(message, fields, at, found);
                    true
                }
                (Kind::Values(values), value) => is_value(values, value),
                _ => false,
            },
            (Type::String, Proto::Text(bytes)) => std::str::from_utf8(bytes).is_ok(),
            (Type::Bytes, Proto::Text(_))
            | (Type::Float | Type::Double, Proto::Whole(_) | Proto::Decimal(_)) => true,
            (Type::Bool, Proto::Word(word)) => {
                matches!(*word, "true" | "false" | "t" | "f" | "True" | "False")
            }
            (Type::Bool, Proto::Whole(number)) => matches!(number, 0 | 1),
            (Type::Int32, Proto::Whole(number)) => i32::try_from(*number).is_ok(),
            (Type::Int64, Proto::Whole(number)) => i64::try_from(*number).is_ok(),
            (Type::Float | Type::Double, Proto::Word(word)) => {
                let word = word.trim_start_matches('-').trim_start().to_ascii_lowercase();
                matches!(word.as_str(), "inf" | "infinity" | "nan")
            }
            _ => false,
        };
        if !fits {
            let ((ja, en), name) = (self.words(form.ty), &form.name);
            found.add(at, || text!(ja: "{name} には{ja}が必要です。", en: "{name} has to be {en}."));
        }
    }

    fn words(&self, ty: Type) -> (&'static str, &'static str) {
        match ty {
            Type::String => ("文字列（UTF-8）", "a text in UTF-8"),
            Type::Bytes => ("バイト列", "bytes"),
            Type::Bool => ("真偽値", "true or false"),
            Type::Int32 => ("32 ビットの整数", "a whole number of 32 bits"),
            Type::Int64 => ("64 ビットの整数", "a whole number of 64 bits"),
            Type::Float | Type::Double => ("数値", "a number"),
            Type::Named(id) => match self.types[id] {
                Kind::Message(_) => ("メッセージ", "a message"),
                Kind::Values(_) => ("この版に定められた値", "one of the values of this edition"),
            },
        }
    }
}

fn is_value(values: &[(Box<str>, i32)], value: &Proto<'_>) -> bool {
    match value {
        Proto::Word(word) => values.iter().any(|(name, _)| **name == **word),
        Proto::Whole(number) => values.iter().any(|(_, known)| i128::from(*known) == *number),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use sekisho_intake::Limits;

    use super::super::text::parse;
    use super::*;

    const FORM: &str = "editions 1\nDoc message\n  1 name! string\n  2 size int32\n  3 kind Kind\n  4 parts* Doc\n  5 on bool\n  \
        6 score double\n  one of: size kind\nKind values\n  0 NONE\n  1 BIG\n";

    #[track_caller]
    fn check(source: &str, expect: &[(&str, &str)]) {
        let form = ProtoForm::of(FORM, "1", "Doc").unwrap();
        let found = form.findings(&parse(source, &Limits::default()).unwrap()).into_told();
        let told: Vec<(&str, &str)> =
            found.iter().map(|one| (one.path.as_str(), one.text.en.as_str())).collect();
        assert_eq!(told, expect);
    }

    #[test]
    fn what_keeps_the_form_has_no_finding_and_each_fault_has_its_place() {
        check("name: 'a' size: 1 parts { name: 'b' kind: BIG on: true score: -inf }", &[]);
        check(
            "name: '' size: 3000000000 kind: 7 parts { name: 1 } parts { name: 'b' name: 'c' size: 1 x: 1 }",
            &[
                ("/size", "size has to be a whole number of 32 bits."),
                ("/kind", "kind has to be one of the values of this edition."),
                ("/parts/0/name", "name has to be a text in UTF-8."),
                ("/parts/0", "Exactly one of size, kind has to be there."),
                ("/parts/1/name", "This field may stand once, and stands twice."),
                ("/parts/1/x", "The field “x” is not defined here."),
                ("", "The required field “name” is missing or empty."),
                ("", "Exactly one of size, kind has to be there."),
            ],
        );
    }

    #[test]
    fn bytes_give_the_same_tree_as_text() {
        let form = ProtoForm::of(FORM, "1", "Doc").unwrap();
        // name "a", size -1, parts { name "b", kind 1 }, score 0.5, and a field 9 that nobody knows
        let bytes = b"\x0A\x01a\x10\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01\x22\x05\x0A\x01b\x18\x01\x31\0\0\0\0\0\0\xE0\x3F\x48\x01";
        let read = form.read(bytes, &Limits::default()).unwrap();
        let text = "name: 'a' size: -1 parts { name: 'b' kind: 1 } score: 0.5";
        assert_eq!(read.fields()[..4], *parse(text, &Limits::default()).unwrap().fields());
        assert_eq!(form.findings(&read).into_told()[0].path, "/9");
        for cut in 1..bytes.len() {
            // A cut message is broken, or ends between two fields; it never panics.
            let _ = form.read(&bytes[..cut], &Limits::default());
        }
        assert!(form.read(b"\x0A\x05a", &Limits::default()).is_err());
        assert!(form.read(b"\x08\x01", &Limits::default()).is_err());
    }
}
