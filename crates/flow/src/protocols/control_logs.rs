//! Modbus, DNP3, S7comm, S7comm-plus and MMS as the engine reads public captures, held against the logs of their
//! publishers' Zeek parsers, or against what a capture's name says that it holds.

use std::path::Path;

use sekisho_model::CommandClass::{self, Control, Diagnostic, Other, Program, Read, Write};
use sekisho_model::{IdentityKind, Protocol};

use super::factory_logs::{Counts, Suite, counted, rows};
use crate::conformance::{data, observed};

/// A function's name in a log → its classes.
type Names = &'static [(&'static str, &'static [CommandClass])];

#[track_caller]
fn classes(names: Names, name: &str) -> &'static [CommandClass] {
    let row = names.iter().find(|row| row.0 == name);
    row.unwrap_or_else(|| panic!("no class for {name}")).1
}

fn add(counts: &mut Counts, source: &str, target: &str, classes: &[CommandClass]) {
    for class in classes {
        *counts.entry((source.to_owned(), target.to_owned(), *class)).or_default() += 1;
    }
}

const MODBUS: Names = &[
    ("READ_COILS", &[Read]),
    ("READ_DISCRETE_INPUTS", &[Read]),
    ("READ_HOLDING_REGISTERS", &[Read]),
    ("READ_INPUT_REGISTERS", &[Read]),
    ("WRITE_SINGLE_COIL", &[Write]),
    ("WRITE_SINGLE_REGISTER", &[Write]),
    ("READ_EXCEPTION_STATUS", &[Diagnostic]),
    ("DIAGNOSTICS", &[Diagnostic]),
    ("WRITE_MULTIPLE_COILS", &[Write]),
    ("WRITE_MULTIPLE_REGISTERS", &[Write]),
    ("REPORT_SLAVE_ID", &[Diagnostic]),
    ("READ_FILE_RECORD", &[Read]),
    ("WRITE_FILE_RECORD", &[Write]),
    ("MASK_WRITE_REGISTER", &[Write]),
    ("READ_WRITE_MULTIPLE_REGISTERS", &[Read, Write]),
    ("READ_FIFO_QUEUE", &[Read]),
    ("ENCAP_INTERFACE_TRANSPORT", &[Diagnostic]),
];

/// A row stands for a request and its answer where it was matched, else for one of both in turn.
#[test]
fn conformance_logs_modbus() {
    let Some(data) = data() else { return };
    let mut expected = Counts::new();
    let mut asked = false;
    for row in rows(&data.join("expected/icsnpp-modbus/basic/modbus_detailed.log")) {
        let (client, server, classes) = (&row[2], &row[4], classes(MODBUS, &row[8]));
        let matched = row[14] == "T";
        asked = !matched && !asked;
        if matched || asked {
            add(&mut expected, client, server, classes);
        }
        if matched || !asked {
            add(&mut expected, server, client, classes);
        }
    }
    let mut suite = Suite::new("command classes: Modbus");
    let found = counted(&data.join("ot/icsnpp-modbus/modbus_example.pcap"), &[Protocol::Modbus]);
    suite.compare("basic", &expected, &found);
    suite.done();
}

/// Selections and operations are taken from their own log: this one has a row for each answer, and loses a request
/// that another follows before it.
const DNP3: Names = &[
    ("-", &[]),
    ("READ", &[Read]),
    ("SELECT", &[]),
    ("OPERATE", &[]),
    ("RESPONSE", &[]),
    ("UNSOLICITED_RESPONSE", &[Read]),
];

#[test]
fn conformance_logs_dnp3() {
    let Some(data) = data() else { return };
    let mut expected = Counts::new();
    for row in rows(&data.join("expected/icsnpp-dnp3/basic/dnp3.log")) {
        add(&mut expected, &row[2], &row[4], classes(DNP3, &row[6]));
        add(&mut expected, &row[4], &row[2], classes(DNP3, &row[7]));
    }
    for row in rows(&data.join("expected/icsnpp-dnp3/basic/dnp3_control.log")) {
        if matches!(row[12].as_str(), "SELECT" | "OPERATE") {
            add(&mut expected, &row[7], &row[9], &[Write]);
        }
    }
    let mut suite = Suite::new("command classes: DNP3");
    let found = counted(&data.join("ot/icsnpp-dnp3/dnp3_example.pcap"), &[Protocol::Dnp3]);
    suite.compare("basic", &expected, &found);
    suite.done();
}

const S7COMM: Names = &[
    ("Setup Communication", &[Other]),
    ("Read Variable", &[Read]),
    ("Write Variable", &[Write]),
    ("Start Upload", &[Program]),
    ("Upload", &[Program]),
    ("End Upload", &[Program]),
    ("PLC Stop", &[Control]),
    ("PLC Control", &[Control]),
    ("PLC Control: PLC Start / Stop", &[Control]),
    ("PLC Control: Compress PLC memory", &[Program]),
    ("PLC Control: PLC Copy Ram to Rom", &[Program]),
    ("CPU Functions: Read SZL", &[Diagnostic]),
    ("Block Functions: List Blocks", &[Diagnostic]),
    ("Block Functions: Get Block Info", &[Diagnostic]),
    ("Time Functions: Read Clock", &[Read]),
    ("Time Functions: Set Clock", &[Control]),
];

