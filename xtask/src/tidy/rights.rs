//! Rights: every way into `app` asks the one function that knows what a role may do.

use super::code::{code_only, functions, without_tests, words};
use super::{Fault, Tree};

/// Where the ways in are: each public async function of `app` is one.
const WAYS_IN: &str = "crates/app/src/";

/// Ways in that nobody needs a role for, and why.
const WITHOUT_ROLE: &[(&str, &str)] = &[
    ("sign_in", "finds out who it is"),
    ("caller_of", "finds out who it is"),
    ("sign_out", "everybody may leave"),
    ("open", "whoever can read the data folder has it already"),
    ("open_existing", "whoever can read the data folder has it already"),
    ("restore", "makes a new data folder; there is nobody to ask yet"),
];

/// Every public async function of `app` asks `permit`, or hands its caller on to one that does.
pub(crate) fn guarded(tree: &Tree) -> Vec<Fault> {
    let tests = tree.test_files();
    let mut faults = Vec::new();
    for (path, source) in tree.rust().filter(|(path, _)| path.starts_with(WAYS_IN) && !tests.contains(path)) {
        let code = without_tests(&code_only(source));
        for function in functions(&code) {
            let is_way_in = words(function.head, "pub async").next().is_some();
            let is_free = WITHOUT_ROLE.iter().any(|(name, _)| *name == function.name);
            if is_way_in && !is_free && !asks(function.text) {
                let what = format!("`{}` does not ask `guard::permit` whether its caller may", function.name);
                faults.push(Fault::new(path, function.line, what));
            }
        }
    }
    faults
}

/// `permit(caller, …)`, or a call that hands `app` and `caller` on.
fn asks(function: &str) -> bool {
    ["permit(caller,", "(app, caller"].iter().any(|call| function.contains(call))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(code: &str, expected: usize) {
        assert_eq!(guarded(&Tree::of(&[("crates/app/src/a.rs", code)])).len(), expected, "{code}");
    }

    #[test]
    fn a_way_in_that_asks_nobody_is_named() {
        check("pub async fn a(app: &App, caller: &Caller) { app.origin(caller, x); }", 1);
        check("pub async fn a(app: &App) { app.store().users().await }", 1);
    }

    #[test]
    fn a_way_in_that_asks_or_hands_its_caller_on_is_left_alone() {
        check("pub async fn a(app: &App, caller: &Caller) { permit(caller, Act::Read)?; }", 0);
        check("pub async fn a(app: &App, caller: &Caller) { b(app, caller).await }", 0);
        check("pub async fn sign_in(app: &App) { app.store() }", 0);
        check("pub(crate) async fn a(app: &App) {}\nasync fn b() {}\npub fn c() {}", 0);
    }
}
