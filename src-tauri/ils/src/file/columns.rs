//! Which column says what, by its heading, in Italian and in English.
//!
//! Headings are compared by their letters and figures alone, so that `Data_Scadenza`,
//! `DATA SCADENZA` and `dataScadenza` are one. Where a heading leaves it open the cells
//! below decide.

use std::borrow::Cow;
use std::collections::BTreeMap;

use sportello_core::{Column, DayOrder, Mapping};

use super::day;
use super::table::Table;

/// How many rows are looked at to know what is in a column.
const LOOKED_AT: usize = 200;

/// What headings say, squeezed. The first that is there counts.
const KNOWN: &[(Column, &[&str])] = &[
    (
        Column::Due,
        &[
            "duedate",
            "due",
            "datedue",
            "dateduedate",
            "dueon",
            "dueback",
            "returnby",
            "scadenza",
            "datascadenza",
            "datadiscadenza",
            "scadenzaprestito",
            "datascadenzaprestito",
            "scadenzadelprestito",
            "scade",
            "scadeil",
            "scadenzail",
            "scadeprestito",
            "datafineprestito",
            "fineprestito",
            "datarestituzioneprevista",
            "restituzioneprevista",
            "rientroprevisto",
            "datarientroprevisto",
            "datarientroprevista",
            "dataprevistarientro",
            "dataprevistarestituzione",
            "dataprevistadirestituzione",
            "dataprevistadirientro",
            "restituireentro",
            "darestituireentro",
            "entroil",
            "darestituireil",
            "dataprevista",
            "duedatetime",
            "loanduedate",
            "al",
        ],
    ),
    (
        Column::Loan,
        &[
            "loanid",
            "idloan",
            "loanno",
            "loannumber",
            "checkoutid",
            "issueid",
            "circid",
            "idprestito",
            "prestitoid",
            "codiceprestito",
            "codprestito",
            "numeroprestito",
            "numprestito",
            "nprestito",
            "nrprestito",
            "noprestito",
            "idtransazione",
            "transazione",
            "idmovimento",
            "movimento",
            "loankey",
            "loan",
            "chiaveprestito",
        ],
    ),
    (
        Column::Card,
        &[
            "card",
            "cardnumber",
            "cardno",
            "cardnr",
            "cardid",
            "librarycard",
            "patroncard",
            "patronbarcode",
            "borrowerbarcode",
            "userbarcode",
            "tessera",
            "numerotessera",
            "numerodellatessera",
            "numeroditessera",
            "ntessera",
            "nrtessera",
            "notessera",
            "numtessera",
            "codicetessera",
            "codtessera",
            "tesseran",
            "tesseranumero",
            "tesserautente",
            "idtessera",
            "barcodeutente",
            "barcodelettore",
            "barcodetessera",
        ],
    ),
    (
        Column::Borrower,
        &[
            "borrowernumber",
            "borrowerid",
            "patronid",
            "patronnumber",
            "patronno",
            "userid",
            "memberid",
            "readerid",
            "idutente",
            "utenteid",
            "codiceutente",
            "codutente",
            "numeroutente",
            "nutente",
            "idlettore",
            "lettoreid",
            "codicelettore",
            "codlettore",
            "numerolettore",
            "matricola",
            "codiceiscritto",
            "idiscritto",
            "codicefiscale",
            "borrower",
            "patron",
            "utente",
            "lettore",
            "iscritto",
            "member",
            "reader",
        ],
    ),
    (
        Column::Surname,
        &[
            "surname",
            "lastname",
            "familyname",
            "cognome",
            "cognomeutente",
            "cognomelettore",
            "patronsurname",
            "patronlastname",
        ],
    ),
    (
        Column::Name,
        &[
            "name",
            "fullname",
            "patronname",
            "borrowername",
            "username",
            "membername",
            "readername",
            "firstname",
            "givenname",
            "patronfirstname",
            "nome",
            "nominativo",
            "nomeutente",
            "nomelettore",
            "nomecognome",
            "nomeecognome",
            "cognomenome",
            "cognomeenome",
            "intestatario",
            "denominazione",
            "nominativoutente",
            "nominativolettore",
            "denominazioneutente",
            "borrower",
            "patron",
            "utente",
            "lettore",
            "iscritto",
            "member",
            "reader",
        ],
    ),
    (
        Column::Mail,
        &[
            "email",
            "mail",
            "emailaddress",
            "mailaddress",
            "patronemail",
            "borroweremail",
            "useremail",
            "indirizzoemail",
            "indirizzomail",
            "indirizzodiposta",
            "indirizzodipostaelettronica",
            "postaelettronica",
            "emailutente",
            "mailutente",
            "emaillettore",
            "email1",
            "emailprincipale",
            "primaryemail",
            "recapitoemail",
        ],
    ),
    (
        Column::Phone,
        &[
            "mobile",
            "mobilephone",
            "mobilenumber",
            "smsnumber",
            "smsalertnumber",
            "sms",
            "cellulare",
            "cell",
            "numerocellulare",
            "telefonocellulare",
            "cellulareutente",
            "phone",
            "phonenumber",
            "telephone",
            "tel",
            "telefono",
            "telefonoutente",
            "numerotelefono",
            "numeroditelefono",
            "recapitotelefonico",
            "recapito",
            "telefono1",
        ],
    ),
    (
        Column::Language,
        &[
            "language",
            "lang",
            "patronlanguage",
            "lingua",
            "linguautente",
            "linguapreferita",
        ],
    ),
    (
        Column::Item,
        &[
            "barcode",
            "itembarcode",
            "itemid",
            "itemnumber",
            "itemno",
            "item",
            "copyid",
            "copybarcode",
            "inventario",
            "numeroinventario",
            "ninventario",
            "nrinventario",
            "noinventario",
            "numinventario",
            "codiceinventario",
            "inv",
            "ninv",
            "codiceabarre",
            "codicebarre",
            "codbarre",
            "barcodedocumento",
            "barcodeesemplare",
            "barcodecopia",
            "idesemplare",
            "codiceesemplare",
            "esemplare",
            "idcopia",
            "copia",
            "iddocumento",
            "codicedocumento",
            "numerodocumento",
        ],
    ),
    (
        Column::Title,
        &[
            "title",
            "itemtitle",
            "titolo",
            "titolodocumento",
            "titolodeldocumento",
            "titoloopera",
            "titolodellopera",
            "titololibro",
            "opera",
            "documento",
            "libro",
            "descrizione",
            "descrizionedocumento",
            "materiale",
            "booktitle",
            "book",
        ],
    ),
    (
        Column::Author,
        &[
            "author",
            "authors",
            "itemauthor",
            "autore",
            "autori",
            "autoreprincipale",
            "autoreopera",
            "responsabilita",
        ],
    ),
    (
        Column::Lent,
        &[
            "loandate",
            "dateofloan",
            "lentdate",
            "lenton",
            "lent",
            "loanedon",
            "issuedate",
            "dateissued",
            "issued",
            "issuedon",
            "checkoutdate",
            "checkedout",
            "checkedouton",
            "datecheckedout",
            "dataprestito",
            "datadelprestito",
            "datadiprestito",
            "prestatoil",
            "datainizioprestito",
            "datainizio",
            "inizioprestito",
            "datauscita",
            "dataconsegna",
            "prestitodel",
            "dal",
            "startdate",
        ],
    ),
    (
        Column::Renewals,
        &[
            "renewals",
            "renewalscount",
            "renewalcount",
            "renewal",
            "timesrenewed",
            "numberofrenewals",
            "renewed",
            "rinnovi",
            "numerorinnovi",
            "nrinnovi",
            "rinnovo",
            "proroghe",
            "numeroproroghe",
            "nproroghe",
            "nrproroghe",
            "proroga",
        ],
    ),
    (
        Column::Awaited,
        &[
            "reserved",
            "reservations",
            "reserves",
            "onhold",
            "hold",
            "holds",
            "holdcount",
            "holdscount",
            "reservedbyother",
            "awaited",
            "prenotato",
            "prenotata",
            "prenotazioni",
            "prenotazione",
            "numeroprenotazioni",
            "nprenotazioni",
            "prenotatodaaltri",
            "richiestodaaltri",
            "incoda",
            "coda",
        ],
    ),
    (
        Column::RenewsItself,
        &[
            "autorenew",
            "autorenewal",
            "autorenews",
            "automaticrenewal",
            "rinnovoautomatico",
            "rinnoviautomatici",
            "prorogaautomatica",
        ],
    ),
    (
        Column::Status,
        &[
            "status",
            "loanstatus",
            "state",
            "stato",
            "statoprestito",
            "statodelprestito",
            "situazione",
            "situazioneprestito",
        ],
    ),
    (
        Column::Returned,
        &[
            "returndate",
            "dateofreturn",
            "returned",
            "returnedon",
            "datereturned",
            "checkindate",
            "checkedin",
            "checkedinon",
            "datarestituzione",
            "datadirestituzione",
            "datadellarestituzione",
            "restituito",
            "restituita",
            "restituitoil",
            "restituzione",
            "datarestituzioneeffettiva",
            "restituzioneeffettiva",
            "datarientro",
            "datadirientro",
            "datarientroeffettivo",
            "rientroeffettivo",
            "rientrato",
            "rientro",
        ],
    ),
];

