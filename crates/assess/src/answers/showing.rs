//! What the register shows for a criterion: rows that speak for it, and what it lacks.

use sekisho_model::{RecordKind, Text};

/// A row of the register and what it says here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Kind.
    pub kind: RecordKind,
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// What it shows, or what it lacks.
    pub why: Text,
}

/// Something that keeps a criterion from being met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lack {
    /// A row that is there says too little, or the contrary.
    Row(Row),
    /// No row says it.
    Missing(Text),
    /// The register has no place for it: a person says it.
    Beyond(Text),
}

impl Lack {
    /// What is lacking, in words.
    #[must_use]
    pub const fn what(&self) -> &Text {
        match self {
            Self::Row(row) => &row.why,
            Self::Missing(what) | Self::Beyond(what) => what,
        }
    }
}

/// What the register shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Showing {
    /// Nothing is recorded: unknown. It says what a row would have to be.
    Nothing(Text),
    /// Rows show it, and nothing is lacking.
    Met(Vec<Row>),
    /// Rows show part of it.
    Partly {
        /// What shows it.
        shows: Vec<Row>,
        /// What is lacking.
        lacks: Vec<Lack>,
    },
    /// What is recorded shows that it is not met.
    NotMet {
        /// What is lacking; at least one row among them.
        lacks: Vec<Lack>,
    },
}

impl Showing {
    /// Weighs what was found. Without any row it is unknown, whatever is missing.
    #[must_use]
    pub fn weigh(wanted: Text, shows: Vec<Row>, lacks: Vec<Lack>) -> Self {
        let has_rows = !shows.is_empty() || lacks.iter().any(|lack| matches!(lack, Lack::Row(_)));
        match (has_rows, shows.is_empty(), lacks.is_empty()) {
            (false, ..) => Self::Nothing(wanted),
            (true, true, _) => Self::NotMet { lacks },
            (true, false, true) => Self::Met(shows),
            (true, false, false) => Self::Partly { shows, lacks },
        }
    }

    /// Rows that show it.
    #[must_use]
    pub fn shows(&self) -> &[Row] {
        match self {
            Self::Met(shows) | Self::Partly { shows, .. } => shows,
            Self::Nothing(_) | Self::NotMet { .. } => &[],
        }
    }

    /// What is lacking.
    #[must_use]
    pub fn lacks(&self) -> &[Lack] {
        match self {
            Self::Partly { lacks, .. } | Self::NotMet { lacks } => lacks,
            Self::Nothing(_) | Self::Met(_) => &[],
        }
    }

    /// Every row that is named, those that show it first.
    pub fn rows(&self) -> impl Iterator<Item = &Row> {
        let lacking = self.lacks().iter().filter_map(|lack| match lack {
            Lack::Row(row) => Some(row),
            Lack::Missing(_) | Lack::Beyond(_) => None,
        });
        self.shows().iter().chain(lacking)
    }

    /// Is there nothing lacking but what the register has no place for?
    #[must_use]
    pub fn is_whole_but_for_words(&self) -> bool {
        !self.shows().is_empty() && self.lacks().iter().all(|lack| matches!(lack, Lack::Beyond(_)))
    }
}
