//! What an address offers: a provider's metadata with its directories and feeds, one feed, or one document.
//!
//! Invariant: whatever a list names is on offer or told; a list that names nothing is told as well.

use std::collections::BTreeSet;

use sekisho_model::{Place, Problem, text};
use url::Url;

use super::{Document, LIST_BYTES_MAX, OFFERS_MAX, PAGES_MAX, SUM_BYTES_MAX, Sync, told};
use crate::door::{Answer, FetchError};
use crate::kept::Mark;
use crate::lists::{self, Distribution, Kind, Listed};
use crate::signing::{Signature, Unchecked};

impl Sync<'_> {
    pub(super) fn discover(&mut self, address: &str) -> Result<(), FetchError> {
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

    /// The places where CSAF puts a provider's metadata: the well-known address (7.1.9), the one that `security.txt`
    /// names (7.1.8), and a host of its own (7.1.10), which may be the one that the person gave.
    fn domain(&mut self, url: &Url) -> Result<(), FetchError> {
        let first = url.join("/.well-known/csaf/provider-metadata.json").map_err(|_| FetchError::Address)?;
        let mut missing = None;
        if self.metadata(None, &first, &mut missing)? {
            return Ok(());
        }
        for path in ["/.well-known/security.txt", "/security.txt"] {
            let Ok(at) = url.join(path) else { continue };
            let Ok(Answer::Body { bytes, .. }) = self.door.get(None, &at, None, SUM_BYTES_MAX) else {
                continue;
            };
            for named in lists::security_txt(&bytes) {
                if self.metadata(Some(&at), &named, &mut missing)? {
                    return Ok(());
                }
            }
        }
        if let Some(own) = lists::own_host(url)
            && matches!(self.metadata(None, &own, &mut None), Ok(true))
        {
            return Ok(());
        }
        Err(missing.unwrap_or(FetchError::NoMetadata))
    }

    /// Is a provider's metadata there? Then it is taken. A publisher that answers otherwise is asked at the next place.
    fn metadata(
        &mut self,
        from: Option<&Url>,
        url: &Url,
        missing: &mut Option<FetchError>,
    ) -> Result<bool, FetchError> {
        match self.door.get(from, url, None, LIST_BYTES_MAX) {
            Ok(Answer::Body { bytes, url: at, mark }) => {
                let is_metadata =
                    matches!(lists::kind(&bytes, &at), Kind::Provider { .. } | Kind::Aggregator);
                if is_metadata {
                    self.sort(url, &at, bytes, *mark);
                }
                Ok(is_metadata)
            }
            Ok(Answer::NotModified) => Ok(false),
            Err(FetchError::Status(code)) => {
                missing.get_or_insert(FetchError::Status(code));
                Ok(false)
            }
            Err(other) => Err(other),
        }
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
            Kind::Service => self.problems.push(Problem::error(
                Place::file(asked.to_string()),
                text!(ja: "フィードの一覧（ROLIE のサービス文書）です。", en: "This is a list of feeds (a ROLIE service document)."),
                text!(ja: "その中のフィードの URL を指定してください。", en: "Give the address of one of its feeds."),
            )),
            Kind::Feed(listed) => {
                self.remember(asked, mark, &listed);
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
            let known = self.known(place.url.as_str());
            if let Some((at, bytes, mark)) = self.list(from, &place.url, known.as_ref()) {
                match lists::kind(&bytes, &at) {
                    Kind::Feed(listed) => {
                        self.remember(&place.url, mark, &listed);
                        self.pages(&at, listed);
                    }
                    _ => self.no_list(&place.url),
                }
            }
            return;
        }
        self.directory(from, &place.url);
    }

    /// `changes.csv` and `index.txt` of a directory (CSAF 7.1.12, 7.1.13). Either names every document; where they differ,
    /// what stands in one of them alone is on offer all the same.
    fn directory(&mut self, from: &Url, url: &Url) {
        let (Ok(changes), Ok(index)) = (url.join("changes.csv"), url.join("index.txt")) else {
            return self.no_list(url);
        };
        let before = self.problems.len();
        let known = self.known(changes.as_str());
        let Some((at, bytes, mark)) = self.list(from, &changes, known.as_ref()) else {
            // Without its times the plain list still names every document.
            let is_new = self.problems.len() > before;
            if is_new && let Some((at, bytes, _)) = self.list(from, &index, None) {
                self.problems.truncate(before);
                self.read_index(&at, &bytes);
            }
            return;
        };
        let is_list = !lists::is_page(&bytes);
        if is_list {
            let listed = lists::changes(&bytes, &at);
            self.remember(&changes, mark, &listed);
            self.take(&at, listed);
        }
        let (before, had) = (self.problems.len(), self.counts.offered);
        match self.list(from, &index, None) {
            Some((at, bytes, _)) if !is_list || !lists::is_page(&bytes) => self.read_index(&at, &bytes),
            Some(_) => {}
            None if is_list => self.problems.truncate(before),
            None => self.no_list(&changes),
        }
        let more = self.counts.offered - had;
        if is_list && more > 0 {
            self.problems.push(told::incomplete(&changes, more));
        }
    }

    fn read_index(&mut self, at: &Url, bytes: &[u8]) {
        if lists::is_page(bytes) {
            return self.no_list(at);
        }
        self.take(at, lists::index(bytes, at));
    }

    /// Remembers a list that is as it was only if all that it names is: one of one page, with a time for each document.
    fn remember(&mut self, url: &Url, mark: Mark, listed: &Listed) {
        let is_timed = listed.offers.iter().all(|offer| !offer.stamp.is_empty());
        if is_timed && listed.next.is_none() && !listed.offers.is_empty() {
            self.lists.insert(url.to_string(), self.listing(mark));
        }
    }

    /// Fetches a list, unless it is as it was; what is wrong is told. A list without times says nothing by being as it
    /// was: it is asked for without a mark.
    fn list(&mut self, from: &Url, url: &Url, known: Option<&Mark>) -> Option<(Url, Vec<u8>, Mark)> {
        match self.door.get(Some(from), url, known, LIST_BYTES_MAX) {
            Ok(Answer::NotModified) => {
                self.counts.addresses_unchanged += 1;
                None
            }
            Ok(Answer::Body { bytes, url: at, mark }) => Some((at, bytes, *mark)),
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
        let (mut at, mut seen) = (at.clone(), BTreeSet::new());
        for _ in 0..PAGES_MAX {
            let next = listed.next.take();
            self.take(&at, listed);
            let Some(next) = next else { return };
            if !seen.insert(next.clone()) {
                return self.problems.push(told::round(&next));
            }
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
        self.problems.push(told::too_many(&at, PAGES_MAX));
    }

    fn take(&mut self, at: &Url, listed: Listed) {
        if listed.offers.is_empty() && listed.unread.is_empty() {
            self.problems.push(told::empty(at));
        }
        self.unread(at, listed.unread);
        for offer in listed.offers {
            if self.counts.offered >= OFFERS_MAX {
                return self.problems.push(told::too_many(at, OFFERS_MAX));
            }
            // A document that is named twice is one document. Where one sort of list gives it two times, neither of them
            // says that it is as it was.
            if let Some(known) =
                self.named.get(offer.url.as_str()).and_then(|place| self.queue.get_mut(*place))
            {
                if known.sums_beside == offer.sums_beside && known.stamp != offer.stamp {
                    known.stamp.clear();
                }
                continue;
            }
            self.named.insert(offer.url.to_string(), self.queue.len());
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
}
