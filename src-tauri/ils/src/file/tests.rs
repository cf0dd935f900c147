use super::*;
use chrono_tz::Europe::Rome;
use sportello_core::{Column, DayOrder, Mapping, RowFault, SourceCause};

/// A file, read and understood by its own headings.
fn read(text: &str) -> Interpreted {
    let table = read_table(text.as_bytes()).expect("a table");
    interpret(&table, &guess(&table), Rome).expect("loans")
}

fn cause(bytes: &[u8]) -> SourceCause {
    read_table(bytes).expect_err("no table").cause
}

fn faults(read: &Interpreted) -> Vec<(u32, RowFault)> {
    let both = [&read.summary.rejected, &read.summary.remarks];
    let all = both.into_iter().flat_map(|troubles| &troubles.first);
    all.map(|one| (one.line, one.fault)).collect()
}

#[test]
fn a_row_is_a_loan_and_its_borrower() {
    let read = read(
        "Tessera;Cognome;Nome;E-mail;Cellulare;Lingua;Inventario;Titolo;Autore;Data prestito;\
        Scadenza;Proroghe;Prenotato\r\n\
        T001;Lovelace;Ada;ada@example.org;333 1234567;it;A-17;Il Gattopardo;Tomasi;01/11/2026;\
        01/12/2026;1;sì\r\n",
    );
    let [borrower] = &read.data.borrowers[..] else {
        panic!("{read:?}");
    };
    assert_eq!((&*borrower.key, &*borrower.card), ("T001", "T001"));
    assert_eq!(borrower.name, "Ada Lovelace");
    assert_eq!(
        borrower.mail.as_ref().expect("one").as_str(),
        "ada@example.org"
    );
    assert_eq!(borrower.phone, "333 1234567");
    assert_eq!(borrower.language, Some(sportello_core::Language::It));
    let [loan] = &read.data.loans[..] else {
        panic!("{read:?}");
    };
    assert_eq!((&*loan.borrower, &*loan.item), ("T001", "A-17"));
    assert_eq!((&*loan.title, &*loan.author), ("Il Gattopardo", "Tomasi"));
    assert_eq!(loan.due.to_string(), "2026-12-01");
    assert_eq!(loan.lent.expect("known").to_string(), "2026-11-01");
    assert_eq!(
        (loan.renewals, loan.is_awaited, loan.renews_itself),
        (Some(1), true, false)
    );
    assert_eq!(faults(&read), []);
}

#[test]
fn a_loan_without_a_number_has_the_same_key_as_long_as_it_is_the_same() {
    let head = "tessera;inventario;titolo;data prestito;scadenza;proroghe\n";
    let key = |row: &str| read(&format!("{head}{row}")).data.loans[0].key.clone();
    let first = key("T1;A;Uno;2026-11-01;2026-12-01;0");
    assert_eq!(
        key("T1;A;Uno (ristampa);2026-11-01;2026-12-15;1"),
        first,
        "renewed"
    );
    assert_ne!(
        key("T2;A;Uno;2026-11-01;2026-12-01;0"),
        first,
        "somebody else"
    );
    assert_ne!(key("T1;A;Uno;2026-12-03;2027-01-01;0"), first, "lent again");
    let titled = key("T1;;Uno;2026-11-01;2026-12-01;0");
    assert_ne!(key("T1;;Due;2026-11-01;2026-12-01;0"), titled);
    let nameless = read(&format!(
        "{head}T1;;;2026-11-01;2026-12-01;\nT1;;;2026-11-01;2026-12-01;"
    ));
    assert_eq!(
        nameless.data.loans.len(),
        2,
        "nothing says that they are one"
    );
    assert_ne!(nameless.data.loans[0].key, nameless.data.loans[1].key);
}