/// Headings that may name somebody or number them.
const NAME_OR_NUMBER: [&str; 8] = [
    "borrower", "patron", "utente", "lettore", "iscritto", "member", "reader", "username",
];

/// Which columns say what, as far as their headings and cells tell.
pub fn guess(table: &Table<'_>) -> Mapping {
    let cells = Looked::at(table);
    let headings: Vec<String> = table.headings().iter().map(|one| squeezed(one)).collect();
    let mut taken = vec![false; headings.len()];
    let mut columns: BTreeMap<Column, usize> = BTreeMap::new();
    for (column, names) in KNOWN {
        let mut found = names.iter().filter_map(|name| {
            let at = headings.iter().position(|heading| heading == name)?;
            (!taken[at] && cells.may_be(*column, &headings[at], at)).then_some(at)
        });
        if let Some(at) = found.next() {
            taken[at] = true;
            columns.insert(*column, at);
        }
    }
    if !columns.contains_key(&Column::Mail)
        && let Some(at) = (0..headings.len()).find(|at| !taken[*at] && cells.are_addresses(*at))
    {
        taken[at] = true;
        columns.insert(Column::Mail, at);
    }
    // Some systems call the day when it must be back the day of return.
    if !columns.contains_key(&Column::Due)
        && let Some(at) = columns.get(&Column::Returned).copied()
        && cells.are_days(at)
    {
        columns.remove(&Column::Returned);
        columns.insert(Column::Due, at);
    }
    // A day that nobody knows otherwise is most likely that one.
    let mut others = (0..headings.len()).filter(|at| !taken[*at] && cells.are_days(*at));
    if !columns.contains_key(&Column::Due)
        && let (Some(at), None) = (others.next(), others.next())
    {
        columns.insert(Column::Due, at);
    }
    let days: Vec<usize> = columns
        .iter()
        .filter(|(column, _)| matches!(column, Column::Due | Column::Lent))
        .map(|(_, at)| *at)
        .collect();
    let named = |(column, at): (Column, usize)| (column, table.headings()[at].clone());
    Mapping {
        columns: columns.into_iter().map(named).collect(),
        order: proven(table, &days).unwrap_or_default(),
    }
}

