//! Names for states: one for each content of a record and of a register.
//!
//! Invariant: the same content has the same name, whoever entered it and when; any other content has another.
//! The bytes under the hash are the documents of the records, in their order, each on a line after its kind.

use sekisho_model::{Record, Register};
use sha2::{Digest, Sha256};

/// First bytes under a state's hash, so that no other document can pass for a register.
const REGISTER_FORM: &[u8] = b"sekisho-register/state/v1\n";
/// Hexadecimal digits of a record's version, and of a state hash where it is shown.
pub const SHOWN: usize = 16;

/// SHA-256 over the whole register, in hexadecimal. Documents show the first [`SHOWN`] digits.
///
/// The catalog is no part of it: the same register has the same hash under every catalog.
#[must_use]
pub fn state_hash(register: &Register) -> String {
    let mut digest = Sha256::new();
    digest.update(REGISTER_FORM);
    for record in register.records() {
        digest.update(record.kind().code());
        digest.update(b" ");
        digest.update(document(&record));
        digest.update(b"\n");
    }
    hex::encode(digest.finalize())
}

/// The version of a record: what it says, in sixteen digits. A row whose version is another has been changed.
#[must_use]
pub fn version(record: &Record) -> String {
    let mut version = hex::encode(Sha256::digest(document(record)));
    version.truncate(SHOWN);
    version
}

/// A record's document. One that cannot be written is as if it were empty; none is known.
fn document(record: &Record) -> Vec<u8> {
    let mut bytes = Vec::new();
    if record.serialize_bare(&mut serde_json::Serializer::new(&mut bytes)).is_err() {
        bytes.clear();
    }
    bytes
}

#[cfg(test)]
mod tests {
    use sekisho_model::RecordKind;
    use serde_json::json;

    use super::*;

    fn zone(id: &str, name: &str) -> Record {
        Record::deserialize_as(RecordKind::Zone, json!({ "id": id, "name": name })).unwrap()
    }

    fn register(records: &[Record]) -> Register {
        let mut register = Register::default();
        for record in records {
            register.put(record.clone());
        }
        register
    }

    #[test]
    fn the_same_register_has_the_same_hash_in_whatever_order_it_was_entered() {
        let (one, two) = (zone("Z1", "組立"), zone("Z2", "塗装"));
        let forward = state_hash(&register(&[one.clone(), two.clone()]));
        assert_eq!(forward, state_hash(&register(&[two, one])));
        assert_eq!(forward.len(), 64);
    }

    #[test]
    fn any_other_content_has_another_name() {
        let before = register(&[zone("Z1", "組立")]);
        for other in [register(&[]), register(&[zone("Z1", "組立 ")]), register(&[zone("Z2", "組立")])] {
            assert_ne!(state_hash(&before), state_hash(&other));
        }
        assert_ne!(version(&zone("Z1", "組立")), version(&zone("Z1", "組立1")));
    }
}
