//! A mirror port listened to, on a cable in a network of its own: what is kept, what is nowhere, and what is said.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::Write as _;
use std::os::unix::fs::FileExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::harness::{Bench, root, sample};

/// Sixteen bytes that no program holds.
const CANARY: [u8; 16] = *b"\x62\x71\x8d\x94\xa3\xbe\xc0\xdd\xe8\xf4\x09\x1a\x2b\x3c\x4d\x5e";

/// Sends frames, one a line in hexadecimal digits, on the far end.
const SENDER: &str = "
import socket, sys
port = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
port.bind(('far', 0))
for line in sys.stdin:
    port.send(bytes.fromhex(line))
";

/// Two ends of a cable, `near` and `far`, in a network that is gone with its holder.
struct Cable(Child);

impl Cable {
    /// `None`, and a line that says why, where none can be laid.
    fn lay() -> Option<Self> {
        let holder = Command::new("unshare").args(["--net", "sleep", "600"]).stderr(Stdio::null()).spawn();
        let Ok(holder) = holder else { return Self::not_run("there is no `unshare`") };
        let mut cable = Self(holder);
        let begun = Instant::now();
        let own = || fs::read_link("/proc/self/ns/net").unwrap();
        let of_holder = format!("/proc/{}/ns/net", cable.0.id());
        while fs::read_link(&of_holder).is_ok_and(|network| network == own()) {
            if cable.0.try_wait().unwrap().is_some() || begun.elapsed() > Duration::from_secs(5) {
                return Self::not_run("no network of its own can be made; it needs root");
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        let quiet = "cd /proc/sys/net/ipv6/conf 2>/dev/null && for of in all default; do echo 1 > $of/disable_ipv6; done; \
                     ip link add near type veth peer name far && ip link set near arp off up && ip link set far arp off up \
                     && python3 -c 'import socket; socket.AF_PACKET'";
        let laid = cable.within(&["sh", "-c", quiet]).stderr(Stdio::null()).status();
        if laid.is_ok_and(|status| status.success()) {
            return Some(cable);
        }
        Self::not_run("it needs root, `ip`, `nsenter` and `python3`")
    }

    fn not_run(why: &str) -> Option<Self> {
        println!("not run: {why}");
        None
    }

    /// A program within this network.
    fn within(&self, program: &[&str]) -> Command {
        let mut command = Command::new("nsenter");
        command.args(["-t", &self.0.id().to_string(), "-n"]).args(program);
        command
    }

    fn send(&self, frames: &[Vec<u8>]) {
        let mut sender = self.within(&["python3", "-c", SENDER]).stdin(Stdio::piped()).spawn().unwrap();
        let mut to = sender.stdin.take().unwrap();
        for frame in frames {
            let digits: String = frame.iter().map(|byte| format!("{byte:02x}")).collect();
            writeln!(to, "{digits}").unwrap();
        }
        drop(to);
        assert!(sender.wait().unwrap().success());
    }

    /// Packets that the near end has sent.
    fn transmitted(&self) -> u64 {
        let output = self.within(&["cat", "/proc/net/dev"]).output().unwrap();
        let table = String::from_utf8(output.stdout).unwrap();
        let row = table.lines().find_map(|line| line.trim().strip_prefix("near:")).unwrap();
        row.split_whitespace().nth(9).unwrap().parse().unwrap()
    }
}

impl Drop for Cable {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A live watch that runs.
struct Running {
    process: Child,
    said: (std::path::PathBuf, std::path::PathBuf),
}

impl Running {
    fn begin(bench: &Bench, cable: &Cable, arguments: &[&str]) -> Self {
        let said = (bench.path("live.out"), bench.path("live.err"));
        let process = cable
            .within(&[env!("CARGO_BIN_EXE_sekisho"), "--lang", "en", "--data-dir"])
            .arg(bench.path("data"))
            .args(["observe", "--live", "near"])
            .args(arguments)
            .env_remove("SEKISHO_STORE")
            .stdout(File::create(&said.0).unwrap())
            .stderr(File::create(&said.1).unwrap())
            .spawn()
            .unwrap();
        let running = Self { process, said };
        until("it listens", || running.err().contains("Listening to"));
        running
    }

    fn out(&self) -> String {
        fs::read_to_string(&self.said.0).unwrap()
    }

    fn err(&self) -> String {
        fs::read_to_string(&self.said.1).unwrap()
    }

    /// Asks it to end as a person does.
    fn interrupt(&mut self) -> i32 {
        let id = self.process.id().to_string();
        assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
        self.process.wait().unwrap().code().unwrap_or(-1)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The pages of a register, which hold it.
struct Pages(Child);

impl Pages {
    fn of(bench: &Bench) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sekisho"));
        command.arg("--data-dir").arg(bench.path("data")).args(["serve", "--listen", "127.0.0.1:0"]);
        let (out, err) =
            (File::create(bench.path("serve.out")).unwrap(), File::create(bench.path("serve.err")).unwrap());
        let pages = Self(command.env_remove("SEKISHO_STORE").stdout(out).stderr(err).spawn().unwrap());
        // Trying to write would take the register from it while it starts.
        let said = || fs::read_to_string(bench.path("serve.out")).unwrap();
        until("it serves", || said().contains("http://127.0.0.1:"));
        pages
    }
}

impl Drop for Pages {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[track_caller]
fn until(what: &str, holds: impl Fn() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < Duration::from_secs(60), "never: {what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// The frames of a capture of ours.
fn frames(name: &str) -> Vec<Vec<u8>> {
    let file = fs::read(sample(&format!("captures/{name}"))).unwrap();
    let little = matches!(file[..4], [0xd4, 0xc3, 0xb2, 0xa1] | [0x4d, 0x3c, 0xb2, 0xa1]);
    let mut rest = &file[24..];
    let mut frames = Vec::new();
    while let Some((head, after)) = rest.split_at_checked(16) {
        let length: [u8; 4] = head[8..12].try_into().unwrap();
        let length = if little { u32::from_le_bytes(length) } else { u32::from_be_bytes(length) };
        let (frame, after) = after.split_at(usize::try_from(length).unwrap());
        frames.push(frame.to_vec());
        rest = after;
    }
    frames
}

/// A Modbus/TCP write and a datagram that carry canaries.
fn canaries() -> [Vec<u8>; 2] {
    let stations = [2, 0, 0, 0, 1, 1, 2, 0, 0, 0, 2, 2, 8, 0];
    let ip =
        |protocol, total| [0x45, 0, 0, total, 0, 0, 0x40, 0, 64, protocol, 0, 0, 10, 0, 1, 1, 10, 0, 2, 2];
    let tcp = [0xc0, 1, 1, 0xf6, 0, 0, 0, 1, 0, 0, 0, 1, 0x50, 0x18, 4, 0, 0, 0, 0, 0];
    let write = [0, 1, 0, 0, 0, 103, 1, 16, 0, 0, 0, 48, 96];
    let udp = [0xc0, 1, 0x9c, 0x40, 0, 200, 0, 0];
    [
        [&stations[..], &ip(6, 149), &tcp, &write, &CANARY.repeat(6)].concat(),
        [&stations[..], &ip(17, 220), &udp, &CANARY.repeat(12)].concat(),
    ]
}

/// Does a piece of eight bytes of the canary stand anywhere? Each has the eighth byte, or the sixteenth.
fn has_piece(memory: &[u8]) -> bool {
    [7, 15].into_iter().any(|of| {
        memory.iter().enumerate().filter(|(_, byte)| **byte == CANARY[of]).any(|(at, _)| {
            (of - 7..=of).any(|start| {
                let piece = (at + start).checked_sub(of).and_then(|from| memory.get(from..from + 8));
                piece.is_some_and(|piece| (0..8).all(|n| piece[n] == CANARY[(start + n) % 16]))
            })
        })
    })
}

/// Looks into every part of a process's memory that can be read. Gives how many bytes those were.
fn look_into(process: u32, mut each: impl FnMut(&str, &[u8])) -> usize {
    let memory = File::open(format!("/proc/{process}/mem")).unwrap();
    let maps = fs::read_to_string(format!("/proc/{process}/maps")).unwrap();
    let mut all = 0;
    for line in maps.lines().filter(|line| line.contains(" r")) {
        let (begin, end) = line.split(' ').next().unwrap().split_once('-').unwrap();
        let [begin, end] = [begin, end].map(|word| u64::from_str_radix(word, 16).unwrap());
        let mut part = vec![0; usize::try_from(end - begin).unwrap()];
        if let Ok(length) = memory.read_at(&mut part, begin) {
            each(line, &part[..length]);
            all += length;
        }
    }
    all
}

fn packets_kept(bench: &Bench) -> u64 {
    let runs = bench.run(&["observe", "runs", "--format", "json"]).ends(0).json();
    runs["runs"][0]["health"]["seen"]["packets"].as_u64().unwrap_or(0)
}

/// Who speaks what with whom.
fn spoken(observation: &Value) -> BTreeSet<String> {
    let all = observation["conversations"].as_array().unwrap();
    all.iter().map(|it| it["key"].to_string()).collect()
}

#[test]
fn a_live_watch_keeps_records_sends_nothing_and_holds_no_content() {
    assert!(canaries().iter().all(|frame| has_piece(frame)) && !has_piece(&CANARY[..7]));
    let Some(cable) = Cable::lay() else { return };
    let bench = Bench::fresh();
    let mut watch = Running::begin(&bench, &cable, &["--every", "1s"]);
    let sent = [frames("core.pcap"), canaries().to_vec()].concat();
    cable.send(&sent);
    let count = u64::try_from(sent.len()).unwrap();
    until("all is kept", || packets_kept(&bench) == count);

    // Others can look while it runs.
    until("a look", || bench.run(&["observe", "alerts", "--purpose", "a look meanwhile"]).code == 0);
    let process = watch.process.id();
    let (mut found, mut folder) = (Vec::new(), false);
    let name = bench.path("data").display().to_string();
    let looked = look_into(process, |place, part| {
        folder |= part.windows(name.len()).any(|piece| piece == name.as_bytes());
        if has_piece(part) {
            found.push(place.to_owned());
        }
    });
    assert!(looked > 1 << 20 && folder, "what is there would be found");
    assert_eq!(found, Vec::<String>::new());

    // What came since the last time is kept at the end.
    cable.send(&frames("line1.pcap")[..1]);
    assert_eq!(watch.interrupt(), 0, "{}", watch.err());
    assert_eq!(packets_kept(&bench), count + 1);
    assert_eq!(cable.transmitted(), 0);
    for file in fs::read_dir(bench.path("data")).unwrap().chain(fs::read_dir(bench.path(".")).unwrap()) {
        let path = file.unwrap().path();
        assert!(!path.is_file() || !has_piece(&fs::read(&path).unwrap()), "{}", path.display());
    }
    assert!(watch.out().contains("Listened to \"near\"") && watch.out().contains("SLMP"), "{}", watch.out());
    the_same_as_from_the_file(&bench);
}

/// A capture heard is the capture read: the same conversations, beside those of the canaries.
fn the_same_as_from_the_file(bench: &Bench) {
    let heard = bench.run(&["observe", "export", "--purpose", "check"]).ends(0).json();
    let read = bench
        .run(&["observe", "--no-store", "--format", "json", &sample("captures/core.pcap")])
        .ends(0)
        .json();
    let (heard, read) = (spoken(&heard["observation"]), spoken(&read["observation"]));
    let missing: Vec<&String> = read.difference(&heard).collect();
    assert!(missing.is_empty() && read.len() > 10, "{missing:#?}\n{heard:#?}");
    let more: Vec<&String> = heard.difference(&read).collect();
    assert!(more.len() <= 3, "{more:#?}");
    let entries = bench.run(&["ledger", "verify"]).ends(0);
    assert!(entries.out.contains("0 problems"), "{}", entries.out);
}

#[test]
fn a_live_watch_ends_when_its_time_is_over_and_answers_programs_by_the_line() {
    let Some(cable) = Cable::lay() else { return };
    let bench = Bench::fresh();
    let options =
        ["--for", "3s", "--every", "1s", "--headers-only", "--snap-bytes", "64", "--format", "json"];
    let mut watch = Running::begin(&bench, &cable, &options);
    cable.send(&frames("line1.pcap"));
    assert_eq!(watch.process.wait().unwrap().code(), Some(0), "{}", watch.err());
    let out = watch.out();
    let lines: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let (last, alerts) = lines.split_last().unwrap();
    assert!(alerts.iter().all(|line| line["alert"]["id"].is_string()));
    assert_eq!(last["live"]["interface"], "near");
    assert_eq!(last["health"]["headers_only"], true);
    assert_eq!(last["health"]["lost"], 0);
    assert!(last["observation"]["conversations"].as_array().unwrap().len() > 3);
}

#[test]
fn what_cannot_be_stored_while_another_writes_is_stored_afterwards() {
    let Some(cable) = Cable::lay() else { return };
    let bench = Bench::fresh();
    let mut watch = Running::begin(&bench, &cable, &["--every", "1s"]);
    let lock = bench.path("data/lock").display().to_string();
    let Ok(mut other) = Command::new("flock").args(["--no-fork", &lock, "sleep", "600"]).spawn() else {
        println!("not run: there is no `flock`");
        return;
    };
    until("the other writes", || locked(&bench));
    let sent = frames("line1.pcap");
    cable.send(&sent);
    until("it waits", || watch.err().contains("waits for the next time"));
    assert_eq!(packets_kept(&bench), 0);
    other.kill().unwrap();
    other.wait().unwrap();
    assert_eq!(watch.interrupt(), 0, "{}", watch.err());
    assert_eq!(packets_kept(&bench), u64::try_from(sent.len()).unwrap());
}

#[test]
fn a_watch_beside_the_pages_hands_over_and_can_write_nothing_else() {
    let Some(cable) = Cable::lay() else { return };
    let bench = Bench::fresh();
    let served = Pages::of(&bench);
    let mut watch = Running::begin(&bench, &cable, &["--every", "1s"]);
    let folder = bench.path("data/handed-over");
    assert!(watch.err().contains("No register is opened"), "{}", watch.err());
    let sent = [frames("core.pcap"), canaries().to_vec()].concat();
    cable.send(&sent);
    let count = u64::try_from(sent.len()).unwrap();
    until("all is taken in", || packets_kept(&bench) == count);
    let files = || fs::read_dir(&folder).unwrap().count();
    until("no file is left", || files() == 0);

    // What it has open, and what it could open: only its folder.
    let open = fs::read_dir(format!("/proc/{}/fd", watch.process.id())).unwrap();
    let register = bench.path("data/sekisho.db");
    for descriptor in open {
        let target = fs::read_link(descriptor.unwrap().path()).unwrap_or_default();
        assert!(target != register, "the register is not opened");
    }
    let (mut found, process) = (Vec::new(), watch.process.id());
    look_into(process, |place, part| {
        if has_piece(part) {
            found.push(place.to_owned());
        }
    });
    assert_eq!(found, Vec::<String>::new());
    assert_eq!(watch.interrupt(), 0, "{}", watch.err());
    assert!(watch.out().contains("handed over"), "{}", watch.out());
    assert_eq!(cable.transmitted(), 0);
    until("the end is taken in", || files() == 0);
    drop(served);
    assert!(bench.run(&["ledger", "verify"]).ends(0).out.contains("0 problems"));
}

#[test]
fn who_lost_the_link_gets_another_from_the_pages_by_a_signal() {
    let bench = Bench::fresh();
    let pages = Pages::of(&bench);
    let links = || {
        let said = fs::read_to_string(bench.path("serve.out")).unwrap();
        said.lines().filter(|line| line.contains("/sign-in/")).map(str::to_owned).collect::<BTreeSet<_>>()
    };
    until("the first link", || links().len() == 1);
    let held = bench.run(&["user", "link", "admin"]).ends(4);
    assert!(held.err.contains("kill -USR1") && held.err.contains("PID"), "{}", held.err);
    assert!(Command::new("kill").args(["-USR1", &pages.0.id().to_string()]).status().unwrap().success());
    until("another link", || links().len() == 2);
}

#[test]
fn what_was_handed_over_while_nobody_had_the_register_is_taken_in_later() {
    let Some(cable) = Cable::lay() else { return };
    let bench = Bench::fresh();
    let options = ["--hand-over", "--for", "2s", "--every", "1s", "--format", "json", "--fail-on", "low"];
    let mut watch = Running::begin(&bench, &cable, &options);
    let sent = frames("line1.pcap");
    cable.send(&sent);
    assert_eq!(watch.process.wait().unwrap().code(), Some(1), "not judged is not clean: {}", watch.err());
    let said: Value = serde_json::from_str(&watch.out()).unwrap();
    assert_eq!(said["not_judged"], true);
    assert_eq!(packets_kept(&bench), 0);
    let taken = bench.run(&["observe", "take-in", "--format", "json"]).ends(0).json();
    assert_eq!(taken["packets"], sent.len());
    assert_eq!(packets_kept(&bench), u64::try_from(sent.len()).unwrap());
}

#[test]
fn what_no_watch_wrote_is_set_aside_and_named() {
    let bench = Bench::fresh();
    let nothing = bench.run(&["observe", "take-in"]).ends(0);
    assert!(nothing.out.contains("Nothing waits"), "{}", nothing.out);
    fs::create_dir(bench.path("data/handed-over")).unwrap();
    bench.file("data/handed-over/not-ours.json", "{\"format\": 1, \"words\": \"secret\"}");
    let taken = bench.run(&["observe", "take-in"]).ends(3);
    assert!(taken.err.contains("not-ours.json") && !taken.err.contains("secret"), "{}", taken.err);
    assert!(bench.path("data/handed-over/set-aside/not-ours.json").exists());
}

/// Does another process write?
fn locked(bench: &Bench) -> bool {
    bench.run(&["observe", "dictionary"]).code == 4
}

#[test]
fn what_cannot_be_listened_to_is_said_with_what_to_do() {
    let bench = Bench::fresh();
    let none = bench.run(&["observe", "--live", "no-such-port"]).ends(3);
    assert!(none.err.contains("no-such-port") && none.err.contains("ip link"), "{}", none.err);
    let refused = bench.run(&["--store", "postgres://x@127.0.0.1/x", "observe", "--live", "lo"]).ends(2);
    assert!(refused.err.contains("sekisho init"), "{}", refused.err);
    for wrong in [
        &["observe", "--live", "lo", "a.pcap"][..],
        &["observe", "--live", "lo", "--no-store"],
        &["observe", "--for", "3s", "a.pcap"],
        &["observe", "--live", "lo", "--snap-bytes", "257"],
        &["observe", "--live", "lo", "--for", "soon"],
    ] {
        bench.run(wrong).ends(2);
    }
    let no_register = Bench::empty();
    let said = no_register.run(&["observe", "--live", "lo"]).ends(4);
    assert!(said.err.contains("init"), "{}", said.err);
    assert!(!no_register.path("data").exists());
}

#[test]
fn who_has_no_right_to_listen_is_told_how_to_get_it() {
    let bench = Bench::fresh();
    let (program, data) = (env!("CARGO_BIN_EXE_sekisho"), bench.path("data").display().to_string());
    let output = Command::new("setpriv")
        .args(["--bounding-set", "-net_raw", "--inh-caps", "-net_raw", program, "--lang", "en"])
        .args(["--data-dir", &data, "observe", "--live", "lo"])
        .output();
    let Some(output) = output.ok().filter(|_| Path::new("/proc/self/ns/net").exists()) else {
        println!("not run: there is no `setpriv`");
        return;
    };
    let said = String::from_utf8_lossy(&output.stderr);
    if said.starts_with("setpriv:") {
        println!("not run: rights cannot be taken away here ({})", said.trim());
        return;
    }
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.contains("setcap cap_net_raw"), "{said}");
}

/// The example of the guide, with the program where it is now.
#[test]
fn the_service_of_the_guide_is_one_that_systemd_takes() {
    let bench = Bench::empty();
    let unit = fs::read_to_string(root().join("docs/guide/sekisho-watch@.service")).unwrap();
    assert!(unit.contains("ExecStart=/usr/local/bin/sekisho "));
    for right in ["AmbientCapabilities=", "CapabilityBoundingSet="] {
        assert!(unit.contains(&format!("\n{right}CAP_NET_RAW CAP_IPC_LOCK CAP_SYS_NICE\n")));
    }
    let unit = unit.replace("/usr/local/bin/sekisho", env!("CARGO_BIN_EXE_sekisho"));
    let path = bench.file("sekisho-watch@.service", unit);
    match Command::new("systemd-analyze").args(["verify", "--man=no", &path]).output() {
        Ok(output) => {
            let said = String::from_utf8_lossy(&output.stderr);
            let ours: Vec<&str> = said.lines().filter(|line| line.contains("sekisho-watch")).collect();
            assert!(output.status.success() && ours.is_empty(), "{said}");
        }
        Err(_) => println!("not run: there is no `systemd-analyze`"),
    }
}
