//! An XML document held against a form, as it is read.
//!
//! Invariants: no entity of a DTD is resolved; an element that is not expected here is told once and, where the form
//! knows its name at another place of the same content, still looked into.

use std::borrow::Cow;
use std::fmt::Write as _;

use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::ResolveResult;
use quick_xml::reader::NsReader;
use sekisho_intake::Limits;
use sekisho_model::{Text, text};

use super::compile::{Content, Element, Further, Kind, XmlForm};
use super::sound::{Unsound, unsound};
use super::value;
use crate::form::shown;
use crate::form::walk::Findings;

/// The namespace of `xsi:schemaLocation` and its like, which stand anywhere.
const INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// An attribute or the text of an element of the standard, for whoever looks at references.
pub(crate) struct Seen<'s> {
    /// The element under the document element that it belongs to.
    pub(crate) section: &'s str,
    pub(crate) element: &'s str,
    /// None: the element's text.
    pub(crate) attribute: Option<&'s str>,
    pub(crate) value: &'s str,
    /// Where, as an XPath.
    pub(crate) path: &'s dyn Fn() -> String,
}

/// What came of a walk.
pub(crate) struct Walked {
    pub(crate) findings: Findings,
    /// Where the document could not be read on: line and reason.
    pub(crate) broken: Option<(u64, Text)>,
    /// An element asks for another type (`xsi:type`), which is not looked at here.
    pub(crate) has_other_type: bool,
}

/// An element that is open.
struct Frame<'f> {
    name: Cow<'f, str>,
    /// Which of its name among its siblings, from 1; 0: not counted.
    nth: usize,
    inside: Inside<'f>,
    text: String,
    children: usize,
    counts: Vec<(usize, usize)>,
}

#[derive(Clone, Copy)]
enum Inside<'f> {
    Element {
        ty: &'f Element,
        state: usize,
    },
    Value {
        id: usize,
        may_be_empty: bool,
    },
    /// Nobody looks at what it is made of.
    Unlooked,
}

struct Walker<'w, 'f> {
    form: &'f XmlForm,
    limits: &'w Limits,
    frames: Vec<Frame<'f>>,
    findings: Findings,
    seen: &'w mut dyn FnMut(&Seen<'_>),
    /// The document element has been there.
    rooted: bool,
    has_other_type: bool,
}

impl XmlForm {
    /// Walks a document; `seen` is told every attribute and text of the standard's own elements.
    pub(crate) fn walk(&self, text: &str, limits: &Limits, seen: &mut dyn FnMut(&Seen<'_>)) -> Walked {
        let unsound = unsound(text, nodes_max(limits));
        let sound = unsound.as_ref().map_or(text, |unsound| &text[..unsound.at]);
        let mut reader = NsReader::from_str(sound);
        reader.config_mut().expand_empty_elements = true;
        let mut walker = Walker {
            form: self,
            limits,
            frames: Vec::new(),
            findings: Findings::default(),
            seen,
            rooted: false,
            has_other_type: false,
        };
        let unread =
            walker.read(&mut reader).map(|(at, why)| (usize::try_from(at).unwrap_or(usize::MAX), why));
        let broken = match (unread, unsound) {
            // What stops the reader at the end of the sound part is that the part ends there.
            (unread, Some(Unsound { at, why })) if unread.as_ref().is_none_or(|(read, _)| *read >= at) => {
                Some((at, text!(ja: "XML として読めません（{why}）。", en: "It is not XML ({why}).")))
            }
            (unread, _) => unread,
        };
        let broken = broken.map(|(at, why)| (line(text, at), why));
        Walked { findings: walker.findings, broken, has_other_type: walker.has_other_type }
    }
}

/// Elements, and as many texts and comments between them.
fn nodes_max(limits: &Limits) -> u32 {
    u32::try_from(limits.entries_max.saturating_mul(3)).unwrap_or(u32::MAX)
}

fn line(text: &str, at: usize) -> u64 {
    sekisho_intake::encoding::line_at(text, at.min(text.len()))
}

impl<'f> Walker<'_, 'f> {
    /// Reads to the end, or to where it cannot go on: the place and the reason.
    fn read(&mut self, reader: &mut NsReader<&[u8]>) -> Option<(u64, Text)> {
        loop {
            let step = match reader.read_resolved_event() {
                Ok((_, Event::Eof)) => break,
                Ok((namespace, event)) => {
                    let own =
                        matches!(&namespace, ResolveResult::Bound(bound) if bound.0 == &*self.form.namespace);
                    let bound = matches!(&namespace, ResolveResult::Bound(_));
                    self.event(&event, own, bound, reader)
                }
                Err(error) => {
                    Err(text!(ja: "XML として読めません（{error}）。", en: "It is not XML ({error})."))
                }
            };
            if let Err(why) = step {
                return Some((reader.buffer_position(), why));
            }
        }
        let unfinished = !self.frames.is_empty() || !self.rooted;
        unfinished.then(|| {
            let why = text!(ja: "文書が途中で終わっています。", en: "The document ends before its last element does.");
            (reader.buffer_position(), why)
        })
    }

