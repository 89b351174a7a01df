//! What captures show at a glance: who, by which protocol and class of command, how well they could be read.

use std::collections::BTreeMap;

use sekisho_app::observe::{Captured, Judged, Seen};
use sekisho_assess::observed::{Alerts, Summed};
use sekisho_model::{
    Amount, CaptureHealth, Certainty, CommandClass, Observation, Problem, Protocol, Text, text,
};
use sekisho_report::observed::{class_word, health};
use serde::Serialize;
use serde_json::Value;

use super::judged;
use crate::args::Format;
use crate::exit::Failure;
use crate::terminal::Terminal;

/// What was read so far.
#[derive(Debug, Default)]
pub(super) struct Summary {
    files: Vec<FileRow>,
    observation: Observation,
    problems: Vec<Problem>,
    refused: usize,
    live: Option<LiveRow>,
    /// Of captures that came in parts, by protocol.
    tallies: Tallies,
    /// What of them was put together to be judged, as it is too much to be held.
    summed: Vec<Summed>,
}

/// A live watch.
#[derive(Debug, Serialize)]
pub(super) struct LiveRow {
    /// The network interface.
    pub(super) interface: String,
    /// Number of the run in the register.
    pub(super) run: i64,
    /// For how long was listened, in whole seconds.
    pub(super) seconds: u64,
    /// What of the confinement could not be had, in words.
    pub(super) shortfalls: Vec<Text>,
    /// Was the same watched before, so that amounts hold for longer than this run?
    pub(super) amounts_of_before: bool,
}

#[derive(Debug, Serialize)]
struct FileRow {
    name: String,
    sha256: String,
    /// Number of the run in the register; none where nothing was stored.
    run: Option<i64>,
    packets: u64,
    bytes: u64,
}

#[derive(Debug, Serialize)]
struct Document<'a> {
    format: u32,
    files: &'a [FileRow],
    /// The live watch; none where files were read.
    live: Option<&'a LiveRow>,
    health: &'a CaptureHealth,
    protocols: Vec<ProtocolRow>,
    devices: Value,
    /// Against the register; none where it was not asked for.
    matrix: Option<Value>,
    alerts: Value,
    /// All records; not there where they are too much to be held.
    #[serde(skip_serializing_if = "Option::is_none")]
    observation: Option<&'a Observation>,
    /// What was judged together and not one by one; not there where everything was judged record by record.
    #[serde(skip_serializing_if = "Option::is_none")]
    summed: Option<&'a Text>,
    problems: &'a [Problem],
}

/// Everything of one protocol.
#[derive(Clone, Debug, Serialize)]
struct ProtocolRow {
    /// Its code; none where it was not recognised.
    protocol: Option<&'static str>,
    /// By structure alone as far as it can be known.
    probable: bool,
    conversations: usize,
    packets: u64,
    bytes: u64,
    /// How many conversations have each class of command.
    commands: BTreeMap<CommandClass, usize>,
    #[serde(skip)]
    name: Text,
}

impl Summary {
    /// A capture that was read.
    pub(super) fn add(&mut self, captured: Captured, run: Option<i64>, summed: Option<Summed>) {
        let Captured { name, sha256, wanted: _, observation, problems } = captured;
        let Amount { packets, bytes } = observation.health.seen;
        self.files.push(FileRow { name, sha256, run, packets, bytes });
        self.problems.extend(problems);
        self.summed.extend(summed);
        self.observation.join(observation);
    }

    /// A part of a capture that comes in several.
    pub(super) fn tally(&mut self, part: &Observation) {
        tally(&mut self.tallies, part);
    }

    /// A capture that gave nothing, or was not stored.
    pub(super) fn refuse(&mut self, problems: Vec<Problem>) {
        self.problems.extend(problems);
        self.refused += 1;
    }

    /// Of a live watch at its end.
    pub(super) fn of_live(live: LiveRow) -> Self {
        Self { live: Some(live), ..Self::default() }
    }

    /// Was one refused?
    pub(super) const fn is_refused(&self) -> bool {
        self.refused > 0
    }

    /// Was one read?
    pub(super) const fn is_read(&self) -> bool {
        !self.files.is_empty()
    }

    /// What was seen, to be judged; none where several captures brought too much to be held together, so that only the
    /// register has all of it.
    pub(super) fn take(&mut self) -> Option<Seen> {
        if self.summed.is_empty() {
            return Some(Seen::Each(std::mem::take(&mut self.observation)));
        }
        tally(&mut self.tallies, &self.observation);
        let only = self.summed.pop().filter(|_| self.files.len() == 1);
        only.map(Seen::Summed)
    }

