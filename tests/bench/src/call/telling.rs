//! The calls as figures, and what a reader must know to weigh them.

use super::{Call, Calls, Flow, Plan};
use crate::figures::{Report, median};

const PEER: &str = "chromium";

const COUNTED: &str = "Sportello is the seat as a program without a window: VP8 and Opus encoded, \
    Opus decoded, the patron's pictures handed over as they came, for the window to decode; \
    decoding and drawing are not in its figures. Chromium is every process of its browser, none \
    left out: it decodes, draws into a page and plays. Its microphone is not cleaned of echo and \
    noise, since Sportello's is not yet.";
const SET_UP: &str = "Set-up begins when the librarian accepts. The patron sees by \
    requestVideoFrameCallback; so does the librarian in Chromium, while the seat has the first \
    picture in hand, not yet decoded. Chromium opens its devices while it connects.";
const MEMORY: &str = "Memory is the proportional set size at the end of the call. The patron's \
    browser runs the same Chromium, so its shared pages count by half for the peer; the seat \
    runs from a copy of the program and shares none with the bench.";
const EQUAL: &str = "Equal work: Sportello draws its synthetic camera, Chromium reads the same \
    pictures from a file; both send at most 1500 kbit/s. The patron's page is the real one, with \
    Chromium's own test picture as a camera of the measured size and rate; by itself the page \
    asks for 1280×720 at 24 pictures a second.";

/// The figures, medians over the calls.
///
/// # Errors
/// When something was not measured.
pub(super) fn report(all: &[Calls], plan: Plan, load: (f64, f64)) -> anyhow::Result<Report> {
    let mut report = Report::of("call");
    for calls in all {
        let mut add = |whose: &str, of: fn(&Call) -> f64| {
            let name = format!("set-up to first frame, {whose}, {}", calls.size);
            add(&mut report, name, "ms", calls, of)
        };
        add("patron", |call| call.patron_sees)?;
        add("librarian", |call| call.librarian_sees)?;
    }
    for calls in all {
        let name = format!("cpu, {}", calls.size);
        add(&mut report, name, "% of one core", calls, |call| call.cpu)?;
    }
    for calls in all {
        let name = format!("memory, {}", calls.size);
        add(&mut report, name, "MB", calls, |call| call.memory)?;
    }
    report.note(how(plan, load));
    for calls in all {
        report.note(flows(calls));
        report.note(growth(calls));
        if !calls.decoding.is_empty() {
            report.note(decoding(calls));
        }
    }
    for note in [EQUAL, COUNTED, SET_UP, MEMORY] {
        report.note(note);
    }
    Ok(report)
}

fn add(
    report: &mut Report,
    name: String,
    unit: &'static str,
    calls: &Calls,
    of: fn(&Call) -> f64,
) -> anyhow::Result<()> {
    let theirs = median(calls.peer.iter().map(of));
    report.add(
        name,
        unit,
        median(calls.seat.iter().map(of)),
        (PEER, theirs),
    )
}

fn how(plan: Plan, load: (f64, f64)) -> String {
    let profile = if cfg!(debug_assertions) {
        "the development profile, codecs optimised"
    } else {
        "the release profile"
    };
    format!(
        "Medians over {} calls each, in turns, of {:.1} s after at least {:.1} s of warming up; on \
         loopback; built in {profile}. Load average {:.1} at the beginning, {:.1} at the end; \
         the bench itself, with its patron, is part of it.",
        plan.calls,
        plan.window.as_secs_f64(),
        plan.warm_up.as_secs_f64(),
        load.0,
        load.1,
    )
}

fn flows(calls: &Calls) -> String {
    let of = |calls: &[Call]| {
        format!(
            "to the patron {}, to the librarian {}",
            way(calls, |call| &call.to_patron),
            way(calls, |call| &call.to_librarian)
        )
    };
    format!(
        "Pictures at {}, medians: Sportello {}; {PEER} {}.",
        calls.size,
        of(&calls.seat),
        of(&calls.peer)
    )
}

