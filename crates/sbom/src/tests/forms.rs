//! One small document for every form, with what must come out of it.

use sekisho_model::{ComponentKind, Stated};

use super::*;

const FIRMWARE: &str = r#"{
  "bomFormat": "CycloneDX", "specVersion": "1.6",
  "metadata": {
    "timestamp": "2026-03-01T09:00:00+09:00",
    "supplier": {"name": "Hibiki Controls"},
    "component": {"bom-ref": "fw", "type": "firmware", "name": "HC-400", "version": "V2.9.4",
      "properties": [{"name": "hibiki:model-number", "value": "HC-400-CPU2"}]}
  },
  "components": [
    {"bom-ref": "os", "type": "operating-system", "name": "Debian", "version": "12", "components": [
      {"bom-ref": "ssl", "name": "openssl", "version": "3.0.11-1", "type": "library",
       "purl": "pkg:deb/debian/openssl@3.0.11-1?distro=debian-12",
       "cpe": "cpe:2.3:a:openssl:openssl:3.0.11:*:*:*:*:*:*:*",
       "licenses": [{"license": {"id": "Apache-2.0"}}, {"license": {"name": "OpenSSL"}}],
       "hashes": [{"alg": "SHA-256", "content": "ABCD"}]}]},
    {"bom-ref": "web", "group": "@hibiki", "name": "panel", "type": "framework",
     "purl": "pkg:npm/@hibiki/panel@1.0.0", "publisher": "Hibiki", "licenses": [{"expression": "MIT OR ISC"}]}
  ],
  "services": [{"bom-ref": "cloud", "name": "telemetry"}],
  "dependencies": [
    {"ref": "fw", "dependsOn": ["os", "web", "cloud"]},
    {"ref": "web", "dependsOn": ["ssl"]}
  ]
}"#;

#[test]
fn a_cyclonedx_document_gives_its_components_nested_ones_and_dependencies() {
    let (sbom, words) = read_with_words("fw.json", FIRMWARE);
    assert_eq!(
        words,
        ["fw.json, /services: 1 services are no components and were not read. \
        Register them as assets if they matter."]
    );
    assert_eq!((sbom.name.as_str(), sbom.format.as_str()), ("HC-400", "CycloneDX 1.6"));
    assert_eq!(sbom.version, Stated::Known("V2.9.4".to_owned()));
    assert_eq!(sbom.created, Stated::Known("2026-03-01T00:00:00Z".parse().unwrap()));
    assert_eq!(sbom.id.as_str().len(), 64);
    let labels: Vec<_> = sbom.components.iter().map(|c| c.label()).collect();
    assert_eq!(labels, ["HC-400 V2.9.4", "Debian 12", "openssl 3.0.11-1", "@hibiki/panel 1.0.0"]);
    assert_eq!(
        edges(&sbom),
        [
            "HC-400 V2.9.4 -> Debian 12",
            "HC-400 V2.9.4 -> @hibiki/panel 1.0.0",
            "Debian 12 -> openssl 3.0.11-1",
            "@hibiki/panel 1.0.0 -> openssl 3.0.11-1",
        ]
    );
    let ssl = &sbom.components[2];
    assert_eq!(ssl.licence, "Apache-2.0 AND OpenSSL");
    assert_eq!(ssl.hashes["SHA-256"], "abcd");
    assert_eq!(ssl.cpes.len(), 1);
    assert_eq!(sbom.components[3].licence, "MIT OR ISC");
    assert_eq!(sbom.components[3].supplier, "Hibiki");
}

#[test]
fn a_firmware_component_carries_the_identity_of_its_device() {
    let (sbom, _) = read_with_words("fw.json", FIRMWARE);
    let device = sbom.components[0].device.clone().unwrap();
    assert_eq!(device.vendor, Stated::Known("Hibiki Controls".to_owned()));
    assert_eq!(device.family, Stated::Known("HC-400".to_owned()));
    assert_eq!(device.model, Stated::Known("HC-400-CPU2".to_owned()));
    assert_eq!(device.firmware, Stated::Known("V2.9.4".to_owned()));
    assert_eq!(sbom.components[1].device, None);
}

