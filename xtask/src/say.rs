//! Words to the terminal. A closed pipe is not an error: whoever stopped reading has read enough.

use std::io::Write;

/// One line on standard output.
pub(crate) fn line(text: &str) {
    let mut out = std::io::stdout().lock();
    // Nobody is left to be told when standard output is gone.
    let _ = writeln!(out, "{text}").and_then(|()| out.flush());
}
