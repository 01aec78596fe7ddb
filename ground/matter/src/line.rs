//! What a business line hands to the program: lists, never behaviour behind the engine's back.

use std::future::Future;
use std::pin::Pin;

use base::{Date, Error};
use identity::{Actor, Role};
use store::Tx;
use store::search::{Named, Place};
use web::{App, Cx, Menu, Routes};

use crate::coded::Coded;
use crate::engine::Done;
use crate::finds::{Finds, Follows};
use crate::form::Given;
use crate::ground::Ground;
use crate::hand::{Gives, Takes};
use crate::holds::Holds;
use crate::process::Process;

/// A future that a list of plain functions can hold.
pub type Later<'a, T> = Pin<Box<dyn Future<Output = Result<T, Error>> + Send + 'a>>;

/// One business line (业务线).
pub struct Line {
    /// Its name: package, table prefix, URL and templates.
    pub key: &'static str,
    /// 名称.
    pub title: &'static str,
    /// Its routes, each with its audience.
    pub routes: fn() -> Routes,
    /// Its templates: name and source.
    pub templates: &'static [(&'static str, &'static str)],
    /// Its processes.
    pub processes: &'static [&'static Process],
    /// The page of one of its matters inside, with `{id}`; empty for a line without matters.
    pub matter_page: &'static str,
    /// Roles that its verbs make up. The verb with which one sees all its matters, not only those of the own unit, is called
    /// `KEY.all`.
    pub roles: &'static [Role],
    /// Its entries in the menus.
    pub menus: &'static [Menu],
    /// Its entrances among the tiles of the portal's home page.
    pub tiles: &'static [Tile],
    /// Its blocks on home pages.
    pub blocks: &'static [Block],
    /// Its figures.
    pub figures: &'static [Figure],
    /// Its jobs: kind and handler.
    pub jobs: &'static [(&'static str, JobFn)],
    /// What the search can find of it.
    pub searches: &'static [SearchKind],
    /// Its public pages for the site map of search engines, beside entries in menus, columns and editions; nothing for a
    /// line that has no others.
    pub addresses: Option<Addresses>,
    /// What citizens find of it under «我的办件» when they have signed in; nothing for a line to which they hand in nothing.
    pub mine: &'static [Mine],
    /// What pages of other lines may show of it.
    pub shelves: &'static [Shelf],
    /// Its matters that may be handed over to other lines.
    pub gives: &'static [Gives],
    /// How it takes matters of other lines; nothing for a line that takes none.
    pub takes: Option<Takes>,
    /// What units have of it beside open matters: it keeps them from being closed, and goes to the organ that continues their functions.
    pub holds: &'static [Holds],
    /// What of it bears codes by which other lines know the same things.
    pub coded: Option<Coded>,
    /// What is wrong now of what it watches.
    pub finds: &'static [Finds],
    /// How it takes up what lines find; nothing for a line that takes none.
    pub follows: Option<Follows>,
    /// Columns whose content the ledger commits to: table and column.
    pub covered: &'static [(&'static str, &'static str)],
}

impl Line {
    /// Whether `actor` sees a matter of the line that came to `home`; `passed` says whether it lies or lay with the actor's unit. A colleague
    /// who does nothing in the line sees none of its matters; verbs that lines share, such as calling people, are none of its own.
    pub fn sees(&self, actor: &Actor, home: i64, passed: bool) -> bool {
        let own = |verb: &&&str| verb.strip_prefix(self.key).is_some_and(|rest| rest.starts_with('.'));
        let works = self.roles.iter().flat_map(|role| role.verbs).filter(own).any(|verb| actor.may(verb, None));
        actor.may(&format!("{}.all", self.key), Some(home)) || (passed && works)
    }
}

/// Addresses of public pages, the most important first and so many at most. The page that asks depends on what they are of.
pub type Addresses = for<'a> fn(&'a Cx, usize) -> Later<'a, Vec<String>>;

/// What a citizen handed in while signed in, and where it is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Mine {
    /// The line's table, with the columns `matter_id` and `citizen_id`.
    pub table: &'static str,
    /// How its matters run.
    pub process: &'static Process,
    /// The page that asks for number and query code; it takes `number`.
    pub query: &'static str,
}

/// Things of a line that pages of other lines may show, such as the surveys that run on the page of a topic.
pub struct Shelf {
    /// The page-cache key on which a page depends that shows any.
    pub cache: &'static str,
    /// Those with these local addresses in this order, what is not public left out; without any address those that run now, the
    /// newest first, and at most so many.
    pub show: for<'a> fn(&'a App, &'a [String], usize) -> Later<'a, Vec<OnShelf>>,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct OnShelf {
    /// Its page.
    pub href: String,
    /// Title.
    pub title: String,
    /// What it is, in a word.
    pub kind: &'static str,
    /// State in words, and its tone.
    pub state: (&'static str, &'static str),
    /// First civil date; the newest stands first.
    #[serde(with = "base::time::date_text")]
    pub opens: Date,
    /// Last civil date.
    #[serde(with = "base::time::date_text")]
    pub closes: Date,
    /// What one does there, as on a button; empty when it is over.
    pub way: &'static str,
}

impl OnShelf {
    /// The order in which shelves are shown: what can be done now before what only begins or is over, the newest first.
    pub fn order(&self, other: &Self) -> std::cmp::Ordering {
        (self.way.is_empty(), other.opens, &self.href).cmp(&(other.way.is_empty(), self.opens, &other.href))
    }
}

/// A kind of documents in the search index, as [`store::search::Doc`] names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SearchKind {
    /// Its key.
    pub key: &'static str,
    /// 名称.
    pub title: &'static str,
    /// Whoever may do this in the document's unit finds it in the workbench; nothing for what the public finds.
    pub verb: Option<&'static str>,
}

