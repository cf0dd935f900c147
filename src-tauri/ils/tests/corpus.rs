//! Awkward files of loans, each with what must be understood of it beside it.
//!
//! `SPORTELLO_WRITE_CORPUS=1 cargo test -p sportello-ils --test corpus` writes the
//! expectations anew; read the difference before it is committed.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use chrono_tz::Europe::Rome;
use sportello_ils::{RowTroubles, guess, interpret, missing, read_table};

#[test]
fn every_awkward_file_is_understood_as_it_is_expected() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/corpus/loans");
    let files: Vec<PathBuf> = fs::read_dir(folder)
        .expect("the corpus")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "csv"))
        .collect();
    assert!(files.len() >= 30, "{files:?}");
    let mut wrong = Vec::new();
    for file in files {
        let bytes = fs::read(&file).expect("a file");
        let understood = understood(&bytes);
        let beside = file.with_extension("expected");
        if std::env::var_os("SPORTELLO_WRITE_CORPUS").is_some() {
            fs::write(&beside, &understood).expect("room");
        }
        let expected = fs::read_to_string(&beside).unwrap_or_default();
        if understood != expected {
            let name = file.display();
            wrong.push(format!(
                "{name}\n-- is\n{understood}-- expected\n{expected}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What is understood of a file by its own headings, in lines.
fn understood(bytes: &[u8]) -> String {
    let mut lines = String::new();
    let mut line = |text: String| writeln!(lines, "{text}").expect("a String takes all");
    let table = match read_table(bytes) {
        Ok(table) => table,
        Err(why) => {
            line(format!("no table: {:?}", why.cause));
            return lines;
        }
    };
    line(format!("delimiter: {:?}", table.delimiter()));
    line(format!("headings: {:?}", table.headings()));
    let mapping = guess(&table);
    for (column, heading) in &mapping.columns {
        line(format!("{column:?}: {heading:?}"));
    }
    line(format!("order: {:?}", mapping.order));
    let read = match interpret(&table, &mapping, Rome) {
        Ok(read) => read,
        Err(why) => {
            line(format!("missing: {:?}", missing(&mapping, &table)));
            line(format!("no loans: {:?}", why.cause));
            return lines;
        }
    };
    let summary = &read.summary;
    line(format!(
        "rows {}, loans {}, returned {}, rejected {}, remarks {}",
        summary.rows,
        summary.loans,
        summary.returned,
        summary.rejected.count,
        summary.remarks.count
    ));
    let troubles = |troubles: &RowTroubles| -> Vec<String> {
        let told = troubles.first.iter();
        told.map(|one| format!("line {}: {:?} {:?}", one.line, one.fault, one.cell))
            .collect()
    };
    for told in troubles(&summary.rejected) {
        line(told);
    }
    for told in troubles(&summary.remarks) {
        line(told);
    }
    if !read.unread.is_empty() {
        line(format!("left out: {:?}", read.unread));
    }
    for one in &read.data.borrowers {
        let mail = one
            .mail
            .as_ref()
            .map(|mail| mail.as_str())
            .unwrap_or_default();
        line(format!(
            "borrower {:?}: card {:?}, name {:?}, mail {mail:?}, phone {:?}, language {:?}",
            one.key, one.card, one.name, one.phone, one.language
        ));
    }
    for one in &read.data.loans {
        let lent = one.lent.map(|lent| lent.to_string()).unwrap_or_default();
        line(format!(
            "loan {:?} of {:?}: item {:?}, title {:?}, author {:?}, lent {lent:?}, due {}, \
            renewals {:?}, awaited {}, renews itself {}",
            one.key,
            one.borrower,
            one.item,
            one.title,
            one.author,
            one.due,
            one.renewals,
            one.is_awaited,
            one.renews_itself
        ));
    }
    lines
}
