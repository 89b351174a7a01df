//! What a live watch hands over through a folder: taken in once, noted, judged; set aside and named where it does not
//! belong.

use std::fs;
use std::path::PathBuf;

use sekisho_model::Observation;

use super::observing::{captured, reading_and_writing};
use super::{Bench, administrator, caller, editor, listening};
use crate::observe::{self, HandedOver, Handing, Purpose, Wanted};

fn purpose() -> Purpose {
    Purpose::new("点検").unwrap()
}

/// What a live watch hands over of the sample capture.
fn seen() -> Observation {
    observe::capture("line.pcap", reading_and_writing().as_slice(), &Wanted::default()).unwrap().observation
}

struct Watching {
    folder: PathBuf,
    handing: Handing,
}

impl Watching {
    fn begin(bench: &Bench, wanted: &Wanted) -> Self {
        let folder = observe::handed_over_folder(&bench.folder.path).unwrap();
        let handing =
            Handing::new(&folder, &administrator(), wanted, &listening(), (60, &purpose())).unwrap();
        Self { folder, handing }
    }

    fn hand(&mut self, mut seen: Observation) -> HandedOver {
        self.handing.hand(&mut seen, 60).unwrap()
    }

    fn files(&self) -> Vec<PathBuf> {
        let all = fs::read_dir(&self.folder).unwrap().map(|entry| entry.unwrap().path());
        let mut files: Vec<PathBuf> = all.filter(|path| path.is_file()).collect();
        files.sort();
        files
    }

    fn aside(&self) -> usize {
        fs::read_dir(self.folder.join("set-aside")).map_or(0, Iterator::count)
    }
}

async fn entries(bench: &Bench, action: &str) -> usize {
    let page = crate::ledger::newest(&bench.app, &administrator(), None, 100).await.unwrap();
    page.iter().filter(|entry| entry.action() == action).count()
}

#[tokio::test]
async fn what_is_handed_over_is_taken_in_once_with_an_entry_each_and_judged() {
    let bench = Bench::new().await;
    let mut watching = Watching::begin(&bench, &Wanted::default());
    assert_eq!(watching.hand(seen()), HandedOver::Whole);
    watching.handing.end(0).unwrap();
    let kept: Vec<(PathBuf, Vec<u8>)> =
        watching.files().into_iter().map(|path| (path.clone(), fs::read(path).unwrap())).collect();
    assert_eq!(kept.len(), 3, "the opening, a part and the end");

    let taken = observe::take_in(&bench.app, &editor()).await.unwrap();
    assert_eq!((taken.files, taken.packets, taken.before), (3, 8, 0));
    assert_eq!((taken.set_aside, taken.watches), (Vec::new(), vec![None]));
    assert_eq!(watching.files(), Vec::<PathBuf>::new());

    // The same files again, as after the power failed before they were taken away.
    kept.iter().for_each(|(path, bytes)| fs::write(path, bytes).unwrap());
    let again = observe::take_in(&bench.app, &editor()).await.unwrap();
    assert_eq!((again.packets, again.before, again.set_aside.len()), (0, 2, 0));
    let view = observe::live_view(&bench.app, &editor(), None, &purpose()).await.unwrap();
    assert_eq!(view.whole.observation.conversations, seen().conversations);
    assert_eq!(view.whole.observation.health.seen.packets, 8);
    assert_eq!((entries(&bench, "observe-live").await, entries(&bench, "observe-read").await), (1, 2));
    let [watch] = &view.watches[..] else { panic!("{:?}", view.watches) };
    assert_eq!((watch.run, watch.every_seconds, watch.ended), (1, Some(60), Some(0)));
}

#[tokio::test]
async fn who_began_it_and_for_what_stands_in_the_ledger() {
    let bench = Bench::new().await;
    let mut watching = Watching::begin(&bench, &Wanted::default());
    watching.hand(seen());
    observe::take_in(&bench.app, &editor()).await.unwrap();
    let page = crate::ledger::newest(&bench.app, &administrator(), None, 100).await.unwrap();
    let entry = page.iter().find(|entry| entry.action() == "observe-live").unwrap();
    let sekisho_ledger::Detail::Kept { text, .. } = entry.detail().clone() else { panic!() };
    let detail: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(detail["handed_over"]["begun_by"], administrator().name);
    assert_eq!(detail["handed_over"]["purpose"], "点検");
    assert_eq!((&detail["interface"], &detail["run"]), (&"near".into(), &1.into()));
    assert_eq!(entry.actor(), editor().name);
}

#[tokio::test]
async fn a_part_in_which_nothing_came_says_that_the_watch_is_there_and_leaves_no_entry() {
    let bench = Bench::new().await;
    let mut watching = Watching::begin(&bench, &Wanted::default());
    watching.hand(Observation::default());
    observe::take_in(&bench.app, &editor()).await.unwrap();
    let before = entries(&bench, "observe-read").await;
    let known = observe::live_watches(&bench.app, &editor()).unwrap();
    watching.hand(Observation::default());
    watching.hand(Observation::default());
    assert_eq!(watching.files().len(), 1, "nothing is piled up where nobody takes it in");
    observe::take_in(&bench.app, &editor()).await.unwrap();
    let then = observe::live_watches(&bench.app, &editor()).unwrap();
    assert!(then[0].told > known[0].told, "{known:?} {then:?}");
    assert_eq!(entries(&bench, "observe-read").await, before);
}

