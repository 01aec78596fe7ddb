//! Addresses as squares for telephones (二维码).

use base::Fault;
use qrcode::QrCode;
use qrcode::render::svg;

/// The address as an SVG drawing.
///
/// # Errors
/// A fault when it is too long for a square.
pub(crate) fn svg(address: &str) -> Result<String, Fault> {
    let code = QrCode::new(address.as_bytes()).map_err(|e| Fault::broken(format!("a QR code: {e}")))?;
    let drawing = code.render::<svg::Color<'_>>().min_dimensions(160, 160).quiet_zone(true).build();
    // The declaration of an XML document does not belong into a page.
    Ok(drawing.split_once("?>").map_or(drawing.clone(), |(_, rest)| rest.to_owned()))
}
