//! What was seen on the wire, in words: for the terminal and the pages alike.

use jiff::Timestamp;
use jiff::tz::Offset;
use sekisho_assess::observed::{Ruled, Standing, Unseen, UnseenWhy};
use sekisho_exchange::table::word;
use sekisho_model::{CaptureHealth, CommandClass, CommandClasses, IdentityKind, Register, Text, text};

/// A moment for people, in Japanese time.
#[must_use]
pub fn moment(at: Timestamp) -> String {
    Offset::constant(9).to_datetime(at).strftime("%Y-%m-%d %H:%M:%S JST").to_string()
}

/// The word for a class of command.
#[must_use]
pub fn class_word(class: CommandClass) -> Text {
    match class {
        CommandClass::Read => Text::new("読み出し", "read"),
        CommandClass::Write => Text::new("書き込み", "write"),
        CommandClass::Program => Text::new("プログラム転送", "program"),
        CommandClass::Control => Text::new("運転・停止・モード", "control"),
        CommandClass::Diagnostic => Text::new("診断・識別", "diagnostic"),
        CommandClass::Other => Text::new("その他", "other"),
    }
}

/// Classes of command in words.
#[must_use]
pub fn classes_words(classes: CommandClasses) -> Text {
    let words: Vec<Text> = classes.iter().map(class_word).collect();
    let in_lang =
        |lang, between| words.iter().map(|word| word.in_lang(lang)).collect::<Vec<_>>().join(between);
    Text::new(in_lang(sekisho_model::Lang::Ja, "、"), in_lang(sekisho_model::Lang::En, ", "))
}

/// The word for a kind of identity.
#[must_use]
pub fn identity_kind(kind: IdentityKind) -> Text {
    use IdentityKind as K;
    let code = match kind {
        K::Vendor => "vendor",
        K::Product => "product",
        K::Model => "model",
        K::Firmware => "firmware",
        K::Hardware => "hardware",
        K::Serial => "serial",
        K::Name => "name",
        K::DeviceType => "device-type",
        K::ServerName => "server-name",
    };
    word("identity-kind", code)
}

/// What was lost, or that nothing was.
#[must_use]
pub fn health(health: &CaptureHealth) -> Text {
    let CaptureHealth {
        seen: _,
        cut,
        lost,
        gaps,
        duplicates,
        unreadable,
        fragments,
        backwards,
        evicted,
        not_kept,
        malformed,
        headers_only,
    } = *health;
    let counts = [
        (lost, "失われたパケット", "packets lost"),
        (unreadable, "読めないパケット", "unreadable packets"),
        (gaps, "TCP の欠け", "gaps in TCP"),
        (malformed, "形の壊れた電文", "malformed PDUs"),
        (not_kept, "記憶量の上限で残せなかった行", "rows not kept for want of memory"),
        (evicted, "記憶量の上限で手放した接続", "connections given up for want of memory"),
        (cut, "途中までのパケット", "cut packets"),
        (duplicates, "重複", "duplicates"),
        (fragments, "断片", "fragments"),
        (backwards, "時刻の逆行", "steps back in time"),
    ];
    let found: Vec<_> = counts.into_iter().filter(|(n, ..)| *n > 0).collect();
    let ja: Vec<String> = found.iter().map(|(n, ja, _)| format!("{ja} {n}")).collect();
    let en: Vec<String> = found.iter().map(|(n, _, en)| format!("{n} {en}")).collect();
    let (ja, en) = if found.is_empty() {
        ("失われたもの、読めなかったものはありません".to_owned(), "nothing was lost or unreadable".to_owned())
    } else {
        (ja.join("、"), en.join(", "))
    };
    if headers_only {
        return text!(
            ja: "採取の状態：{ja}。ヘッダーのみで見たため、命令の種別と名乗りは見ていません。",
            en: "Capture health: {en}. Headers only: neither classes of command nor identities were looked at."
        );
    }
    text!(ja: "採取の状態：{ja}。", en: "Capture health: {en}.")
}

/// How a device stands to the register.
#[must_use]
pub fn standing(standing: &Standing, register: &Register) -> Text {
    match standing {
        Standing::Registered { asset, contradictions, .. } if contradictions.is_empty() => {
            let id = &asset.id;
            text!(ja: "{id}", en: "{id}")
        }
        Standing::Registered { asset, contradictions, .. } => {
            let id = &asset.id;
            let ja: Vec<&str> = contradictions.iter().map(|it| it.what.ja.as_str()).collect();
            let en: Vec<&str> = contradictions.iter().map(|it| it.what.en.as_str()).collect();
            let (ja, en) = (ja.join(" "), en.join(" "));
            text!(ja: "{id}（食い違い：{ja}）", en: "{id} (contradicts: {en})")
        }
        Standing::Undecided { why: Text { ja, en }, .. } => {
            text!(ja: "決められない：{ja}", en: "undecided: {en}")
        }
        Standing::Proposed { asset, .. } => {
            let zone = asset.zone.known().and_then(|zone| register.zones.get(zone));
            match zone.map(|zone| &zone.name) {
                Some(zone) => {
                    text!(ja: "台帳にない（推定ゾーン：{zone}）", en: "not in the register (presumed zone: {zone})")
                }
                None => text!(ja: "台帳にない", en: "not in the register"),
            }
        }
    }
}

/// Why an asset is not among the devices.
#[must_use]
pub fn unseen(unseen: &Unseen) -> Text {
    let Unseen { asset, why } = unseen;
    let (id, name) = (&asset.id, &asset.name);
    match why {
        UnseenWhy::NeverSeen => {
            text!(ja: "{id}「{name}」は、同じゾーンのほかの機器が見えているのに、一度も見えません。", en: "{id} \"{name}\" was never seen, though others of its zone were.")
        }
        UnseenWhy::Undecided(Text { ja, en }) => {
            text!(ja: "{id}「{name}」が見えたかどうかは決められません：{ja}", en: "Whether {id} \"{name}\" was seen is undecided: {en}")
        }
    }
}

/// How the register rules on what flows: its code, and in words.
#[must_use]
pub fn ruled(ruled: &Ruled) -> (&'static str, Text) {
    match ruled {
        Ruled::Within => ("within", text!(ja: "同じゾーンの中", en: "within one zone")),
        Ruled::Allowed(id) => ("allowed", text!(ja: "{id} で許可", en: "allowed by {id}")),
        Ruled::NoConduit => ("no-conduit", text!(ja: "コンジットがない", en: "no conduit")),
        Ruled::NotItsProtocol(id) => {
            ("not-its-protocol", text!(ja: "{id} にないプロトコル", en: "not a protocol of {id}"))
        }
        Ruled::NotItsDirection(id) => {
            ("not-its-direction", text!(ja: "{id} と逆の向き", en: "against the direction of {id}"))
        }
        Ruled::Internet => ("internet", text!(ja: "インターネットとの通信", en: "with the internet")),
        Ruled::Undecided { why: Text { ja, en }, .. } => {
            ("undecided", text!(ja: "決められない：{ja}", en: "undecided: {en}"))
        }
    }
}
