//! The rows of observations, and how a row joins one that is there.

use std::fmt::{Display, Write as _};

use jiff::Timestamp;
use sekisho_model::{
    Address, Amount, CaptureHealth, Certainty, CommandClass, Conversation, ConversationKey, Identity,
    IdentityKind, Observation, Protocol, ShortText, Sighting, SightingKey, Transport,
};

use super::{RunSettings, from_json, to_json};
use crate::StoreError;
use crate::engine::{Arg, Row, Tx, args};

/// `column = what both rows add up to`, at most 2^63-1.
macro_rules! added {
    ($table:literal, $column:literal) => {
        concat!(
            $column,
            " = case when ",
            $table,
            ".",
            $column,
            " > 9223372036854775807 - excluded.",
            $column,
            " then 9223372036854775807 else ",
            $table,
            ".",
            $column,
            " + excluded.",
            $column,
            " end"
        )
    };
}

/// `column = the one that is there where it is <, or >, else the new one`; a null gives way.
macro_rules! better {
    ($table:literal, $column:literal, $sign:literal) => {
        concat!(
            $column,
            " = case when excluded.",
            $column,
            " ",
            $sign,
            " ",
            $table,
            ".",
            $column,
            " or ",
            $table,
            ".",
            $column,
            " is null then excluded.",
            $column,
            " else ",
            $table,
            ".",
            $column,
            " end"
        )
    };
}

const INTO_CONVERSATION: &str =
    "insert into conversation (watch, client, server, vlan, transport, port, protocol,
    probable, first_ns, last_ns, sent_packets, sent_bytes, answered_packets, answered_bytes, connections,
    read_ns, write_ns, program_ns, control_ns, diagnostic_ns, other_ns) values ";

#[rustfmt::skip] // a table
const JOIN_CONVERSATION: &str = concat!(
    " on conflict (watch, client, server, vlan, transport, port, protocol) do update set ",
    better!("conversation", "probable", "<"), ", ",
    better!("conversation", "first_ns", "<"), ", ",
    better!("conversation", "last_ns", ">"), ", ",
    added!("conversation", "sent_packets"), ", ",
    added!("conversation", "sent_bytes"), ", ",
    added!("conversation", "answered_packets"), ", ",
    added!("conversation", "answered_bytes"), ", ",
    added!("conversation", "connections"), ", ",
    better!("conversation", "read_ns", "<"), ", ",
    better!("conversation", "write_ns", "<"), ", ",
    better!("conversation", "program_ns", "<"), ", ",
    better!("conversation", "control_ns", "<"), ", ",
    better!("conversation", "diagnostic_ns", "<"), ", ",
    better!("conversation", "other_ns", "<"),
);

const INTO_SIGHTING: &str = "insert into sighting (watch, mac, ip, vlan, first_ns, last_ns, sent_packets,
    sent_bytes, claims, silence_seconds_max) values ";

/// Whole seconds between the two accounts; below 0 where they overlap.
macro_rules! between {
    () => {
        "(case when excluded.first_ns > sighting.last_ns then (excluded.first_ns - sighting.last_ns) / 1000000000
            else (sighting.first_ns - excluded.last_ns) / 1000000000 end)"
    };
}

/// The silence between the two accounts counts too.
#[rustfmt::skip] // a table
const JOIN_SIGHTING: &str = concat!(
    " on conflict (watch, mac, ip, vlan) do update set silence_seconds_max = case
        when sighting.silence_seconds_max >= excluded.silence_seconds_max
            and sighting.silence_seconds_max >= ", between!(), " then sighting.silence_seconds_max
        when excluded.silence_seconds_max >= ", between!(), " then excluded.silence_seconds_max
        else ", between!(), " end, ",
    better!("sighting", "first_ns", "<"), ", ",
    better!("sighting", "last_ns", ">"), ", ",
    added!("sighting", "sent_packets"), ", ",
    added!("sighting", "sent_bytes"), ", ",
    added!("sighting", "claims"),
);

const INTO_IDENTITY: &str =
    "insert into identity (watch, holder, vlan, protocol, kind, value, first_ns) values ";

