//! MMS (ISO 9506-2) over ISO session and presentation.
//!
//! Structure: the session's data transfer, the presentation's list of values, and an MMS PDU whose service exists; at
//! a connection's begin the abstract syntax of MMS among those proposed, or its application context.
//!
//! The walk goes down tags and lengths to the service, and not into its values. Only an answer to identify is read.

use std::ops::Range;

use sekisho_model::{CommandClass, IdentityKind, Protocol, ShortText};

use crate::window::{Found, Side, Weight, Window};

use super::Said;
use super::ber::{Bytes, Stop};

/// Give tokens, then data transfer, both without parameters.
const DATA_TRANSFER: [u8; 4] = [1, 0, 1, 0];
const CONNECT: u8 = 0x0D;
/// Parameter of the session in which a connection's user data stands.
const USER_DATA: u8 = 0xC1;
/// 1.0.9506.2.1 and .3 as encoded: the abstract syntax, and the application context.
const ABSTRACT_SYNTAX: [u8; 7] = [6, 5, 0x28, 0xCA, 0x22, 2, 1];
const APPLICATION_CONTEXT: [u8; 7] = [6, 5, 0x28, 0xCA, 0x22, 2, 3];
/// Most elements of a list that are passed over.
const ELEMENTS_MAX: usize = 12;
/// Bytes that a walk which fails may have read.
const WALK_MAX: usize = 128;
const IDENTIFY: u8 = 2;

/// What an MMS PDU says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Service {
    pub(super) side: Side,
    pub(super) class: Option<CommandClass>,
    /// Where its name ends.
    end: usize,
}

pub(super) fn said(body: &Window<'_>) -> Option<Said> {
    let get = |at| body.u8(at);
    let bytes = Bytes(&get);
    if body.u8(0) != Some(DATA_TRANSFER[0]) {
        let side = if body.u8(0) == Some(CONNECT) { Side::Client } else { Side::Server };
        let is_ours = associates(&bytes) == Ok(true);
        return is_ours.then(|| Said::strong(Protocol::Mms, side, Some(CommandClass::Other)));
    }
    let begins = DATA_TRANSFER.iter().zip(0..).all(|(byte, at)| body.u8(at).is_none_or(|seen| seen == *byte));
    match values(&bytes).and_then(|at| pdu(&bytes, at)) {
        Ok(service) => Some(Said::strong(Protocol::Mms, service.side, service.class)),
        Err(Stop::Unseen) if begins => Some(Said::weak(Protocol::Mms)),
        Err(_) => None,
    }
}

/// Can an MMS PDU begin so, without session and presentation? Some reduced stacks leave them out.
pub(super) const fn is_bare(first: u8) -> bool {
    matches!(first, 0xA0..=0xA4 | 0xA7..=0xAA | 0xAD | 0x85 | 0x86 | 0x8B | 0x8C)
}

/// An MMS PDU that fills the frame; what has parts of its own in it is enough for a name.
pub(super) fn bare(body: &Window<'_>, length: u32) -> Option<Said> {
    let get = |at| body.u8(at);
    let bytes = Bytes(&get);
    let content = bytes.content(1).ok()?;
    if content.length.and_then(|inner| u32::try_from(content.at + inner).ok()) != Some(length) {
        return None;
    }
    let Service { side, class, .. } = pdu(&bytes, 0).ok()?;
    let said = Said::strong(Protocol::Mms, side, class);
    let has_parts = match body.u8(0)? {
        0xA0 | 0xA1 => true,
        0xA8 | 0xA9 => matches!(body.u8(content.at)?, 0x80 | 0x81),
        _ => false,
    };
    Some(if has_parts { said } else { Said { weight: Weight::Weak, ..said } })
}

/// Where the MMS PDU begins in a data transfer.
fn values(bytes: &Bytes<'_>) -> Result<usize, Stop> {
    for (byte, at) in DATA_TRANSFER.iter().zip(0..) {
        if bytes.byte(at)? != *byte {
            return Err(Stop::Other);
        }
    }
    value(bytes, 4)
}

/// Where the value of a presentation's fully encoded data begins.
fn value(bytes: &Bytes<'_>, at: usize) -> Result<usize, Stop> {
    let list = bytes.enter(at, 0x61)?;
    let mut at = bytes.enter(list.at, 0x30)?.at;
    if bytes.byte(at)? == 6 {
        at = bytes.after(at)?; // the transfer syntax
    }
    bytes.enter(at, 2)?;
    Ok(bytes.enter(bytes.after(at)?, 0xA0)?.at)
}

