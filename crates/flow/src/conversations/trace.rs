//! A look over the engine's shoulder, for the proof of restraint and for tests. It costs nothing where nobody looks.

use crate::window::{Pdu, Setting};

/// What a parser was shown.
pub(crate) struct Shown<'a> {
    /// The bytes it was given, from the PDU's begin.
    pub bytes: &'a [u8],
    /// How many of them were carried from the packet before.
    pub carried: usize,
    /// Where in the packet's payload they begin, when none was carried.
    pub at: usize,
    /// Which parser, by its place in the list; `None` when several were asked for a name.
    pub parser: Option<u8>,
    /// In which setting.
    pub setting: Setting,
    /// What it made of them.
    pub pdu: Option<Pdu>,
}

/// Somebody who looks.
pub(crate) trait Trace {
    /// Is there anybody at all?
    const LOOKS: bool = true;

    /// A parser was shown something.
    fn shown(&mut self, _shown: &Shown<'_>) {}

    /// A PDU was read in a connection, by its number, in the setting of its packet. Is its protocol certain, or does
    /// it wait for another of its kind?
    fn pdu(&mut self, _connection: u32, _pdu: &Pdu, _setting: &Setting, _certain: bool) {}

    /// What waited in a connection became certain, or was found to mean nothing.
    fn named(&mut self, _connection: u32, _named: bool) {}
}

/// Nobody.
pub(crate) struct Nobody;

impl Trace for Nobody {
    const LOOKS: bool = false;
}
