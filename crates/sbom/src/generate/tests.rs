//! Trees of files made up here: what is found, how it hangs together, and what is told of the rest.

use proptest::prelude::*;

use super::*;
use crate::Completeness;

const DEBIAN: &str = "ID=debian\nVERSION_ID=\"12\"\n";
const STATUS: &str = "Package: libssl3\nStatus: install ok installed\nArchitecture: amd64\nSource: openssl (3.0.11-1)\n\
    Version: 3.0.11-1+b1\nMaintainer: Kasumi OS <os@kasumi.example>\nDepends: libc6 (>= 2.34), gone | libc6:any\nDescription: TLS\n long words\n\n\
    Package: libc6\nStatus: install ok installed\nArchitecture: amd64\nVersion: 2.36-9\n\n\
    Package: old\nStatus: deinstall ok config-files\nArchitecture: amd64\nVersion: 1\n";

fn subject() -> Subject {
    Subject {
        name: "gateway".to_owned(),
        version: "2".to_owned(),
        supplier: "Kasumi".to_owned(),
        author: "Kasumi PSIRT".to_owned(),
        kind: None,
    }
}

fn made(files: &[(&str, &[u8])]) -> Reading<Document> {
    let mut survey = Survey::new(&Limits::default());
    for (path, bytes) in files {
        match wants(path) {
            Want::Whole => survey.add(path, bytes),
            Want::Head(_) if wants_rest(bytes) => survey.add(path, bytes),
            Want::Head(_) => survey.pass(path, bytes),
            Want::No => {}
        }
    }
    survey.finish(&subject(), "2026-01-01T00:00:00Z".parse().unwrap())
}

fn purls(document: &Document) -> Vec<String> {
    document
        .sbom
        .components
        .iter()
        .filter_map(|component| Some(component.purl.as_ref()?.to_string()))
        .collect()
}

/// `a 1 → b 2`, in order.
fn edges(document: &Document) -> Vec<String> {
    let label = |place: u32| document.sbom.components[place as usize].label();
    let mut edges: Vec<_> = document
        .sbom
        .dependencies
        .iter()
        .map(|(from, to)| format!("{} → {}", label(*from), label(*to)))
        .collect();
    edges.sort();
    edges
}

fn words(problems: &[Problem]) -> Vec<String> {
    problems.iter().map(|problem| problem.in_lang(sekisho_model::Lang::En)).collect()
}

#[test]
fn debian_packages_have_their_system_their_source_and_their_needs() {
    let Reading { facts, problems } =
        made(&[("etc/os-release", DEBIAN.as_bytes()), ("var/lib/dpkg/status", STATUS.as_bytes())]);
    assert_eq!(words(&problems), Vec::<String>::new());
    assert_eq!(
        purls(&facts),
        [
            "pkg:deb/debian/libssl3@3.0.11-1%2Bb1?arch=amd64&distro=debian-12&upstream=openssl%403.0.11-1",
            "pkg:deb/debian/libc6@2.36-9?arch=amd64&distro=debian-12",
        ]
    );
    assert_eq!(
        edges(&facts),
        ["debian 12 → libssl3 3.0.11-1+b1", "gateway 2 → debian 12", "libssl3 3.0.11-1+b1 → libc6 2.36-9",]
    );
    assert_eq!(facts.head.completeness, Completeness::Unknown);
    assert_eq!(facts.sbom.components[0].kind, ComponentKind::OperatingSystem);
}

#[test]
fn a_package_without_a_system_is_listed_and_told() {
    let Reading { facts, problems } = made(&[("var/lib/dpkg/status", STATUS.as_bytes())]);
    assert_eq!((facts.sbom.components.len(), purls(&facts).len()), (3, 0));
    assert!(words(&problems)[0].contains("there is no etc/os-release"), "{problems:?}");
    let named = made(&[("etc/debian_version", b"12.5\n"), ("var/lib/dpkg/status", STATUS.as_bytes())]).facts;
    assert!(purls(&named)[1].ends_with("distro=debian-12.5"));
}

