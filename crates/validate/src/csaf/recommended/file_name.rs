//! The name of a CSAF document's file (clause 5.1).

/// What a file of this tracking id is called.
///
/// The id in lower case, each run of characters other than `a`-`z`, `0`-`9`, `+` and `-` as one `_`, then `.json`.
#[must_use]
pub fn file_name(tracking_id: &str) -> String {
    let mut name = String::with_capacity(tracking_id.len() + 5);
    for character in tracking_id.to_lowercase().chars() {
        match character {
            'a'..='z' | '0'..='9' | '+' | '-' => name.push(character),
            _ if name.ends_with('_') => {}
            _ => name.push('_'),
        }
    }
    name + ".json"
}

/// Is a file named as its tracking id asks? `name` is the name alone or a path with `/` or `\`.
///
/// The standard's own practice of marking a document that breaks the standard with `_invalid` before `.json` is
/// accepted.
#[must_use]
pub fn file_name_kept(name: &str, tracking_id: &str) -> bool {
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let right = file_name(tracking_id);
    name == right || name.strip_suffix("_invalid.json") == right.strip_suffix(".json")
}
