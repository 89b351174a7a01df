//! Heads of PDUs that are torn between two segments.
//!
//! Invariant: at most [`CARRIED_MAX`] bytes for a direction, and each place is wiped as soon as it is done with. This
//! is the only payload that outlives its packet.

use crate::window::CARRIED_MAX;

use super::slab::Slab;

/// The head of a PDU in each direction.
#[derive(Clone, Copy)]
struct Heads {
    bytes: [[u8; CARRIED_MAX]; 2],
    lengths: [u8; 2],
}

/// All heads that are carried at a time.
pub(crate) struct Carried {
    heads: Slab<Heads>,
}

/// Most connections that carry a head at a time. Beyond it a torn head is a gap.
const HEADS_MAX: usize = 1 << 16;

/// Says that nothing is carried.
pub(crate) const NOTHING: u32 = u32::MAX;

impl Carried {
    /// Nothing.
    pub(crate) const fn new() -> Self {
        Self { heads: Slab::new(Heads { bytes: [[0; CARRIED_MAX]; 2], lengths: [0; 2] }) }
    }

    /// Carries a head, and says where. `None` when there is no room, or the head is too long.
    pub(crate) fn keep(&mut self, place: u32, direction: usize, head: &[u8]) -> Option<u32> {
        let mut bytes = [0; CARRIED_MAX];
        bytes.get_mut(..head.len())?.copy_from_slice(head);
        if place == NOTHING && self.heads.len() >= HEADS_MAX {
            return None;
        }
        let place = if place == NOTHING { self.heads.insert(*self.heads.empty()) } else { place };
        let heads = self.heads.at_mut(place);
        heads.bytes[direction] = bytes;
        heads.lengths[direction] = u8::try_from(head.len()).ok()?;
        Some(place)
    }

    /// The head of a direction, and its length; it is carried no more. Also says where the other's is, if any.
    pub(crate) fn give(&mut self, place: u32, direction: usize) -> ([u8; CARRIED_MAX], usize, u32) {
        if place == NOTHING {
            return ([0; CARRIED_MAX], 0, NOTHING);
        }
        let heads = self.heads.at_mut(place);
        let bytes = std::mem::take(&mut heads.bytes[direction]);
        let length = std::mem::take(&mut heads.lengths[direction]);
        let left = if heads.lengths == [0; 2] {
            self.heads.remove(place);
            NOTHING
        } else {
            place
        };
        (bytes, usize::from(length), left)
    }

    /// Is there room for heads of connections without a name? Half of it is kept for those that have one.
    pub(crate) fn has_room_for_guesses(&self) -> bool {
        self.heads.len() < HEADS_MAX / 2
    }

    /// What is carried of a direction, and how many bytes of it.
    pub(crate) fn held(&self, place: u32, direction: usize) -> ([u8; CARRIED_MAX], usize) {
        if place == NOTHING {
            return ([0; CARRIED_MAX], 0);
        }
        let heads = self.heads.at(place);
        (heads.bytes[direction], heads.lengths[direction].into())
    }

    /// Drops both heads.
    pub(crate) fn drop(&mut self, place: u32) {
        if place != NOTHING {
            self.heads.remove(place);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_of_the_room_is_kept_for_connections_that_have_a_name() {
        let mut carried = Carried::new();
        for _ in 0..HEADS_MAX / 2 {
            assert!(carried.has_room_for_guesses());
            assert!(carried.keep(NOTHING, 0, b"F").is_some());
        }
        assert!(!carried.has_room_for_guesses());
        let place = carried.keep(NOTHING, 1, b"FINS").unwrap();
        assert_eq!(carried.held(place, 1).1, 4);
        assert_eq!(carried.give(place, 1).1, 4);
        carried.drop(0);
        assert!(carried.has_room_for_guesses());
    }
}
