//! A report in words: titles, definitions and rows, the same for a table and a document.
//! Nothing of any person stands in it: what is told of librarians is for the screen alone.

use sportello_core::report::{Lengths, OfOutcome, Totals, Visits};
use sportello_core::{Language, Report};

use super::words::{WEEKDAYS, Words};

/// A report in words.
#[derive(Clone, Debug)]
pub(super) struct Sheet {
    pub title: String,
    /// The library and the part of it.
    pub library: String,
    /// Which days, in short.
    pub period: String,
    /// Which days exactly, and by which clock.
    pub days: String,
    /// By what and when it was made.
    pub made: String,
    pub parts: Vec<Part>,
}

/// A table with its title and what its words mean.
#[derive(Clone, Debug, Default)]
pub(super) struct Part {
    pub title: String,
    pub meaning: Vec<String>,
    pub heads: Vec<String>,
    pub rows: Vec<Row>,
}

/// A line of a table.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub cells: Vec<String>,
    /// How long its bar is, if the table has bars.
    pub bar: Option<u32>,
}

/// A figure: its name in both languages, and how it is told.
type Figure<'a> = ((&'a str, &'a str), &'a dyn Fn(&Totals) -> String);

impl Sheet {
    pub fn of(report: &Report, language: Language) -> Self {
        let w = Words(language);
        let library = match report.part.as_str() {
            "" => report.library.clone(),
            part => format!("{}: {part}", report.library),
        };
        let (from, to) = (w.day(report.period.from), w.day(report.period.to));
        let made = w.moment(report.made_at, &report.zone);
        let zone = &report.zone;
        Self {
            title: w.say("Rapporto dello sportello", "Report of the desk"),
            library,
            period: w.period(report.period),
            days: w.say(
                &format!("Dal {from} al {to} compresi ({zone})"),
                &format!("From {from} to {to}, both included ({zone})"),
            ),
            made: w.say(
                &format!("Fatto da Sportello il {made}"),
                &format!("Made by Sportello on {made}"),
            ),
            parts: parts(report, w),
        }
    }
}

fn parts(report: &Report, w: Words) -> Vec<Part> {
    if report.too_few {
        return vec![Part {
            title: w.say("Troppo poche visite", "Too few visits"),
            meaning: vec![w.say(
                "Meno di 5 visite: le cifre non si mostrano, perché nessuno sia riconosciuto.",
                "Fewer than 5 visits: no figures are shown, so that nobody is recognised.",
            )],
            ..Part::default()
        }];
    }
    let mut parts = vec![
        visits(report, w),
        waits(report, w),
        levels(report, w),
        answers(report, w),
    ];
    let modes = report.modes.iter();
    let modes = modes.map(|one| (w.mode(one.mode), Some(one.visits)));
    parts.push(by(w, ("Per canale", "By channel"), modes));
    parts.push(outcomes(report, w));
    let topics = report.topics.iter().map(|one| {
        let called = match one.topic {
            Some(_) => w.say(&one.italian, &one.english),
            None => w.say("Argomento non indicato", "No topic given"),
        };
        (called, one.visits)
    });
    parts.push(by(w, ("Per argomento", "By topic"), topics));
    let languages = report.languages.iter();
    let languages = languages.map(|one| (w.language(one.language), one.visits));
    parts.push(by(w, ("Per lingua", "By language"), languages));
    if !report.desks.is_empty() {
        let desks = report.desks.iter();
        let desks = desks.map(|one| (one.name.clone(), one.visits));
        parts.push(by(w, ("Per sportello", "By desk"), desks));
    }
    parts.push(hours(report, w));
    parts.push(days(report, w));
    parts.push(cases(report, w));
    parts.push(appointments(report, w));
    parts.extend(notices(report, w));
    parts
}

/// Figures of the period and of the one before.
fn figures(report: &Report, w: Words, title: (&str, &str), of: &[Figure<'_>]) -> Part {
    let mut heads = vec![w.say("Voce", "Figure"), w.period(report.period)];
    if report.before.is_some() {
        heads.push(w.period(report.period_before));
    }
    let row = |(name, figure): &Figure<'_>| {
        let mut cells = vec![w.pair(*name), figure(&report.totals)];
        cells.extend(report.before.as_ref().map(figure));
        Row { cells, bar: None }
    };
    Part {
        title: w.pair(title),
        meaning: Vec::new(),
        heads,
        rows: of.iter().map(row).collect(),
    }
}

