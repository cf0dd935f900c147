//! A text of iCalendar, taken apart into components and properties. Only what times are
//! made of is held; what somebody wrote about them is passed over.

/// How deep components are held within each other.
const DEEPEST: usize = 4;
/// The most parameters of a property, and the longest value of one, in octets.
const MOST_PARAMETERS: usize = 32;
const LONGEST_PARAMETER: usize = 1_000;
/// The properties that are held.
const HELD: [&str; 17] = [
    "DTEND",
    "DTSTART",
    "DURATION",
    "EXDATE",
    "EXRULE",
    "FREEBUSY",
    "RDATE",
    "RECURRENCE-ID",
    "RRULE",
    "SEQUENCE",
    "STATUS",
    "TRANSP",
    "TZID",
    "TZOFFSETFROM",
    "TZOFFSETTO",
    "UID",
    "X-MICROSOFT-CDO-BUSYSTATUS",
];

/// What was found in a text.
pub(super) struct Found {
    /// What stands in its calendars.
    pub(super) components: Vec<Component>,
    /// How many entries were one too many, or had no end.
    pub(super) lost: u32,
}

/// Something between BEGIN and END.
#[derive(Debug, Default)]
pub(super) struct Component {
    name: String,
    pub(super) properties: Vec<Property>,
    pub(super) parts: Vec<Component>,
}

impl Component {
    pub(super) fn is(&self, name: &str) -> bool {
        self.name == name
    }

    pub(super) fn first(&self, name: &str) -> Option<&Property> {
        self.properties.iter().find(|one| one.name == name)
    }

    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Property> {
        self.properties.iter().filter(move |one| one.name == name)
    }

    /// The value of a property that is a word.
    pub(super) fn value(&self, name: &str) -> Option<&str> {
        self.first(name).map(|property| property.value.trim())
    }

    /// The value of a property that is a text.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.value(name).map(unescaped)
    }
}

/// A line: a name, parameters and a value.
#[derive(Debug)]
pub(super) struct Property {
    pub(super) name: String,
    parameters: Vec<(String, String)>,
    pub(super) value: String,
}

impl Property {
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        let mut parameters = self.parameters.iter();
        let found = parameters.find(|(known, _)| known == name)?;
        Some(&found.1)
    }
}

/// Takes a text apart; none where it is no calendar.
pub(super) fn components(text: &[u8], most: usize) -> Option<Found> {
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    let mut open: Vec<Component> = Vec::new();
    let mut found = Found {
        components: Vec::new(),
        lost: 0,
    };
    let mut deeper = 0_usize; // components within the deepest that is held
    let mut began = false;
    for line in Unfolded(text) {
        let Some(property) = property(&line) else {
            continue;
        };
        let value = property.value.trim();
        match property.name.as_str() {
            "BEGIN" if open.len() >= DEEPEST => deeper += 1,
            "BEGIN" => {
                let name = value.to_ascii_uppercase();
                if !began && name != "VCALENDAR" {
                    return None;
                }
                began = true;
                open.push(Component {
                    name,
                    ..Component::default()
                });
            }
            "END" if deeper > 0 => deeper -= 1,
            "END" => close(&mut open, &mut found, most),
            _ if !began => return None,
            name if deeper == 0 && HELD.contains(&name) => {
                if let Some(component) = open.last_mut() {
                    component.properties.push(property);
                }
            }
            _ => {}
        }
    }
    if !open.is_empty() {
        found.lost = found.lost.saturating_add(1);
    }
    began.then_some(found)
}

/// The innermost component has ended: it belongs to the one around it, or to the calendar.
fn close(open: &mut Vec<Component>, found: &mut Found, most: usize) {
    let Some(done) = open.pop() else {
        return;
    };
    match open.last_mut() {
        Some(around) if around.is("VCALENDAR") => {
            if found.components.len() < most {
                found.components.push(done);
            } else {
                found.lost = found.lost.saturating_add(1);
            }
        }
        Some(around) if around.parts.len() < most => around.parts.push(done),
        Some(_) | None => {}
    }
}

