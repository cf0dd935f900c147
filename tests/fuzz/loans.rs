//! What must be true of any bytes that are read as a file of loans: they are loans within
//! their bounds, each of somebody, no two with one key, and the same each time; or they are
//! a trouble. Shared by the fuzz target and by the tests of `sportello-ils`.

use std::collections::BTreeSet;

use chrono_tz::Europe::Rome;
use sportello_core::{Column, Mapping};
use sportello_ils::{
    Interpreted, LONGEST_CELL, MOST_LISTED, Table, fingerprint, guess, interpret, read_table,
};

/// Reads the bytes as a file of loans: as it is guessed, and with its first columns as the
/// ones that are needed.
///
/// # Panics
/// When something of that does not hold.
pub fn judge(noise: &[u8]) {
    assert_eq!(fingerprint(noise).len(), 64);
    let Ok(table) = read_table(noise) else {
        return;
    };
    let headings = table.headings();
    assert!((1..=100).contains(&headings.len()));
    assert!(
        headings
            .iter()
            .all(|one| (1..=100).contains(&one.chars().count()))
    );
    let names: BTreeSet<&String> = headings.iter().collect();
    assert_eq!(names.len(), headings.len(), "{headings:?}");
    for row in table.sample(20, 30) {
        assert_eq!(row.len(), headings.len());
    }
    let mut mapping = guess(&table);
    holds(&table, &mapping);
    for (column, heading) in Column::ALL.into_iter().zip(headings) {
        mapping.columns.insert(column, heading.clone());
    }
    holds(&table, &mapping);
}

fn holds(table: &Table<'_>, mapping: &Mapping) {
    let Ok(read) = interpret(table, mapping, Rome) else {
        return;
    };
    assert_eq!(interpret(table, mapping, Rome).as_ref(), Ok(&read));
    let Interpreted {
        data,
        summary,
        unread,
    } = read;
    let told = summary.loans + summary.returned + summary.rejected.count;
    assert_eq!((summary.rows, table.rows()), (told, told));
    assert_eq!(summary.loans as usize, data.loans.len());
    for troubles in [&summary.rejected, &summary.remarks] {
        assert_eq!(
            troubles.first.len(),
            MOST_LISTED.min(troubles.count as usize)
        );
        assert!(
            troubles
                .first
                .iter()
                .all(|one| one.cell.chars().count() <= 80)
        );
    }
    let people: BTreeSet<&str> = data.borrowers.iter().map(|one| one.key.as_str()).collect();
    assert_eq!(people.len(), data.borrowers.len());
    let keys: BTreeSet<&str> = data.loans.iter().map(|one| one.key.as_str()).collect();
    assert_eq!(keys.len(), data.loans.len());
    assert!(unread.len() <= summary.rejected.count as usize);
    assert!(unread.iter().all(|key| !keys.contains(key.as_str())));
    let is_line = |text: &str, longest: usize| {
        let count = text.chars().count();
        count <= longest && text.trim() == text && !text.contains(char::is_control)
    };
    for loan in &data.loans {
        assert!(people.contains(loan.borrower.as_str()));
        assert!(!loan.key.is_empty() && is_line(&loan.key, 128), "{loan:?}");
        assert!(
            is_line(&loan.borrower, 128) && is_line(&loan.item, 200),
            "{loan:?}"
        );
        assert!(
            is_line(&loan.title, 300) && is_line(&loan.author, 200),
            "{loan:?}"
        );
        assert!(loan.title.len() <= LONGEST_CELL);
    }
    for one in &data.borrowers {
        assert!(!one.key.is_empty() && is_line(&one.card, 128), "{one:?}");
        assert!(
            is_line(&one.name, 200) && is_line(&one.phone, 200),
            "{one:?}"
        );
    }
}
