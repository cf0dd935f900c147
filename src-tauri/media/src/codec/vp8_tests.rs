//! VP8 there and back, and what comes from a hostile network.

use super::*;

#[test]
fn a_picture_survives_the_codec_and_the_first_frame_is_a_key_frame() {
    let mut encoder = Vp8Encoder::new(320, 240, 600).expect("libvpx is linked");
    let mut decoder = Vp8Decoder::new().expect("libvpx is linked");
    let picture = Frame::filled(320, 240, [120, 90, 160]);
    let encoded = encoder.encode(&picture, 3_000, false).expect("encodes");
    let encoded = encoded.expect("the first picture is not dropped");
    assert!(encoded.key);
    let seen = decoder
        .decode(&encoded.data)
        .expect("decodes")
        .expect("shows");
    assert_eq!((seen.width, seen.height), (320, 240));
    let [y, u, v] = seen.mean_colour(0, 0, 16, 16);
    assert!(y.abs_diff(120) < 4 && u.abs_diff(90) < 4 && v.abs_diff(160) < 4);
}

#[test]
fn a_key_frame_comes_when_asked_for_and_only_then() {
    let mut encoder = Vp8Encoder::new(160, 120, 300).expect("libvpx is linked");
    let keys: Vec<bool> = (0..10)
        .map(|number| {
            let picture = Frame::filled(160, 120, [100 + number, 128, 128]);
            let encoded = encoder
                .encode(&picture, 3_000, number == 6)
                .expect("encodes");
            encoded.is_some_and(|encoded| encoded.key)
        })
        .collect();
    let expected: Vec<bool> = (0..10).map(|number| number == 0 || number == 6).collect();
    assert_eq!(keys, expected);
}

#[test]
fn a_picture_of_another_size_is_refused() {
    let mut encoder = Vp8Encoder::new(160, 120, 300).expect("libvpx is linked");
    let picture = Frame::filled(162, 120, [0, 0, 0]);
    assert!(encoder.encode(&picture, 3_000, false).is_err());
}

#[test]
fn noise_from_the_network_is_an_error_and_no_crash() {
    let mut decoder = Vp8Decoder::new().expect("libvpx is linked");
    assert!(decoder.decode(&[0x10, 0, 0]).is_err());
    assert!(decoder.decode(&[0xff; 64]).is_err() || decoder.decode(&[0xff; 64]).is_ok());
    assert!(matches!(decoder.decode(&[]), Ok(None) | Err(_)));
}
