//! `sbom generate` as its user runs it: a root file system becomes an SBOM that is valid and that `scan` understands.

use crate::harness::Bench;

const STATUS: &str = "Package: libssl3\nStatus: install ok installed\nArchitecture: amd64\nSource: openssl (3.0.11-1~deb12u1)\n\
    Version: 3.0.11-1~deb12u1\nMaintainer: Kasumi <os@kasumi.example>\nDepends: libc6 (>= 2.34)\n\n\
    Package: libc6\nStatus: install ok installed\nArchitecture: amd64\nSource: glibc\nVersion: 2.36-9\n\n\
    Package: gone\nStatus: deinstall ok config-files\nArchitecture: amd64\nVersion: 1\n";

const ADVISORY: &str = r#"{"id":"T-DEB-1","modified":"2026-01-01T00:00:00Z","affected":[{"package":{"ecosystem":"Debian:12","name":"openssl"},
    "ranges":[{"type":"ECOSYSTEM","events":[{"introduced":"0"},{"fixed":"3.0.14-1~deb12u1"}]}]}]}"#;

fn root_file_system(bench: &Bench) -> String {
    bench.file("rootfs/etc/os-release", "ID=debian\nVERSION_ID=\"12\"\nNAME=\"Debian GNU/Linux\"\n");
    bench.file("rootfs/var/lib/dpkg/status", STATUS);
    bench.file("rootfs/var/lib/dpkg/info/libssl3:amd64.list", "/.\n/usr/lib/libssl.so.3\n");
    bench.file("rootfs/usr/lib/libssl.so.3", "not an ELF file");
    bench.file("rootfs/opt/vendor/app.bin", "whatever");
    bench.path("rootfs").display().to_string()
}

#[test]
fn a_root_file_system_becomes_a_valid_sbom_in_which_scan_finds_the_affected_package() {
    let bench = Bench::empty();
    let root = root_file_system(&bench);
    let sbom = bench.path("out.cdx.json").display().to_string();
    let run = bench.run(&[
        "--format",
        "json",
        "sbom",
        "generate",
        &root,
        "-o",
        &sbom,
        "--name",
        "gateway",
        "--version",
        "2.1",
        "--supplier",
        "Kasumi",
    ]);
    let made = run.ends(0).json();
    assert_eq!(made["components"], 3, "two packages and the system");
    assert_eq!(made["completeness"], "unknown");
    assert_eq!(made["files"]["in_packages"], 1);
    assert_eq!(made["files"]["not_identified"], 1);
    bench.run(&["sbom", "validate", &sbom]).ends(0);
    let feed = bench.file("feed/a.json", ADVISORY);
    let scan =
        bench.run(&["--format", "json", "scan", "--feed", &feed, &sbom, "--fail-on", "affected"]).ends(1);
    assert!(scan.out.contains("T-DEB-1") && scan.out.contains("libssl3"), "{}", scan.out);
}

#[test]
fn every_form_that_is_written_is_valid_and_two_runs_differ_by_their_time_alone() {
    let bench = Bench::empty();
    let root = root_file_system(&bench);
    for form in ["cyclonedx-1.6-json", "cyclonedx-xml", "spdx-2.3-json", "spdx-tag-value", "spdx3"] {
        let out = bench.path(&format!("{form}.out")).display().to_string();
        bench.run(&["sbom", "generate", &root, "--to", form, "-o", &out]).ends(0);
        bench.run(&["sbom", "validate", &out]).ends(0);
    }
    let made = || {
        let mut document = bench.run(&["sbom", "generate", &root]).ends(0).json();
        document["metadata"]["timestamp"] = serde_json::Value::Null;
        document["serialNumber"] = serde_json::Value::Null;
        document
    };
    assert_eq!(made(), made());
}

#[test]
fn links_are_counted_and_not_followed() {
    let bench = Bench::empty();
    let root = root_file_system(&bench);
    bench.file("outside/Cargo.lock", "version = 4\n\n[[package]]\nname = \"secret\"\nversion = \"1.0.0\"\n");
    #[cfg(unix)]
    std::os::unix::fs::symlink(bench.path("outside"), bench.path("rootfs/link")).unwrap();
    let run = bench.run(&["sbom", "generate", &root]).ends(0);
    assert!(!run.out.contains("secret"), "{}", run.out);
    #[cfg(unix)]
    assert!(run.err.contains("links 1"), "{}", run.err);
}

#[test]
fn what_is_known_and_not_read_makes_it_incomplete_and_is_named() {
    let bench = Bench::empty();
    let root = root_file_system(&bench);
    bench.file("rootfs/boot/initrd.img", b"hsqs0000");
    bench.file("rootfs/srv/package.json", "{\"dependencies\":{\"left-pad\":\"^1\"}}");
    let run = bench.run(&["sbom", "generate", &root]).ends(0);
    assert!(run.err.contains("SquashFS") && run.err.contains("boot/initrd.img"), "{}", run.err);
    assert!(
        run.err.contains("srv/package.json") && run.err.contains("completeness: incomplete"),
        "{}",
        run.err
    );
    assert_eq!(run.json()["compositions"][0]["aggregate"], "incomplete");
}

#[test]
fn a_broken_database_ends_with_three_and_a_missing_folder_is_told_in_japanese() {
    let bench = Bench::empty();
    bench.file("rootfs/var/lib/rpm/rpmdb.sqlite", "SQLite format 3\0broken");
    let run = bench.run(&["sbom", "generate", &bench.path("rootfs").display().to_string()]).ends(3);
    assert!(run.err.contains("rpmdb.sqlite"), "{}", run.err);
    let bench = Bench::empty().in_japanese();
    let run = bench.run(&["sbom", "generate", &bench.path("none").display().to_string()]).ends(3);
    assert!(run.err.contains("見つかりません"), "{}", run.err);
}