    fn event(
        &mut self,
        event: &Event<'_>,
        own: bool,
        bound: bool,
        reader: &NsReader<&[u8]>,
    ) -> Result<(), Text> {
        match event {
            Event::Start(start) => self.start(start, own, bound, reader),
            Event::End(_) => {
                self.end();
                Ok(())
            }
            Event::Text(text) => self.characters(&text.xml10_content()),
            Event::CData(text) => self.characters(&text.xml10_content()),
            Event::GeneralRef(reference) => {
                let character = reference.resolve_char_ref().ok().flatten();
                let name = reference.xml10_content();
                let known = character
                    .map(String::from)
                    .or_else(|| quick_xml::escape::resolve_predefined_entity(&name).map(str::to_owned));
                match known {
                    Some(text) => self.characters(&text),
                    None => Err(
                        text!(ja: "実体参照 &{name}; は展開しません。", en: "The entity &{name}; is not resolved."),
                    ),
                }
            }
            _ => Ok(()),
        }
    }

    fn start(
        &mut self,
        start: &BytesStart<'_>,
        own: bool,
        bound: bool,
        reader: &NsReader<&[u8]>,
    ) -> Result<(), Text> {
        let deepest = self.limits.depth_max;
        if self.frames.len() >= deepest {
            return Err(
                text!(ja: "入れ子が {deepest} 段を超えています。", en: "It nests deeper than {deepest} levels."),
            );
        }
        let name = start.local_name();
        let name = name.into_inner();
        let (inside, known, nth) = match self.frames.last_mut() {
            None => (self.root(name, own)?, None, 0),
            Some(parent) => {
                parent.children += 1;
                let most = self.limits.entries_max;
                if parent.children > most {
                    return Err(
                        text!(ja: "一つの要素に {most} を超える要素があります。", en: "One element has more than {most} elements inside."),
                    );
                }
                self.inside(name, own, bound)
            }
        };
        let name = known.map_or_else(|| Cow::Owned(name.to_owned()), Cow::Borrowed);
        self.frames.push(Frame { name, nth, inside, text: String::new(), children: 0, counts: Vec::new() });
        self.attributes(start, own, reader)
    }

