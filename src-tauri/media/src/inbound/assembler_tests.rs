//! The assembler against sentences and against a naive model.

use proptest::prelude::*;

use super::*;

const FRAME_TICKS: u32 = 3_000;

/// A packet of the test stream: `length` packets a frame.
#[derive(Debug, Clone)]
struct Sent {
    number: u16,
    timestamp: u32,
    marker: bool,
    payload: Bytes,
}

/// The packets of a frame whose content tells its number.
fn frame(first: u16, number: u32, key: bool, length: u16) -> Vec<Sent> {
    (0..length)
        .map(|piece| {
            let descriptor = if piece == 0 { 0x10 } else { 0x00 };
            let opening = if key { 0x00 } else { 0x01 };
            Sent {
                number: first.wrapping_add(piece),
                timestamp: number.wrapping_mul(FRAME_TICKS),
                marker: piece + 1 == length,
                payload: vec![descriptor, opening, number as u8, piece as u8].into(),
            }
        })
        .collect()
}

fn push(assembler: &mut Assembler, packet: &Sent) {
    assembler.push(
        packet.number,
        packet.timestamp,
        packet.marker,
        &packet.payload,
    );
}

/// The numbers of the frames that come out, and how often a key was wanted.
fn drain(assembler: &mut Assembler, now: Instant) -> (Vec<u32>, usize) {
    let (mut frames, mut wanted) = (Vec::new(), 0);
    while let Some(assembled) = assembler.poll(now) {
        match assembled {
            Assembled::Picture(picture) => frames.push(picture.timestamp / FRAME_TICKS),
            Assembled::KeyFrameWanted => wanted += 1,
        }
    }
    (frames, wanted)
}

#[test]
fn packets_in_the_wrong_order_make_the_same_frames() {
    let mut assembler = Assembler::default();
    let (key, next) = (frame(65_534, 1, true, 3), frame(1, 2, false, 2));
    for packet in [&key[1], &key[0], &next[1], &key[2], &next[0]] {
        push(&mut assembler, packet);
    }
    assert_eq!(drain(&mut assembler, Instant::now()), (vec![1, 2], 0));
}

#[test]
fn a_hole_waits_400_ms_for_its_repair() {
    let (mut assembler, now) = (Assembler::default(), Instant::now());
    let (key, holed, after) = (
        frame(0, 1, true, 2),
        frame(2, 2, false, 3),
        frame(5, 3, false, 1),
    );
    for packet in key.iter().chain([&holed[0], &holed[2]]).chain(&after) {
        push(&mut assembler, packet);
    }
    assert_eq!(drain(&mut assembler, now), (vec![1], 0));
    let just_before = now + REPAIR_WAIT - Duration::from_millis(1);
    assert_eq!(drain(&mut assembler, just_before), (vec![], 0));
    push(&mut assembler, &holed[1]);
    assert_eq!(drain(&mut assembler, just_before), (vec![2, 3], 0));
}

#[test]
fn an_unrepaired_hole_asks_for_a_key_frame_and_skips_to_it() {
    let (mut assembler, now) = (Assembler::default(), Instant::now());
    let (key, holed, after) = (
        frame(0, 1, true, 2),
        frame(2, 2, false, 3),
        frame(5, 3, false, 1),
    );
    for packet in key.iter().chain([&holed[0], &holed[2]]).chain(&after) {
        push(&mut assembler, packet);
    }
    drain(&mut assembler, now);
    assert_eq!(drain(&mut assembler, now + REPAIR_WAIT), (vec![], 1));
    assert_eq!(
        drain(&mut assembler, now + REPAIR_WAIT + ASK_PAUSE),
        (vec![], 1),
        "again"
    );
    for packet in frame(6, 4, false, 1).iter().chain(&frame(7, 5, true, 2)) {
        push(&mut assembler, packet);
    }
    assert_eq!(
        drain(&mut assembler, now + REPAIR_WAIT + ASK_PAUSE),
        (vec![5], 0)
    );
}

#[test]
fn a_key_frame_on_its_way_is_not_asked_for() {
    let (mut assembler, now) = (Assembler::default(), Instant::now());
    let key = frame(0, 1, true, 3);
    push(&mut assembler, &key[0]);
    assert_eq!(drain(&mut assembler, now), (vec![], 0));
    push(&mut assembler, &key[1]);
    push(&mut assembler, &key[2]);
    assert_eq!(drain(&mut assembler, now), (vec![1], 0));
}

#[test]
fn joining_in_the_middle_asks_for_a_key_frame_at_once() {
    let mut assembler = Assembler::default();
    for packet in frame(0, 1, false, 2) {
        push(&mut assembler, &packet);
    }
    assert_eq!(drain(&mut assembler, Instant::now()), (vec![], 1));
}

