//! Ranges in the ecosystems' own notations, brought into `vers:`.
//!
//! What comes out names the versions that the notation names, in order, as the published type definitions
//! have it; it is not simplified. A notation says whether the parts of a list hold together or one of them:
//! `vers:` knows no such words, so both become one sequence. A part that is not in the notation is refused by
//! name.

mod interval;
mod lists;
mod semantic;
mod signs;

use sekisho_model::VersionScheme;

use super::{Comparator, Vers, VersError};

/// Longest text read, in bytes.
const TEXT_MAX: usize = 65_536;

/// What a notation is read into.
struct Sink {
    vers: Vers,
    /// A part of the range is every version.
    star: bool,
}

impl Sink {
    fn push(&mut self, comparator: Comparator, version: &str) -> Result<(), VersError> {
        let broken =
            version.is_empty() || version.contains(|c: char| c.is_whitespace() || "<>=!|".contains(c));
        if broken {
            return Err(self.fault(version));
        }
        self.vers.push(comparator, version)
    }

    fn fault(&self, part: &str) -> VersError {
        VersError::Native { kind: self.vers.kind.clone(), part: part.trim().to_owned() }
    }
}

pub(super) fn read(kind: &str, text: &str) -> Result<Vers, VersError> {
    let mut sink = Sink { vers: Vers::every(kind)?, star: false };
    if text.len() > TEXT_MAX {
        return Err(VersError::TooMany);
    }
    let text = text.trim();
    match sink.vers.scheme {
        VersionScheme::Npm => semantic::npm(text, &mut sink)?,
        VersionScheme::SemVer if sink.vers.kind == "cargo" => semantic::cargo(text, &mut sink)?,
        VersionScheme::Pub => semantic::public(text, &mut sink)?,
        VersionScheme::Composer => semantic::composer(text, &mut sink)?,
        VersionScheme::Conan => semantic::conan(text, &mut sink)?,
        VersionScheme::Swift => lists::swift(text, &mut sink)?,
        VersionScheme::Maven => interval::maven(text, &mut sink)?,
        VersionScheme::NuGet => interval::nuget(text, &mut sink)?,
        VersionScheme::OpenSsl => lists::openssl(text, &mut sink)?,
        VersionScheme::Nginx => lists::nginx(text, &mut sink)?,
        _ => signs::read(text, &mut sink)?,
    }
    if sink.star {
        sink.vers.constraints.clear();
    } else if sink.vers.constraints.is_empty() {
        return Err(sink.fault(text));
    }
    sink.vers.sort();
    Ok(sink.vers)
}

#[cfg(test)]
mod tests;
