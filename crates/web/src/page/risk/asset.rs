//! One asset: threat by threat its risk value, and what each rests on.

use axum::extract::{Path, State};
use maud::{Markup, html};
use sekisho_app::AppError;
use sekisho_app::guideline::{self, Judgements};
use sekisho_assess::facts::{Exposure, Facts};
use sekisho_assess::risk::{AssetRow, Opened, Opener, Rating};
use sekisho_exchange::table;
use sekisho_model::{Asset, AssetId, Lang, RecordKind, Stated, Text, text};
use sekisho_report::assess::risk_code;
use sekisho_report::words as said;

use super::{shown, titled};
use crate::page::{Answer, ok};
use crate::visitor::Visitor;
use crate::{Web, chrome, href, parts};

/// `GET /risk/assets/{asset}`
pub(crate) async fn get(State(web): State<Web>, visitor: Visitor, Path(id): Path<String>) -> Answer {
    let judgements = guideline::judgements(&web.app, &visitor.caller).await?;
    let known = id.parse::<AssetId>().ok().and_then(|id| judgements.register().assets.get(&id).cloned());
    let asset = known.ok_or_else(|| AppError::NotFound { kind: RecordKind::Asset.word(), id: id.clone() })?;
    let lang = visitor.lang;
    let title = match lang {
        Lang::Ja => format!("{} のリスク", asset.name),
        Lang::En => format!("Risk of {}", asset.name),
    };
    let view = View { judgements: &judgements, asset: &asset, lang };
    let page = titled(&title, view.body(), lang)
        .crumb(lang.pick("資産ベースのリスク", "Risk by asset"), Some("/risk".to_owned()));
    ok(chrome::page(&visitor, page))
}

struct View<'a> {
    judgements: &'a Judgements,
    asset: &'a Asset,
    lang: Lang,
}

