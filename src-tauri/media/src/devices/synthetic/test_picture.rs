//! A picture that can be recognised after it went through a codec and a net.
//!
//! Four fields of distinct colours; through the middle runs a light bar whose
//! place depends on the number of the picture, with grain so that the encoder
//! has work.

use crate::picture::Frame;

/// Colours of the fields: left above, right above, left below, right below.
const FIELDS: [[u8; 3]; 4] = [
    [90, 180, 110],
    [150, 90, 180],
    [120, 70, 90],
    [180, 150, 150],
];
const TOLERANCE: u8 = 24;
const BAR: u8 = 235;

/// The picture of a number.
pub fn draw(width: u32, height: u32, number: u32) -> Frame {
    let mut frame = Frame::filled(width, height, FIELDS[0]);
    let (width, height) = (frame.width as usize, frame.height as usize);
    paint(&mut frame.y, width, |field| field[0]);
    paint(&mut frame.u, width / 2, |field| field[1]);
    paint(&mut frame.v, width / 2, |field| field[2]);
    let (bar, strip) = (width / 8, height * 7 / 16..height * 9 / 16);
    let left = (number as usize * 5) % (width - bar).max(1);
    let mut grain = number | 1;
    for row in strip {
        for value in &mut frame.y[row * width + left..][..bar] {
            grain ^= grain << 13;
            grain ^= grain >> 17;
            grain ^= grain << 5;
            *value = BAR - (grain & 31) as u8;
        }
    }
    frame
}

/// Whether a frame shows the test picture, whatever its size.
pub fn shows_test_picture(frame: &Frame) -> bool {
    let corners = [(2, 2), (10, 2), (2, 10), (10, 10)];
    frame.is_sound()
        && corners.iter().zip(FIELDS).all(|((left, top), field)| {
            let seen = frame.mean_colour(*left, *top, left + 4, top + 4);
            seen.iter()
                .zip(field)
                .all(|(seen, drawn)| seen.abs_diff(drawn) < TOLERANCE)
        })
}

fn paint(plane: &mut [u8], width: usize, value: impl Fn([u8; 3]) -> u8) {
    let height = plane.len() / width;
    for (row, line) in plane.chunks_exact_mut(width).enumerate() {
        let below = usize::from(row >= height / 2) * 2;
        let (left, right) = line.split_at_mut(width / 2);
        left.fill(value(FIELDS[below]));
        right.fill(value(FIELDS[below + 1]));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_recognised_in_any_size_and_moves() {
        for (width, height) in [(640, 480), (160, 90), (1_280, 720)] {
            assert!(shows_test_picture(&draw(width, height, 7)));
        }
        assert_ne!(draw(320, 240, 1), draw(320, 240, 2));
    }

    #[test]
    fn another_picture_is_not_taken_for_it() {
        assert!(!shows_test_picture(&Frame::filled(
            640,
            480,
            [90, 180, 110]
        )));
    }
}