/// `Request: CPU Functions` and `Read SZL` → `CPU Functions: Read SZL`.
fn s7_name(function: &str, subfunction: &str) -> String {
    let function = function.split_once(": ").map_or(function, |(_, function)| function);
    if subfunction == "-" { function.to_owned() } else { format!("{function}: {subfunction}") }
}

#[test]
fn conformance_logs_s7comm() {
    let Some(data) = data() else { return };
    let mut suite = Suite::new("command classes: S7comm");
    for case in ["snap7", "s7ident", "s7comm_plus"] {
        let mut expected = Counts::new();
        for row in rows(&data.join(format!("expected/icsnpp-s7comm/{case}/s7comm.log"))) {
            add(&mut expected, &row[7], &row[9], classes(S7COMM, &s7_name(&row[15], &row[17])));
        }
        let found = counted(&data.join(format!("ot/icsnpp-s7comm/{case}.pcap")), &[Protocol::S7comm]);
        suite.compare(case, &expected, &found);
    }
    suite.done();
}

const S7COMM_PLUS: Names = &[
    ("Set Variable", &[Write]),
    ("Set Multi Variables", &[Write]),
    ("Get Multi Variables", &[Read]),
    ("Notification", &[Read]),
];

#[test]
fn conformance_logs_s7comm_plus() {
    let Some(data) = data() else { return };
    let mut expected = Counts::new();
    for row in rows(&data.join("expected/icsnpp-s7comm/s7comm_plus/s7comm_plus.log")) {
        let name = if row[15] == "-" { &row[13] } else { &row[15] };
        add(&mut expected, &row[7], &row[9], classes(S7COMM_PLUS, name));
    }
    let mut suite = Suite::new("command classes: S7comm-plus");
    let found = counted(&data.join("ot/icsnpp-s7comm/s7comm_plus.pcap"), &[Protocol::S7commPlus]);
    suite.compare("s7comm_plus", &expected, &found);
    suite.done();
}

/// The classes that a conversation of this protocol had in a capture.
fn kept(capture: &Path, protocol: Protocol) -> Vec<CommandClass> {
    let conversations = observed(capture).conversations;
    let ours = conversations.iter().filter(|conversation| conversation.key.protocol == Some(protocol));
    ours.flat_map(|conversation| conversation.commands.keys().copied()).collect()
}

