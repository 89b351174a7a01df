//! Judging a large observation: `cargo bench -p sekisho-assess --bench observed`. Prints, never judges.
//!
//! A made-up plant of 5,000 devices in 50 cells and an office, with 100,000 conversations, 50 zones and 2,000 registered
//! assets. Each figure is the least of several runs, in milliseconds.

#[expect(dead_code, reason = "only its dice are needed here")]
mod made_up;
#[expect(dead_code, reason = "tests use other parts of it")]
mod watched;

use core::net::Ipv4Addr;
use std::error::Error;
use std::io::{self, Write as _};
use std::time::Instant;

use jiff::civil::date;
use sekisho_assess::observed::{
    Baseline, Learning, Makers, Question, alerts, inventory, matrix, observed, paths, zone_proposal,
};
use sekisho_model::{CommandClass, Protocol, Register, Stated, Transport, Zone, ZoneLevel};
use watched::{DAY, Host, Run, Wire, asset, conduit, second};

const RUNS: usize = 5;
const DEVICES: usize = 5_000;
const CONVERSATIONS: usize = 100_000;
const CELLS: usize = 50;

fn host(number: usize) -> Host {
    let [_, _, high, low] = u32::try_from(number).unwrap_or_default().to_be_bytes();
    let cell = u8::try_from(number % CELLS).unwrap_or_default();
    let ip = Ipv4Addr::new(10, cell, high, low);
    Host::new([0x10, 0x4B, 0x46], u16::from_be_bytes([high, low]), ip)
}

fn plant() -> Register {
    let mut register = Register::default();
    for cell in 0..CELLS {
        let Ok(id) = format!("Z{cell}").parse::<sekisho_model::ZoneId>() else { continue };
        let zone = Zone {
            name: id.as_str().to_owned(),
            parent: Stated::NotApplicable,
            businesses: [].into(),
            importance: Stated::Unknown,
            level: Stated::Known(ZoneLevel::Control),
            security_level_target: Stated::Unknown,
            owner: Stated::Unknown,
            note: String::new(),
            id: id.clone(),
        };
        register.zones.insert(id, zone);
        conduit(&mut register, "Z0", &format!("Z{cell}"), "Modbus/TCP");
    }
    for number in 0..2_000 {
        let host = host(number);
        asset(&mut register, &format!("A{number}"), &format!("Z{}", number % CELLS), &[&host.ip.to_string()]);
    }
    register
}

fn traffic() -> Wire {
    let mut dice = made_up::Dice::new(3);
    let mut wire = Wire::default();
    for number in 0..DEVICES {
        wire.claim(second(i64::try_from(number % 60).unwrap_or_default()), host(number));
    }
    for n in 0..CONVERSATIONS {
        let client = dice.below(DEVICES);
        // Mostly within the cell, to one of its controllers.
        let server = if n % 5 == 0 {
            dice.below(DEVICES)
        } else {
            client % CELLS + CELLS * dice.below(DEVICES / CELLS)
        };
        let at =
            second(i64::try_from(dice.below(80_000)).unwrap_or_default() / if n % 100 == 0 { 1 } else { 2 });
        let mut run = match n % 4 {
            0 => Run::of(Protocol::Modbus, CommandClass::Read),
            1 => Run::of(Protocol::Slmp, CommandClass::Write),
            2 => Run::plain(Protocol::Tls),
            _ => Run::unknown(Transport::Tcp, 0),
        };
        run.port = u16::try_from(n % 60_000).unwrap_or_default();
        wire.talk(at, host(client), host(server), run);
    }
    wire
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut out = io::stdout();
    let (register, observation) = (plant(), traffic().observation());
    let question = Question {
        summed: None,
        register: &register,
        observation: &observation,
        makers: Makers::built_in(),
        now: second(DAY),
        today: date(2026, 9, 22),
        learning: Learning::first_percent(&observation, 70),
    };
    writeln!(
        out,
        "{} sightings, {} conversations",
        observation.sightings.len(),
        observation.conversations.len()
    )?;
    let devices = inventory(&register, &observation, question.makers);
    let ways = paths(&observation, &devices);
    let baseline = Baseline::new(&question, &devices, &ways);
    show(&mut out, "inventory with roles", || inventory(&register, &observation, question.makers))?;
    show(&mut out, "paths", || paths(&observation, &devices))?;
    show(&mut out, "matrix", || matrix(&register, &devices, &ways))?;
    show(&mut out, "zone proposal", || zone_proposal(&devices, &ways))?;
    show(&mut out, "baseline", || Baseline::new(&question, &devices, &ways))?;
    show(&mut out, "alerts", || alerts(&question, &devices, &ways, &baseline))?;
    show(&mut out, "all of it", || observed(&question))?;
    let judged = observed(&question);
    writeln!(
        out,
        "{} devices, {} paths, {} cells, {} differences, {} proposed zones, {} alerts",
        judged.inventory.devices.len(),
        ways.iter().count(),
        judged.matrix.cells.len(),
        judged.matrix.differences.len(),
        judged.proposal.zones.len(),
        judged.alerts.open.len()
    )?;
    Ok(())
}

fn show<T>(out: &mut io::Stdout, what: &str, work: impl Fn() -> T) -> io::Result<()> {
    let time = |()| {
        let start = Instant::now();
        std::hint::black_box(work());
        start.elapsed().as_secs_f64() * 1_000.0
    };
    let least = [(); RUNS].map(time).into_iter().fold(f64::INFINITY, f64::min);
    writeln!(out, "{what:<24} {least:>9.1} ms")
}
