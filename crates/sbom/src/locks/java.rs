//! Java: what `mvn dependency:tree` prints, a `pom.xml` as far as it states versions, and Gradle's lock file.
//!
//! A `pom.xml` is not resolved: its parents and imported lists are other files. What it states itself, with its own
//! properties put in, is read; a need whose version stands elsewhere has none, and says so. The effective POM has all.

use std::collections::{BTreeMap, HashMap};

use quick_xml::Reader;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesRef, Event};
use sekisho_model::{Place, Problem, text};

use super::{DEVELOPMENT, OPTIONAL, Package, name_root, odd_line, push};
use crate::draft::Draft;

/// Scopes of Maven that are not for running.
fn scope(maven: &str) -> &'static str {
    match maven {
        "test" => DEVELOPMENT,
        "provided" | "system" => OPTIONAL,
        _ => "",
    }
}

fn package<'t>(
    group: &'t str,
    artifact: &'t str,
    version: &'t str,
    sort: &str,
    classifier: &str,
) -> Package<'t> {
    let mut qualifiers = BTreeMap::new();
    if !matches!(sort, "" | "jar") {
        qualifiers.insert("type".to_owned(), sort.to_owned());
    }
    if !classifier.is_empty() {
        qualifiers.insert("classifier".to_owned(), classifier.to_owned());
    }
    Package { sort: "maven", namespace: group, name: artifact, version, qualifiers, ..Package::default() }
}

/// What `mvn dependency:tree` prints, with or without the marks of a log.
pub(crate) fn maven_tree<'de>(text: &str, mut draft: Draft<'de>) -> Draft<'de> {
    "Maven dependency tree".clone_into(&mut draft.format);
    let mut around: Vec<(usize, u32)> = Vec::new();
    let mut places: HashMap<String, u32> = HashMap::new();
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.strip_prefix("[INFO] ").unwrap_or(line).trim_end();
        let Some(start) = line.find(|c: char| c.is_ascii_alphanumeric()) else { continue };
        let (branches, words) = line.split_at(start);
        // In brackets stands what was listed before, or gave way to another version.
        let branches = branches.trim_end_matches('(');
        let is_branch =
            branches.contains(['+', '\\', '├', '└']) && branches.chars().all(|c| " |+\\-├└│─".contains(c));
        if !branches.is_empty() && !is_branch {
            continue;
        }
        let remarks = words;
        let words = words.split([' ', '(']).next().unwrap_or_default();
        let mut parts: Vec<&str> = words.split(':').collect();
        put_in_the_winner(&mut parts, remarks);
        let words = parts.join(":");
        let (read, maven_scope) = match parts[..] {
            [group, artifact, sort, version] => (package(group, artifact, version, sort, ""), ""),
            [group, artifact, sort, version, scope] => (package(group, artifact, version, sort, ""), scope),
            [group, artifact, sort, classifier, version, scope] => {
                (package(group, artifact, version, sort, classifier), scope)
            }
            _ if branches.is_empty() => continue,
            _ => {
                odd_line(number, line, &mut draft);
                continue;
            }
        };
        let depth = branches.chars().count();
        let key = words.trim_end_matches(maven_scope).to_owned();
        let scope = if remarks.contains("(optional)") { OPTIONAL } else { scope(maven_scope) };
        let place = places.get(&key).copied().or_else(|| push(Package { scope, ..read }, &mut draft));
        let Some(place) = place else { continue };
        places.insert(key, place);
        around.retain(|(outer, _)| *outer < depth);
        match around.last() {
            Some((_, parent)) => draft.edges_by_place.push((*parent, place)),
            None => name_root(Some(place), &mut draft),
        }
        around.push((depth, place));
    }
    draft
}

/// `omitted for conflict with 2.0`: the need is met by that version.
fn put_in_the_winner<'t>(parts: &mut [&'t str], remarks: &'t str) {
    let winner = remarks.split_once("omitted for conflict with ").map(|(_, rest)| rest.trim_end_matches(')'));
    let at = parts.len().checked_sub(2).filter(|at| *at >= 3);
    if let (Some(winner), Some(version)) = (winner, at.and_then(|at| parts.get_mut(at))) {
        *version = winner.split([' ', ';', ')']).next().unwrap_or_default();
    }
}