fn visits(report: &Report, w: Words) -> Part {
    let part = figures(
        report,
        w,
        ("Visite", "Visits"),
        &[
            (("Visite", "Visits"), &|t| t.came.to_string()),
            (("Con risposta", "Answered"), &|t| t.answered.to_string()),
            (("Rinunce", "Abandoned"), &|t| t.abandoned.to_string()),
            (("di cui brevi", "of these, short"), &|t| {
                t.abandoned_in_time.to_string()
            }),
            (
                ("Passate a un appuntamento", "Gone on to an appointment"),
                &|t| t.to_appointment.to_string(),
            ),
            (("Ancora in fila", "Still in line"), &|t| {
                t.waiting.to_string()
            }),
            (
                ("Chiamate fatte dallo sportello", "Calls made by the desk"),
                &|t| t.called_out.to_string(),
            ),
            (("di cui con risposta", "of these, answered"), &|t| {
                t.reached.to_string()
            }),
        ],
    );
    let within = report.within_seconds;
    let meaning = vec![w.say(
        &format!(
            "Una visita comincia quando una persona prende posto nella fila, e conta nel giorno \
             dell’arrivo. È una rinuncia se finisce senza risposta; è breve se finisce entro \
             {within} secondi."
        ),
        &format!(
            "A visit begins when a person takes a place in the line, and counts on the day of \
             the arrival. It is abandoned if it ends without an answer, and short if it ends \
             within {within} seconds."
        ),
    )];
    Part { meaning, ..part }
}

fn waits(report: &Report, w: Words) -> Part {
    let length = |lengths: Option<Lengths>, of: fn(Lengths) -> u32| {
        lengths.map_or_else(|| w.nothing(), |lengths| w.length(of(lengths)))
    };
    let part = figures(
        report,
        w,
        ("Attese", "Waits"),
        &[
            (("Attesa mediana", "Median wait"), &|t| {
                length(t.wait, |one| one.median)
            }),
            (("Nove su dieci, al più", "Nine of ten, at most"), &|t| {
                length(t.wait, |one| one.ninetieth)
            }),
            (("Attesa più lunga", "Longest wait"), &|t| {
                length(t.wait, |one| one.longest)
            }),
            (
                (
                    "Pazienza di chi rinuncia (mediana)",
                    "Wait before giving up (median)",
                ),
                &|t| length(t.patience, |one| one.median),
            ),
            (
                ("Attese come annunciato", "Waits as they were told"),
                &|t| w.share(t.told),
            ),
        ],
    );
    let meaning = vec![w.say(
        "L’attesa va dall’arrivo alla prima risposta. A chi arriva lo sportello dice tra quanti \
         minuti risponderà: l’attesa vera deve stare in quell’intervallo almeno otto volte su \
         dieci.",
        "The wait runs from the arrival to the first answer. Whoever arrives is told in how \
         many minutes they will be answered: the true wait should lie in that range at least \
         eight times in ten.",
    )];
    Part { meaning, ..part }
}

fn levels(report: &Report, w: Words) -> Part {
    let part = figures(
        report,
        w,
        ("Livelli di servizio", "Service levels"),
        &[
            (("SL", "SL"), &|t| w.share(t.sl())),
            (("SL2", "SL2"), &|t| w.share(t.sl2())),
        ],
    );
    let within = report.within_seconds;
    let meaning = vec![
        w.say(
            &format!(
                "SL: su cento visite con risposta, quante l’hanno avuta entro {within} secondi."
            ),
            &format!("SL: of a hundred answered visits, how many were within {within} seconds."),
        ),
        w.say(
            &format!(
                "SL2: su cento visite con risposta o rinuncia, quante sono arrivate alla risposta \
                 o alla rinuncia entro {within} secondi. Dove SL e SL2 sono lontani, le persone \
                 rinunciano."
            ),
            &format!(
                "SL2: of a hundred visits answered or abandoned, how many were so within \
                 {within} seconds. Where SL and SL2 are far apart, people give up."
            ),
        ),
    ];
    Part { meaning, ..part }
}