/// The PDU that begins here.
pub(super) fn pdu(bytes: &Bytes<'_>, at: usize) -> Result<Service, Stop> {
    use Side::{Client, Server};
    let tag = bytes.byte(at)?;
    let named = |side, class, end| Ok(Service { side, class, end });
    let content = bytes.content(at + 1)?.at;
    match tag {
        0xA0 | 0xA1 => {
            let mut service = bytes.enter(content, 2).and_then(|_| bytes.after(content))?;
            if bytes.byte(service)? == 0x30 {
                service = bytes.after(service)?; // modifiers
            }
            let (number, end) = bytes.number(service)?;
            named(if tag == 0xA0 { Client } else { Server }, Some(confirmed(number).ok_or(Stop::Other)?), end)
        }
        0xA2 | 0xA4 | 0xA7 | 0xAA | 0xAD => named(Server, None, content), // errors, reject
        0xA3 => {
            let (number, end) = bytes.number(content)?;
            named(Server, Some(unconfirmed(number).ok_or(Stop::Other)?), end)
        }
        0x85 | 0xA8 | 0x8B => named(Client, Some(CommandClass::Other), content), // cancel, initiate, conclude
        0x86 | 0xA9 | 0x8C => named(Server, Some(CommandClass::Other), content), // the same, answered
        _ => Err(Stop::Other),
    }
}

/// Class of a confirmed service, by its number in the choice.
#[rustfmt::skip] // a table
const fn confirmed(service: u8) -> Option<CommandClass> {
    use CommandClass::{Control, Diagnostic, Other, Program, Read, Write};
    Some(match service {
        0..=2 => Diagnostic,            // status, name list, identify
        3 => Program,                   // rename
        4 => Read,                      // read
        5 => Write,                     // write
        6 | 9 | 12 | 15 => Diagnostic,  // attributes: variable, scattered access, list, type
        7 | 8 | 10 | 11 => Program,     // variables, scattered access, lists defined, deleted
        13 | 14 | 16 => Program,        // list deleted, type defined, deleted
        17 => Read,                     // input
        18 => Write,                    // output
        19 | 20 => Control,             // control taken, relinquished
        21 | 22 => Program,             // semaphore defined, deleted
        23..=25 => Diagnostic,          // semaphores reported
        26..=36 => Program,             // download, upload, load, store, delete of a domain
        37 => Diagnostic,               // domain attributes
        38 | 39 => Program,             // program invocation created, deleted
        40..=44 => Control,             // start, stop, resume, reset, kill
        45 => Diagnostic,               // program invocation attributes
        46 => Program,                  // file obtained
        47 | 48 => Program,             // event condition defined, deleted
        49 | 50 => Diagnostic,          // event condition attributes, report
        51 | 52 => Control,             // monitoring altered, event triggered
        53 | 54 => Program,             // event action defined, deleted
        55 | 56 => Diagnostic,          // event action attributes, report
        57 | 58 => Program,             // event enrolment defined, deleted
        59 => Control,                  // event enrolment altered
        60 | 61 => Diagnostic,          // event enrolment report, attributes
        62 => Control,                  // event acknowledged
        63 | 64 => Diagnostic,          // alarm summary, alarm enrolment summary
        65 => Read,                     // journal read
        66 => Write,                    // journal written
        67 => Control,                  // journal initialised
        68 => Diagnostic,               // journal status
        69 | 70 => Program,             // journal created, deleted
        71 => Diagnostic,               // capabilities
        72..=77 => Program,             // file open, read, close, rename, delete, directory
        78 => Other,                    // additional service
        80 => Diagnostic,               // data exchange attributes
        81 => Write,                    // data exchanged
        82 | 85 | 86 => Program,        // access control defined, deleted, changed
        83 | 84 => Diagnostic,          // access control attributes, report
        87 => Program,                  // program invocation reconfigured
        _ => return None,
    })
}

/// Class of an unconfirmed service.
const fn unconfirmed(service: u8) -> Option<CommandClass> {
    match service {
        0 | 2 => Some(CommandClass::Read), // information report, event notification
        1 => Some(CommandClass::Diagnostic), // status
        _ => None,
    }
}

/// Does a connection's begin speak of MMS?
fn associates(bytes: &Bytes<'_>) -> Result<bool, Stop> {
    let mut at = session_parameters(bytes)?;
    for _ in 0..ELEMENTS_MAX {
        if bytes.byte(at)? == USER_DATA {
            let ppdu = at + if bytes.byte(at + 1)? == 0xFF { 4 } else { 2 };
            return presents(bytes, ppdu);
        }
        at += 2 + usize::from(bytes.byte(at + 1)?);
    }
    Err(Stop::Other)
}

