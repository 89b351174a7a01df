//! Who may do what: the one place where roles are decided, asked by every function of this crate.

use sekisho_model::{Role, Text};

use crate::AppError;

/// Who calls: a signed-in user, or the operating system's user at the command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// Name, as it stands in the ledger.
    pub name: String,
    /// Role.
    pub role: Role,
}

impl Caller {
    /// The person at the command line. Whoever can write the data directory can do anything to it, so the
    /// command line pretends nothing else.
    #[must_use]
    pub fn local(name: &str) -> Self {
        Self { name: format!("local:{name}"), role: Role::Administrator }
    }
}

/// Sort of thing somebody wants to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Act {
    /// Read the register, advisories and judgements.
    Read,
    /// Read the ledger and its proofs.
    ReadLedger,
    /// Read captures and watch interfaces.
    Capture,
    /// Look at what was observed. Each look is noted with its purpose.
    Look,
    /// Take out what was observed.
    HandOut,
    /// Delete what was observed.
    Forget,
    /// Enter or change facts.
    Enter,
    /// Approve what needs a second person.
    Approve,
    /// Users, backups, settings.
    Administer,
}

impl Act {
    /// Every act.
    pub const ALL: [Self; 9] = [
        Self::Read,
        Self::ReadLedger,
        Self::Capture,
        Self::Look,
        Self::HandOut,
        Self::Forget,
        Self::Enter,
        Self::Approve,
        Self::Administer,
    ];

    /// In words, as in "you may not …".
    #[must_use]
    pub fn word(self) -> Text {
        match self {
            Self::Read => Text::new("台帳の閲覧", "read the register"),
            Self::ReadLedger => Text::new("記録の閲覧", "read the ledger"),
            Self::Capture => Text::new("キャプチャの読み込み", "read captures"),
            Self::Look => Text::new("観測の閲覧", "look at observations"),
            Self::HandOut => Text::new("観測の持ち出し", "take observations out"),
            Self::Forget => Text::new("観測の削除", "delete observations"),
            Self::Enter => Text::new("台帳への入力", "enter or change facts"),
            Self::Approve => Text::new("承認", "approve"),
            Self::Administer => Text::new("利用者と設定の管理", "manage users and settings"),
        }
    }
}

/// May this role do that?
#[must_use]
pub const fn may(role: Role, act: Act) -> bool {
    match act {
        Act::Read => true,
        Act::ReadLedger | Act::Look => !matches!(role, Role::Viewer),
        Act::Capture | Act::Enter => matches!(role, Role::Editor | Role::Approver | Role::Administrator),
        // An overseer takes out what was kept, to hold it against the ledger.
        Act::HandOut => matches!(role, Role::Approver | Role::Overseer | Role::Administrator),
        Act::Approve | Act::Forget => matches!(role, Role::Approver | Role::Administrator),
        Act::Administer => matches!(role, Role::Administrator),
    }
}

/// Refuses what the caller's role may not do.
///
/// # Errors
/// [`AppError::Forbidden`].
pub fn permit(caller: &Caller, act: Act) -> Result<(), AppError> {
    if may(caller.role, act) { Ok(()) } else { Err(AppError::Forbidden { role: caller.role, act }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The whole table, so that a change of rights is seen in review.
    #[test]
    fn rights_by_role() {
        let table: Vec<String> = Role::ALL
            .iter()
            .map(|role| {
                let acts = Act::ALL.iter().filter(|act| may(*role, **act)).map(|act| format!("{act:?}"));
                format!("{}: {}", role.code(), acts.collect::<Vec<_>>().join(" "))
            })
            .collect();
        assert_eq!(
            table,
            [
                "viewer: Read",
                "editor: Read ReadLedger Capture Look Enter",
                "approver: Read ReadLedger Capture Look HandOut Forget Enter Approve",
                "overseer: Read ReadLedger Look HandOut",
                "administrator: Read ReadLedger Capture Look HandOut Forget Enter Approve Administer",
            ]
        );
    }

    #[test]
    fn a_refusal_says_what_and_who_may() {
        let viewer = Caller { name: "v".to_owned(), role: Role::Viewer };
        let refusal = permit(&viewer, Act::Enter).unwrap_err();
        assert!(refusal.text().ja.contains("台帳への入力"), "{:?}", refusal.text());
        assert!(refusal.remedy().en.contains("editor"), "{:?}", refusal.remedy());
    }
}