const JOIN_IDENTITY: &str = concat!(
    " on conflict (watch, holder, vlan, protocol, kind, value) do update set ",
    better!("identity", "first_ns", "<")
);

/// Farthest moment from 1970, in nanoseconds: the time between any two has room in 64 bits.
const NANOS_MAX: i64 = i64::MAX / 2;

/// A moment in nanoseconds since 1970; what lies beyond the range is its end.
pub(super) fn nanos(at: Timestamp) -> i64 {
    let nanos = at.as_nanosecond().clamp(i128::from(-NANOS_MAX), i128::from(NANOS_MAX));
    i64::try_from(nanos).unwrap_or_default()
}

pub(super) fn moment_of(nanos: i64) -> Result<Timestamp, StoreError> {
    Timestamp::from_nanosecond(i128::from(nanos)).map_err(|_| damaged("moment"))
}

fn damaged(what: &str) -> StoreError {
    StoreError::corrupt(
        format!("観測の行を読めません（{what}）"),
        format!("a row of an observation cannot be read ({what})"),
    )
}

/// A counter as the database keeps it.
pub(super) fn kept(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

pub(super) const fn transport_code(transport: Transport) -> &'static str {
    match transport {
        Transport::Tcp => "tcp",
        Transport::Udp => "udp",
        Transport::Ethernet => "ethernet",
        Transport::Ip => "ip",
    }
}

fn transport(code: &str) -> Result<Transport, StoreError> {
    let all = [Transport::Tcp, Transport::Udp, Transport::Ethernet, Transport::Ip];
    all.into_iter().find(|it| transport_code(*it) == code).ok_or_else(|| damaged("transport"))
}

pub(super) const fn kind_code(kind: IdentityKind) -> &'static str {
    match kind {
        IdentityKind::Vendor => "vendor",
        IdentityKind::Product => "product",
        IdentityKind::Model => "model",
        IdentityKind::Firmware => "firmware",
        IdentityKind::Hardware => "hardware",
        IdentityKind::Serial => "serial",
        IdentityKind::Name => "name",
        IdentityKind::DeviceType => "device-type",
        IdentityKind::ServerName => "server-name",
    }
}

fn address(text: &str) -> Result<Address, StoreError> {
    text.parse().map_err(|_| damaged("address"))
}

/// Many short texts in one: a text of its own for each address costs more than the address.
struct Words {
    all: String,
    ends: Vec<usize>,
}

impl Words {
    fn of(named: impl Iterator<Item = impl Display>) -> Self {
        let (mut all, mut ends) = (String::new(), vec![0]);
        for one in named {
            // Writing to a String cannot fail.
            let _ = write!(all, "{one}");
            ends.push(all.len());
        }
        Self { all, ends }
    }

    /// Two and two.
    fn pairs(&self) -> impl Iterator<Item = [&str; 2]> {
        let between = |from: usize, to: usize| self.all.get(from..to).unwrap_or_default();
        self.ends.windows(3).step_by(2).map(move |at| [between(at[0], at[1]), between(at[1], at[2])])
    }
}

/// An address, or an empty text where there is none.
struct Maybe(Option<Address>);

impl Display for Maybe {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.map_or(Ok(()), |address| address.fmt(f))
    }
}

/// Where rows are put in.
#[derive(Clone, Copy)]
pub(super) struct Target<'a> {
    /// At which watch.
    pub(super) watch: &'a str,
    /// Is nothing of it there, so that no row can join another?
    pub(super) is_empty: bool,
}

impl Target<'_> {
    /// What becomes of rows that are there already.
    const fn after(self, join: &'static str) -> &'static str {
        if self.is_empty { "" } else { join }
    }
}