/// A need or the project of a `pom.xml`, field by field.
type Fields = HashMap<String, String>;

#[derive(Default)]
struct Pom {
    project: Fields,
    parent: Fields,
    properties: Fields,
    managed: Vec<Fields>,
    needs: Vec<Fields>,
}

/// `pom.xml`
pub(crate) fn pom<'de>(text: &str, mut draft: Draft<'de>) -> Draft<'de> {
    "pom.xml".clone_into(&mut draft.format);
    let pom = read_pom(text, &mut draft);
    let of = |fields: &Fields, key: &str| pom.filled(fields.get(key).map_or("", String::as_str));
    let own = |key: &str| {
        Some(of(&pom.project, key)).filter(|it| !it.is_empty()).unwrap_or_else(|| of(&pom.parent, key))
    };
    let (group, artifact, version) = (own("groupId"), of(&pom.project, "artifactId"), own("version"));
    let root = push(package(&group, &artifact, &version, "", ""), &mut draft);
    name_root(root, &mut draft);
    for need in &pom.needs {
        let (group, artifact) = (of(need, "groupId"), of(need, "artifactId"));
        let managed =
            pom.managed.iter().find(|it| of(it, "groupId") == group && of(it, "artifactId") == artifact);
        let both = |key: &str| {
            let own = of(need, key);
            if own.is_empty() { managed.map(|it| of(it, key)).unwrap_or_default() } else { own }
        };
        let version = both("version");
        // A range, or a property of another file, is no version.
        let is_known = !version.is_empty() && !version.contains(['$', '[', '(', ',']);
        if !is_known {
            unknown_version(&group, &artifact, &version, &mut draft);
        }
        let scope = if of(need, "optional") == "true" { OPTIONAL } else { scope(&both("scope")) };
        let (sort, classifier) = (both("type"), of(need, "classifier"));
        let version = if is_known { version.as_str() } else { "" };
        let read = package(&group, &artifact, version, &sort, &classifier);
        let place = push(Package { scope, ..read }, &mut draft);
        draft.edges_by_place.extend(root.zip(place));
    }
    draft
}

fn unknown_version(group: &str, artifact: &str, version: &str, draft: &mut Draft<'_>) {
    draft.warn(
        format!("{group}:{artifact}"),
        text!(ja: "版がこのファイルでは決まりません（{version}）。", en: "Its version is not settled in this file ({version})."),
        text!(
            ja: "版は不明としました。mvn help:effective-pom か mvn dependency:tree の出力を使ってください。",
            en: "It counts as unknown. Use what mvn help:effective-pom or mvn dependency:tree prints."
        ),
    );
}

impl Pom {
    /// Properties put in; a few rounds, because a property may name another.
    fn filled(&self, words: &str) -> String {
        let mut words = words.to_owned();
        for _ in 0..8 {
            let Some(start) = words.find("${") else { break };
            let Some(length) = words[start..].find('}') else { break };
            let name = &words[start + 2..start + length];
            let bare = name.strip_prefix("project.").or_else(|| name.strip_prefix("pom."));
            let value = match bare {
                Some(bare) => match bare.strip_prefix("parent.") {
                    Some(bare) => self.parent.get(bare),
                    None => self.project.get(bare).or_else(|| self.parent.get(bare)),
                },
                None => self.properties.get(name),
            };
            let Some(value) = value.filter(|value| value.len() < 1_000) else { break };
            words.replace_range(start..=start + length, value);
        }
        words
    }

    /// Takes the text of an element by the way to it.
    fn take(&mut self, way: &[String], words: &str) {
        let way: Vec<&str> = way.iter().map(String::as_str).collect();
        let words = words.trim().to_owned();
        match way[..] {
            ["project", key] => _ = self.project.insert(key.to_owned(), words),
            ["project", "parent", key] => _ = self.parent.insert(key.to_owned(), words),
            ["project", "properties", key] => _ = self.properties.insert(key.to_owned(), words),
            ["project", "dependencies", "dependency", key] => put(&mut self.needs, key, words),
            ["project", "dependencyManagement", "dependencies", "dependency", key] => {
                put(&mut self.managed, key, words);
            }
            _ => {}
        }
    }
}

