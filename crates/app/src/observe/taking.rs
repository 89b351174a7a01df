//! A capture that is kept while it is read: whole in memory where it is small, else part by part.
//!
//! Invariant: it is stored whole with one entry or not at all, however large it is, and memory does not grow with it.
//! What is more than can be judged record by record is put together for judging while it is stored.

use std::io::{self, Read};
use std::sync::{Arc, Mutex, PoisonError};

use sekisho_assess::observed::{Learning, Summed, Throng};
use sekisho_flow::capture::{Capture, CaptureEnd, unpacked};
use sekisho_flow::{Ending, Limits, Observer};
use sekisho_model::{CaptureHealth, Observation, Problem, Register, Source};
use sekisho_store::ObservationFilter;

use super::judging::{JUDGED_MAX, is_all, learning_at};
use super::reading::{Captured, Digest, Wanted, captured, unreadable, watcher_within};
use super::{Kept, keep, read_before, run_settings, watch_is_there};
use crate::guard::permit;
use crate::{Act, App, AppError, Caller};

/// A capture on its way. Nothing was read yet when it is opened.
pub struct Reading<'r> {
    name: String,
    wanted: Wanted,
    digest: Shared,
    stage: Stage<'r>,
    judged_max: usize,
    /// Records that were passed over and not told with a part yet.
    passed_over: u64,
    packets: u64,
    problems: Vec<Problem>,
}

/// How much is in memory at a time.
pub(crate) struct Bounds {
    pub(crate) limits: Limits,
    pub(crate) judged_max: usize,
}

enum Stage<'r> {
    Frames(Box<Observer>, Box<Capture<Box<dyn Read + Send + 'r>>>),
    Ending(Box<Ending>),
    Over,
}

/// What became of a capture.
#[derive(Clone, Debug)]
pub struct Taken {
    /// What it brought. Where it is [`Self::summed`], the health alone is there, and no record.
    pub captured: Captured,
    /// The number of its run.
    pub kept: Kept,
    /// What it brought, where that is more than can be judged record by record.
    pub summed: Option<Summed>,
}

impl<'r> Reading<'r> {
    /// Opens a capture, packed or not.
    ///
    /// # Errors
    /// [`AppError::Invalid`] where its beginning cannot be read.
    pub fn open(name: &str, from: impl Read + Send + 'r, wanted: &Wanted) -> Result<Self, AppError> {
        Self::within(name, from, wanted, Bounds { limits: wanted.settings().limits, judged_max: JUDGED_MAX })
    }

    pub(crate) fn within(
        name: &str,
        from: impl Read + Send + 'r,
        wanted: &Wanted,
        Bounds { limits, judged_max }: Bounds,
    ) -> Result<Self, AppError> {
        let digest = Shared::default();
        let from = Digested { from, digest: digest.clone() };
        let from = unpacked(from).map_err(|error| AppError::Invalid(vec![unreadable(name, &error)]))?;
        let observer = watcher_within(wanted, limits);
        let capture = Capture::new(name, from, &observer.settings().limits);
        Ok(Self {
            name: name.to_owned(),
            wanted: wanted.clone(),
            digest,
            stage: Stage::Frames(Box::new(observer), Box::new(capture)),
            judged_max,
            passed_over: 0,
            packets: 0,
            problems: Vec::new(),
        })
    }

    /// The next part; none after the last. A capture that brings no more than fits into the reader's limits is one
    /// part.
    fn part(&mut self) -> Option<Observation> {
        loop {
            match std::mem::replace(&mut self.stage, Stage::Over) {
                Stage::Over => return None,
                Stage::Frames(observer, capture) => {
                    if let Some(part) = self.frames(observer, capture) {
                        return Some(self.told(part));
                    }
                }
                Stage::Ending(mut ending) => {
                    if let Some(part) = ending.next() {
                        self.stage = Stage::Ending(ending);
                        return Some(self.told(part));
                    }
                }
            }
        }
    }

    /// Watches frames until half of what may be kept is there, or to the end.
    fn frames(
        &mut self,
        mut observer: Box<Observer>,
        mut capture: Box<Capture<Box<dyn Read + Send + 'r>>>,
    ) -> Option<Observation> {
        while let Some(frames) = capture.frames() {
            observer.watch_frames(frames);
            if observer.is_half_full() {
                let part = observer.part();
                self.stage = Stage::Frames(observer, capture);
                return Some(part);
            }
        }
        let CaptureEnd { lost, passed_over, problems } = capture.take_end();
        observer.lost(lost);
        (self.passed_over, self.problems) = (passed_over, problems);
        if observer.fits_whole() {
            return Some(observer.finish());
        }
        self.stage = Stage::Ending(Box::new(observer.ending()));
        None
    }

    fn told(&mut self, mut part: Observation) -> Observation {
        part.health.unreadable += std::mem::take(&mut self.passed_over);
        self.packets += part.health.seen.packets;
        part
    }

    /// Connections that are still to bring something.
    fn to_come(&self) -> usize {
        match &self.stage {
            Stage::Ending(ending) => ending.left(),
            Stage::Frames(..) | Stage::Over => 0,
        }
    }

