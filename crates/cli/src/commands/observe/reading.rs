//! Captures from files or standard input, streamed: kept in the register, or only answered about.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::process::ExitCode;

use sekisho_app::observe::{self, Captured, Kept, Purpose, Reading, Wanted};
use sekisho_app::{App, AppError, Opening};
use sekisho_assess::observed::Summed;
use sekisho_mirror::memory;
use sekisho_model::{Observation, Problem, Text, text};
use serde_json::json;

use super::summary::Summary;
use super::{Place, done, wanted};
use crate::args::Format;
use crate::args::observe::{FailOnAlert, ObserveArguments};
use crate::exit::{self, FOUND, Failure, INPUT};
use crate::files;
use crate::terminal::Terminal;

/// The register, and who asks.
struct Keeper {
    app: App,
    place: Place,
}

/// The register, where one is asked for. Without one a capture is a first look: answered about, and not kept. What only
/// a register can answer is refused without one, so that nothing looks checked that was not.
async fn asked(
    place: impl FnOnce() -> Result<Place, Failure>,
    arguments: &ObserveArguments,
    terminal: &Terminal,
) -> Result<Option<Keeper>, Failure> {
    let ObserveArguments { no_store, register, .. } = *arguments;
    if no_store && !register {
        return Ok(None);
    }
    let place = place()?;
    let opening = if no_store { Opening::Read } else { Opening::Write };
    if register || arguments.watch.is_some() || arguments.fail_on != FailOnAlert::Never {
        let app = App::open(&place.folder, opening).await?;
        return Ok(Some(Keeper { app, place }));
    }
    let app = App::open_existing(&place.folder, opening).await?;
    if app.is_none() {
        terminal.say(&first_look(&place));
    }
    Ok(app.map(|app| Keeper { app, place }))
}

fn first_look(place: &Place) -> Text {
    let folder = place.folder.path.display();
    text!(
        ja: "「{folder}」に台帳がないため、見えたものを示すだけで、何も保存しません。ゾーンと照らし合わせて警報を受けるには、sekisho init で台帳を作ってください。",
        en: "There is no register in \"{folder}\": what is seen is shown, and nothing is kept. To hold it against zones and to be warned, make a register with sekisho init."
    )
}

/// Reads captures, stores them unless asked not to or where there is no register, and says what they show.
pub(super) async fn run(
    place: impl FnOnce() -> Result<Place, Failure>,
    arguments: &ObserveArguments,
    terminal: &Terminal,
) -> Result<ExitCode, Failure> {
    let wanted = wanted(&arguments.looked_at, arguments.watch.as_deref())?;
    let asked = asked(place, arguments, terminal).await?;
    let keeper = asked.as_ref().filter(|_| !arguments.no_store);
    let mut summary = Summary::default();
    let mut runs: Vec<Kept> = Vec::new();
    let of = wanted.watch.clone();
    for path in files::under(&arguments.files)? {
        match taken(keeper, &path, &wanted, arguments.again, &mut summary).await? {
            Ok((captured, kept, summed)) => {
                runs.extend(kept);
                summary.add(captured, kept.map(|kept| kept.run), summed);
            }
            Err(problems) => summary.refuse(problems),
        }
    }
    let caller = asked.as_ref().map(|it| (&it.app, &it.place.caller));
    let purpose =
        Purpose::new(terminal.lang.pick("キャプチャを読み込んだ直後の確認", "a look at what was just read"))?;
    let judged = match (summary.take(), keeper) {
        (Some(seen), _) => observe::judged_alone(caller, seen, of.as_ref()).await?,
        // Only what was stored is too much to be held.
        (None, Some(Keeper { app, place })) => {
            observe::judged(app, &place.caller, of.as_ref(), "alerts", &purpose).await?
        }
        (None, None) => observe::judged_alone(caller, Observation::default(), of.as_ref()).await?,
    };
    // What is new shows only against all that was seen before.
    let whole = match keeper {
        Some(Keeper { app, place }) if summary.is_read() => {
            observe::judged_beyond(app, &place.caller, of.as_ref(), &runs, &purpose).await?
        }
        _ => None,
    };
    let observed = &whole.as_ref().unwrap_or(&judged).observed;
    summary.print(&judged, &observed.alerts, arguments.register, terminal)?;
    if summary.is_refused() {
        return Ok(ExitCode::from(INPUT));
    }
    Ok(super::judged::code(observed, arguments.fail_on))
}

