//! Shapes that package managers write less often, each as the manager itself means it.

use super::managers::{document, scoped};
use super::*;

/// A lock file and its packages with scopes, its needs, and what is said of it.
struct Case<'t> {
    name: &'t str,
    text: &'t str,
    packages: &'t [&'t str],
    needs: &'t [&'t str],
    words: &'t [&'t str],
}

fn check(cases: &[Case<'_>]) {
    for Case { name, text, packages, needs, words } in cases {
        let (read, said) = document(name, text);
        assert_eq!(scoped(&read), *packages, "{name}: {text}");
        assert_eq!(edges(&read.sbom), *needs, "{name}: {text}");
        let firsts: Vec<_> = said.iter().map(|line| line.split(". ").next().unwrap_or_default()).collect();
        assert_eq!(firsts, *words, "{name}: {text}");
    }
}

const PNPM_TWO_PEERS: &str = "lockfileVersion: '6.0'
packages:
  /a@1.0.0(p@1.0.0):
    resolution: {integrity: sha512-AAEC}
    dev: true
  /a@1.0.0(p@2.0.0):
    resolution: {integrity: sha512-AAEC}
    dev: false
";

const PNPM_MAY_BE_MISSING: &str = "lockfileVersion: '9.0'
importers:
  .:
    dependencies:
      a:
        specifier: 1.0.0
        version: 1.0.0(p@1.0.0)
      p:
        specifier: 1.0.0
        version: 1.0.0
packages:
  a@1.0.0:
    resolution: {integrity: sha512-AAEC}
  p@1.0.0:
    resolution: {integrity: sha512-AAED}
snapshots:
  a@1.0.0(p@1.0.0): {}
  a@1.0.0(p@2.0.0):
    optional: true
  p@1.0.0: {}
";

const PNPM_BESIDE: &str = "lockfileVersion: '9.0'
importers:
  .:
    dependencies:
      packed:
        specifier: file:./packed-1.0.0.tgz
        version: file:packed-1.0.0.tgz
      member:
        specifier: link:member
        version: link:member
packages:
  inner@2.0.0:
    resolution: {integrity: sha512-AAEC}
  packed@file:packed-1.0.0.tgz:
    resolution: {integrity: sha512-AAED, tarball: file:packed-1.0.0.tgz}
    version: 1.0.0
snapshots:
  inner@2.0.0: {}
  packed@file:packed-1.0.0.tgz:
    dependencies:
      inner: 2.0.0
";

#[test]
fn pnpm_packages_that_stand_several_times_or_beside_the_project() {
    check(&[
        Case {
            name: "pnpm-lock.yaml",
            text: PNPM_TWO_PEERS,
            packages: &["pkg:npm/a@1.0.0"],
            needs: &[],
            words: &[],
        },
        Case {
            name: "pnpm-lock.yaml",
            text: PNPM_MAY_BE_MISSING,
            packages: &["pkg:npm/a@1.0.0", "pkg:npm/p@1.0.0"],
            needs: &[],
            words: &[],
        },
        Case {
            name: "pnpm-lock.yaml",
            text: PNPM_BESIDE,
            packages: &["pkg:npm/inner@2.0.0", "pkg:npm/packed@1.0.0?download_url=file:packed-1.0.0.tgz"],
            needs: &["packed 1.0.0 -> inner 2.0.0"],
            words: &[],
        },
    ]);
}

const CLASSIC: &str = "# yarn lockfile v1
\"other@npm:real\":
  version \"1.0.0\"
  resolved \"https://registry.example/real/-/real-1.0.0.tgz#0123456789012345678901234567890123456789\"

\"far@https://files.example/far.tgz\":
  version \"2.0.0\"
  resolved \"https://files.example/far.tgz#0123456789012345678901234567890123456789\"

\"near@file:./near-3.0.0.tgz\":
  version \"3.0.0\"

\"owner@someone/owner\":
  version \"4.0.0\"
  resolved \"https://code.example/someone/owner/tar.gz/abcdef.tar.gz\"

\"folder@file:./folder\":
  version \"5.0.0\"

\"git@https://code.example/git.git\":
  version \"6.0.0\"
  resolved \"https://code.example/git.git#abcdef\"
";

const BERRY: &str = "__metadata:
  version: 8
\"folder@link:./folder::locator=root%40workspace%3A.\":
  version: 0.0.0-use.local
  resolution: \"folder@link:./folder::locator=root%40workspace%3A.\"
\"git@https://code.example/git.git#workspace=git\":
  version: 6.0.0
  resolution: \"git@https://code.example/git.git#commit=abcdef&workspace=git\"
\"near@file:./near-3.0.0.tgz::locator=root%40workspace%3A.\":
  version: 3.0.0
  resolution: \"near@file:./near-3.0.0.tgz#./near-3.0.0.tgz::hash=4797ca&locator=root%40workspace%3A.\"
";

#[test]
fn yarn_packages_that_are_not_the_registrys_do_not_look_like_it() {
    check(&[
        Case {
            name: "yarn.lock",
            text: CLASSIC,
            packages: &[
                "pkg:npm/real@1.0.0",
                "pkg:npm/far@2.0.0?download_url=https:%2F%2Ffiles.example%2Ffar.tgz",
                "pkg:npm/near@3.0.0?download_url=file:.%2Fnear-3.0.0.tgz",
                "pkg:npm/owner@4.0.0?download_url=https:%2F%2Fcode.example%2Fsomeone%2Fowner%2Ftar.gz%2Fabcdef.tar.gz",
                "pkg:npm/folder@5.0.0",
                "pkg:npm/git@6.0.0?vcs_url=git%2Bhttps:%2F%2Fcode.example%2Fgit.git%40abcdef",
            ],
            needs: &[],
            words: &[],
        },
        Case {
            name: "yarn.lock",
            text: BERRY,
            packages: &[
                "pkg:npm/folder",
                "pkg:npm/git@6.0.0?vcs_url=git%2Bhttps:%2F%2Fcode.example%2Fgit.git%40abcdef",
                "pkg:npm/near@3.0.0?download_url=file:.%2Fnear-3.0.0.tgz",
            ],
            needs: &[],
            words: &[],
        },
    ]);
}

const NPM: &str = r#"{"name":"root","version":"1.0.0","lockfileVersion":3,"packages":{
    "":{"name":"root","version":"1.0.0"},
    "node_modules/far":{"version":"2.0.0","resolved":"https://files.example/far.tgz"},
    "node_modules/near":{"version":"3.0.0","resolved":"file:near-3.0.0.tgz"},
    "node_modules/usual":{"version":"4.0.0","resolved":"https://registry.example/usual/-/usual-4.0.0.tgz"},
    "node_modules/either":{"version":"5.0.0","devOptional":true}
}}"#;