#[test]
fn what_cannot_be_used_is_told_by_its_line() {
    let read = read(
        "id prestito,patron_id,email,due_date,loan_date,renewals\n\
        1,T1,a@example.org,,,\n\
        2,T1,a@example.org,domani,,\n\
        3,T1,a@example.org,31/12/9999,,\n\
        4,,,01/12/2026,,\n\
        5,T1,a@example.org,01/12/2026,,\n\
        5,T2,b@example.org,01/12/2026,,\n\
        6,\"1,23457E+11\",,01/12/2026,,\n\
        7,T3,nessuna,01/12/2026,ieri,tante\n\
        8,T4,\"c@example.org; d@example.org\",01/12/2026,,\n\
        9,T5,,01/12/2026,,,Sciascia\n\
        10,T6,,\"01/12/2026,,\n\
        11,T7,,0000-00-00,,\n",
    );
    let mut told = faults(&read);
    told.sort_unstable();
    assert_eq!(
        told,
        [
            (2, RowFault::DueMissing),
            (3, RowFault::DueUnreadable),
            (4, RowFault::DueTooFar),
            (5, RowFault::NoBorrower),
            (7, RowFault::LoanTwice),
            (8, RowFault::NumberRounded),
            (9, RowFault::MailUnreadable),
            (9, RowFault::LentUnreadable),
            (9, RowFault::RenewalsUnreadable),
            (11, RowFault::TooManyCells),
            (12, RowFault::QuoteOpen),
            (13, RowFault::DueMissing),
        ]
    );
    let keys: Vec<&str> = read.data.loans.iter().map(|loan| &*loan.key).collect();
    assert_eq!(keys, ["5", "7", "8"]);
    let mails: Vec<_> = read
        .data
        .borrowers
        .iter()
        .map(|one| one.mail.as_ref())
        .collect();
    assert_eq!(
        mails[2].expect("the first of both").as_str(),
        "c@example.org"
    );
    assert_eq!(mails[1], None);
    assert_eq!(read.summary.rows, 12);
}

#[test]
fn a_loan_whose_row_is_left_out_is_known_to_be_out() {
    let head = "id prestito;tessera;inventario;data prestito;scadenza\n";
    let text = format!(
        "{head}1;T1;A;01/11/2026;01/12/2026\n1;T1;A;01/11/2026;01/12/2026\n2;T1;B;;mai\n\
        ;T2;C;01/11/2026;\n;;D;01/11/2026;01/12/2026\n"
    );
    let left = read(&text);
    let known = read(&format!("{head};T2;C;01/11/2026;01/12/2026\n"));
    let expected = ["2".to_owned(), known.data.loans[0].key.clone()];
    assert_eq!(left.unread, expected.into());
    assert_eq!(left.summary.rejected.count, 4);
}

#[test]
fn returned_ones_are_no_loans() {
    let read = read(
        "tessera\tbarcode\tscadenza\tstato\tdata rientro\n\
        T1\tA\t01/12/2026\tin corso\t\n\
        T1\tB\t01/12/2026\tRestituito\t\n\
        T1\tC\t01/12/2026\t\t30/11/2026\n\
        T1\tD\t01/12/2026\tnon restituito\t-\n\
        T1\tE\t01/12/2026\tprenotato\t\n",
    );
    let items: Vec<&str> = read.data.loans.iter().map(|loan| &*loan.item).collect();
    assert_eq!(items, ["A", "D", "E"]);
    assert_eq!(read.summary.returned, 2);
    assert!(read.data.loans[2].is_awaited);
}

#[test]
fn the_order_of_days_is_proven_by_the_file_or_kept_from_the_one_before() {
    let text = |day: &str| format!("card,item,due\nT1,A,03/04/2027\nT2,B,{day}\n");
    let first = |text: &str, mapping: Option<&Mapping>| {
        let table = read_table(text.as_bytes()).expect("a table");
        let guessed = guess(&table);
        let read = interpret(&table, mapping.unwrap_or(&guessed), Rome).expect("loans");
        (read.data.loans[0].due.to_string(), guessed)
    };
    assert_eq!(first(&text("13/04/2027"), None).0, "2027-04-03");
    let (due, american) = first(&text("04/13/2027"), None);
    assert_eq!(
        (&*due, american.order),
        ("2027-03-04", DayOrder::MonthFirst)
    );
    assert_eq!(first(&text("05/05/2027"), None).0, "2027-04-03");
    assert_eq!(first(&text("05/05/2027"), Some(&american)).0, "2027-03-04");
    assert_eq!(
        first(&text("13/04/2027"), Some(&american)).0,
        "2027-04-03",
        "its own proof"
    );
}