    const fn is_over(&self) -> bool {
        matches!(self.stage, Stage::Over)
    }

    fn end(self, observation: Observation) -> Result<Captured, AppError> {
        let Self { name, wanted, digest, packets, problems, .. } = self;
        captured(&name, &wanted, digest.text(), packets, observation, problems)
    }
}

/// Reads a capture to its end and stores it. The same file a second time is refused unless `again` is asked for.
/// Where it comes in several parts, `each` is shown every one of them; a conversation that goes on may be in several.
///
/// # Errors
/// [`AppError::Forbidden`]; [`AppError::Invalid`] where not one frame could be read, it was read before, or the watch
/// is none of the register; trouble in the store. Then nothing is stored.
pub async fn take(
    app: &App,
    caller: &Caller,
    mut reading: Reading<'_>,
    again: bool,
    mut each: impl FnMut(&Observation),
) -> Result<Taken, AppError> {
    permit(caller, Act::Capture)?;
    let first = reading.part().unwrap_or_default();
    if reading.is_over() {
        let captured = reading.end(first)?;
        let kept = keep(app, caller, &captured, again).await?;
        return Ok(Taken { captured, kept, summed: None });
    }
    take_in_parts(app, caller, reading, again, (first, &mut each)).await
}

async fn take_in_parts(
    app: &App,
    caller: &Caller,
    mut reading: Reading<'_>,
    again: bool,
    (first, each): (Observation, &mut impl FnMut(&Observation)),
) -> Result<Taken, AppError> {
    watch_is_there(app, reading.wanted.watch.as_ref()).await?;
    let origin = app.origin(caller, Source::Person);
    let mut storing = app.store().begin_reading(&run_settings(&reading.wanted), &origin).await?;
    let register = app.register().await?.1;
    let learning = learning_at(&register, reading.wanted.watch.as_ref());
    let mut gathered = Gathered::Whole(Box::default());
    let (mut health, mut part) = (CaptureHealth::default(), Some(first));
    while let Some(now) = part.take() {
        each(&now);
        health.add(&now.health);
        storing.add(&now).await?;
        let bounds = (reading.to_come(), reading.judged_max);
        gathered = gathered.with(now, bounds, |parts| throng(&register, learning, parts));
        part = reading.part();
    }
    let judged_max = reading.judged_max;
    let of_watch = ObservationFilter { watch: reading.wanted.watch.clone(), ..ObservationFilter::default() };
    let (observation, mut summed) = match gathered {
        Gathered::Whole(all) => (*all, None),
        Gathered::Many(throng) => (Observation { health, ..Observation::default() }, Some(throng.summed())),
    };
    let mut captured = reading.end(observation)?;
    if !again && let Some(run) = app.store().observation_run_of(&captured.sha256).await? {
        return Err(AppError::Invalid(vec![read_before(&captured.name, &run)]));
    }
    let kept = Kept { run: storing.end(&captured.source()).await? };
    // Parts may have brought the same over and over, so that joined it is not too much.
    let fits = summed.is_some() && app.store().observation_size(&of_watch).await? <= judged_max;
    if fits && is_all(app, &[kept]).await? {
        captured.observation = app.store().observation(&of_watch).await?;
        summed = None;
    }
    Ok(Taken { captured, kept, summed })
}

/// What is gathered of a capture in parts, to be judged.
enum Gathered<'r> {
    Whole(Box<Observation>),
    Many(Box<Throng<'r>>),
}

impl<'r> Gathered<'r> {
    /// With a part more: whole while it fits with what may still come, else put together, which `begin` begins.
    fn with(
        self,
        part: Observation,
        (to_come, max): (usize, usize),
        begin: impl FnOnce([&Observation; 2]) -> Throng<'r>,
    ) -> Self {
        let size = |it: &Observation| it.conversations.len() + it.sightings.len();
        match self {
            Self::Whole(all) if size(&all) + size(&part) + to_come > max => {
                Self::Many(Box::new(begin([&all, &part])))
            }
            Self::Whole(mut all) => {
                all.join(part);
                Self::Whole(all)
            }
            Self::Many(mut throng) => {
                throng.add(&part);
                Self::Many(throng)
            }
        }
    }
}

fn throng<'r>(register: &'r Register, learning: Learning, parts: [&Observation; 2]) -> Throng<'r> {
    let mut throng = Throng::new(register, learning, parts.iter().flat_map(|part| &part.sightings));
    parts.iter().for_each(|part| throng.add(part));
    throng
}

/// A digest that grows while the capture is read.
#[derive(Clone, Default)]
struct Shared(Arc<Mutex<Digest>>);

impl Shared {
    fn text(&self) -> String {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner)).text()
    }
}

/// Digests what passes.
struct Digested<R> {
    from: R,
    digest: Shared,
}

impl<R: Read> Read for Digested<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.from.read(into)?;
        // Adding is the same whatever became of who added before.
        let mut digest = self.digest.0.lock().unwrap_or_else(PoisonError::into_inner);
        digest.add(into.get(..count).unwrap_or_default());
        Ok(count)
    }
}
