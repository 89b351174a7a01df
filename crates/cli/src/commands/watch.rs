//! `feed watch`: looks into a folder again and again, and imports what came or changed.
//!
//! A file counts once its size and its time stay the same from one look to the next, so nothing half copied is read.
//! The register is opened for the files of one look and let go again: between looks others may write. Deliberately no
//! notification by the operating system: network shares don't give any.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, SystemTime};

use sekisho_model::text;

use super::feed::{self, Brought};
use super::{Place, done, notices};
use crate::args::Format;
use crate::exit::Failure;
use crate::files;
use crate::terminal::Terminal;

/// Between the two looks of `--once`.
const SETTLING: Duration = Duration::from_millis(250);

/// What to watch, and how.
#[derive(Debug)]
pub(super) struct Wanted {
    pub(super) folder: PathBuf,
    pub(super) once: bool,
    pub(super) seconds: u64,
}

pub(super) async fn run(place: &Place, wanted: &Wanted, terminal: &Terminal) -> Result<ExitCode, Failure> {
    if !wanted.folder.is_dir() {
        let folder = wanted.folder.display();
        return Err(Failure::input(
            text!(ja: "{folder} はフォルダではありません。", en: "{folder} is no folder."),
            text!(ja: "アドバイザリを置くフォルダを指定してください。", en: "Name the folder that advisories come to."),
        ));
    }
    if wanted.once {
        return once(place, wanted, terminal).await;
    }
    let (folder, seconds) = (wanted.folder.display(), wanted.seconds);
    terminal.say(&text!(
        ja: "{folder} を {seconds} 秒ごとに見ています。Ctrl-C で終わります。",
        en: "Looking into {folder} every {seconds} seconds. Ctrl-C ends it."
    ));
    tokio::select! {
        _ = tokio::signal::ctrl_c() => Ok(done()),
        failure = for_ever(place, wanted, terminal) => failure,
    }
}

/// Two looks, one import.
async fn once(place: &Place, wanted: &Wanted, terminal: &Terminal) -> Result<ExitCode, Failure> {
    let mut seen = Seen::default();
    seen.look(wanted)?;
    tokio::time::sleep(SETTLING).await;
    let ready = seen.look(wanted)?;
    let brought = if ready.is_empty() { Brought::default() } else { bring(place, &ready, terminal).await? };
    brought.show(terminal)?;
    Ok(if ready.is_empty() { done() } else { brought.ending() })
}

async fn for_ever(place: &Place, wanted: &Wanted, terminal: &Terminal) -> Result<ExitCode, Failure> {
    let mut seen = Seen::default();
    loop {
        match round(place, wanted, &mut seen, terminal).await {
            Ok(()) => {}
            // The register may be in use, the share away for a moment: said, and tried again.
            Err(failure) => {
                failure.report(terminal.lang);
            }
        }
        tokio::time::sleep(Duration::from_secs(wanted.seconds)).await;
    }
}

async fn round(place: &Place, wanted: &Wanted, seen: &mut Seen, terminal: &Terminal) -> Result<(), Failure> {
    let ready = seen.look(wanted)?;
    if ready.is_empty() {
        return Ok(());
    }
    let brought = bring(place, &ready, terminal).await?;
    seen.took(&ready);
    if terminal.format == Format::Json {
        return terminal.print_json_line(&brought.document());
    }
    brought.show(terminal)
}

async fn bring(place: &Place, ready: &[PathBuf], terminal: &Terminal) -> Result<Brought, Failure> {
    let app = place.write().await?;
    let from = notices::next_entry(&app, place).await?;
    let mut brought = feed::import(&app, place, ready, false, terminal).await?;
    brought.notices = notices::since(&app, place, from).await?;
    Ok(brought)
}

/// What is known of a file without reading it.
type Stamp = (u64, Option<SystemTime>);

/// The files of the last look.
#[derive(Debug, Default)]
struct Seen(BTreeMap<PathBuf, (Stamp, bool)>);

impl Seen {
    /// Looks once more: the files that have settled and were not taken as they are now.
    fn look(&mut self, wanted: &Wanted) -> Result<Vec<PathBuf>, Failure> {
        let before = std::mem::take(&mut self.0);
        let mut ready = Vec::new();
        for path in files::under(std::slice::from_ref(&wanted.folder))? {
            // A file that has gone since the folder was listed is no matter.
            let Ok(about) = std::fs::metadata(&path) else { continue };
            let stamp = (about.len(), about.modified().ok());
            let known = before.get(&path).filter(|(known, _)| *known == stamp);
            let taken = known.is_some_and(|(_, taken)| *taken);
            if known.is_some() && !taken {
                ready.push(path.clone());
            }
            self.0.insert(path, (stamp, taken));
        }
        Ok(ready)
    }

    fn took(&mut self, paths: &[PathBuf]) {
        for path in paths {
            if let Some((_, taken)) = self.0.get_mut(path) {
                *taken = true;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_ready_once_it_has_settled_and_again_only_after_it_changed() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.json");
        let wanted = Wanted { folder: folder.path().to_owned(), once: false, seconds: 1 };
        let mut seen = Seen::default();
        std::fs::write(&file, "{").unwrap();
        assert_eq!(seen.look(&wanted).unwrap(), Vec::<PathBuf>::new());
        std::fs::write(&file, "{}").unwrap();
        assert_eq!(seen.look(&wanted).unwrap(), Vec::<PathBuf>::new(), "it still grows");
        assert_eq!(seen.look(&wanted).unwrap(), std::slice::from_ref(&file));
        seen.took(std::slice::from_ref(&file));
        assert_eq!(seen.look(&wanted).unwrap(), Vec::<PathBuf>::new());
        std::fs::write(&file, "{ }").unwrap();
        seen.look(&wanted).unwrap();
        assert_eq!(seen.look(&wanted).unwrap(), [file]);
    }
}
