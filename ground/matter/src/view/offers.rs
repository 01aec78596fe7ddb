//! What may be done now, as forms: each action with what it needs and the choices there are.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Seen;
use crate::case::Case;
use crate::decide::{self, Offer, Who, World, earlier_steps};
use crate::process::{Action, By, Does, Need, Process};

/// An action that is offered.
#[derive(Debug, Clone, Serialize)]
pub struct OfferView {
    /// Key, and the end of the address to which its form posts.
    pub key: &'static str,
    /// Unlike the key, unique on the page: who is asked twice has two answers to give.
    pub tab: String,
    /// 动作.
    pub title: String,
    /// Statute and article.
    pub basis: &'static str,
    /// What it leads to, in words.
    pub leads: String,
    /// main, danger or empty, for its button.
    pub tone: &'static str,
    /// Label of the text, empty when there is none to give.
    pub text: &'static str,
    /// Whether the text must be given.
    pub text_needed: bool,
    /// One unit is wanted.
    pub unit: bool,
    /// One or more units are wanted.
    pub units: bool,
    /// Files are wanted.
    pub files_needed: bool,
    /// Whether files may come with it.
    pub files: bool,
    /// Days are wanted.
    pub days: bool,
    /// The date on which it happened is wanted.
    pub day: bool,
    /// The number of another matter is wanted.
    pub other: bool,
    /// Outcomes to choose from; empty when none is wanted.
    pub outcomes: Vec<Choice>,
    /// Earlier steps to choose from.
    pub steps: Vec<Choice>,
    /// Members or consultations to choose from.
    pub members: Vec<Choice>,
    /// The question that is answered, as the value of `member`.
    pub question: String,
    /// 同意, 不同意, 已阅.
    pub stances: Vec<Choice>,
    /// What was typed before and not sent.
    pub draft: String,
}

/// A choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// What the form sends.
    pub value: String,
    /// What people read.
    pub title: String,
}

fn choice(value: impl Into<String>, title: impl Into<String>) -> Choice {
    Choice { value: value.into(), title: title.into() }
}

pub(super) fn views(
    seen: &Seen<'_>,
    who: &Who<'_>,
    world: World<'_>,
    drafts: &BTreeMap<String, String>,
) -> Vec<OfferView> {
    let offers = decide::offers(seen.process, seen.case, who, world);
    let mut views: Vec<OfferView> = Vec::new();
    for Offer { action, member } in &offers {
        match action.does {
            Does::Reply => {
                let mine = open_members(seen.case).filter(|&at| decide::asks(seen.case, who, at));
                views.extend(mine.map(|at| view(seen, action, Some(at), drafts)));
            }
            _ => views.push(view(seen, action, *member, drafts)),
        }
    }
    // What stands open is the next step of the one whose turn it is, never what somebody may also do from elsewhere.
    let turn = [By::Holder, By::Consulted].iter().any(|&by| decide::relation(seen.case, who, by));
    if let Some(first) = views.iter_mut().find(|v| turn && v.tone.is_empty()) {
        first.tone = "main";
    }
    views
}

fn view(
    seen: &Seen<'_>,
    action: &'static Action,
    question: Option<(usize, usize)>,
    drafts: &BTreeMap<String, String>,
) -> OfferView {
    let needs = |need| action.needs.contains(&need);
    let question = question.filter(|_| action.does == Does::Reply);
    let asked = question.and_then(|(i, _)| seen.case.consults.get(i));
    let about = asked.and_then(|c| seen.process.consultation(&c.kind)).map(|s| s.title);
    let (text, text_needed) = text(action);
    OfferView {
        key: action.key,
        tab: question.map_or_else(|| action.key.to_owned(), |(i, j)| format!("{}-{i}-{j}", action.key)),
        title: about.map_or_else(|| action.title.to_owned(), |about| format!("{}：{about}", action.title)),
        basis: action.basis,
        leads: leads(seen.process, action),
        tone: tone(action),
        text,
        text_needed,
        unit: needs(Need::Unit),
        units: needs(Need::Units),
        files_needed: needs(Need::Document),
        files: needs(Need::Document) || text_needed,
        days: needs(Need::Days),
        day: needs(Need::Day),
        other: needs(Need::Matter),
        outcomes: if needs(Need::Outcome) { outcomes(seen.process) } else { Vec::new() },
        steps: if needs(Need::Step) { steps(seen) } else { Vec::new() },
        members: members(seen, action),
        question: question.map(|(i, j)| format!("{i}.{j}")).unwrap_or_default(),
        stances: if needs(Need::Stance) { stances() } else { Vec::new() },
        draft: drafts.get(action.key).cloned().unwrap_or_default(),
    }
}

