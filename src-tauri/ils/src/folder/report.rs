//! What is put beside a file that was read: how it went, in Italian and in English, for
//! whoever looks into the folder. Lines and reasons, and nothing of what stands in the
//! file.

use std::fmt::Write as _;

use sportello_core::{RowFault, SourceCause, SourceTrouble};

use crate::file::{RowTroubles, Summary};

/// How the reading of a file came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome<'a> {
    /// Its loans were taken.
    Taken(&'a Summary),
    /// It is the same file as the last one; nothing was to be done.
    SameAsBefore,
    /// Somebody looked at it and did not want it.
    Declined,
    /// It can't be read.
    Unreadable(&'a SourceTrouble),
}

impl Outcome<'_> {
    /// Whether the file goes to those that were processed.
    pub(super) const fn is_processed(&self) -> bool {
        match self {
            Self::Taken(_) | Self::SameAsBefore => true,
            Self::Declined | Self::Unreadable(_) => false,
        }
    }

    /// The report on a file.
    pub(super) fn report(&self, name: &str) -> String {
        let mut report = String::new();
        for words in [&ITALIAN, &ENGLISH] {
            if !report.is_empty() {
                report.push_str("\r\n");
            }
            self.tell(words, name, &mut report);
        }
        report
    }

    fn tell(&self, words: &Words, name: &str, report: &mut String) {
        let mut line = |text: &str| {
            report.push_str(text);
            report.push_str("\r\n");
        };
        line(&format!("Sportello: {name}"));
        match self {
            Self::Taken(summary) => {
                for (count, what) in [
                    (summary.rows, words.rows),
                    (summary.loans, words.loans),
                    (summary.returned, words.returned),
                    (summary.rejected.count, words.rejected),
                    (summary.remarks.count, words.remarks),
                ] {
                    line(&format!("{what}: {count}"));
                }
                list(words, &summary.rejected, report);
                list(words, &summary.remarks, report);
            }
            Self::SameAsBefore => line(words.same),
            Self::Declined => line(words.declined),
            Self::Unreadable(trouble) => {
                line(&format!(
                    "{}: {}",
                    words.unreadable,
                    (words.cause)(trouble.cause)
                ));
                if trouble.cause == SourceCause::FileColumnsMissing {
                    line(&trouble.said);
                }
            }
        }
    }
}

fn list(words: &Words, troubles: &RowTroubles, report: &mut String) {
    for trouble in &troubles.first {
        let (line, why) = (trouble.line, (words.fault)(trouble.fault));
        let _ = write!(report, "{} {line}: {why}\r\n", words.line); // a String takes all
    }
    let others = troubles.count as usize - troubles.first.len().min(troubles.count as usize);
    if others > 0 {
        let _ = write!(report, "{} {others}\r\n", words.others);
    }
}

/// The words of a language.
struct Words {
    rows: &'static str,
    loans: &'static str,
    returned: &'static str,
    rejected: &'static str,
    remarks: &'static str,
    line: &'static str,
    others: &'static str,
    same: &'static str,
    declined: &'static str,
    unreadable: &'static str,
    cause: fn(SourceCause) -> &'static str,
    fault: fn(RowFault) -> &'static str,
}

const ITALIAN: Words = Words {
    rows: "Righe lette",
    loans: "Prestiti in corso",
    returned: "Prestiti già rientrati",
    rejected: "Righe scartate",
    remarks: "Osservazioni",
    line: "Riga",
    others: "e altre",
    same: "È lo stesso file della volta prima: non c’era niente da fare.",
    declined: "Qualcuno ha guardato il file e non l’ha voluto.",
    unreadable: "Il file non è stato letto",
    cause: |cause| match cause {
        SourceCause::FileEmpty => "è vuoto.",
        SourceCause::FileTooLarge => "è più grande di 64 MB.",
        SourceCause::FileIsWorkbook => "è una cartella di lavoro; va salvata come CSV.",
        SourceCause::FileNotText => "non è un testo.",
        SourceCause::FileTooManyRows => "ha più di 500.000 righe.",
        SourceCause::FileTooManyColumns => "ha più di 100 colonne.",
        SourceCause::FileNoColumns => "non vi si trovano colonne.",
        SourceCause::FileQuotesOpen => "ha troppe virgolette aperte e mai chiuse.",
        SourceCause::FileColumnsMissing => "mancano colonne che servono.",
        _ => "non si può leggere.", // the others are no files
    },
    fault: |fault| match fault {
        RowFault::DueMissing => "manca la scadenza.",
        RowFault::DueUnreadable => "la scadenza non si legge.",
        RowFault::DueTooFar => "la scadenza è troppo lontana.",
        RowFault::NoBorrower => "non dice di chi è il prestito.",
        RowFault::NumberTooLong => "un numero è troppo lungo.",
        RowFault::NumberRounded => "il foglio di calcolo ha arrotondato un numero (come 1,23E+11).",
        RowFault::LoanTwice => "lo stesso prestito è già più sopra.",
        RowFault::QuoteOpen => "virgolette aperte e non chiuse.",
        RowFault::TooManyCells => "ha più celle delle intestazioni.",
        RowFault::CellTooLong => "una cella è troppo lunga.",
        RowFault::MailUnreadable => "l’indirizzo di posta non è valido; letta senza.",
        RowFault::LentUnreadable => "la data del prestito non si legge; letta senza.",
        RowFault::RenewalsUnreadable => "il numero di proroghe non si legge; letta senza.",
    },
};

const ENGLISH: Words = Words {
    rows: "Rows read",
    loans: "Loans that are out",
    returned: "Loans returned already",
    rejected: "Rows left out",
    remarks: "Remarks",
    line: "Line",
    others: "and others:",
    same: "It is the same file as last time: there was nothing to do.",
    declined: "Somebody looked at the file and did not want it.",
    unreadable: "The file was not read",
    cause: |cause| match cause {
        SourceCause::FileEmpty => "it is empty.",
        SourceCause::FileTooLarge => "it is larger than 64 MB.",
        SourceCause::FileIsWorkbook => "it is a workbook; save it as CSV.",
        SourceCause::FileNotText => "it is no text.",
        SourceCause::FileTooManyRows => "it has more than 500,000 rows.",
        SourceCause::FileTooManyColumns => "it has more than 100 columns.",
        SourceCause::FileNoColumns => "no columns are found in it.",
        SourceCause::FileQuotesOpen => "too many quotes in it are opened and never closed.",
        SourceCause::FileColumnsMissing => "columns that are needed are missing.",
        _ => "it can’t be read.", // the others are no files
    },
    fault: |fault| match fault {
        RowFault::DueMissing => "the due date is missing.",
        RowFault::DueUnreadable => "the due date can’t be read.",
        RowFault::DueTooFar => "the due date is too far off.",
        RowFault::NoBorrower => "it does not say whose loan it is.",
        RowFault::NumberTooLong => "a number is too long.",
        RowFault::NumberRounded => "the spreadsheet has rounded a number (like 1.23E+11).",
        RowFault::LoanTwice => "the same loan stands further up.",
        RowFault::QuoteOpen => "a quote is opened and not closed.",
        RowFault::TooManyCells => "it has more cells than there are headings.",
        RowFault::CellTooLong => "a cell is too long.",
        RowFault::MailUnreadable => "the mail address is none; taken without it.",
        RowFault::LentUnreadable => "the day of the loan can’t be read; taken without it.",
        RowFault::RenewalsUnreadable => "the number of renewals can’t be read; taken without it.",
    },
};
