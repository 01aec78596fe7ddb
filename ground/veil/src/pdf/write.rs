//! A PDF of pictures: a page for each, and nothing else. No title, no author, no date, no text.

use base::Refusal;
use image::RgbImage;
use pdf_writer::{Content, Filter, Finish, Name, Pdf, Rect, Ref};

use crate::picture::{grey, jpeg};

/// How much of a page is kept (JPEG).
const KEPT: u8 = 85;

/// A page that is a picture.
pub(crate) struct Sheet {
    /// Its size in points.
    pub size: (f64, f64),
    /// Its size in pixels.
    pub pixels: (u32, u32),
    /// Whether it has no colours.
    pub grey: bool,
    /// The picture.
    pub jpeg: Vec<u8>,
}

impl Sheet {
    /// A page of this picture, of a size in points.
    pub(crate) fn of(name: &str, picture: &RgbImage, size: (f64, f64)) -> Result<Self, Refusal> {
        let jpeg = jpeg(name, picture, KEPT)?;
        Ok(Self { size, pixels: picture.dimensions(), grey: grey(picture).is_some(), jpeg })
    }
}

/// What the picture is called within its page.
const PICTURE: Name<'static> = Name(b"P");

pub(crate) fn file(sheets: &[Sheet]) -> Vec<u8> {
    let (catalog, tree) = (Ref::new(1), Ref::new(2));
    let mut pdf = Pdf::new();
    let pages: Vec<Ref> = (0..).map(|n| Ref::new(3 + n * 3)).take(sheets.len()).collect();
    pdf.catalog(catalog).pages(tree);
    pdf.pages(tree).kids(pages.iter().copied()).count(i32::try_from(pages.len()).unwrap_or(i32::MAX));
    for (sheet, page) in sheets.iter().zip(pages) {
        let (content, picture) = (Ref::new(page.get() + 1), Ref::new(page.get() + 2));
        let (width, height) = (sheet.size.0 as f32, sheet.size.1 as f32);
        let mut out = pdf.page(page);
        out.parent(tree).media_box(Rect::new(0.0, 0.0, width, height)).contents(content);
        out.resources().x_objects().pair(PICTURE, picture);
        out.finish();
        let mut drawn = Content::new();
        drawn.transform([width, 0.0, 0.0, height, 0.0, 0.0]).x_object(PICTURE);
        pdf.stream(content, &drawn.finish());
        let side = |pixels: u32| i32::try_from(pixels).unwrap_or(i32::MAX);
        let mut object = pdf.image_xobject(picture, &sheet.jpeg);
        object.filter(Filter::DctDecode);
        object.width(side(sheet.pixels.0)).height(side(sheet.pixels.1)).bits_per_component(8);
        if sheet.grey {
            object.color_space().device_gray();
        } else {
            object.color_space().device_rgb();
        }
    }
    pdf.finish()
}
