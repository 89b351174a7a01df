//! A document in another form, and what got lost on the way.
//!
//! Invariant: every field that the source states is in the new file or in the losses: those that the reader had no
//! place for, and those that the writer has none for.

use jiff::Timestamp;
use sekisho_model::{Text, text};

use crate::Document;
use crate::write::{Format, Loss, LossKind, Written, write};

/// A converted document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Converted {
    /// The form it is in.
    pub format: Format,
    /// The file.
    pub bytes: Vec<u8>,
    /// What is not carried over as it was; empty means: nothing was lost.
    pub losses: Vec<Loss>,
}

impl Converted {
    /// The answer in one sentence.
    #[must_use]
    pub fn answer(&self) -> Text {
        let form = self.format.name();
        let count =
            |kind| self.losses.iter().filter(|loss| loss.kind == kind).map(|loss| loss.count).sum::<usize>();
        let (dropped, coarsened, added) =
            (count(LossKind::Dropped), count(LossKind::Coarsened), count(LossKind::Added));
        if self.losses.is_empty() {
            return text!(ja: "{form} に変換しました。失われた項目はありません。", en: "Converted to {form}. Nothing was lost.");
        }
        text!(
            ja: "{form} に変換しました。失われた値 {dropped} 件、粗くなった値 {coarsened} 件、書き足した値 {added} 件。",
            en: "Converted to {form}. Values lost: {dropped}; less exact than before: {coarsened}; put in because the form demands them: {added}."
        )
    }
}

/// Converts. `now` is used only where the form demands a time and the document has none.
#[must_use]
pub fn convert(document: &Document, to: Format, now: Timestamp) -> Converted {
    let Written { bytes, losses: by_writer } = write(document, to, now);
    let unread = |(path, count): (&String, &usize)| Loss {
        component: None,
        label: String::new(),
        path: path.clone(),
        kind: LossKind::Dropped,
        count: *count,
        why: text!(
            ja: "元のファイルのこの項目には、こちらに対応する場所がありません。",
            en: "This field of the file has no place in what is read here."
        ),
    };
    let mut losses: Vec<Loss> = document.unread.iter().map(unread).collect();
    losses.extend(by_writer);
    Converted { format: to, bytes, losses }
}

#[cfg(test)]
mod tests;
