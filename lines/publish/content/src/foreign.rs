//! Import of another site: saved pages become editions with their dates, sources, pictures and attachments, and each old address
//! leads to the new page. Importing the same pages twice changes nothing.
//!
//! The workbench takes a packed folder, looks first and imports in a job; the terminal takes a folder and does both at once ([`site`]).
//! Both are imports with a row and a report ([`run`]), and obey the same rules: what comes is a draft, unless somebody who publishes
//! on the site lets it come as it was. So do articles that another system hands out ([`articles`]).

mod article;
pub mod articles;
mod begun;
pub mod map;
pub(crate) mod packed;
mod page;
pub(crate) mod run;
pub(crate) mod sample;
pub mod saved;
mod seeing;
mod terminal;
pub(crate) mod unpacked;
mod write;

use edition::gate::Found;

pub use begun::AsItWas;
pub use terminal::{Order, Told, site};

/// A finding of the gate that a foreign site's text may have: its own pages are not all here yet.
const LINKS: &str = "无效链接";

/// Why the gate keeps an edition that came from elsewhere from being published as it was; nothing when it lets it through.
fn withheld(found: &[Found]) -> Option<String> {
    let stops = found.iter().filter(|f| f.secret || (f.stops && f.kind != LINKS));
    let kinds = edition::gate::kinds(stops.map(|found| found.kind.as_str()));
    (!kinds.is_empty()).then(|| format!("发布前检查发现：{kinds}。已留作草稿，请修改后送审。"))
}

/// Pages written in one transaction.
const BATCH: usize = 50;
