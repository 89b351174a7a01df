//! A publisher on this machine, and what is kept of it. No test asks another machine.

mod lists;
mod publisher;
mod signing;

use std::time::Duration;

use sekisho_model::Lang;
use sha2::{Digest, Sha256, Sha512};

use crate::{Counts, Door, FetchError, Kept, Options, Pins, Signature, Step, Strictness, Sync, Terms, Tlp};
use publisher::{Page, Publisher};

const DOCUMENT: &str = r#"{"document":{"distribution":{"tlp":{"label":"WHITE"}}}}"#;

fn door() -> Door {
    Door::new(Options {
        allow_http: false,
        bytes_max: 100_000,
        timeout: Duration::from_millis(1_500),
        agent: "sekisho/test".to_owned(),
    })
}

struct Ran {
    documents: Vec<String>,
    signatures: Vec<Signature>,
    problems: String,
    counts: Counts,
}

/// Fetches all, storing at most `most` documents, as if it were stopped then.
fn run(folder: &tempfile::TempDir, address: &str, tlp: Tlp, most: usize) -> Ran {
    on_terms(folder, address, (tlp, Strictness::Check), most)
}

fn on_terms(
    folder: &tempfile::TempDir,
    address: &str,
    (tlp, signatures): (Tlp, Strictness),
    most: usize,
) -> Ran {
    let door = door();
    let kept = Kept::open(folder.path(), address, "", false).unwrap();
    let pins = Pins::open(folder.path(), address, "").unwrap();
    let mut ran = Ran {
        documents: Vec::new(),
        signatures: Vec::new(),
        problems: String::new(),
        counts: Counts::default(),
    };
    let mut sync = match Sync::begin(&door, kept, address, Terms { tlp, signatures, pins }) {
        Ok(sync) => sync,
        Err(problem) => {
            ran.problems = problem.in_lang(Lang::En);
            return ran;
        }
    };
    while ran.documents.len() < most {
        match sync.step() {
            Some(Step::Document(document)) => {
                ran.documents.push(document.url.rsplit('/').next().unwrap().to_owned());
                ran.signatures.push(document.signature.clone());
                sync.stored(document).unwrap();
            }
            Some(Step::Problem(problem)) => ran.problems += &problem.in_lang(Lang::En),
            None => {
                ran.counts = sync.end(ran.problems.is_empty()).unwrap();
                let Counts { offered, fetched, unchanged, withheld, refused, not_tried, .. } = ran.counts;
                assert_eq!(offered, fetched + unchanged + withheld + refused + not_tried);
                let Counts { signature_verified, signature_missing, signature_unchecked, .. } = ran.counts;
                assert_eq!(fetched, signature_verified + signature_missing + signature_unchecked);
                return ran;
            }
        }
    }
    ran
}

fn all(folder: &tempfile::TempDir, address: &str) -> Ran {
    run(folder, address, Tlp::Clear, usize::MAX)
}

