//! One sync of one source, step by step: what is offered is found out first, then each document is fetched when it is
//! asked for. The caller stores it and says so; only then is it remembered.

mod discovery;
mod told;

use std::collections::{BTreeMap, VecDeque};
use std::io;

use sekisho_model::{Place, Problem, text};
use url::Url;

use crate::checks::{Sum, Tlp};
use crate::door::{Answer, Door, FetchError};
use crate::kept::{Kept, Mark};
use crate::lists::{self, Offer};
use crate::pins::Pins;
use crate::signing::{Signature, Signing, Strictness};

/// Largest list.
const LIST_BYTES_MAX: u64 = lists::LIST_BYTES_MAX as u64;
/// Largest digest file.
const SUM_BYTES_MAX: u64 = 64 * 1024;
/// Most pages of one feed.
const PAGES_MAX: usize = 1_000;
/// Most documents of one source.
const OFFERS_MAX: usize = 1_000_000;
/// So many failures of the connection one after the other end a sync.
const FAILURES_MAX: usize = 5;

/// How the documents offered ended; they add up to `offered`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Documents that the source offers.
    pub offered: usize,
    /// Fetched now.
    pub fetched: usize,
    /// The same as at the last sync.
    pub unchanged: usize,
    /// Under a label that was not asked for.
    pub withheld: usize,
    /// Not fetched, or refused, each named.
    pub refused: usize,
    /// Left out because the connection kept failing.
    pub not_tried: usize,
    /// Lists, or the address itself, that are as they were when all they name was stored. No part of `offered`.
    pub addresses_unchanged: usize,
    /// Of those fetched, with a digest that agrees.
    pub digest_agrees: usize,
    /// Of those fetched, with a signature of an accepted key that holds.
    pub signature_verified: usize,
    /// Of those fetched, without a signature on offer.
    pub signature_missing: usize,
    /// Of those fetched, whose signature was not looked at. Verified + missing + unchecked = fetched.
    pub signature_unchecked: usize,
}

/// A fetched document.
#[derive(Debug)]
pub struct Document {
    /// Where it was.
    pub url: String,
    /// What it holds.
    pub bytes: Vec<u8>,
    /// How its signature ended.
    pub signature: Signature,
    mark: Mark,
}

/// On what terms documents are taken.
#[derive(Debug)]
pub struct Terms {
    /// The strictest label of documents that may be given to the person.
    pub tlp: Tlp,
    /// What is asked of signatures.
    pub signatures: Strictness,
    /// The keys that the person accepts.
    pub pins: Pins,
}

/// What the next step gave.
#[derive(Debug)]
pub enum Step {
    /// A document: store it, then call [`Sync::stored`].
    Document(Document),
    /// One that was refused or could not be fetched.
    Problem(Problem),
}

/// A sync under way.
#[derive(Debug)]
pub struct Sync<'d> {
    door: &'d Door,
    kept: Kept,
    tlp: Tlp,
    queue: VecDeque<Offer>,
    /// Every address in the queue, with its place there.
    named: BTreeMap<String, usize>,
    /// The document that the address itself turned out to be.
    itself: Option<Document>,
    /// Lists to remember once everything they name is stored.
    lists: BTreeMap<String, Mark>,
    signing: Signing,
    /// Where the person sent us.
    source: String,
    failures: usize,
    /// The publisher asked to come back later: it is asked no more.
    is_busy: bool,
    counts: Counts,
    problems: Vec<Problem>,
}

impl<'d> Sync<'d> {
    /// Finds out what an address offers: provider metadata (also by a bare domain), a feed, or one document.
    /// Documents under a label stricter than asked for are left where they are.
    ///
    /// # Errors
    /// A problem that names the address, when it cannot be fetched.
    pub fn begin(door: &'d Door, kept: Kept, address: &str, terms: Terms) -> Result<Self, Box<Problem>> {
        let mut sync = Self {
            door,
            kept,
            tlp: terms.tlp,
            queue: VecDeque::new(),
            named: BTreeMap::new(),
            itself: None,
            lists: BTreeMap::new(),
            signing: Signing::new(terms.signatures, terms.pins),
            source: address.to_owned(),
            failures: 0,
            is_busy: false,
            counts: Counts::default(),
            problems: Vec::new(),
        };
        sync.discover(address).map_err(|error| Box::new(error.problem(address)))?;
        Ok(sync)
    }

    /// The next document or problem; `None` at the end.
    pub fn step(&mut self) -> Option<Step> {
        if let Some(problem) = self.problems.pop() {
            return Some(Step::Problem(problem));
        }
        if (self.itself.is_some() || !self.queue.is_empty())
            && let Some(shut) = self.signing.shut(&self.source)
        {
            self.counts.refused += self.queue.len() + usize::from(self.itself.take().is_some());
            self.queue.clear();
            return Some(Step::Problem(shut));
        }
        if let Some(document) = self.itself.take() {
            return Some(self.admit(document, false));
        }
        while let Some(offer) = self.queue.pop_front() {
            if self.is_busy || self.failures >= FAILURES_MAX {
                self.counts.not_tried += 1 + self.queue.len();
                self.queue.clear();
                let why = if self.is_busy { told::asked_to_wait } else { told::broken_off };
                return Some(Step::Problem(why(&offer.url)));
            }
            if let Some(step) = self.fetch(&offer) {
                return Some(step);
            }
        }
        None
    }

