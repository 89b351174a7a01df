//! A mirror port that is listened to: one thread takes frames, another keeps what they showed.
//!
//! Invariant: the process is shut into the register's folder, or where it hands over into the folder for that alone, before the first frame is read and before it has a second
//! thread; from then on it can send nothing and open nothing else. The thread that takes frames never waits for the
//! one that keeps. It judges nothing itself.

mod keeping;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::mpsc::{SyncSender, TrySendError, sync_channel};
use std::time::{Duration, Instant};

use sekisho_app::observe::{self, Listening, Wanted};
use sekisho_app::{App, Database};
use sekisho_mirror::{HELD_BACK, Mirror, MirrorError, confine, stop};
use sekisho_model::{Observation, Text, text};

use super::{Place, wanted};
use crate::args::observe::{Listen, ObserveArguments};
use crate::exit::Failure;
use crate::terminal::Terminal;
use keeping::Keeper;

/// How long is waited for frames, and so how soon an end is noticed.
const WAIT: Duration = Duration::from_millis(200);
/// Parts that wait to be kept.
const PARTS_WAITING: usize = 2;

/// Listens until it is to end, and says what was seen.
pub(super) fn run(
    place: Place,
    interface: &str,
    arguments: &ObserveArguments,
    terminal: &Terminal,
) -> Result<ExitCode, Failure> {
    let wanted = wanted(&arguments.looked_at, arguments.watch.as_deref())?;
    let way = Way::of(&place, &arguments.listen)?;
    let asked = sekisho_mirror::Wanted {
        snap_bytes: arguments.listen.snap_bytes,
        ..sekisho_mirror::Wanted::default()
    };
    let mut mirror = Mirror::open(interface, &asked)?;
    stop::on_signals()?;
    let shortfalls = confine::to(way.folder(&place))?.shortfalls();
    shortfalls.iter().for_each(|it| terminal.say(&not_confined(it)));
    let listening = Listening { interface: interface.to_owned(), snap_bytes: asked.snap_bytes, shortfalls };
    let mut keeper = Keeper::begin(place, wanted.clone(), listening, way, arguments, *terminal)?;
    terminal.say(&text!(
        ja: "「{interface}」の監視を始めました。何も送信せず、内容は残しません。終えるには Ctrl-C を押してください。",
        en: "Listening to {interface:?}. Nothing is sent, and no content is kept. Press Ctrl-C to end."
    ));
    let (give, take) = sync_channel(PARTS_WAITING);
    let keeping = std::thread::Builder::new().name("keep".to_owned()).spawn(move || {
        keeper.keep_all(&take);
        keeper.finish()
    });
    let keeping = keeping.map_err(|error| {
        Failure::bug(
            text!(ja: "スレッドを始められません（{error}）。", en: "A thread cannot be begun ({error})."),
        )
    })?;
    let listened = listen(&mut mirror, &wanted, arguments, give, terminal);
    let ended = keeping.join().unwrap_or_else(|_| {
        Err(Failure::bug(
            text!(ja: "保存の処理が途中で終わりました。", en: "Keeping came to an end half-way."),
        ))
    });
    // Only now: nothing can be written to the port's descriptor, not even when its number is another file's.
    drop(mirror);
    listened.and(ended)
}

/// Which way what is seen goes into the register.
struct Way {
    /// Where parts are handed over.
    handed_over: PathBuf,
    /// Is the register opened for each part? Else every part is handed over.
    is_register: bool,
}

impl Way {
    /// The register is opened by this process, unless another asks or has it open.
    fn of(place: &Place, listen: &Listen) -> Result<Self, Failure> {
        if !listen.hand_over && matches!(place.folder.database, Database::Postgres { .. }) {
            return Err(on_postgres());
        }
        let is_register = !App::is_held(&place.folder)? && !listen.hand_over;
        Ok(Self { handed_over: observe::handed_over_folder(&place.folder.path)?, is_register })
    }

    /// What the process is shut into.
    fn folder<'p>(&'p self, place: &'p Place) -> &'p Path {
        if self.is_register { &place.folder.path } else { &self.handed_over }
    }
}