#[test]
fn a_wrong_part_of_a_cyclonedx_document_costs_that_part() {
    let (sbom, words) = read_with_words(
        "bom.json",
        r#"{
        "specVersion": "1.6", "bomFormat": "CycloneDX",
        "components": [
            {"type": "library", "name": "a", "version": 5, "licenses": "MIT"},
            "b",
            {"type": "gadget", "name": "c", "purl": "pkg:maven/c@1", "hashes": [{"alg": "MD5", "content": "00"}, 7]},
            {"type": "library", "version": "1"},
            null
        ]}"#,
    );
    let labels: Vec<_> = sbom.components.iter().map(|c| c.label()).collect();
    assert_eq!(labels, ["a", "c", " 1", ""]);
    assert_eq!(sbom.components[1].hashes["MD5"], "00");
    assert_eq!(
        words,
        [
            "bom.json, /components/0: Fields version, licenses have a type that the format does not allow, and \
         were not read where wrong. Mend it where the SBOM is made.",
            "bom.json, /components/1: This is not a component. It was not read.",
            "bom.json, /components/2: Fields hashes have a type that the format does not allow, and \
         were not read where wrong. Mend it where the SBOM is made.",
            "bom.json, /components/2/type: The format has no component type \"gadget\". It was read as \"other\".",
            "bom.json, /components/2/purl: \"pkg:maven/c@1\" is not a package URL: its type needs a namespace. The \
         component is kept, but cannot be matched by package URL. Mend it where the SBOM is made.",
            "bom.json, /components/3: The component has no name. Give it a name where the SBOM is made.",
            "bom.json, /components/4: The component has no name. Give it a name where the SBOM is made.",
        ]
    );
}

#[test]
fn odd_graphs_are_read_and_named() {
    let (sbom, words) = read_with_words(
        "bom.json",
        r#"{
        "bomFormat": "CycloneDX", "specVersion": "1.6",
        "dependencies": [
            {"ref": "a", "dependsOn": ["b", "ghost"]}, {"ref": "b", "dependsOn": ["c"]},
            {"ref": "c", "dependsOn": ["b"]}, {"ref": "d", "dependsOn": ["a", "a", "urn:cdx:1/1#x"]}
        ],
        "components": [
            {"type": "library", "bom-ref": "a", "name": "a"}, {"type": "library", "bom-ref": "b", "name": "b"},
            {"type": "library", "bom-ref": "c", "name": "c"}, {"type": "library", "bom-ref": "d", "name": "d"},
            {"type": "library", "bom-ref": "a", "name": "a2"}
        ]}"#,
    );
    assert_eq!(sbom.components.len(), 5);
    assert_eq!(edges(&sbom), ["a -> b", "b -> c", "c -> b", "d -> a"]);
    assert_eq!(
        words,
        [
            "bom.json, /components/4/bom-ref: Reference \"a\" names more than one component. All components are \
         kept, dependencies go to the first. Make references unique where the SBOM is made.",
            "bom.json: No component has reference \"ghost\", which a dependency names. That dependency was not \
         read. Mend it where the SBOM is made.",
            "bom.json: Dependencies run in a circle (b → c → b). They are read as they stand. Check whether the \
         SBOM's maker meant it.",
        ]
    );
}