/// A provider with one directory of three documents and their digests.
fn with_directory() -> Publisher {
    let mut pages = vec![
        ("/.well-known/csaf/provider-metadata.json", Page::json(r#"{"canonical_url":"x","metadata_version":"2.0","distributions":[{"directory_url":"/d"}]}"#)),
        ("/d/changes.csv", Page::text("\"a.json\",\"2026-01-03T00:00:00Z\"\nb.json,2026-01-02T00:00:00Z\nc.json,2026-01-01T00:00:00Z\n").etag("\"1\"")),
    ];
    for path in ["/d/a.json", "/d/b.json", "/d/c.json"] {
        pages.push((path, Page::json(DOCUMENT)));
    }
    pages.push((
        "/d/a.json.sha512",
        Page::text(&format!("{}  a.json\n", hex::encode(Sha512::digest(DOCUMENT)))),
    ));
    pages.push(("/d/b.json.sha256", Page::text(&hex::encode(Sha256::digest(DOCUMENT)).to_uppercase())));
    Publisher::new(pages)
}

#[test]
fn a_bare_domain_leads_to_the_directory_and_a_second_sync_fetches_no_document() {
    let (folder, publisher) = (tempfile::tempdir().unwrap(), with_directory());
    let first = all(&folder, &publisher.url(""));
    assert_eq!(first.documents, ["a.json", "b.json", "c.json"], "{}", first.problems);
    assert_eq!((first.counts.fetched, first.counts.digest_agrees), (3, 2));
    assert!(publisher.heads().iter().all(|head| head.to_lowercase().contains("user-agent: sekisho/test")));
    publisher.forget_heads();
    let second = all(&folder, &publisher.url(""));
    assert_eq!((second.documents.len(), second.counts.addresses_unchanged), (0, 1), "{}", second.problems);
    assert_eq!(publisher.heads().len(), 2, "the metadata, and one conditional request");
}

#[test]
fn a_sync_that_was_stopped_goes_on_where_it_was() {
    let (folder, publisher) = (tempfile::tempdir().unwrap(), with_directory());
    let first = run(&folder, &publisher.url(""), Tlp::Clear, 2);
    assert_eq!(first.documents, ["a.json", "b.json"]);
    let second = all(&folder, &publisher.url(""));
    assert_eq!(second.documents, ["c.json"], "{}", second.problems);
    assert_eq!((second.counts.offered, second.counts.unchanged), (3, 2));
}

#[test]
fn only_what_the_list_says_is_newer_is_fetched_again() {
    let (folder, publisher) = (tempfile::tempdir().unwrap(), with_directory());
    all(&folder, &publisher.url(""));
    publisher.put(
        "/d/changes.csv",
        Page::text("a.json,2026-01-03T00:00:00Z\nb.json,2026-02-02T00:00:00Z\nc.json,2026-01-01T00:00:00Z\n")
            .etag("\"2\""),
    );
    assert_eq!(all(&folder, &publisher.url("")).documents, ["b.json"]);
}

#[test]
fn a_document_whose_digest_does_not_agree_is_refused_by_name_and_asked_for_again() {
    let (folder, publisher) = (tempfile::tempdir().unwrap(), with_directory());
    publisher.put("/d/a.json", Page::json("{}"));
    let first = all(&folder, &publisher.url(""));
    assert_eq!(first.documents, ["b.json", "c.json"]);
    assert!(first.problems.contains("a.json") && first.problems.contains("sha512"), "{}", first.problems);
    assert_eq!(first.counts.refused, 1);
    publisher.put("/d/a.json", Page::json(DOCUMENT));
    assert_eq!(all(&folder, &publisher.url("")).documents, ["a.json"]);
}

#[test]
fn without_times_the_plain_list_is_taken_and_each_document_is_asked_for_conditionally() {
    let folder = tempfile::tempdir().unwrap();
    let publisher = Publisher::new(vec![
        (
            "/p.json",
            Page::json(
                r#"{"canonical_url":"x","metadata_version":"2.1","distributions":[{"directory":{"url":"/d/","tlp_label":"CLEAR"}}],"public_openpgp_keys":[{"url":"k"}]}"#,
            ),
        ),
        ("/d/index.txt", Page::text("2026/a.json\n../../../e.json\nhttp://example.invalid/x.json\n")),
        ("/d/2026/a.json", Page::json(DOCUMENT).etag("\"a\"")),
    ]);
    let first = all(&folder, &publisher.url("/p.json"));
    assert_eq!((first.documents, first.counts.signature_unchecked), (vec!["a.json".to_owned()], 1));
    assert!(first.problems.contains("example.invalid"), "another machine: {}", first.problems);
    assert_eq!(all(&folder, &publisher.url("/p.json")).counts.unchanged, 1);
}

const FEED: &str = r#"{"feed":{"link":[{"rel":"next","href":"/more.json"}],"entry":[
 {"id":"1","updated":"2026-01-01T00:00:00Z","content":{"src":"/a.json"},"link":[{"rel":"hash","href":"/a.json.sha256"},{"rel":"signature","href":"/a.json.asc"}]},
 {"id":"without a place","updated":"2026-01-01T00:00:00Z"}]}}"#;

#[test]
fn a_feed_is_read_page_by_page_and_a_digest_that_it_names_must_be_there() {
    let folder = tempfile::tempdir().unwrap();
    let publisher = Publisher::new(vec![
        ("/feed.json", Page::json(FEED)),
        (
            "/more.json",
            Page::json(
                r#"{"feed":{"entry":[{"id":"2","updated":"2026-01-02T00:00:00Z","link":[{"rel":"self","href":"b.json"}]}]}}"#,
            ),
        ),
        ("/a.json", Page::json(DOCUMENT)),
        ("/b.json", Page::json(DOCUMENT)),
    ]);
    let first = all(&folder, &publisher.url("/feed.json"));
    assert_eq!(first.documents, ["b.json"]);
    assert!(first.problems.contains("a.json.sha256") && first.problems.contains("without a place"));
    publisher.put("/a.json.sha256", Page::text(&hex::encode(Sha256::digest(DOCUMENT))));
    let second = all(&folder, &publisher.url("/feed.json"));
    assert_eq!((second.documents, second.counts.signature_unchecked), (vec!["a.json".to_owned()], 1));
}