#[test]
fn padding_only_takes_a_number() {
    let mut assembler = Assembler::default();
    for packet in frame(0, 1, true, 1) {
        push(&mut assembler, &packet);
    }
    assembler.push(1, FRAME_TICKS, false, &Bytes::new());
    for packet in frame(2, 2, false, 1) {
        push(&mut assembler, &packet);
    }
    assert_eq!(drain(&mut assembler, Instant::now()), (vec![1, 2], 0));
}

#[test]
fn after_a_restart_only_a_key_frame_comes_out() {
    let (mut assembler, now) = (Assembler::default(), Instant::now());
    for packet in frame(0, 1, true, 1) {
        push(&mut assembler, &packet);
    }
    drain(&mut assembler, now);
    assembler.restart();
    for packet in frame(1, 2, false, 1).iter().chain(&frame(2, 3, true, 1)) {
        push(&mut assembler, packet);
    }
    assert_eq!(drain(&mut assembler, now).0, [3]);
}

#[test]
fn another_stream_on_the_same_number_starts_anew() {
    let (mut assembler, now) = (Assembler::default(), Instant::now());
    for packet in frame(0, 1, true, 1)
        .iter()
        .chain(&frame(30_000, 2, true, 1))
    {
        push(&mut assembler, packet);
        drain(&mut assembler, now);
    }
    assert_eq!(assembler.next, Some(30_001));
}

#[test]
fn without_any_key_frame_memory_stays_bounded() {
    let mut assembler = Assembler::default();
    for number in 0..20_000u32 {
        for packet in frame(number as u16, number, false, 1) {
            push(&mut assembler, &packet);
        }
        assert!(assembler.pieces.len() <= MOST_PACKETS);
    }
}

/// Frames as a naive reader would take them: a frame counts when it is whole
/// and nothing was missing since the last whole key frame.
fn naive(stream: &[(bool, bool)]) -> Vec<u32> {
    let mut decodable = false;
    let mut taken = Vec::new();
    for (number, (key, whole)) in (1..).zip(stream) {
        decodable = *whole && (*key || decodable);
        if decodable {
            taken.push(number);
        }
    }
    taken
}

/// Frames of 1 to 4 packets, some keys, and for each packet whether it is lost.
fn streams() -> impl Strategy<Value = Vec<(bool, Vec<bool>)>> {
    let key = proptest::bool::weighted(0.15);
    let losses = proptest::collection::vec(proptest::bool::weighted(0.08), 1..5);
    proptest::collection::vec((key, losses), 1..60)
}

proptest! {
    #[test]
    fn with_losses_that_stay_it_gives_what_the_naive_reader_gives(
        stream in streams(),
        first in any::<u16>(),
    ) {
        let (mut assembler, mut now, mut number) = (Assembler::default(), Instant::now(), first);
        let (mut given, mut shape) = (Vec::new(), Vec::new());
        for (index, (key, losses)) in (1..).zip(&stream) {
            for (packet, lost) in frame(number, index, *key, losses.len() as u16).iter().zip(losses) {
                if !lost {
                    push(&mut assembler, packet);
                }
            }
            number = number.wrapping_add(losses.len() as u16);
            shape.push((*key, losses.iter().all(|lost| !lost)));
            given.extend(drain(&mut assembler, now).0);
            // Longer than a hole may wait: losses here are never repaired.
            now += REPAIR_WAIT;
            given.extend(drain(&mut assembler, now).0);
        }
        prop_assert_eq!(given, naive(&shape));
    }

    #[test]
    fn with_repairs_in_time_nothing_is_missing_whatever_the_order(
        frames in 2u32..40,
        swaps in proptest::collection::vec((0usize..160, 1usize..12), 0..80),
    ) {
        let mut packets: Vec<Sent> = (0..frames)
            .flat_map(|index| frame((index * 4) as u16, index + 1, index == 0, 4))
            .collect();
        for (at, by) in swaps {
            let other = at + by;
            // The start of the stream is known by its first packet.
            if at > 0 && other < packets.len() {
                packets.swap(at, other);
            }
        }
        let (mut assembler, now, mut given) = (Assembler::default(), Instant::now(), Vec::new());
        for packet in &packets {
            push(&mut assembler, packet);
            given.extend(drain(&mut assembler, now).0);
        }
        prop_assert_eq!(given, (1..=frames).collect::<Vec<_>>());
    }

    #[test]
    fn any_packets_leave_it_standing(
        packets in proptest::collection::vec(
            (any::<u16>(), any::<u32>(), any::<bool>(), proptest::collection::vec(any::<u8>(), 0..6)),
            0..200,
        ),
    ) {
        let (mut assembler, mut now) = (Assembler::default(), Instant::now());
        for (number, timestamp, marker, payload) in packets {
            assembler.push(number, timestamp, marker, &payload.into());
            drain(&mut assembler, now);
            now += Duration::from_millis(50);
        }
    }
}
