//! Runs the program and keeps what it said.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// What a run gave.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Run {
    /// The run must have ended with this code; what it said is shown otherwise.
    #[track_caller]
    pub(crate) fn ends(self, code: i32) -> Self {
        assert_eq!(self.code, code, "stdout:\n{}\nstderr:\n{}", self.out, self.err);
        self
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}\n{}", self.out))
    }
}

/// A folder of its own for one test, with a register in it or not.
#[derive(Debug)]
pub(crate) struct Bench {
    folder: TempDir,
    lang: &'static str,
}

impl Bench {
    /// No register yet; English.
    pub(crate) fn empty() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), lang: "en" }
    }

    /// An empty register.
    pub(crate) fn fresh() -> Self {
        let bench = Self::empty();
        bench.run(&["init"]).ends(0);
        bench
    }

    /// The sample plant.
    pub(crate) fn sample() -> Self {
        let bench = Self::empty();
        bench.run(&["demo", "--no-serve"]).ends(0);
        bench
    }

    pub(crate) fn in_japanese(mut self) -> Self {
        self.lang = "ja";
        self
    }

    /// A path in this bench's folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file into this bench's folder and gives its path as text.
    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap();
        path.display().to_string()
    }

    /// Runs `sekisho` on this bench's register.
    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        self.run_with_input(arguments, "")
    }

    /// The same, with standard input.
    pub(crate) fn run_with_input(&self, arguments: &[&str], input: impl AsRef<[u8]>) -> Run {
        let stdin = self.path(".stdin");
        std::fs::write(&stdin, input).unwrap();
        let output = Command::new(env!("CARGO_BIN_EXE_sekisho"))
            .args(["--lang", self.lang, "--data-dir"])
            .arg(self.path("data"))
            .args(arguments)
            .env("COLUMNS", "160")
            .env_remove("SEKISHO_STORE")
            .env_remove("SEKISHO_DATA_DIR")
            .stdin(Stdio::from(std::fs::File::open(&stdin).unwrap()))
            .output()
            .unwrap();
        Run {
            code: output.status.code().unwrap_or(-1),
            out: self.scrubbed(&output.stdout),
            err: self.scrubbed(&output.stderr),
        }
    }

    /// The bench's own folder has another name every time.
    fn scrubbed(&self, bytes: &[u8]) -> String {
        String::from_utf8_lossy(bytes).replace(&self.folder.path().display().to_string(), "@BENCH")
    }
}

/// The repository's root.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A file of the sample, as text for arguments.
pub(crate) fn sample(name: &str) -> String {
    root().join("sample").join(name).display().to_string()
}

/// A folder of the public test data, where it is there; says *not run* where it is not.
pub(crate) fn public(name: &str) -> Option<PathBuf> {
    let path = root().join("../shared/data").join(name);
    if path.exists() {
        return Some(path);
    }
    println!("not run: ../shared/data/{name} is not here");
    None
}
