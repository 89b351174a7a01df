//! Prints how fast documents are read: CycloneDX and SPDX JSON and lock files of about 50,000 components,
//! written here from a pattern; no file is read.

#![expect(clippy::print_stdout, reason = "the figures are the result")]

use std::fmt::Write;
use std::hint::black_box;
use std::time::Instant;

use sekisho_intake::Limits;

const COMPONENTS: usize = 50_000;

fn joined(each: impl Fn(usize, &mut String) -> std::fmt::Result) -> String {
    let mut text = String::new();
    for nth in 0..COMPONENTS {
        if nth > 0 {
            text.push(',');
        }
        // Writing to a string does not fail.
        let _written = each(nth, &mut text);
    }
    text
}

fn cyclonedx() -> String {
    let components = joined(|n, text| {
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
    let edges = joined(|n, text| {
        let (a, b) = ((n + 1) % COMPONENTS, (n * 7 + 3) % COMPONENTS);
        write!(
            text,
            "\n    {{\"ref\": \"pkg:npm/package-{n}@1.{n}.0\", \"dependsOn\": [\"pkg:npm/package-{a}@1.{a}.0\", \
             \"pkg:npm/package-{b}@1.{b}.0\"]}}"
        )
    });
    format!(
        "{{\n  \"bomFormat\": \"CycloneDX\",\n  \"specVersion\": \"1.6\",\n  \"components\": [{components}],\n  \
         \"dependencies\": [{edges}]\n}}"
    )
}

fn spdx() -> String {
    let packages = joined(|n, text| {
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
    let relations = joined(|n, text| {
        let to = (n * 7 + 3) % COMPONENTS;
        write!(
            text,
            "\n    {{\"spdxElementId\": \"SPDXRef-Package-{n}\", \"relationshipType\": \"DEPENDS_ON\", \
             \"relatedSpdxElement\": \"SPDXRef-Package-{to}\"}}"
        )
    });
    format!(
        "{{\n  \"spdxVersion\": \"SPDX-2.3\",\n  \"SPDXID\": \"SPDXRef-DOCUMENT\",\n  \"packages\": [{packages}],\n  \
         \"relationships\": [{relations}]\n}}"
    )
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

#[expect(clippy::cast_precision_loss, reason = "a rate for people")]
fn main() {
    for (name, text) in [
        ("bom.json", cyclonedx()),
        ("a.spdx.json", spdx()),
        ("Cargo.lock", cargo_lock()),
        ("package-lock.json", npm_lock()),
    ] {
        let mut best = f64::MAX;
        let mut read = 0;
        for _ in 0..3 {
            let start = Instant::now();
            let reading = black_box(sekisho_sbom::read(name, text.as_bytes(), &Limits::default()));
            best = best.min(start.elapsed().as_secs_f64());
            read = reading.facts.map_or(0, |sbom| sbom.components.len());
        }
        let megabytes = text.len() as f64 / 1e6;
        println!(
            "megabytes read per second, {name}: {:.0} ({megabytes:.1} MB, {read} components)",
            megabytes / best
        );
    }
}
