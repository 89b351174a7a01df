//! One sync of one source, step by step: what is offered is found out first, then each document is fetched when it is
//! asked for. The caller stores it and says so; only then is it remembered.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::io;

use sekisho_model::{Place, Problem, text};
use url::Url;

use crate::checks::{Sum, Tlp};
use crate::door::{Answer, Door, FetchError};
use crate::kept::{Kept, Mark};
use crate::lists::{self, Distribution, Kind, Listed, Offer};
use crate::pins::Pins;
use crate::signing::{Signature, Signing, Strictness, Unchecked};

/// Largest list.
const LIST_BYTES_MAX: u64 = 64 * 1024 * 1024;
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
    /// Every address in the queue.
    named: BTreeSet<String>,
    /// The document that the address itself turned out to be.
    itself: Option<Document>,
    /// Lists to remember once everything they name is stored.
    lists: BTreeMap<String, Mark>,
    signing: Signing,
    /// Where the person sent us.
    source: String,
    failures: usize,
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
            named: BTreeSet::new(),
            itself: None,
            lists: BTreeMap::new(),
            signing: Signing::new(terms.signatures, terms.pins),
            source: address.to_owned(),
            failures: 0,
            counts: Counts::default(),
            problems: Vec::new(),
        };
        sync.discover(address).map_err(|error| Box::new(error.problem(address)))?;
        Ok(sync)
    }

    fn discover(&mut self, address: &str) -> Result<(), FetchError> {
        let written = if address.contains("://") { address.to_owned() } else { format!("https://{address}") };
        let url = Url::parse(&written).map_err(|_| FetchError::Address)?;
        if url.path() == "/" && url.query().is_none() {
            return self.domain(&url);
        }
        let known = self.known(url.as_str());
        match self.door.get(None, &url, known.as_ref(), u64::MAX)? {
            Answer::NotModified => self.counts.addresses_unchanged += 1,
            Answer::Body { bytes, url: at, mark } => self.sort(&url, &at, bytes, *mark),
        }
        Ok(())
    }

    /// The places where CSAF 7.1.8 to 7.1.10 put a provider's metadata.
    fn domain(&mut self, url: &Url) -> Result<(), FetchError> {
        let join = |path: &str| url.join(path).map_err(|_| FetchError::Address);
        let first = join("/.well-known/csaf/provider-metadata.json")?;
        let missing = match self.door.get(None, &first, None, LIST_BYTES_MAX) {
            Ok(Answer::Body { bytes, url: at, mark }) => {
                self.sort(&first, &at, bytes, *mark);
                return Ok(());
            }
            Ok(Answer::NotModified) => return Ok(()),
            Err(FetchError::Status(code)) => FetchError::Status(code),
            Err(other) => return Err(other),
        };
        let from = join("/.well-known/security.txt")?;
        let Ok(Answer::Body { bytes, .. }) = self.door.get(None, &from, None, SUM_BYTES_MAX) else {
            return Err(missing);
        };
        let text = String::from_utf8_lossy(&bytes);
        let named = text.lines().find_map(|line| line.trim().strip_prefix("CSAF:"));
        let named = named.and_then(|named| Url::parse(named.trim()).ok()).ok_or(missing)?;
        match self.door.get(Some(&from), &named, None, LIST_BYTES_MAX)? {
            Answer::Body { bytes, url: at, mark } => self.sort(&named, &at, bytes, *mark),
            Answer::NotModified => {}
        }
        Ok(())
    }

    /// Takes what the address gave for what it is.
    fn sort(&mut self, asked: &Url, at: &Url, bytes: Vec<u8>, mark: Mark) {
        match lists::kind(&bytes, at) {
            Kind::Document => {
                let mark = self.listing(mark);
                self.counts.offered += 1;
                let signature = Signature::Unchecked(Unchecked::NoKey);
                self.itself = Some(Document { url: asked.to_string(), bytes, signature, mark });
            }
            Kind::Aggregator => self.problems.push(Problem::error(
                Place::file(asked.to_string()),
                text!(ja: "提供者の一覧（aggregator）です。", en: "This is a list of providers (an aggregator)."),
                text!(ja: "その中の提供者の URL を指定してください。", en: "Give the address of one of its providers."),
            )),
            Kind::Feed(listed) => {
                self.lists.insert(asked.to_string(), self.listing(mark));
                self.pages(at, listed);
            }
            Kind::Provider { places, keys, unread } => {
                let told = self.signing.learn(self.door, at, &keys);
                self.problems.extend(told);
                self.unread(at, unread);
                if places.is_empty() {
                    self.problems.push(Problem::error(
                        Place::file(at.to_string()),
                        text!(ja: "配布先（distributions）がありません。", en: "It names no distributions."),
                        text!(ja: "提供者に問い合わせてください。", en: "Ask the provider."),
                    ));
                }
                for place in places {
                    self.place(at, &place);
                }
            }
        }
    }

    /// What is remembered of a list, or of the address itself, if it was read on the same terms.
    fn known(&self, url: &str) -> Option<Mark> {
        let mark = self.kept.mark(url)?;
        (mark.stamp == self.tlp.word() && mark.terms == self.signing.terms()).then(|| mark.clone())
    }

    fn listing(&self, mark: Mark) -> Mark {
        Mark { stamp: self.tlp.word().to_owned(), terms: self.signing.terms(), ..mark }
    }

    fn place(&mut self, from: &Url, place: &Distribution) {
        if place.label > self.tlp {
            let label = place.label.word();
            self.problems.push(Problem::warning(
                Place::file(place.url.to_string()),
                text!(ja: "{label} の配布先のため取得していません。", en: "It is for {label}, and was not fetched."),
                text!(ja: "受け取れる立場であれば、--tlp で指定してください。", en: "If it may be given to you, say so with --tlp."),
            ));
            return;
        }
        if place.is_feed {
            if let Some((at, bytes)) = self.list(from, &place.url) {
                match lists::kind(&bytes, &at) {
                    Kind::Feed(listed) => self.pages(&at, listed),
                    _ => self.no_list(&place.url),
                }
            }
            return;
        }
        let Ok(changes) = place.url.join("changes.csv") else { return self.no_list(&place.url) };
        let before = self.problems.len();
        if let Some((at, bytes)) = self.list(from, &changes) {
            return self.take(&at, lists::changes(&bytes, &at));
        }
        // Without its times the plain list still names every document.
        let is_new = self.problems.len() > before;
        let Ok(index) = place.url.join("index.txt") else { return self.no_list(&place.url) };
        if is_new && let Some((at, bytes)) = self.list(from, &index) {
            self.problems.truncate(before);
            self.take(&at, lists::index(&bytes, &at));
        }
    }

    /// Fetches a list, unless it is as it was; what is wrong is told.
    fn list(&mut self, from: &Url, url: &Url) -> Option<(Url, Vec<u8>)> {
        let known = self.known(url.as_str());
        match self.door.get(Some(from), url, known.as_ref(), LIST_BYTES_MAX) {
            Ok(Answer::NotModified) => {
                self.counts.addresses_unchanged += 1;
                None
            }
            Ok(Answer::Body { bytes, url: at, mark }) => {
                self.lists.insert(url.to_string(), self.listing(*mark));
                Some((at, bytes))
            }
            Err(error) => {
                self.problems.push(error.problem(url.as_str()));
                None
            }
        }
    }

    fn no_list(&mut self, url: &Url) {
        self.problems.push(Problem::error(
            Place::file(url.to_string()),
            text!(ja: "文書の一覧として読めません。", en: "It cannot be read as a list of documents."),
            text!(ja: "提供者に問い合わせてください。", en: "Ask the provider."),
        ));
    }

    fn pages(&mut self, at: &Url, mut listed: Listed) {
        let mut at = at.clone();
        for _ in 0..PAGES_MAX {
            let next = listed.next.take();
            self.take(&at, listed);
            let Some(next) = next else { return };
            let page = match self.door.get(Some(&at), &next, None, LIST_BYTES_MAX) {
                Ok(Answer::Body { bytes, url, .. }) => match lists::kind(&bytes, &url) {
                    Kind::Feed(page) => Some((url, page)),
                    _ => None,
                },
                Ok(Answer::NotModified) => None,
                Err(error) => return self.problems.push(error.problem(next.as_str())),
            };
            let Some((url, page)) = page else { return self.no_list(&next) };
            (at, listed) = (url, page);
        }
        self.problems.push(too_many(&at, PAGES_MAX));
    }

    fn take(&mut self, at: &Url, listed: Listed) {
        self.unread(at, listed.unread);
        for offer in listed.offers {
            if self.counts.offered >= OFFERS_MAX {
                return self.problems.push(too_many(at, OFFERS_MAX));
            }
            // A document that two lists name is one document.
            if !self.named.insert(offer.url.to_string()) {
                continue;
            }
            self.counts.offered += 1;
            self.queue.push_back(offer);
        }
    }

    fn unread(&mut self, at: &Url, rows: Vec<String>) {
        self.problems.extend(rows.into_iter().map(|row| {
            Problem::error(
                Place::file(at.to_string()),
                text!(ja: "一覧の行「{row}」は文書の場所として読めません。", en: "The row {row:?} of the list names no document that can be fetched."),
                text!(ja: "提供者に問い合わせてください。", en: "Ask the provider."),
            )
        }));
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
            if self.failures >= FAILURES_MAX {
                self.counts.not_tried += 1 + self.queue.len();
                self.queue.clear();
                return Some(Step::Problem(broken_off(&offer.url)));
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
                let is_connection = matches!(error, FetchError::Unreachable(_) | FetchError::Timeout);
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
        let label = Tlp::of_document(&document.bytes);
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

    /// Holds a document against every digest on offer. True when one was offered and all agree.
    fn digest(&self, offer: &Offer, bytes: &[u8]) -> Result<bool, Box<Problem>> {
        let beside =
            |sum: Sum| Url::parse(&format!("{}{}", offer.url, sum.ending())).ok().map(|url| (sum, url));
        let named: Vec<(Sum, Url)> = if offer.sums_beside {
            Sum::ALL.into_iter().filter_map(beside).collect()
        } else {
            offer.sums.clone()
        };
        let mut agrees = false;
        for (sum, url) in named {
            match self.door.get(Some(&offer.from), &url, None, SUM_BYTES_MAX) {
                Ok(Answer::Body { bytes: stated, .. }) if sum.agrees(&stated, bytes) => agrees = true,
                Ok(_) => return Err(Box::new(disagrees(&offer.url, sum))),
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

fn disagrees(url: &Url, sum: Sum) -> Problem {
    let sum = sum.ending();
    Problem::error(
        Place::file(url.to_string()),
        text!(ja: "提供者の {sum} と一致しないため取り込みません。", en: "It does not agree with the provider's {sum}, and is refused."),
        text!(ja: "途中で改変された恐れがあります。提供者に確かめてください。", en: "It may have been altered on its way. Ask the provider."),
    )
}

fn broken_off(url: &Url) -> Problem {
    Problem::error(
        Place::file(url.to_string()),
        text!(ja: "接続の失敗が {FAILURES_MAX} 回続いたため、ここで打ち切りました。", en: "The connection failed {FAILURES_MAX} times in a row; the sync stopped here."),
        text!(ja: "接続を確かめて、もう一度実行してください。続きから取得します。", en: "Check the connection and run it again: it goes on where it was."),
    )
}

fn too_many(url: &Url, limit: usize) -> Problem {
    Problem::error(
        Place::file(url.to_string()),
        text!(ja: "一覧が上限（{limit}）を超えています。残りは取得していません。", en: "The list goes beyond the limit of {limit}; the rest was not fetched."),
        text!(ja: "より狭い一覧を指定してください。", en: "Give the address of a smaller list."),
    )
}
