//! Calls under hardship: a network that loses, a browser gone mad.

use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use sportello_media::{CallCommand, LinkState, SyntheticDevices};

use crate::support::caller::{Caller, Offers};
use crate::support::desk::{Desk, Told, settings};
use crate::support::eventually;
use crate::support::relay::Impairment;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn five_per_cent_of_loss_costs_neither_picture_nor_sound() {
    let impairment = Impairment {
        loss: 0.05,
        delay: Duration::from_millis(40),
        seed: 7,
    };
    let call = call_over(impairment).await;
    assert!(call.lost > 20 && call.lost * 50 > call.carried, "{call:?}");
    assert!(call.seen_by_desk > call.seconds * 15, "{call:?}");
    assert!(call.seen_by_caller > call.seconds * 12, "{call:?}");
    assert!(call.concealed < 0.1, "{call:?}");
    assert!(
        call.key_frames_asked + call.key_frames_wanted < 8,
        "{call:?}"
    );
    assert!(call.least_target_kbps > 250, "{call:?}");
}

/// What a call over a bad network came to.
#[derive(Debug)]
struct Outcome {
    seconds: u32,
    carried: u64,
    lost: u64,
    seen_by_desk: u32,
    seen_by_caller: u32,
    concealed: f32,
    least_target_kbps: u32,
    key_frames_asked: u32,
    key_frames_wanted: u32,
}

/// Six seconds of a call over a bad network.
async fn call_over(impairment: Impairment) -> Outcome {
    let mut caller = Caller::call(Offers::VoiceAndPicture).await;
    let mut desk = Desk::open(settings(), SyntheticDevices::new());
    desk.answer_through(&mut caller, Some(impairment)).await;
    eventually("the link stands", || {
        desk.link() == Some(LinkState::Connected)
    })
    .await;
    eventually("six seconds are told", || {
        desk.told(|told| told.statistics.len()) >= 6
    })
    .await;

    let told = desk.told(|told| told.statistics.clone());
    let last = told.last().cloned().unwrap_or_default();
    let (carried, lost) = desk.carried_and_lost();
    let outcome = Outcome {
        seconds: told.len() as u32,
        carried,
        lost,
        seen_by_desk: told.iter().map(|second| second.frames_received).sum(),
        seen_by_caller: caller.seen.frames.load(Relaxed),
        concealed: told.iter().map(|second| second.concealed).sum::<f32>() / told.len() as f32,
        least_target_kbps: told
            .iter()
            .map(|second| second.target_kbps)
            .min()
            .unwrap_or_default(),
        key_frames_asked: last.key_frames_asked,
        key_frames_wanted: last.key_frames_wanted,
    };
    println!("{impairment:?}: {outcome:?}");
    caller.hang_up().await;
    desk.close().await;
    outcome
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_mutilated_offer_breaks_the_call() {
    let mut caller = Caller::call(Offers::VoiceAndPicture).await;
    let mut desk = Desk::open(settings(), SyntheticDevices::new());
    desk.answer(&mut caller).await;
    eventually("pictures come", || desk.told(|told| told.pictures) > 5).await;

    let replied = |told: &Told| told.answers.len() + told.troubles.len();
    let (offer, before) = (caller.offer(false).await, desk.told(replied));
    let mut chance = StdRng::seed_from_u64(3);
    for _ in 0..MUTILATED {
        let sdp = mutilated(&offer, &mut chance);
        desk.commands.send(CallCommand::RemoteOffer { sdp });
    }
    eventually("each is answered or refused", || {
        desk.told(replied) >= before + MUTILATED
    })
    .await;
    assert_ne!(desk.link(), Some(LinkState::Closed));
    caller.hang_up().await;
    assert_eq!(desk.close().await.last(), Some(&LinkState::Closed));
}

const MUTILATED: usize = 300;

/// An offer with a line or two lost, doubled, cut or filled with nonsense.
fn mutilated(offer: &str, chance: &mut StdRng) -> String {
    let mut lines: Vec<String> = offer.lines().map(str::to_owned).collect();
    for _ in 0..chance.random_range(1..3) {
        let at = chance.random_range(0..lines.len());
        match chance.random_range(0..4) {
            0 => {
                lines.remove(at);
            }
            1 => lines.insert(at, lines[at].clone()),
            2 => {
                let keep = chance.random_range(0..lines[at].len().max(1));
                lines[at] = lines[at].chars().take(keep).collect();
            }
            _ => lines[at].push_str(" 99999999999999999999 -1 \u{fe0f}"),
        }
    }
    lines.join("\r\n") + "\r\n"
}
