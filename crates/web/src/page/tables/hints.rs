//! What belongs into each table, said where it is empty and above a new row.

use sekisho_model::{RecordKind, Text};

/// By kind, in Japanese and English.
const HINTS: &[(RecordKind, &str, &str)] = &[
    (RecordKind::Plant, "工場の名前と会社。", "The plant's name and company."),
    (
        RecordKind::Requirement,
        "経営目標、法令や取引先からの要求、社内の規程と現状。どこから来たか、だれが受け持つか、いつからかを書きます。",
        "Management goals, what laws and customers ask, inside rules and the present state: whence, who answers, since when.",
    ),
    (
        RecordKind::Business,
        "工場で行う仕事。例：受注、部品加工、組立、検査、出荷。",
        "What the plant does, such as orders, machining, assembly, inspection, shipping.",
    ),
    (
        RecordKind::Zone,
        "同じ重要度の業務があり、同じ水準で守る範囲。例：組立ライン、事務所、社外の保守会社。",
        "Areas whose business is of equal importance and that need equal protection, such as an assembly line, the office, a maintenance company outside.",
    ),
    (
        RecordKind::Conduit,
        "ゾーンとゾーンをつなぐ通り道。例：社内 LAN、遠隔保守の回線、USB メモリ。",
        "Ways between zones: the LAN, a remote maintenance line, USB sticks.",
    ),
    (
        RecordKind::Supplier,
        "設備や部品、ソフトウェア、保守の取引先と、その連絡先。",
        "Who supplies equipment, parts, software and maintenance, and how to reach them.",
    ),
    (
        RecordKind::Product,
        "自社の製品と、買い入れたソフトウェアや機器。",
        "Own products, and software and devices that were bought.",
    ),
    (
        RecordKind::Asset,
        "守るもの。ネットワーク、装置・機器、データ。",
        "What is to be protected: networks, devices, data.",
    ),
    (
        RecordKind::DataFlow,
        "どの機器からどの機器へ、何のデータが流れるか。",
        "Which data flow from which asset to which.",
    ),
    (
        RecordKind::ZoneThreat,
        "ゾーンごとに、想定する脅威と、起きたときの影響（BC・S・Q・D・C）。",
        "For each zone: the threats considered, and what would be lost (BC, S, Q, D, C).",
    ),
    (
        RecordKind::Policy,
        "重要度ごと、またはゾーンごとの対策の方針と優先順位。",
        "What is done first and how far, by importance or by zone.",
    ),
    (
        RecordKind::Measure,
        "対策と、その状態・担当・費用・期日。",
        "Measures with state, owner, cost and due date.",
    ),
    (
        RecordKind::Contact,
        "異常のときに連絡する相手。社内、保守会社、警察、情報共有先。",
        "Whom to call: inside, maintenance, police, sharing bodies.",
    ),
    (
        RecordKind::ResponseStep,
        "異常に気づいてから復旧までの手順（観察・状況判断・意思決定・実行）。",
        "What is done from noticing to recovering (observe, orient, decide, act).",
    ),
    (
        RecordKind::Activity,
        "ID・パスワードの管理、設定変更、情報共有、効果の確認、更新、教育、訓練の記録。",
        "Records of accounts, setting changes, sharing, effect checks, renewals, education, drills.",
    ),
    (
        RecordKind::SupplierRequest,
        "取引先に求めたことと、その返事。",
        "What was asked of suppliers, and what they answered.",
    ),
    (
        RecordKind::Scenario,
        "人が書いた、または直した攻撃シナリオ。書かなくても、台帳から作ったものが「評価」で見られます。",
        "Attack scenarios written or edited by a person. Those made from the register are under Assessments in any case.",
    ),
    (
        RecordKind::Review,
        "見直しの会議。決めたことと、そのときの台帳の状態。",
        "Reviews: what was decided, and the state of the register then.",
    ),
    (
        RecordKind::Decision,
        "脆弱性の影響の有無を、人が判断した結果（VEX）。対象の版を必ず書き、その版だけに当てはめます。",
        "What a person decided of vulnerabilities (VEX). It names versions, and holds for those alone.",
    ),
    (
        RecordKind::Remediation,
        "脆弱性への対処と、把握・決定・完了・確認の日。",
        "What was done about vulnerabilities, and the days on which it was known, decided, done and verified.",
    ),
    (
        RecordKind::Ruling,
        "アドバイザリの製品と手元の機器が同じものか、人が確かめた結果。",
        "Whether a device is the product that advisories speak of, as a person found.",
    ),
    (
        RecordKind::ReportForm,
        "インシデントを社内外に報告するときの様式。誰に宛てるか、白紙の様式がどこにあるか。",
        "Forms on which an incident is reported, inside or to others: whom for, and where the blank form is.",
    ),
    (
        RecordKind::Watch,
        "通信を見張る場所と、何を残し、いつまで学習し、何日保存するか。内容は残しません。",
        "Where traffic is watched, what of it is kept, learned from and for how long. Content is never kept.",
    ),
    (
        RecordKind::Expectation,
        "警報のうち、理由が分かっていて問題ないもの。理由と有効期限が要ります。",
        "Alerts whose cause is known and in order. Each needs a reason and a last day.",
    ),
    (
        RecordKind::Case,
        "事案。見た・分かった・決めた・行った（OODA）内容と時刻。",
        "Cases: what was seen, understood, decided and done (OODA), and when.",
    ),
    (
        RecordKind::Customer,
        "顧客と、使っている自社製品、契約で決めた通知の期限。",
        "Customers, the products of ours that they use, and within how many hours contracts have them told.",
    ),
    (
        RecordKind::EvidenceItem,
        "回答の根拠になる資料。ファイルはハッシュ値で結び付け、有効期限と次の見直しを付けます。",
        "What shows an answer. Files are tied by their digest, with an end and a next review.",
    ),
    (
        RecordKind::Answer,
        "制度の基準への、人による回答。誰が、いつまで、何を根拠に答えたか。同じ回答はほかの制度でも使います。",
        "What people answer to the criteria of schemes: who, until when, shown by what. One answer serves many schemes.",
    ),
    (
        RecordKind::Paper,
        "JC-STAR などのラベル、適合宣言、認証。登録番号、発行日、有効期限。",
        "Labels such as JC-STAR, declarations and certificates: number, issue, end.",
    ),
];

/// What belongs into the table of a kind.
pub(super) fn hint(kind: RecordKind) -> Text {
    let found = HINTS.iter().find(|(known, ..)| *known == kind);
    found.map_or_else(|| kind.word(), |(_, ja, en)| Text::new(*ja, *en))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_says_what_belongs_into_its_table() {
        for kind in RecordKind::ALL {
            assert!(HINTS.iter().any(|(known, ..)| known == kind), "{}", kind.code());
        }
    }
}
