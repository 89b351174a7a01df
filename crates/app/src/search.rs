//! Search over names and ids of the register, advisories and SBOMs.

use sekisho_model::{Record, RecordKind};
use unicode_normalization::UnicodeNormalization;

use crate::guard::permit;
use crate::{Act, App, AppError, Caller};

/// Most hits of one kind.
const HITS_MAX: usize = 50;

/// What a search found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hit {
    /// A record of the register.
    Record {
        /// Its kind.
        kind: RecordKind,
        /// Its id.
        id: String,
        /// Its name.
        name: String,
    },
    /// An advisory.
    Advisory {
        /// Its id.
        id: String,
        /// Its title.
        title: String,
    },
}

/// Everything whose id, name, title or alias contains the words. Full-width and half-width letters, upper and
/// lower case count as the same. At most 50 records and 50 advisories.
///
/// # Errors
/// [`AppError::Forbidden`], or trouble in the store.
pub async fn search(app: &App, caller: &Caller, words: &str) -> Result<Vec<Hit>, AppError> {
    permit(caller, Act::Read)?;
    let wanted = folded(words.trim());
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let (_, register) = app.register().await?;
    let records =
        register.records().filter(|record| record_matches(record, &wanted)).take(HITS_MAX).map(|record| {
            Hit::Record { kind: record.kind(), id: record.id().to_owned(), name: record.name().to_owned() }
        });
    let advisories = app.advisories().await?;
    let advisories = advisories
        .iter()
        .filter(|advisory| {
            let ids =
                std::iter::once(advisory.id.as_str()).chain(advisory.aliases.iter().map(String::as_str));
            let named = advisory.statements.iter().flat_map(|statement| &statement.vulnerabilities);
            ids.chain([advisory.title.as_str()])
                .chain(named.map(|id| id.as_str()))
                .any(|text| folded(text).contains(&wanted))
        })
        .take(HITS_MAX)
        .map(|advisory| Hit::Advisory { id: advisory.id.to_string(), title: advisory.title.clone() });
    Ok(records.chain(advisories).collect())
}

fn record_matches(record: &Record, wanted: &str) -> bool {
    let device = match record {
        Record::Asset(asset) => asset.device.known(),
        Record::Product(product) => product.device.known(),
        _ => None,
    };
    let device_words = device.into_iter().flat_map(|device| [&device.vendor, &device.family, &device.model]);
    [record.id(), record.name()]
        .into_iter()
        .chain(device_words.filter_map(|word| word.known()).map(String::as_str))
        .any(|text| folded(text).contains(wanted))
}

fn folded(text: &str) -> String {
    text.nfkc().flat_map(char::to_lowercase).collect()
}