    fn root(&mut self, name: &str, own: bool) -> Result<Inside<'f>, Text> {
        if self.rooted {
            return Err(text!(ja: "最上位の要素が二つあります。", en: "There are two document elements."));
        }
        self.rooted = true;
        if !own || name != &*self.form.root_name {
            return Err(text!(ja: "最上位の要素が違います。", en: "The document element is another."));
        }
        Ok(Inside::Element { ty: &self.form.types[self.form.root], state: 0 })
    }

    /// What an element inside the last open one is held against, the form's own spelling of its name, and its number.
    fn inside(&mut self, name: &str, own: bool, bound: bool) -> (Inside<'f>, Option<&'f str>, usize) {
        let form = self.form;
        let Some(parent) = self.frames.last_mut() else { return (Inside::Unlooked, None, 0) };
        let (ty, state) = match parent.inside {
            Inside::Element { ty, state } => (ty, state),
            Inside::Value { .. } => {
                self.unexpected(name, &[]);
                return (Inside::Unlooked, None, 0);
            }
            // XML Schema's lax: a document element of the standard is looked at wherever it stands.
            Inside::Unlooked if own && name == &*form.root_name => {
                return (Inside::Element { ty: &form.types[form.root], state: 0 }, None, 0);
            }
            Inside::Unlooked => return (Inside::Unlooked, None, 0),
        };
        let Content::Elements { places, machine, .. } = &ty.content else {
            self.unexpected(name, &[]);
            return (Inside::Unlooked, None, 0);
        };
        let fits = |place: &usize| match &places[*place].name {
            Some(known) => own && **known == *name,
            None => !own && bound,
        };
        let next = machine.next[state].iter().copied().find(|place| fits(place));
        let place =
            next.or_else(|| (0..places.len()).find(|place| places[*place].name.is_some() && fits(place)));
        if let Some(place) = place {
            parent.inside = Inside::Element { ty, state: place + 1 };
        }
        let nth = place.map_or(0, |place| counted(&mut parent.counts, place));
        if next.is_none() {
            let expected: Vec<&str> =
                machine.next[state].iter().filter_map(|place| places[*place].name.as_deref()).collect();
            self.unexpected(name, &expected);
        }
        let Some(place) = place.map(|place| &places[place]) else { return (Inside::Unlooked, None, 0) };
        let inside = match place.kind {
            Kind::Element(id) => Inside::Element { ty: &form.types[id], state: 0 },
            Kind::Value { id, may_be_empty } => Inside::Value { id, may_be_empty },
            Kind::Unlooked => Inside::Unlooked,
        };
        (inside, place.name.as_deref(), nth)
    }

    fn unexpected(&mut self, name: &str, expected: &[&str]) {
        let path = self.path();
        let list = expected.join(", ");
        self.findings.push(path, || {
            if list.is_empty() {
                text!(ja: "要素 {name} は、ここには置けません。", en: "The element {name} cannot stand here.")
            } else {
                text!(ja: "要素 {name} は、ここには置けません。置けるのは {list} です。", en: "The element {name} cannot stand here; what can is {list}.")
            }
        });
    }

    fn attributes(
        &mut self,
        start: &BytesStart<'_>,
        own: bool,
        reader: &NsReader<&[u8]>,
    ) -> Result<(), Text> {
        let Some(Frame { inside, .. }) = self.frames.last() else { return Ok(()) };
        let inside = *inside;
        let mut present = 0_u64;
        for attribute in start.attributes() {
            let attribute = attribute.map_err(|error| text!(ja: "属性が読めません（{error}）。", en: "An attribute cannot be read ({error})."))?;
            if attribute.key.as_namespace_binding().is_some() {
                continue;
            }
            let (namespace, local) = reader.resolver().resolve_attribute(attribute.key);
            let local = local.into_inner();
            let value = attribute
                .normalized_value(XmlVersion::Implicit1_0)
                .map_err(|error| text!(ja: "属性 {local} の値が読めません（{error}）。", en: "The value of the attribute {local} cannot be read ({error})."))?;
            let foreign = match namespace {
                ResolveResult::Bound(bound) if bound.0 == INSTANCE => {
                    self.of_instance(local, inside);
                    continue;
                }
                ResolveResult::Bound(bound) => Some(bound.0 != &*self.form.namespace),
                ResolveResult::Unbound => None,
                ResolveResult::Unknown(_) => {
                    return Err(
                        text!(ja: "属性 {local} の接頭辞が宣言されていません。", en: "The prefix of the attribute {local} is not declared."),
                    );
                }
            };
            match inside {
                Inside::Element { ty, .. } => self.attribute(ty, local, &value, foreign, &mut present),
                Inside::Value { .. } => self.refused_attribute(local),
                Inside::Unlooked => {}
            }
            if own && foreign.is_none() {
                self.tell(Some(local), &value);
            }
        }
        let Inside::Element { ty, .. } = inside else { return Ok(()) };
        for (nth, attribute) in ty.attributes.iter().enumerate().filter(|(_, attribute)| attribute.required) {
            if present >> nth & 1 == 0 {
                let (path, name) = (self.path(), &attribute.name);
                self.findings.push(path, || text!(ja: "必須の属性 {name} がありません。", en: "The required attribute {name} is missing."));
            }
        }
        Ok(())
    }

    /// An attribute of XML Schema's own: where the schemas lie, `nil`, or `type`.
    fn of_instance(&mut self, name: &str, inside: Inside<'_>) {
        match (name, inside) {
            (_, Inside::Unlooked) => {}
            // XML Schema, part 1, cvc-elt 3.1: no element of the forms may be nil, so none may say whether it is.
            ("nil", _) => self.refused_attribute(name),
            ("type", _) => self.has_other_type = true,
            ("schemaLocation" | "noNamespaceSchemaLocation", _) => {}
            _ => self.refused_attribute(name),
        }
    }

    /// One attribute: `foreign` is none where it has no namespace.
    fn attribute(&mut self, ty: &Element, name: &str, value: &str, foreign: Option<bool>, present: &mut u64) {
        if foreign.is_none()
            && let Some(nth) = ty.attributes.iter().position(|known| *known.name == *name)
        {
            *present |= 1 << nth;
            if let Some(fault) = value::fault(&self.form.values, ty.attributes[nth].value, value) {
                let path = format!("{}/@{name}", self.path());
                self.findings.push(path, || fault);
            }
            return;
        }
        let let_be = match ty.further {
            Further::Any => true,
            Further::Other => foreign == Some(true),
            Further::Refused => false,
        };
        if !let_be {
            self.refused_attribute(name);
        }
    }

    fn refused_attribute(&mut self, name: &str) {
        let path = format!("{}/@{name}", self.path());
        self.findings.push(path, || text!(ja: "属性 {name} は、ここでは定められていません。", en: "The attribute {name} is not defined here."));
    }

    fn characters(&mut self, text: &str) -> Result<(), Text> {
        let blank = text.bytes().all(|byte| byte.is_ascii_whitespace());
        let Some(frame) = self.frames.last_mut() else {
            if blank || text == "\u{FEFF}" {
                return Ok(());
            }
            return Err(text!(ja: "要素の外に文字があります。", en: "There is text outside the elements."));
        };
        match frame.inside {
            Inside::Unlooked => {}
            Inside::Value { .. } => frame.text.push_str(text),
            Inside::Element { ty, .. } => match &ty.content {
                Content::Text(_) => frame.text.push_str(text),
                // Where nothing can stand, not even blanks can (XML Schema, part 1, cvc-complex-type 2.1).
                Content::Elements { mixed: false, places, .. } if places.is_empty() && !text.is_empty() => {
                    let path = self.path();
                    self.findings.push(path, || text!(ja: "この要素は空でなければなりません（空白も置けません）。", en: "This element has to be empty; not even blanks can stand here."));
                }
                Content::Elements { mixed, .. } => {
                    if !mixed && !blank {
                        let (path, shown) = (self.path(), shown(text.trim()));
                        self.findings.push(path, || text!(ja: "ここには要素だけを置けます（文字「{shown}」があります）。", en: "Only elements can stand here, not the text “{shown}”."));
                    }
                }
            },
        }
        Ok(())
    }

    fn end(&mut self) {
        let Some(frame) = self.frames.last() else { return };
        let fault = match frame.inside {
            Inside::Unlooked => None,
            Inside::Value { may_be_empty: true, .. } if frame.text.is_empty() => None,
            Inside::Value { id, .. } => value::fault(&self.form.values, id, &frame.text),
            Inside::Element { ty, state } => match &ty.content {
                Content::Text(id) => value::fault(&self.form.values, *id, &frame.text),
                Content::Elements { machine, .. } if machine.may_end[state] => None,
                Content::Elements { places, machine, .. } => {
                    let missing =
                        machine.next[state].iter().filter_map(|place| places[*place].name.as_deref());
                    let list = missing.collect::<Vec<_>>().join(", ");
                    Some(
                        text!(ja: "足りない要素があります。次に必要なのは {list} です。", en: "An element is missing; what has to follow is {list}."),
                    )
                }
            },
        };
        if let Some(fault) = fault {
            let path = self.path();
            self.findings.push(path, || fault);
        }
        if let Some(text) = self.frames.last_mut().map(|frame| std::mem::take(&mut frame.text)) {
            self.tell(None, &text);
        }
        self.frames.pop();
    }

    fn tell(&mut self, attribute: Option<&str>, value: &str) {
        let frames = &self.frames;
        let path = || match attribute {
            Some(name) => format!("{}/@{name}", path(frames)),
            None => path(frames),
        };
        let Some(last) = frames.last() else { return };
        let section = frames.get(1).map_or("", |frame| &*frame.name);
        if !matches!(last.inside, Inside::Unlooked) {
            (self.seen)(&Seen { section, element: &last.name, attribute, value, path: &path });
        }
    }

    fn path(&self) -> String {
        path(&self.frames)
    }
}