impl View<'_> {
    fn row(&self) -> Option<&AssetRow> {
        let holds = |row: &&AssetRow| row.members.iter().any(|member| member.id == self.asset.id);
        self.judgements.risk_assets().rows().find(holds)
    }

    fn body(&self) -> Markup {
        let (lang, row) = (self.lang, self.row());
        html! {
            (parts::answer(self.answer(row).in_lang(lang)))
            @match row {
                Some(row) => (self.rated(row)),
                None => p { a href=(href::row(RecordKind::Asset, self.asset.id.as_str())) { (lang.pick("この保護対象を直す", "Edit this asset")) } },
            }
            p { a href=(href::asset(&self.asset.id)) { (lang.pick("保護対象のページを開く", "Open the asset's page")) } }
            (shown::risk_table(self.judgements.catalog(), lang))
        }
    }

    fn answer(&self, row: Option<&AssetRow>) -> Text {
        let name = &self.asset.name;
        let Some(row) = row else { return self.without() };
        let Some(value) = row.value.map(risk_code) else {
            return text!(ja: "「{name}」の組み合わせはリスク値の表にありません。", en: "The risk table has no value for \"{name}\".");
        };
        let with = row.ratings.iter().filter(|rating| rating.value == row.value).count();
        let all = row.ratings.len();
        text!(
            ja: "「{name}」のリスク値は {value} です。想定する脅威 {all} 件のうち {with} 件がこの値です。",
            en: "The risk value of \"{name}\" is {value}: so for {with} of {all} threats."
        )
    }

    fn without(&self) -> Text {
        let (name, risk) = (&self.asset.name, self.judgements.risk_assets());
        if let Some(open) = risk.undecided.iter().find(|open| open.asset.id == self.asset.id) {
            let Text { ja, en } = open.because.text();
            return text!(ja: "「{name}」は評価できません。{ja}", en: "\"{name}\" could not be rated. {en}");
        }
        text!(
            ja: "「{name}」は評価の対象外です。重要度が対象外か、当てはまる脅威がカタログにありません。",
            en: "\"{name}\" is not rated: its importance is said not to apply, or no threat of the catalog does."
        )
    }

    fn rated(&self, row: &AssetRow) -> Markup {
        let facts = self.judgements.facts();
        let opener = Opener::new(&facts);
        let mut ratings: Vec<&Rating> = row.ratings.iter().collect();
        ratings
            .sort_by_key(|rating| std::cmp::Reverse((rating.value, rating.at_worst, rating.vulnerability)));
        html! {
            (self.facts(row, &facts))
            section {
                h2 { (self.lang.pick("脅威ごとの値と理由", "Threat by threat, with the reasons")) span.count { (ratings.len()) } }
                @for (at, rating) in ratings.iter().enumerate() { (self.rating(row, rating, opener.rating(row, &rating.threat).as_ref(), at == 0)) }
            }
        }
    }

    fn facts(&self, row: &AssetRow, facts: &Facts<'_>) -> Markup {
        let lang = self.lang;
        let role = match row.role {
            Stated::Known(_) => html! { (role_word(self.asset, lang)) },
            _ => parts::unknown(lang),
        };
        let others = row.members.iter().filter(|member| member.id != self.asset.id);
        let others: Vec<_> = others.collect();
        html! {
            (parts::facts(&[
                (lang.pick("リスク値", "Risk value"), html! { (shown::value(row.value, lang)) }),
                (lang.pick("ゾーン", "Zone"), html! { a href=(href::zone(&row.zone.id)) { (row.zone.name) } }),
                (lang.pick("重要度", "Importance"), parts::importance(Stated::Known(row.importance), lang)),
                (lang.pick("種別・役割", "Kind and role"), html! { (said::asset_kind(row.kind).in_lang(lang)) " · " (role) }),
                (lang.pick("既知の脆弱性", "Known vulnerabilities"), exposure(facts.exposures.get(&self.asset.id).copied().unwrap_or_default(), lang)),
            ]))
            @if !others.is_empty() { p.note {
                (lang.pick("評価に使う内容がすべて同じなので、次の保護対象とまとめて評価しています：", "Rated together with assets that differ in nothing the method looks at: "))
                @for (at, member) in others.iter().enumerate() { @if at > 0 { (lang.pick("、", ", ")) } a href=(href::risk_asset(&member.id)) { (member.name) } }
            } }
        }
    }

    fn rating(&self, row: &AssetRow, rating: &Rating, opened: Option<&Opened>, open: bool) -> Markup {
        let (lang, catalog) = (self.lang, self.judgements.catalog());
        html! { details.rating open[open] id={ "threat-" (rating.threat) } {
            summary {
                (shown::value(rating.value, lang)) " " b { (shown::threat(catalog, &rating.threat, lang)) } " "
                span.quiet {
                    (lang.pick("脅威 ", "threat ")) (rating.level) " · " (lang.pick("脆弱性 ", "vulnerability ")) (rating.vulnerability)
                    @if rating.at_worst > rating.value { " · " (lang.pick("未判定の脆弱性が当たると ", "if undecided vulnerabilities hold: ")) (shown::value(rating.at_worst, lang)) }
                }
            }
            @if let Some(opened) = opened {
                ul.plain { @for reason in &opened.reasons { li { (reason.in_lang(lang)) } } }
                (shown::acts(&opened.measures, self.judgements.register(), lang))
                (self.techniques(opened))
            }
            p { a href=(href::cell(&row.zone.id, &rating.threat)) { (lang.pick("このゾーンとこの脅威の対策を開く", "Open what is done about this threat in this zone")) } }
        } }
    }

    fn techniques(&self, opened: &Opened) -> Markup {
        let (lang, catalog) = (self.lang, self.judgements.catalog());
        let names: Vec<&str> = opened.techniques.iter().map(|id| shown::threat(catalog, id, lang)).collect();
        html! { @if !names.is_empty() { p.sub { (lang.pick("手口：", "Techniques: ")) (names.join(lang.pick("、", ", "))) } } }
    }
}

fn role_word(asset: &Asset, lang: Lang) -> String {
    let column = table::columns(RecordKind::Asset).iter().position(|column| column.field == "role");
    let cells = table::cells(&sekisho_model::Record::Asset(asset.clone()), lang);
    column.and_then(|at| cells.get(at).cloned()).unwrap_or_default()
}

fn exposure(Exposure { affected, undecided }: Exposure, lang: Lang) -> Markup {
    html! {
        (match lang {
            Lang::Ja => format!("影響あり {affected} 件、判定できない {undecided} 件"),
            Lang::En => format!("{affected} affecting, {undecided} undecided"),
        })
    }
}
