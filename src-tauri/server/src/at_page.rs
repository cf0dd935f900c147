//! What is a patron's own, at the socket of their page: their loans, their cases.
//!
//! An order may take its time (an ILS is asked, a letter is queued): it runs beside the
//! socket, one after another, as they came. A page that has asked once is shown changes
//! from then on.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::sync::{Mutex, watch};

use crate::rhythm::Rhythm;

/// A page that looks is shown changes in this rhythm: a run over all loans changes
/// something every few milliseconds.
const RHYTHM: Duration = Duration::from_millis(500);

/// Something of a patron's own.
pub(crate) trait OfPatron: Clone + Send + Sync + 'static {
    /// What a page may order of it.
    type Order: Send + 'static;

    /// Whether an order asks to be shown it from now on.
    fn asks(order: &Self::Order) -> bool;

    /// Performs an order, and says how it came out.
    fn perform(&self, order: Self::Order) -> impl Future<Output = ()> + Send;

    /// Shows how it stands.
    fn show(&self) -> impl Future<Output = ()> + Send;
}

/// It, at one socket.
pub(crate) struct AtPage<T> {
    pub(crate) own: T,
    changed: watch::Receiver<()>,
    rhythm: Rhythm,
    /// The page looks.
    asked: AtomicBool,
    turn: Arc<Mutex<()>>,
}

impl<T: OfPatron> AtPage<T> {
    /// At a socket that was opened now; `changed` tells when there is something else to
    /// show.
    pub(crate) fn of(own: T, changed: watch::Receiver<()>) -> Self {
        Self {
            own,
            changed,
            rhythm: Rhythm::default(),
            asked: AtomicBool::new(false),
            turn: Arc::default(),
        }
    }

    /// Performs an order beside the socket, and says how it came out.
    pub(crate) fn take(&self, order: T::Order) {
        if T::asks(&order) {
            self.asked.store(true, Ordering::Relaxed);
        }
        let (own, turn) = (self.own.clone(), self.turn.clone());
        tokio::spawn(async move {
            let _turn = turn.lock().await;
            own.perform(order).await;
        });
    }

    /// Shows changes for as long as the page is there.
    pub(crate) async fn keep_showing(&mut self) {
        loop {
            self.rhythm.beat(&mut self.changed, RHYTHM).await;
            if self.asked.load(Ordering::Relaxed) {
                self.own.show().await;
            }
            self.rhythm.shown();
        }
    }
}
