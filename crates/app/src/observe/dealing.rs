//! What a person makes of what was seen: assets accepted, alerts expected, cases opened.

use jiff::civil::Date;
use sekisho_exchange::table::next_id;
use sekisho_model::{
    Case, CaseKind, Expectation, Place, Problem, Record, RecordKind, Register, Stated, text,
};


use super::{Purpose, note};
use crate::guard::permit;
use crate::{Act, App, AppError, Caller};