#[tokio::test]
async fn what_does_not_belong_is_set_aside_and_named_and_the_others_are_taken_in() {
    let bench = Bench::new().await;
    let mut watching = Watching::begin(&bench, &Wanted::default());
    watching.hand(seen());
    let [opening, part] = &watching.files()[..] else { panic!() };
    let (folder, bytes) = (&watching.folder, fs::read(part).unwrap());
    let text = String::from_utf8(bytes.clone()).unwrap();
    let name = part.file_name().unwrap().to_str().unwrap().to_owned();
    let of = |name: &str| folder.join(name);
    fs::write(of("notes.json"), b"{}").unwrap();
    fs::write(of(&name.replace("01.json", "77.json")), &bytes).unwrap();
    let never = "f".repeat(32);
    let mark = &name[..32];
    fs::write(of(&format!("{never}-000000000001.json")), text.replace(mark, &never)).unwrap();
    let mut other: serde_json::Value = serde_json::from_str(&text).unwrap();
    (other["seq"], other["dictionary"]) = (2.into(), "0".repeat(64).into());
    let other = other.to_string();
    fs::write(of(&name.replace("01.json", "02.json")), other).unwrap();
    fs::create_dir(of("a-folder.json")).unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(opening, of("a-link.json")).unwrap();

    let taken = observe::take_in(&bench.app, &editor()).await.unwrap();
    let said: Vec<String> =
        taken.set_aside.iter().map(|it| format!("{} {}", it.place.file, it.what.en)).collect();
    assert_eq!(said.len(), 6, "{said:#?}");
    for words in [
        "notes.json",
        "77.json The name",
        "never taken in",
        "02.json The sekisho that watches",
        "a-folder",
        "a-link",
    ] {
        assert!(said.iter().any(|it| it.contains(words)), "{words}: {said:#?}");
    }
    assert_eq!((taken.files, taken.packets, watching.aside()), (2, 8, 6));
    assert!(watching.files().is_empty() && !of("a-link.json").exists());
    let again = observe::take_in(&bench.app, &editor()).await.unwrap();
    assert_eq!(again, observe::TakenIn::default());
}

#[tokio::test]
async fn what_a_run_was_not_to_keep_is_not_believed() {
    let bench = Bench::new().await;
    let wanted = Wanted { headers_only: true, ..Wanted::default() };
    let mut watching = Watching::begin(&bench, &wanted);
    // It says that it looks at headers alone, and then tells of classes of command.
    watching.hand(seen());
    let taken = observe::take_in(&bench.app, &editor()).await.unwrap();
    assert_eq!((taken.files, taken.packets, taken.set_aside.len()), (1, 0, 1));
    let mut bare = captured(&wanted).observation;
    watching.handing.hand(&mut bare, 60).unwrap();
    assert_eq!(observe::take_in(&bench.app, &editor()).await.unwrap().packets, 8);
}

#[tokio::test]
async fn a_watch_that_the_register_does_not_know_is_set_aside_and_learns_it() {
    let bench = Bench::new().await;
    let wanted = Wanted { watch: Some("W-99".parse().unwrap()), ..Wanted::default() };
    let mut watching = Watching::begin(&bench, &wanted);
    watching.hand(seen());
    assert!(!watching.handing.is_set_aside());
    let taken = observe::take_in(&bench.app, &editor()).await.unwrap();
    assert_eq!((taken.files, taken.set_aside.len(), watching.aside()), (0, 2, 2));
    assert!(taken.set_aside[0].what.en.contains("W-99"), "{:?}", taken.set_aside);
    assert!(watching.handing.is_set_aside());
}

#[tokio::test]
async fn what_finds_no_room_stays_with_the_watch_and_is_counted() {
    let bench = Bench::new().await;
    let mut watching = Watching::begin(&bench, &Wanted::default());
    let full = watching.folder.join("full.new");
    fs::File::create(&full).unwrap().set_len(512 << 20).unwrap();
    let mut waiting = seen();
    assert_eq!(watching.handing.hand(&mut waiting, 60).unwrap(), HandedOver::Full);
    assert_eq!(waiting, seen());
    fs::remove_file(full).unwrap();
    assert_eq!(watching.handing.hand(&mut waiting, 60).unwrap(), HandedOver::Whole);
    assert!(waiting.is_nothing());
    observe::take_in(&bench.app, &editor()).await.unwrap();
    assert_eq!(observe::live_watches(&bench.app, &editor()).unwrap()[0].refused, 1);
}

#[tokio::test]
async fn a_page_that_is_looked_at_again_is_one_look_for_each_person_and_purpose() {
    let bench = Bench::new().await;
    let other = caller("sato", sekisho_model::Role::Overseer);
    let another = Purpose::new("別の点検").unwrap();
    for (who, why, looks) in [
        (&editor(), &purpose(), 1),
        (&editor(), &purpose(), 1),
        (&editor(), &another, 2),
        (&other, &purpose(), 3),
    ] {
        observe::live_view(&bench.app, who, None, why).await.unwrap();
        assert_eq!(entries(&bench, "observe-look").await, looks);
    }
}
