//! People who sign in, and what they may do.

use serde::{Deserialize, Serialize};

/// What a signed-in person may do. Each role's rights are decided in `app`, by one function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Reads the register.
    Viewer,
    /// Reads, and enters facts.
    Editor,
    /// Reads, enters facts, and approves what needs a second person.
    Approver,
    /// Reads the ledger and its proofs; enters nothing. Independent of the operators.
    Overseer,
    /// Everything, including users and settings.
    Administrator,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 5] =
        [Self::Viewer, Self::Editor, Self::Approver, Self::Overseer, Self::Administrator];

    /// The word used in commands and documents.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Editor => "editor",
            Self::Approver => "approver",
            Self::Overseer => "overseer",
            Self::Administrator => "administrator",
        }
    }
}

/// A user's sign-in name: 1 to 64 characters, no white space or control characters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct UserName(String);

impl UserName {
    /// The name as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for UserName {
    type Error = String;
    fn try_from(name: String) -> Result<Self, String> {
        let chars = name.chars().count();
        if chars == 0 || chars > 64 || name.chars().any(|c| c.is_whitespace() || c.is_control()) {
            return Err(format!("user name {name:?} must have 1 to 64 characters and no white space"));
        }
        Ok(Self(name))
    }
}

impl From<UserName> for String {
    fn from(name: UserName) -> Self {
        name.0
    }
}

impl std::fmt::Display for UserName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// A person who may sign in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// Sign-in name.
    pub name: UserName,
    /// What they may do.
    pub role: Role,
    /// May no longer sign in.
    pub disabled: bool,
}
