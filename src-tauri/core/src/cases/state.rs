//! Where a case stands, and what leads on from there.

use serde::{Deserialize, Serialize};

/// Where a case stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "types", derive(ts_rs::TS))]
pub enum CaseState {
    /// The desk is to see to it.
    #[default]
    Open,
    /// An office or a colleague is to answer.
    WaitingForOffice,
    /// The patron is to answer.
    WaitingForPatron,
    /// The patron has an answer.
    Answered,
    /// It is over.
    Closed,
    /// It was over, and is not: the desk is to see to it.
    Reopened,
}

/// What is done about a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CaseStep {
    /// It is handed to an office or a colleague.
    HandOff,
    /// The office writes.
    OfficeWrote,
    /// The patron is asked.
    AskPatron,
    /// The patron writes.
    PatronWrote,
    /// The patron is answered.
    Answer,
    /// It is closed.
    Close,
    /// It is opened again.
    Reopen,
}

impl CaseState {
    /// Whether somebody is still to do something about it.
    pub const fn is_open(self) -> bool {
        match self {
            Self::Open | Self::WaitingForOffice | Self::WaitingForPatron | Self::Reopened => true,
            Self::Answered | Self::Closed => false,
        }
    }

    /// Where it stands after a step; nothing when the step can't be taken from here.
    ///
    /// What is closed is opened again before anything else is done about it, but for the
    /// patron, whose word opens it. An office that writes about what is over opens
    /// nothing: it may be a thank-you.
    pub const fn after(self, step: CaseStep) -> Option<Self> {
        Some(match (step, self) {
            (CaseStep::Reopen, Self::Answered | Self::Closed)
            | (CaseStep::PatronWrote, Self::Answered | Self::Closed | Self::Reopened)
            | (CaseStep::OfficeWrote, Self::Reopened) => Self::Reopened,
            (CaseStep::Reopen, _)
            | (
                CaseStep::HandOff | CaseStep::AskPatron | CaseStep::Answer | CaseStep::Close,
                Self::Closed,
            ) => return None,
            (CaseStep::HandOff, _) => Self::WaitingForOffice,
            (CaseStep::AskPatron, _) => Self::WaitingForPatron,
            (CaseStep::Answer, _) => Self::Answered,
            (CaseStep::Close, _) => Self::Closed,
            (CaseStep::OfficeWrote, Self::WaitingForOffice)
            | (CaseStep::PatronWrote, Self::WaitingForPatron) => Self::Open,
            (CaseStep::OfficeWrote | CaseStep::PatronWrote, same) => same,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STATES: [CaseState; 6] = [
        CaseState::Open,
        CaseState::WaitingForOffice,
        CaseState::WaitingForPatron,
        CaseState::Answered,
        CaseState::Closed,
        CaseState::Reopened,
    ];

    #[test]
    fn the_way_of_a_case_through_an_office_to_its_end() {
        let mut state = CaseState::default();
        for (step, after) in [
            (CaseStep::HandOff, CaseState::WaitingForOffice),
            (CaseStep::OfficeWrote, CaseState::Open),
            (CaseStep::AskPatron, CaseState::WaitingForPatron),
            (CaseStep::PatronWrote, CaseState::Open),
            (CaseStep::Answer, CaseState::Answered),
            (CaseStep::Close, CaseState::Closed),
            (CaseStep::PatronWrote, CaseState::Reopened),
            (CaseStep::HandOff, CaseState::WaitingForOffice),
        ] {
            state = state.after(step).expect("it can be done");
            assert_eq!(state, after, "after {step:?}");
        }
    }

    #[test]
    fn what_is_closed_is_opened_before_anything_is_done_about_it() {
        for step in [
            CaseStep::HandOff,
            CaseStep::AskPatron,
            CaseStep::Answer,
            CaseStep::Close,
        ] {
            assert_eq!(CaseState::Closed.after(step), None, "{step:?}");
        }
        let reopened = Some(CaseState::Reopened);
        assert_eq!(CaseState::Closed.after(CaseStep::Reopen), reopened);
        assert_eq!(CaseState::Open.after(CaseStep::Reopen), None);
    }

    #[test]
    fn a_word_of_the_patron_never_falls_on_a_case_that_is_over() {
        for state in STATES {
            let after = state.after(CaseStep::PatronWrote).expect("always heard");
            assert!(after.is_open(), "{state:?}");
            let heard = state.after(CaseStep::OfficeWrote).expect("always heard");
            assert_eq!(heard.is_open(), state.is_open(), "{state:?}");
        }
    }
}
