//! The second count: every event of every contact in turn, in the plainest way there is.

use sportello_core::report::{Lengths, Mean, OfDay, Totals, Visits};
use sportello_core::{Counted, Mode, Outcome, ReportPeriod, TopicId};
use sqlx::sqlite::SqliteRow;

use super::*;

pub(super) struct Again {
    pub now: Totals,
    pub before: Totals,
    pub hours: Vec<Vec<u32>>,
    pub days: Vec<OfDay>,
    pub modes: Vec<(Mode, Visits)>,
    pub outcomes: BTreeMap<Outcome, u32>,
    pub topics: BTreeMap<Option<TopicId>, Visits>,
}

/// One contact, as its events tell of it.
struct Life {
    began: i64,
    called_out: bool,
    first_answer: Option<i64>,
    talked: i64,
    ended: Option<i64>,
    row: SqliteRow,
}

pub(super) async fn recount(store: &Store, of: &Counted, period: ReportPeriod) -> Again {
    let mut lives = Vec::new();
    let contacts = sqlx::query("SELECT * FROM contact").fetch_all(store.read());
    for row in contacts.await.expect("read") {
        let desk: String = row.get("desk_id");
        let topic: Option<String> = row.get("topic_id");
        let of_desks = |desks: &Vec<DeskId>| desks.iter().any(|one| one.to_string() == desk);
        if of.desks.as_ref().is_none_or(of_desks)
            && of.topic.is_none_or(|one| topic == Some(one.to_string()))
        {
            lives.push(live(store, row).await);
        }
    }
    let on = |life: &Life, period: ReportPeriod| {
        let day = local(life.began).date();
        period.from <= day && day <= period.to
    };
    let now: Vec<&Life> = lives.iter().filter(|life| on(life, period)).collect();
    let before = lives
        .iter()
        .filter(|life| on(life, period.before()))
        .collect();
    let visits: Vec<&Life> = now
        .iter()
        .copied()
        .filter(|life| !life.called_out)
        .collect();
    let mut again = Again {
        now: totals(&now),
        before: totals(&before),
        hours: vec![vec![0; 24]; 7],
        days: Vec::new(),
        modes: Vec::new(),
        outcomes: BTreeMap::new(),
        topics: BTreeMap::new(),
    };
    for (weekday, hour) in (1..=7_usize).flat_map(|day| (0..24_usize).map(move |hour| (day, hour)))
    {
        let then = format!("{weekday} {hour:02}");
        let so = visits
            .iter()
            .filter(|life| local(life.began).format("%u %H").to_string() == then);
        again.hours[weekday - 1][hour] = so.count() as u32;
    }
    let is_long = (period.to - period.from).num_days() >= 92;
    let form = if is_long { "%Y-%m-01" } else { "%Y-%m-%d" };
    let mut day = period.from;
    while day <= period.to {
        let shown: NaiveDate = day.format(form).to_string().parse().expect("a day");
        if again
            .days
            .last()
            .is_none_or(|last: &OfDay| last.day != shown)
        {
            let so =
                |life: &&&Life| local(life.began).format(form).to_string() == shown.to_string();
            let so: Vec<&Life> = visits.iter().filter(so).copied().collect();
            again.days.push(OfDay {
                day: shown,
                visits: sorts(&so),
            });
        }
        day = day.succ_opt().expect("a day");
    }
    for (mode, word) in [
        (Mode::Video, "video"),
        (Mode::Voice, "voice"),
        (Mode::Chat, "chat"),
    ] {
        let so = visits
            .iter()
            .filter(|life| life.row.get::<String, _>("mode") == word);
        again
            .modes
            .push((mode, sorts(&so.copied().collect::<Vec<_>>())));
    }
    for life in &visits {
        if let Some(outcome) = outcome(life) {
            *again.outcomes.entry(outcome).or_default() += 1;
        }
        let topic = topic_of(life);
        let so = visits.iter().filter(|other| topic_of(other) == topic);
        again
            .topics
            .insert(topic, sorts(&so.copied().collect::<Vec<_>>()));
    }
    again
}

