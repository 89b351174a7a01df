//! Public test data that lies beside the workspace, for tests only. Where it is absent the test says so
//! and proves nothing.

use std::path::PathBuf;

/// A file or folder of the test data.
pub(crate) fn path(name: &str) -> Option<PathBuf> {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data");
    let path = PathBuf::from(root).join(name);
    if path.exists() {
        return Some(path);
    }
    println!("not run: {} is not here", path.display());
    None
}

/// A text file of the test data.
pub(crate) fn text(name: &str) -> Option<String> {
    path(name).map(|path| std::fs::read_to_string(path).unwrap())
}

/// The fenced blocks of a Markdown text.
pub(crate) fn fenced(markdown: &str) -> Vec<String> {
    let blocks = markdown.split("```\n").skip(1).step_by(2);
    blocks.map(str::to_owned).collect()
}
