//! Squares for telephones (二维码), drawn into a page.

use std::fmt::Write as _;

use fast_qr::{ECL, QRBuilder};

use crate::Fault;

/// Empty modules around a square, so that a reader finds its edge (GB/T 18284-2000, 4.2).
const QUIET: usize = 4;

/// `text` as an SVG drawing of at least `pixels` each way, named for screen readers and without the declaration of an
/// XML document, which does not belong into a page. Nothing for no text.
///
/// # Errors
/// A fault when the text is too long for a square (2,331 bytes).
pub fn svg(text: &str, pixels: u32) -> Result<String, Fault> {
    if text.is_empty() {
        return Ok(String::new());
    }
    let code = QRBuilder::new(text.as_bytes())
        .ecl(ECL::M)
        .build()
        .map_err(|e| Fault::broken(format!("draw a QR code: {e}")))?;
    let side = code.size + 2 * QUIET;
    let width = (pixels as usize).next_multiple_of(side);
    let mut drawing = format!(
        "<svg role=\"img\" aria-label=\"二维码\" xmlns=\"http://www.w3.org/2000/svg\" version=\"1.1\" width=\"{width}\" \
         height=\"{width}\" viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\">\
         <path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/><path fill=\"#000\" d=\""
    );
    for row in 0..code.size {
        let mut at = 0;
        for run in code[row][..code.size].chunk_by(|a, b| a.value() == b.value()) {
            if run.first().is_some_and(|module| module.value()) {
                let (x, y, long) = (at + QUIET, row + QUIET, run.len());
                let _ = write!(drawing, "M{x} {y}h{long}v1h-{long}z");
            }
            at += run.len();
        }
    }
    drawing.push_str("\"/></svg>");
    Ok(drawing)
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_square_is_a_named_drawing_without_a_declaration() {
        let svg = super::svg("https://qinghe.example/", 96).expect("short enough");
        assert!(svg.starts_with("<svg role=\"img\" aria-label=\"二维码\" ") && svg.ends_with("</svg>"), "{svg}");
        assert!(svg.contains(" width=\"99\" height=\"99\" viewBox=\"0 0 33 33\" "), "25 modules and the margin: {svg}");
        assert!(svg.contains("d=\"M4 4h7v1h-7z"), "the first finder begins in the corner: {svg}");
        assert_eq!(super::svg("", 96).expect("nothing"), "");
    }

    #[test]
    fn a_text_too_long_for_a_square_is_a_fault() {
        assert!(super::svg(&"a".repeat(2_331), 96).is_ok());
        assert!(super::svg(&"a".repeat(2_332), 96).is_err());
        assert!(super::svg(&"长".repeat(2_000), 96).is_err());
    }
}