#[test]
fn an_spdx_document_gives_packages_purls_and_relations() {
    let (sbom, words) = read_with_words(
        "a.spdx.json",
        r#"{
        "spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "name": "doc",
        "creationInfo": {"created": "2026-03-01T00:00:00Z"},
        "packages": [
            {"SPDXID": "SPDXRef-p", "name": "panel", "versionInfo": "2.1", "primaryPackagePurpose": "FIRMWARE",
             "supplier": "Organization: Hibiki Controls (psirt@hibiki.example)"},
            {"SPDXID": "SPDXRef-z", "name": "zlib", "versionInfo": "NOASSERTION", "supplier": "NOASSERTION",
             "originator": "Person: J. Doe", "licenseConcluded": "NOASSERTION", "licenseDeclared": "Zlib",
             "checksums": [{"algorithm": "SHA256", "checksumValue": "AB"}],
             "externalRefs": [
                {"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": "pkg:generic/zlib@1.3"},
                {"referenceCategory": "SECURITY", "referenceType": "cpe23Type", "referenceLocator": "cpe:2.3:a:zlib:zlib:1.3"},
                {"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": "pkg:generic/zlib@1.4"}]}
        ],
        "files": [{"SPDXID": "SPDXRef-f", "fileName": "a.c"}],
        "relationships": [
            {"spdxElementId": "SPDXRef-DOCUMENT", "relatedSpdxElement": "SPDXRef-p", "relationshipType": "DESCRIBES"},
            {"spdxElementId": "SPDXRef-z", "relatedSpdxElement": "SPDXRef-p", "relationshipType": "DEPENDENCY_OF"},
            {"spdxElementId": "SPDXRef-p", "relatedSpdxElement": "SPDXRef-f", "relationshipType": "CONTAINS"},
            {"spdxElementId": "SPDXRef-p", "relatedSpdxElement": "NOASSERTION", "relationshipType": "DEPENDS_ON"},
            {"spdxElementId": "SPDXRef-p", "relatedSpdxElement": "DocumentRef-x:SPDXRef-y", "relationshipType": "DEPENDS_ON"}
        ]}"#,
    );
    assert_eq!((sbom.name.as_str(), sbom.format.as_str()), ("panel", "SPDX 2.3"));
    assert_eq!(sbom.version, Stated::Known("2.1".to_owned()));
    assert_eq!(edges(&sbom), ["panel 2.1 -> zlib 1.3"]);
    let [panel, zlib] = &sbom.components[..] else { panic!() };
    assert_eq!((panel.kind, panel.supplier.as_str()), (ComponentKind::Firmware, "Hibiki Controls"));
    assert_eq!(panel.device.as_ref().unwrap().vendor, Stated::Known("Hibiki Controls".to_owned()));
    assert_eq!((zlib.supplier.as_str(), zlib.licence.as_str()), ("J. Doe", "Zlib"));
    assert_eq!(zlib.hashes["SHA-256"], "ab");
    assert_eq!(zlib.cpes, ["cpe:2.3:a:zlib:zlib:1.3"]);
    assert_eq!(
        words,
        [
            "a.spdx.json, /packages/1/externalRefs: There is another package URL, \"pkg:generic/zlib@1.4\". The \
         first one is used for matching.",
            "a.spdx.json, /files: 1 files were not read as components. Only packages are matched.",
        ]
    );
}

#[test]
fn an_spdx_document_in_an_envelope_is_read() {
    let (sbom, words) = read_with_words(
        "x.json",
        r#"{"sbom": {"spdxVersion": "SPDX-2.3", "name": "n", "packages": [{"name": "a"}]}}"#,
    );
    assert_eq!((sbom.components.len(), sbom.name.as_str(), words.len()), (1, "n", 0));
    assert_eq!(sbom.components[0].version, Stated::Unknown);
}

/// `PUBLIC` stands for the address of the public index.
fn public(text: &str) -> String {
    text.replace("PUBLIC", concat!("https://example.org/crates", ".io-index"))
}

const CARGO: &str = r#"# made by a tool
version = 4

[[package]]
name = "panel"
version = "0.1.0"
dependencies = [
 "log 0.4.20 (registry+PUBLIC)",
 "rand",
 "serial",
 "ghost",
]

[[package]]
name = "log"
version = "0.4.20"
source = "registry+PUBLIC"
checksum = "B5E6163C"

[[package]]
name = "log"
version = "0.3.9"
source = "registry+PUBLIC"
dependencies = ["log 0.4.20"]

[[package]]
name = "rand"
version = "0.7.2"
source = "registry+https://crates.hibiki.example/index"

[[package]]
name = "serial"
version = "1.0.0"
source = "git+https://git.hibiki.example/serial?branch=main#0123abcd"
dependencies = ["log 0.3.9"]
"#;

#[test]
fn a_cargo_lock_gives_packages_with_their_sources() {
    let (sbom, words) = read_with_words("Cargo.lock", &public(CARGO));
    assert_eq!(sbom.format, "Cargo.lock 4");
    assert_eq!((sbom.name.as_str(), &sbom.version), ("panel", &Stated::Known("0.1.0".to_owned())));
    assert_eq!(
        purls(&sbom),
        [
            "pkg:cargo/panel@0.1.0",
            "pkg:cargo/log@0.4.20",
            "pkg:cargo/log@0.3.9",
            "pkg:cargo/rand@0.7.2?repository_url=https:%2F%2Fcrates.hibiki.example%2Findex",
            "pkg:cargo/serial@1.0.0?vcs_url=git%2Bhttps:%2F%2Fgit.hibiki.example%2Fserial%400123abcd",
        ]
    );
    assert_eq!(
        edges(&sbom),
        [
            "panel 0.1.0 -> log 0.4.20",
            "panel 0.1.0 -> rand 0.7.2",
            "panel 0.1.0 -> serial 1.0.0",
            "log 0.3.9 -> log 0.4.20",
            "serial 1.0.0 -> log 0.3.9",
        ]
    );
    assert_eq!(sbom.components[0].kind, ComponentKind::Application);
    assert_eq!(sbom.components[1].kind, ComponentKind::Library);
    assert_eq!(sbom.components[1].hashes["SHA-256"], "b5e6163c");
    assert_eq!(
        words,
        ["Cargo.lock, panel: There is no package for dependency \"ghost\". That dependency was \
        not read. Make the file anew."]
    );
}

