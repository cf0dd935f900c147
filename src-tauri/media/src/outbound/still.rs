//! The picture that is sent when there is no camera: the library's name.
//!
//! Light letters on a calm ground, as large as the width allows, words wrapped
//! and centred. An empty name gives the ground alone.

use crate::outbound::lettering::{self, GLYPH_HEIGHT, GLYPH_WIDTH};
use crate::picture::Frame;

/// A dark blue-grey, and nearly white.
const GROUND: [u8; 3] = [58, 138, 122];
const INK: u8 = 225;
const LETTER_STEP: usize = GLYPH_WIDTH + 1;
const LINE_STEP: usize = GLYPH_HEIGHT + 3;
/// Part of the width and height that letters may fill.
const FILL: (usize, usize) = (8, 10);
const LARGEST_SCALE: usize = 8;

/// Draws the still in the given size.
pub fn draw(label: &str, width: u32, height: u32) -> Frame {
    let mut frame = Frame::filled(width, height, GROUND);
    let room = (
        frame.width as usize * FILL.0 / FILL.1,
        frame.height as usize * FILL.0 / FILL.1,
    );
    let Some((scale, lines)) = layout(label, room) else {
        return frame;
    };
    let block = lines.len() * LINE_STEP * scale;
    let top = (frame.height as usize - block) / 2;
    for (number, line) in lines.iter().enumerate() {
        let wide = (line.len() * LETTER_STEP - 1) * scale;
        let left = (frame.width as usize).saturating_sub(wide) / 2;
        draw_line(
            &mut frame,
            line,
            left,
            top + number * LINE_STEP * scale,
            scale,
        );
    }
    frame
}

/// The largest scale at which the words fit, and their lines.
fn layout(label: &str, room: (usize, usize)) -> Option<(usize, Vec<Vec<char>>)> {
    let letters: String = label.chars().map(lettering::plain).collect();
    let words: Vec<&str> = letters.split_whitespace().collect();
    if words.is_empty() {
        return None;
    }
    (1..=LARGEST_SCALE).rev().find_map(|scale| {
        let columns = room.0 / (LETTER_STEP * scale);
        let rows = room.1 / (LINE_STEP * scale);
        let lines = wrap(&words, columns);
        let fits = lines.iter().all(|line| line.len() <= columns) && lines.len() <= rows;
        let last_resort = scale == 1 && columns > 0 && rows > 0;
        (fits || last_resort).then(|| (scale, cut(lines, columns, rows)))
    })
}

fn wrap(words: &[&str], columns: usize) -> Vec<Vec<char>> {
    let mut lines: Vec<Vec<char>> = Vec::new();
    for word in words {
        let length = word.chars().count();
        match lines.last_mut() {
            Some(line) if line.len() + 1 + length <= columns => {
                line.push(' ');
                line.extend(word.chars());
            }
            _ => lines.push(word.chars().collect()),
        }
    }
    lines
}

fn cut(mut lines: Vec<Vec<char>>, columns: usize, rows: usize) -> Vec<Vec<char>> {
    lines.truncate(rows);
    for line in &mut lines {
        line.truncate(columns);
    }
    lines
}

fn draw_line(frame: &mut Frame, line: &[char], left: usize, top: usize, scale: usize) {
    let (width, height) = (frame.width as usize, frame.height as usize);
    for (number, letter) in line.iter().enumerate() {
        let from = left + number * LETTER_STEP * scale;
        for (row, bits) in lettering::glyph(*letter).into_iter().enumerate() {
            for column in
                (0..GLYPH_WIDTH).filter(|column| bits >> (GLYPH_WIDTH - 1 - column) & 1 == 1)
            {
                let (x, y) = (from + column * scale, top + row * scale);
                for line in y..(y + scale).min(height) {
                    let end = (x + scale).min(width);
                    if x < end {
                        frame.y[line * width + x..line * width + end].fill(INK);
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_is_written_large_and_centred() {
        let still = draw("Biblioteca comunale", 640, 480);
        assert!(still.is_sound());
        let ink = inked(&still);
        let share = ink.len() as f64 / still.y.len() as f64;
        assert!(
            (0.01..0.3).contains(&share),
            "{share} of the picture is ink"
        );
        let left = ink.iter().map(|at| at % 640).min().expect("there is ink");
        let right = 639 - ink.iter().map(|at| at % 640).max().expect("there is ink");
        assert!(
            left.abs_diff(right) < 60,
            "{left} and {right} pixels beside the name"
        );
    }

    #[test]
    fn accents_are_written_as_plain_letters() {
        assert_eq!(
            draw("Città di Forlì", 320, 240),
            draw("Citta di Forli", 320, 240)
        );
    }

    #[test]
    fn no_name_is_an_empty_still() {
        assert!(inked(&draw("", 64, 48)).is_empty());
        assert!(inked(&draw("  ", 64, 48)).is_empty());
    }

    #[test]
    fn any_name_in_any_size_is_drawn_inside_the_picture() {
        let names = [
            "A",
            "wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww",
            "日本 ß €",
            &"x ".repeat(900),
        ];
        for name in names {
            for (width, height) in [(2, 2), (8, 4), (33, 17), (160, 90), (1_920, 1_080)] {
                assert!(draw(name, width, height).is_sound());
            }
        }
    }

    fn inked(still: &Frame) -> Vec<usize> {
        let ink = still
            .y
            .iter()
            .enumerate()
            .filter(|(_, value)| **value == INK);
        ink.map(|(at, _)| at).collect()
    }
}
