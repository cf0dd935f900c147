//! However a call ends, nothing of it is left.
//!
//! Its own program, because it counts the threads of the process, as Linux
//! shows them.
#![cfg(target_os = "linux")]

#[path = "support/process.rs"]
mod process;

use std::sync::Arc;

use process::eventually;
use sportello_media::{
    CallCommand, CallEvent, CallSettings, Engine, MediaError, NativeEngine, Outfit, Reach, Ringer,
    SyntheticDevices,
};

const WORKERS: &[&str] = &[
    "picture-in",
    "picture-out",
    "sound-in",
    "sound-out",
    "camera",
    "ringer",
    "device-list",
    "rehearsal-ear",
    "rehearsal-mirror",
    "test-sound",
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_left_of_a_call_however_it_ends() {
    let engine = NativeEngine::new(Arc::new(SyntheticDevices::new()));

    let dropped = engine.open(settings()).expect("a call opens");
    eventually("its workers run", || threads_named(WORKERS) == 5).await;
    dropped.commands.send(CallCommand::SetCamera(false));
    eventually("muting closes the camera", || {
        threads_named(&["camera"]) == 0
    })
    .await;
    drop(dropped);
    eventually("dropping the call ends its workers", || {
        threads_named(WORKERS) == 0
    })
    .await;

    let mut unheard = engine.open(settings()).expect("a call opens");
    drop(unheard.commands);
    while let Some(event) = unheard.events.recv().await {
        assert!(!matches!(event, CallEvent::LocalAnswer { .. }));
    }
    // Joined before the events ended; the kernel may list a thread a moment longer.
    eventually("all were joined", || threads_named(WORKERS) == 0).await;

    let ringer =
        Ringer::start(Arc::new(Outfit::new(Arc::new(SyntheticDevices::new())))).expect("it rings");
    assert_eq!(threads_named(WORKERS), 1);
    drop(ringer);
    eventually("the bell stops", || threads_named(WORKERS) == 0).await;
}

#[test]
fn a_call_cannot_be_opened_outside_a_runtime() {
    let engine = NativeEngine::new(Arc::new(SyntheticDevices::new()));
    let refused = engine.open(CallSettings::default()).err();
    assert_eq!(refused, Some(MediaError::NoRuntime));
}

fn settings() -> CallSettings {
    CallSettings {
        reach: Reach::ThisComputer,
        camera_on: true,
        microphone_on: true,
        ..Default::default()
    }
}

/// Threads of this process with one of these names.
fn threads_named(names: &[&str]) -> usize {
    let Ok(tasks) = std::fs::read_dir("/proc/self/task") else {
        return 0;
    };
    tasks
        .flatten()
        .filter_map(|task| std::fs::read_to_string(task.path().join("comm")).ok())
        .filter(|name| names.contains(&name.trim()))
        .count()
}