#[test]
fn the_oldest_cargo_lock_keeps_its_root_and_checksums() {
    let (sbom, words) = read_with_words(
        "Cargo.lock",
        &public(
            r#"
[root]
name = "panel"
version = "0.1.0"
dependencies = ["log 0.3.9 (registry+PUBLIC)"]

[[package]]
name = "log"
version = "0.3.9"
source = "registry+PUBLIC"

[metadata]
"checksum log 0.3.9 (registry+PUBLIC)" = "e19e8d5c"
"#,
        ),
    );
    assert_eq!(words, [""; 0]);
    assert_eq!(sbom.format, "Cargo.lock 1");
    assert_eq!(edges(&sbom), ["panel 0.1.0 -> log 0.3.9"]);
    assert_eq!(purls(&sbom), ["pkg:cargo/panel@0.1.0", "pkg:cargo/log@0.3.9"]);
    assert_eq!(sbom.components[1].hashes["SHA-256"], "e19e8d5c");
}

#[test]
fn a_broken_cargo_lock_keeps_its_whole_packages() {
    let broken = public(CARGO).replace("version = \"0.3.9\"", "version = 0.3.9\"");
    let (sbom, words) = read_with_words("Cargo.lock", &broken);
    assert_eq!(sbom.components.len(), 4);
    assert!(words[0].starts_with("Cargo.lock, row 22: The TOML is broken"), "{}", words[0]);
    let (sbom, _) = read_with_words("Cargo.lock", &CARGO[..CARGO.len() - 10]);
    assert_eq!(sbom.components.len(), 4);
}

#[test]
fn the_lock_file_of_this_workspace_is_read_whole() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../Cargo.lock");
    let text = std::fs::read_to_string(path).unwrap();
    let (sbom, words) = read_with_words("Cargo.lock", &text);
    assert_eq!(words, [""; 0]);
    assert_eq!(sbom.components.len(), text.lines().filter(|line| *line == "[[package]]").count());
    assert_eq!(sbom.dependencies.len(), text.lines().filter(|line| line.starts_with(" \"")).count());
}

#[test]
fn an_npm_lock_gives_folders_aliases_links_and_workspaces() {
    let (sbom, words) = read_with_words(
        "package-lock.json",
        r#"{
        "name": "panel", "version": "1.0.0", "lockfileVersion": 3, "requires": true,
        "packages": {
            "": {"name": "panel", "version": "1.0.0", "workspaces": ["tools/*"],
                 "dependencies": {"ms": "^2", "old-ms": "npm:ms@1", "@hibiki/io": "git+ssh://h/io"},
                 "devDependencies": {"tool": "*", "ghost": "1"}, "optionalDependencies": {"fsevents": "2"}},
            "node_modules/ms": {"version": "2.1.3", "resolved": "https://npm.example/ms/-/ms-2.1.3.tgz",
                 "integrity": "sha512-AAEC sha1-qrs=", "license": "MIT"},
            "node_modules/old-ms": {"name": "ms", "version": "1.0.0"},
            "node_modules/@hibiki/io": {"version": "0.2.0", "resolved": "git+ssh://git@h.example/io.git#abc",
                 "dependencies": {"ms": "2.0.0"}, "peerDependencies": {"react": "*"}},
            "node_modules/@hibiki/io/node_modules/ms": {"version": "2.0.0"},
            "node_modules/tool": {"resolved": "tools/tool", "link": true},
            "tools/tool": {"version": "0.0.1", "dependencies": {"ms": "^2"}}
        },
        "dependencies": {"ms": {"version": "2.1.3"}}
    }"#,
    );
    assert_eq!(sbom.format, "package-lock.json 3");
    assert_eq!(
        purls(&sbom),
        [
            "pkg:npm/panel@1.0.0",
            "pkg:npm/ms@2.1.3",
            "pkg:npm/ms@1.0.0",
            "pkg:npm/%40hibiki/io@0.2.0?vcs_url=git%2Bssh:%2F%2Fgit%40h.example%2Fio.git%40abc",
            "pkg:npm/ms@2.0.0",
            "pkg:npm/tool@0.0.1",
        ]
    );
    assert_eq!(
        edges(&sbom),
        [
            "panel 1.0.0 -> ms 2.1.3",
            "panel 1.0.0 -> ms 1.0.0",
            "panel 1.0.0 -> @hibiki/io 0.2.0",
            "panel 1.0.0 -> tool 0.0.1",
            "@hibiki/io 0.2.0 -> ms 2.0.0",
            "tool 0.0.1 -> ms 2.1.3",
        ]
    );
    assert_eq!(sbom.components[1].hashes["SHA-512"], "000102");
    assert_eq!(sbom.components[1].hashes["SHA-1"], "aabb");
    assert_eq!(sbom.components[0].kind, ComponentKind::Application);
    assert_eq!(
        words,
        ["package-lock.json, /packages/: Dependency \"ghost\" is not there. That dependency was \
        not read. Make the file anew."]
    );
}

