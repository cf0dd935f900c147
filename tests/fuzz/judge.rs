//! What must be true of any bytes that reach a reader of the wire: they are a message,
//! which reads the same when it is written again, or they are an error. Shared by the
//! fuzz target and by the tests of `sportello-wire`.

use std::fmt::Debug;

use serde::Serialize;
use serde::de::DeserializeOwned;
use sportello_wire::patron::{FromPatron, ToPatron};
use sportello_wire::seat::{FromSeat, ToSeat};

/// Reads the bytes as a message of every direction.
///
/// # Panics
/// When a message is not what it was after being written and read again.
pub fn judge(noise: &[u8]) {
    let Ok(text) = std::str::from_utf8(noise) else {
        return; // no reader is asked: the socket has refused it
    };
    stays_itself::<FromPatron>(text);
    stays_itself::<FromSeat>(text);
    stays_itself::<ToPatron>(text);
    stays_itself::<ToSeat>(text);
}

fn stays_itself<T: DeserializeOwned + Serialize + PartialEq + Debug>(text: &str) {
    let Ok(message) = sportello_wire::read::<T>(text) else {
        return;
    };
    let written = serde_json::to_string(&message).expect("a message can be written");
    let again = sportello_wire::read::<T>(&written);
    assert_eq!(
        again.expect("what was written can be read"),
        message,
        "{written}"
    );
}