#[test]
fn labels_are_respected_in_lists_and_in_documents() {
    let folder = tempfile::tempdir().unwrap();
    let red = DOCUMENT.replace("WHITE", "RED");
    let publisher = Publisher::new(vec![
        (
            "/p.json",
            Page::json(
                r#"{"canonical_url":"x","metadata_version":"2.0","distributions":[{"rolie":{"feeds":[{"url":"/white.json","tlp_label":"WHITE"},{"url":"/amber.json","tlp_label":"AMBER"}]}}]}"#,
            ),
        ),
        (
            "/white.json",
            Page::json(
                r#"{"feed":{"entry":[{"content":{"src":"/a.json"}},{"content":{"src":"/red.json"}}]}}"#,
            ),
        ),
        ("/amber.json", Page::json(r#"{"feed":{"entry":[{"content":{"src":"/b.json"}}]}}"#)),
        ("/a.json", Page::json(DOCUMENT)),
        ("/b.json", Page::json(DOCUMENT)),
        ("/red.json", Page::json(&red)),
    ]);
    let clear = all(&folder, &publisher.url("/p.json"));
    assert_eq!((clear.documents, clear.counts.withheld), (vec!["a.json".to_owned()], 1));
    assert!(clear.problems.contains("TLP:RED") && clear.problems.contains("TLP:AMBER"));
    assert!(!publisher.heads().iter().any(|head| head.contains("amber")), "not even asked for");
    let red = run(&folder, &publisher.url("/p.json"), Tlp::Red, usize::MAX);
    assert!(red.documents.contains(&"b.json".to_owned()) && red.documents.contains(&"red.json".to_owned()));
}

#[test]
fn one_file_is_one_document_and_unchanged_the_next_time() {
    let folder = tempfile::tempdir().unwrap();
    let publisher = Publisher::new(vec![("/kev.json", Page::json("{\"vulnerabilities\":[]}").etag("\"k\""))]);
    assert_eq!(all(&folder, &publisher.url("/kev.json")).documents, ["kev.json"]);
    let second = all(&folder, &publisher.url("/kev.json"));
    assert_eq!((second.documents.len(), second.counts.addresses_unchanged), (0, 1));
}

#[test]
fn redirects_are_followed_five_times_and_not_more() {
    let folder = tempfile::tempdir().unwrap();
    let publisher = Publisher::new(vec![
        ("/old.json", Page::redirect("/new.json")),
        ("/new.json", Page::json(DOCUMENT)),
        ("/round.json", Page::redirect("/round.json")),
    ]);
    assert_eq!(all(&folder, &publisher.url("/old.json")).documents.len(), 1);
    let round = all(&folder, &publisher.url("/round.json"));
    assert!(round.problems.contains("redirected"), "{}", round.problems);
}

#[test]
fn a_huge_answer_is_cut_and_a_slow_one_is_given_up() {
    let folder = tempfile::tempdir().unwrap();
    let publisher = Publisher::new(vec![
        ("/huge.json", Page::text(&"x".repeat(100_001))),
        ("/slow.json", Page::text("xxx").slow()),
    ]);
    let huge = all(&folder, &publisher.url("/huge.json"));
    assert!(huge.problems.contains("larger than the limit"), "{}", huge.problems);
    let slow = all(&folder, &publisher.url("/slow.json"));
    assert!(slow.problems.contains("did not end in time"), "{}", slow.problems);
}

#[test]
fn what_may_be_gone_to() {
    let url = |text: &str| url::Url::parse(text).unwrap();
    let (door, secure) = (door(), url("https://example.invalid/"));
    let may = |from: Option<&str>, to: &str| door.may(from.map(url).as_ref(), &url(to));
    assert_eq!(may(None, "https://example.invalid/"), Ok(()));
    assert_eq!(may(None, "http://example.invalid/"), Err(FetchError::PlainHttp));
    assert_eq!(may(None, "http://127.0.0.1:1/"), Ok(()));
    assert_eq!(may(None, "http://[::1]:1/"), Ok(()));
    assert_eq!(may(None, "http://127.0.0.1.example.invalid/"), Err(FetchError::PlainHttp));
    assert_eq!(may(Some(secure.as_str()), "http://example.invalid/"), Err(FetchError::LessSafe));
    assert_eq!(may(Some(secure.as_str()), "https://127.0.0.1/"), Err(FetchError::LessSafe));
    assert_eq!(may(None, "file:///etc/hosts"), Err(FetchError::Address));
    assert_eq!(may(None, "https://name:word@example.invalid/"), Err(FetchError::Address));
    let open = Door::new(Options {
        allow_http: true,
        bytes_max: 1,
        timeout: Duration::from_secs(1),
        agent: String::new(),
    });
    assert_eq!(open.may(None, &url("http://example.invalid/")), Ok(()));
    assert_eq!(open.may(Some(&secure), &url("http://example.invalid/")), Err(FetchError::LessSafe));
}

#[test]
fn a_connection_that_keeps_failing_ends_the_sync_and_the_rest_is_counted() {
    let folder = tempfile::tempdir().unwrap();
    let gone = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let entries: Vec<String> =
        (0..9).map(|n| format!(r#"{{"content":{{"src":"http://{gone}/{n}.json"}}}}"#)).collect();
    let feed = format!(r#"{{"feed":{{"entry":[{}]}}}}"#, entries.join(","));
    let publisher = Publisher::new(vec![("/feed.json", Page::json(&feed))]);
    let ran = all(&folder, &publisher.url("/feed.json"));
    assert_eq!((ran.counts.refused, ran.counts.not_tried), (5, 4), "{}", ran.problems);
}
