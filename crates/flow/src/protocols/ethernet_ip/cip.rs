//! CIP messages: the service, the object it is asked of, and what is packed inside (Unconnected Send, Multiple
//! Service Packet, PCCC).
//!
//! Invariant: of a path only the kinds of its segments, their lengths and the first class are looked at. Names of
//! tags, instances and values are passed over.

use sekisho_model::{CommandClass, CommandClasses};

use super::pccc;
use crate::window::{Side, Window};

/// Most services of one packet that are looked at; the window ends long before.
const PACKED_MAX: usize = 32;
/// Most layers of packing.
const DEPTH_MAX: u8 = 3;
/// Most segments of a path that are walked to find its class.
const SEGMENTS_MAX: usize = 4;

const REPLY: u8 = 0x80;
const MULTIPLE_SERVICES: u8 = 0x0A;
const UNCONNECTED_SEND: u8 = 0x52;
const EXECUTE_PCCC: u8 = 0x4B;

const CONNECTION_MANAGER: u16 = 0x06;
const PCCC: u16 = 0x67;

/// What a message says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Heard {
    pub(super) side: Side,
    pub(super) commands: CommandClasses,
}

/// What a service is asked of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Object {
    /// A class by its number.
    Class(u16),
    /// Something by its name: a tag.
    Named,
    /// The path was cut, or leads elsewhere.
    Untold,
    /// The message is an answer, which names no object.
    Answered,
}

/// Services that mean the same for every object (CIP volume 1, appendix A).
#[rustfmt::skip] // a table
const fn common(service: u8) -> Option<CommandClass> {
    use CommandClass::{Control, Diagnostic, Other, Program, Read, Write};
    Some(match service {
        0x01 => Read,        // Get_Attributes_All
        0x02 => Write,       // Set_Attributes_All
        0x03 => Read,        // Get_Attribute_List
        0x04 => Write,       // Set_Attribute_List
        0x05 => Control,     // Reset
        0x06 => Control,     // Start
        0x07 => Control,     // Stop
        0x08 => Program,     // Create
        0x09 => Program,     // Delete
        0x0A => Other,       // Multiple_Service_Packet; its contents say more
        0x0D => Write,       // Apply_Attributes
        0x0E => Read,        // Get_Attribute_Single
        0x10 => Write,       // Set_Attribute_Single
        0x11 => Diagnostic,  // Find_Next_Object_Instance
        0x15 => Program,     // Restore
        0x16 => Program,     // Save
        0x17 => Other,       // No_Operation
        0x18 => Read,        // Get_Member
        0x19 => Write,       // Set_Member
        0x1A => Write,       // Insert_Member
        0x1B => Write,       // Remove_Member
        0x1C => Control,     // GroupSync
        _ => return None,
    })
}

/// Services that an object defines for itself.
#[rustfmt::skip] // a table
const fn own(service: u8, class: u16) -> CommandClass {
    use CommandClass::{Control, Diagnostic, Other, Program, Read, Write};
    match (class, service) {
        // Connection Manager
        (0x06, 0x56 | 0x57 | 0x5A) => Diagnostic,     // Get/Search connection data, Get owner
        (0x06, _) => Other,                           // Forward_Open, Large_Forward_Open, Forward_Close, Unconnected_Send
        // File: uploads and downloads of configuration, firmware and descriptions
        (0x37, _) => Program,
        // Parameter, Parameter Group
        (0x0F, 0x4B) => Read,                         // Get_Enum_String
        // Time Sync, Motion, safety: no public table worth more than this
        (0x43, _) => Other,
        // Symbol and Template of Logix controllers
        (0x6B, 0x4C | 0x52 | 0x55) => Read,           // Read Tag, Read Tag Fragmented, Get_Instance_Attribute_List
        (0x6B, 0x4D | 0x4E | 0x53) => Write,          // Write Tag, Read_Modify_Write, Write Tag Fragmented
        (0x6C, 0x4C | 0x52) => Read,                  // Read Template
        // Program, its parts and Routine of Logix controllers
        (0x68 | 0x6A | 0x6D, _) => Program,
        // Data of Logix controllers, as trends and operator panels read them
        (0x72, 0x4C) => Read,
        // The Logix controller itself, which Start and Stop are asked of: its own services are mode and access
        (0x8E, _) => Control,
        // Wall clock of Logix controllers
        (0x8B, _) => Control,
        // Non-volatile storage of Rockwell modules: firmware
        (0xA1, _) => Program,
        _ => Other,
    }
}

/// Services asked of a tag by its name, and what an answer's code alone means.
#[rustfmt::skip] // a table
const fn named(service: u8) -> CommandClass {
    use CommandClass::{Other, Read, Write};
    match service {
        0x4C => Read,   // Read Tag
        0x4D => Write,  // Write Tag
        0x4E => Write,  // Read_Modify_Write Tag
        0x52 => Read,   // Read Tag Fragmented
        0x53 => Write,  // Write Tag Fragmented
        0x55 => Read,   // Get_Instance_Attribute_List
        _ => Other,
    }
}