#[test]
fn npm_archives_from_elsewhere_and_what_development_shares_with_an_option() {
    check(&[Case {
        name: "package-lock.json",
        text: NPM,
        packages: &[
            "pkg:npm/root@1.0.0",
            "pkg:npm/far@2.0.0?download_url=https:%2F%2Ffiles.example%2Ffar.tgz",
            "pkg:npm/near@3.0.0?download_url=file:near-3.0.0.tgz",
            "pkg:npm/usual@4.0.0",
            "pkg:npm/either@5.0.0 optional",
        ],
        needs: &[],
        words: &[],
    }]);
}

const UV: &str = r#"version = 1
[[package]]
name = "root"
version = "1.0"
source = { editable = "." }
dependencies = [{ name = "member", extra = ["asked"] }]
[package.optional-dependencies]
web = [{ name = "flask" }]
[package.dev-dependencies]
dev = [{ name = "pytest" }]
[[package]]
name = "member"
version = "1.1"
source = { editable = "member" }
[package.optional-dependencies]
asked = [{ name = "needed" }]
[[package]]
name = "flask"
version = "2.0"
dependencies = [{ name = "click" }]
[[package]]
name = "click"
version = "3.0"
[[package]]
name = "needed"
version = "4.0"
[[package]]
name = "pytest"
version = "5.0"
"#;

const PYLOCK: &str = r#"lock-version = "1.0"
[[packages]]
name = "one"
version = "1.0"
wheels = [{ name = "one-1.0-py3-none-any.whl", hashes = { sha256 = "AB" } }]
[[packages]]
name = "two"
version = "2.0"
sdist = { name = "two-2.0.tar.gz", hashes = { sha256 = "CD" } }
wheels = [{ name = "two-2.0-py3-none-any.whl", hashes = { sha256 = "EF" } }]
"#;

