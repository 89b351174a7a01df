//! Words for what only pages show, in both languages. Verdicts, importance, loss and scores have theirs in
//! `report`, so that a page, a document and a terminal say the same.

pub(crate) use sekisho_report::words::{asset_kind, conduit_kind};

use sekisho_model::{Direction, Maker, RecordKind, Role, Text, ZoneLevel, text};

pub(crate) fn direction(direction: Direction) -> Text {
    match direction {
        Direction::Forward => Text::new("一方向", "one way"),
        Direction::Both => Text::new("双方向", "both ways"),
    }
}

pub(crate) fn zone_level(level: ZoneLevel) -> Text {
    match level {
        ZoneLevel::Outside => Text::new("社外", "outside"),
        ZoneLevel::Enterprise => Text::new("情報系（L4・5）", "enterprise (L4, 5)"),
        ZoneLevel::Boundary => Text::new("境界（L3.5）", "boundary (L3.5)"),
        ZoneLevel::Operations => Text::new("運用（L3）", "operations (L3)"),
        ZoneLevel::Supervision => Text::new("監視（L2）", "supervision (L2)"),
        ZoneLevel::Control => Text::new("制御（L1）", "control (L1)"),
        ZoneLevel::Process => Text::new("現場（L0）", "process (L0)"),
    }
}

/// The five values of the guideline by their letter.
pub(crate) fn value(letter: &str) -> Text {
    match letter {
        "BC" => Text::new("事業継続", "business continuity"),
        "S" => Text::new("安全", "safety"),
        "Q" => Text::new("品質", "quality"),
        "D" => Text::new("納期", "delivery"),
        _ => Text::new("コスト", "cost"),
    }
}

pub(crate) fn role(role: Role) -> Text {
    match role {
        Role::Viewer => Text::new("閲覧者", "viewer"),
        Role::Editor => Text::new("編集者", "editor"),
        Role::Approver => Text::new("承認者", "approver"),
        Role::Overseer => Text::new("監督者", "overseer"),
        Role::Administrator => Text::new("管理者", "administrator"),
    }
}

pub(crate) fn maker(maker: &Maker) -> Text {
    match maker {
        Maker::Own => Text::new("自社", "own"),
        Maker::Supplier(_) => Text::new("取引先", "supplier"),
        Maker::Unknown => Text::new("未確認", "unknown"),
    }
}

/// What an abbreviation stands for.
pub(crate) fn term(short: &str) -> Text {
    match short {
        "CVSS" => Text::new(
            "共通脆弱性評価システム：深刻さを 0.0～10.0 で表す",
            "Common Vulnerability Scoring System: severity from 0.0 to 10.0",
        ),
        "SBOM" => Text::new("ソフトウェア部品表", "software bill of materials"),
        "SCS" => Text::new(
            "サプライチェーン強化に向けたセキュリティ対策評価制度の段階（★3～★5）",
            "Star of Japan's supply-chain security scheme, ★3 to ★5",
        ),
        "SL-T" => Text::new(
            "IEC 62443 の目標セキュリティレベル（0～4）",
            "Target security level of IEC 62443, 0 to 4",
        ),
        "BC/S/Q/D/C" => Text::new(
            "事業継続・安全・品質・納期・コスト",
            "business continuity, safety, quality, delivery, cost",
        ),
        _ => Text::default(),
    }
}

/// What somebody did, from the ledger's code for it; the code itself where it is none of ours.
pub(crate) fn action(code: &str) -> Text {
    let fixed = match code {
        "advisories-import" => Some(("アドバイザリの取り込み", "imported advisories")),
        "catalog-load" => Some(("カタログの読み込み", "loaded a catalog pack")),
        "catalog-unload" => Some(("カタログの取り外し", "took a catalog pack out")),
        "sbom-add" => Some(("SBOM の追加", "added an SBOM")),
        "sbom-attach" => Some(("SBOM の対象の変更", "attached an SBOM")),
        "sbom-remove" => Some(("SBOM の削除", "removed an SBOM")),
        "hand-over" => Some(("支援サービスへの引き継ぎ", "handed a file over to a support service")),
        "heartbeat" => Some(("動作確認", "says that it runs")),
        "incident-write" => Some(("事案の経過の追記", "added to an incident's course")),
        "ledger-erase" => Some(("記録の内容の消去", "erased what entries say")),
        "ledger-witness" => Some(("証人の連署の取り込み", "took in a witness's signature")),
        "observe-export" => Some(("観測の持ち出し", "took observations out")),
        "observe-forget" => Some(("観測の削除", "deleted observations")),
        "observe-live" => Some(("見張りの開始", "began a live watch")),
        "observe-read" => Some(("キャプチャの読み込み", "read a capture")),
        "signals-import" => Some(("悪用・予測情報の取り込み", "imported signals")),
        "observe-look" => Some(("観測の閲覧", "looked at observations")),
        "support-correct" => Some(("サポート終了日の訂正", "corrected the end of support")),
        "user-add" => Some(("利用者の追加", "added a user")),
        "user-change" => Some(("利用者の変更", "changed a user")),
        "user-link" => Some(("サインイン用リンクの発行", "made a sign-in link")),
        "user-sign-in" => Some(("サインイン", "signed in")),
        _ => None,
    };
    if let Some((ja, en)) = fixed {
        return Text::new(ja, en);
    }
    let known =
        code.rsplit_once('-').and_then(|(kind, verb)| Some((RecordKind::from_code(kind)?.word(), verb)));
    match known {
        Some((Text { ja, en }, "add")) => text!(ja: "{ja}の追加", en: "added: {en}"),
        Some((Text { ja, en }, "change")) => text!(ja: "{ja}の変更", en: "changed: {en}"),
        Some((Text { ja, en }, "remove")) => text!(ja: "{ja}の削除", en: "removed: {en}"),
        _ => Text::new(code, code),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_act_has_words_and_a_strange_one_its_code() {
        assert_eq!(action("asset-add").ja, "保護対象の追加");
        assert_eq!(action("zone-remove").en, "removed: Zone");
        assert_eq!(action("user-sign-in").ja, "サインイン");
        assert_eq!(action("something-else").en, "something-else");
    }
}
