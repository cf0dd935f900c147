//! A report as a document that a municipality can publish: PDF/A-2a and PDF/UA-1, read out
//! in its order, with the font in it. It holds nothing of any person.

use sportello_core::{Language, Report};

use super::paper::{NotWritten, Paper};
use super::sheet::Sheet;

/// The report as PDF.
///
/// # Errors
/// When the document would not be what it says it is.
pub fn pdf(report: &Report, language: Language) -> Result<Vec<u8>, NotWritten> {
    let sheet = Sheet::of(report, language);
    let mut paper = Paper::new()?;
    let title = format!("{}, {}", sheet.title, sheet.period);
    paper.heading(1, &title);
    paper.paragraph(&sheet.library, false);
    paper.paragraph(&sheet.days, false);
    for part in &sheet.parts {
        paper.heading(2, &part.title);
        for said in &part.meaning {
            paper.paragraph(said, true);
        }
        paper.table(&part.heads, &part.rows);
    }
    let code = match language {
        Language::It => "it",
        Language::En => "en",
    };
    let foot = format!("{} · {}", sheet.library, sheet.made);
    let title = format!("{title}: {}", sheet.library);
    paper.finish(&title, code, &foot, report.made_at)
}