const PIPFILE: &str = r#"{"_meta":{"pipfile-spec":6},"default":{
    "any":{"markers":"sys_platform == 'win32'","version":"*"},
    "pinned":{"version":"==1.0"}},"develop":{}}"#;

#[test]
fn python_groups_extras_archives_and_what_is_not_pinned() {
    check(&[
        Case {
            name: "uv.lock",
            text: UV,
            packages: &[
                "pkg:pypi/root@1.0",
                "pkg:pypi/member@1.1",
                "pkg:pypi/flask@2.0 optional",
                "pkg:pypi/click@3.0 optional",
                "pkg:pypi/needed@4.0",
                "pkg:pypi/pytest@5.0 excluded",
            ],
            needs: &[
                "root 1.0 -> member 1.1",
                "root 1.0 -> flask 2.0",
                "root 1.0 -> pytest 5.0",
                "member 1.1 -> needed 4.0",
                "flask 2.0 -> click 3.0",
            ],
            words: &[],
        },
        Case {
            name: "Pipfile.lock",
            text: PIPFILE,
            packages: &["pkg:pypi/any", "pkg:pypi/pinned@1.0"],
            needs: &[],
            words: &[],
        },
    ]);
    let (read, _) = document("pylock.toml", PYLOCK);
    assert_eq!(read.sbom.components[0].hashes["SHA-256"], "ab");
    assert!(read.sbom.components[1].hashes.is_empty(), "of two archives");
}

#[test]
fn requirements_by_address_and_options_without_a_space() {
    check(&[Case {
        name: "requirements.txt",
        text: "one==1.0\t# a tab\n-rbase.txt\ngit+https://me@code.example/two.git@v2#egg=two\n\
            https://files.example/three-3.0-py3-none-any.whl#sha256=AB\n./four-4.0-1-py3-none-any.whl ; python_version > '3'\n",
        packages: &[
            "pkg:pypi/one@1.0",
            "pkg:pypi/two?vcs_url=git%2Bhttps:%2F%2Fme%40code.example%2Ftwo.git%40v2",
            "pkg:pypi/three@3.0?download_url=https:%2F%2Ffiles.example%2Fthree-3.0-py3-none-any.whl",
            "pkg:pypi/four@4.0?download_url=.%2Ffour-4.0-1-py3-none-any.whl",
        ],
        needs: &[],
        words: &[
            "requirements.txt, row 2: This line takes in another file, \"base.txt\"",
            "requirements.txt, row 3: \"two\" is not pinned to a version",
        ],
    }]);
}

#[test]
fn requirements_with_a_digest_and_no_version_are_requirements() {
    let (read, words) = document("requirements.txt", "one --hash=sha256:AB\ntwo>=2 --hash sha256:CD\n");
    assert_eq!(scoped(&read), ["pkg:pypi/one", "pkg:pypi/two"]);
    let digests: Vec<_> = read.sbom.components.iter().map(|it| it.hashes["SHA-256"].clone()).collect();
    assert_eq!(digests, ["ab", "cd"]);
    assert_eq!(words.len(), 2, "neither is pinned: {words:?}");
}

#[test]
fn go_takes_a_bracket_without_a_space_and_quoted_versions() {
    check(&[Case {
        name: "go.mod",
        text: "module \"a.example/root\"\ngo 1.21\nrequire(\n\tb.example/b \"v1.0.0\"\n\tc.example/c v1.0.0 // indirect\n\
            \td.example/d v1.0.0 // indirectly\n)\nreplace( // why\n\tb.example/b `v1.0.0` => e.example/e \"v2.0.0\"\n)\n",
        packages: &[
            "pkg:golang/a.example/root",
            "pkg:golang/e.example/e@v2.0.0",
            "pkg:golang/c.example/c@v1.0.0",
            "pkg:golang/d.example/d@v1.0.0",
        ],
        needs: &["a.example/root -> e.example/e v2.0.0", "a.example/root -> d.example/d v1.0.0"],
        words: &[],
    }]);
}

#[test]
fn conan_lists_what_it_is_itself_set_up_from() {
    check(&[Case {
        name: "conan.lock",
        text: r#"{"version":"0.5","requires":["a/1.0#ab%1.5"],"build_requires":[],"python_requires":[],
            "config_requires":["setup/2.0@me/stable#cd"]}"#,
        packages: &["pkg:conan/a@1.0?rrev=ab", "pkg:conan/setup@2.0?channel=stable&rrev=cd&user=me excluded"],
        needs: &[],
        words: &[],
    }]);
}