#[test]
fn parts_of_a_list_and_two_systems_in_one_tree_are_kept_apart() {
    let Reading { facts, problems } = made(&[
        ("a/usr/lib/os-release", b"ID=debian\nVERSION_ID=12\n"),
        ("a/var/lib/dpkg/status.d/base", b"Package: base\nVersion: 1\nArchitecture: all\n"),
        ("b/etc/os-release", b"ID=alpine\nVERSION_ID=3.20.1\n"),
        ("b/lib/apk/db/installed", b"C:Q1x=\nP:musl-utils\nV:1.2.5-r0\nA:aarch64\no:musl\nL:MIT\nD:so:libc.musl.so.1 !x\n\nP:musl\nV:1.2.5-r0\nA:aarch64\np:so:libc.musl.so.1=1\nF:lib\nR:libc.so\n"),
    ]);
    assert_eq!(words(&problems), Vec::<String>::new());
    assert_eq!(
        purls(&facts),
        [
            "pkg:deb/debian/base@1?arch=all&distro=debian-12",
            "pkg:apk/alpine/musl-utils@1.2.5-r0?arch=aarch64&distro=alpine-3.20.1&upstream=musl",
            "pkg:apk/alpine/musl@1.2.5-r0?arch=aarch64&distro=alpine-3.20.1",
        ]
    );
    assert!(edges(&facts).contains(&"musl-utils 1.2.5-r0 → musl 1.2.5-r0".to_owned()));
}

#[test]
fn embedded_packages_of_opkg_carry_their_cpe_and_need_no_release() {
    let Reading { facts, problems } = made(&[
        ("usr/lib/opkg/status", b"Package: busybox\nVersion: 1.36.1-1\nStatus: install user installed\nArchitecture: mipsel\n\n"),
        ("usr/lib/opkg/info/busybox.control", b"Package: busybox\nVersion: 1.36.1-1\nArchitecture: mipsel\nLicense: GPL-2.0\nSource: package/utils/busybox\nSourceName: busybox\nCPE-ID: cpe:/a:busybox:busybox\n"),
    ]);
    assert_eq!(words(&problems), Vec::<String>::new());
    assert_eq!(purls(&facts), ["pkg:opkg/busybox@1.36.1-1?arch=mipsel"], "one package out of two files");
    assert_eq!(facts.sbom.components[1].licence, "GPL-2.0");
    assert_eq!(facts.sbom.components[1].cpes, ["cpe:/a:busybox:busybox"]);
}

#[test]
fn rpm_packages_are_read_out_of_their_headers() {
    let blob = rpm::test_blob("openssl-libs", &["glibc"]);
    let mut ndb = vec![0; 4_096];
    for slot in ndb.chunks_mut(16) {
        slot[..4].copy_from_slice(b"Slot");
    }
    ndb[..16].copy_from_slice(b"RpmP\0\0\0\0\x01\0\0\0\x01\0\0\0");
    ndb[32..44].copy_from_slice(b"Slot\x07\0\0\0\0\x01\0\0");
    ndb.extend(b"BlbS\x07\0\0\0\x01\0\0\0");
    ndb.extend(u32::try_from(blob.len()).unwrap().to_le_bytes());
    ndb.extend(blob);
    for path in ["usr/lib/sysimage/rpm/Packages.db", "var/lib/rpm/Packages.db", "usr/share/rpm/Packages.db"] {
        let Reading { facts, problems } = made(&[
            ("etc/os-release", b"ID=\"rocky\"\nVERSION_ID=\"9.4\"\n"),
            (path, &ndb),
            ("usr/lib64/libcrypto.so.3", b"x"),
        ]);
        assert_eq!(
            purls(&facts),
            [
                "pkg:rpm/rocky-linux/openssl-libs@3.0.7-1.el9?arch=x86_64&distro=rocky-9.4&epoch=1&upstream=openssl",
            ]
        );
        assert_eq!(facts.counts().in_packages, 1);
        assert!(
            words(&problems)[0].contains("1 things that are needed are not in the folder (glibc)"),
            "{problems:?}"
        );
    }
}

#[test]
fn lock_files_of_one_tree_are_joined_and_each_source_is_named() {
    let cargo =
        b"version = 4\n\n[[package]]\nname = \"app\"\nversion = \"1.0.0\"\ndependencies = [\"rand\"]\n\n\
        [[package]]\nname = \"rand\"\nversion = \"0.8.5\"\nsource = \"registry+https://example.com/index\"\n";
    let Reading { facts, .. } = made(&[
        ("one/Cargo.lock", cargo),
        ("two/Cargo.lock", cargo),
        ("web/requirements.txt", b"flask==3.0.0\n"),
    ]);
    assert_eq!(facts.sbom.components.len(), 4, "{:?}", purls(&facts));
    let sources: Vec<_> = facts.details[2].properties.iter().map(|(_, value)| value.as_str()).collect();
    assert_eq!(sources, ["one/Cargo.lock", "two/Cargo.lock"]);
    assert_eq!(edges(&facts), ["app 1.0.0 → rand 0.8.5", "gateway 2 → app 1.0.0", "gateway 2 → flask 3.0.0"]);
    assert_eq!(facts.sbom.components[0].kind, ComponentKind::Application);
}

