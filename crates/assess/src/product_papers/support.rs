//! The support period: how long it is, and that it is never shortened once the product is on a market.

use jiff::civil::Date;
use jiff::{ToSpan as _, Unit};
use sekisho_model::{Maker, Product, Text, text};

use super::ground::ruled;
use super::{Ground, Scope, Value};

/// Shortest support period under the CRA, in years, unless expected use is shorter: Article 13(8).
pub(super) const YEARS_MIN: i16 = 5;

/// A support period that somebody wants to shorten.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shortened {
    /// The product.
    pub product: String,
    /// What is wrong, and what to do.
    pub what: Text,
    /// What to do.
    pub remedy: Text,
}

/// An end of support that was entered wrongly and was corrected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SupportCorrection {
    /// Day of the correction.
    pub day: Date,
    /// Who corrected it.
    pub by: String,
    /// The day that was entered wrongly.
    pub from: Date,
    /// The day that was meant.
    pub to: Date,
    /// Why.
    pub because: String,
}

impl SupportCorrection {
    /// In a sentence.
    #[must_use]
    pub fn words(&self) -> Text {
        let Self { day, by, from, to, because } = self;
        text!(
            ja: "サポート終了日は {day} に {from} から {to} へ訂正しました（理由：{because}、訂正した人：{by}）。",
            en: "The end of support was corrected on {day} from {from} to {to}, because: {because} (by {by})."
        )
    }
}

/// Would a change shorten the support period of an own product that is on a market? A published period may be
/// extended, never shortened (UK PSTI, Schedule 1); taking the day out counts as shortening.
#[must_use]
pub fn shortened(before: &Product, after: &Product, today: Date) -> Option<Shortened> {
    let placed = before.placed.known().is_some_and(|placed| *placed <= today);
    if before.maker != Maker::Own || !placed {
        return None;
    }
    let was = before.support_end.known()?;
    let now = after.support_end.known();
    if now.is_some_and(|now| now >= was) {
        return None;
    }
    let id = &before.id;
    let to =
        now.map_or_else(|| Text::new("空欄", "nothing"), |day| Text::new(day.to_string(), day.to_string()));
    let Text { ja, en } = to;
    Some(Shortened {
        product: id.to_string(),
        what: text!(
            ja: "製品 {id} は出荷済みです。サポート終了日を {was} から {ja} に早めることはできません。",
            en: "Product {id} is on the market: its end of support cannot be moved from {was} to {en}."
        ),
        remedy: text!(
            ja: "公表したサポート期間は延ばせますが、短くできません。{was} 以降の日を入れてください。新しい版は別の製品として登録してください。{was} が入力の誤りで、どこにも公表していなければ、製品のページの「サポート終了日の訂正」（sekisho product correct-support）で、理由を書いて直せます。",
            en: "A published support period may be extended, never shortened. Enter {was} or later; record a new version as a product of its own. If {was} was entered by mistake and published nowhere, correct it with a reason under \"Correct the end of support\" on the product's page, or with `sekisho product correct-support`."
        ),
    })
}

impl Ground<'_> {
    /// From first placing to the end of support, in words.
    pub(super) fn support_length(&self) -> Option<Text> {
        let (from, until) = (self.product.placed.known()?, self.product.support_end.known()?);
        // The last day itself is supported.
        let span = from.until((Unit::Year, until.tomorrow().ok()?)).ok()?;
        let (years, months) = (span.get_years(), span.get_months());
        Some(text!(
            ja: "{years} 年 {months} か月（{from} から {until} まで）",
            en: "{years} years and {months} months, from {from} until {until}"
        ))
    }

    /// Is the support period long enough for the CRA?
    pub(super) fn support_check(&self) -> (Scope, Value) {
        let rule = Text::new("CRA 第 13 条第 8 項：5 年以上", "CRA Article 13(8): five years or more");
        let (Some(from), Some(until)) = (self.product.placed.known(), self.product.support_end.known())
        else {
            let (column, label) = match self.product.placed.known() {
                None => ("placed", Text::new("出荷開始日", "First placed on a market")),
                Some(_) => ("support_end", Text::new("サポート終了日", "End of support")),
            };
            return (Scope::Open, Value::Missing(self.product_gap(column, &label)));
        };
        let least = from.checked_add(YEARS_MIN.years()).unwrap_or(Date::MAX);
        let Text { ja, en } = self.support_length().unwrap_or_default();
        // The last day itself is supported: five years from 1 April end on 31 March.
        let enough = until.tomorrow().unwrap_or(Date::MAX) >= least;
        if enough {
            return (
                Scope::Applies,
                ruled(text!(ja: "{ja}：5 年以上です。", en: "{en}: five years or more."), rule),
            );
        }
        if let Some((words, origin)) = self.words("product-facts/use-years") {
            let Text { ja: used, en: _ } = &words;
            let words = text!(
                ja: "{ja}：5 年より短く、見込まれる使用年数（{used}）を根拠とします。根拠は技術文書に残してください。",
                en: "{en}: less than five years, on the ground of the expected time of use ({used}); keep the facts in the technical documentation."
            );
            return (Scope::Applies, Value::Given { words, origin });
        }
        let mut gap = self.answer_gap("product-facts/use-years", &self.title("product-facts/use-years"));
        gap.what = text!(
            ja: "サポート期間 {ja}が 5 年より短い根拠（見込まれる使用年数）",
            en: "Reason for less than five years of support ({en}): expected time of use"
        );
        (Scope::Open, Value::Missing(gap))
    }
}
