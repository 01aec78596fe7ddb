//! Makes the data of the proofreader from the shared texts: `cargo run --release -p proofread --example train -- …`.
#![allow(clippy::print_stdout, reason = "a command line talks on standard output")]

mod count;
mod fit;
mod measure;
mod mistakes;
mod print;
mod sounds;
mod texts;

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use count::{Counts, Floors};
use mistakes::Dice;
use proofread::model::chars::{CLASSES, Chars, Id, is_han};
use proofread::model::confusion::{Confusion, Link, Traits};
use proofread::model::net::{Layer, Net};
use proofread::model::twins::Twins;
use proofread::model::{Model, USABLE, weight};

/// A value, or what went wrong in words.
pub type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

fn option(name: &str) -> Option<String> {
    let mut args = std::env::args().skip_while(|a| a != name);
    args.nth(1)
}

fn main() -> Result<()> {
    let shared = PathBuf::from(option("--shared").unwrap_or("../shared/data".into()));
    if let Some(dir) = option("--from") {
        let dir = PathBuf::from(dir);
        let model =
            Model::read(|name| std::fs::read(dir.join(name)).ok().map(Cow::Owned)).ok_or("the model cannot be read")?;
        return judged(&model, &shared);
    }
    let out = PathBuf::from(option("--out").ok_or("--out DIR is needed")?);
    let font = option("--font").unwrap_or("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc".into());
    let floors = option("--floors").unwrap_or("1,2,3".into());
    let floors: Vec<u32> = floors.split(',').map(str::parse).collect::<std::result::Result<_, _>>()?;
    let floors: Floors = floors.try_into().map_err(|_| "three floors, please")?;
    let words =
        texts::words(Path::new(&option("--words").ok_or("--words FILE is needed: lines of `word count`")?), &shared)?;
    let texts = texts::read(&shared)?;
    println!("{} lines to learn, {} held back", texts.learnt.len(), texts.held.len());
    let lists = print::lists(&shared)?;
    let all: Vec<String> = texts.learnt.iter().chain(&texts.held).cloned().collect();
    let more: Vec<char> = lists.keys().copied().filter(|c| is_han(*c)).collect();
    let list: Vec<(char, u32)> = count::chars(&all, &words, &more);
    let names: String = list.iter().map(|(c, _)| *c).collect();
    let usable: HashSet<char> = list.iter().filter(|(_, n)| weight(*n) >= USABLE).map(|(c, _)| *c).collect();
    let (traits, near) = traits(&list, &lists, &usable, Path::new(&font))?;
    let size = list.len() + usize::from(CLASSES);
    let blank = Chars::new(&names, &vec![0; size]).ok_or("characters do not fit")?;
    let mut counts = Counts::new(size);
    counts.add(&blank, &texts.learnt);
    let mut full = Counts::new(size);
    full.add(&blank, &all);
    let twins = full.twins(&blank, &words);
    drop(full);
    let made = |counts: &Counts, net: Net| -> Result<Model> {
        let chars = Chars::new(&names, &counts.weights()).ok_or("characters do not fit")?;
        let bytes = Confusion::to_bytes(&traits, &near);
        let confusion = Confusion::from_bytes(&bytes, chars.len(), |id| chars.is_han(id) && chars.weight(id) >= USABLE)
            .ok_or("links")?;
        let twins = Twins::from_bytes(&twins, &confusion);
        let table = counts.table(&chars, &words, floors)?;
        Ok(Model::new(chars, confusion, twins, table, net))
    };
    let blank_net = Net {
        layers: Net::sizes()
            .into_iter()
            .map(|(i, o)| Layer { inputs: i, weights: vec![0.0; i * o], offsets: vec![0.0; o] })
            .collect(),
    };
    let model = made(&counts, blank_net)?;
    let mut dice = Dice::new(7);
    let lines: Vec<&String> = texts.held.iter().filter(|l| (6..200).contains(&l.chars().count())).collect();
    println!("{} lines for lessons", lines.len());
    let lessons = mistakes::lessons(&model, &lines, &mut dice);
    drop(model);
    println!("{} lessons, {} of them right", lessons.len(), lessons.iter().filter(|l| l.right).count());
    let net = fit::fit(&lessons, option("--rounds").map_or(Ok(10), |p| p.parse())?, &mut dice);
    drop(lessons);
    counts.add(&blank, &texts.held);
    let model = made(&counts, net)?;
    std::fs::write(out.join("chars.txt"), &names)?;
    std::fs::write(out.join("weights.bin"), counts.weights())?;
    std::fs::write(out.join("links.bin"), Confusion::to_bytes(&traits, &near))?;
    std::fs::write(out.join("twins.bin"), &twins)?;
    std::fs::write(out.join("net.bin"), model.net.to_bytes())?;
    let (head, parts) = model.table.to_parts();
    std::fs::write(out.join("head.bin"), head)?;
    for (i, part) in parts.iter().enumerate() {
        std::fs::write(out.join(format!("rows-{i}.bin")), part)?;
    }
    judged(&model, &shared)
}

fn judged(model: &Model, shared: &Path) -> Result<()> {
    let show = option("--show");
    for name in ["odw", "law", "med"] {
        measure::measure(
            model,
            &shared.join(format!("spelling/ecspell/{name}.dev.tsv")),
            show.as_deref() == Some(name),
        )?;
    }
    Ok(())
}

/// Readings and shapes of all characters, and the near syllables.
fn traits(
    list: &[(char, u32)],
    lists: &HashMap<char, HashSet<char>>,
    usable: &HashSet<char>,
    font: &Path,
) -> Result<(Vec<Traits>, Vec<Vec<u16>>)> {
    let number: HashMap<char, Id> = list.iter().enumerate().map(|(i, (c, _))| (*c, i as Id + CLASSES)).collect();
    let han: Vec<char> = list.iter().map(|(c, _)| *c).filter(|c| is_han(*c)).collect();
    let alike = print::alike(font, &han, usable)?;
    let mut sounds = sounds::Sounds::default();
    let mut traits = vec![Traits::default(); usize::from(CLASSES)];
    for (c, _) in list {
        let mut t = Traits::default();
        if is_han(*c) {
            t.readings = sounds.readings(*c);
            let known = lists.get(c).into_iter().flatten().map(|o| (o, Link::Shape));
            let printed = alike.get(c).into_iter().flatten().map(|(o, link)| (o, *link));
            let mut shapes: HashMap<Id, Link> = HashMap::new();
            for (other, link) in printed.chain(known).filter(|(o, _)| usable.contains(o)) {
                if let Some(id) = number.get(other) {
                    shapes.insert(*id, link);
                }
            }
            t.shapes = shapes.into_iter().collect();
            t.shapes.sort_unstable();
        }
        traits.push(t);
    }
    Ok((traits, sounds.near()))
}
