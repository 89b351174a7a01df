//! What can go wrong, by what the caller can do about it.

use sekisho_model::{Problem, Role, Text, text};
use sekisho_store::StoreError;

use crate::Act;
use crate::conflict::Conflict;
use crate::guard::may;

/// Why something was not done.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// The caller's role may not do it.
    #[error("role {role:?} may not {act:?}")]
    Forbidden {
        /// The caller's role.
        role: Role,
        /// What was asked.
        act: Act,
    },
    /// The named thing is not there.
    #[error("{kind} {id:?} is not there")]
    NotFound {
        /// Sort of thing.
        kind: Text,
        /// What was named.
        id: String,
    },
    /// The input could not be used; what is wrong with it.
    #[error("the input has {} problems", .0.len())]
    Invalid(Vec<Problem>),
    /// Somebody else changed the register in between.
    #[error("the register has changed since it was read")]
    Outdated,
    /// Rows that somebody else changed in between; nothing was saved.
    #[error("{} records have changed since they were read", .0.len())]
    Conflict(Vec<Conflict>),
    /// A sign-in link or signed-in state is not, or no longer, good.
    #[error("not signed in")]
    NotSignedIn,
    /// The store refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl AppError {
    /// Does another process have the register open for writing?
    #[must_use]
    pub const fn is_held(&self) -> bool {
        matches!(self, Self::Store(StoreError::Locked { .. }))
    }

    /// What happened, for people.
    #[must_use]
    pub fn text(&self) -> Text {
        match self {
            Self::Forbidden { role, act } => {
                let (Text { ja, en }, role) = (act.word(), role.code());
                text!(ja: "役割 {role} には「{ja}」の権限がありません。", en: "The role {role} may not {en}.")
            }
            Self::NotFound { kind, id } => {
                let Text { ja, en } = kind;
                text!(ja: "{ja}「{id}」は登録されていません。", en: "There is no {en} \"{id}\".")
            }
            Self::Invalid(problems) => problems.first().map_or_else(
                || text!(ja: "入力を読めませんでした。", en: "The input could not be read."),
                |problem| {
                    Text::new(
                        problem.in_lang(sekisho_model::Lang::Ja),
                        problem.in_lang(sekisho_model::Lang::En),
                    )
                },
            ),
            Self::Outdated => text!(
                ja: "確認している間に、ほかの人が台帳を変更しました。",
                en: "Somebody changed the register while you were looking."
            ),
            Self::Conflict(conflicts) => match conflicts.as_slice() {
                [] => Self::Outdated.text(),
                [one] => one.text(),
                [first, more @ ..] => {
                    let (Text { ja, en }, more) = (first.text(), more.len());
                    text!(ja: "{ja}ほかに {more} 件あります。", en: "{en} And {more} more.")
                }
            },
            Self::NotSignedIn => text!(ja: "サインインしていません。", en: "You are not signed in."),
            Self::Store(error) => error.text(),
        }
    }

    /// What to do, for people.
    #[must_use]
    pub fn remedy(&self) -> Text {
        match self {
            Self::Forbidden { act, .. } => {
                let able: Vec<&str> =
                    Role::ALL.into_iter().filter(|role| may(*role, *act)).map(Role::code).collect();
                let able = able.join(", ");
                text!(ja: "できる役割は {able} です。管理者に相談してください。", en: "These roles may: {able}. Ask an administrator.")
            }
            Self::NotFound { .. } => {
                text!(ja: "ID を確かめるか、先に取り込んでください。", en: "Check the id, or import it first.")
            }
            Self::Invalid(_) => {
                text!(ja: "何も変えていません。直してから、もう一度試してください。", en: "Nothing was changed. Correct it and try again.")
            }
            Self::Outdated => {
                text!(ja: "もう一度差分を確認してから適用してください。", en: "Look at the difference again, then apply it.")
            }
            Self::Conflict(_) => text!(
                ja: "何も保存していません。両方の内容を見て、残す方をもう一度保存してください。",
                en: "Nothing was saved. Look at both versions and save the one to keep."
            ),
            Self::NotSignedIn => text!(
                ja: "管理者に新しいサインイン用リンクを発行してもらってください（画面の「利用者」か sekisho user link 名前）。",
                en: "Ask an administrator for a new sign-in link (page of users, or sekisho user link NAME)."
            ),
            Self::Store(_) => Text::default(),
        }
    }
}
