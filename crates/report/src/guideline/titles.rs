//! The names of the papers: of the sheet (at most 31 characters) and of the paper itself.

use sekisho_model::Lang;

/// Key, sheet name and title of every paper, in their order: ja, en, ja, en.
pub(crate) const PAPERS: &[(&str, &str, &str, &str, &str)] = &[
    ("progress", "進み具合", "Progress", "ステップごとの進み具合", "Progress, step by step"),
    ("gaps", "未記入の一覧", "Open questions", "未記入・不明の一覧", "Questions nobody has answered"),
    ("requirements", "1-1 要件", "1-1 Requirements", "要件一覧", "Requirements"),
    (
        "businesses",
        "1-2・1-3 業務と重要度",
        "1-2, 1-3 Businesses",
        "業務一覧と重要度",
        "Businesses and their importance",
    ),
    (
        "assets-network",
        "1-4・1-5 保護対象（ネットワーク）",
        "1-4, 1-5 Assets (network)",
        "保護対象一覧と重要度（ネットワーク）",
        "Things to protect and their importance: networks",
    ),
    (
        "assets-device",
        "1-4・1-5 保護対象（装置・機器）",
        "1-4, 1-5 Assets (devices)",
        "保護対象一覧と重要度（装置・機器）",
        "Things to protect and their importance: devices",
    ),
    (
        "assets-data",
        "1-4・1-5 保護対象（データ）",
        "1-4, 1-5 Assets (data)",
        "保護対象一覧と重要度（データ）",
        "Things to protect and their importance: data",
    ),
    ("products", "1-4 製品・ソフトウェア", "1-4 Products", "製品・ソフトウェア一覧", "Products and software"),
    ("zones", "1-6 ゾーン", "1-6 Zones", "ゾーン表", "Zones"),
    ("conduits", "1-6 コンジット", "1-6 Conduits", "コンジット一覧", "Conduits"),
    ("flows", "1-6 データフロー", "1-6 Data flows", "データフロー一覧", "Data flows"),
    (
        "zone-threats",
        "1-7 ゾーン×脅威×影響",
        "1-7 Zone x threat x impact",
        "ゾーンごとの脅威と影響",
        "Threats to each zone and their impact",
    ),
    (
        "heat",
        "1-7 影響の早見表",
        "1-7 Impact at a glance",
        "ゾーン×脅威の影響の早見表",
        "Zone × threat: impact at a glance",
    ),
    ("policies", "2-1 対策方針", "2-1 Policies", "対策方針", "Policies of measures"),
    (
        "measures",
        "2-2 対策対応表",
        "2-2 Measure matrix",
        "対策対応表（脅威×対策）",
        "Measures against threats",
    ),
    (
        "measure-list",
        "2-2 対策一覧",
        "2-2 Measures",
        "対策一覧（状態・責任者・費用・期限）",
        "Measures: state, owner, cost, due",
    ),
    (
        "coverage",
        "2-2 ゾーン×脅威の対応状況",
        "2-2 Zone x threat coverage",
        "ゾーン×脅威の対応状況",
        "Zone × threat: how far it is countered",
    ),
    ("plan", "2-2 実施計画", "2-2 Plan", "実施計画と費用", "Plan of work and its cost"),
    (
        "response",
        "3 OODA手順",
        "3 OODA procedure",
        "早期認識と対処の手順（OODA）",
        "Early recognition and response (OODA)",
    ),
    ("contacts", "3 連絡先", "3 Contacts", "連絡先一覧", "Contacts"),
    ("report-forms", "3 報告様式", "3 Report forms", "報告様式の一覧", "Forms for reports"),
    (
        "records",
        "3 運用記録",
        "3 Operation records",
        "運用記録（ID・設定変更・情報共有・効果確認・更新）",
        "Operation records",
    ),
    ("training", "3 教育・訓練", "3 Education and drills", "教育・訓練の記録", "Education and drills"),
    ("suppliers", "3 取引先", "3 Suppliers", "取引先一覧", "Suppliers"),
    (
        "requests",
        "3 取引先への要請",
        "3 Supplier requests",
        "取引先への要請と状況",
        "Requests to suppliers and their state",
    ),
    (
        "decisions",
        "脆弱性の判断",
        "Decisions",
        "脆弱性の影響の判断（VEX）",
        "Decisions on vulnerabilities (VEX)",
    ),
    ("remediations", "脆弱性対処", "Remediations", "脆弱性への対処", "Remediation of vulnerabilities"),
    (
        "rulings",
        "照合の確認",
        "Rulings",
        "機器とアドバイザリの照合の確認",
        "Devices held against advisories by a person",
    ),
    (
        "watches",
        "見張り",
        "Watches",
        "通信の見張り（場所、残す範囲、学習期間、保存日数）",
        "Where traffic is watched, and what of it is kept",
    ),
    ("expectations", "想定内", "Expectations", "想定内とした警報", "Alerts found in order, and why"),
    ("cases", "事案", "Cases", "事案と OODA の記録", "Cases: observed, oriented, decided, acted"),
    (
        "customers",
        "顧客",
        "Customers",
        "顧客と、契約による通知の期限",
        "Customers, and within how long they must be told",
    ),
    ("answers", "回答", "Answers", "制度の基準への回答", "Answers to the criteria of schemes"),
    ("evidence", "証跡", "Evidence", "回答の証跡と有効期限", "What shows the answers, and until when"),
    (
        "papers",
        "ラベル・宣言",
        "Labels, declarations",
        "ラベル・宣言・認証",
        "Labels, declarations and certificates",
    ),
    (
        "asset-risk",
        "リスク（資産ベース）",
        "Risk (asset-based)",
        "リスク分析（資産ベース）",
        "Risk analysis, asset-based",
    ),
    (
        "asset-risk-detail",
        "リスク（資産ベース）明細",
        "Risk (asset-based), detail",
        "リスク分析（資産ベース）明細：脅威ごと",
        "Risk analysis, asset-based: threat by threat",
    ),
    (
        "business-risk",
        "リスク（事業被害ベース）",
        "Risk (business damage)",
        "リスク分析（事業被害ベース）",
        "Risk analysis, business-damage-based",
    ),
    (
        "business-risk-detail",
        "リスク（事業被害ベース）明細",
        "Risk (business damage), detail",
        "リスク分析（事業被害ベース）明細：攻撃ルート",
        "Risk analysis, business-damage-based: attack routes",
    ),
    (
        "scenarios",
        "攻撃シナリオ",
        "Attack scenarios",
        "登録した攻撃シナリオ",
        "Attack scenarios in the register",
    ),
    ("findings", "指摘事項", "Findings", "指摘事項と直し方", "Findings and their remedies"),
    ("reviews", "見直し記録", "Reviews", "見直し記録", "Reviews"),
    (
        "changes",
        "見直し後の変更",
        "Changes since",
        "見直しの後に変わったこと",
        "What has changed since each review",
    ),
    ("sources", "出典と確認状況", "Sources", "出典と確認状況", "Sources, and what is confirmed"),
    (
        "unconfirmed",
        "未確認の項目",
        "Unconfirmed rows",
        "原典と照らしていない項目",
        "Rows not held against their source",
    ),
];

/// Sheet name and title of a paper.
pub(crate) fn of(key: &str, lang: Lang) -> (String, String) {
    let found = PAPERS.iter().find(|(known, ..)| *known == key);
    found.map_or_else(
        || (key.to_owned(), key.to_owned()),
        |(_, sheet_ja, sheet_en, ja, en)| {
            (lang.pick(sheet_ja, sheet_en).to_owned(), lang.pick(ja, en).to_owned())
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sheet_name_fits_a_spreadsheet() {
        for (key, ..) in PAPERS {
            for lang in Lang::ALL {
                let (sheet, _) = of(key, lang);
                assert!(sheet.encode_utf16().count() <= 31, "{sheet}");
                assert!(!sheet.contains(['[', ']', ':', '*', '?', '/', '\\', '\'']), "{sheet}");
            }
        }
    }
}
