//! What a topic is: its state, and the sheet (专题单) that its keepers fill in.

use base::time::date_text_option;
use base::{Date, FieldError, text};
use serde::{Deserialize, Serialize};
use web::accents;

use crate::blocks::Block;

/// The colours of the topic's site.
pub(crate) const OF_SITE: &str = "site";
/// Characters of a title and of a summary at most.
pub(crate) const TITLE_MAX: usize = 30;
pub(crate) const SUMMARY_MAX: usize = 200;
/// Characters of what a picture shows at most.
pub(crate) const ALT_MAX: usize = 100;

/// How a topic stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    /// Being made; nobody outside sees it.
    Draft,
    /// Shown.
    Published,
    /// Shown with a notice, out of menus and fronts; nothing is changed any more.
    Archived,
    /// Taken away; its address says why.
    Withdrawn,
}

impl State {
    /// All states.
    pub const ALL: [Self; 4] = [Self::Draft, Self::Published, Self::Archived, Self::Withdrawn];

    /// Its name in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Published => "published",
            Self::Archived => "archived",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Its name for people.
    pub fn title(self) -> &'static str {
        match self {
            Self::Draft => "草稿",
            Self::Published => "已发布",
            Self::Archived => "已归档",
            Self::Withdrawn => "已撤下",
        }
    }

    /// The tone of its badge.
    pub fn tone(self) -> &'static str {
        match self {
            Self::Draft => "",
            Self::Published => "good",
            Self::Archived => "grey",
            Self::Withdrawn => "bad",
        }
    }

    /// The state called `name`; a draft for none, which nobody sees.
    pub fn of(name: &str) -> Self {
        Self::ALL.into_iter().find(|state| state.name() == name).unwrap_or(Self::Draft)
    }
}

/// Everything that is typed about a topic; versions keep it whole.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Sheet {
    /// 专题名称.
    pub title: String,
    /// 专题简介.
    pub summary: String,
    /// Key of an accent, or `site` for that of the site.
    pub accent: String,
    /// Digest of the picture at its head (头图).
    pub art: String,
    /// What it shows, for those who cannot see it.
    pub art_alt: String,
    /// The first day on which it is shown.
    #[serde(with = "date_text_option")]
    pub opens_on: Option<Date>,
    /// The last day before it is archived; none for one that stays until somebody archives it.
    #[serde(with = "date_text_option")]
    pub closes_on: Option<Date>,
    /// Its blocks from the top.
    pub blocks: Vec<Block>,
    /// The number that the next board without a name gets.
    pub next: u32,
}

impl Sheet {
    /// What is wrong with its facts; all errors at once.
    pub(crate) fn faults(&self) -> Vec<FieldError> {
        let mut faults = Vec::new();
        let mut need = |good: bool, field: &str, message: String| {
            if !good {
                faults.push(FieldError::new(field, message));
            }
        };
        let (title, summary) = (text::char_count(&self.title), text::char_count(&self.summary));
        need((2..=TITLE_MAX).contains(&title), "title", format!("专题名称须为 2 至 {TITLE_MAX} 个字。"));
        need(summary <= SUMMARY_MAX, "summary", format!("专题简介最多 {SUMMARY_MAX} 个字，现在是 {summary} 个字。"));
        let known = self.accent == OF_SITE || accents::find(&self.accent).is_some();
        need(known, "accent", "请从列出的配色中选择。".to_owned());
        need(self.opens_on.is_some(), "opens_on", "请填写开始日期，格式如 2026-11-24。".to_owned());
        let ordered = self.closes_on.is_none_or(|closes| self.opens_on.is_none_or(|opens| opens <= closes));
        need(ordered, "closes_on", "结束日期不能早于开始日期。".to_owned());
        let alt = text::char_count(&self.art_alt);
        let told = self.art.is_empty() || (2..=ALT_MAX).contains(&alt);
        need(told, "art_alt", format!("请写明头图的画面内容（2 至 {ALT_MAX} 个字），看不见图片的人靠它了解。"));
        faults
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet() -> Sheet {
        Sheet {
            title: "春耕备耕".into(),
            accent: OF_SITE.into(),
            opens_on: Some(Date::constant(2026, 3, 1)),
            ..Sheet::default()
        }
    }

    #[test]
    fn everything_wrong_comes_at_once() {
        assert!(sheet().faults().is_empty());
        let wrong = Sheet {
            title: "春".into(),
            summary: "长".repeat(201),
            accent: "pink".into(),
            art: "ab".into(),
            closes_on: Some(Date::constant(2026, 2, 1)),
            ..sheet()
        };
        let fields: Vec<String> = wrong.faults().into_iter().map(|fault| fault.field).collect();
        assert_eq!(fields, ["title", "summary", "accent", "closes_on", "art_alt"]);
    }

    #[test]
    fn states_are_read_as_they_are_written_and_what_is_none_is_seen_by_nobody() {
        for state in State::ALL {
            assert_eq!(State::of(state.name()), state);
        }
        assert_eq!(State::of("open"), State::Draft);
    }
}