async fn live(store: &Store, row: SqliteRow) -> Life {
    let events =
        sqlx::query("SELECT what, at FROM contact_event WHERE contact_id = ? ORDER BY sequence")
            .bind(row.get::<String, _>("id"))
            .fetch_all(store.read())
            .await
            .expect("read");
    let mut life = Life {
        began: events[0].get("at"),
        called_out: false,
        first_answer: None,
        talked: 0,
        ended: None,
        row,
    };
    let mut since = None;
    for event in &events {
        let at: i64 = event.get("at");
        match event.get::<String, _>("what").as_str() {
            "calledOut" => life.called_out = true,
            "answered" => {
                life.first_answer = life.first_answer.or(Some(at));
                since = since.or(Some(at));
            }
            "returned" => life.talked += since.take().map_or(0, |since| at - since),
            "ended" => {
                life.talked += since.take().map_or(0, |since| at - since);
                life.ended = Some(at);
            }
            _ => {}
        }
    }
    life
}

fn totals(lives: &Vec<&Life>) -> Totals {
    let mut totals = Totals::default();
    let (mut waits, mut patience, mut talks, mut stars) = (vec![], vec![], vec![], vec![]);
    for life in lives {
        if life.called_out {
            totals.called_out += 1;
            totals.reached += life.first_answer.map_or(0, |_| 1);
            continue;
        }
        totals.came += 1;
        stars.extend(life.row.get::<Option<i64>, _>("rating"));
        if let Some(answer) = life.first_answer {
            let wait = answer - life.began;
            waits.push(wait / 1_000);
            totals.answered += 1;
            if wait <= 20_000 {
                totals.answered_in_time += 1;
            }
            if let Some(least) = life.row.get::<Option<i64>, _>("told_shortest") {
                let most: i64 = life.row.get("told_longest");
                totals.told.whole += 1;
                if least * 60_000 <= wait && wait <= most * 60_000 {
                    totals.told.part += 1;
                }
            }
            if life.ended.is_some() {
                talks.push(life.talked);
                totals.first_level.whole += 1;
                if outcome(life) == Some(Outcome::ResolvedAtFirstLevel) {
                    totals.first_level.part += 1;
                }
                if !life.row.get::<bool, _>("wrapped_up") {
                    totals.not_written += 1;
                }
            }
        } else if let Some(ended) = life.ended {
            if outcome(life) == Some(Outcome::Appointment) {
                totals.to_appointment += 1;
            } else {
                totals.abandoned += 1;
                patience.push((ended - life.began) / 1_000);
                if ended - life.began <= 20_000 {
                    totals.abandoned_in_time += 1;
                }
            }
        } else {
            totals.waiting += 1;
        }
    }
    totals.wait = lengths(waits);
    totals.patience = lengths(patience);
    totals.talk = mean(&talks, 10.0);
    totals.rating = mean(&stars, 0.01);
    if stars.len() < 5 {
        totals.rating.hundredths = None;
    }
    totals
}

fn sorts(lives: &[&Life]) -> Visits {
    let mut visits = Visits::default();
    for life in lives {
        visits.came += 1;
        if life.first_answer.is_some() {
            visits.answered += 1;
            if life.ended.is_some() && outcome(life) == Some(Outcome::ResolvedAtFirstLevel) {
                visits.resolved += 1;
            }
        } else if life.ended.is_some() && outcome(life) != Some(Outcome::Appointment) {
            visits.abandoned += 1;
        }
    }
    visits
}

fn outcome(life: &Life) -> Option<Outcome> {
    let word: Option<String> = life.row.get("outcome");
    word.map(|word| serde_json::from_value(word.into()).expect("an outcome"))
}

fn topic_of(life: &Life) -> Option<TopicId> {
    let topic: Option<String> = life.row.get("topic_id");
    topic.map(|topic| TopicId(topic.parse().expect("an id")))
}

fn local(at: i64) -> chrono::NaiveDateTime {
    let utc = chrono::DateTime::from_timestamp_millis(at).expect("a time");
    utc.with_timezone(&ROME).naive_local()
}

/// The least that so large a part of them are not above.
fn lengths(of: Vec<i64>) -> Option<Lengths> {
    let least = |part: usize| {
        let enough =
            |one: &&i64| of.iter().filter(|other| other <= one).count() * 10 >= of.len() * part;
        of.iter().filter(enough).min().map(|one| *one as u32)
    };
    Some(Lengths {
        median: least(5)?,
        ninetieth: least(9)?,
        longest: least(10)?,
    })
}

fn mean(of: &[i64], unit: f64) -> Mean {
    let mean = of.iter().sum::<i64>() as f64 / of.len() as f64 / unit;
    Mean {
        count: of.len() as u32,
        hundredths: (!of.is_empty()).then(|| mean.round() as u32),
    }
}
