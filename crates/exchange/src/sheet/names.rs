//! Finding the record that a cell means, by id or by name.
//!
//! An id wins over a name, and what is written exactly wins over what is written alike. A name that two
//! records have is not guessed; a record whose row could not be read is told apart from one that isn't there.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use sekisho_model::{Lang, Place, RecordKind, Register, Text, text};

use crate::columns;

/// Why a cell was not read, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Misfit {
    pub(crate) what: Text,
    pub(crate) remedy: Text,
}

#[derive(Debug, Default)]
struct Kind {
    /// With the place of the row, for those that could not be read.
    ids: BTreeMap<String, Option<Place>>,
    names: BTreeMap<String, BTreeSet<String>>,
    /// By folded id or name. Most cells are written exactly, so it is made when first asked for.
    alike: OnceCell<BTreeMap<String, BTreeSet<String>>>,
}

impl Kind {
    fn alike(&self, written: &str) -> Option<&BTreeSet<String>> {
        let alike = self.alike.get_or_init(|| {
            let mut alike: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
            let names = self.names.iter().flat_map(|(name, ids)| ids.iter().map(move |id| (name, id)));
            for (written, id) in names.chain(self.ids.keys().map(|id| (id, id))) {
                alike.entry(columns::folded_word(written)).or_default().insert(id.clone());
            }
            alike
        });
        alike.get(&columns::folded_word(written))
    }
}

/// Ids and names of all records that may be referred to.
#[derive(Debug, Default)]
pub(crate) struct Names {
    kinds: BTreeMap<RecordKind, Kind>,
}

impl Names {
    /// Makes a record known.
    pub(crate) fn add(&mut self, kind: RecordKind, id: &str, name: &str) {
        let kind = self.kinds.entry(kind).or_default();
        kind.ids.insert(id.to_owned(), None);
        kind.names.entry(name.to_owned()).or_default().insert(id.to_owned());
        kind.alike.take();
    }

    /// Makes all records of a kind known.
    pub(crate) fn add_all(&mut self, register: &Register, kind: RecordKind) {
        for (id, name) in register.named(kind) {
            self.add(kind, id, name);
        }
    }

    /// Notes that the row of a known record could not be read.
    pub(crate) fn unread(&mut self, kind: RecordKind, id: &str, place: Place) {
        if let Some(known) = self.kinds.get_mut(&kind).and_then(|kind| kind.ids.get_mut(id)) {
            *known = Some(place);
        }
    }

    /// The one id of a record with this very name.
    pub(crate) fn id_of_name(&self, kind: RecordKind, name: &str) -> Option<&str> {
        let ids = self.kinds.get(&kind)?.names.get(name)?;
        ids.first().filter(|_| ids.len() == 1).map(String::as_str)
    }

    /// Is there a record with this very id or name?
    pub(crate) fn has(&self, kind: RecordKind, written: &str) -> bool {
        self.kinds
            .get(&kind)
            .is_some_and(|kind| kind.ids.contains_key(written) || kind.names.contains_key(written))
    }

    /// The id of the record that is meant.
    pub(crate) fn find(&self, kind: RecordKind, written: &str) -> Result<String, Misfit> {
        let none = || absent(kind, written);
        let known = self.kinds.get(&kind).ok_or_else(none)?;
        let id = if known.ids.contains_key(written) {
            written.to_owned()
        } else {
            let ids = known.names.get(written).or_else(|| known.alike(written));
            let ids = ids.ok_or_else(none)?;
            match ids.first() {
                Some(id) if ids.len() == 1 => id.clone(),
                _ => return Err(ambiguous(kind, written, ids)),
            }
        };
        match known.ids.get(&id) {
            Some(Some(place)) => Err(unread(kind, written, place)),
            _ => Ok(id),
        }
    }
}

fn absent(kind: RecordKind, written: &str) -> Misfit {
    let Text { ja, en } = kind.word();
    let sheet = columns::sheet(kind);
    let (sheet_ja, sheet_en) = (sheet.name(Lang::Ja), sheet.name(Lang::En));
    Misfit {
        what: text!(ja: "{ja}「{written}」が登録されていません。", en: "{en} \"{written}\" is not registered."),
        remedy: text!(
            ja: "「{sheet_ja}」に追加するか、名前を直してください。",
            en: "Add it to \"{sheet_en}\", or correct the name."
        ),
    }
}

fn ambiguous(kind: RecordKind, written: &str, ids: &BTreeSet<String>) -> Misfit {
    let Text { ja, en } = kind.word();
    let (n, shown): (usize, Vec<&str>) = (ids.len(), ids.iter().take(5).map(String::as_str).collect());
    let (ids_ja, ids_en) = (shown.join("、"), shown.join(", "));
    Misfit {
        what: text!(
            ja: "「{written}」に当てはまる{ja}が {n} 件あります（ID：{ids_ja}）。",
            en: "\"{written}\" fits {n} records of kind {en} (ids: {ids_en})."
        ),
        remedy: text!(ja: "名前の代わりに ID を書いてください。", en: "Write the id instead of the name."),
    }
}

fn unread(kind: RecordKind, written: &str, place: &Place) -> Misfit {
    let Text { ja, en } = kind.word();
    let (place_ja, place_en) = (place.in_lang(Lang::Ja), place.in_lang(Lang::En));
    Misfit {
        what: text!(
            ja: "{ja}「{written}」の行（{place_ja}）が読めなかったため、つながりを読めませんでした。",
            en: "The row of {en} \"{written}\" ({place_en}) was not read, so the link to it was not read either."
        ),
        remedy: text!(ja: "先にその行を直してください。", en: "Correct that row first."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_wins_over_a_name_and_the_exact_over_the_alike() {
        let mut names = Names::default();
        names.add(RecordKind::Zone, "Z1", "塗装");
        names.add(RecordKind::Zone, "塗装", "組立");
        names.add(RecordKind::Zone, "Z3", "ﾄｿｳ 1");
        let find = |written: &str| names.find(RecordKind::Zone, written).unwrap();
        assert_eq!(find("塗装"), "塗装");
        assert_eq!(find("組立"), "塗装");
        assert_eq!(find("トソウ１"), "Z3");
        assert_eq!(find("ｚ１"), "Z1");
    }

    #[test]
    fn a_name_that_two_records_have_is_not_guessed() {
        let mut names = Names::default();
        names.add(RecordKind::Asset, "A1", "PLC");
        names.add(RecordKind::Asset, "A2", "PLC");
        let misfit = names.find(RecordKind::Asset, "PLC").unwrap_err();
        assert_eq!(misfit.what.ja, "「PLC」に当てはまる保護対象が 2 件あります（ID：A1、A2）。");
        assert!(names.find(RecordKind::Zone, "PLC").is_err());
    }
}
