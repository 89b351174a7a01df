//! Answers and lists that are not as they should be: nothing that they name is lost unsaid, nothing is taken unchecked.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::*;

fn gzipped(text: &str) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(text.as_bytes()).unwrap();
    packed.finish().unwrap()
}

/// What a directory gives that has these lists, and `a.json` and `b.json`.
fn directory(lists: &[(&str, &str)]) -> Ran {
    let folder = tempfile::tempdir().unwrap();
    let publisher = Publisher::new(vec![
        (
            "/p.json",
            Page::json(
                r#"{"canonical_url":"x","metadata_version":"2.0","distributions":[{"directory_url":"/d"}]}"#,
            ),
        ),
        ("/d/a.json", Page::json(DOCUMENT)),
        ("/d/b.json", Page::json(DOCUMENT)),
    ]);
    for (path, text) in lists {
        publisher.put(path, Page::text(text));
    }
    all(&folder, &publisher.url("/p.json"))
}

/// What a feed of one entry gives, whose links are these.
fn feed(links: &str, pages: &[(&str, &str)]) -> Ran {
    let folder = tempfile::tempdir().unwrap();
    let feed =
        format!(r#"{{"feed":{{"entry":[{{"id":"one","content":{{"src":"a.json"}},"link":{links}}}]}}}}"#);
    let publisher =
        Publisher::new(vec![("/feed.json", Page::json(&feed)), ("/a.json", Page::json(DOCUMENT))]);
    for (path, text) in pages {
        publisher.put(path, Page::text(text));
    }
    all(&folder, &publisher.url("/feed.json"))
}

#[test]
fn a_label_is_respected_in_whatever_a_document_is_packed() {
    let folder = tempfile::tempdir().unwrap();
    let red = DOCUMENT.replace("WHITE", "RED");
    let publisher = Publisher::new(vec![
        ("/packed.json.gz", Page::bytes(gzipped(&red))),
        ("/encoded.json", Page::bytes(gzipped(&red)).header("Content-Encoding: gzip")),
        ("/marked.json", Page::text(&format!("\u{feff}{red}"))),
        ("/list.json", Page::text(&format!("[{DOCUMENT},{red}]"))),
    ]);
    for path in ["/packed.json.gz", "/encoded.json", "/marked.json", "/list.json"] {
        let ran = all(&folder, &publisher.url(path));
        assert_eq!((ran.documents.len(), ran.counts.withheld), (0, 1), "{path}: {}", ran.problems);
    }
}

#[test]
fn what_is_encoded_on_its_way_is_decoded_or_refused_in_words() {
    let (folder, publisher) = (tempfile::tempdir().unwrap(), with_directory());
    publisher.put("/d/a.json", Page::bytes(gzipped(DOCUMENT)).header("Content-Encoding: gzip"));
    publisher.put("/d/c.json", Page::bytes(b"\x0b\x02".to_vec()).header("Content-Encoding: br"));
    let ran = all(&folder, &publisher.url(""));
    assert_eq!(ran.documents, ["a.json", "b.json"], "{}", ran.problems);
    assert_eq!(ran.counts.digest_agrees, 2);
    assert!(ran.problems.contains("c.json") && ran.problems.contains("(br)"), "{}", ran.problems);
}

#[test]
fn a_publisher_that_asks_for_time_is_asked_no_more() {
    let (folder, publisher) = (tempfile::tempdir().unwrap(), with_directory());
    publisher.put("/d/a.json", Page::text("").status("429 Too Many Requests").header("Retry-After: 90"));
    let ran = all(&folder, &publisher.url(""));
    assert_eq!((ran.counts.refused, ran.counts.not_tried), (1, 2));
    assert!(ran.problems.contains("90 seconds") && ran.problems.contains("asked to come back later"));
    assert!(!publisher.heads().iter().any(|head| head.contains("/d/b.json")));
}

#[test]
fn a_redirect_to_nowhere_is_no_address() {
    let folder = tempfile::tempdir().unwrap();
    let publisher = Publisher::new(vec![("/old.json", Page::text("").status("302 Found"))]);
    let ran = all(&folder, &publisher.url("/old.json"));
    assert!(ran.problems.contains("no address"), "{}", ran.problems);
}

#[test]
fn a_quotation_mark_that_is_not_closed_does_not_swallow_the_rows_below() {
    let ran =
        directory(&[("/d/changes.csv", "\"a.json\",\"2026-01-03T00:00:00Z\nb.json,2026-01-02T00:00:00Z\n")]);
    assert!(ran.problems.contains("b.json"), "{}", ran.problems);
    assert_eq!(ran.counts.offered, 0);
}

#[test]
fn what_only_the_plain_list_names_is_fetched_and_told() {
    let ran = directory(&[
        ("/d/changes.csv", "a.json,2026-01-03T00:00:00Z\n"),
        ("/d/index.txt", "a.json\nb.json\n"),
    ]);
    assert_eq!(ran.documents, ["a.json", "b.json"]);
    assert!(ran.problems.contains("leaves out 1 documents"), "{}", ran.problems);
}

#[test]
fn a_list_of_nothing_and_a_page_for_people_are_told() {
    let empty = directory(&[("/d/index.txt", "\n")]);
    assert!(empty.problems.contains("not one document"), "{}", empty.problems);
    let page = directory(&[("/d/changes.csv", "<html></html>"), ("/d/index.txt", "\u{feff}a.json\n")]);
    assert_eq!(page.documents, ["a.json"], "{}", page.problems);
    let pages = directory(&[("/d/changes.csv", "<html></html>"), ("/d/index.txt", "<html></html>")]);
    assert!(pages.problems.contains("cannot be read as a list"), "{}", pages.problems);
}

#[test]
fn a_document_with_two_times_in_one_list_is_asked_for_again() {
    let (folder, publisher) = (tempfile::tempdir().unwrap(), with_directory());
    publisher.put("/d/changes.csv", Page::text("a.json,2026-01-01T00:00:00Z\na.json,2026-01-03T00:00:00Z\n"));
    assert_eq!(all(&folder, &publisher.url("")).documents, ["a.json"]);
    assert_eq!(
        all(&folder, &publisher.url("")).documents,
        ["a.json"],
        "neither time says that it is unchanged"
    );
}

#[test]
fn a_digest_or_signature_that_a_feed_names_is_never_passed_over() {
    let wrong = "0".repeat(128);
    for (links, pages) in [
        (r#"[{"rel":"hash","href":"a.json.sha512?v=1"}]"#, vec![("/a.json.sha512?v=1", wrong.as_str())]),
        (r#"[{"rel":"hash","href":"a.json.SHA512"}]"#, vec![("/a.json.SHA512", wrong.as_str())]),
        (r#"[{"rel":"hash","href":"a.json.sha3-512"}]"#, vec![]),
        (r#"[{"rel":"hash","href":"http://[bad"}]"#, vec![]),
        (r#"[{"rel":"signature","href":"http://[bad"}]"#, vec![]),
        (r#"{"rel":"hash","href":"a.json.sha512"}"#, vec![]),
        (r#"[{"rel":"hash","href":"a.json.sha512"}]"#, vec![("/a.json.sha512", "<html></html>")]),
    ] {
        let ran = feed(links, &pages);
        assert_eq!(ran.documents.len(), 0, "{links}");
        assert!(!ran.problems.is_empty(), "{links}");
    }
}

#[test]
fn a_feed_that_names_itself_as_its_next_page_is_read_twice_at_most() {
    let folder = tempfile::tempdir().unwrap();
    let feed =
        r#"{"feed":{"link":[{"rel":"next","href":"feed.json"}],"entry":[{"content":{"src":"a.json"}}]}}"#;
    let publisher = Publisher::new(vec![("/feed.json", Page::json(feed)), ("/a.json", Page::json(DOCUMENT))]);
    let ran = all(&folder, &publisher.url("/feed.json"));
    assert!(ran.problems.contains("a second time"), "{}", ran.problems);
    assert_eq!(publisher.heads().iter().filter(|head| head.contains("feed.json")).count(), 2);
}

#[test]
fn a_list_of_feeds_is_told_and_so_is_what_a_provider_names_wrongly() {
    let folder = tempfile::tempdir().unwrap();
    let publisher = Publisher::new(vec![
        ("/s.json", Page::json(r#"{"service":{"workspace":[]}}"#)),
        (
            "/p.json",
            Page::json(
                "\u{feff}{\"metadata_version\":\"2.0\",\"distributions\":[{\"directory_url\":5},{\"rolie\":{}}]}",
            ),
        ),
        ("/f.json", Page::json(r#"{"feed":{"entry":{"id":"one"}}}"#)),
    ]);
    let service = all(&folder, &publisher.url("/s.json"));
    assert!(service.problems.contains("service document"), "{}", service.problems);
    let provider = all(&folder, &publisher.url("/p.json"));
    assert!(provider.problems.contains("rolie"), "{}", provider.problems);
    let feed = all(&folder, &publisher.url("/f.json"));
    assert!(feed.problems.contains("entry"), "{}", feed.problems);
}

#[test]
fn a_security_txt_names_the_metadata_in_any_case_and_a_page_for_people_is_none() {
    let folder = tempfile::tempdir().unwrap();
    let publisher = with_directory();
    let wanted = "/.well-known/csaf/provider-metadata.json";
    publisher.put(
        "/pm.json",
        Page::json(
            r#"{"canonical_url":"x","metadata_version":"2.0","distributions":[{"directory_url":"/d"}]}"#,
        ),
    );
    publisher.put(wanted, Page::text("<html></html>"));
    publisher
        .put("/security.txt", Page::text(&format!("Csaf: words\ncsaf: {}\n", publisher.url("/pm.json"))));
    let ran = all(&folder, &publisher.url(""));
    assert_eq!(ran.documents.len(), 3, "{}", ran.problems);
    publisher.put("/security.txt", Page::text(""));
    let none = all(&folder, &publisher.url(""));
    assert!(none.problems.contains("no provider-metadata.json"), "{}", none.problems);
}

#[test]
fn the_host_of_its_own_for_metadata_is_that_of_the_domain() {
    let own = |text: &str| crate::lists::own_host(&url::Url::parse(text).unwrap()).map(|url| url.to_string());
    assert_eq!(own("https://maker.invalid/").as_deref(), Some("https://csaf.data.security.maker.invalid/"));
    let given = "https://csaf.data.security.maker.invalid/";
    assert_eq!(own(given).as_deref(), Some(given));
    assert_eq!(own("https://192.0.2.1/"), None);
    assert_eq!(own("http://localhost:1/"), None);
}

#[test]
fn a_list_without_times_that_is_as_it_was_says_nothing_of_its_documents() {
    let folder = tempfile::tempdir().unwrap();
    let publisher = with_directory();
    publisher.put("/d/changes.csv", Page::text("").status("404 Not Found"));
    publisher.put("/d/index.txt", Page::text("c.json\n").etag("\"i\""));
    assert_eq!(all(&folder, &publisher.url("")).documents, ["c.json"]);
    publisher.put("/d/c.json", Page::json("{}"));
    assert_eq!(all(&folder, &publisher.url("")).documents, ["c.json"], "mended in its place");
    let paged = r#"{"feed":{"link":[{"rel":"next","href":"more.json"}],"entry":[{"updated":"1","content":{"src":"/d/b.json"}}]}}"#;
    publisher.put("/feed.json", Page::json(paged).etag("\"f\""));
    let more = |time: &str| {
        Page::json(&format!(
            r#"{{"feed":{{"entry":[{{"updated":"{time}","content":{{"src":"/d/c.json"}}}}]}}}}"#
        ))
    };
    publisher.put("/more.json", more("1"));
    assert_eq!(all(&folder, &publisher.url("/feed.json")).documents.len(), 2);
    publisher.put("/more.json", more("2"));
    assert_eq!(all(&folder, &publisher.url("/feed.json")).documents, ["c.json"], "newer on the second page");
}