#[test]
fn the_oldest_npm_lock_gives_its_tree() {
    let (sbom, words) = read_with_words(
        "package-lock.json",
        r#"{
        "name": "panel", "version": "1.0.0", "lockfileVersion": 1,
        "dependencies": {
            "a": {"version": "1.0.0", "bundled": true, "requires": {"b": "^2", "c": "1"},
                  "dependencies": {"b": {"version": "2.0.0", "requires": {"c": "*"}}}},
            "b": {"version": "1.0.0", "requires": true},
            "c": {"version": "npm:@x/real@3.0.0"},
            "d": {"version": "git+https://h.example/d.git#abc"},
            "e": {"version": "https://h.example/e.tgz"},
            "f": 7
        }}"#,
    );
    assert_eq!(
        purls(&sbom),
        [
            "pkg:npm/panel@1.0.0",
            "pkg:npm/a@1.0.0",
            "pkg:npm/b@1.0.0",
            "pkg:npm/%40x/real@3.0.0",
            "pkg:npm/d?vcs_url=git%2Bhttps:%2F%2Fh.example%2Fd.git%40abc",
            "pkg:npm/e?download_url=https:%2F%2Fh.example%2Fe.tgz",
            "pkg:npm/b@2.0.0",
        ]
    );
    assert_eq!(edges(&sbom), ["a 1.0.0 -> @x/real 3.0.0", "a 1.0.0 -> b 2.0.0", "b 2.0.0 -> @x/real 3.0.0"]);
    assert_eq!(words.len(), 1, "{words:?}");
    assert!(words[0].contains("Fields f have a type"), "{}", words[0]);
}

#[test]
fn python_requirements_give_pinned_and_unpinned_packages() {
    let (sbom, words) = read_with_words(
        "requirements.txt",
        "\
# made by a tool
--index-url https://index.example/simple
-r base.txt
-c limits.txt
Django_Filter==23.2  # pinned
requests[socks] == 2.31.0 ; python_version >= '3.8' \\
    --hash=sha256:AB \\
    --hash=sha256:CD
urllib3===2.0.7 --hash=sha256:EF
numpy>=1.20,<2
wild==1.*
local @ https://files.example/local-1.0-py3-none-any.whl
-e git+https://git.example/x.git@v1#egg=x
./folder
https://files.example/y.whl
name with spaces
",
    );
    assert_eq!(
        purls(&sbom),
        [
            "pkg:pypi/django-filter@23.2",
            "pkg:pypi/requests@2.31.0",
            "pkg:pypi/urllib3@2.0.7",
            "pkg:pypi/numpy",
            "pkg:pypi/wild",
            "pkg:pypi/local@1.0?download_url=https:%2F%2Ffiles.example%2Flocal-1.0-py3-none-any.whl",
            "pkg:pypi/x?vcs_url=git%2Bhttps:%2F%2Fgit.example%2Fx.git%40v1",
        ]
    );
    assert_eq!(sbom.components[0].name, "Django_Filter");
    assert_eq!(sbom.components[1].hashes.len(), 0);
    assert_eq!(sbom.components[2].hashes["SHA-256"], "ef");
    assert_eq!(sbom.components[3].version, Stated::Unknown);
    let starts: Vec<_> = words.iter().map(|w| w.split_once(". ").unwrap().0.to_owned()).collect();
    assert_eq!(
        starts,
        [
            "requirements.txt, row 3: This line takes in another file, \"base.txt\"",
            "requirements.txt, row 4: This line puts version constraints into another file, \"limits.txt\"",
            "requirements.txt, row 10: \"numpy\" is not pinned to a version",
            "requirements.txt, row 11: \"wild\" is not pinned to a version",
            "requirements.txt, row 13: \"x\" is not pinned to a version",
            "requirements.txt, row 14: \"./folder\" cannot be read as a requirement",
            "requirements.txt, row 15: \"https://files.example/y.whl\" is a package of which neither name nor version is known",
            "requirements.txt, row 16: \"name with spaces\" cannot be read as a requirement",
        ]
    );
}

