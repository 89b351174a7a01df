//! The port and the fences on a real kernel: on a cable in a network of its own, where that can be made.

use std::fs;
use std::net::{TcpStream, UdpSocket};
use std::os::fd::AsRawFd;
use std::os::unix::net::UnixDatagram;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use super::*;

#[path = "../benches/live/live.rs"]
mod live;
#[path = "../benches/live/net.rs"]
mod net;

use net::{FAR, NEAR, Sender, cable, transmitted};

const WAIT: Duration = Duration::from_secs(1);
const CHILD: &str = "SEKISHO_MIRROR_CHILD";

/// Everything that comes until nothing comes any more: time, bytes, length on the wire.
fn received(mirror: &mut Mirror) -> Vec<(i64, Vec<u8>, u32)> {
    let mut received = Vec::new();
    while mirror
        .next_block(WAIT, |frame| received.push((frame.nanos, frame.bytes.to_vec(), frame.length)))
        .unwrap()
        > 0
    {}
    received
}

#[test]
fn frames_of_the_far_end_come_in_cut_and_nothing_goes_out() {
    if cable().is_none() {
        return;
    }
    let mut mirror = Mirror::open(NEAR, &Wanted { snap_bytes: 128, ..Wanted::default() }).unwrap();
    let mut sender = Sender::open(FAR).unwrap();
    assert_eq!(sender.send(&[0x11; 60], 3).unwrap(), 3);
    assert_eq!(sender.send(&[0x22; 1000], 1000).unwrap(), 1000);
    let frames = received(&mut mirror);
    assert_eq!(frames.len(), 1003);
    assert_eq!((frames[0].1.as_slice(), frames[0].2), (&[0x11; 60][..], 60));
    assert_eq!((frames[3].1.as_slice(), frames[3].2), (&[0x22; 128][..], 1000));
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    let age = now.as_nanos().abs_diff(u128::try_from(frames[0].0).unwrap());
    assert!(age < 60_000_000_000, "the kernel's time is the system's: {age} ns");
    assert!(frames.is_sorted_by_key(|frame| frame.0));
    assert_eq!((transmitted(NEAR), mirror.lost().unwrap()), (0, 0));
}

#[test]
fn what_this_machine_sends_on_the_port_itself_is_not_seen() {
    if cable().is_none() {
        return;
    }
    let mut mirror = Mirror::open(FAR, &Wanted::default()).unwrap();
    Sender::open(FAR).unwrap().send(&[0x33; 60], 5).unwrap();
    assert_eq!(received(&mut mirror), []);
}

#[test]
fn a_tag_of_a_vlan_stands_in_its_frame() {
    if cable().is_none() {
        return;
    }
    let mut mirror = Mirror::open(NEAR, &Wanted::default()).unwrap();
    let frame = [&[2; 12][..], &[0x81, 0, 0x20, 5, 8, 0], &[0x44; 46]].concat();
    Sender::open(FAR).unwrap().send(&frame, 1).unwrap();
    assert_eq!(received(&mut mirror).into_iter().map(|(_, bytes, _)| bytes).collect::<Vec<_>>(), [frame]);
}

#[test]
fn a_ring_that_overflows_counts_what_is_lost() {
    if cable().is_none() {
        return;
    }
    let mut mirror = Mirror::open(NEAR, &Wanted { ring_bytes: 1 << 20, ..Wanted::default() }).unwrap();
    let mut sender = Sender::open(FAR).unwrap();
    let sent: usize = (0..40).map(|_| sender.send(&[0x55; 200], 500).unwrap()).sum();
    let frames = received(&mut mirror).len() as u64;
    let lost = mirror.lost().unwrap();
    assert!(lost > 0 && frames > 0);
    assert_eq!(frames + lost, sent as u64);
    assert_eq!(mirror.lost().unwrap(), lost, "asked again, it is counted once");
}

