//! The kinds of alert. Their words are data (`catalog/observation`).

use std::collections::BTreeMap;
use std::sync::LazyLock;

use sekisho_model::Text;
use serde::Deserialize;

const PACK: &str = include_str!("../../../../../catalog/observation/2026-11/alerts.toml");

/// A kind of alert.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AlertKind {
    /// A device that was not there before.
    NewDevice,
    /// Two zones that did not speak before.
    NewConduit,
    /// A new partner or protocol of a device of control.
    NewConversation,
    /// The first write on a path.
    FirstWrite,
    /// The first transfer of a program on a path.
    FirstProgram,
    /// The first start, stop or change of mode on a path.
    FirstControl,
    /// Contact with the internet.
    InternetContact,
    /// Remote access on a new path.
    RemoteAccess,
    /// One address claimed by two devices.
    AddressConflict,
    /// Many partners or ports tried.
    Scan,
    /// A device that always spoke is silent.
    Silence,
}

/// Kinds that need classes of command, and are lost where these are not kept.
pub const LOST_WITH_HEADERS_ONLY: [AlertKind; 3] =
    [AlertKind::FirstWrite, AlertKind::FirstProgram, AlertKind::FirstControl];

impl AlertKind {
    /// All.
    pub const ALL: [Self; 11] = [
        Self::NewDevice,
        Self::NewConduit,
        Self::NewConversation,
        Self::FirstWrite,
        Self::FirstProgram,
        Self::FirstControl,
        Self::InternetContact,
        Self::RemoteAccess,
        Self::AddressConflict,
        Self::Scan,
        Self::Silence,
    ];

    /// Its code: the first part of an alert's id. Permanent.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NewDevice => "new-device",
            Self::NewConduit => "new-conduit",
            Self::NewConversation => "new-conversation",
            Self::FirstWrite => "first-write",
            Self::FirstProgram => "first-program",
            Self::FirstControl => "first-control",
            Self::InternetContact => "internet-contact",
            Self::RemoteAccess => "remote-access",
            Self::AddressConflict => "address-conflict",
            Self::Scan => "scan",
            Self::Silence => "silence",
        }
    }

    /// What it means, and what to do first.
    #[must_use]
    pub fn words(self) -> &'static AlertWords {
        WORDS.get(self.code()).unwrap_or(&NONE)
    }
}

/// The words of a kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AlertWords {
    /// Name.
    pub name: Text,
    /// What it means.
    pub means: Text,
    /// What to do first.
    pub first: Text,
    /// Harmless causes.
    pub harmless: Text,
    /// Does it rest on classes of command, so that it is lost where these are not kept?
    pub needs_commands: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Pack {
    #[expect(dead_code, reason = "read so that it must be there")]
    pack: super::super::PackHead,
    pub(super) alert: Vec<Row>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Row {
    pub(super) id: String,
    name: Text,
    means: Text,
    first: Text,
    harmless: Text,
    pub(super) needs: Needs,
}

/// What of a conversation must be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Needs {
    Addresses,
    Commands,
}

pub(super) fn parsed() -> Result<Pack, toml::de::Error> {
    toml::from_str(PACK)
}

// That no kind is without words is a test, not a user's trouble.
static WORDS: LazyLock<BTreeMap<String, AlertWords>> = LazyLock::new(|| {
    let rows = parsed().map(|pack| pack.alert).unwrap_or_default();
    let words = |row: Row| {
        let Row { id, name, means, first, harmless, needs } = row;
        (id, AlertWords { name, means, first, harmless, needs_commands: needs == Needs::Commands })
    };
    rows.into_iter().map(words).collect()
});

static NONE: LazyLock<AlertWords> = LazyLock::new(AlertWords::default);
