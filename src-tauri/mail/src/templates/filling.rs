//! A wording taken apart, and put together again as text and as a page.

use sportello_core::Language;

use super::{Kind, Part, Placeholder, Values, words};

/// A piece of a wording.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    Words(&'a str),
    /// A word between braces.
    Named(&'a str),
    /// The loan that stands at this place, in a line that stands there for each.
    Loan(usize),
}

/// Lines that stand together, each in its pieces.
pub(super) type Paragraph<'a> = Vec<Vec<Piece<'a>>>;

/// The pieces of a wording. A brace that is not closed on its line is a brace.
pub(super) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut words = 0;
    let mut from = 0;
    while let Some(open) = text[from..].find('{').map(|at| from + at) {
        let inside = &text[open + 1..];
        let close = inside
            .find(['{', '}', '\n'])
            .filter(|at| inside[*at..].starts_with('}'));
        let Some(close) = close else {
            from = open + 1;
            continue;
        };
        if open > words {
            pieces.push(Piece::Words(&text[words..open]));
        }
        pieces.push(Piece::Named(&inside[..close]));
        words = open + 1 + close + 1;
        from = words;
    }
    if words < text.len() {
        pieces.push(Piece::Words(&text[words..]));
    }
    pieces
}

/// The paragraphs of a text, without the lines that have nothing to say this time.
pub(super) fn paragraphs<'a>(
    text: &'a str,
    language: Language,
    values: &Values,
) -> Vec<Paragraph<'a>> {
    let says_something = |line: &Vec<Piece<'_>>| {
        let silent = |piece: &Piece<'_>| plain(piece, language, values).is_empty();
        !line.iter().any(silent)
    };
    let mut paragraphs = vec![Vec::new()];
    for line in text.lines() {
        let line = line.trim_end();
        let pieces = pieces(line);
        if line.is_empty() {
            paragraphs.push(Vec::new());
        } else if let Some(last) = paragraphs.last_mut().filter(|_| says_something(&pieces)) {
            last.extend(for_each_loan(pieces, language, values));
        }
    }
    paragraphs.retain(|paragraph| !paragraph.is_empty());
    paragraphs
}

/// A line with the loans, once for each of them; any other line, as it is.
fn for_each_loan<'a>(
    line: Vec<Piece<'a>>,
    language: Language,
    values: &Values,
) -> Vec<Vec<Piece<'a>>> {
    let is_loans = |piece: &Piece<'_>| stands_for(piece, Placeholder::Loans);
    if !line.iter().any(is_loans) {
        return vec![line];
    }
    let with = |place| {
        let filled = |piece: &Piece<'a>| {
            if is_loans(piece) {
                Piece::Loan(place)
            } else {
                *piece
            }
        };
        line.iter().map(filled).collect()
    };
    (0..values.loan_lines(language).len()).map(with).collect()
}

/// A piece as text.
pub(super) fn plain(piece: &Piece<'_>, language: Language, values: &Values) -> String {
    match piece {
        Piece::Words(words) => (*words).to_owned(),
        Piece::Named(word) => match Placeholder::named(word) {
            Some(placeholder) => values.get(placeholder, language),
            None => format!("{{{word}}}"),
        },
        Piece::Loan(place) => {
            let mut lines = values.loan_lines(language);
            if *place < lines.len() {
                lines.swap_remove(*place)
            } else {
                String::new()
            }
        }
    }
}

/// The page of a letter.
pub(super) fn page(
    kind: Kind,
    language: Language,
    subject: &str,
    paragraphs: &[Paragraph<'_>],
    values: &Values,
) -> String {
    let link = values.get(Placeholder::Link, language);
    let is_link = link.starts_with("https://") || link.starts_with("http://");
    let anchor = |words: &str, style: &str| {
        format!(
            "<a href=\"{}\"{style}>{}</a>",
            escaped(&link),
            escaped(words)
        )
    };
    let piece = |piece: &Piece<'_>| match piece {
        piece if is_link && stands_for(piece, Placeholder::Link) => anchor(&link, ""),
        piece => escaped(&plain(piece, language, values)),
    };
    let line = |pieces: &Vec<Piece<'_>>| -> String { pieces.iter().map(piece).collect() };
    let paragraph = |lines: &Paragraph<'_>| match lines.as_slice() {
        [only] if is_link && is_link_alone(only) => {
            let style = " style=\"display:inline-block;padding:12px 20px;border-radius:8px;background:#0066cc;color:#ffffff;font-weight:bold;text-decoration:none\"";
            format!("<p>{}</p>", anchor(words::open_link(kind, language), style))
        }
        lines => format!(
            "<p>{}</p>",
            lines.iter().map(line).collect::<Vec<_>>().join("<br>\n")
        ),
    };
    let body: Vec<String> = paragraphs.iter().map(paragraph).collect();
    let language = match language {
        Language::It => "it",
        Language::En => "en",
    };
    // The body last: what is filled in is not looked through again.
    include_str!("page.html")
        .replace("{{language}}", language)
        .replace("{{title}}", &escaped(subject).replace("{{", "{ {"))
        .replace("{{body}}", &body.join("\n"))
}

/// The page of a letter in pieces.
pub(super) fn parts(
    kind: Kind,
    language: Language,
    paragraphs: &[Paragraph<'_>],
    values: &Values,
) -> Vec<Part> {
    let line = |pieces: &Vec<Piece<'_>>| -> String {
        let text = |piece| plain(piece, language, values);
        pieces.iter().map(text).collect()
    };
    let part = |lines: &Paragraph<'_>| match lines.as_slice() {
        [only] if is_link_alone(only) => Part::Button(words::open_link(kind, language).to_owned()),
        lines => Part::Paragraph(lines.iter().map(line).collect()),
    };
    paragraphs.iter().map(part).collect()
}

fn is_link_alone(line: &[Piece<'_>]) -> bool {
    matches!(line, [only] if stands_for(only, Placeholder::Link))
}

fn stands_for(piece: &Piece<'_>, placeholder: Placeholder) -> bool {
    match piece {
        Piece::Named(word) => Placeholder::named(word) == Some(placeholder),
        Piece::Words(_) | Piece::Loan(_) => false,
    }
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for one in text.chars() {
        match one {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            one => escaped.push(one),
        }
    }
    escaped
}

/// On one line, without what nobody sees, and cut.
pub(super) fn one_line(text: &str, longest: usize) -> String {
    let blank = |one: char| if one.is_control() { ' ' } else { one };
    let text: String = text.chars().map(blank).take(4 * longest).collect();
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").chars().take(longest).collect()
}
