//! What a server says of its resources (RFC 4918, `multistatus`). No DTD is read, and no
//! more than a bounded number of elements.

use roxmltree::{Document, Node, ParsingOptions};

/// The most elements, attributes and texts of an answer.
const MOST_NODES: u32 = 50_000;

const DAV: &str = "DAV:";
const CALDAV: &str = "urn:ietf:params:xml:ns:caldav";
const APPLE: &str = "http://apple.com/ns/ical/";

/// What [`resources`] can read, asked for.
pub(super) const WANTED: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<D:propfind xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:A="http://apple.com/ns/ical/"><D:prop>
<D:resourcetype/><D:displayname/><D:current-user-principal/><D:current-user-privilege-set/>
<C:calendar-home-set/><C:supported-calendar-component-set/><A:calendar-color/>
</D:prop></D:propfind>
"#;

/// What a server says of one resource.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Resource {
    pub(super) href: String,
    pub(super) name: String,
    pub(super) is_calendar: bool,
    /// Who is signed in.
    pub(super) principal: Option<String>,
    /// Where their calendars are.
    pub(super) homes: Vec<String>,
    /// Whether appointments may be kept in it.
    pub(super) takes_events: bool,
    pub(super) colour: Option<String>,
}

/// Reads an answer; none where it is nothing of the kind.
pub(super) fn resources(body: &[u8]) -> Option<Vec<Resource>> {
    let text = std::str::from_utf8(body).ok()?;
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let options = ParsingOptions {
        allow_dtd: false,
        nodes_limit: MOST_NODES,
        ..ParsingOptions::default()
    };
    let document = Document::parse_with_options(text, options).ok()?;
    let root = document.root_element();
    if !root.has_tag_name((DAV, "multistatus")) {
        return None;
    }
    Some(
        children(root, DAV, "response")
            .filter_map(resource)
            .collect(),
    )
}

fn resource(response: Node<'_, '_>) -> Option<Resource> {
    let href = text(child(response, DAV, "href")?);
    let found: Vec<Node> = children(response, DAV, "propstat")
        .filter(|stated| child(*stated, DAV, "status").is_none_or(|status| is_good(&text(status))))
        .filter_map(|stated| child(stated, DAV, "prop"))
        .collect();
    let property = |space, name| found.iter().find_map(|prop| child(*prop, space, name));
    let kind = property(DAV, "resourcetype");
    let homes = property(CALDAV, "calendar-home-set");
    let homes = homes.map(|homes| children(homes, DAV, "href").map(text).collect());
    Some(Resource {
        href,
        name: property(DAV, "displayname").map(text).unwrap_or_default(),
        is_calendar: kind.is_some_and(|kind| child(kind, CALDAV, "calendar").is_some()),
        principal: property(DAV, "current-user-principal")
            .and_then(|principal| child(principal, DAV, "href"))
            .map(text),
        homes: homes.unwrap_or_default(),
        takes_events: property(CALDAV, "supported-calendar-component-set").is_none_or(holds_events)
            && property(DAV, "current-user-privilege-set").is_none_or(may_be_written),
        colour: property(APPLE, "calendar-color").and_then(|colour| hex(&text(colour))),
    })
}

fn holds_events(components: Node<'_, '_>) -> bool {
    let is_event = |component: Node| {
        let name = component.attribute("name").unwrap_or_default();
        name.eq_ignore_ascii_case("VEVENT")
    };
    children(components, CALDAV, "comp").any(is_event)
}

fn may_be_written(privileges: Node<'_, '_>) -> bool {
    let mut granted = children(privileges, DAV, "privilege").flat_map(|one| one.children());
    granted.any(|one| {
        ["all", "write", "write-content", "bind"]
            .map(|name| (DAV, name))
            .iter()
            .any(|name| one.has_tag_name(*name))
    })
}

/// `HTTP/1.1 200 OK`.
fn is_good(status: &str) -> bool {
    let code = status.split_whitespace().nth(1);
    code.is_some_and(|code| code.starts_with('2'))
}

/// `#rrggbb`, of which the calendar of Apple makes `#rrggbbaa`.
fn hex(colour: &str) -> Option<String> {
    let digits = colour.trim().strip_prefix('#')?;
    let is_one =
        matches!(digits.len(), 6 | 8) && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    is_one.then(|| format!("#{}", digits[..6].to_ascii_lowercase()))
}

fn children<'a, 'input>(
    node: Node<'a, 'input>,
    space: &'static str,
    name: &'static str,
) -> impl Iterator<Item = Node<'a, 'input>> {
    node.children()
        .filter(move |child| child.has_tag_name((space, name)))
}

fn child<'a, 'input>(
    node: Node<'a, 'input>,
    space: &'static str,
    name: &'static str,
) -> Option<Node<'a, 'input>> {
    children(node, space, name).next()
}

/// The text in an element: one line, of a length that can be shown.
fn text(node: Node<'_, '_>) -> String {
    let all: String = node
        .children()
        .filter(Node::is_text)
        .filter_map(|child| child.text())
        .collect();
    let line = all.split_whitespace().collect::<Vec<_>>().join(" ");
    line.chars()
        .filter(|letter| !letter.is_control())
        .take(2_000)
        .collect()
}
