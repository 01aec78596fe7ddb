//! Squares for telephones (二维码), drawn into a page.

use qrcode::QrCode;
use qrcode::render::svg::Color;

use crate::Fault;

/// `text` as an SVG drawing of at least `pixels` each way, named for screen readers and without the declaration of an
/// XML document, which does not belong into a page. Nothing for no text.
///
/// # Errors
/// A fault when the text is too long for a square (2,331 bytes).
pub fn svg(text: &str, pixels: u32) -> Result<String, Fault> {
    if text.is_empty() {
        return Ok(String::new());
    }
    let code = QrCode::new(text.as_bytes()).map_err(|e| Fault::broken(format!("draw a QR code: {e}")))?;
    let drawing = code.render::<Color<'_>>().min_dimensions(pixels, pixels).build();
    let svg = drawing.find("<svg ").map_or("", |at| &drawing[at..]);
    Ok(svg.replacen("<svg ", "<svg role=\"img\" aria-label=\"二维码\" ", 1))
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_square_is_a_named_drawing_without_a_declaration() {
        let svg = super::svg("https://qinghe.example/", 96).expect("short enough");
        assert!(svg.starts_with("<svg role=\"img\" aria-label=\"二维码\" ") && svg.ends_with("</svg>"), "{svg}");
        assert_eq!(super::svg("", 96).expect("nothing"), "");
        assert!(super::svg(&"长".repeat(2_000), 96).is_err());
    }
}
