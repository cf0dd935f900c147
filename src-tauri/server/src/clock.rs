//! The clocks of this run, and the ids that are stamped with them.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use sportello_core::Moment;
use tokio::time::Instant;
use uuid::Uuid;

/// The wall clock and a monotonic clock that began with the program.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    began: Instant,
}

impl Clock {
    /// A clock that begins now.
    #[expect(
        clippy::new_without_default,
        reason = "a clock that begins by default would hide when"
    )]
    pub fn new() -> Self {
        Self {
            began: Instant::now(),
        }
    }

    /// The time on both clocks.
    pub fn now(&self) -> Moment {
        let wall = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or(Duration::ZERO);
        Moment::new(millis(wall), millis(self.began.elapsed()))
    }

    /// When a deadline of the machine comes, in the runtime's words.
    pub fn instant_of(&self, deadline: Moment) -> Instant {
        let left = self.now().until(deadline).as_millis();
        Instant::now() + Duration::from_millis(u64::try_from(left).unwrap_or(0))
    }
}

/// A new id, version 7: ids sort by the time of their making.
pub fn new_id() -> Uuid {
    let wall = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or(Duration::ZERO);
    let millis = u64::try_from(wall.as_millis()).unwrap_or(u64::MAX);
    uuid::Builder::from_unix_timestamp_millis(millis, &rand::random()).into_uuid()
}

fn millis(span: Duration) -> i64 {
    i64::try_from(span.as_millis()).unwrap_or(i64::MAX)
}