fn put(list: &mut [Fields], key: &str, words: String) {
    if let Some(last) = list.last_mut() {
        last.insert(key.to_owned(), words);
    }
}

fn read_pom(text: &str, draft: &mut Draft<'_>) -> Pom {
    let mut pom = Pom::default();
    let mut way: Vec<String> = Vec::new();
    let mut words = String::new();
    let mut reader = Reader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    loop {
        match reader.read_event() {
            Ok(Event::Start(start)) => {
                way.push(start.local_name().into_inner().to_owned());
                words.clear();
                let ends = |end: &[&str]| way.iter().map(String::as_str).eq(end.iter().copied());
                if ends(&["project", "dependencies", "dependency"]) {
                    pom.needs.push(Fields::new());
                } else if ends(&["project", "dependencyManagement", "dependencies", "dependency"]) {
                    pom.managed.push(Fields::new());
                }
                if way.len() > draft.limits.depth_max {
                    return broken(pom, draft, "it is nested too deeply");
                }
            }
            Ok(Event::Text(more)) => words.push_str(&more.xml10_content()),
            Ok(Event::CData(more)) => words.push_str(&more.xml10_content()),
            Ok(Event::GeneralRef(reference)) => match referred(&reference) {
                Some(text) => words.push_str(&text),
                None => unexpanded(&way, draft),
            },
            Ok(Event::End(_)) => {
                pom.take(&way, &words);
                way.pop();
                words.clear();
            }
            Ok(Event::Eof) if way.is_empty() => return pom,
            Ok(Event::Eof) => return broken(pom, draft, "it ends inside an element"),
            Ok(_) => {}
            Err(error) => return broken(pom, draft, &error.to_string()),
        }
    }
}

/// What a reference stands for: a sign by its number, or one of the five that XML itself names.
fn referred(reference: &BytesRef<'_>) -> Option<String> {
    if let Ok(Some(sign)) = reference.resolve_char_ref() {
        return Some(sign.to_string());
    }
    resolve_xml_entity(reference).map(str::to_owned)
}

fn unexpanded(way: &[String], draft: &mut Draft<'_>) {
    draft.warn(
        way.join("/"),
        text!(ja: "XML の実体参照は展開しません。", en: "References to XML entities are not expanded."),
        text!(ja: "空として読みました。値をそのまま書いてください。", en: "It was read as nothing. Write the value itself."),
    );
}

fn broken(pom: Pom, draft: &mut Draft<'_>, why: &str) -> Pom {
    draft.cut_short(Problem::error(
        Place::file(draft.file),
        text!(ja: "XML が壊れています（{why}）。", en: "The XML is broken ({why})."),
        text!(ja: "それより前だけを読みました。作成元から取り直してください。", en: "Only what comes before was read. Get the file again from its maker."),
    ));
    pom
}

/// `gradle.lockfile`, and the older files of one configuration each.
pub(crate) fn gradle<'de>(text: &str, mut draft: Draft<'de>) -> Draft<'de> {
    "gradle.lockfile".clone_into(&mut draft.format);
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') || line.starts_with("empty=") {
            continue;
        }
        let (words, configurations) = line.split_once('=').unwrap_or((line, ""));
        let parts: Vec<&str> = words.split(':').collect();
        let [group, artifact, version] = parts[..] else {
            odd_line(number, line, &mut draft);
            continue;
        };
        let mut all = configurations.split(',').filter(|it| !it.is_empty()).peekable();
        let is_test = all.peek().is_some() && all.all(|name| name.to_lowercase().contains("test"));
        let scope = if is_test { DEVELOPMENT } else { "" };
        push(Package { scope, ..package(group, artifact, version, "", "") }, &mut draft);
    }
    draft
}