/// The lines of a text, with those that were folded in one piece.
struct Unfolded<'a>(&'a [u8]);

impl Iterator for Unfolded<'_> {
    type Item = String;

    fn next(&mut self) -> Option<String> {
        if self.0.is_empty() {
            return None;
        }
        let mut line = self.physical().to_vec();
        while matches!(self.0.first(), Some(b' ' | b'\t')) {
            line.extend_from_slice(&self.physical()[1..]);
        }
        Some(String::from_utf8_lossy(&line).into_owned())
    }
}

impl<'a> Unfolded<'a> {
    /// The next line as it stands there, without its end.
    fn physical(&mut self) -> &'a [u8] {
        let end = self.0.iter().position(|&octet| octet == b'\n');
        let (line, rest) = match end {
            Some(end) => (&self.0[..end], &self.0[end + 1..]),
            None => (self.0, &self.0[self.0.len()..]),
        };
        self.0 = rest;
        line.strip_suffix(b"\r").unwrap_or(line)
    }
}

/// `NAME;PARAMETER=value;OTHER="with: this":VALUE`.
fn property(line: &str) -> Option<Property> {
    let end = line.find([';', ':'])?;
    let name = line[..end].trim().to_ascii_uppercase();
    let mut parameters = Vec::new();
    let mut rest = &line[end..];
    while let Some(parameter) = rest.strip_prefix(';') {
        if parameters.len() == MOST_PARAMETERS {
            return None;
        }
        let equals = parameter.find(['=', ':', ';'])?;
        let known = parameter[..equals].to_ascii_uppercase();
        rest = &parameter[equals..];
        let mut value = String::new();
        if let Some(after) = rest.strip_prefix('=') {
            (value, rest) = parameter_value(after)?;
        }
        parameters.push((known, value));
    }
    let value = rest.strip_prefix(':')?.to_owned();
    Some(Property {
        name,
        parameters,
        value,
    })
}

/// A parameter's value, without its quotation marks, and what follows it.
fn parameter_value(text: &str) -> Option<(String, &str)> {
    let mut quoted = false;
    let ends = |letter: char| {
        if letter == '"' {
            quoted = !quoted;
        }
        !quoted && matches!(letter, ';' | ':')
    };
    let end = text.find(ends).filter(|end| *end <= LONGEST_PARAMETER)?;
    Some((text[..end].replace('"', ""), &text[end..]))
}

/// A text as it was before it was written as a value.
pub(super) fn unescaped(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    let mut letters = value.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => match letters.next() {
                Some('n' | 'N') => text.push('\n'),
                Some(other) => text.push(other),
                None => {}
            },
            letter => text.push(letter),
        }
    }
    text
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// The first property of that name anywhere in a text, unescaped; for the tests of
    /// what is written.
    pub(crate) fn text_of(text: &str, name: &str) -> Option<String> {
        let mut lines = Unfolded(text.as_bytes()).filter_map(|line| property(&line));
        let found = lines.find(|property| property.name == name)?;
        Some(unescaped(&found.value))
    }

    #[test]
    fn a_line_is_taken_apart_where_its_quotation_marks_let_it() {
        let line = "attendee;CN=\"Rossi; Ada: capo\";ROLE=CHAIR:mailto:ada@example.it";
        let found = property(line).expect("a property");
        assert_eq!(found.name, "ATTENDEE");
        assert_eq!(found.parameter("CN"), Some("Rossi; Ada: capo"));
        assert_eq!(found.parameter("ROLE"), Some("CHAIR"));
        assert_eq!(found.value, "mailto:ada@example.it");
        for bad in ["", "X", "X;Y", "X;Y=\"a:b", ";", "=;"] {
            assert!(property(bad).is_none(), "{bad:?}");
        }
        let many = format!("X{}:y", ";A=b".repeat(MOST_PARAMETERS + 1));
        let long = format!("X;A={}:y", "b".repeat(LONGEST_PARAMETER + 1));
        assert!(property(&many).is_none() && property(&long).is_none());
    }
}