/// The open elements as an XPath without prefixes.
fn path(frames: &[Frame<'_>]) -> String {
    let mut path = String::new();
    for frame in frames {
        // Writing to a string cannot fail.
        let _ = match frame.nth {
            0 => write!(path, "/{}", frame.name),
            nth => write!(path, "/{}[{nth}]", frame.name),
        };
    }
    path
}

fn counted(counts: &mut Vec<(usize, usize)>, place: usize) -> usize {
    if let Some((_, count)) = counts.iter_mut().find(|(known, _)| *known == place) {
        *count += 1;
        return *count;
    }
    counts.push((place, 1));
    1
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORM: &str = "editions 1\ndoc element\n  @v! whole 1..\n  @* other\n  name normal\n  (choice)?\n    a scope\n    b+ \
        uri\n  list?\n    item* itemType\n  end?\n    @ref text\n  (other)*\nitemType element\n  = text\n  @ref text 1..\nscope words\n  x y\n";

    #[track_caller]
    fn check(inside: &str, expect: &[(&str, &str)]) {
        let form = XmlForm::of(FORM, "1", "doc", "urn:d".to_owned()).unwrap();
        let document = format!("<doc xmlns='urn:d' xmlns:o='urn:o' {inside}</doc>");
        let walked = form.walk(&document, &Limits::default(), &mut |_| {});
        assert!(walked.broken.is_none(), "{:?}", walked.broken);
        let told = walked.findings.into_told();
        let told: Vec<(&str, &str)> =
            told.iter().map(|one| (one.path.as_str(), one.text.en.as_str())).collect();
        assert_eq!(told, expect);
    }

    #[test]
    fn what_keeps_the_form_has_no_finding() {
        check("v='1' o:w='2'><name>n</name><a>x</a><o:any q='1'><z/></o:any>", &[]);
        check("v='7'><name/><b>u</b><b>w</b><list><item ref='1'>t &amp; &#65;</item><item/></list>", &[]);
    }

    #[test]
    fn each_fault_is_told_where_it_is() {
        check(
            "v='0' w=''>t<name/><name/><a> x</a><list><item ref=''/><item><z/></item></list>",
            &[
                ("/doc/@v", "0 is out of range; at least 1 is asked for."),
                ("/doc/@w", "The attribute w is not defined here."),
                ("/doc", "Only elements can stand here, not the text “t”."),
                ("/doc", "The element name cannot stand here; what can is a, b, list, end."),
                ("/doc/a[1]", "“ x” is not one of x, y."),
                ("/doc/list[1]/item[1]/@ref", "It has 0 characters; at least 1 are asked for."),
                ("/doc/list[1]/item[2]", "The element z cannot stand here."),
            ],
        );
        check(
            "><z xmlns=''/>",
            &[
                ("/doc", "The required attribute v is missing."),
                ("/doc", "The element z cannot stand here; what can is name."),
                ("/doc", "An element is missing; what has to follow is name."),
            ],
        );
    }

    #[test]
    fn an_element_for_nothing_holds_not_even_blanks() {
        check("v='1'><name/><end ref='a'/>", &[]);
        check("v='1'><name/><end ref='a'><!-- c --></end>", &[]);
        let told = "This element has to be empty; not even blanks can stand here.";
        check("v='1'><name/><end ref='a'> </end>", &[("/doc/end[1]", told)]);
        check("v='1'> <name/> <list> <item ref='b'>a</item> </list> ", &[]);
    }

    #[test]
    fn no_element_is_nil_and_other_types_are_not_looked_at() {
        let xsi = "xmlns:x='http://www.w3.org/2001/XMLSchema-instance' v='1'";
        check(&format!("{xsi} x:schemaLocation='a b'><name/><o:z x:nil='true'/>"), &[]);
        check(
            &format!("{xsi}><name x:nil='false'/>"),
            &[("/doc/name[1]/@nil", "The attribute nil is not defined here.")],
        );
        let form = XmlForm::of(FORM, "1", "doc", "urn:d".to_owned()).unwrap();
        let other = |document: String| form.walk(&document, &Limits::default(), &mut |_| {}).has_other_type;
        assert!(other(format!("<doc xmlns='urn:d' {xsi}><name x:type='z'/></doc>")));
        assert!(!other(format!("<doc xmlns='urn:d' {xsi}><name/></doc>")));
    }

    #[test]
    fn what_cannot_be_read_on_is_told_with_its_line() {
        let form = XmlForm::of(FORM, "1", "doc", "urn:d".to_owned()).unwrap();
        let broken = |document: &str| {
            form.walk(document, &Limits { depth_max: 3, ..Limits::default() }, &mut |_| {}).broken
        };
        assert_eq!(broken("<doc xmlns='urn:d'\n v='1'>\n<name>").map(|(line, _)| line), Some(3));
        assert!(broken("<doc xmlns='urn:d' v='1'><name>&x;</name></doc>").is_some());
        assert!(broken("<doc xmlns='urn:d' v='1'><o><o><o><o/></o></o></o></doc>").is_some());
        assert!(broken("").is_some());
        assert_eq!(
            broken("<doc xmlns='urn:d' v='1'>\n<name>a & b</name></doc>").map(|(line, _)| line),
            Some(2)
        );
    }
}
