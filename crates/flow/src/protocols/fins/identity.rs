//! What a controller says of itself: the answer to *controller data read*, model and version.

use sekisho_model::{IdentityKind, ShortText};

use super::{ANSWER, HEAD, TCP_HEAD};
use crate::window::{Carrier, Found, Setting};

/// Characters of model and of version.
const WORDS: usize = 20;

/// Reads model and version out of a whole PDU.
pub(super) fn identify(pdu: &[u8], setting: &Setting, found: &mut dyn Found) {
    let at = if setting.carrier == Carrier::Tcp { TCP_HEAD } else { 0 };
    let frame = pdu.get(at..).unwrap_or_default();
    let answer = frame.first().is_some_and(|icf| icf & ANSWER != 0);
    // Controller data read, ended normally.
    if !answer || frame.get(HEAD - 2..HEAD + 2) != Some(&[5, 1, 0, 0]) {
        return;
    }
    let kinds = [IdentityKind::Model, IdentityKind::Firmware];
    for (kind, at) in kinds.into_iter().zip([HEAD + 2, HEAD + 2 + WORDS]) {
        let word = frame.get(at..at + WORDS).unwrap_or_default();
        let printable = word.iter().all(|byte| matches!(byte, 0 | b' '..=b'~'));
        let word: String = word.iter().copied().map(char::from).collect();
        if let Some(value) = ShortText::new(&word).filter(|_| printable) {
            found.identity(kind, value);
        }
    }
}