#[test]
fn a_go_sum_beside_a_whole_go_mod_brings_no_module_that_was_not_chosen() {
    let sum =
        b"example.com/a v1.0.0 h1:AAAA=\nexample.com/a v0.9.0 h1:AAAA=\nexample.com/b v1.0.0 h1:AAAA=\n";
    let module = b"module example.com/app\n\ngo 1.22\n\nrequire example.com/a v1.0.0\nrequire example.com/b v1.0.0 // indirect\n";
    let with = made(&[("go.mod", module), ("go.sum", sum)]);
    assert!(!purls(&with.facts).iter().any(|purl| purl.contains("0.9.0")), "{:?}", purls(&with.facts));
    assert!(
        words(&with.problems).iter().any(|it| it.contains("1 modules that go.mod does not choose")),
        "{:?}",
        with.problems
    );
    let without = made(&[("go.sum", sum)]);
    assert!(purls(&without.facts).iter().any(|purl| purl.contains("0.9.0")));
}

#[test]
fn firmware_is_its_programs_with_their_needs_and_whatever_is_not_identified_is_counted() {
    let make = |soname, needed| elf::tests::Make { is_64: false, is_little: false, soname, needed }.bytes();
    let Reading { facts, problems } = made(&[
        ("bin/gated", &make("", &["libgate.so.2", "libc.so.0"])),
        ("lib/libgate.so.2", &make("libgate.so.2", &[])),
        ("etc/passwd", b"root"),
        ("www/index.html", b"<html>"),
    ]);
    assert_eq!(facts.sbom.components[0].kind, ComponentKind::Firmware);
    assert_eq!(edges(&facts), ["bin/gated → lib/libgate.so.2", "gateway 2 → bin/gated"]);
    assert_eq!((facts.counts().read, facts.counts().not_identified), (2, 2));
    assert!(words(&problems)[0].contains("libc.so.0"), "{problems:?}");
    assert!(facts.sbom.components[0].device.is_some(), "firmware is matched as a device");
}

#[test]
fn a_program_of_a_package_is_told_by_the_package() {
    let make = |soname, needed| elf::tests::Make { is_64: true, is_little: true, soname, needed }.bytes();
    let Reading { facts, problems } = made(&[
        ("etc/os-release", DEBIAN.as_bytes()),
        ("var/lib/dpkg/status", STATUS.as_bytes()),
        ("var/lib/dpkg/info/libc6:amd64.list", b"/.\n/lib/libc.so.6\n/lib/zone\n"),
        ("usr/lib/libc.so.6", &make("libc.so.6", &[])),
        ("lib/zone", b"data"),
        ("var/lib/dpkg/info/libc6:amd64.md5sums", b"0"),
        ("opt/gate", &make("", &["libc.so.6"])),
    ]);
    assert_eq!(words(&problems), Vec::<String>::new());
    assert!(edges(&facts).contains(&"opt/gate → libc6 2.36-9".to_owned()), "{:?}", edges(&facts));
    assert!(!facts.sbom.components.iter().any(|component| component.name == "usr/lib/libc.so.6"));
    assert_eq!((facts.counts().in_packages, facts.counts().not_identified), (2, 0));
}

