//! A part of a live watch as a file: what a process that may write nothing else hands over to whoever has the register.
//!
//! Invariant: the file can hold the closed records of `model`, how was listened, and who asked for it; no field takes
//! anything else. What is written reads back as the same. A file is read whole or not at all: it is written by a
//! program and put in place in one step, so one that is broken was not written by it, and no part of it is believed.

mod checks;

use jiff::Timestamp;
use sekisho_model::{IdentityKind, Observation, Place, Problem, Text, WatchId, text};
use serde::{Deserialize, Serialize};

use crate::Reading;

/// The form of the file that this crate writes, and the newest that it reads.
pub const FORMAT: u32 = 1;

/// What a reader of parts refuses to go beyond.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HandedLimits {
    /// Longest file, in bytes.
    pub bytes_max: usize,
    /// Most conversations, sightings and identities in one file, all together.
    pub records_max: usize,
    /// Longest text, in characters.
    pub text_chars_max: usize,
    /// Most sentences on what was not confined.
    pub shortfalls_max: usize,
    /// Highest number of anything that is counted in one file.
    pub count_max: u64,
}

impl Default for HandedLimits {
    fn default() -> Self {
        Self {
            bytes_max: 32 << 20,
            records_max: 20_000,
            text_chars_max: 1_000,
            shortfalls_max: 16,
            count_max: 1 << 48,
        }
    }
}

/// One file that was handed over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Handed {
    /// Form of the file: [`FORMAT`].
    pub format: u32,
    /// Which run of a live watch: 32 hexadecimal digits, made by chance when it began.
    pub mark: String,
    /// Its place among the files of the run, from 0.
    pub seq: u64,
    /// SHA-256 of the field dictionary that the records keep to, hexadecimal.
    pub dictionary: String,
    /// When it was written, by the clock of the watching machine.
    pub at: Timestamp,
    /// What it says.
    pub content: HandedContent,
}

/// What a file says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HandedContent {
    /// The watch began. The first file of each run.
    Opening(HandedOpening),
    /// What was seen since the file before.
    Part(HandedPart),
    /// The watch ended, as it was asked to.
    Ending(HandedEnding),
}

/// How a live watch listens, and who asked for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HandedOpening {
    /// The operating system's user who began it.
    pub who: String,
    /// What for.
    pub purpose: String,
    /// The network interface.
    pub interface: String,
    /// Most bytes of a frame that the kernel hands over.
    pub snap_bytes: u16,
    /// At which watch of the register.
    pub watch: Option<WatchId>,
    /// Neither classes of command nor identities are looked at.
    pub headers_only: bool,
    /// Identity strings that are kept.
    pub identities: Vec<IdentityKind>,
    /// How often a part is due, in seconds.
    pub every_seconds: u64,
    /// What of the confinement could not be had; nothing where it is whole.
    pub shortfalls: Vec<Text>,
}

/// What was seen for a while.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HandedPart {
    /// The time that it covers, in seconds.
    pub seconds: u64,
    /// How often, since the watch began, nothing could be handed over because the folder was full.
    pub refused: u64,
    /// What was seen.
    pub observation: Observation,
}

/// The end of a watch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HandedEnding {
    /// How often, since the watch began, nothing could be handed over because the folder was full.
    pub refused: u64,
    /// Packets of the last part, where that could not be handed over; else 0.
    pub packets_left: u64,
}

/// Reads a file that was handed over. `None`, with the reason, where it is none, or keeps to a form that is not known.
#[must_use]
pub fn read_handed(file_name: &str, bytes: &[u8], limits: &HandedLimits) -> Reading<Option<Handed>> {
    match read(bytes, limits) {
        Ok(handed) => Reading { facts: Some(handed), problems: Vec::new() },
        Err((what, remedy)) => {
            let place = Place::file(file_name.to_owned());
            Reading { facts: None, problems: vec![Problem::error(place, what, remedy)] }
        }
    }
}

/// The file's bytes.
///
/// # Errors
/// It breaks a limit of [`HandedLimits::default`], so that nobody could read it back.
pub fn write_handed(handed: &Handed) -> Result<Vec<u8>, Box<Problem>> {
    let bytes = serde_json::to_vec(handed).map_err(|error| (broken(&error), not_ours()));
    let checked = bytes.and_then(|bytes| {
        let limits = HandedLimits::default();
        too_long(&bytes, &limits).map_or(Ok(()), Err)?;
        checks::fault(handed, &limits).map_or(Ok(bytes), |what| Err((what, not_ours())))
    });
    checked.map_err(|(what, remedy)| Box::new(Problem::error(Place::default(), what, remedy)))
}

type Refusal = (Text, Text);

/// The one field that says how to read the others.
#[derive(Deserialize)]
struct Form {
    format: u32,
}

fn read(bytes: &[u8], limits: &HandedLimits) -> Result<Handed, Refusal> {
    if let Some(refusal) = too_long(bytes, limits) {
        return Err(refusal);
    }
    let form: Form = serde_json::from_slice(bytes).map_err(|error| (broken(&error), not_ours()))?;
    let found = form.format;
    if found > FORMAT {
        return Err((
            text!(ja: "受け渡しファイルの形式 {found} は、このプログラム（形式 {FORMAT} まで）より新しいものです。", en: "The part has form {found}, newer than this program knows ({FORMAT})."),
            text!(ja: "台帳を開いている sekisho を、監視側と同じ版にしてください。", en: "Update the sekisho that has the register open to the version that watches."),
        ));
    }
    if found != FORMAT {
        return Err((
            text!(ja: "受け渡しファイルの形式 {found} はありません。", en: "There is no form {found} of a part."),
            not_ours(),
        ));
    }
    let handed: Handed = serde_json::from_slice(bytes).map_err(|error| (broken(&error), not_ours()))?;
    checks::fault(&handed, limits).map_or(Ok(handed), |what| Err((what, not_ours())))
}

fn too_long(bytes: &[u8], limits: &HandedLimits) -> Option<Refusal> {
    let (size, max) = (bytes.len(), limits.bytes_max);
    (size > max).then(|| {
        let what = text!(ja: "受け渡しファイルが {size} バイトあり、上限の {max} バイトを超えています。", en: "The part has {size} bytes, more than the limit of {max}.");
        (what, not_ours())
    })
}

/// Where it broke, and never what stands there: the words of the parser repeat what it found.
fn broken(error: &serde_json::Error) -> Text {
    let (line, column) = (error.line(), error.column());
    text!(
        ja: "受け渡しファイルとして読めません（{line} 行目 {column} 文字目）。",
        en: "This cannot be read as a part of a live watch (line {line}, column {column})."
    )
}

fn not_ours() -> Text {
    text!(
        ja: "監視の処理（sekisho observe --live）が書いたものか、途中で書き換えられていないかを確かめてください。",
        en: "Find out whether `sekisho observe --live` wrote it, and whether somebody changed it since."
    )
}

#[cfg(test)]
mod tests;
