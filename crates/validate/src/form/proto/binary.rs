//! The bytes of Protocol Buffers, read by a form: without it, a text and a message cannot be told apart.
//!
//! Invariant: bounded by the limits; a field that the form does not have is kept under its number, so that the walk
//! tells of it.

use std::borrow::Cow;

use sekisho_intake::Limits;

use super::compile::{FieldForm, Kind, ProtoForm, Type};
use super::{Field, Proto};

/// A value as it stands on the wire.
enum Wire<'b> {
    Varint(u64),
    Fixed64([u8; 8]),
    Fixed32([u8; 4]),
    Bytes(&'b [u8]),
}

impl ProtoForm {
    /// Reads a message; the error says what was wrong.
    pub(crate) fn read<'b>(&self, bytes: &'b [u8], limits: &Limits) -> Result<Proto<'b>, String> {
        self.bytes_of(self.root, bytes, limits, 0)
    }

    fn bytes_of<'b>(
        &self,
        ty: usize,
        mut bytes: &'b [u8],
        limits: &Limits,
        depth: usize,
    ) -> Result<Proto<'b>, String> {
        if depth > limits.depth_max {
            return Err(format!("deeper than {} levels", limits.depth_max));
        }
        let Kind::Message(message) = &self.types[ty] else { return Err("no message".to_owned()) };
        let mut fields = Vec::new();
        while !bytes.is_empty() {
            let (number, wire) = field(&mut bytes)?;
            if fields.len() >= limits.entries_max {
                return Err(format!("more than {} entries in one message", limits.entries_max));
            }
            match message.fields.binary_search_by_key(&number, |known| known.number) {
                Ok(nth) => self.known(&message.fields[nth], &wire, limits, depth, &mut fields)?,
                Err(_) => fields.push(Field { name: Cow::Owned(number.to_string()), value: Proto::Whole(0) }),
            }
        }
        Ok(Proto::Message(fields))
    }

    fn known<'b>(
        &self,
        form: &FieldForm,
        wire: &Wire<'b>,
        limits: &Limits,
        depth: usize,
        fields: &mut Vec<Field<'b>>,
    ) -> Result<(), String> {
        let wrong = || format!("the field {} has another wire type", form.name);
        let is_message = matches!(form.ty, Type::Named(id) if matches!(self.types[id], Kind::Message(_)));
        let mut add = |value| fields.push(Field { name: Cow::Owned(form.name.to_string()), value });
        match (form.ty, wire) {
            (Type::String | Type::Bytes, Wire::Bytes(bytes)) => add(Proto::Text(Cow::Borrowed(bytes))),
            (Type::Named(id), Wire::Bytes(bytes)) if is_message => {
                add(self.bytes_of(id, bytes, limits, depth + 1)?)
            }
            (Type::Float, Wire::Fixed32(bytes)) => add(Proto::Decimal(f32::from_le_bytes(*bytes).into())),
            (Type::Double, Wire::Fixed64(bytes)) => add(Proto::Decimal(f64::from_le_bytes(*bytes))),
            (Type::Bool | Type::Int32 | Type::Int64 | Type::Named(_), Wire::Varint(value)) if !is_message => {
                add(whole(*value))
            }
            // Numbers of a repeated field packed into one.
            (Type::Bool | Type::Int32 | Type::Int64 | Type::Named(_), Wire::Bytes(packed))
                if form.repeated && !is_message =>
            {
                let mut packed = *packed;
                while !packed.is_empty() {
                    add(whole(varint(&mut packed)?));
                }
            }
            _ => return Err(wrong()),
        }
        Ok(())
    }
}

/// Negative numbers stand as 64 bits.
fn whole<'b>(value: u64) -> Proto<'b> {
    Proto::Whole(i64::from_le_bytes(value.to_le_bytes()).into())
}

fn field<'b>(bytes: &mut &'b [u8]) -> Result<(u32, Wire<'b>), String> {
    let key = varint(bytes)?;
    let number =
        u32::try_from(key >> 3).ok().filter(|number| *number > 0).ok_or("a field number out of range")?;
    let wire = match key & 7 {
        0 => Wire::Varint(varint(bytes)?),
        1 => Wire::Fixed64(fixed(bytes)?),
        2 => {
            let length = usize::try_from(varint(bytes)?).map_err(|_| "a length out of range")?;
            let (taken, rest) = bytes.split_at_checked(length).ok_or("the bytes end inside a field")?;
            *bytes = rest;
            Wire::Bytes(taken)
        }
        5 => Wire::Fixed32(fixed(bytes)?),
        other => return Err(format!("the wire type {other} does not exist in proto3")),
    };
    Ok((number, wire))
}

fn fixed<const N: usize>(bytes: &mut &[u8]) -> Result<[u8; N], String> {
    let (taken, rest) = bytes.split_first_chunk::<N>().ok_or("the bytes end inside a number")?;
    *bytes = rest;
    Ok(*taken)
}

fn varint(bytes: &mut &[u8]) -> Result<u64, String> {
    let mut value = 0_u64;
    for shift in (0..64).step_by(7) {
        let (byte, rest) = bytes.split_first().ok_or("the bytes end inside a number")?;
        *bytes = rest;
        value |= u64::from(byte & 0x7F) << shift;
        if byte & 0x80 == 0 {
            return Ok(value);
        }
    }
    Err("a number of more than 64 bits".to_owned())
}

/// The first field with that number, where it is a text: what names the edition, before any form is chosen.
pub(crate) fn first_text(bytes: &[u8], wanted: u32) -> Option<&str> {
    let mut rest = bytes;
    while !rest.is_empty() {
        match field(&mut rest) {
            Ok((number, Wire::Bytes(text))) if number == wanted => return std::str::from_utf8(text).ok(),
            Ok(_) => {}
            Err(_) => return None,
        }
    }
    None
}
