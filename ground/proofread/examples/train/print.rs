//! What looks alike: the known lists, and the characters whose printed forms overlap most.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::Path;

use ab_glyph::{Font, FontVec, PxScale, point};
use proofread::model::confusion::Link;

use crate::Result;

/// Side of the square in which a character is drawn.
const SIDE: usize = 24;
/// So many of the most similar characters are kept for each.
const KEPT: usize = 32;
/// Overlap from which two forms are alike at all.
const ALIKE: f32 = 0.5;
/// Overlap from which two forms are much alike.
const MUCH: f32 = 0.68;

/// Pairs of the known lists, both ways.
pub fn lists(shared: &Path) -> Result<HashMap<char, HashSet<char>>> {
    let mut out: HashMap<char, HashSet<char>> = HashMap::new();
    let mut put = |a: char, b: char| {
        if a != b {
            out.entry(a).or_default().insert(b);
            out.entry(b).or_default().insert(a);
        }
    };
    let text = fs::read_to_string(shared.join("spelling/confusion/shapeConfusion.json"))?;
    let json: HashMap<String, Vec<String>> = serde_json::from_str(&text)?;
    for (a, others) in &json {
        for b in others.iter().flat_map(|o| o.chars()) {
            a.chars().for_each(|a| put(a, b));
        }
    }
    for line in fs::read_to_string(shared.join("spelling/pycorrector/same_stroke.txt"))?.lines() {
        let alike: Vec<char> =
            line.split_whitespace().filter(|w| !w.starts_with('#')).filter_map(|w| w.chars().next()).collect();
        for a in &alike {
            alike.iter().for_each(|b| put(*a, *b));
        }
    }
    Ok(out)
}

/// The drawn character as a vector of length one, slightly blurred; nothing if the font lacks it.
fn drawn(font: &FontVec, c: char) -> Option<Vec<f32>> {
    let id = font.glyph_id(c);
    if id.0 == 0 {
        return None;
    }
    let side = SIDE as f32;
    let outline =
        font.outline_glyph(id.with_scale_and_position(PxScale::from(side * 1.45), point(0.0, side * 1.17)))?;
    let bounds = outline.px_bounds();
    let mut ink = vec![0f32; SIDE * SIDE];
    outline.draw(|x, y, amount| {
        let (x, y) = (x as i32 + bounds.min.x as i32, y as i32 + bounds.min.y as i32);
        if let (Ok(x), Ok(y)) = (usize::try_from(x), usize::try_from(y))
            && x < SIDE
            && y < SIDE
        {
            ink[y * SIDE + x] += amount;
        }
    });
    let at = |x: i32, y: i32| {
        let inside = |v: i32| usize::try_from(v).ok().filter(|v| *v < SIDE);
        inside(x).zip(inside(y)).map_or(0.0, |(x, y)| ink[y * SIDE + x])
    };
    let mut soft: Vec<f32> = (0..SIDE * SIDE)
        .map(|i| {
            let (x, y) = ((i % SIDE) as i32, (i / SIDE) as i32);
            let around = (-1..=1).flat_map(|dy| (-1..=1).map(move |dx| (dx, dy)));
            around.map(|(dx, dy)| at(x + dx, y + dy) * [4.0, 2.0, 1.0][(dx.abs() + dy.abs()) as usize]).sum::<f32>()
        })
        .collect();
    let mean = soft.iter().sum::<f32>() / soft.len() as f32;
    soft.iter_mut().for_each(|v| *v -= mean);
    let length = soft.iter().map(|v| v * v).sum::<f32>().sqrt().max(1e-6);
    Some(soft.into_iter().map(|v| v / length).collect())
}

/// For each character those usable ones that look most like it in print.
pub fn alike(font: &Path, chars: &[char], usable: &HashSet<char>) -> Result<HashMap<char, HashMap<char, Link>>> {
    let data = fs::read(font).map_err(|e| format!("{}: {e}", font.display()))?;
    // The third face of the collection is the one for simplified Chinese.
    let font = FontVec::try_from_vec_and_index(data.clone(), 2).or_else(|_| FontVec::try_from_vec(data))?;
    let forms: Vec<(char, Vec<f32>)> = chars.iter().filter_map(|c| Some((*c, drawn(&font, *c)?))).collect();
    let mut out: HashMap<char, HashMap<char, Link>> = HashMap::new();
    let rights: Vec<&(char, Vec<f32>)> = forms.iter().filter(|(c, _)| usable.contains(c)).collect();
    for (wrong, form) in &forms {
        let mut near: Vec<(f32, char)> = Vec::new();
        for (right, other) in rights.iter().filter(|(right, _)| right != wrong) {
            let mut lanes = [0f32; 8];
            for (a, b) in form.chunks_exact(8).zip(other.chunks_exact(8)) {
                (0..8).for_each(|k| lanes[k] += a[k] * b[k]);
            }
            let overlap = lanes.iter().sum::<f32>();
            if overlap > ALIKE {
                near.push((overlap, *right));
            }
        }
        near.sort_by(|a, b| b.0.total_cmp(&a.0));
        let link = |overlap: f32| if overlap >= MUCH { Link::Print } else { Link::Faint };
        out.insert(*wrong, near.into_iter().take(KEPT).map(|(overlap, right)| (right, link(overlap))).collect());
    }
    Ok(out)
}
