//! QR codes, as vectors: sharp on a poster, small on the wire, readable without a
//! script.

use std::fmt::Write;

use qrcode::{Color, EcLevel, QrCode};

/// The light margin that the standard asks for, in modules.
const MARGIN: usize = 4;

/// The code of a link as an SVG element with the link as its name for those who
/// can't see it; nothing when the link is too long for a code.
pub(crate) fn svg(link: &str, label: &str) -> Option<String> {
    let code = QrCode::with_error_correction_level(link, EcLevel::M).ok()?;
    let (width, modules) = (code.width(), code.to_colors());
    let side = width + 2 * MARGIN;
    let mut path = String::new();
    for (row, line) in modules.chunks(width).enumerate() {
        let mut column = 0;
        while column < width {
            let dark = line[column..].iter().take_while(|one| **one == Color::Dark);
            let run = dark.count();
            if run > 0 {
                let (x, y) = (column + MARGIN, row + MARGIN);
                let _ = write!(path, "M{x} {y}h{run}v1h-{run}z"); // into a String
            }
            column += run.max(1);
        }
    }
    let label = super::template::escaped(label);
    Some(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" role=\"img\" \
         aria-label=\"{label}\" shape-rendering=\"crispEdges\">\
         <path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/><path fill=\"#000\" d=\"{path}\"/></svg>"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINK: &str = "https://sportello.example/@biblioteca.empoli";

    #[test]
    fn the_code_has_its_corners_and_a_light_margin() {
        let svg = svg(LINK, LINK).expect("a short link");
        assert!(
            svg.contains("viewBox=\"0 0 41 41\""),
            "33 modules and 8 of margin: {svg}"
        );
        for corner in ["M4 4h7v1h-7z", "M30 4h7v1h-7z", "M4 30h7v1h-7z"] {
            assert!(svg.contains(corner), "{corner} in {svg}");
        }
        assert!(
            !svg.contains("M3 ") && !svg.contains("M37 "),
            "the margin is light"
        );
    }

    #[test]
    fn every_dark_module_is_drawn_once() {
        let svg = svg(LINK, "").expect("a short link");
        let path = svg.rsplit("d=\"").next().expect("a path");
        let drawn: usize = path
            .split('M')
            .filter_map(|run| {
                run.split_once('h')?
                    .1
                    .split_once('v')?
                    .0
                    .parse::<usize>()
                    .ok()
            })
            .sum();
        let code = QrCode::with_error_correction_level(LINK, EcLevel::M).expect("a short link");
        let dark = code
            .to_colors()
            .into_iter()
            .filter(|one| *one == Color::Dark);
        assert_eq!(drawn, dark.count());
    }

    #[test]
    fn a_label_can_not_break_out_and_a_novel_has_no_code() {
        assert!(
            svg(LINK, "\"><script>")
                .expect("a code")
                .contains("&quot;&gt;&lt;script&gt;")
        );
        assert_eq!(svg(&"x".repeat(5_000), ""), None);
    }
}
