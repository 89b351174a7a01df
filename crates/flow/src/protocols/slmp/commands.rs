//! SLMP's commands by class.
//!
//! Rests on the CC-Link Partner Association's SLMP overview and command definitions and on Mitsubishi Electric's MC
//! protocol manual (device, label, remote, file commands). Reading files and parameters is "program" like writing
//! them: what leaves is the machine's know-how.

use sekisho_model::CommandClass::{self, Control, Diagnostic, Other, Program, Read, Write};

/// Command → class.
#[rustfmt::skip] // a table
const COMMANDS: &[(u16, CommandClass)] = &[
    (0x0101, Diagnostic), // read type name
    (0x0201, Program),    // file information
    (0x0202, Program),
    (0x0203, Program),    // file search
    (0x0204, Program),
    (0x0205, Program),    // state of a drive
    (0x0206, Program),    // read file
    (0x0401, Read),       // devices
    (0x0403, Read),       // random
    (0x0406, Read),       // blocks
    (0x041a, Read),       // labels
    (0x041b, Read),
    (0x041c, Read),
    (0x0601, Read),       // buffer memory of a unit
    (0x0613, Read),       // own memory
    (0x0619, Diagnostic), // self-test
    (0x0801, Read),       // register for monitoring
    (0x0802, Read),       // monitor
    (0x0808, Program),    // lock a file
    (0x0e28, Diagnostic), // identification
    (0x0e29, Read),       // monitor data
    (0x0e30, Diagnostic), // node search
    (0x0e31, Program),    // set IP address
    (0x0e32, Diagnostic), // compare
    (0x0e33, Program),    // parameters
    (0x0e34, Program),
    (0x0e35, Program),
    (0x0e36, Program),
    (0x0e3a, Program),
    (0x0e44, Diagnostic), // status
    (0x0e45, Diagnostic), // communication settings
    (0x0e53, Diagnostic), // status
    (0x0e90, Program),    // CC-Link IE TSN: network, master, slave and cyclic configuration
    (0x0e91, Program),
    (0x0e92, Program),
    (0x0e93, Program),
    (0x0e94, Other),      // notification
    (0x0eb0, Diagnostic), // settings, station, device
    (0x0eb1, Diagnostic),
    (0x0eb2, Diagnostic),
    (0x0eb3, Program),    // backup and restoration
    (0x0eb4, Program),
    (0x0eb5, Program),
    (0x0eb6, Program),
    (0x0eb7, Program),
    (0x0eb8, Program),
    (0x0eb9, Program),
    (0x0eba, Program),
    (0x0ebe, Program),
    (0x1001, Control),    // remote run
    (0x1002, Control),    // remote stop
    (0x1003, Control),    // remote pause
    (0x1005, Control),    // remote latch clear
    (0x1006, Control),    // remote reset
    (0x1202, Program),    // new file
    (0x1203, Program),    // write file
    (0x1204, Program),
    (0x1205, Program),    // delete file
    (0x1206, Program),
    (0x1207, Program),
    (0x1401, Write),      // devices
    (0x1402, Write),      // random
    (0x1406, Write),      // blocks
    (0x141a, Write),      // labels
    (0x141b, Write),
    (0x1601, Write),      // buffer memory of a unit
    (0x1613, Write),      // own memory
    (0x1617, Control),    // clear errors, their history, the history of events
    (0x1619, Control),
    (0x161a, Control),
    (0x1630, Control),    // unlock and lock by password
    (0x1631, Control),
    (0x1810, Program),    // directory
    (0x1811, Program),
    (0x1820, Program),    // new, delete, copy, attributes, date, open, read, write, close
    (0x1822, Program),
    (0x1824, Program),
    (0x1825, Program),
    (0x1826, Program),
    (0x1827, Program),
    (0x1828, Program),
    (0x1829, Program),
    (0x182a, Program),
    (0x2101, Read),       // on demand: the controller sends values by itself
    (0x3040, Diagnostic), // communication test, cable test
    (0x3050, Diagnostic),
    (0x3060, Diagnostic), // events
    (0x3061, Diagnostic),
    (0x3062, Control),    // clock
    (0x3063, Control),
    (0x3070, Diagnostic), // node indication
    (0x3072, Program),    // communication speed
    (0x3080, Program),    // settings of functions
    (0x3081, Program),
    (0x3082, Program),
    (0x3119, Diagnostic), // information on a station
    (0x3206, Control),    // stop and start cyclic transmission
    (0x3207, Control),
    (0x3208, Control),
    (0x3209, Control),
    (0x320a, Program),    // parameters of link devices
    (0x320b, Program),
    (0x320c, Program),
    (0x320d, Control),    // release of a reserved station
    (0x3210, Program),    // watchdog
    (0x3211, Program),
    (0x3230, Diagnostic), // node information
    (0x4000, Other),      // connect, verify, collect, distribute
    (0x4001, Diagnostic),
    (0x4002, Other),
    (0x4003, Other),
    (0x5000, Other),      // handed on to IO-Link, Modbus/TCP, Modbus RTU
    (0x5001, Other),
    (0x5002, Other),
];

/// CANopen's objects (command 4020): subcommand → class.
#[rustfmt::skip] // a table
const OBJECTS: &[(u16, CommandClass)] = &[
    (0x0001, Read),
    (0x0002, Write),
    (0x0003, Read),       // block of an object
    (0x0004, Write),
    (0x0005, Read),       // block of subindexes
    (0x0006, Write),
    (0x0007, Diagnostic), // state of the node
    (0x0008, Control),
    (0x0009, Diagnostic), // dictionary
    (0x000a, Diagnostic),
    (0x000b, Diagnostic),
];

/// The class of a command with its subcommand; `None` where the definitions have no such command.
pub(in super::super) fn class(command: u16, subcommand: Option<u16>) -> Option<CommandClass> {
    if command == 0x4020 {
        let listed = OBJECTS.iter().find(|row| Some(row.0) == subcommand);
        return Some(listed.map_or(Other, |row| row.1));
    }
    let index = COMMANDS.binary_search_by_key(&command, |row| row.0).ok()?;
    COMMANDS.get(index).map(|row| row.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_order_and_has_each_command_once() {
        assert!(COMMANDS.is_sorted_by(|left, right| left.0 < right.0));
    }
}
