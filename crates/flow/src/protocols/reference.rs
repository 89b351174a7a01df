//! The reference page of protocols: each has a row in both languages, with the name and the certainty that the code
//! has.

use std::path::Path;

use sekisho_model::{Certainty, Protocol};

use super::certainty;

/// The rows of a page by their code.
fn row(page: &str, protocol: Protocol) -> Vec<String> {
    let begin = format!("| `{}` |", protocol.code());
    let rows: Vec<&str> = page.lines().filter(|line| line.starts_with(&begin)).collect();
    assert_eq!(rows.len(), 1, "{begin}");
    rows[0].trim_matches('|').split(" | ").map(|cell| cell.trim().to_owned()).collect()
}

#[test]
fn every_protocol_has_its_row_in_both_languages() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/reference");
    for (language, probable) in [("en", "**Probable.**"), ("ja", "**推定。**")] {
        let page =
            std::fs::read_to_string(folder.join(format!("observation-protocols.{language}.md"))).unwrap();
        for protocol in Protocol::ALL {
            let cells = row(&page, protocol);
            assert_eq!((cells.len(), cells[1].as_str()), (7, protocol.name()), "{language} {cells:?}");
            let said = cells[6].starts_with(probable);
            assert_eq!(said, certainty(protocol) == Certainty::Probable, "{language} {cells:?}");
        }
        let rows = page.lines().filter(|line| line.starts_with("| `")).count();
        assert_eq!(rows, Protocol::ALL.len(), "{language}");
    }
}
