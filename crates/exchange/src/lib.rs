//! The register as files people edit: XLSX, TOML, JSON, CSV, both ways.
//!
//! # Contents
//! - In and out, whatever the form: [`read_register`], [`write_register`], [`ImportOptions`], [`Form`].
//! - The same workbook with rows for what was seen and nobody has accepted: [`write_proposals`],
//!   [`ProposedAsset`].
//! - What an import would change, in words: [`changes_in_words`], [`fields_changed`], [`FieldChange`].
//! - A plain list of devices, for a look-up without a register: [`read_device_list`], [`ListedDevice`].
//! - A numbered list, such as an official table of criteria: [`read_list`], [`ListedRow`], [`ListColumns`].
//! - What a supplier is asked, out and in: [`write_answer_sheet`], [`read_answer_sheet`].
//! - A framework's self-assessment, out and in: [`write_assessment`], [`read_assessment`].
//! - Somebody else's questionnaire, and the answers into a copy of it: [`read_questionnaire`], [`fill_questionnaire`].
//! - A part of a live watch, out and in: [`write_handed`], [`read_handed`], [`Handed`].
//! - The document form by itself (TOML, JSON): [`document`], [`Records`].
//! - The register as tables that are edited in place: [`table`].
//! - What every reader returns and refuses: [`Reading`], [`Limits`]; why something was not written:
//!   [`WriteError`].
//!
//! Invariants: pure (bytes in, facts and problems out; bytes out), equal input gives equal bytes. Broken
//! input costs the broken part, which is named by file, sheet, row and column; nothing is dropped silently.
//! What is written reads back as the same register with no problem.
//!
//! It judges nothing and saves nothing. Whether a register is sound is for `Register::check` to say.

mod columns;
mod devices;
mod difference;
pub mod document;
mod error;
mod handed;
mod ids;
mod listed;
pub mod measure;
mod plant;
mod questionnaire;
mod reading;
mod records;
mod sheet;
pub mod table;

#[cfg(test)]
mod testing;

pub use devices::{ListedDevice, read_device_list};
pub use difference::{FieldChange, changes_in_words, fields_changed};
pub use error::WriteError;
pub use handed::{
    FORMAT as HANDED_FORMAT, Handed, HandedContent, HandedEnding, HandedLimits, HandedOpening, HandedPart,
    read_handed, write_handed,
};
pub use listed::{ListColumns, ListedRow, read_list};
pub use plant::{Form, ImportOptions, read_register, write_proposals, write_register};
pub use questionnaire::{
    AnswerSheet, AskedRow, AssessmentFields, AssessmentHead, AssessmentRow, AssessmentSheet, Fill, Filled,
    GivenRow, GivenSheet, MappedQuestion, Mapping, Question, Questionnaire, ReadAssessment,
    ReadAssessmentRow, SheetColumns, assessment_head, fill_questionnaire, read_answer_sheet, read_assessment,
    read_mapping, read_questionnaire, write_answer_sheet, write_assessment,
};
pub use reading::{Limits, Reading};
pub use records::Records;
pub use sheet::ProposedAsset;