#[test]
fn the_reading_thread_runs_first_and_what_it_starts_does_not() {
    if cable().is_none() {
        return;
    }
    let policy = || {
        // Field 41 of a thread's state, counted behind the name, which stands in brackets.
        let state = fs::read_to_string("/proc/thread-self/stat").unwrap();
        state.rsplit(')').next().unwrap().split_whitespace().nth(38).unwrap().to_owned()
    };
    let plain = Mirror::open(NEAR, &Wanted { first: false, ..Wanted::default() }).unwrap();
    assert_eq!((plain.runs_first(), policy()), (false, "0".to_owned()));
    let mirror = Mirror::open(NEAR, &Wanted::default()).unwrap();
    assert_eq!(policy(), if mirror.runs_first() { "2" } else { "0" });
    assert_eq!(std::thread::spawn(policy).join().unwrap(), "0");
}

#[test]
fn the_filter_stays_whatever_is_asked_later() {
    if cable().is_none() {
        return;
    }
    let mirror = Mirror::open(NEAR, &Wanted { snap_bytes: 0, ..Wanted::default() }).unwrap();
    let error = net::detach_filter(mirror.port.socket.as_raw_fd()).unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::PermissionDenied);
}

#[test]
fn the_ring_is_in_no_core_dump() {
    if cable().is_none() {
        return;
    }
    let _mirror = Mirror::open(NEAR, &Wanted { ring_bytes: 2 << 20, ..Wanted::default() }).unwrap();
    let maps = fs::read_to_string("/proc/self/smaps").unwrap();
    let mut ring = maps.lines().skip_while(|line| !line.contains("socket:["));
    let flags = ring.find_map(|line| line.strip_prefix("VmFlags:"));
    assert!(flags.is_some_and(|flags| flags.contains(" dd")));
}

#[test]
fn an_interface_that_goes_down_is_told_and_its_return_is_seen() {
    if cable().is_none() {
        return;
    }
    let mut mirror = Mirror::open(NEAR, &Wanted::default()).unwrap();
    net::ip(&["link", "set", NEAR, "down"]).unwrap();
    let told = (0..5).find_map(|_| mirror.next_block(WAIT, |_| {}).err()).unwrap();
    assert!(matches!(&told, MirrorError::Down { interface, .. } if interface == NEAR), "{told:?}");
    assert!(told.text().ja.contains(NEAR));
    net::ip(&["link", "set", NEAR, "up"]).unwrap();
    Sender::open(FAR).unwrap().send(&[0x66; 60], 1).unwrap();
    let mut count = 0;
    for _ in 0..5 {
        count += mirror.next_block(WAIT, |_| {}).unwrap_or(0);
    }
    assert_eq!(count, 1);
}

#[test]
fn an_interface_that_is_not_there_is_named() {
    let error = Mirror::open("no-such-port", &Wanted::default()).unwrap_err();
    assert!(matches!(&error, MirrorError::NoInterface(name) if name == "no-such-port"), "{error:?}");
}

#[test]
fn who_has_no_right_to_listen_is_told_how_to_get_it() {
    // Rights belong to a thread: the other tests keep theirs.
    linux::call::keep_capabilities(linux::call::Capabilities::NONE).unwrap();
    let error = Mirror::open("lo", &Wanted::default()).unwrap_err();
    assert!(matches!(&error, MirrorError::NoRight(name) if name == "lo"), "{error:?}");
    assert!(error.text().en.contains("setcap cap_net_raw"));
}

/// Sixteen bytes that stand nowhere in the program: they are worked out when they are sent, and looked for by their
/// opposites.
const OPPOSITE_CANARY: [u8; 16] = *b"\x9d\x8e\x72\x6b\x5c\x41\x3f\x22\x17\x0b\xf6\xe5\xd4\xc3\xb2\xa1";