#[test]
fn the_form_is_told_from_the_content() {
    for (name, text, format) in [
        ("-", CARGO, "Cargo.lock 4"),
        ("-", "rand==1.0\n", "requirements.txt"),
        ("requirements-dev.txt", "rand\n", "requirements.txt"),
        (
            "x.txt",
            "\u{feff}{\"components\": [], \"bomFormat\": \"CycloneDX\", \"specVersion\": \"1.5\"}",
            "CycloneDX 1.5",
        ),
        ("x", "{\"specVersion\": \"1.4\"}", "CycloneDX 1.4"),
        ("x", "{\"lockfileVersion\": 2, \"packages\": {}}", "package-lock.json 2"),
    ] {
        assert_eq!(read(name, text).facts.unwrap().format, format, "{text}");
    }
}

#[test]
fn what_is_not_read_is_named() {
    for (name, text, words) in [
        (
            "bom.xml",
            "<?xml version='1.0'?><bom/>",
            "This XML is not CycloneDX (its first element is \"bom\").",
        ),
        ("a.rdf", "<r:RDF xmlns:r='x'/>", "The RDF/XML form of SPDX is not read."),
        ("a.json", "{\"document\": {\"csaf_version\": \"2.0\"}}", "CSAF cannot be read as an SBOM."),
        ("a.json", "{}", "This JSON is none of CycloneDX, SPDX and package-lock.json."),
        ("a.json", "{\"a\": tru", "The JSON is broken"),
        ("a.json", "  ", "The file is empty."),
        ("a.bin", "PK\u{3}\u{4}", "It cannot be read as ZIP"),
    ] {
        let reading = read(name, text);
        assert_eq!(reading.facts, None, "{name}");
        let [problem] = &reading.problems[..] else { panic!("{:?}", reading.problems) };
        assert!(problem.what.en.starts_with(words), "{name}: {}", problem.what.en);
        assert_eq!(problem.gravity, Gravity::Error);
    }
}

