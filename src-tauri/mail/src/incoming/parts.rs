//! The parts of a mail, found in one walk over its lines.
//!
//! **The rule.** The walk does not recurse and looks at every byte once: boundaries that
//! are open stand on a stack of at most [`MOST_DEPTH`], and a line is compared with them
//! only if it begins as boundaries do. A mail within a mail is one part and is not walked.

use super::fields::Described;
use super::head::{Head, line_at, trim_end};
use super::{MOST_DEPTH, MOST_PARTS};

/// How far a boundary is looked for that nobody named, in bytes.
const GUESS_WITHIN: usize = 64 * 1024;
/// The longest boundary, in bytes; the norm says 70.
const LONGEST_BOUNDARY: usize = 250;

/// One part.
pub(super) struct Part<'a> {
    pub head: Head,
    /// What it says it is.
    pub kind: Described,
    /// What it holds, as it was written; nothing where it only holds other parts.
    pub body: &'a [u8],
    /// The part that it is in.
    pub within: Option<usize>,
    /// Whether it only holds other parts.
    pub holds_parts: bool,
    /// Whether it would hold other parts if it did not lie so deep.
    pub too_deep: bool,
}

/// All parts, in their order.
pub(super) struct Parts<'a> {
    pub all: Vec<Part<'a>>,
    /// How many more there are.
    pub beyond: usize,
    /// Whether some lie too deep.
    pub too_deep: bool,
}

/// A part that holds others and is not at its end.
struct Open {
    boundary: Vec<u8>,
    part: usize,
}

/// What is being walked through.
#[derive(Clone, Copy)]
enum Within {
    /// What a part holds, from there on.
    Part { part: usize, from: usize },
    /// What stands before the first part of a part, or behind its last.
    Margin {
        of: usize,
        from: usize,
        behind: bool,
    },
    /// A part too many.
    Nothing,
}

struct Walk<'a> {
    bytes: &'a [u8],
    parts: Parts<'a>,
    open: Vec<Open>,
    within: Within,
}

/// Finds the parts of a mail with this head, whose body is this.
pub(super) fn walk(head: Head, body: &[u8]) -> Parts<'_> {
    let parts = Parts {
        all: Vec::new(),
        beyond: 0,
        too_deep: false,
    };
    let mut walk = Walk {
        bytes: body,
        parts,
        open: Vec::new(),
        within: Within::Nothing,
    };
    walk.begin(head, 0, None);
    let mut at = 0;
    while at < body.len() && !walk.open.is_empty() {
        let line = line_at(body, at);
        let next = at + line.len();
        at = match walk.boundary(line) {
            Some((level, ends)) => walk.pass(level, ends, at, next),
            None => next,
        };
    }
    walk.end(body.len());
    walk.open.clear();
    walk.parts
}

impl<'a> Walk<'a> {
    /// The open part whose boundary this line is, and whether it ends it.
    fn boundary(&self, line: &[u8]) -> Option<(usize, bool)> {
        let line = trim_end(line.strip_prefix(b"--")?);
        let level = |wanted: &[u8]| self.open.iter().rposition(|one| one.boundary == wanted);
        match level(line) {
            Some(level) => Some((level, false)),
            None => level(line.strip_suffix(b"--")?).map(|level| (level, true)),
        }
    }

    /// Goes past a boundary; says where to go on.
    fn pass(&mut self, level: usize, ends: bool, at: usize, next: usize) -> usize {
        self.end(at);
        let of = self.open[level].part;
        self.open.truncate(level + usize::from(!ends));
        if ends {
            self.within = Within::Margin {
                of,
                from: next,
                behind: true,
            };
            return next;
        }
        let (head, length) = Head::read(&self.bytes[next..], |line| self.boundary(line).is_some());
        let from = next + length;
        self.begin(head, from, Some(of));
        from
    }

    /// Begins a part that has this head and goes on from there.
    fn begin(&mut self, head: Head, from: usize, within: Option<usize>) {
        if self.parts.all.len() >= MOST_PARTS {
            self.parts.beyond += 1;
            self.within = Within::Nothing;
            return;
        }
        let kind = Described::read(&head, "content-type");
        let boundary = match kind.is_multipart() {
            true => named(&kind).or_else(|| guessed(&self.bytes[from..])),
            false => None,
        };
        let part = self.parts.all.len();
        let too_deep = boundary.is_some() && self.open.len() >= MOST_DEPTH;
        self.parts.too_deep |= too_deep;
        self.parts.all.push(Part {
            head,
            kind,
            body: &[],
            within,
            holds_parts: false,
            too_deep,
        });
        self.within = match boundary.filter(|_| !too_deep) {
            Some(boundary) => {
                self.open.push(Open { boundary, part });
                let (of, behind) = (part, false);
                Within::Margin { of, from, behind }
            }
            None => Within::Part { part, from },
        };
    }

    /// Ends what is being walked through.
    fn end(&mut self, at: usize) {
        match self.within {
            Within::Part { part, from } => {
                self.parts.all[part].body = without_line_end(&self.bytes[from.min(at)..at]);
            }
            Within::Margin { of, from, behind } => self.margin(of, from.min(at), at, behind),
            Within::Nothing => {}
        }
        self.within = Within::Nothing;
    }

    /// What stands before the first part is for programs that know no parts; unless there
    /// are none. What stands behind the last was put there by somebody on the way.
    fn margin(&mut self, of: usize, from: usize, to: usize, behind: bool) {
        let body = without_line_end(&self.bytes[from..to]);
        if !behind {
            // No boundary of its own was found: all of it is this part's.
            let is_its_own = self.open.last().is_some_and(|open| open.part == of);
            let found = is_its_own && self.begins_part_of_its_own(to);
            self.parts.all[of].holds_parts = found;
            if !found {
                self.parts.all[of].body = body;
            }
            return;
        }
        if body.trim_ascii().is_empty() {
            return;
        }
        self.begin(Head::default(), from, Some(of));
        if let Within::Part { part, .. } = self.within {
            self.parts.all[part].body = body;
        }
    }

    /// Whether a part within the innermost one begins there.
    fn begins_part_of_its_own(&self, at: usize) -> bool {
        let level = self.boundary(line_at(self.bytes, at));
        level.is_some_and(|(level, ends)| level + 1 == self.open.len() && !ends)
    }
}

/// The boundary that a part names.
fn named(kind: &Described) -> Option<Vec<u8>> {
    let boundary = kind.attribute("boundary")?.trim_end();
    let fits = (1..=LONGEST_BOUNDARY).contains(&boundary.len());
    fits.then(|| boundary.as_bytes().to_vec())
}

/// The boundary of a part that names none: a line that begins as boundaries do, before one
/// that begins a part.
fn guessed(body: &[u8]) -> Option<Vec<u8>> {
    let body = &body[..body.len().min(GUESS_WITHIN)];
    let mut at = 0;
    while at < body.len() {
        let line = line_at(body, at);
        at += line.len();
        let boundary = line.strip_prefix(b"--").map(trim_end);
        let begins_part = || {
            let next = line_at(body, at);
            next.len() > 8 && next[..8].eq_ignore_ascii_case(b"content-")
        };
        if let Some(boundary) = boundary
            && (1..=LONGEST_BOUNDARY).contains(&boundary.len())
            && begins_part()
        {
            return Some(boundary.to_vec());
        }
    }
    None
}

/// The line end before a boundary is the boundary's.
fn without_line_end(body: &[u8]) -> &[u8] {
    let body = body.strip_suffix(b"\n").unwrap_or(body);
    body.strip_suffix(b"\r").unwrap_or(body)
}