/// A Modbus/TCP write and a datagram whose contents are opposites of canaries, and where those begin.
fn frames_of_opposites() -> [(Vec<u8>, usize); 2] {
    let stations = [2, 0, 0, 0, 1, 1, 2, 0, 0, 0, 2, 2, 8, 0];
    let ip =
        |protocol, total| [0x45, 0, 0, total, 0, 0, 0x40, 0, 64, protocol, 0, 0, 10, 0, 1, 1, 10, 0, 2, 2];
    let tcp = [0xc0, 1, 1, 0xf6, 0, 0, 0, 1, 0, 0, 0, 1, 0x50, 0x18, 4, 0, 0, 0, 0, 0];
    let write = [0, 1, 0, 0, 0, 103, 1, 16, 0, 0, 0, 48, 96];
    let udp = [0xc0, 1, 0x9c, 0x40, 0, 200, 0, 0];
    let request = [&stations[..], &ip(6, 149), &tcp, &write].concat();
    let datagram = [&stations[..], &ip(17, 220), &udp].concat();
    [(request, 6), (datagram, 12)]
        .map(|(head, canaries)| ([&head[..], &OPPOSITE_CANARY.repeat(canaries)].concat(), head.len()))
}

/// Places in this process's memory where a piece of six bytes of the canary stands.
fn canaries_in_memory() -> Vec<String> {
    use std::os::unix::fs::FileExt;
    let memory = fs::File::open("/proc/self/mem").unwrap();
    let mut found = Vec::new();
    let maps = fs::read_to_string("/proc/self/maps").unwrap();
    for line in maps.lines().filter(|line| line.contains(" r")) {
        let range = line.split(' ').next().and_then(|range| range.split_once('-')).unwrap();
        let [begin, end] = [range.0, range.1].map(|word| u64::from_str_radix(word, 16).unwrap());
        let mut part = vec![0; usize::try_from(end - begin).unwrap()];
        let Ok(length) = memory.read_at(&mut part, begin) else { continue };
        if has_piece(&part[..length]) {
            found.push(line.to_owned());
        }
        part.fill(0);
    }
    found
}

/// Every piece of six bytes has the sixth byte of the canary, or the eleventh.
fn has_piece(memory: &[u8]) -> bool {
    let [sixth, eleventh] = [5, 10].map(|at| (at, !OPPOSITE_CANARY[at]));
    let is_piece = |at: usize, of: usize| {
        let starts = of.saturating_sub(5)..=of.min(10);
        starts.into_iter().any(|start| {
            let piece = (at + start).checked_sub(of).and_then(|from| memory.get(from..from + 6));
            piece.is_some_and(|piece| piece.iter().zip(&OPPOSITE_CANARY[start..]).all(|(a, b)| *a == !*b))
        })
    };
    let mut places = memory.iter().enumerate();
    places.any(|(at, byte)| {
        *byte == sixth.1 && is_piece(at, sixth.0) || *byte == eleventh.1 && is_piece(at, eleventh.0)
    })
}

#[test]
fn after_watching_no_piece_of_a_payload_is_left_in_memory() {
    if cable().is_none() {
        return;
    }
    let mut mirror = Mirror::open(NEAR, &Wanted { ring_bytes: 1 << 20, ..Wanted::default() }).unwrap();
    let mut sender = Sender::open(FAR).unwrap();
    for (mut frame, begin) in frames_of_opposites() {
        frame[begin..].iter_mut().for_each(|byte| *byte = !*byte);
        assert!(has_piece(&frame), "what is looked for would be found");
        sender.send(&frame, 20).unwrap();
        frame[begin..].iter_mut().for_each(|byte| *byte = !*byte);
        std::hint::black_box(&frame);
    }
    let mut observer = sekisho_flow::Observer::new(sekisho_flow::Settings::default(), 1);
    let mut count = 0;
    while mirror.next_block(WAIT, |frame| observer.watch_frames([frame])).unwrap() > 0 {
        count += 1;
    }
    assert!(count > 0);
    let observation = observer.finish();
    assert_eq!(observation.health.seen.packets, 40);
    assert_eq!(canaries_in_memory(), Vec::<String>::new());
}