/// What a mapping names and a file has not; [`Column::Due`] and [`Column::Card`] where the
/// mapping itself does not say enough.
pub fn missing(mapping: &Mapping, table: &Table<'_>) -> Vec<Column> {
    let mut missing: Vec<Column> = mapping
        .columns
        .iter()
        .filter(|(_, heading)| place(table, heading).is_none())
        .map(|(column, _)| *column)
        .collect();
    if missing.is_empty() && !mapping.is_enough() {
        let due = Column::Due;
        missing.push(match mapping.columns.contains_key(&due) {
            true => Column::Card,
            false => due,
        });
    }
    missing
}

/// Which column has this heading.
pub(super) fn place(table: &Table<'_>, heading: &str) -> Option<usize> {
    let exactly = table.headings().iter().position(|one| one == heading);
    exactly.or_else(|| {
        let wanted = squeezed(heading);
        let mut all = table.headings().iter();
        all.position(|one| !wanted.is_empty() && squeezed(one) == wanted)
    })
}

/// What the days of these columns prove about their order: nothing if they contradict
/// each other.
pub(super) fn proven(table: &Table<'_>, columns: &[usize]) -> Option<DayOrder> {
    let mut records = table.records();
    let mut cells = Vec::new();
    let (mut day_first, mut month_first) = (false, false);
    while records.next(&mut cells).is_some() {
        for at in columns {
            match cells.get(*at).and_then(|cell| day::proof(cell)) {
                Some(DayOrder::DayFirst) => day_first = true,
                Some(DayOrder::MonthFirst) => month_first = true,
                None => {}
            }
        }
    }
    match (day_first, month_first) {
        (true, false) => Some(DayOrder::DayFirst),
        (false, true) => Some(DayOrder::MonthFirst),
        (true, true) | (false, false) => None,
    }
}