fn answers(report: &Report, w: Words) -> Part {
    let part = figures(
        report,
        w,
        ("Risposte", "Answers"),
        &[
            (("Durata media", "Mean length"), &|t| w.mean_length(t.talk)),
            (
                ("Risolte al primo livello", "Resolved at first level"),
                &|t| w.share(t.first_level),
            ),
            (("Senza esito scritto", "Without a written outcome"), &|t| {
                t.not_written.to_string()
            }),
            (("Voti ricevuti", "Ratings given"), &|t| {
                t.rating.count.to_string()
            }),
            (("Voto medio, da 1 a 5", "Mean rating, 1 to 5"), &|t| {
                w.mean(t.rating)
            }),
        ],
    );
    let meaning = vec![w.say(
        "La durata va dalla risposta alla fine, pause comprese. Una visita è risolta al primo \
         livello se finisce lì, senza passare ad altri, a un appuntamento o a un messaggio. Se \
         nessuno scrive l’esito, la visita con risposta conta come risolta.",
        "The length runs from the answer to the end, holds included. A visit is resolved at \
         first level if it ends there: not handed off, without appointment or message. Where \
         nobody writes down the outcome, an answered visit counts as resolved.",
    )];
    Part { meaning, ..part }
}

fn by(w: Words, title: (&str, &str), of: impl Iterator<Item = (String, Option<Visits>)>) -> Part {
    let heads = [
        ("Voce", "Figure"),
        ("Visite", "Visits"),
        ("Con risposta", "Answered"),
        ("Rinunce", "Abandoned"),
        ("Risolte", "Resolved"),
    ];
    let row = |(name, visits): (String, Option<Visits>)| {
        let cells = match visits {
            Some(Visits {
                came,
                answered,
                abandoned,
                resolved,
            }) => [came, answered, abandoned, resolved].map(|number| number.to_string()),
            None => std::array::from_fn(|place| if place == 0 { w.few() } else { "–".into() }),
        };
        Row {
            cells: [name].into_iter().chain(cells).collect(),
            bar: Some(visits.map_or(0, |visits| visits.came)),
        }
    };
    Part {
        title: w.pair(title),
        meaning: Vec::new(),
        heads: heads.map(|head| w.pair(head)).into(),
        rows: of.map(row).collect(),
    }
}

fn outcomes(report: &Report, w: Words) -> Part {
    let row = |one: &OfOutcome| Row {
        cells: vec![w.outcome(one.outcome), one.count.to_string()],
        bar: Some(one.count),
    };
    Part {
        title: w.say("Per esito", "By outcome"),
        meaning: Vec::new(),
        heads: vec![w.say("Esito", "Outcome"), w.say("Visite", "Visits")],
        rows: report.outcomes.iter().map(row).collect(),
    }
}

/// Only the hours at which anybody came on any day.
fn hours(report: &Report, w: Words) -> Part {
    let of_day = |day: &Vec<u32>, hour: usize| day.get(hour).copied().unwrap_or(0);
    let used = |hour: &usize| report.hours.iter().any(|day| of_day(day, *hour) > 0);
    let row = |hour: usize| {
        let counts = report.hours.iter();
        let counts = counts.map(|day| of_day(day, hour).to_string());
        Row {
            cells: [format!("{hour:02}:00")]
                .into_iter()
                .chain(counts)
                .collect(),
            bar: None,
        }
    };
    let days = WEEKDAYS.map(|day| w.pair(day));
    Part {
        title: w.say("Arrivi per ora e giorno", "Arrivals by hour and day"),
        meaning: Vec::new(),
        heads: [w.say("Ora", "Hour")].into_iter().chain(days).collect(),
        rows: (0..24).filter(used).map(row).collect(),
    }
}