#[test]
fn a_property_without_a_name_is_valid_xml_and_comes_back() {
    let json = r#"{"bomFormat":"CycloneDX","specVersion":"1.5","components":[
        {"type":"library","name":"a","properties":[{"value":"alone"}]}]}"#;
    let (read, _) = document("bom.cdx.json", json);
    let format = "cyclonedx-1.5-xml".parse().unwrap();
    let xml = crate::convert::convert(&read, format, "2026-01-01T00:00:00Z".parse().unwrap()).bytes;
    let xml = String::from_utf8(xml).unwrap();
    assert!(xml.contains("<property name=\"\">alone</property>"), "{xml}");
    assert_eq!(document("bom.xml", &xml).0.details[0].properties, read.details[0].properties);
}

#[test]
fn what_the_licence_of_a_document_says_beyond_its_name_is_told() {
    let json = r#"{"bomFormat":"CycloneDX","specVersion":"1.6","metadata":{"licenses":[
        {"license":{"id":"MIT","acknowledgement":"declared","url":"https://a.example/"}},
        {"license":{"name":"own","text":{"content":"words","contentType":"text/markdown"}}}]},"components":[]}"#;
    let (read, _) = document("bom.cdx.json", json);
    assert_eq!(read.head.data_licence, "MIT AND own");
    assert_eq!(read.unread["metadata.licenses[].license.text, url"], 2);
    assert_eq!(read.unread["metadata.licenses[].acknowledgement"], 1);
    assert_eq!(read.unread["metadata.licenses[].license.text.contentType"], 1);
}

#[test]
fn persistent_identifiers_go_to_spdx_2_in_its_form_or_are_told() {
    let digest = "94a9ed024d3859793618152ea559a168bbcbb5e2";
    for (id, written, told) in [
        (format!("swh:1:cnt:{digest}"), true, 0),
        (format!("swh:1:cnt:{digest};origin=https://a.example/"), true, 1),
        (format!("swh:2:cnt:{digest}"), false, 1),
        ("swh:1:cnt:94a9".to_owned(), false, 1),
    ] {
        let json = format!(
            r#"{{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{{"type":"library","name":"a","swhid":["{id}"]}}]}}"#
        );
        let (read, _) = document("bom.cdx.json", &json);
        let now = "2026-01-01T00:00:00Z".parse().unwrap();
        let made = crate::convert::convert(&read, crate::write::Format::Spdx2Json, now);
        let text = String::from_utf8(made.bytes).unwrap();
        assert_eq!(text.contains(&format!("\"swh:1:cnt:{digest}\"")), written, "{id}");
        let losses = made.losses.iter().filter(|loss| loss.path == "identifiers/swhid").count();
        assert_eq!(losses, told, "{id}");
    }
}

#[test]
fn a_list_of_nuget_for_a_runtime_leans_on_that_of_its_framework() {
    check(&[Case {
        name: "packages.lock.json",
        text: r#"{"version":1,"dependencies":{
            "net8.0":{"Base":{"type":"Direct","resolved":"1.0.0"}},
            "net8.0/win-x64":{"Runtime.Win":{"type":"Transitive","resolved":"2.0.0","dependencies":{"base":"1.0.0","Gone":"1.0.0"}}}}}"#,
        packages: &["pkg:nuget/Base@1.0.0", "pkg:nuget/Runtime.Win@2.0.0"],
        needs: &["Runtime.Win 2.0.0 -> Base 1.0.0"],
        words: &["packages.lock.json, Runtime.Win: Dependency \"Gone\" is not there"],
    }]);
}

const PNPM_TWO_DOCUMENTS: &str = "---
lockfileVersion: '9.0'
importers:
  .:
    configDependencies:
      setup:
        specifier: 7.0.0
        version: 7.0.0
packages:
  setup@7.0.0:
    resolution: {integrity: sha512-AAEC}
snapshots:
  setup@7.0.0: {}
---
lockfileVersion: '9.0'
importers:
  .:
    dependencies:
      a:
        specifier: 1.0.0
        version: 1.0.0
packages:
  a@1.0.0:
    resolution: {integrity: sha512-AAED}
  b@2.0.0:
    resolution: {integrity: sha512-AAEE}
snapshots:
  a@1.0.0:
    dependencies:
      b: 2.0.0
  b@2.0.0: {}