/// The label of an action's text, and whether the text must be given.
fn text(action: &Action) -> (&'static str, bool) {
    if action.needs.contains(&Need::Reason) {
        return ("理由", true);
    }
    if action.needs.contains(&Need::Opinion) {
        return ("意见", true);
    }
    match action.does {
        Does::Sign(_) | Does::Withdraw | Does::AddMember | Does::RemoveMember | Does::Link => ("", false),
        Does::Urge | Does::Supervise => ("说明", false),
        _ => ("意见", false),
    }
}

fn tone(action: &Action) -> &'static str {
    match action.does {
        Does::Return | Does::Withdraw | Does::Merge(_) => "danger",
        Does::Move(_) | Does::Sign(_) | Does::Reply => "",
        _ => "quiet",
    }
}

/// Where an action leads, in words.
fn leads(process: &Process, action: &Action) -> String {
    match action.does {
        Does::Move(to) | Does::Sign(to) | Does::Merge(to) => format!("转到“{}”", process.state_title(to)),
        _ => String::new(),
    }
}

fn outcomes(process: &Process) -> Vec<Choice> {
    process.outcomes.iter().map(|o| choice(o.key, o.title)).collect()
}

fn steps(seen: &Seen<'_>) -> Vec<Choice> {
    let title = |step: &crate::case::Step| {
        let unit = step.seat.as_ref().map(|s| seen.unit(s.unit)).unwrap_or_default();
        format!("{}（{unit}）", seen.process.state_title(&step.state))
    };
    earlier_steps(seen.process, seen.case).into_iter().map(|(i, step)| choice(i.to_string(), title(step))).collect()
}

/// For 减签 the members who have not answered, for 加签 the consultations that are open.
fn members(seen: &Seen<'_>, action: &Action) -> Vec<Choice> {
    let title =
        |i: usize| seen.case.consults.get(i).map_or("", |c| seen.process.consultation(&c.kind).map_or("", |s| s.title));
    match action.does {
        Does::RemoveMember => open_members(seen.case)
            .filter_map(|(i, j)| {
                let member = seen.case.consults.get(i)?.members.get(j)?;
                Some(choice(format!("{i}.{j}"), format!("{}：{}", title(i), seen.unit(member.seat.unit))))
            })
            .collect(),
        Does::AddMember => seen
            .case
            .open_consults()
            .map(|(i, c)| choice(format!("{i}.0"), format!("{}（{} 发起）", title(i), c.at.minutes())))
            .collect(),
        _ => Vec::new(),
    }
}

fn stances() -> Vec<Choice> {
    vec![choice("agree", "同意"), choice("disagree", "不同意"), choice("noted", "已阅")]
}

/// Members who have not answered, with their places.
fn open_members(case: &Case) -> impl Iterator<Item = (usize, usize)> {
    case.open_consults()
        .flat_map(|(i, c)| c.members.iter().enumerate().filter(|(_, m)| m.ended_at.is_none()).map(move |(j, _)| (i, j)))
}

/// Why the next step has to wait; empty when it has not.
pub(super) fn waits(process: &Process, case: &Case) -> String {
    let blocking = case.open_consults().find_map(|(_, c)| process.consultation(&c.kind).filter(|spec| spec.blocks));
    blocking
        .map(|spec| format!("“{}”还没有全部答复，下一步要等答复齐了才能办理；可以催办、减签。", spec.title))
        .unwrap_or_default()
}