    /// Fetches one; `None` where it is the same as last time.
    fn fetch(&mut self, offer: &Offer) -> Option<Step> {
        let known = self.kept.mark(offer.url.as_str()).filter(|mark| self.signing.satisfies(mark));
        if known.is_some_and(|mark| !offer.stamp.is_empty() && mark.stamp == offer.stamp) {
            self.counts.unchanged += 1;
            return None;
        }
        match self.door.get(Some(&offer.from), &offer.url, known, u64::MAX) {
            Ok(Answer::NotModified) => {
                self.counts.unchanged += 1;
                None
            }
            Ok(Answer::Body { bytes, url: _, mark }) => {
                self.failures = 0;
                let checked = self.digest(offer, &bytes);
                let checked =
                    checked.and_then(|agrees| Ok((agrees, self.signing.check(self.door, offer, &bytes)?)));
                Some(match checked {
                    Ok((agrees, signature)) => {
                        let mark = Mark { stamp: offer.stamp.clone(), ..*mark };
                        let url = offer.url.to_string();
                        self.admit(Document { url, bytes, signature, mark }, agrees)
                    }
                    Err(problem) => self.refuse(*problem),
                })
            }
            Err(error) => {
                self.is_busy = matches!(error, FetchError::Busy(..));
                let is_connection = matches!(
                    error,
                    FetchError::Unreachable(_) | FetchError::Timeout | FetchError::Certificate(_)
                );
                self.failures = if is_connection { self.failures + 1 } else { 0 };
                Some(self.refuse(error.problem(offer.url.as_str())))
            }
        }
    }

    fn refuse(&mut self, problem: Problem) -> Step {
        self.counts.refused += 1;
        Step::Problem(problem)
    }

    fn admit(&mut self, mut document: Document, digest_agrees: bool) -> Step {
        let label = Tlp::of_file(&document.bytes);
        if label > self.tlp {
            let label = label.word();
            self.counts.withheld += 1;
            return Step::Problem(Problem::warning(
                Place::file(document.url),
                text!(ja: "文書に {label} とあるため取り込みません。", en: "The document says {label}; it is not taken over."),
                text!(ja: "受け取れる立場であれば、--tlp で指定してください。", en: "If it may be given to you, say so with --tlp."),
            ));
        }
        self.counts.fetched += 1;
        self.counts.digest_agrees += usize::from(digest_agrees);
        document.mark.terms = self.signing.terms();
        document.mark.signature = document.signature.code().to_owned();
        match &document.signature {
            Signature::Verified(key) => {
                self.counts.signature_verified += 1;
                document.mark.signed_by.clone_from(key);
            }
            Signature::Missing => self.counts.signature_missing += 1,
            Signature::Unchecked(_) => self.counts.signature_unchecked += 1,
        }
        Step::Document(document)
    }

    /// Holds a document against every digest that its list names, or against one that lies beside it. True when one was
    /// offered and all agree.
    fn digest(&self, offer: &Offer, bytes: &[u8]) -> Result<bool, Box<Problem>> {
        if let Some(odd) = &offer.odd_sum {
            return Err(Box::new(told::no_digest(&offer.url, odd)));
        }
        let beside =
            |sum: Sum| Url::parse(&format!("{}{}", offer.url, sum.ending())).ok().map(|url| (sum, url));
        let named: Vec<(Sum, Url)> = if offer.sums_beside {
            Sum::ALL.into_iter().filter_map(beside).collect()
        } else {
            offer.sums.clone()
        };
        let name = offer.url.path().rsplit('/').next().unwrap_or_default();
        let mut agrees = false;
        for (sum, url) in named {
            match self.door.get(Some(&offer.from), &url, None, SUM_BYTES_MAX) {
                Ok(Answer::Body { bytes: stated, .. }) => match sum.agrees(&stated, name, bytes) {
                    Some(true) => agrees = true,
                    Some(false) => return Err(Box::new(told::disagrees(&offer.url, sum))),
                    None => return Err(Box::new(told::no_digest(&offer.url, url.as_str()))),
                },
                Ok(Answer::NotModified) => return Err(Box::new(told::no_digest(&offer.url, url.as_str()))),
                // One beside the document need not be there; one that the list names must.
                Err(FetchError::Status(404 | 403 | 410)) if offer.sums_beside => {}
                Err(error) => return Err(Box::new(error.problem(url.as_str()))),
            }
            if agrees && offer.sums_beside {
                return Ok(true);
            }
        }
        Ok(agrees)
    }

    /// Remembers that a document is safely stored.
    ///
    /// # Errors
    /// The file of the source cannot be written.
    pub fn stored(&mut self, document: Document) -> io::Result<()> {
        self.kept.keep(&document.url, document.mark)
    }

    /// Ends. With `is_clean`, everything that was offered is stored, and unchanged lists need not be read next time.
    ///
    /// # Errors
    /// The file of the source cannot be written.
    pub fn end(mut self, is_clean: bool) -> io::Result<Counts> {
        if is_clean && self.counts.refused + self.counts.not_tried + self.counts.withheld == 0 {
            for (url, mark) in std::mem::take(&mut self.lists) {
                self.kept.keep(&url, mark)?;
            }
        }
        Ok(self.counts)
    }
}
