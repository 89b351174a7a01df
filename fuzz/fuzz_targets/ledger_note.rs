//! A signed note, a checkpoint and a proof of the ledger.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sekisho_ledger::{Checkpoint, Note, SignerKey, TlogProof, VerifierKey};

fuzz_target!(|data: &[u8]| {
    if let Ok(note) = Note::parse(data) {
        assert_eq!(
            Note::parse(note.to_text().as_bytes()).as_ref(),
            Ok(&note),
            "what was written reads differently"
        );
    }
    let _ = TlogProof::parse(data);
    if let Ok(text) = std::str::from_utf8(data) {
        let _ = (Checkpoint::from_text(text), VerifierKey::from_text(text), SignerKey::from_text(text));
    }
});
