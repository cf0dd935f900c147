//! A report as a table that spreadsheets in Italian open as it is: `;` between cells, UTF-8
//! with its mark, and no cell that a spreadsheet would take for a formula.

use sportello_core::{Language, Report};

use super::sheet::Sheet;

/// The report as CSV.
pub fn csv(report: &Report, language: Language) -> String {
    let sheet = Sheet::of(report, language);
    let mut text = String::from("\u{feff}");
    for head in [
        &sheet.title,
        &sheet.library,
        &sheet.period,
        &sheet.days,
        &sheet.made,
    ] {
        line(&mut text, std::slice::from_ref(head));
    }
    for part in &sheet.parts {
        text.push_str("\r\n");
        line(&mut text, std::slice::from_ref(&part.title));
        for said in &part.meaning {
            line(&mut text, std::slice::from_ref(said));
        }
        line(&mut text, &part.heads);
        part.rows.iter().for_each(|row| line(&mut text, &row.cells));
    }
    text
}

fn line(text: &mut String, cells: &[String]) {
    let cells: Vec<String> = cells.iter().map(|cell| quoted(cell)).collect();
    text.push_str(&cells.join(";"));
    text.push_str("\r\n");
}

/// What begins like a formula gets an apostrophe before it: a name of the library's must
/// not become one in somebody's spreadsheet.
fn quoted(cell: &str) -> String {
    let is_formula =
        cell.trim_start().starts_with(['=', '+', '-', '@']) || cell.starts_with(['\t', '\r']);
    let safe = if is_formula {
        format!("'{cell}")
    } else {
        cell.to_owned()
    };
    if safe.contains([';', '"', '\n', '\r']) {
        format!("\"{}\"", safe.replace('"', "\"\""))
    } else {
        safe
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_taken_for_a_formula_and_none_breaks_its_line() {
        for (cell, written) in [
            ("Prestiti", "Prestiti"),
            ("=HYPERLINK(\"x\")", "\"'=HYPERLINK(\"\"x\"\")\""),
            ("+39 055", "'+39 055"),
            ("-1", "'-1"),
            (" @banco", "' @banco"),
            ("a;b", "\"a;b\""),
            ("a\nb", "\"a\nb\""),
        ] {
            assert_eq!(quoted(cell), written);
        }
    }
}
