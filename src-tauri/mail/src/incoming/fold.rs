//! What a writer said, apart from what they quoted and how they sign.
//!
//! **The rule.** Lines are dealt out, never changed: each goes to one of the three, and so
//! all of them are there. A quote begins with the line that programs write above it
//! (*Il giorno … ha scritto:*, *On … wrote:*, *Da: … Inviato: …*, *-----Messaggio
//! originale-----*) or with `>`. Where something new stands between quoted lines, it is an
//! answer to them and they stay with it. What was forwarded is not folded: it is what the
//! writer sends. When in doubt, a line is what somebody said.

mod marks;

use super::Text;
use marks::{
    attribution, begins_signature, is_separator, is_signature_mark, names_forwarded,
    names_original, starts_headers,
};

/// The longest signature that is taken for one, in lines and in bytes.
const LONGEST_SIGNATURE: (usize, usize) = (80, 10_000);

/// Deals the lines of a text out.
pub(super) fn folded(text: &str, is_forwarded: bool) -> Text {
    let lines: Vec<&str> = text.lines().collect();
    let Some(quote) = first_quote(&lines, is_forwarded) else {
        let sign = signature(&lines, 0, lines.len());
        return dealt(&lines[..sign], &[], &lines[sign..]);
    };
    let sign = signature(&lines, 0, quote.begins);
    if quote.lasts {
        return dealt(
            &lines[..sign],
            &lines[quote.begins..],
            &lines[sign..quote.begins],
        );
    }
    around_quotes(&lines, &quote, sign)
}

/// Where a quote begins.
struct Quote {
    begins: usize,
    /// Where its first quoted line is.
    first: usize,
    /// Whether all that follows is part of it.
    lasts: bool,
}

/// Lines that begin with `>`, perhaps with something new between them or behind them.
fn around_quotes(lines: &[&str], quote: &Quote, sign: usize) -> Text {
    let is_new = |at: &usize| !is_quoted(lines[*at]) && !lines[*at].trim().is_empty();
    let mut end = quote.first;
    while end < lines.len() && (is_quoted(lines[end]) || lines[end].trim().is_empty()) {
        end += 1;
    }
    // The signature behind the quotes, if there is one.
    let after = signature(lines, end, lines.len());
    let last_new = (end..after).rfind(is_new);
    let said_before = (0..sign).any(|at| is_new(&at));
    let Some(last_new) = last_new else {
        let signs = [&lines[sign..quote.begins], &lines[after..]].concat();
        return dealt(&lines[..sign], &lines[quote.begins..after], &signs);
    };
    let is_one_quote = !(end..=last_new).any(|at| is_quoted(lines[at]));
    if !said_before && sign == quote.begins && is_one_quote {
        let said = &lines[end..=last_new];
        let rest = &lines[last_new + 1..after];
        let quoted = [&lines[..end], rest].concat();
        return dealt(said, &quoted, &lines[after..]);
    }
    dealt(
        &lines[..=last_new],
        &lines[last_new + 1..after],
        &lines[after..],
    )
}

fn dealt(said: &[&str], quoted: &[&str], signature: &[&str]) -> Text {
    let text = |lines: &[&str]| {
        let from = lines.iter().position(|line| !line.trim().is_empty());
        let to = lines.iter().rposition(|line| !line.trim().is_empty());
        match (from, to) {
            (Some(from), Some(to)) => lines[from..=to].join("\n").trim_end().to_owned(),
            _ => String::new(),
        }
    };
    Text {
        said: text(said),
        quoted: text(quoted),
        signature: text(signature),
    }
}

fn is_quoted(line: &str) -> bool {
    line.trim_start().starts_with('>')
}

fn first_quote(lines: &[&str], is_forwarded: bool) -> Option<Quote> {
    for at in 0..lines.len() {
        let line = lines[at];
        if is_quoted(line) {
            return Some(Quote {
                begins: at,
                first: at,
                lasts: false,
            });
        }
        if let Some(length) = attribution(&lines[at..]) {
            let next = (at + length..lines.len()).find(|one| !lines[*one].trim().is_empty());
            return Some(Quote {
                begins: at,
                first: at + length,
                lasts: next.is_none_or(|next| !is_quoted(lines[next])),
            });
        }
        if names_forwarded(line) {
            return None;
        }
        if is_forwarded {
            continue;
        }
        let next = || (at + 1..lines.len()).find(|one| !lines[*one].trim().is_empty());
        let leads_to_headers = || next().is_some_and(|next| starts_headers(&lines[next..]));
        if names_original(line)
            || starts_headers(&lines[at..])
            || is_separator(line) && leads_to_headers()
        {
            return Some(Quote {
                begins: at,
                first: at,
                lasts: true,
            });
        }
    }
    None
}

/// Where the signature begins in these lines; at their end if there is none.
fn signature(lines: &[&str], from: usize, to: usize) -> usize {
    let fits = |at: usize| {
        let few = to - at <= LONGEST_SIGNATURE.0;
        let bytes = || lines[at..to].iter().map(|line| line.len()).sum::<usize>();
        few && bytes() <= LONGEST_SIGNATURE.1
    };
    let has_more = |at: usize| (at + 1..to).any(|one| !lines[one].trim().is_empty());
    let begins = |at: &usize| {
        let is_mark = is_signature_mark(lines[*at]) && has_more(*at);
        (is_mark || begins_signature(&lines[*at..to])) && fits(*at)
    };
    (from..to).find(begins).unwrap_or(to)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const LINES: [&str; 26] = [
        "",
        "",
        "La mappa è pronta.",
        "  rientrata",
        "> citata",
        "> > citata due volte",
        ">",
        "-- ",
        "--",
        "Anna",
        "Il giorno ven 20 nov 2026 alle ore 09:30 Biblioteca <",
        "b@example.it> ha scritto:",
        "Il 20/11/2026 09:30, Biblioteca ha scritto:",
        "On Fri, Nov 20, 2026 Biblioteca wrote:",
        "Ada <ada@example.it> ha scritto:",
        "-----Messaggio originale-----",
        "---------- Forwarded message ---------",
        "________________________________",
        "Da: Biblioteca",
        "Inviato: venerdì",
        "*Oggetto:* mappa",
        "A: Anna",
        "Inviato da iPhone",
        "Ai sensi del D.Lgs. 196/2003 i dati sono riservati",
        "Questo messaggio è riservato.",
        "Prima di stampare",
    ];

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

        #[test]
        fn every_line_is_in_one_of_the_three(
            lines in proptest::collection::vec(proptest::sample::select(&LINES[..]), 0..30),
            is_forwarded: bool,
        ) {
            let folded = folded(&lines.join("\n"), is_forwarded);
            let bare = |text: &str| -> Vec<String> {
                let lines = text.lines().map(|line| line.trim().to_owned());
                lines.filter(|line| !line.is_empty()).collect()
            };
            let mut dealt: Vec<String> = [&folded.said, &folded.quoted, &folded.signature]
                .into_iter()
                .flat_map(|text| bare(text))
                .collect();
            let mut all = bare(&lines.join("\n"));
            all.sort();
            dealt.sort();
            prop_assert_eq!(dealt, all);
        }
    }
}