/// Writes conversations, each key once.
pub(super) async fn put_conversations(
    tx: &mut Tx,
    into: Target<'_>,
    part: &[Conversation],
) -> Result<(), StoreError> {
    let ends = Words::of(part.iter().flat_map(|it| [it.key.client, it.key.server]));
    let mut cells = Vec::with_capacity(part.len() * 21);
    for (it, [client, server]) in part.iter().zip(ends.pairs()) {
        let Conversation { key, certainty, first, last, sent, answered, connections, commands } = it;
        let ConversationKey { client: _, server: _, vlan, transport, port, protocol } = key;
        cells.extend([
            Arg::Text(into.watch),
            Arg::Text(client),
            Arg::Text(server),
            Arg::Int(i64::from(*vlan)),
            Arg::Text(transport_code(*transport)),
            Arg::Int(i64::from(*port)),
            Arg::Text(protocol.map_or("", Protocol::code)),
            Arg::Int(i64::from(*certainty == Certainty::Probable)),
            Arg::Int(nanos(*first)),
            Arg::Int(nanos(*last)),
            Arg::Int(kept(sent.packets)),
            Arg::Int(kept(sent.bytes)),
            Arg::Int(kept(answered.packets)),
            Arg::Int(kept(answered.bytes)),
            Arg::Int(kept(*connections)),
        ]);
        cells.extend(CommandClass::ALL.map(|class| Arg::IntOpt(commands.get(&class).map(|at| nanos(*at)))));
    }
    tx.upsert(INTO_CONVERSATION, into.after(JOIN_CONVERSATION), 21, &cells).await
}

/// Writes sightings, each key once.
pub(super) async fn put_sightings(
    tx: &mut Tx,
    into: Target<'_>,
    part: &[Sighting],
) -> Result<(), StoreError> {
    let ends = part.iter().flat_map(|it| [it.key.mac.map(Address::Mac), it.key.ip.map(Address::Ip)]);
    let ends = Words::of(ends.map(Maybe));
    let mut cells = Vec::with_capacity(part.len() * 10);
    for (it, [mac, ip]) in part.iter().zip(ends.pairs()) {
        let Sighting { key, first, last, sent, claims, silence_seconds_max } = it;
        cells.extend([
            Arg::Text(into.watch),
            Arg::Text(mac),
            Arg::Text(ip),
            Arg::Int(i64::from(key.vlan)),
            Arg::Int(nanos(*first)),
            Arg::Int(nanos(*last)),
            Arg::Int(kept(sent.packets)),
            Arg::Int(kept(sent.bytes)),
            Arg::Int(kept(*claims)),
            Arg::Int(kept(*silence_seconds_max)),
        ]);
    }
    tx.upsert(INTO_SIGHTING, into.after(JOIN_SIGHTING), 10, &cells).await
}

/// Writes identities, each once.
pub(super) async fn put_identities(
    tx: &mut Tx,
    into: Target<'_>,
    part: &[Identity],
) -> Result<(), StoreError> {
    let holders: Vec<String> = part.iter().map(|it| it.holder.to_string()).collect();
    let mut cells = Vec::with_capacity(part.len() * 7);
    for (it, holder) in part.iter().zip(&holders) {
        let Identity { holder: _, vlan, protocol, kind, value, first } = it;
        cells.extend([
            Arg::Text(into.watch),
            Arg::Text(holder),
            Arg::Int(i64::from(*vlan)),
            Arg::Text(protocol.code()),
            Arg::Text(kind_code(*kind)),
            Arg::Text(value.as_str()),
            Arg::Int(nanos(*first)),
        ]);
    }
    tx.upsert(INTO_IDENTITY, into.after(JOIN_IDENTITY), 7, &cells).await
}

/// Columns of a row as one text: tabs between them, nothing for null. No value holds a tab or a line end.
macro_rules! as_text {
    ($first:literal $(, $column:literal)*) => {
        concat!(
            "coalesce(cast(", $first, " as text), '')"
            $(, " || '\t' || coalesce(cast(", $column, " as text), '')")*
        )
    };
}

/// Many rows in few texts, in no order: reading row by row costs ten times as much. The parts are by time, so that no
/// text grows beyond what an engine holds.
macro_rules! in_texts {
    ($columns:expr, $table:literal, $where:literal) => {
        concat!(
            "select string_agg(",
            $columns,
            ", '\n') from ",
            $table,
            " where ",
            $where,
            " group by (first_ns / 1000000000) % 64"
        )
    };
}
pub(super) use {as_text, in_texts};

macro_rules! conversation_columns {
    () => {
        crate::observations::rows::as_text!(
            "client",
            "server",
            "vlan",
            "transport",
            "port",
            "protocol",
            "probable",
            "first_ns",
            "last_ns",
            "sent_packets",
            "sent_bytes",
            "answered_packets",
            "answered_bytes",
            "connections",
            "read_ns",
            "write_ns",
            "program_ns",
            "control_ns",
            "diagnostic_ns",
            "other_ns"
        )
    };
}