#[test]
fn other_encodings_are_named() {
    let utf_16: Vec<u8> =
        [0xFF, 0xFE].into_iter().chain("{}".encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let shift_jis = b"{\n\"bomFormat\": \"\x89\x5C\x8E\xA6\"}";
    for (bytes, what, row) in [(&utf_16[..], "UTF-16", None), (&shift_jis[..], "Shift_JIS", Some(2))] {
        let reading = crate::read("a.json", bytes, &Limits::default());
        assert_eq!(reading.facts, None);
        assert!(reading.problems[0].what.ja.contains(what), "{what}");
        assert_eq!(reading.problems[0].place.row, row);
    }
}

#[test]
fn text_in_utf_16_is_read_where_its_form_may_be_in_it() {
    let utf_16 = |text: &str| -> Vec<u8> {
        [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect()
    };
    let labels = |name: &str, text: &str| -> Vec<String> {
        let reading = crate::read(name, &utf_16(text), &Limits::default());
        assert_eq!(reading.problems, [], "{name}");
        reading.facts.unwrap().components.iter().map(|one| one.label()).collect()
    };
    assert_eq!(labels("requirements.txt", "a==1 # 部品\r\nb==2\r\n"), ["a 1", "b 2"]);
    let xml = "<?xml version='1.0' encoding='UTF-16'?><bom xmlns='http://cyclonedx.org/schema/bom/1.6'><components>\
        <component type='library'><name>部品</name></component></components></bom>";
    assert_eq!(labels("a.xml", xml), ["部品"]);
}

#[test]
fn lines_of_requirements_are_joined_as_pip_joins_them() {
    let labels = |text: &str| {
        let facts = read("requirements.txt", text).facts.unwrap();
        facts.components.iter().map(|one| one.label()).collect::<Vec<_>>().join(", ")
    };
    assert_eq!(labels("a==1.\\\n2\r\nb==1 \\\r\n  --hash=sha256:ab\n"), "a 1.2, b 1");
    // A comment that ends in a backslash goes on; a line that is one ends what went on before.
    assert_eq!(labels("a==1 # c \\\nb==2\nc==3\n"), "a 1, c 3");
    assert_eq!(labels("a==1 \\\n# c \\\nb==2\n"), "a 1, b 2");
    assert_eq!(labels("a==1 \\"), "a 1");
}

#[test]
fn a_carriage_return_alone_ends_a_line() {
    let labels = |name: &str, text: &str| {
        let reading = read(name, text);
        let names: Vec<String> = reading.facts.unwrap().components.iter().map(|one| one.label()).collect();
        (names.join(", "), reading.problems.iter().any(|one| one.what.en.contains("carriage return")))
    };
    assert_eq!(labels("requirements.txt", "a==1\rb==2\r"), ("a 1, b 2".to_owned(), false));
    assert_eq!(labels("requirements.txt", "a==1\u{C}b==2\u{2028}"), ("a 1, b 2".to_owned(), false));
    let tag_value = "SPDXVersion: SPDX-2.3\rSPDXID: SPDXRef-DOCUMENT\rPackageName: a\rSPDXID: SPDXRef-a\r";
    assert_eq!(labels("a.spdx", tag_value), ("a".to_owned(), false));
    assert_eq!(labels("go.mod", "module a\rrequire b v1.0.0\r"), ("a, b v1.0.0".to_owned(), true));
    assert_eq!(labels("go.sum", "b v1.0.0 h1:x=\rc v1.0.0 h1:y=\r"), ("b v1.0.0, c v1.0.0".to_owned(), true));
    assert_eq!(labels("gradle.lockfile", "a:b:1=c\rd:e:2=c\r"), ("a/b 1, d/e 2".to_owned(), true));
}

#[test]
fn versions_outside_those_known_are_read_with_a_warning() {
    for (text, what) in [
        (r#"{"bomFormat": "CycloneDX", "specVersion": "1.8"}"#, "CycloneDX 1.8 was read the way 1.7 is."),
        (r#"{"spdxVersion": "SPDX-2.1"}"#, "SPDX 2.1 was read the way 2.3 is."),
        (r#"{"lockfileVersion": 9}"#, "lockfileVersion 9 was read the way 3 is."),
    ] {
        let reading = read("a.json", text);
        assert_eq!(reading.problems[0].what.en, what);
        assert_eq!(reading.problems[0].gravity, Gravity::Warning);
    }
    let reading = read("Cargo.lock", "version = 5\n");
    assert_eq!(reading.problems[0].what.ja, "Cargo.lock の版 5 は 4 の読み方で読みました。");
}

#[test]
fn a_file_whose_rest_cannot_be_read_is_not_whole() {
    let limits = Limits { depth_max: 4, entries_max: 2, ..Limits::default() };
    let component = r#"{"type":"library","name":"a","purl":"pkg:npm/a@1"}"#;
    let document = |components: &str| {
        format!(r#"{{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{components}]}}"#)
    };
    let whole = document(component);
    let is_whole = |name: &str, text: &str| crate::read_whole(name, text.as_bytes(), &limits).facts.is_some();
    assert!(is_whole("a.json", &whole));
    assert!(!is_whole("a.json", &whole[..whole.len() - 1]));
    assert!(!is_whole("a.json", &document(&format!("{component},{component},{component}"))));
    assert!(!is_whole("a.json", &document(&format!(r#"{component},{{"x":[[[[[]]]]]}}"#))));
    assert!(!is_whole(
        "Cargo.lock",
        "[[package]]\nname = \"a\"\nversion = \"1.0.0\"\n\n[[package]]\nname = "
    ));
    assert!(!is_whole("a.json", &whole.replace(r#""name""#, r#""version":"1","version":"9","name""#)));
    // A broken part costs that part only.
    assert!(is_whole("a.json", &document(&format!("{component},7"))));
}
