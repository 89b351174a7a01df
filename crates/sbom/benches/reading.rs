//! Prints how fast documents are read: CycloneDX and SPDX in their encodings and lock files of about 50,000
//! components, written here from a pattern, for an import and whole; and how long and in how much memory one of
//! 256 MB takes, in a process of its own.

#![expect(clippy::print_stdout, reason = "the figures are the result")]

use std::fmt::Write;
use std::hint::black_box;
use std::time::Instant;

use sekisho_intake::Limits;

const COMPONENTS: usize = 50_000;

/// Bytes of the large documents.
const LARGE: usize = 256_000_000;

fn joined(each: impl Fn(usize, &mut String) -> std::fmt::Result) -> String {
    let mut text = String::new();
    join(COMPONENTS, &mut text, each);
    text
}

fn join(components: usize, text: &mut String, each: impl Fn(usize, &mut String) -> std::fmt::Result) {
    for nth in 0..components {
        if nth > 0 {
            text.push(',');
        }
        // Writing to a string does not fail.
        let _written = each(nth, text);
    }
}

fn cyclonedx(components: usize) -> String {
    let mut text = String::with_capacity(components * 1_000 + 1_000);
    text.push_str("{\n  \"bomFormat\": \"CycloneDX\",\n  \"specVersion\": \"1.6\",\n  \"components\": [");
    join(components, &mut text, |n, text| {
        write!(
            text,
            "\n    {{\n      \"bom-ref\": \"pkg:npm/package-{n}@1.{n}.0\",\n      \"type\": \"library\",\n      \
             \"name\": \"package-{n}\",\n      \"version\": \"1.{n}.0\",\n      \"description\": \"A package that \
             does what package {n} does, described at some length.\",\n      \"hashes\": [\n        {{\n          \
             \"alg\": \"SHA-512\",\n          \"content\": \"{n:0128x}\"\n        }}\n      ],\n      \"licenses\": \
             [\n        {{\n          \"license\": {{\n            \"id\": \"MIT\"\n          }}\n        }}\n      \
             ],\n      \"purl\": \"pkg:npm/package-{n}@1.{n}.0\",\n      \"externalReferences\": [\n        {{\n          \
             \"type\": \"vcs\",\n          \"url\": \"https://git.example/package-{n}.git\"\n        }}\n      ]\n    }}"
        )
    });
    text.push_str("],\n  \"dependencies\": [");
    join(components, &mut text, |n, text| {
        let (a, b) = ((n + 1) % components, (n * 7 + 3) % components);
        write!(
            text,
            "\n    {{\"ref\": \"pkg:npm/package-{n}@1.{n}.0\", \"dependsOn\": [\"pkg:npm/package-{a}@1.{a}.0\", \
             \"pkg:npm/package-{b}@1.{b}.0\"]}}"
        )
    });
    text.push_str("]\n}");
    text
}

fn cyclonedx_xml() -> String {
    let mut text = "<?xml version=\"1.0\"?>\n<bom xmlns=\"http://cyclonedx.org/schema/bom/1.6\" version=\"1\">\n  <components>\n".to_owned();
    for n in 0..COMPONENTS {
        text.push_str(&format!(
            "    <component type=\"library\" bom-ref=\"pkg:npm/package-{n}@1.{n}.0\">\n      <name>package-{n}</name>\n      \
             <version>1.{n}.0</version>\n      <description>A package that does what package {n} does, described at some \
             length.</description>\n      <hashes>\n        <hash alg=\"SHA-512\">{n:0128x}</hash>\n      </hashes>\n      \
             <licenses>\n        <license>\n          <id>MIT</id>\n        </license>\n      </licenses>\n      \
             <purl>pkg:npm/package-{n}@1.{n}.0</purl>\n      <externalReferences>\n        <reference type=\"vcs\">\n          \
             <url>https://git.example/package-{n}.git</url>\n        </reference>\n      </externalReferences>\n    </component>\n"
        ));
    }
    text.push_str("  </components>\n  <dependencies>\n");
    for n in 0..COMPONENTS {
        let to = (n * 7 + 3) % COMPONENTS;
        text.push_str(&format!(
            "    <dependency ref=\"pkg:npm/package-{n}@1.{n}.0\">\n      <dependency ref=\"pkg:npm/package-{to}@1.{to}.0\"/>\n    \
             </dependency>\n"
        ));
    }
    text.push_str("  </dependencies>\n</bom>\n");
    text
}