#[test]
fn what_was_mapped_once_fits_tomorrows_file() {
    let today = "Codice;Quando;Note;Cosa\nT1;01/12/2026;;Uno\n";
    let table = read_table(today.as_bytes()).expect("a table");
    assert_eq!(missing(&guess(&table), &table), [Column::Card]);
    let mapped = [
        (Column::Borrower, "Codice"),
        (Column::Due, "Quando"),
        (Column::Title, "Cosa"),
    ];
    let mapped = mapped.map(|(column, heading)| (column, heading.to_owned()));
    let mapping = Mapping {
        columns: mapped.into(),
        order: DayOrder::DayFirst,
    };
    let tomorrow = "COSA,Altro,quando,codice\nDue,x,02/12/2026,T2\n";
    let table = read_table(tomorrow.as_bytes()).expect("a table");
    assert_eq!(missing(&mapping, &table), []);
    let read = interpret(&table, &mapping, Rome).expect("loans");
    assert_eq!(
        (&*read.data.loans[0].title, &*read.data.loans[0].borrower),
        ("Due", "T2")
    );

    let changed = read_table(b"Codice;Scade;Cosa\nT1;01/12/2026;Uno\n").expect("a table");
    assert_eq!(missing(&mapping, &changed), [Column::Due]);
    let why = interpret(&changed, &mapping, Rome).expect_err("a column is gone");
    assert_eq!(
        (why.cause, &*why.said),
        (SourceCause::FileColumnsMissing, "Quando")
    );
}

#[test]
fn what_is_no_file_of_loans_is_told() {
    for (bytes, expected) in [
        (&b""[..], SourceCause::FileEmpty),
        (b" \r\n \r\n", SourceCause::FileEmpty),
        (b"PK\x03\x04", SourceCause::FileIsWorkbook),
        (b"a;b\n\0;1", SourceCause::FileNotText),
        (b"una riga\nun'altra\n", SourceCause::FileNoColumns),
        (&vec![b'x'; LONGEST_FILE + 1], SourceCause::FileTooLarge),
        (";a".repeat(200).as_bytes(), SourceCause::FileTooManyColumns),
        (
            format!("a,b\n{}", "a\"b,\"\n".repeat(2_000)).as_bytes(),
            SourceCause::FileQuotesOpen,
        ),
        (
            "a;b\n".repeat(MOST_ROWS + 2).as_bytes(),
            SourceCause::FileTooManyRows,
        ),
    ] {
        assert_eq!(
            cause(bytes),
            expected,
            "{:?}",
            &bytes[..bytes.len().min(20)]
        );
    }
}

#[test]
fn troubles_are_counted_and_the_first_are_listed() {
    let text = format!("tessera;scadenza\n{}", "T1;mai\n".repeat(MOST_LISTED + 5));
    let rejected = read(&text).summary.rejected;
    assert_eq!(rejected.count as usize, MOST_LISTED + 5);
    assert_eq!(rejected.first.len(), MOST_LISTED);
}

#[test]
fn a_sample_has_a_cell_for_each_heading() {
    let table = read_table(b"tessera;scadenza;;Nota;Nota\nT1;01/12/2026\n;;\nT2;;;abcdef;x;y\n");
    let table = table.expect("a table");
    assert_eq!(
        table.headings(),
        ["tessera", "scadenza", "#3", "Nota", "Nota (2)"]
    );
    assert_eq!((table.rows(), table.delimiter()), (2, ';'));
    let sample = table.sample(10, 3);
    assert_eq!(sample[0], ["T1", "01/", "", "", ""]);
    assert_eq!(sample[1], ["T2", "", "", "abc", "x"]);
}

#[test]
fn the_same_bytes_have_the_same_fingerprint() {
    let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    assert_eq!(fingerprint(b""), empty);
    assert_ne!(fingerprint(b"a"), fingerprint(b"b"));
}