#[test]
fn installed_packages_of_python_and_npm_hang_together() {
    let facts = made(&[
        (
            "srv/site-packages/flask-3.0.0.dist-info/METADATA",
            b"Name: Flask\nVersion: 3.0.0\nRequires-Dist: Werkzeug>=3\n",
        ),
        ("srv/site-packages/werkzeug-3.0.1.dist-info/METADATA", b"Name: werkzeug\nVersion: 3.0.1\n"),
        ("web/node_modules/a/package.json", br#"{"name":"a","version":"1.0.0","dependencies":{"b":"*"}}"#),
        ("web/node_modules/b/package.json", br#"{"name":"b","version":"2.0.0"}"#),
    ])
    .facts;
    assert_eq!(
        edges(&facts),
        [
            "Flask 3.0.0 → werkzeug 3.0.1",
            "a 1.0.0 → b 2.0.0",
            "gateway 2 → Flask 3.0.0",
            "gateway 2 → a 1.0.0"
        ]
    );
}

#[test]
fn what_is_known_and_not_read_is_named_and_makes_the_document_incomplete() {
    let Reading { facts, problems } = made(&[
        ("fw/rootfs.squashfs", b"hsqs\0\0"),
        ("app/bun.lock", b"{}"),
        ("app/package.json", b"{}"),
        ("lib/Cargo.toml", b"[package]"),
        ("var/lib/pacman/local/x-1/desc", b"%NAME%"),
    ]);
    let words = words(&problems);
    for expected in [
        "SquashFS (fw",
        "Bun (app",
        "pacman",
        "1 manifests have no lock file (lib/Cargo.toml)",
        "No component",
    ] {
        assert!(
            words.iter().any(|it| it.contains(expected.split(" (").next().unwrap())),
            "{expected}: {words:?}"
        );
    }
    assert_eq!(facts.head.completeness, Completeness::Incomplete);
    assert_eq!(facts.counts().not_read, 3);
}

#[test]
fn files_in_any_order_and_needs_in_a_circle_give_the_same_document() {
    let files: [(&str, &[u8]); 3] = [
        ("etc/os-release", DEBIAN.as_bytes()),
        (
            "var/lib/dpkg/status",
            b"Package: a\nVersion: 1\nDepends: b\n\nPackage: b\nVersion: 1\nDepends: a\n",
        ),
        ("opt/x.jar", b"PK\x05\x06"),
    ];
    let mut turned = files;
    turned.reverse();
    let (one, other) = (made(&files), made(&turned));
    assert_eq!(one, other);
    assert!(edges(&one.facts).contains(&"gateway 2 → a 1".to_owned()), "{:?}", edges(&one.facts));
}

#[test]
fn a_tree_beyond_the_limits_is_cut_and_told() {
    let limits = Limits { entries_max: 2, bytes_max: 1_000, ..Limits::default() };
    let mut survey = Survey::new(&limits);
    survey.add("var/lib/dpkg/status", STATUS.as_bytes());
    survey.add("lib/apk/db/installed", &[b'x'; 1_001]);
    let Reading { facts, problems } = survey.finish(&subject(), "2026-01-01T00:00:00Z".parse().unwrap());
    assert_eq!((facts.sbom.components.len(), facts.head.completeness), (2, Completeness::Incomplete));
    let words = words(&problems);
    assert!(words.iter().any(|it| it.contains("1 were left out")), "{words:?}");
    assert!(words.iter().any(|it| it.contains("the limit is 1000")), "{words:?}");
}

#[test]
fn a_broken_lock_file_is_told_and_costs_itself_alone() {
    let Reading { facts, problems } = made(&[
        ("a/package-lock.json", b"{\"lockfileVersion\": 3, \"packages\""),
        ("b/requirements.txt", b"x==1\n"),
    ]);
    assert_eq!(purls(&facts), ["pkg:pypi/x@1"]);
    assert!(words(&problems)[0].starts_with("a/package-lock.json"), "{problems:?}");
    assert_eq!(facts.head.completeness, Completeness::Incomplete);
}

/// Paths whose readers take bytes.
const READ: [&str; 14] = [
    "etc/os-release",
    "var/lib/dpkg/status",
    "lib/apk/db/installed",
    "usr/lib/opkg/status",
    "var/lib/rpm/rpmdb.sqlite",
    "var/lib/rpm/Packages.db",
    "var/lib/rpm/Packages",
    "a.dist-info/METADATA",
    "node_modules/a/package.json",
    "a.jar",
    "bin/program",
    "Cargo.lock",
    "go.sum",
    "var/lib/dpkg/info/a.list",
];

/// What the readers look for first, so that random bytes come further.
const BEGINNINGS: [&[u8]; 9] = [
    b"",
    b"\x7FELF\x02\x01\x01\0\0\0\0\0\0\0\0\0",
    b"\x7FELF\x01\x02\x01\0\0\0\0\0\0\0\0\0",
    b"SQLite format 3\0\x02\0\x01\x01\0",
    b"RpmP\0\0\0\0\x01\0\0\0\x01\0\0\0",
    b"PK\x03\x04",
    b"Package: a\nVersion: 1\n",
    b"P:a\nV:1\n",
    b"Name: a\nVersion: 1\n",
];

proptest! {
    #![proptest_config(crate::testing::seeded(256))]

    #[test]
    fn any_bytes_end_in_a_document_that_can_be_written(
        place in 0..READ.len(),
        beginning in 0..BEGINNINGS.len(),
        rest in proptest::collection::vec(any::<u8>(), 0..2_000),
    ) {
        let bytes = [BEGINNINGS[beginning], &rest].concat();
        let reading = made(&[(READ[place], &bytes)]);
        prop_assert_eq!(reading.facts.sbom.components.len(), reading.facts.details.len());
        let places = u32::try_from(reading.facts.sbom.components.len()).unwrap();
        prop_assert!(reading.facts.sbom.dependencies.iter().all(|(from, to)| *from < places && *to < places));
        let now = "2026-01-01T00:00:00Z".parse().unwrap();
        let written = crate::write::write(&reading.facts, crate::write::Format::CycloneDxJson(crate::write::Edition::V1_6), now);
        prop_assert!(!written.bytes.is_empty());
    }
}
