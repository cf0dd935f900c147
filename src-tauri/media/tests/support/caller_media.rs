//! What the caller does with media: sends a tone and a test picture, judges
//! what comes back. Blocking, each on a thread of its own.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use rtc::media::Sample;
use sportello_media::{
    Assembled, Assembler, Devices, PictureSettings, SyntheticDevices, Vp8Decoder, Vp8Encoder,
    shows_test_picture,
};
use tokio::sync::mpsc;
use webrtc::media_stream::track_local::static_sample::TrackLocalStaticSample;

use super::caller::{OPUS, Seen, VP8};

/// Sends the tone of the caller's microphone until the caller hangs up.
pub fn hum(track: Arc<TrackLocalStaticSample>, devices: SyntheticDevices, seen: Arc<Seen>) {
    let runtime = tokio::runtime::Handle::current();
    std::thread::spawn(move || {
        let mut microphone = devices.microphone(None).expect("synthetic");
        let mut encoder = opus::Encoder::new(48_000, opus::Channels::Mono, opus::Application::Voip)
            .expect("libopus");
        let mut heard = Vec::new();
        while !seen.stop.load(Ordering::Relaxed) {
            let _ = microphone.listen(&mut heard, Duration::from_millis(10));
            while heard.len() >= 960 {
                let frame: Vec<f32> = heard.drain(..960).collect();
                let data = encoder.encode_vec_float(&frame, 1_275).expect("20 ms");
                runtime.block_on(write(&track, OPUS, data.into(), Duration::from_millis(20)));
            }
        }
    });
}

/// Sends the test picture until the caller hangs up.
pub fn show(track: Arc<TrackLocalStaticSample>, devices: SyntheticDevices, seen: Arc<Seen>) {
    let runtime = tokio::runtime::Handle::current();
    std::thread::spawn(move || {
        let wanted = PictureSettings {
            width: 320,
            height: 240,
            ..Default::default()
        };
        let mut camera = devices.camera(None, &wanted).expect("synthetic");
        let mut encoder = Vp8Encoder::new(320, 240, 400).expect("libvpx");
        while !seen.stop.load(Ordering::Relaxed) {
            let Ok(Some(picture)) = camera.picture(Duration::from_millis(50)) else {
                continue;
            };
            let connected = seen.connected.load(Ordering::Relaxed) > 0;
            let key = connected && seen.key_wanted.swap(false, Ordering::Relaxed);
            let Ok(Some(encoded)) = encoder.encode(&picture, 3_000, key) else {
                continue;
            };
            let pause = Duration::from_secs_f64(1.0 / 30.0);
            runtime.block_on(write(&track, VP8, encoded.data, pause));
        }
    });
}

async fn write(
    track: &TrackLocalStaticSample,
    payload_type: u8,
    data: bytes::Bytes,
    duration: Duration,
) {
    use webrtc::media_stream::Track;
    let Some(ssrc) = track.ssrcs().await.first().copied() else {
        return;
    };
    let sample = Sample {
        data,
        duration,
        ..Sample::new(Instant::now())
    };
    let _ = track.write_sample(ssrc, payload_type, &sample, &[]).await;
}

pub fn watch(
    arrived: &std::sync::mpsc::Receiver<rtc::rtp::Packet>,
    seen: &Seen,
    ask: &mpsc::UnboundedSender<u32>,
) {
    let mut assembler = Assembler::default();
    let mut decoder = Vp8Decoder::new().expect("libvpx");
    while let Ok(packet) = arrived.recv() {
        let header = &packet.header;
        assembler.push(
            header.sequence_number,
            header.timestamp,
            header.marker,
            &packet.payload,
        );
        while let Some(assembled) = assembler.poll(Instant::now()) {
            let Assembled::Picture(picture) = assembled else {
                let _ = ask.send(header.ssrc);
                continue;
            };
            let Ok(Some(frame)) = decoder.decode(&picture.data) else {
                panic!("what the desk sends decodes");
            };
            seen.frames.fetch_add(1, Ordering::Relaxed);
            let kind = if shows_test_picture(&frame) {
                &seen.test_pictures
            } else {
                &seen.stills
            };
            kind.fetch_add(1, Ordering::Relaxed);
            seen.first_frame
                .lock()
                .expect("no panic")
                .get_or_insert_with(Instant::now);
        }
    }
}

pub fn listen(arrived: &std::sync::mpsc::Receiver<rtc::rtp::Packet>, devices: &SyntheticDevices) {
    let mut decoder = opus::Decoder::new(48_000, opus::Channels::Mono).expect("libopus");
    let mut speaker = devices.speaker(None).expect("synthetic");
    while let Ok(packet) = arrived.recv() {
        let mut sound = vec![0.0; 5_760];
        if let Ok(samples) = decoder.decode_float(&packet.payload, &mut sound, false) {
            let _ = speaker.play(&sound[..samples]);
        }
    }
}
