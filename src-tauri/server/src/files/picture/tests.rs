//! Pictures as phones send them, and as nobody should.

use image::{ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};

use super::*;

const RED: [u8; 3] = [220, 20, 20];
const BLUE: [u8; 3] = [20, 20, 220];

#[test]
fn a_photograph_is_turned_upright_and_forgets_where_it_was_taken() {
    let photograph = with_exif(&left_red_right_blue(ImageFormat::Jpeg), &exif(6));
    assert!(holds(&photograph, b"Empoli") && holds(&photograph, b"Exif"));
    let (kind, anew) = write_anew(FileKind::Jpeg, &photograph).expect("a good picture");
    assert_eq!(kind, FileKind::Jpeg);
    assert!(!holds(&anew, b"Empoli") && !holds(&anew, b"Exif"));
    let upright = image::load_from_memory(&anew).expect("a picture").to_rgb8();
    assert_eq!(upright.dimensions(), (16, 32), "a quarter turn");
    assert!(
        is_like(upright.get_pixel(8, 4), RED),
        "the left is now above"
    );
    assert!(is_like(upright.get_pixel(8, 28), BLUE));
}

#[test]
fn what_stands_behind_the_end_of_a_picture_is_gone() {
    let mut picture = left_red_right_blue(ImageFormat::Png);
    picture.extend_from_slice(b"PK\x03\x04 a secret archive");
    let (kind, anew) = write_anew(FileKind::Png, &picture).expect("a good picture");
    assert_eq!(kind, FileKind::Png);
    assert!(!holds(&anew, b"secret"));
    let anew = image::load_from_memory(&anew).expect("a picture").to_rgb8();
    assert_eq!(*anew.get_pixel(0, 0), Rgb(RED), "nothing is lost");
}

#[test]
fn a_webp_becomes_a_jpeg_unless_it_can_be_seen_through() {
    let solid = left_red_right_blue(ImageFormat::WebP);
    let (kind, _) = write_anew(FileKind::Webp, &solid).expect("a good picture");
    assert_eq!(kind, FileKind::Jpeg);
    let glass = RgbaImage::from_pixel(8, 8, Rgba([20, 20, 220, 100]));
    let glass = encoded(&DynamicImage::ImageRgba8(glass), ImageFormat::WebP);
    let (kind, anew) = write_anew(FileKind::Webp, &glass).expect("a good picture");
    assert_eq!(kind, FileKind::Png);
    let anew = image::load_from_memory(&anew)
        .expect("a picture")
        .to_rgba8();
    assert_eq!(*anew.get_pixel(3, 3), Rgba([20, 20, 220, 100]));
}

#[test]
fn a_small_file_that_claims_a_huge_surface_is_never_unpacked() {
    let mut bomb = left_red_right_blue(ImageFormat::Png);
    let side = 60_000_u32.to_be_bytes();
    bomb[16..20].copy_from_slice(&side);
    bomb[20..24].copy_from_slice(&side);
    let checksum = crc(&bomb[12..29]).to_be_bytes();
    bomb[29..33].copy_from_slice(&checksum);
    assert_eq!(write_anew(FileKind::Png, &bomb), Err(FileRefusal::TooLarge));
    let mut bomb = left_red_right_blue(ImageFormat::Jpeg);
    let frame = bomb
        .windows(2)
        .position(|two| two == b"\xff\xc0")
        .expect("a frame");
    bomb[frame + 5..frame + 9].copy_from_slice(b"\xff\xdc\xff\xdc");
    assert_eq!(
        write_anew(FileKind::Jpeg, &bomb),
        Err(FileRefusal::TooLarge)
    );
}

#[test]
fn a_damaged_picture_is_unreadable_wherever_it_was_cut() {
    for (kind, format) in [
        (FileKind::Png, ImageFormat::Png),
        (FileKind::Webp, ImageFormat::WebP),
    ] {
        let whole = left_red_right_blue(format);
        for length in (0..whole.len() - 12).step_by(7) {
            let cut = write_anew(kind, &whole[..length]);
            assert_eq!(
                cut,
                Err(FileRefusal::Unreadable),
                "{kind:?} cut at {length}"
            );
        }
    }
}

#[test]
fn noise_never_breaks_a_decoder() {
    for (kind, format) in [
        (FileKind::Jpeg, ImageFormat::Jpeg),
        (FileKind::Png, ImageFormat::Png),
        (FileKind::Webp, ImageFormat::WebP),
    ] {
        let whole = left_red_right_blue(format);
        let mut seed = 7_u32;
        for _ in 0..200 {
            let mut noisy = whole.clone();
            for _ in 0..4 {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let at = (seed >> 8) as usize % noisy.len();
                noisy[at] = seed as u8;
            }
            let _ = write_anew(kind, &noisy); // whatever it is, it is an answer
        }
    }
}

fn left_red_right_blue(format: ImageFormat) -> Vec<u8> {
    let picture = RgbImage::from_fn(32, 16, |x, _| Rgb(if x < 16 { RED } else { BLUE }));
    encoded(&DynamicImage::ImageRgb8(picture), format)
}

fn encoded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture
        .write_to(&mut bytes, format)
        .expect("it can be written");
    bytes.into_inner()
}

/// What a phone writes beside the picture: how it was held, who made it, where.
fn exif(orientation: u8) -> Vec<u8> {
    let mut tiff = b"MM\0\x2a\0\0\0\x08".to_vec();
    tiff.extend(b"\0\x03"); // three entries
    tiff.extend(b"\x01\x0e\0\x02\0\0\0\x08\0\0\0\x32"); // a description, further down
    tiff.extend([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0]);
    tiff.extend(b"\x88\x25\0\x04\0\0\0\x01\0\0\0\x3a"); // where it was taken
    tiff.extend(b"\0\0\0\0"); // no other directory
    tiff.extend(b"Empoli!\0"); // at 0x32
    tiff.extend(b"\0\x01\0\x01\0\x02\0\0\0\x02N\0\0\0\0\0\0\0"); // north
    tiff
}

/// Puts an EXIF segment behind the first two bytes of a JPEG.
fn with_exif(picture: &[u8], exif: &[u8]) -> Vec<u8> {
    let length = u16::try_from(exif.len() + 8).expect("a short segment");
    let mut whole = picture[..2].to_vec();
    whole.extend(b"\xff\xe1");
    whole.extend(length.to_be_bytes());
    whole.extend(b"Exif\0\0");
    whole.extend(exif);
    whole.extend(&picture[2..]);
    whole
}

fn holds(bytes: &[u8], what: &[u8]) -> bool {
    bytes.windows(what.len()).any(|window| window == what)
}

fn is_like(pixel: &Rgb<u8>, colour: [u8; 3]) -> bool {
    let near = |(a, b): (&u8, u8)| a.abs_diff(b) < 40;
    pixel.0.iter().zip(colour).all(near)
}

/// The checksum of a PNG's chunk.
fn crc(bytes: &[u8]) -> u32 {
    let step = |crc: u32, byte: &u8| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            (crc >> 1) ^ (0xedb8_8320 * (crc & 1))
        })
    };
    !bytes.iter().fold(!0, step)
}
