//! The makers in the program: `catalog/oui`.

use serde::Deserialize;

use super::{Known, Maker, Makers, Trade, reader};

const PACK: &str = include_str!("../../../../../catalog/oui/2026-11/makers.toml");

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Pack {
    #[expect(dead_code, reason = "read so that it must be there")]
    edition: String,
    #[expect(dead_code, reason = "read so that it must be there")]
    title: sekisho_model::Text,
    #[expect(dead_code, reason = "read so that it must be there")]
    source: String,
    confirmed: bool,
    pub(super) maker: Vec<Row>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Row {
    pub(super) en: String,
    pub(super) ja: String,
    trade: Option<Trade>,
    /// Beginnings of the names under which IEEE's list has it; lower case.
    #[serde(default)]
    spellings: Vec<String>,
    pub(super) prefixes: Vec<String>,
}

pub(super) fn parsed() -> Result<Pack, toml::de::Error> {
    toml::from_str(PACK)
}

pub(super) fn built_in() -> Makers {
    let mut makers = Makers::default();
    let Ok(pack) = parsed() else { return makers };
    for row in pack.maker {
        let spellings = row.spellings.iter().cloned().chain([row.en.to_lowercase()]);
        for spelling in spellings {
            let known = Known { name: row.en.clone(), ja: Some(row.ja.clone()), trade: row.trade };
            makers.known.insert(spelling, known);
        }
        for (bits, prefix) in row.prefixes.iter().filter_map(|prefix| reader::prefix(prefix)) {
            let (name, ja) = (row.en.clone(), Some(row.ja.clone()));
            let maker = Maker { name, ja, trade: row.trade, confirmed: pack.confirmed };
            makers.by_prefix.insert((bits, prefix), maker);
        }
    }
    makers
}
