//! Types of ASDU: class, and bytes of one information element.

use sekisho_model::CommandClass;

/// A type of ASDU.
pub(super) struct Kind {
    pub(super) class: CommandClass,
    /// Bytes of one element; `None` where it varies.
    pub(super) element_bytes: Option<u8>,
}

#[rustfmt::skip] // a table
pub(super) const fn of(code: u8) -> Option<Kind> {
    use CommandClass::{Control, Diagnostic, Program, Read, Write};
    let (class, element_bytes) = match code {
        1 | 3 => (Read, 1),             // single-point, double-point information
        2 | 4 => (Read, 4),             // the same with time
        5 => (Read, 2),                 // step position
        6 | 7 => (Read, 5),             // step position with time; bitstring
        8 => (Read, 8),                 // bitstring with time
        9 | 11 => (Read, 3),            // normalised, scaled value
        10 | 12 => (Read, 6),           // the same with time
        13 | 15 => (Read, 5),           // floating point; integrated totals
        14 | 16 => (Read, 8),           // the same with time
        17 => (Read, 6),                // event of protection equipment
        18 | 19 => (Read, 7),           // start events, output circuit of protection equipment
        20 => (Read, 5),                // packed single points with change detection
        21 => (Read, 2),                // normalised value without quality
        30 | 31 => (Read, 8),           // single-point, double-point with long time
        32 => (Read, 9),                // step position with long time
        33 | 36 | 37 => (Read, 12),     // bitstring, floating point, totals with long time
        34 | 35 | 38 => (Read, 10),     // normalised, scaled, protection event with long time
        39 | 40 => (Read, 11),          // protection start events, output circuit with long time
        45..=47 => (Write, 1),          // single, double, step command
        48 | 49 => (Write, 3),          // set point, normalised, scaled
        50 => (Write, 5),               // set point, floating point
        51 => (Write, 4),               // bitstring
        58..=60 => (Write, 8),          // single, double, step command with time
        61 | 62 => (Write, 10),         // set point, normalised, scaled, with time
        63 => (Write, 12),              // set point, floating point, with time
        64 => (Write, 11),              // bitstring with time
        70 => (Read, 1),                // end of initialisation
        100 | 101 => (Read, 1),         // interrogation, counter interrogation
        102 => (Read, 0),               // read
        103 => (Control, 7),            // clock synchronisation
        104 => (Diagnostic, 2),         // test
        105 => (Control, 1),            // reset of a process
        106 => (Diagnostic, 2),         // delay acquisition
        107 => (Diagnostic, 9),         // test with time
        110 | 111 => (Program, 3),      // parameter of a measured value, normalised, scaled
        112 => (Program, 5),            // the same, floating point
        113 => (Control, 1),            // parameter activation
        120 => (Program, 6),            // file ready
        121 => (Program, 7),            // section ready
        122 => (Program, 4),            // directory, file or section called, selected
        123 => (Program, 5),            // last section, last segment
        124 => (Program, 4),            // file, section acknowledged
        126 => (Program, 13),           // directory
        127 => (Program, 16),           // log queried
        125 => return Some(Kind { class: Program, element_bytes: None }), // segment
        41 => return Some(Kind { class: Diagnostic, element_bytes: None }), // security statistics
        81..=95 => return Some(Kind { class: Control, element_bytes: None }), // authentication
        _ => return None,
    };
    Some(Kind { class, element_bytes: Some(element_bytes) })
}

/// Is there such a cause of transmission?
pub(super) const fn cause_exists(cause: u8) -> bool {
    matches!(cause, 1..=16 | 20..=41 | 44..=47)
}