/// A median hides a program that grows from call to call.
fn growth(calls: &Calls) -> String {
    let each = |calls: &[Call]| {
        let each = calls.iter().map(|call| format!("{:.0}", call.memory));
        each.collect::<Vec<_>>().join(", ")
    };
    format!(
        "Memory at {}, call after call in MB: Sportello {}; {PEER} {}.",
        calls.size,
        each(&calls.seat),
        each(&calls.peer)
    )
}

fn decoding(calls: &Calls) -> String {
    let of = |what: fn(&Call) -> f64| median(calls.decoding.iter().map(what));
    format!(
        "Where the window can't decode and the seat does it for it ({} calls at {}): \
         {:.1} % of one core, {:.1} MB.",
        calls.decoding.len(),
        calls.size,
        of(|call| call.cpu),
        of(|call| call.memory),
    )
}

/// Pictures and bits a second of one direction, and the size at the end of the last
/// call.
fn way(calls: &[Call], of: fn(&Call) -> &Flow) -> String {
    let median_of = |what: fn(&Flow) -> f64| median(calls.iter().map(|call| what(of(call))));
    let told = format!(
        "{:.1}/s, {:.0} kbit/s",
        median_of(|flow| flow.frames_per_second),
        median_of(|flow| flow.kbps)
    );
    let Some(last) = calls.last().map(of) else {
        return told;
    };
    let limited = match last.limited.as_str() {
        "" | "none" => String::new(),
        why => format!(" (kept down by {why})"),
    };
    format!("{told}, {}×{}{limited}", last.width, last.height)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::call::{SIZES, check};

    #[test]
    fn the_figures_have_the_agreed_names_and_units() {
        let all = SIZES.map(|size| Calls {
            size,
            seat: vec![call(30.0), call(30.0)],
            peer: vec![call(30.0)],
            decoding: vec![call(30.0)],
        });
        let plan = Plan {
            calls: 2,
            warm_up: Duration::from_secs(1),
            patience: Duration::ZERO,
            decoding: 1,
            most: Duration::from_secs(9),
            window: Duration::from_secs(2),
        };
        let report = report(&all, plan, (0.5, 1.0)).unwrap();
        let json = serde_json::to_value(&report).unwrap();
        let figures = json["figures"].as_array().unwrap();
        let told = figures.iter().map(|figure| {
            let word = |key: &str| figure[key].as_str().unwrap_or_default();
            format!(
                "{} in {} beside {}",
                word("name"),
                word("unit"),
                word("peer")
            )
        });
        assert_eq!(
            told.collect::<Vec<_>>(),
            [
                "set-up to first frame, patron, 640×480@30 in ms beside chromium",
                "set-up to first frame, librarian, 640×480@30 in ms beside chromium",
                "set-up to first frame, patron, 1280×720@30 in ms beside chromium",
                "set-up to first frame, librarian, 1280×720@30 in ms beside chromium",
                "cpu, 640×480@30 in % of one core beside chromium",
                "cpu, 1280×720@30 in % of one core beside chromium",
                "memory, 640×480@30 in MB beside chromium",
                "memory, 1280×720@30 in MB beside chromium",
            ]
        );
        assert!(
            report
                .to_string()
                .contains("30.0/s, 900 kbit/s, 640×480 (kept down by cpu)")
        );
    }

    #[test]
    fn a_call_in_which_pictures_stalled_is_no_measurement() {
        assert!(check(&call(30.0)).is_ok());
        let why = check(&call(23.9)).unwrap_err().to_string();
        assert!(why.starts_with("only 23.9 pictures a second reached the patron"));
    }

    fn call(frames_per_second: f64) -> Call {
        let flow = Flow {
            frames_per_second,
            kbps: 900.0,
            width: 640,
            height: 480,
            codec: "video/VP8".into(),
            limited: "cpu".into(),
        };
        Call {
            patron_sees: 240.0,
            librarian_sees: 260.0,
            cpu: 16.0,
            memory: 40.0,
            to_patron: flow.clone(),
            to_librarian: flow,
        }
    }
}