/// Whether a cell is a heading that we know.
pub(super) fn is_known(cell: &str) -> bool {
    let cell = squeezed(cell);
    let mut names = KNOWN.iter().flat_map(|(_, names)| names.iter());
    !cell.is_empty() && names.any(|name| *name == cell)
}

/// The letters and figures of a heading, small and without accents.
pub(super) fn squeezed(heading: &str) -> String {
    let letters = heading.chars().flat_map(char::to_lowercase);
    letters.filter_map(plain).collect()
}

fn plain(letter: char) -> Option<char> {
    match letter {
        'à' | 'á' | 'â' | 'ä' => Some('a'),
        'è' | 'é' | 'ê' | 'ë' => Some('e'),
        'ì' | 'í' | 'î' | 'ï' => Some('i'),
        'ò' | 'ó' | 'ô' | 'ö' => Some('o'),
        'ù' | 'ú' | 'û' | 'ü' => Some('u'),
        // As in "n° tessera" and "nº tessera".
        '°' | 'º' => None,
        letter => letter.is_alphanumeric().then_some(letter),
    }
}

/// The first cells of each column, those in which something stands.
struct Looked(Vec<Vec<String>>);

impl Looked {
    fn at(table: &Table<'_>) -> Self {
        let mut records = table.records();
        let mut cells: Vec<Cow<'_, str>> = Vec::new();
        let mut columns = vec![Vec::new(); table.headings().len()];
        for _ in 0..LOOKED_AT {
            if records.next(&mut cells).is_none() {
                break;
            }
            for (column, cell) in columns.iter_mut().zip(&cells) {
                let cell = cell.trim();
                if !cell.is_empty() {
                    column.push(cell.to_owned());
                }
            }
        }
        Self(columns)
    }

    /// Whether what stands in a column goes with what it is called.
    fn may_be(&self, column: Column, heading: &str, at: usize) -> bool {
        let is_open = NAME_OR_NUMBER.contains(&heading);
        match column {
            Column::Name if is_open => !self.are_numbers(at),
            Column::Borrower if is_open => self.are_numbers(at) || self.0[at].is_empty(),
            // "al" and "dal" are words of many meanings.
            Column::Due | Column::Lent if heading.len() <= 3 => self.are_days(at),
            _ => true,
        }
    }

    fn most(&self, at: usize, is_one: impl Fn(&str) -> bool) -> bool {
        let cells = &self.0[at];
        let count = cells.iter().filter(|cell| is_one(cell)).count();
        !cells.is_empty() && count * 10 >= cells.len() * 8
    }

    fn are_numbers(&self, at: usize) -> bool {
        self.most(at, |cell| cell.contains(|c: char| c.is_ascii_digit()))
    }

    fn are_days(&self, at: usize) -> bool {
        self.most(at, |cell| {
            [DayOrder::DayFirst, DayOrder::MonthFirst]
                .into_iter()
                .any(|order| day::day(cell, order, chrono_tz::Tz::UTC).is_some())
        })
    }

    fn are_addresses(&self, at: usize) -> bool {
        self.most(at, |cell| sportello_core::MailAddress::parse(cell).is_ok())
    }
}