/// Writes at most so many documents again that bear the name of something and stand after a place, and says where to go on;
/// nothing when there are no more ([`store::search::renamed`]).
pub type AgainFn = for<'a> fn(&'a App, Named, Place, usize) -> Later<'a, Option<Place>>;

/// Runs a job of the kind with its payload.
pub type JobFn = for<'a> fn(&'a App, &'a serde_json::Value) -> Later<'a, ()>;

/// Does an action to a matter as the page of its line does it: key of the matter, key of the action, what is given.
pub type DoFn = for<'a> fn(&'a mut Tx, &'a Ground, &'a Actor, i64, &'static str, Given) -> Later<'a, Done>;

/// How a line does the actions of one of its processes, when it does more than the engine.
#[derive(Clone, Copy)]
pub struct Doer {
    /// Key of the process.
    pub process: &'static str,
    /// Does it.
    pub act: DoFn,
}

/// Those of this program, as `app` put them together: what is done to many matters at once is done to each in its line's way.
pub struct Doers(pub &'static [Doer]);

impl Doers {
    /// How the line of a process does its actions; nothing when the engine alone does.
    pub fn of(&self, process: &str) -> Option<DoFn> {
        self.0.iter().find(|doer| doer.process == process).map(|doer| doer.act)
    }
}

/// A large entrance on the portal's home page.
#[derive(Debug, Clone, Copy, serde::Serialize)]
pub struct Tile {
    /// 名称.
    pub title: &'static str,
    /// What one does there, in a few words.
    pub note: &'static str,
    /// Where it leads.
    pub href: &'static str,
    /// Name of its icon.
    pub icon: &'static str,
    /// Its place, smaller first.
    pub order: u32,
}

/// A block of a site's home page.
pub struct Block {
    /// Its key, and the page-cache dependency that it has.
    pub key: &'static str,
    /// 标题.
    pub title: &'static str,
    /// Where «more» leads.
    pub more: &'static str,
    /// Its place, smaller first.
    pub order: u32,
    /// The template that draws it with its data as `block`.
    pub template: &'static str,
    /// Its data on the site with this short name. Null when there is nothing to show: the block is left out. A text `more`
    /// in it takes the place of [`Block::more`].
    pub data: for<'a> fn(&'a App, &'a str) -> Later<'a, serde_json::Value>,
}

/// A period and a unit to which a figure is asked.
#[derive(Debug, Clone, Copy)]
pub struct Ask {
    /// First civil date.
    pub from: Date,
    /// Last civil date.
    pub to: Date,
    /// Only of this unit; `None` for the whole county.
    pub unit: Option<i64>,
}

/// Counts for every unit at once: pairs of unit and count.
pub type CountByUnit = for<'a> fn(&'a App, Ask) -> Later<'a, Vec<(i64, i64)>>;

/// The measure of a figure that is a share.
pub const PERCENT: &str = "%";

/// A countable fact that opens the list it counts (数).
pub struct Figure {
    /// Stable key, such as `letters.received`.
    pub key: &'static str,
    /// 名称.
    pub title: &'static str,
    /// 计量单位, such as 件. A figure in [`PERCENT`] counts tenths of a percent, or [`base::share::NOTHING`].
    pub measure: &'static str,
    /// How it is counted, in Chinese, with its statute where it has one.
    pub meaning: &'static str,
    /// Counts it.
    pub count: for<'a> fn(&'a App, Ask) -> Later<'a, i64>,
    /// Counts it for every unit at once, units without any left out: pairs of unit and count. `Ask::unit` is not looked at.
    pub by_unit: CountByUnit,
    /// The list that it counts, as a local URL.
    pub list: fn(Ask) -> String,
}

/// The lines of this program, as `app` put them together.
pub struct Lines(pub &'static [&'static Line]);

impl Lines {
    /// The process called `key` and its line.
    pub fn process(&self, key: &str) -> Option<(&'static Line, &'static Process)> {
        self.0.iter().find_map(|line| Some((*line, *line.processes.iter().find(|p| p.key == key)?)))
    }

    /// The page of a matter of `process`.
    pub fn page(&self, process: &str, id: i64) -> Option<String> {
        let (line, _) = self.process(process)?;
        Some(line.matter_page.replace("{id}", &id.to_string()))
    }

    /// All kinds that can be found.
    pub fn searches(&self) -> impl Iterator<Item = &'static SearchKind> {
        self.0.iter().flat_map(|line| line.searches)
    }

    /// The figure called `key`.
    pub fn figure(&self, key: &str) -> Option<&'static Figure> {
        self.0.iter().flat_map(|line| line.figures).find(|f| f.key == key)
    }
}