fn class_of(service: u8, object: Object) -> CommandClasses {
    let clock = matches!(object, Object::Class(0x8B));
    let class = match (common(service), object) {
        (Some(class), _) => class,
        (None, Object::Class(class)) => own(service, class),
        (None, Object::Named | Object::Answered) => named(service),
        // Opening and closing of connections share their codes with services of tags.
        (None, Object::Untold) => CommandClass::Other,
    };
    let set = CommandClasses::of(class);
    if clock && class == CommandClass::Write {
        set.and(CommandClasses::of(CommandClass::Control))
    } else {
        set
    }
}

/// Reads a message of so many bytes. `None` where it can't be one, or none of it was captured.
pub(super) fn read(window: &Window<'_>, length: u32) -> Option<Heard> {
    message(window, Some(length), 0)
}

/// A packed message does not say where it ends.
fn message(window: &Window<'_>, length: Option<u32>, depth: u8) -> Option<Heard> {
    let service = window.u8(0)?;
    if service & REPLY == 0 {
        request(window, service, depth)
    } else {
        answer(window, service & !REPLY, length, depth)
    }
}

fn request(window: &Window<'_>, service: u8, depth: u8) -> Option<Heard> {
    let words = window.u8(1).unwrap_or(0);
    let data_at = 2 + 2 * usize::from(words);
    if u32::try_from(data_at).is_ok_and(|at| at > window.length()) || service == 0 {
        return None;
    }
    let object = object(window, data_at);
    let data = window.from(data_at);
    let packed = match (service, object) {
        (MULTIPLE_SERVICES, _) => several(&data, depth),
        (UNCONNECTED_SEND, Object::Class(CONNECTION_MANAGER)) => unconnected(&data, depth),
        (EXECUTE_PCCC, Object::Class(PCCC)) => pccc::request(&data),
        _ => CommandClasses::NONE,
    };
    let commands = if packed.is_empty() { class_of(service, object) } else { packed };
    Some(Heard { side: Side::Client, commands })
}

/// An answer: service, a reserved byte, status, length of the further status.
fn answer(window: &Window<'_>, service: u8, length: Option<u32>, depth: u8) -> Option<Heard> {
    if window.u8(1).is_some_and(|reserved| reserved != 0) || service == 0 {
        return None;
    }
    let further = 2 * usize::from(window.u8(3).unwrap_or(0));
    let data = window.from(4 + further);
    let status = window.u8(2);
    let data_length = length.map(|length| length.saturating_sub(4 + u32::try_from(further).unwrap_or(0)));
    let packed = match service {
        MULTIPLE_SERVICES => several(&data, depth),
        EXECUTE_PCCC => pccc::answer(&data),
        _ => CommandClasses::NONE,
    };
    let commands = match service {
        _ if !packed.is_empty() => packed,
        // Other objects share their codes with services of tags, which answer a write with a status alone.
        0x4D | 0x4E | 0x53 if data_length.is_some_and(|length| length > 0) => {
            CommandClasses::of(CommandClass::Other)
        }
        UNCONNECTED_SEND if !matches!(status, Some(0 | 6)) => CommandClasses::of(CommandClass::Other),
        _ => class_of(service, Object::Answered),
    };
    Some(Heard { side: Side::Server, commands })
}

/// What a request's path leads to: its first class, or a name.
fn object(window: &Window<'_>, end: usize) -> Object {
    let mut at = 2;
    for _ in 0..SEGMENTS_MAX {
        let Some(kind) = window.u8(at).filter(|_| at < end) else { break };
        match kind {
            0x20 => return window.u8(at + 1).map_or(Object::Untold, |class| Object::Class(class.into())),
            0x21 => return window.le16(at + 2).map_or(Object::Untold, Object::Class),
            0x91 => return Object::Named,
            _ => {}
        }
        match segment_length(kind) {
            Some(length) => at += length,
            None => break,
        }
    }
    Object::Untold
}

/// Length of a logical segment, whose type says it.
const fn segment_length(kind: u8) -> Option<usize> {
    match (kind >> 5, kind & 3) {
        (1, 0) => Some(2),
        (1, 1) => Some(4),
        (1, 2) => Some(6),
        _ => None,
    }
}

/// A count, so many offsets, and the messages there, as far as the window shows them.
fn several(data: &Window<'_>, depth: u8) -> CommandClasses {
    let mut commands = CommandClasses::NONE;
    if depth >= DEPTH_MAX {
        return commands;
    }
    let count = usize::from(data.le16(0).unwrap_or(0)).min(PACKED_MAX);
    for index in 0..count {
        let Some(at) = data.le16(2 + 2 * index) else { break };
        if usize::from(at) < 2 + 2 * count {
            continue;
        }
        if let Some(heard) = message(&data.from(at.into()), None, depth + 1) {
            commands = commands.and(heard.commands);
        }
    }
    commands
}

/// Priority and ticks, then the length of a message and the message.
fn unconnected(data: &Window<'_>, depth: u8) -> CommandClasses {
    if depth >= DEPTH_MAX {
        return CommandClasses::NONE;
    }
    message(&data.from(4), None, depth + 1).map_or(CommandClasses::NONE, |heard| heard.commands)
}