/// A minute at 650,000 frames a second where the program is built for speed; a short while otherwise, to see that it
/// works.
#[test]
fn conformance_live() {
    let quick = cfg!(debug_assertions);
    let (seconds, rate) = if quick { (1, 50_000) } else { (60, 650_000) };
    let wish = live::Wish { time: Duration::from_secs(seconds), rate, observe: true };
    let Some(measured) = live::measure(wish) else { return };
    println!("live | {measured}");
    println!("conformance | live frames without loss | {} | {}", measured.received, measured.sent);
    assert_eq!(measured.received + measured.lost, measured.sent, "{measured}");
    assert_eq!(measured.transmitted, 0);
    assert!(measured.longest <= usize::from(SNAP_BYTES_MAX));
    assert!(quick || measured.lost == 0, "{measured}");
}

#[test]
fn a_process_with_other_threads_is_not_confined() {
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let error = confine::to(Path::new("/")).unwrap_err();
            assert!(matches!(error, MirrorError::TooLate { threads: 2.., .. }), "{error:?}");
        });
    });
}

/// The process that is confined is a copy of this program once more, with one thread.
#[test]
fn a_confined_process_keeps_its_folder_and_its_port_and_nothing_else() {
    if cable().is_none() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "tests::confined_child", "--test-threads=1", "--nocapture"])
        .env(CHILD, folder.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.contains("confined as promised"), "{said}");
}

/// What the test above runs; without a folder it has nothing to do.
#[test]
fn confined_child() {
    let Some(folder) = std::env::var_os(CHILD) else { return };
    assert!(net::alone(move || confined(Path::new(&folder))));
    println!("confined as promised");
}

fn confined(folder: &Path) {
    let mut mirror = Mirror::open(NEAR, &Wanted::default()).unwrap();
    let port = linux::open_ports()[0];
    {
        let mut sender = Sender::open(FAR).unwrap();
        sender.send(&[0x77; 60], 7).unwrap();
    }
    stop::on_signals().unwrap();
    let confinement = confine::to(folder).unwrap();
    for shortfall in confinement.shortfalls() {
        println!("shortfall: {}", shortfall.en);
    }
    keeps_what_it_needs(folder);
    assert_eq!(received(&mut mirror).len(), 7, "the port stays readable");
    mirror.lost().unwrap();
    has_nothing_else(confinement.files);
    assert_eq!(net::ways_to_send(port), Vec::<&str>::new());
    assert!(!stop::asked());
    net::terminate_self();
    assert!(stop::asked());
}

fn keeps_what_it_needs(folder: &Path) {
    let file = folder.join("kept");
    fs::write(&file, "x").unwrap();
    assert_eq!(fs::read_to_string(&file).unwrap(), "x");
    fs::rename(&file, folder.join("moved")).unwrap();
    fs::create_dir(folder.join("inner")).unwrap();
    fs::remove_file(folder.join("moved")).unwrap();
    let sum = std::thread::spawn(|| (0..1000_u32).map(|n| vec![n; 100].len()).sum::<usize>());
    assert_eq!(sum.join().unwrap(), 100_000, "threads begin and allocate");
}

fn has_nothing_else(files: confine::Fence) {
    let refused = |what: &str, error: Option<std::io::Error>| {
        let kind = error.map(|error| error.kind());
        assert_eq!(kind, Some(std::io::ErrorKind::PermissionDenied), "{what}");
    };
    refused("TCP", TcpStream::connect("127.0.0.1:9").err());
    refused("UDP", UdpSocket::bind("127.0.0.1:0").err());
    refused("a socket of the machine", UnixDatagram::unbound().err());
    refused("another program", Command::new("/bin/true").status().err());
    if files != confine::Fence::None {
        refused("reading", fs::read("/etc/hostname").or_else(|_| fs::read("/etc/passwd")).err());
        refused("writing", fs::write(std::env::temp_dir().join("not-there"), "x").err());
        refused("its own memory", fs::read("/proc/self/maps").err());
    }
}