fn tag_value() -> String {
    let mut text =
        "SPDXVersion: SPDX-2.3\nDataLicense: CC0-1.0\nSPDXID: SPDXRef-DOCUMENT\nDocumentName: d\n".to_owned();
    for n in 0..COMPONENTS {
        let to = (n * 7 + 3) % COMPONENTS;
        text.push_str(&format!(
            "\nPackageName: package-{n}\nSPDXID: SPDXRef-Package-{n}\nPackageVersion: 1.{n}.0\nPackageSupplier: Organization: \
             Example\nPackageDownloadLocation: NOASSERTION\nFilesAnalyzed: false\nPackageChecksum: SHA256: {n:064x}\n\
             PackageLicenseConcluded: NOASSERTION\nPackageLicenseDeclared: MIT\nPackageCopyrightText: NOASSERTION\n\
             ExternalRef: PACKAGE-MANAGER purl pkg:npm/package-{n}@1.{n}.0\nRelationship: SPDXRef-Package-{n} DEPENDS_ON \
             SPDXRef-Package-{to}\n"
        ));
    }
    text
}

fn spdx_3() -> String {
    let elements = joined(|n, text| {
        let to = (n * 7 + 3) % COMPONENTS;
        write!(
            text,
            "\n    {{\"type\": \"software_Package\", \"spdxId\": \"urn:p-{n}\", \"creationInfo\": \"_:c\", \"name\": \
             \"package-{n}\", \"software_packageVersion\": \"1.{n}.0\", \"software_packageUrl\": \"pkg:npm/package-{n}@1.{n}.0\", \
             \"verifiedUsing\": [{{\"type\": \"Hash\", \"algorithm\": \"sha256\", \"hashValue\": \"{n:064x}\"}}]}},\n    \
             {{\"type\": \"Relationship\", \"spdxId\": \"urn:r-{n}\", \"creationInfo\": \"_:c\", \"relationshipType\": \"dependsOn\", \
             \"from\": \"urn:p-{n}\", \"to\": [\"urn:p-{to}\"]}}"
        )
    });
    format!("{{\"@context\": \"https://spdx.org/rdf/3.0.1/spdx-context.jsonld\", \"@graph\": [{elements}]}}")
}

fn spdx(components: usize) -> String {
    let mut text = String::with_capacity(components * 900 + 1_000);
    text.push_str(
        "{\n  \"spdxVersion\": \"SPDX-2.3\",\n  \"SPDXID\": \"SPDXRef-DOCUMENT\",\n  \"packages\": [",
    );
    join(components, &mut text, |n, text| {
        write!(
            text,
            "\n    {{\n      \"SPDXID\": \"SPDXRef-Package-{n}\",\n      \"name\": \"package-{n}\",\n      \
             \"versionInfo\": \"1.{n}.0\",\n      \"supplier\": \"Organization: Example\",\n      \
             \"downloadLocation\": \"NOASSERTION\",\n      \"filesAnalyzed\": false,\n      \"checksums\": [{{\"algorithm\": \
             \"SHA256\", \"checksumValue\": \"{n:064x}\"}}],\n      \"licenseConcluded\": \"NOASSERTION\",\n      \
             \"licenseDeclared\": \"MIT\",\n      \"copyrightText\": \"NOASSERTION\",\n      \"externalRefs\": [\n        \
             {{\n          \"referenceCategory\": \"PACKAGE-MANAGER\",\n          \"referenceType\": \"purl\",\n          \
             \"referenceLocator\": \"pkg:npm/package-{n}@1.{n}.0\"\n        }}\n      ]\n    }}"
        )
    });
    text.push_str("],\n  \"relationships\": [");
    join(components, &mut text, |n, text| {
        let to = (n * 7 + 3) % components;
        write!(
            text,
            "\n    {{\"spdxElementId\": \"SPDXRef-Package-{n}\", \"relationshipType\": \"DEPENDS_ON\", \
             \"relatedSpdxElement\": \"SPDXRef-Package-{to}\"}}"
        )
    });
    text.push_str("]\n}");
    text
}

fn cargo_lock() -> String {
    let mut text = "version = 4\n".to_owned();
    for n in 0..COMPONENTS {
        let to = (n * 7 + 3) % COMPONENTS;
        text.push_str(&format!(
            "\n[[package]]\nname = \"package-{n}\"\nversion = \"1.{n}.0\"\nsource = \"registry+https://registry.example/index\"\n\
             checksum = \"{n:064x}\"\ndependencies = [\n \"package-{to}\",\n]\n"
        ));
    }
    text
}

fn npm_lock() -> String {
    let packages = joined(|n, text| {
        let to = (n * 7 + 3) % COMPONENTS;
        write!(
            text,
            "\n    \"node_modules/package-{n}\": {{\n      \"version\": \"1.{n}.0\",\n      \"resolved\": \
             \"https://registry.example/package-{n}/-/package-{n}-1.{n}.0.tgz\",\n      \"integrity\": \"sha512-\
             MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNA==\",\n      \
             \"dependencies\": {{\n        \"package-{to}\": \"^1.0.0\"\n      }}\n    }}"
        )
    });
    format!("{{\n  \"name\": \"x\",\n  \"lockfileVersion\": 3,\n  \"packages\": {{{packages}}}\n}}")
}

