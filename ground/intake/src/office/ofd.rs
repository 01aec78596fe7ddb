//! What the pages of an OFD document (版式文档, GB/T 33190-2016, 11.3) say.

use base::Refusal;

use super::flow::Flow;
use super::package::Package;
use super::parts::{READ_MAX, Step, attribute, walk};
use super::{CHARS_MAX, Office};

/// A page: its objects stand where 8.5 lets pages stand, with any name of the document's folder.
fn is_page(name: &str) -> bool {
    name.contains("/Pages/") && name.ends_with("/Content.xml")
}

pub(super) fn read(package: &mut Package<'_>) -> Result<Office, Refusal> {
    let (mut office, mut left) = (Office::default(), CHARS_MAX);
    let pages = package.those(is_page);
    office.cut = pages.len() > READ_MAX;
    for (i, part) in pages.into_iter().take(READ_MAX).enumerate() {
        let xml = package.part(&part)?;
        let place = format!("第{}页", i + 1);
        let (flow, pictures) = page(package.name, &xml)?;
        let texts = flow.paragraphs();
        if texts.is_empty() && pictures > 0 {
            office.unread.push(place.clone());
        }
        for text in texts {
            office.put(&mut left, place.clone(), &text);
        }
    }
    Ok(office)
}

/// The characters of a page with their places in millimetres, and how many pictures it has.
fn page(name: &str, xml: &str) -> Result<(Flow, usize), Refusal> {
    let (mut flow, mut pictures) = (Flow::default(), 0);
    let (mut corner, mut size, mut spot, mut steps) = ((0.0, 0.0), 0.0, None, Vec::new());
    walk(name, xml, |step| match step {
        Step::Open("TextObject", tag) => {
            let numbers = numbers(&attribute(tag, "Boundary").unwrap_or_default());
            corner = (first(&numbers, 0), first(&numbers, 1));
            size = attribute(tag, "Size").and_then(|size| size.parse().ok()).unwrap_or(0.0);
        }
        Step::Open("TextCode", tag) => {
            let number = |name| attribute(tag, name).and_then(|n| n.parse().ok()).unwrap_or(0.0);
            spot = Some((corner.0 + number("X"), corner.1 + number("Y")));
            steps = numbers(&attribute(tag, "DeltaX").unwrap_or_default());
        }
        Step::Text(text) => {
            if let Some((along, across)) = spot.as_mut() {
                for (i, char) in text.chars().enumerate() {
                    flow.put(*along, *across, size, char.encode_utf8(&mut [0; 4]));
                    let guess = if char.is_ascii() { size / 2.0 } else { size };
                    *along += steps.get(i).copied().unwrap_or(guess);
                }
            }
        }
        Step::Close("TextCode") => spot = None,
        Step::Open("ImageObject", _) => pictures += 1,
        _ => {}
    })?;
    Ok((flow, pictures))
}

/// The numbers of a list; `g 3 5` stands for three times 5 (7.1, compressed `DeltaX`).
fn numbers(text: &str) -> Vec<f64> {
    let mut out = Vec::new();
    let mut words = text.split_ascii_whitespace();
    while let Some(word) = words.next() {
        if word == "g" {
            let times: usize = words.next().and_then(|n| n.parse().ok()).unwrap_or(0);
            let number = words.next().and_then(|n| n.parse().ok()).unwrap_or(0.0);
            out.extend(std::iter::repeat_n(number, times.min(CHARS_MAX - out.len().min(CHARS_MAX))));
        } else {
            out.push(word.parse().unwrap_or(0.0));
        }
    }
    out
}

fn first(numbers: &[f64], at: usize) -> f64 {
    numbers.get(at).copied().unwrap_or(0.0)
}
