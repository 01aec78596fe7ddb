//! Places on pages.

use image::{Rgb, RgbImage};

/// A rectangle on a page, in parts of the page: 0 is its left or upper edge, 1 its right or lower edge.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spot {
    /// The page, from 0.
    pub page: usize,
    /// Its left edge.
    pub left: f64,
    /// Its upper edge.
    pub top: f64,
    /// Its width.
    pub width: f64,
    /// Its height.
    pub height: f64,
}

impl Spot {
    /// The part of a rectangle that lies on the page; nothing when none does.
    pub fn new(page: usize, [left, top, right, bottom]: [f64; 4]) -> Option<Self> {
        let [left, top, right, bottom] = [left, top, right, bottom].map(|n| n.clamp(0.0, 1.0));
        let spot = Self { page, left, top, width: right - left, height: bottom - top };
        (spot.width > 0.0 && spot.height > 0.0).then_some(spot)
    }

    /// Blackens it, to the outer edge of every pixel that it touches.
    pub(crate) fn blacken(&self, picture: &mut RgbImage) {
        let (width, height) = picture.dimensions();
        let (left, right) = reach(self.left, self.left + self.width, width);
        let (top, bottom) = reach(self.top, self.top + self.height, height);
        for y in top..bottom {
            for x in left..right {
                picture.put_pixel(x, y, Rgb([0, 0, 0]));
            }
        }
    }
}

/// The pixels from one part of a side of so many pixels to another.
fn reach(from: f64, to: f64, pixels: u32) -> (u32, u32) {
    let side = f64::from(pixels);
    let within = |n: f64| if n.is_finite() { n.clamp(0.0, side) as u32 } else { 0 };
    (within((from * side).floor()), within((to * side).ceil()))
}