fn days(report: &Report, w: Words) -> Part {
    let by_month = report.is_by_month();
    let called = |day| {
        if by_month { w.month(day) } else { w.day(day) }
    };
    let title = if by_month {
        ("Per mese", "By month")
    } else {
        ("Per giorno", "By day")
    };
    let of = report.days.iter();
    by(w, title, of.map(|one| (called(one.day), Some(one.visits))))
}

fn cases(report: &Report, w: Words) -> Part {
    let count = &report.cases;
    let rows = [
        (
            ("Aperte nel periodo", "Opened in the period"),
            count.opened.to_string(),
        ),
        (
            ("di cui con risposta", "of these, answered"),
            count.answered.to_string(),
        ),
        (
            (
                "Risposte entro il giorno promesso",
                "Answered by the promised day",
            ),
            w.share(count.in_time),
        ),
        (
            ("Chiuse nel periodo", "Closed in the period"),
            count.closed.to_string(),
        ),
    ];
    let row = |(name, cell): ((&str, &str), String)| Row {
        cells: vec![w.pair(name), cell],
        bar: None,
    };
    Part {
        title: w.say("Pratiche", "Cases"),
        meaning: vec![w.say(
            "Quello che non si risolve subito diventa una pratica con un giorno promesso. È \
             risposta in tempo se la prima risposta arriva entro il primo giorno promesso; una \
             pratica scaduta senza risposta conta come non risposta in tempo.",
            "What is not settled at once becomes a case with a promised day. It is answered in \
             time if the first answer comes by the day that was promised first; a case whose \
             day is over without an answer was not answered in time.",
        )],
        heads: vec![w.say("Voce", "Figure"), w.period(report.period)],
        rows: rows.into_iter().map(row).collect(),
    }
}

fn appointments(report: &Report, w: Words) -> Part {
    let count = &report.appointments;
    counted(
        w,
        ("Appuntamenti", "Appointments"),
        (
            "Un appuntamento conta nel giorno per cui è fissato; la prenotazione nel giorno in \
             cui è fatta.",
            "An appointment counts on the day for which it is; that it was booked, on the day \
             on which that was.",
        ),
        [
            (("Prenotati", "Booked"), count.booked),
            (("Tenuti", "Kept"), count.kept),
            (("Persona non venuta", "No-shows"), count.no_shows),
            (
                ("Disdetti dalla persona", "Cancelled by the patron"),
                count.cancelled_by_patron,
            ),
            (
                ("Disdetti dallo sportello", "Cancelled by the desk"),
                count.cancelled_by_desk,
            ),
            (("Non confermati", "Not confirmed"), count.not_confirmed),
            (("Ancora da tenere", "Still to come"), count.to_come),
        ]
        .map(|(name, count)| (w.pair(name), count))
        .into_iter(),
    )
}

fn notices(report: &Report, w: Words) -> Option<Part> {
    let notices = report.notices.as_ref()?;
    let sent = notices.sent.iter();
    let sent = sent.map(|one| (w.notice(one.kind), one.count));
    let answers = [
        (("Prestiti prorogati", "Loans renewed"), notices.renewed),
        (
            ("Proroghe non possibili", "Renewals not possible"),
            notices.not_renewed,
        ),
        (
            ("“L’ho già restituito”", "“I have returned it”"),
            notices.returned,
        ),
        (
            ("“Ne vorrei parlare”", "“I would like to talk about it”"),
            notices.to_talk,
        ),
    ];
    let answers = answers.map(|(name, count)| (w.pair(name), count));
    Some(counted(
        w,
        ("Avvisi sui prestiti", "Loan notices"),
        (
            "Avvisi inviati per tipo, e che cosa hanno risposto le persone.",
            "Notices sent by kind, and what people answered.",
        ),
        sent.chain(answers),
    ))
}

fn counted(
    w: Words,
    title: (&str, &str),
    meaning: (&str, &str),
    of: impl Iterator<Item = (String, u32)>,
) -> Part {
    let row = |(name, count): (String, u32)| Row {
        cells: vec![name, count.to_string()],
        bar: Some(count),
    };
    Part {
        title: w.pair(title),
        meaning: vec![w.pair(meaning)],
        heads: vec![w.say("Voce", "Figure"), w.say("Numero", "Number")],
        rows: of.map(row).collect(),
    }
}