/// As common generators write it: with a CPE name and several properties for each component.
fn cyclonedx_at_length(components: usize) -> String {
    let mut text = String::with_capacity(components * 1_900 + 1_000);
    text.push_str("{\n  \"bomFormat\": \"CycloneDX\",\n  \"specVersion\": \"1.6\",\n  \"components\": [");
    join(components, &mut text, |n, text| {
        write!(
            text,
            "\n    {{\"bom-ref\": \"pkg:npm/package-{n}@1.{n}.0\", \"type\": \"library\", \"name\": \"package-{n}\", \"version\": \
             \"1.{n}.0\", \"cpe\": \"cpe:2.3:a:package-{n}:package-{n}:1.{n}.0:*:*:*:*:*:*:*\", \"hashes\": [{{\"alg\": \"SHA-256\", \
             \"content\": \"{n:064x}\"}}], \"licenses\": [{{\"license\": {{\"id\": \"MIT\"}}}}], \"purl\": \
             \"pkg:npm/package-{n}@1.{n}.0\", \"properties\": ["
        )?;
        join(10, text, |nth, text| {
            write!(
                text,
                "{{\"name\": \"maker:location:{nth}:path\", \"value\": \"/usr/lib/node_modules/package-{n}/file-{nth}.json\"}}"
            )
        });
        write!(text, "]}}")
    });
    text.push_str("]\n}");
    text
}

/// Seconds of one core that this process has used, where the system says so.
fn core_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let ticks = after_name.split_whitespace().skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok());
    ticks.sum::<f64>() / 100.0
}

/// Most memory that this process held, in bytes, where the system says so.
fn peak_bytes() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.split_whitespace().next().and_then(|kib| kib.parse::<usize>().ok()).unwrap_or_default() * 1_024
}

/// Reads one large document and prints time and memory.
#[expect(clippy::cast_precision_loss, reason = "a rate for people")]
fn large(name: &str) {
    let make = match name {
        "bom.json" => cyclonedx,
        "long.json" => cyclonedx_at_length,
        _ => spdx,
    };
    let of_thousand = make(1_000).len();
    let text = make(LARGE / (of_thousand / 1_000));
    let (start, used) = (Instant::now(), core_seconds());
    let reading = black_box(sekisho_sbom::read(name, text.as_bytes(), &Limits::default()));
    let (seconds, used) = (start.elapsed().as_secs_f64(), core_seconds() - used);
    let components = reading.facts.map_or(0, |sbom| sbom.components.len());
    println!(
        "one large document, {name}: {seconds:.1} s ({used:.1} s of one core), {:.0} MB at most of which the text is {:.0} MB, {components} components",
        peak_bytes() as f64 / 1e6,
        text.len() as f64 / 1e6
    );
}

#[expect(clippy::cast_precision_loss, reason = "a rate for people")]
fn rate(name: &str, text: &str, read: impl Fn() -> usize) -> (f64, usize) {
    let mut best = f64::MAX;
    let mut components = 0;
    for _ in 0..3 {
        // On a machine that does other work, what counts is the time on the core.
        let (start, used) = (Instant::now(), core_seconds());
        components = black_box(read());
        let used = core_seconds() - used;
        best = best.min(if used > 0.0 { used } else { start.elapsed().as_secs_f64() });
    }
    assert!(components > 0, "{name}");
    (text.len() as f64 / 1e6 / best, components)
}

#[expect(clippy::cast_precision_loss, reason = "a rate for people")]
fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let [_, word, name] = &arguments[..]
        && word == "large"
    {
        return large(name);
    }
    for (name, text) in [
        ("bom.json", cyclonedx(COMPONENTS)),
        ("bom.xml", cyclonedx_xml()),
        ("a.spdx.json", spdx(COMPONENTS)),
        ("a.spdx", tag_value()),
        ("a.spdx3.json", spdx_3()),
        ("Cargo.lock", cargo_lock()),
        ("package-lock.json", npm_lock()),
    ] {
        let (limits, bytes) = (Limits::default(), text.as_bytes());
        let (plain, components) = rate(name, &text, || {
            sekisho_sbom::read(name, bytes, &limits).facts.map_or(0, |it| it.components.len())
        });
        let (whole, _) = rate(name, &text, || {
            sekisho_sbom::read_document(name, bytes, &limits).facts.map_or(0, |it| it.details.len())
        });
        println!(
            "megabytes read per second of one core, {name}: {plain:.0}, whole {whole:.0} ({:.1} MB, {components} components)",
            text.len() as f64 / 1e6
        );
    }
    let Ok(program) = std::env::current_exe() else { return };
    for name in ["bom.json", "long.json", "a.spdx.json"] {
        let outcome = std::process::Command::new(&program).args(["large", name]).status();
        assert!(outcome.is_ok_and(|status| status.success()), "{name}");
    }
}
