//! An examination of a desk server: what is well, what is not, and what to do.
//!
//! **The rule.** It changes nothing and may be asked at any time, also while the
//! server runs. A finding that needs somebody says what to do. What it can't see is
//! not said to be well.

mod certificate;
mod house;
mod network;
mod people;
mod relay;

use serde::Serialize;

use crate::config::Config;

/// How something was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// As it should be.
    Ok,
    /// It works, and may not for long or not for everybody.
    Warn,
    /// Patrons can't be served until somebody does something.
    Fail,
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What was looked at.
    pub what: &'static str,
    /// How it was found.
    pub state: State,
    /// What was found.
    pub says: String,
    /// What to do; empty when nothing needs to be done.
    pub advice: String,
}

/// Looks at everything, in the order in which it matters.
pub async fn examine(config: &Config) -> Vec<Finding> {
    let mut findings = Vec::new();
    house::examine(config, &mut findings).await;
    network::examine(config, &mut findings).await;
    relay::examine(config, &mut findings).await;
    people::examine(config, &mut findings).await;
    findings
}

/// The worst of the findings.
pub fn worst(findings: &[Finding]) -> State {
    let states = findings.iter().map(|finding| finding.state);
    states.max().unwrap_or(State::Ok)
}

impl Finding {
    fn ok(what: &'static str, says: impl Into<String>) -> Self {
        Self::new(what, State::Ok, says.into(), String::new())
    }

    fn warn(what: &'static str, says: impl Into<String>, advice: impl Into<String>) -> Self {
        Self::new(what, State::Warn, says.into(), advice.into())
    }

    fn fail(what: &'static str, says: impl Into<String>, advice: impl Into<String>) -> Self {
        Self::new(what, State::Fail, says.into(), advice.into())
    }

    fn new(what: &'static str, state: State, says: String, advice: String) -> Self {
        Self {
            what,
            state,
            says,
            advice,
        }
    }
}

impl std::fmt::Display for Finding {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let state = match self.state {
            State::Ok => "ok",
            State::Warn => "warn",
            State::Fail => "fail",
        };
        write!(formatter, "{state:<5} {:<15} {}", self.what, self.says)?;
        if !self.advice.is_empty() {
            write!(formatter, "\n{:<21} → {}", "", self.advice)?;
        }
        Ok(())
    }
}
