//! A text as a QR code, drawn as one path, so that pages need neither an image nor inline styles.

use std::fmt::Write as _;

use qrcode::{Color, EcLevel, QrCode};

/// The squares around the code that must stay light.
const MARGIN: usize = 4;

/// A QR code.
pub(super) struct Picture {
    /// Squares wide and high, with the margin.
    pub(super) size: u32,
    /// The dark squares as an SVG path.
    pub(super) path: String,
}

/// Draws a text; nothing where it is too long.
pub(super) fn draw(text: &str) -> Option<Picture> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let width = code.width();
    let mut path = String::new();
    for (row, colors) in code.to_colors().chunks(width).enumerate() {
        let mut column = 0;
        for run in colors.chunk_by(|one, other| one == other) {
            if run.first() == Some(&Color::Dark) {
                let (left, top, length) = (column + MARGIN, row + MARGIN, run.len());
                // Writing into a string cannot fail.
                let _written = write!(path, "M{left} {top}h{length}v1h-{length}z");
            }
            column += run.len();
        }
    }
    Some(Picture {
        size: u32::try_from(width + 2 * MARGIN).ok()?,
        path,
    })
}

#[cfg(test)]
mod tests {
    use super::draw;

    #[test]
    fn a_code_begins_with_the_corner_that_scanners_look_for() {
        let picture = draw("longshore").unwrap();
        assert_eq!(picture.size, 21 + 8);
        assert!(picture.path.starts_with("M4 4h7v1h-7z"), "{}", picture.path);
        assert!(draw(&"x".repeat(5000)).is_none());
    }
}
