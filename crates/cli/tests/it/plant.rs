//! The register in and out, and bad input.

use crate::harness::{Bench, sample};

#[test]
fn the_sample_survives_every_form_and_comes_back_unchanged() {
    let bench = Bench::sample();
    for form in ["toml", "json", "xlsx"] {
        let path = bench.path(&format!("plant.{form}")).display().to_string();
        bench.run(&["plant", "export", "--output", &path]).ends(0);
        let run = bench.run(&["plant", "diff", "--remove-missing", &path]).ends(0);
        assert!(run.err.contains("Nothing would change"), "{form}: {}\n{}", run.out, run.err);
        let other = Bench::fresh();
        other.run(&["plant", "import", "--yes", &path]).ends(0);
        assert_eq!(other.run(&["plant", "export"]).ends(0).out, bench.run(&["plant", "export"]).ends(0).out);
    }
}

#[test]
fn a_reference_to_nothing_is_refused_and_leaves_the_register_as_it_was() {
    let bench = Bench::fresh().in_japanese();
    let plant = bench.file(
        "plant.toml",
        "format = 1\n[[asset]]\nid = \"A1\"\nname = \"主PLC\"\nkind = \"device\"\nzone = \"塗装\"\n",
    );
    let run = bench.run(&["plant", "import", "--yes", &plant]).ends(3);
    assert!(run.err.contains("ゾーン「塗装」は登録されていません"), "{}", run.err);
    assert!(!bench.run(&["plant", "export"]).ends(0).out.contains("主PLC"));
}

#[test]
fn without_a_yes_nothing_is_applied() {
    let bench = Bench::fresh();
    let plant = bench.file("plant.toml", "format = 1\n[[zone]]\nid = \"Z1\"\nname = \"Assembly\"\n");
    let run = bench.run(&["plant", "import", &plant]).ends(0);
    assert!(run.err.contains("Not applied"), "{}", run.err);
    assert!(!bench.run(&["plant", "export"]).ends(0).out.contains("Assembly"));
}

#[test]
fn a_newer_document_is_refused_with_words() {
    let bench = Bench::fresh();
    let plant = bench.file("plant.toml", "format = 99\n");
    let run = bench.run(&["plant", "import", "--yes", &plant]).ends(3);
    assert!(run.err.contains("99"), "{}", run.err);
}

#[test]
fn broken_files_are_named_and_nothing_is_stored() {
    let bench = Bench::fresh();
    let deep = "[".repeat(100_000);
    for (name, content) in [
        ("broken.toml", "format = 1\n[[zone]\n".as_bytes()),
        ("broken.json", b"{\"format\": 1, \"zone\": [".as_slice()),
        ("deep.json", deep.as_bytes()),
        ("broken.xlsx", b"PK\x03\x04 not a workbook".as_slice()),
        ("sjis.toml", b"format = 1\n# \x83\x5c\n".as_slice()),
    ] {
        let path = bench.file(name, content);
        let run = bench.run(&["plant", "import", "--yes", &path]);
        assert_eq!(run.code, 3, "{name}: {}", run.err);
        assert!(run.err.contains(name), "{name}: {}", run.err);
    }
    assert!(bench.run(&["plant", "export"]).ends(0).out.lines().count() < 5);
}

#[test]
fn the_sample_contradicts_itself_in_nothing() {
    let bench = Bench::sample();
    let run = bench.run(&["plant", "check"]).ends(0);
    assert_eq!(run.out, "");
    bench.run(&["plant", "check", &sample("plant.toml")]).ends(0);
}