fn on_postgres() -> Failure {
    Failure::usage(
        text!(
            ja: "監視中の処理は通信できないため、PostgreSQL には保存できません。",
            en: "A process that listens may open no connection, so it cannot store on PostgreSQL."
        ),
        text!(
            ja: "--hand-over を付けて serve に渡すか、--store を外し、フォルダに置く台帳（sekisho init）に保存してください。",
            en: "Add --hand-over and let `serve` take it in, or leave --store out and store in a register in a folder (`sekisho init`)."
        ),
    )
}

fn not_confined(Text { ja, en }: &Text) -> Text {
    text!(ja: "注意：{ja}", en: "warning: {en}")
}

/// Takes frames until it is to end, and hands over what they showed.
fn listen(
    mirror: &mut Mirror,
    wanted: &Wanted,
    arguments: &ObserveArguments,
    give: SyncSender<Observation>,
    terminal: &Terminal,
) -> Result<(), Failure> {
    let (every, begun) = (arguments.listen.every, Instant::now());
    let over = || stop::asked() || arguments.listen.time.is_some_and(|time| begun.elapsed() >= time);
    let mut observer = observe::watcher(wanted);
    let mut hand = Hand { give, waiting: None, gone: false };
    let (mut due, mut lost, mut down) = (begun + every, 0, false);
    while !over() && !hand.gone {
        match mirror.next_block(WAIT, |frame| observer.watch_frames([frame])) {
            Ok(frames) => down = down && frames == 0,
            Err(error @ MirrorError::Down { .. }) => {
                if !down {
                    terminal.say(&error.text());
                }
                down = true;
                std::thread::sleep(WAIT);
            }
            Err(error) => return Err(error.into()),
        }
        let is_due = Instant::now() >= due;
        if (is_due || observer.has_much()) && hand.is_free() {
            let now = mirror.lost()?;
            observer.lost(now - lost);
            lost = now;
            hand.waiting = Some(if is_due { observer.take() } else { observer.part() });
            hand.is_free();
            if is_due {
                due = Instant::now() + every;
            }
        }
    }
    // What came before the end was asked for is kept, also where the kernel still holds it back.
    let end = Instant::now() + HELD_BACK;
    while let Some(left) = end.checked_duration_since(Instant::now()).filter(|left| !left.is_zero()) {
        if mirror.next_block(left, |frame| observer.watch_frames([frame])).is_err() {
            break;
        }
    }
    observer.lost(mirror.lost()?.saturating_sub(lost));
    let Hand { give, waiting, .. } = hand;
    // A keeper that is gone says so itself.
    let give = |part| drop(give.send(part));
    waiting.into_iter().for_each(give);
    observer.ending().for_each(give);
    Ok(())
}

/// Hands parts over without waiting: one that cannot be taken yet stays here, and what is seen meanwhile stays in the
/// observer, within its limits.
struct Hand {
    give: SyncSender<Observation>,
    waiting: Option<Observation>,
    gone: bool,
}

impl Hand {
    /// Is nothing waiting any more?
    fn is_free(&mut self) -> bool {
        let Some(part) = self.waiting.take() else { return !self.gone };
        match self.give.try_send(part) {
            Ok(()) => true,
            Err(TrySendError::Full(part)) => {
                self.waiting = Some(part);
                false
            }
            Err(TrySendError::Disconnected(_)) => {
                self.gone = true;
                false
            }
        }
    }
}

impl From<MirrorError> for Failure {
    fn from(error: MirrorError) -> Self {
        match error {
            MirrorError::TooLate { .. } => Self::bug(error.text()),
            _ => Self::input(error.text(), Text::default()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_takes_frames_does_not_wait_for_who_keeps() {
        let (give, take) = sync_channel(1);
        let mut hand = Hand { give, waiting: Some(Observation::default()), gone: false };
        assert!(hand.is_free(), "there is room for one");
        hand.waiting = Some(Observation::default());
        assert!(!hand.is_free(), "not for two");
        take.recv().unwrap();
        assert!(hand.is_free());
        drop(take);
        hand.waiting = Some(Observation::default());
        assert!(!hand.is_free() && hand.gone);
    }
}