/// A capture, its run where it was stored, and what it brought where that is too much to be held.
type Taken = (Captured, Option<Kept>, Option<Summed>);

/// Reads a capture, and stores it where there is a keeper. One that is refused does not cost the others.
async fn taken(
    keeper: Option<&Keeper>,
    path: &Path,
    wanted: &Wanted,
    again: bool,
    summary: &mut Summary,
) -> Result<Result<Taken, Vec<Problem>>, Failure> {
    let name = path.display().to_string();
    let reader = match open(path) {
        Ok(reader) => reader,
        Err(error) => return Ok(Err(vec![exit::unreadable(path, &error)])),
    };
    let taken = match keeper {
        None => observe::capture(&name, reader, wanted).map(|captured| (captured, None, None)),
        Some(Keeper { app, place }) => match Reading::open(&name, reader, wanted) {
            Ok(reading) => observe::take(app, &place.caller, reading, again, |part| {
                summary.tally(part);
                // What was read before is stored: a large capture needs no more memory than one part of it.
                memory::give_back();
            })
            .await
            .map(|it| (it.captured, Some(it.kept), it.summed)),
            Err(error) => Err(error),
        },
    };
    match taken {
        Ok(taken) => Ok(Ok(taken)),
        Err(AppError::Invalid(problems)) => Ok(Err(problems)),
        Err(error) => Err(error.into()),
    }
}

fn open(path: &Path) -> io::Result<Box<dyn Read + Send>> {
    if path == Path::new("-") {
        return Ok(Box::new(io::stdin()));
    }
    let file = File::open(path)?;
    if file.metadata()?.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    Ok(Box::new(file))
}

/// Shows that what may not be looked at has no effect.
pub(super) fn prove(
    path: &Path,
    runs: u64,
    wanted: &Wanted,
    terminal: &Terminal,
) -> Result<ExitCode, Failure> {
    if path == Path::new("-") {
        return Err(Failure::usage(
            text!(ja: "標準入力は繰り返し読めません。", en: "Standard input cannot be read over and over."),
            text!(ja: "ファイルを指定してください。", en: "Name a file."),
        ));
    }
    open(path).map_err(|error| exit::unreadable(path, &error))?;
    let proof = observe::prove(&path.display().to_string(), || open(path), runs, wanted)?;
    let holds = proof.is_identical();
    if terminal.format == Format::Json {
        terminal.print_json(&json!({
            "format": 1,
            "holds": holds,
            "frames": proof.frames,
            "payload_bytes": proof.payload_bytes,
            "changed_bytes": proof.changed_bytes,
            "declared_bytes": proof.declared_bytes,
            "window_bytes": proof.window_bytes,
            "runs": proof.runs,
            "differing": proof.differing,
        }))?;
    } else {
        let (frames, payload, changed) = (proof.frames, proof.payload_bytes, proof.changed_bytes);
        let (declared, window, runs) = (proof.declared_bytes, proof.window_bytes, proof.runs);
        let answer = match holds {
            true => text!(
                ja: "証明できました。見てはならない {changed} バイトを {runs} 通りに変えても、残るものは一つも変わりません。",
                en: "Proven: {changed} bytes that may not be looked at were changed in {runs} ways, and nothing that is kept changed."
            ),
            false => {
                let (seeds, n) = (&proof.differing, proof.differing.len());
                text!(
                    ja: "証明できませんでした。{runs} 通りのうち {n} 通りで、残るものが変わりました（種 {seeds:?}）。",
                    en: "Not proven: in {n} of {runs} ways something that is kept changed (seeds {seeds:?})."
                )
            }
        };
        terminal.print(answer.in_lang(terminal.lang));
        let parts = text!(
            ja: "パケット {frames}、中身 {payload} バイト。うち、見ると宣言した命令と名乗りの位置 {declared} バイト、名前の付く前に見分けるための先頭 {window} バイト。",
            en: "{frames} frames, {payload} bytes of payload; of these, {declared} bytes of commands and identities are declared as looked at, and {window} bytes lie in the window of recognition."
        );
        terminal.print(parts.in_lang(terminal.lang));
    }
    Ok(if holds { done() } else { ExitCode::from(FOUND) })
}