    /// The answer: against the register where that was asked for.
    pub(super) fn print(
        &self,
        judged: &Judged,
        alerts: &Alerts,
        register: bool,
        terminal: &Terminal,
    ) -> Result<(), Failure> {
        let observation = &judged.observation;
        let summed = judged.observed.summed.as_ref();
        let protocols = if summed.is_some() { sorted(self.tallies.clone()) } else { protocols(observation) };
        if terminal.format == Format::Json {
            let document = Document {
                format: 1,
                files: &self.files,
                live: self.live.as_ref(),
                health: &observation.health,
                protocols,
                devices: judged::devices_document(judged),
                matrix: register.then(|| judged::matrix_document(judged)),
                alerts: judged::alerts_document(alerts),
                observation: summed.is_none().then_some(observation),
                summed,
                problems: &self.problems,
            };
            // A live watch has said lines before: its alerts, as they came.
            return match self.live {
                Some(_) => terminal.print_json_line(&document),
                None => terminal.print_json(&document),
            };
        }
        terminal.say_problems(&self.problems);
        if self.files.is_empty() && self.live.is_none() {
            return Ok(());
        }
        terminal.print(self.answer(judged).in_lang(terminal.lang));
        summed.inspect(|summed| terminal.print(summed.in_lang(terminal.lang)));
        table(&protocols, terminal);
        terminal.print(health(&observation.health).in_lang(terminal.lang));
        judged::devices(judged, terminal)?;
        if register {
            judged::matrix(judged, terminal)?;
        }
        judged::print_alerts(alerts, terminal);
        Ok(())
    }

    fn answer(&self, judged: &Judged) -> Text {
        let Observation { conversations, sightings: _, identities, health } = &judged.observation;
        let together = judged.observed.summed.as_ref().map(|_| judged.observed.matrix.conversations());
        let n = together.unwrap_or(conversations.len());
        let (files, said) = (self.files.len(), identities.len());
        let devices = judged.observed.inventory.devices.len();
        let Amount { packets, bytes } = health.seen;
        if let Some(LiveRow { interface, seconds, amounts_of_before, .. }) = &self.live {
            let answer = text!(
                ja: "「{interface}」を {seconds} 秒監視しました。{packets} パケット、{bytes} バイト。機器 {devices} 台、会話 {n} 件、名乗り {said} 件です。内容は残していません。",
                en: "Listened to \"{interface}\" for {seconds} s: {packets} packets, {bytes} bytes, {devices} devices, {n} conversations, {said} identities. No content is kept."
            );
            return if *amounts_of_before { with_amounts_of_before(answer) } else { answer };
        }
        text!(
            ja: "{files} ファイル、{packets} パケット、{bytes} バイト。機器 {devices} 台、会話 {n} 件、名乗り {said} 件です。内容は残していません。",
            en: "{files} files, {packets} packets, {bytes} bytes: {devices} devices, {n} conversations, {said} identities. No content is kept."
        )
    }
}

fn with_amounts_of_before(Text { ja, en }: Text) -> Text {
    text!(
        ja: "{ja}下の表の量は、この監視の前から続く会話では、以前の分を含みます。",
        en: "{en} In the table below, amounts of conversations that are older than this watch include what was before."
    )
}

/// By protocol, and how sure it is.
type Tallies = BTreeMap<(Option<Protocol>, Certainty), ProtocolRow>;

fn protocols(observation: &Observation) -> Vec<ProtocolRow> {
    let mut rows = Tallies::new();
    tally(&mut rows, observation);
    sorted(rows)
}

fn sorted(rows: Tallies) -> Vec<ProtocolRow> {
    let mut rows: Vec<ProtocolRow> = rows.into_values().collect();
    rows.sort_by_key(|row| (row.protocol.is_none(), std::cmp::Reverse(row.packets)));
    rows
}

fn tally(rows: &mut Tallies, observation: &Observation) {
    for it in &observation.conversations {
        let protocol = it.key.protocol;
        let row = rows.entry((protocol, it.certainty)).or_insert_with(|| ProtocolRow {
            protocol: protocol.map(Protocol::code),
            probable: it.certainty == Certainty::Probable,
            conversations: 0,
            packets: 0,
            bytes: 0,
            commands: BTreeMap::new(),
            name: protocol.map_or_else(
                || Text::new("（判別できない）", "(not recognised)"),
                |protocol| Text::new(protocol.name(), protocol.name()),
            ),
        });
        row.conversations += 1;
        row.packets += it.sent.packets + it.answered.packets;
        row.bytes += it.sent.bytes + it.answered.bytes;
        for class in it.commands.keys() {
            *row.commands.entry(*class).or_default() += 1;
        }
    }
}

fn table(rows: &[ProtocolRow], terminal: &Terminal) {
    let header = Text::new(
        "プロトコル\t会話\tパケット\tバイト\t命令の種別（会話の数）",
        "protocol\tconversations\tpackets\tbytes\tclasses of command (conversations)",
    );
    terminal.print(header.in_lang(terminal.lang));
    rows.iter().for_each(|row| terminal.print(&line(row, terminal)));
}

fn line(row: &ProtocolRow, terminal: &Terminal) -> String {
    let probable = if row.probable { terminal.lang.pick("（推定）", " (probable)") } else { "" };
    let commands =
        row.commands.iter().map(|(class, n)| format!("{} {n}", class_word(*class).in_lang(terminal.lang)));
    [
        format!("{}{probable}", row.name.in_lang(terminal.lang)),
        row.conversations.to_string(),
        row.packets.to_string(),
        row.bytes.to_string(),
        commands.collect::<Vec<_>>().join(terminal.lang.pick("、", ", ")),
    ]
    .join("\t")
}
