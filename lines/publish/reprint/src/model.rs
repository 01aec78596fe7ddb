//! A source, what came from it, and the task that a unit has with it, as data.

use base::{Date, FieldError, Moment, text};
use store::record;

use crate::process::LEVELS;

record! {
    /// A source (转载来源).
    pub struct Source from "reprint_source" {
        /// Key.
        pub id: i64,
        /// The unit that keeps it.
        pub unit_id: i64,
        /// 来源名称.
        pub name: String,
        /// state, province or city.
        pub level: String,
        /// Address of the feed, may be empty.
        pub address: String,
        /// The feed is asked by itself.
        pub reads: bool,
        /// What comes must be reprinted.
        pub duty: bool,
        /// What is to be heeded.
        pub note: String,
        /// Counts its changes.
        pub version: i64,
        /// What was published before is history.
        pub since: Moment,
        /// When it was given up.
        pub closed_at: Option<Moment>,
        /// When the feed was asked last.
        pub read_at: Option<Moment>,
        /// When it was read last without a problem.
        pub good_at: Option<Moment>,
        /// When it is asked again.
        pub next_at: Option<Moment>,
        /// How often in a row it could not be read.
        pub failed: i64,
        /// Why, in Chinese.
        pub problem: String,
        /// The server's validator.
        pub tag: String,
        /// How many things came from it.
        pub items: i64,
        /// When the first reading of its feed was over; none before.
        pub seeded_at: Option<Moment>,
    }
}

record! {
    /// A unit that reprints what comes from a source, and into which column.
    pub struct Target from "reprint_target" {
        /// The source.
        pub source_id: i64,
        /// The unit.
        pub unit_id: i64,
        /// The column.
        pub column_id: i64,
    }
}

record! {
    /// Something that an upper level published.
    pub struct Item from "reprint_item" {
        /// Key.
        pub id: i64,
        /// Its source.
        pub source_id: i64,
        /// Address of the original.
        pub address: String,
        /// Title of the original.
        pub title: String,
        /// Who said it there.
        pub issuer: String,
        /// When it was published there.
        pub published_at: Option<Moment>,
        /// Its text as safe HTML.
        pub body: String,
        /// What of its text did not come along.
        pub note: String,
        /// When it came.
        pub came_at: Moment,
        /// feed, file or hand.
        pub came_by: String,
        /// How often in a row it was answered that the original is gone.
        pub misses: i64,
        /// Since when the original counts as withdrawn.
        pub gone_at: Option<Moment>,
    }
}

record! {
    /// The task of a unit with an item (转载任务).
    pub struct Task from "reprint_task" {
        /// Key.
        pub id: i64,
        /// What is to be reprinted.
        pub item_id: i64,
        /// Its source.
        pub source_id: i64,
        /// The unit.
        pub unit_id: i64,
        /// The column for which it is meant.
        pub column_id: i64,
        /// How it runs.
        pub matter_id: i64,
        /// It must be reprinted.
        pub duty: bool,
        /// State of the matter.
        pub state: String,
        /// From when its time counts.
        pub started_at: Moment,
        /// The reprint.
        pub edition_id: Option<i64>,
        /// When it was published first.
        pub done_at: Option<Moment>,
        /// Who published it.
        pub done_by: String,
        /// It has another title than the original.
        pub altered: bool,
        /// When it was withdrawn.
        pub hidden_at: Option<Moment>,
    }
}

/// How things come.
pub(crate) const WAYS: &[(&str, &str)] = &[("feed", "订阅读取"), ("file", "上传文件"), ("hand", "手工登记")];

/// The name of a key in a list of names.
pub(crate) fn name_of(names: &[(&'static str, &'static str)], key: &str) -> &'static str {
    names.iter().find(|(known, _)| *known == key).map_or("", |(_, title)| title)
}

/// What is typed about a source.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Sheet {
    pub name: String,
    pub level: String,
    pub address: String,
    pub reads: bool,
    pub duty: bool,
    pub note: String,
}

impl Sheet {
    /// The sheet of a source as it is.
    pub(crate) fn of(source: &Source) -> Self {
        Self {
            name: source.name.clone(),
            level: source.level.clone(),
            address: source.address.clone(),
            reads: source.reads,
            duty: source.duty,
            note: source.note.clone(),
        }
    }

    /// Everything that is wrong with it.
    pub(crate) fn faults(&self) -> Vec<FieldError> {
        let mut faults = Vec::new();
        let mut need = |ok: bool, field: &str, message: &str| {
            if !ok {
                faults.push(FieldError::new(field, message));
            }
        };
        let long = |line: &str, most| text::char_count(line) > most;
        need(!self.name.is_empty(), "name", "请填写来源名称，例如“省政府网站”。");
        need(!long(&self.name, 50), "name", "来源名称最多 50 个字，请精简。");
        need(!name_of(LEVELS, &self.level).is_empty(), "level", "请选择级别。");
        need(!long(&self.note, 200), "note", "说明最多 200 个字，请精简。");
        let good = self.address.is_empty() || intake::feed::address(&self.address, None).is_some();
        need(good, "address", "订阅地址须以 http:// 或 https:// 开头，不能带用户名和口令。");
        need(!self.reads || !self.address.is_empty(), "address", "要定时读取，请填写订阅地址。");
        faults
    }
}

/// An address and the same one by the other of http and https: one original, whichever of the two a feed or an editor wrote.
pub(crate) fn either(address: &str) -> [String; 2] {
    let other = match (address.strip_prefix("https://"), address.strip_prefix("http://")) {
        (Some(rest), _) => format!("http://{rest}"),
        (None, Some(rest)) => format!("https://{rest}"),
        (None, None) => address.to_owned(),
    };
    [address.to_owned(), other]
}

/// Something that is entered by hand.
#[derive(Debug, Clone, Default)]
pub(crate) struct Typed {
    pub title: String,
    pub address: String,
    pub issuer: String,
    pub published_on: Option<Date>,
    pub time: String,
    pub body: String,
}