/// Captures that hold what their names say → a class that must be found.
#[rustfmt::skip] // a table
const NAMED: &[(&str, Protocol, CommandClass)] = &[
    ("ot/iti/IEC61850/MMS-Specific_Commands/mms-readRequest.pcap", Protocol::Mms, Read),
    ("ot/iti/IEC61850/MMS-Specific_Commands/mms-deleteProgramInvocation.pcap", Protocol::Mms, Program),
    ("ot/iti/IEC61850/MMS-Specific_Commands/mms-initiateDownloadSequence.pcap", Protocol::Mms, Program),
    ("ot/iti/IEC61850/MMS-Specific_Commands/mms-initiateUploadSequence.pcap", Protocol::Mms, Program),
    ("ot/iti/IEC61850/MMS-Specific_Commands/mms-terminateUploadSequence.pcap", Protocol::Mms, Program),
    ("ot/iti/IEC61850/MMS-Specific_Commands/mms-getAlarmSummary.pcap", Protocol::Mms, Diagnostic),
    ("ot/iti/IEC61850/MMS-Specific_Commands/mms-getDomainAttributes.pcap", Protocol::Mms, Diagnostic),
    ("ot/iti/IEC61850/MMS-Specific_Commands/mms-killRequest.pcap", Protocol::Mms, Control),
    ("ot/iti/IEC61850/MMS-Specific_Commands/mms-resetRequest.pcap", Protocol::Mms, Control),
    ("ot/iti/IEC61850/MMS-Specific_Commands/mms-resumeRequest.pcap", Protocol::Mms, Control),
    ("ot/iti/IEC61850/MMS-Specific_Commands/mms-startRequest.pcap", Protocol::Mms, Control),
    ("ot/iti/IEC61850/MMS-Specific_Commands/mms-stopRequest.pcap", Protocol::Mms, Control),
    ("ot/iti/IEC61850/MMS-Specific_Commands/mms-takeControl.pcap", Protocol::Mms, Control),
    ("ot/iti/IEC61850/MMS-Specific_Commands/mms-relinquishControl.pcap", Protocol::Mms, Control),
    ("ot/iti/s7/snap7_s300_readVar.pcapng", Protocol::S7comm, Read),
    ("ot/iti/s7/snap7_s300_setupCommunication.pcapng", Protocol::S7comm, Other),
    ("ot/iti/s7/snap7_s300_stop.pcapng", Protocol::S7comm, Control),
    ("ot/iti/s7/step7_s300_stop.pcapng", Protocol::S7comm, Control),
    ("ot/iti/s7/step7_s300_AuthPassword.pcapng", Protocol::S7comm, Control),
    ("ot/iti/s7/step7_s300_copyRamToRom.pcapng", Protocol::S7comm, Program),
    ("ot/iti/s7/step7_s300_download.pcapng", Protocol::S7comm, Program),
    ("ot/iti/s7/step7_s300_readDiagData.pcapng", Protocol::S7comm, Diagnostic),
    ("ot/iti/s7/step7_s300_readVarTab.pcapng", Protocol::S7comm, Read),
    ("ot/iti/s7/step7_s300_rwVarTab.pcapng", Protocol::S7comm, Write),
    ("ot/iti/s7/s7comm_downloading_block_db1.pcap", Protocol::S7comm, Program),
    ("ot/iti/s7/s7comm_reading_plc_status.pcap", Protocol::S7comm, Diagnostic),
    ("ot/iti/s7/s7comm_reading_setting_plc_time.pcap", Protocol::S7comm, Control),
    ("ot/iti/dnp3/assign_class.pcap", Protocol::Dnp3, Control),
    ("ot/iti/dnp3/auth_change_session_keys.pcap", Protocol::Dnp3, Control),
    ("ot/iti/dnp3/auth_control_challenge_response.pcap", Protocol::Dnp3, Control),
    ("ot/iti/dnp3/cold_restart_and_response.pcap", Protocol::Dnp3, Control),
    ("ot/iti/dnp3/direct_operate_analog_output.pcap", Protocol::Dnp3, Write),
    ("ot/iti/dnp3/direct_operate_no_ack_crob.pcap", Protocol::Dnp3, Write),
    ("ot/iti/dnp3/directoperate_and_response.pcap", Protocol::Dnp3, Write),
    ("ot/iti/dnp3/disable_unsolcited_and_response.pcap", Protocol::Dnp3, Control),
    ("ot/iti/dnp3/enable_unsolicited_and_response.pcap", Protocol::Dnp3, Control),
    ("ot/iti/dnp3/file_delete.pcap", Protocol::Dnp3, Program),
    ("ot/iti/dnp3/file_list_directory.pcap", Protocol::Dnp3, Program),
    ("ot/iti/dnp3/file_read.pcap", Protocol::Dnp3, Program),
    ("ot/iti/dnp3/file_write.pcap", Protocol::Dnp3, Program),
    ("ot/iti/dnp3/immediate_freeze.pcap", Protocol::Dnp3, Control),
    ("ot/iti/dnp3/operate_aggressive_mode.pcap", Protocol::Dnp3, Write),
    ("ot/iti/dnp3/read_and_response.pcap", Protocol::Dnp3, Read),
    ("ot/iti/dnp3/select_operate_and_responses.pcap", Protocol::Dnp3, Write),
    ("ot/iti/dnp3/unsolcited_response_and_confirm.pcap", Protocol::Dnp3, Read),
    ("ot/iti/dnp3/warm_restart_and_response.pcap", Protocol::Dnp3, Control),
    ("ot/iti/dnp3/write_binary_output.pcap", Protocol::Dnp3, Write),
    ("ot/iti/dnp3/write_iin_and_response.pcap", Protocol::Dnp3, Write),
    ("ot/iti/bro/dnp3/dnp3_del_measure.pcap", Protocol::Dnp3, Diagnostic),
    ("ot/iti/bro/dnp3/dnp3_rec_time.pcap", Protocol::Dnp3, Control),
    ("ot/iti/bro/dnp3/dnp3_link_only.pcap", Protocol::Dnp3, Diagnostic),
];

#[test]
fn conformance_named_mms_s7comm_dnp3() {
    let Some(data) = data() else { return };
    let mut passed = 0;
    for (capture, protocol, class) in NAMED {
        let found = kept(&data.join(capture), *protocol);
        if found.contains(class) {
            passed += 1;
        } else {
            println!("miss | command classes: named captures | {capture} | {class:?} not in {found:?}");
        }
    }
    println!("conformance | command classes: named captures | {passed} | {}", NAMED.len());
    assert_eq!(passed, NAMED.len());
}

/// What `s7comm_known_devices.log` says of the device.
#[test]
fn a_controller_says_its_names_and_serial_number() {
    let Some(data) = data() else { return };
    let rows = rows(&data.join("expected/icsnpp-s7comm/s7ident/s7comm_known_devices.log"));
    let identities = observed(&data.join("ot/icsnpp-s7comm/s7ident.pcap")).identities;
    let said = |kind, value: &str| identities.iter().any(|i| i.kind == kind && i.value.as_str() == value);
    for row in &rows {
        assert!(said(IdentityKind::Name, &row[11]), "{identities:?}");
        assert!(said(IdentityKind::Name, &row[12]), "{identities:?}");
        assert!(said(IdentityKind::Serial, &row[14]), "{identities:?}");
    }
    assert_eq!(rows.len(), 1);
}
