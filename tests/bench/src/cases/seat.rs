//! A seat that asks for cases, and nothing else.

use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use futures_util::StreamExt;
use futures_util::stream::{SplitSink, SplitStream};
use sportello_core::CaseId;
use sportello_wire::SeatId;
use sportello_wire::seat::{CaseRow, CasesLook, CasesOrder, CasesTold, FromSeat, ToSeat};
use tokio::time::{Interval, MissedTickBehavior, interval};
use tokio_tungstenite::tungstenite::Message;

use crate::line::desk::Desk;
use crate::line::seat::{Socket, enter, say};
use crate::line::soon;

/// The server takes thirty orders of a seat in a second, over time.
const PACE: Duration = Duration::from_millis(35);

/// A librarian who looks for cases.
pub(super) struct Seat {
    pace: Interval,
    says: SplitSink<Socket, Message>,
    hears: SplitStream<Socket>,
    number: u32,
}

impl Seat {
    pub(super) async fn take(desk: &Desk) -> anyhow::Result<Self> {
        let seat: SeatId = serde_json::from_value("00000000-0000-4000-8000-00000000ada0".into())?;
        let account = desk.account().clone();
        let sign_in = FromSeat::SignIn {
            seat,
            user: account.user,
            password: account.password,
        };
        let (says, hears, _) = enter(desk.address(), &sign_in).await?;
        let mut pace = interval(PACE);
        pace.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Ok(Self {
            pace,
            says,
            hears,
            number: 0,
        })
    }

    /// A page, and how long it took until it was read.
    pub(super) async fn list(
        &mut self,
        look: &CasesLook,
        after: Option<CaseId>,
    ) -> anyhow::Result<(Vec<CaseRow>, Duration)> {
        let look = look.clone();
        self.pace.tick().await;
        let asked = Instant::now();
        let told = self.ask(CasesOrder::AskList { look, after }).await?;
        let took = asked.elapsed();
        match told {
            CasesTold::List { cases, .. } => Ok((cases, took)),
            other => bail!("that is no list: {other:?}"),
        }
    }

    /// How long it takes until all that does not concern one case alone is there: how many
    /// there are of each, the address book, what comes near.
    pub(super) async fn view(&mut self) -> anyhow::Result<Duration> {
        self.pace.tick().await;
        let asked = Instant::now();
        let told = self.ask(CasesOrder::Watch { on: true }).await?;
        let took = asked.elapsed();
        if let CasesTold::Done { .. } = told {
            self.pace.tick().await;
            self.ask(CasesOrder::Watch { on: false }).await?;
            return Ok(took);
        }
        bail!("nothing is shown: {told:?}")
    }

    async fn ask(&mut self, order: CasesOrder) -> anyhow::Result<CasesTold> {
        self.number += 1;
        let mine = self.number;
        let order = Box::new(order);
        let asks = FromSeat::Cases {
            number: mine,
            order,
        };
        say(&mut self.says, &asks).await?;
        soon("an answer about cases", async {
            loop {
                let said = self.hears.next().await;
                let Message::Text(text) = said.context("the socket was closed")?? else {
                    continue;
                };
                // The desk's own views are not read.
                if !text.starts_with(r#"{"type":"cases""#) {
                    continue;
                }
                let ToSeat::Cases { told } = serde_json::from_str(&text)? else {
                    continue;
                };
                if answers(&told, mine) {
                    return Ok(told);
                }
            }
        })
        .await
    }
}

fn answers(told: &CasesTold, mine: u32) -> bool {
    match told {
        CasesTold::List { number, .. }
        | CasesTold::Done { number }
        | CasesTold::Refused { number, .. } => *number == mine,
        _other => false,
    }
}
