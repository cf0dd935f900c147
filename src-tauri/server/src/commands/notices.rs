//! What the program prints about notices.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use sportello_core::notices::NoticeKind;
use sportello_server::Store;
use sportello_server::admin::{self, Coming, DeskForecast, Forecast, SourceForecast};
use sportello_wire::seat::NoticeWay;

use super::date;

/// Prints the notices of the next seven days.
pub async fn notices(store: &Store) -> anyhow::Result<()> {
    let all = admin::forecast(store).await?;
    if all.is_empty() {
        println!("There is no library yet.");
    }
    for library in all {
        print!("{}", of_library(&library));
    }
    Ok(())
}

fn of_library(forecast: &Forecast) -> String {
    let mut text = format!("{}\n", forecast.library);
    if let Some(since) = forecast.paused_at {
        let since = date(since);
        let _ = writeln!(
            text,
            "All notices have been stopped since {since}: nothing goes out."
        );
    }
    if !forecast.has_mail {
        text.push_str("There is no mail account: what would go by mail is to be printed.\n");
    }
    for desk in &forecast.desks {
        text.push('\n');
        text.push_str(&of_desk(desk));
    }
    text.push('\n');
    text
}

fn of_desk(desk: &DeskForecast) -> String {
    let mut text = format!("{}\n", desk.desk);
    if desk.sources.is_empty() {
        text.push_str("  No loans are read for this desk.\n");
        return text;
    }
    for source in &desk.sources {
        text.push_str(&of_source(source, desk.policy.stale_after_hours));
    }
    if !desk.policy.is_on {
        text.push_str("  Notices are switched off: nothing goes out.\n");
        return text;
    }
    let (from, until) = (desk.policy.quiet_from, desk.policy.quiet_until);
    let _ = match from == until {
        true => writeln!(text, "  Notices are on, with no quiet hours."),
        false => writeln!(
            text,
            "  Notices are on, but not from {} to {} ({}).",
            minute(from),
            minute(until),
            desk.zone
        ),
    };
    if desk.notices.is_empty() {
        text.push_str("  Nothing comes in the next seven days.\n");
        return text;
    }
    let _ = writeln!(
        text,
        "  In the next seven days, if nothing changes: {}.",
        counted(desk.notices.len())
    );
    text.push_str(&of_days(&desk.notices));
    text
}

fn of_source(source: &SourceForecast, stale_after: u16) -> String {
    let (borrowers, linked) = source.borrowers;
    let mut text = format!(
        "  “{}”: loans out {}, borrowers {borrowers}, of these with a thread {linked}; ",
        source.name, source.loans
    );
    let _ = match source.read_at {
        _ if source.is_typed_in => writeln!(text, "typed in."),
        Some(at) => writeln!(text, "last read {}.", date(at)),
        None => writeln!(text, "not read yet."),
    };
    if source.is_stale && source.read_at.is_some() {
        let _ = writeln!(
            text,
            "  That is longer ago than {stale_after} hours, or in the future: nothing of it \
             goes out until it is read again."
        );
    }
    text
}

fn of_days(notices: &[Coming]) -> String {
    let mut days: BTreeMap<_, BTreeMap<NoticeKind, Vec<&Coming>>> = BTreeMap::new();
    for one in notices {
        let kinds = days.entry(one.day).or_default();
        kinds.entry(one.kind).or_default().push(one);
    }
    let mut text = String::new();
    for (day, kinds) in days {
        let _ = writeln!(text, "  {}", day.format("%Y-%m-%d %A"));
        for (kind, all) in kinds {
            let _ = writeln!(text, "    {} {}", kind.code(), all.len());
            for one in all {
                let _ = writeln!(
                    text,
                    "      card {}  due {}  {}",
                    if one.card.is_empty() {
                        "(none)"
                    } else {
                        &one.card
                    },
                    one.due,
                    by(one.way)
                );
            }
        }
    }
    text
}

const fn by(way: NoticeWay) -> &'static str {
    match way {
        NoticeWay::Thread => "in the thread",
        NoticeWay::Mail => "by mail",
        NoticeWay::Print => "to be printed",
    }
}

fn counted(many: usize) -> String {
    match many {
        1 => "1 notice".to_owned(),
        many => format!("{many} notices"),
    }
}

fn minute(of_day: u16) -> String {
    format!("{:02}:{:02}", of_day / 60, of_day % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notices_stand_by_day_and_kind_with_their_count() {
        let of = |day: &str, kind, card: &str, way| Coming {
            day: day.parse().expect("a day"),
            kind,
            card: card.to_owned(),
            due: "2026-11-26".parse().expect("a day"),
            way,
        };
        let text = of_days(&[
            of("2026-11-23", NoticeKind::Predue, "T1", NoticeWay::Thread),
            of("2026-11-23", NoticeKind::Predue, "", NoticeWay::Print),
            of("2026-11-26", NoticeKind::Due, "T1", NoticeWay::Mail),
        ]);
        assert_eq!(
            text,
            "  2026-11-23 Monday\n    PREDUE 2\n      \
             card T1  due 2026-11-26  in the thread\n      \
             card (none)  due 2026-11-26  to be printed\n  \
             2026-11-26 Thursday\n    DUE 1\n      card T1  due 2026-11-26  by mail\n"
        );
    }
}
