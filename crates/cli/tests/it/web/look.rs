//! What every page promises, looked at on the page that is open: it fits, answers first, can be read by ear, by
//! keyboard, by day, by night and on paper, and axe-core finds nothing serious.
//!
//! Gives every fault of a page, so that one run tells all that is to be mended.

use std::sync::OnceLock;

use serde_json::{Value, json};

use super::driver::Browser;

/// A phone and a laptop.
const WIDTHS: [u32; 2] = [390, 1280];

/// Everything that this page breaks its promise in, one line each.
pub(crate) fn faults(browser: &Browser, axe_at: u32) -> Vec<String> {
    let mut faults = Vec::new();
    for width in WIDTHS {
        browser.width(width);
        faults.extend(overflow(browser, width));
        faults.extend(unheard(browser));
        if width == axe_at {
            faults.extend(violations(browser));
        }
    }
    faults.extend(answer(browser));
    faults.extend(weak(browser));
    faults.extend(on_paper(browser));
    faults
}

fn overflow(browser: &Browser, width: u32) -> Option<String> {
    let size = browser.run("return [document.documentElement.scrollWidth, innerWidth]");
    // A phone widens the window to what overflows, so that both are held against what was set.
    let fits = size[0].as_u64().unwrap() <= u64::from(width) && size[1] == width;
    (!fits).then(|| format!("at {width} px it is {size} wide"))
}

/// What is in `main` before anything else, leaving aside where one is: the path and the title.
pub(crate) fn answer(browser: &Browser) -> Option<String> {
    let first = browser.run(
        "const first = [...document.querySelector('main').children].find((e) => !e.matches('h1, nav.crumbs'));
         return { answer: first.matches('p.answer'), words: first.textContent.trim().slice(0, 80) };",
    );
    let answers = first["answer"] == true && first["words"].as_str().unwrap().chars().count() > 5;
    (!answers).then(|| format!("the answer does not come first: {first}"))
}

fn lines(value: &Value) -> Vec<String> {
    value.as_array().unwrap().iter().map(|line| line.as_str().unwrap().to_owned()).collect()
}

fn unheard(browser: &Browser) -> Vec<String> {
    lines(&browser.run(include_str!("accessible.js")))
}

fn weak(browser: &Browser) -> Vec<String> {
    let mut faults = Vec::new();
    for scheme in ["light", "dark"] {
        media(browser, &json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] }));
        let seen = browser.run(include_str!("contrast.js"));
        faults.extend(lines(&seen["weak"]).into_iter().map(|line| format!("{scheme}: {line}")));
        if (seen["paper"].as_f64().unwrap() > 0.5) != (scheme == "light") || seen["texts"].as_u64() < Some(5)
        {
            faults.push(format!("{scheme} is not {scheme}: {seen}"));
        }
    }
    media(browser, &json!({ "features": [] }));
    faults
}

/// Paper carries the answer and nothing that is only for clicking.
fn on_paper(browser: &Browser) -> Vec<String> {
    media(browser, &json!({ "media": "print" }));
    let seen = browser.run(
        "const visible = (css) => [...document.querySelectorAll(css)].filter((e) => e.checkVisibility()).map((e) => e.outerHTML.slice(0, 80));
         return { clicking: visible('nav.menu, form.search, .who form, .langs, .pager, button, footer'), answers: visible('p.answer').length };",
    );
    media(browser, &json!({ "media": "" }));
    let mut faults: Vec<String> =
        lines(&seen["clicking"]).into_iter().map(|line| format!("for clicking, on paper: {line}")).collect();
    if seen["answers"] == 0 {
        faults.push("paper carries no answer".to_owned());
    }
    faults
}

fn media(browser: &Browser, what: &Value) {
    browser.command("Emulation.setEmulatedMedia", what);
}

/// axe-core's own text, where `SEKISHO_TEST_AXE` names it; says *not run* once where it does not.
fn axe() -> Option<&'static str> {
    static AXE: OnceLock<Option<String>> = OnceLock::new();
    AXE.get_or_init(|| {
        let Some(path) = std::env::var_os("SEKISHO_TEST_AXE").filter(|path| !path.is_empty()) else {
            println!("not run: axe-core (SEKISHO_TEST_AXE does not name axe.min.js)");
            return None;
        };
        Some(std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display())))
    })
    .as_deref()
}

/// What axe-core calls serious or critical. What it calls less is printed.
pub(crate) fn violations(browser: &Browser) -> Vec<String> {
    let Some(axe) = axe() else { return Vec::new() };
    // The page's own policy lets no script in; the driver's scripts stand outside of it.
    let found = browser.run(&format!(
        "{axe}; const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'];
         return axe.run(document, {{ runOnly: {{ type: 'tag', values: tags }} }}).then(({{ violations, passes }}) => ({{
             held: passes.length,
             found: violations.flatMap(({{ id, impact, nodes }}) => nodes.map((node) =>
                 ({{ grave: ['serious', 'critical'].includes(impact), line: `axe: ${{impact}} ${{id}}: ${{node.html.slice(0, 160)}}` }}))),
         }}));"
    ));
    assert!(found["held"].as_u64() > Some(5), "axe looked at nothing: {found}");
    let (grave, light): (Vec<&Value>, Vec<&Value>) =
        found["found"].as_array().unwrap().iter().partition(|fault| fault["grave"] == true);
    let line = |fault: &Value| fault["line"].as_str().unwrap().to_owned();
    light.iter().for_each(|fault| println!("{} at {}", line(fault), browser.place()));
    grave.into_iter().map(line).collect()
}