";

#[test]
fn the_second_document_of_pnpm_is_the_project_itself() {
    check(&[Case {
        name: "pnpm-lock.yaml",
        text: PNPM_TWO_DOCUMENTS,
        packages: &["pkg:npm/setup@7.0.0 excluded", "pkg:npm/a@1.0.0", "pkg:npm/b@2.0.0"],
        needs: &["a 1.0.0 -> b 2.0.0"],
        words: &[],
    }]);
}

#[test]
fn a_second_document_of_other_yaml_is_told() {
    let text = "spdxVersion: SPDX-2.3\nSPDXID: SPDXRef-DOCUMENT\nname: x\npackages: []\n---\nspdxVersion: SPDX-2.3\n";
    let reading = crate::read_whole("x.spdx.yaml", text.as_bytes(), &Limits::default());
    assert_eq!(reading.facts, None);
    assert_eq!(
        errors(&reading)[0].split(". ").next(),
        Some("x.spdx.yaml, row 5: The YAML is broken (another document begins)")
    );
}

#[test]
fn a_pom_gives_signs_by_name_and_number_and_tells_what_it_cannot() {
    let head = "<project><modelVersion>4.0.0</modelVersion><groupId>g</groupId><artifactId>a</artifactId><version>1</version>\
        <dependencies><dependency><groupId>x</groupId><artifactId>b</artifactId><version>1&#46;2";
    let tail = "</version></dependency></dependencies></project>";
    let (read, words) = document("pom.xml", &format!("{head}{tail}"));
    assert_eq!(purls(&read.sbom), ["pkg:maven/g/a@1", "pkg:maven/x/b@1.2"]);
    assert_eq!(words, [""; 0]);
    let (_, words) = document("pom.xml", &format!("{head}&own;{tail}"));
    assert!(words[0].contains("References to XML entities are not expanded"), "{words:?}");
    let deep = format!(
        "<project><modelVersion>4.0.0</modelVersion><artifactId>a</artifactId>{}",
        "<a>".repeat(1_000)
    );
    let reading = crate::read_whole("pom.xml", deep.as_bytes(), &Limits::default());
    assert_eq!(reading.facts, None);
    assert!(errors(&reading)[0].contains("nested too deeply"), "{reading:?}");
}

#[test]
fn another_context_than_that_of_spdx_3_is_told() {
    let own = "https://spdx.org/rdf/3.0.1/spdx-context.jsonld";
    for (context, is_told) in [
        (format!("\"{own}\""), false),
        (format!("[\"{own}\", {{\"my\": \"https://a.example/\"}}]"), false),
        ("\"https://a.example/other.jsonld\"".to_owned(), true),
        ("{\"@vocab\": \"https://a.example/\"}".to_owned(), true),
    ] {
        let text = format!(
            r#"{{"@context":{context},"@graph":[{{"type":"software_Package","spdxId":"urn:a","name":"a"}}]}}"#
        );
        let (sbom, words) = read_with_words("a.spdx3.json", &text);
        assert_eq!(sbom.components[0].name, "a");
        assert_eq!(
            words.iter().any(|line| line.contains("@context is not that of SPDX 3")),
            is_told,
            "{context}"
        );
    }
}

#[test]
fn mavens_tree_in_all_words_gives_every_need() {
    check(&[Case {
        name: "tree.txt",
        text: "[INFO] g:root:jar:1.0\n[INFO] +- g:a:jar:1.0:compile\n[INFO] |  +- (g:b:jar:1.0:compile - omitted for conflict with 2.0)\n\
            [INFO] |  \\- g:c:jar:1.0:compile (optional)\n[INFO] \\- g:b:jar:2.0:compile\n\
            [INFO]    \\- (g:c:jar:1.0:compile - version managed from 0.9; omitted for duplicate)\n",
        packages: &[
            "pkg:maven/g/root@1.0",
            "pkg:maven/g/a@1.0",
            "pkg:maven/g/b@2.0",
            "pkg:maven/g/c@1.0 optional",
        ],
        needs: &[
            "g/root 1.0 -> g/a 1.0",
            "g/root 1.0 -> g/b 2.0",
            "g/a 1.0 -> g/b 2.0",
            "g/a 1.0 -> g/c 1.0",
            "g/b 2.0 -> g/c 1.0",
        ],
        words: &[],
    }]);
}
