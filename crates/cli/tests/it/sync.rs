//! `feed sync` against a publisher on this machine.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;

use crate::harness::Bench;

const GOOD: &str = r#"{"id":"T-1","modified":"2026-01-01T00:00:00Z","affected":[{"package":{"ecosystem":"npm","name":"x"},"versions":["1.0.0"]}]}"#;

/// Serves a few pages until the test ends; gives the address.
fn publisher(pages: &'static [(&'static str, &'static str)]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut head = String::new();
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            while reader.read_line(&mut head).is_ok_and(|read| read > 2) {}
            let path = head.split(' ').nth(1).unwrap_or_default();
            let page = pages.iter().find(|(at, _)| *at == path);
            let (status, body) = page.map_or(("404 Not Found", ""), |(_, body)| ("200 OK", *body));
            let length = body.len();
            let _ = write!(
                stream,
                "HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
            );
        }
    });
    format!("http://{address}")
}

#[test]
fn what_a_provider_offers_is_stored_once_and_ends_with_the_notices() {
    let url = publisher(&[
        (
            "/.well-known/csaf/provider-metadata.json",
            r#"{"canonical_url":"x","metadata_version":"2.0","distributions":[{"directory_url":"/d/"}]}"#,
        ),
        ("/d/changes.csv", "a.json,2026-01-01T00:00:00Z\n"),
        ("/d/a.json", GOOD),
    ]);
    let bench = Bench::fresh();
    let lock = bench.file(
        "package-lock.json",
        r#"{"lockfileVersion":3,"name":"p","packages":{"":{"name":"p","version":"1.0.0"},"node_modules/x":{"version":"1.0.0"}}}"#,
    );
    bench.run(&["sbom", "add", &lock]).ends(0);
    let first = bench.run(&["--format", "json", "feed", "sync", &url]).ends(0).json();
    assert_eq!((first["offered"].as_u64(), first["fetched"].as_u64()), (Some(1), Some(1)));
    assert_eq!(first["import"]["added"], 1);
    assert_eq!(first["import"]["notices"][0]["advisory"], "T-1");
    let second = bench.run(&["--format", "json", "feed", "sync", &url]).ends(0).json();
    assert_eq!((second["fetched"].as_u64(), second["unchanged"].as_u64()), (Some(0), Some(1)));
    let anew = bench.run(&["--format", "json", "feed", "sync", &url, "--anew"]).ends(0).json();
    assert_eq!((anew["fetched"].as_u64(), anew["import"]["files_known"].as_u64()), (Some(1), Some(1)));
    bench.run(&["ledger", "verify"]).ends(0);
}

#[test]
fn each_document_says_how_its_signature_ended_and_a_key_that_is_not_offered_stops_the_sync() {
    let url = publisher(&[
        (
            "/p.json",
            r#"{"canonical_url":"x","metadata_version":"2.0","distributions":[{"directory_url":"/d/"}],"public_openpgp_keys":[{"url":"/key.asc"}]}"#,
        ),
        ("/key.asc", "no key"),
        ("/d/changes.csv", "a.json,2026-01-01T00:00:00Z\n"),
        ("/d/a.json", GOOD),
    ]);
    let url = format!("{url}/p.json");
    let bench = Bench::fresh();
    let print = "0123456789abcdef0123456789abcdef01234567";
    let first = bench.run(&["--format", "json", "feed", "sync", &url]).ends(3);
    assert!(first.err.contains("/key.asc"), "{}", first.err);
    let answer = first.json();
    assert_eq!(answer["signatures"][0]["signature"], "key-not-accepted");
    assert_eq!(answer["signature_unchecked"].as_u64(), Some(1));
    let shut = bench.run(&["feed", "sync", &url, "--trust-key", print]).ends(3);
    assert!(shut.err.contains("0123 4567 89AB CDEF") && shut.err.contains("--drop-key"), "{}", shut.err);
    let off = ["feed", "sync", &url, "--signatures", "off", "--anew"];
    let off = bench.run(&off).ends(0);
    assert!(off.err.contains("switched off"), "{}", off.err);
    bench.run(&["feed", "sync", &url, "--drop-key", print, "--signatures", "require"]).ends(3);
    bench.run(&["feed", "sync", &url, "--trust-key", "89abcdef"]).ends(2);
}

#[test]
fn what_cannot_be_read_or_fetched_is_named_with_code_3() {
    let url = publisher(&[("/bad.json", "{\"document\": "), ("/good.json", GOOD)]);
    let bench = Bench::fresh();
    let bad = bench.run(&["feed", "sync", &format!("{url}/bad.json")]).ends(3);
    assert!(bad.err.contains("bad.json"), "{}", bad.err);
    let missing = bench.run(&["feed", "sync", &format!("{url}/missing.json")]).ends(3);
    assert!(missing.err.contains("404"), "{}", missing.err);
    let plain = bench.run(&["feed", "sync", "http://example.invalid/a.json"]).ends(3);
    assert!(plain.err.contains("--allow-http"), "{}", plain.err);
    bench.run(&["feed", "sync", &format!("{url}/good.json")]).ends(0);
}