fn session_parameters(bytes: &Bytes<'_>) -> Result<usize, Stop> {
    Ok(if bytes.byte(1)? == 0xFF { 4 } else { 2 })
}

/// The presentation's begin: its parameters of normal mode name contexts, and carry the association.
fn presents(bytes: &Bytes<'_>, at: usize) -> Result<bool, Stop> {
    let mut at = bytes.enter(at, 0x31)?.at;
    for _ in 0..ELEMENTS_MAX {
        if bytes.byte(at)? == 0xA2 {
            at = bytes.content(at + 1)?.at;
            break;
        }
        at = bytes.after(at)?;
    }
    for _ in 0..ELEMENTS_MAX {
        match bytes.byte(at)? {
            0xA4 if proposes(bytes, at)? => return Ok(true),
            0x61 => return in_context(bytes, at),
            _ => at = bytes.after(at)?,
        }
    }
    Err(Stop::Other)
}

/// Is MMS among the abstract syntaxes of a list of contexts?
fn proposes(bytes: &Bytes<'_>, at: usize) -> Result<bool, Stop> {
    let end = bytes.after(at)?;
    let mut at = bytes.content(at + 1)?.at;
    for _ in 0..ELEMENTS_MAX {
        if at >= end {
            break;
        }
        let syntax = bytes.after(bytes.enter(at, 0x30)?.at)?;
        if stands(bytes, syntax, &ABSTRACT_SYNTAX)? {
            return Ok(true);
        }
        at = bytes.after(at)?;
    }
    Ok(false)
}

/// Is the association's application context that of MMS?
fn in_context(bytes: &Bytes<'_>, at: usize) -> Result<bool, Stop> {
    let association = value(bytes, at)?;
    let mut at = bytes.content(association + 1)?.at;
    if bytes.byte(at)? == 0x80 {
        at = bytes.after(at)?; // the protocol's version
    }
    let context = bytes.enter(at, 0xA1)?.at;
    stands(bytes, context, &APPLICATION_CONTEXT)
}

fn stands(bytes: &Bytes<'_>, at: usize, expected: &[u8]) -> Result<bool, Stop> {
    for (byte, place) in expected.iter().zip(at..) {
        if bytes.byte(place)? != *byte {
            return Ok(false);
        }
    }
    Ok(true)
}

/// An answer to identify: who made it, model, revision.
pub(super) fn identify(body: &[u8], found: &mut dyn Found) {
    let kinds = [IdentityKind::Vendor, IdentityKind::Model, IdentityKind::Firmware];
    for (place, kind) in words(body).into_iter().zip(kinds) {
        let text = body.get(place).and_then(|bytes| std::str::from_utf8(bytes).ok());
        if let Some(text) = text.and_then(ShortText::new) {
            found.identity(kind, text);
        }
    }
}

/// Where the words of an answer to identify stand; none where it is something else.
fn words(body: &[u8]) -> Vec<Range<usize>> {
    let get = |at: usize| body.get(at).copied();
    walk_words(&Bytes(&get)).unwrap_or_default()
}

fn walk_words(bytes: &Bytes<'_>) -> Result<Vec<Range<usize>>, Stop> {
    let invoke = bytes.enter(values(bytes)?, 0xA1)?.at;
    let answer = bytes.enter(bytes.after(invoke)?, 0xA0 | IDENTIFY)?;
    let mut at = answer.at;
    let mut places = Vec::new();
    for tag in 0x80..=0x82 {
        let content = bytes.enter(at, tag)?;
        at = bytes.after(at)?;
        places.push(content.at..at);
    }
    Ok(places)
}

/// Of a PDU without session and presentation, everything down to the service's name.
pub(super) fn bare_looked_at(body: &[u8]) -> Vec<Range<usize>> {
    let get = |at: usize| body.get(at).copied().filter(|_| at + super::DATA < WALK_MAX);
    let end = pdu(&Bytes(&get), 0).map_or(WALK_MAX - super::DATA, |service| service.end + 1);
    vec![0..end]
}

/// Everything down to the service's name; of a connection's begin, and of what could not be walked, the window; an
/// answer to identify.
pub(super) fn looked_at(body: &[u8]) -> Vec<Range<usize>> {
    let get = |at: usize| body.get(at).copied().filter(|_| at + super::DATA < WALK_MAX);
    let bytes = Bytes(&get);
    let walked = values(&bytes).and_then(|at| pdu(&bytes, at));
    let end = match walked {
        Ok(service) => service.end + 1,
        Err(_) => WALK_MAX - super::DATA,
    };
    let words = words(body);
    let heads = words.first().zip(words.last()).map(|(first, last)| first.start - 2..last.end);
    std::iter::once(0..end).chain(heads).collect()
}