macro_rules! sighting_columns {
    () => {
        crate::observations::rows::as_text!(
            "mac",
            "ip",
            "vlan",
            "first_ns",
            "last_ns",
            "sent_packets",
            "sent_bytes",
            "claims",
            "silence_seconds_max"
        )
    };
}

macro_rules! identity_columns {
    () => {
        crate::observations::rows::as_text!("holder", "vlan", "protocol", "kind", "value", "first_ns")
    };
}
pub(super) use {conversation_columns, identity_columns, sighting_columns};

/// Reads many rows of [`in_texts`], and hands over each as it comes.
pub(super) async fn each<T>(
    tx: &mut Tx,
    sql: &'static str,
    args: &[Arg<'_>],
    one: impl Fn(&mut Fields<'_>) -> Result<T, StoreError>,
    mut take: impl FnMut(T),
) -> Result<(), StoreError> {
    for row in tx.rows(sql, args).await? {
        for line in row.text(0)?.split('\n') {
            take(one(&mut Fields::of(line))?);
        }
    }
    Ok(())
}

/// All rows of [`in_texts`].
pub(super) async fn many<T>(
    tx: &mut Tx,
    sql: &'static str,
    args: &[Arg<'_>],
    one: impl Fn(&mut Fields<'_>) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    let mut all = Vec::new();
    each(tx, sql, args, one, |it| all.push(it)).await?;
    Ok(all)
}

/// The columns of a row that is one text.
pub(super) struct Fields<'t>(std::str::Split<'t, char>);

impl<'t> Fields<'t> {
    /// Of one line.
    pub(super) fn of(line: &'t str) -> Self {
        Self(line.split('\t'))
    }

    fn text(&mut self) -> Result<&'t str, StoreError> {
        self.0.next().ok_or_else(|| damaged("row"))
    }

    fn int<N: std::str::FromStr>(&mut self) -> Result<N, StoreError> {
        self.text()?.parse().map_err(|_| damaged("number"))
    }

    fn moment(&mut self) -> Result<Timestamp, StoreError> {
        moment_of(self.int()?)
    }

    fn amount(&mut self) -> Result<Amount, StoreError> {
        Ok(Amount { packets: self.int()?, bytes: self.int()? })
    }

    /// A value, or none where nothing stands there.
    fn maybe<T: std::str::FromStr>(&mut self, what: &str) -> Result<Option<T>, StoreError> {
        match self.text()? {
            "" => Ok(None),
            text => text.parse().map(Some).map_err(|_| damaged(what)),
        }
    }

    fn protocol(&mut self) -> Result<Option<Protocol>, StoreError> {
        match self.text()? {
            "" => Ok(None),
            code => Protocol::from_code(code).map(Some).ok_or_else(|| damaged("protocol")),
        }
    }
}

pub(super) fn conversation(row: &mut Fields<'_>) -> Result<Conversation, StoreError> {
    let key = ConversationKey {
        client: address(row.text()?)?,
        server: address(row.text()?)?,
        vlan: row.int()?,
        transport: transport(row.text()?)?,
        port: row.int()?,
        protocol: row.protocol()?,
    };
    let probable: i64 = row.int()?;
    let mut conversation = Conversation {
        key,
        certainty: if probable == 0 { Certainty::Recognised } else { Certainty::Probable },
        first: row.moment()?,
        last: row.moment()?,
        sent: row.amount()?,
        answered: row.amount()?,
        connections: row.int()?,
        commands: std::collections::BTreeMap::new(),
    };
    for class in CommandClass::ALL {
        if let Some(nanos) = row.maybe("moment")? {
            conversation.commands.insert(class, moment_of(nanos)?);
        }
    }
    Ok(conversation)
}

pub(super) fn sighting(row: &mut Fields<'_>) -> Result<Sighting, StoreError> {
    Ok(Sighting {
        key: SightingKey { mac: row.maybe("mac")?, ip: row.maybe("ip")?, vlan: row.int()? },
        first: row.moment()?,
        last: row.moment()?,
        sent: row.amount()?,
        claims: row.int()?,
        silence_seconds_max: row.int()?,
    })
}

pub(super) fn identity(row: &mut Fields<'_>) -> Result<Identity, StoreError> {
    let (holder, vlan, protocol) = (address(row.text()?)?, row.int()?, row.protocol()?);
    let kind = row.text()?;
    Ok(Identity {
        holder,
        vlan,
        protocol: protocol.ok_or_else(|| damaged("protocol"))?,
        kind: IdentityKind::ALL
            .into_iter()
            .find(|it| kind_code(*it) == kind)
            .ok_or_else(|| damaged("kind of identity"))?,
        value: ShortText::try_from(row.text()?.to_owned()).map_err(|_| damaged("identity"))?,
        first: row.moment()?,
    })
}

/// A row of `observation_run`.
#[derive(Debug)]
pub(super) struct RunRow {
    no: i64,
    watch: String,
    pub(super) first: Option<i64>,
    pub(super) last: Option<i64>,
    headers_only: bool,
    identities: String,
    pub(super) health: CaptureHealth,
}

impl RunRow {
    pub(super) fn new(
        no: i64,
        observation: &Observation,
        settings: &RunSettings,
    ) -> Result<Self, StoreError> {
        let RunSettings { watch, headers_only, identities } = settings;
        let mut run = Self {
            no,
            watch: watch.as_ref().map(|watch| watch.as_str().to_owned()).unwrap_or_default(),
            first: None,
            last: None,
            headers_only: *headers_only,
            identities: to_json(identities)?,
            health: CaptureHealth::default(),
        };
        run.add(observation)?;
        Ok(run)
    }

    /// Reads `watch, first_ns, last_ns, headers_only, identities, health` from a column on.
    pub(super) fn read(no: i64, row: &Row, from: usize) -> Result<Self, StoreError> {
        Ok(Self {
            no,
            watch: row.text(from)?,
            first: row.int_opt(from + 1)?,
            last: row.int_opt(from + 2)?,
            headers_only: row.int(from + 3)? != 0,
            identities: row.text(from + 4)?,
            health: from_json(&row.text(from + 5)?).ok_or_else(|| damaged("health"))?,
        })
    }

    pub(super) fn settings(&self) -> Result<RunSettings, StoreError> {
        Ok(RunSettings {
            watch: match self.watch.as_str() {
                "" => None,
                watch => Some(watch.parse().map_err(|_| damaged("watch"))?),
            },
            headers_only: self.headers_only,
            identities: from_json(&self.identities).ok_or_else(|| damaged("settings"))?,
        })
    }

    /// What came, in time and in health.
    pub(super) fn add(&mut self, observation: &Observation) -> Result<(), StoreError> {
        let firsts = observation.sightings.iter().map(|it| it.first);
        let lasts = observation.sightings.iter().map(|it| it.last);
        let first = firsts.chain(observation.conversations.iter().map(|it| it.first)).min().map(nanos);
        let last = lasts.chain(observation.conversations.iter().map(|it| it.last)).max().map(nanos);
        self.first = self.first.into_iter().chain(first).min();
        self.last = self.last.into_iter().chain(last).max();
        self.health.add(&observation.health);
        Ok(())
    }

    pub(super) async fn insert(&self, tx: &mut Tx, origin_no: i64) -> Result<(), StoreError> {
        let sql = "insert into observation_run
                       (no, watch, first_ns, last_ns, headers_only, identities, health, origin_no)
                   values ($1, $2, $3, $4, $5, $6, $7, $8)";
        let health = to_json(&self.health)?;
        let only = i64::from(self.headers_only);
        let args =
            args![self.no, &self.watch, self.first, self.last, only, &self.identities, &health, origin_no];
        tx.run(sql, args).await.map(|_| ())
    }

    pub(super) async fn update(&self, tx: &mut Tx) -> Result<(), StoreError> {
        let sql = "update observation_run set first_ns = $1, last_ns = $2, health = $3 where no = $4";
        let health = to_json(&self.health)?;
        tx.run(sql, args![self.first, self.last, &health, self.no]).await.map(|_| ())
    }
}
