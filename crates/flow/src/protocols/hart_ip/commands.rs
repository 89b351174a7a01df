//! HART's commands and their classes: universal (HCF_SPEC-127), common practice (HCF_SPEC-151), a few wireless ones.
//! What a maker defines for a device (128 to 253 and above) is Other.

use sekisho_model::CommandClass;

/// The command that says that a longer number follows.
pub(super) const EXTENDED: u8 = 31;

/// The class of a command.
#[rustfmt::skip] // a table
pub(super) const fn class(number: u16) -> CommandClass {
    use CommandClass::{Control, Diagnostic, Other, Program, Read, Write};
    match number {
        // universal
        0 | 11 | 21 => Diagnostic,       // read unique identifier, also with tag
        1..=3 | 7..=9 => Read,           // primary variable, loop current, dynamic and device variables, configuration of the loop
        6 => Write,                      // write polling address
        12..=16 | 20 => Read,            // message, tag, transducer, device information, final assembly, long tag
        17..=19 | 22 => Write,           // message, tag, final assembly, long tag
        38 => Control,                   // reset configuration changed flag
        48 => Diagnostic,                // read additional device status
        // common practice
        33 | 50 | 54 | 57 | 60..=63 | 70 => Read,
        34..=37 | 43..=47 | 49 | 51..=53 | 55 | 56 | 58 | 59 => Write,
        40 | 64..=69 | 79 | 82 => Write, // fixed current, analogue channels, device variable, trim point
        39 | 42 | 71 | 83 => Control,    // EEPROM, device reset, lock, reset trim
        41 | 72..=76 => Diagnostic,      // self test, squawk, find device, capabilities, poll, lock state
        78 | 80 | 81 | 90 | 91 | 93 | 96 | 98 => Read,
        84..=86 | 94 | 95 => Diagnostic, // sub-device identity, statistics
        87 | 89 => Control,              // master mode, real-time clock
        88 | 92 | 97 | 99 | 102..=104 | 107 | 108 | 113 | 116 | 117 => Write,
        101 | 105 | 110 | 114 => Read,
        106 | 109 | 118 => Control,      // flush delayed responses, burst mode, event notification
        111 | 112 => Program,            // block transfer
        115 => Diagnostic,               // event notification summary
        // extended: country, simulation, condensed status
        512 => Read,
        513 | 523..=525 | 527 => Write,
        526 => Control,                  // status simulation mode
        // wireless: join key and network key are access
        768 | 815 | 816 | 963 | 964 => Control,
        769..=772 | 774 => Diagnostic,
        773 | 775 => Write,
        _ => Other,
    }
}
