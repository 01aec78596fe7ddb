//! The process as a picture, drawn from its data with the present step.

use serde::Serialize;

use crate::case::Case;
use crate::process::{Does, Kind, Process};

/// A state in the picture, as `ui.process` wants it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Node {
    /// 名称.
    pub title: &'static str,
    /// done, current, todo or ended.
    pub state: &'static str,
    /// wait, closed or empty.
    pub kind: &'static str,
    /// How often it was passed, when more than once.
    pub note: String,
}

/// A way between two states.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Edge {
    /// From this state.
    pub from: &'static str,
    /// By this action.
    pub action: &'static str,
    /// To this state.
    pub to: &'static str,
}

/// The states in order: passed, present, still to come.
pub(super) fn nodes(process: &Process, case: &Case) -> Vec<Node> {
    let node = |state: &crate::process::State| {
        let stays = case.steps.iter().filter(|s| s.state == state.key).count();
        Node {
            title: state.title,
            state: match (case.state() == state.key, stays) {
                (true, _) if state.kind == Kind::Closed => "ended",
                (true, _) => "current",
                (false, 0) => "todo",
                (false, _) => "done",
            },
            kind: match state.kind {
                Kind::Open => "",
                Kind::Waiting => "wait",
                Kind::Closed => "closed",
            },
            note: if stays > 1 { format!("{stays} 次") } else { String::new() },
        }
    };
    process.states.iter().map(node).collect()
}

/// Every way that actions make between states, in the order of the process.
pub(crate) fn edges(process: &Process) -> Vec<Edge> {
    let mut edges = Vec::new();
    for action in process.actions {
        let (Does::Move(to) | Does::Sign(to) | Does::Merge(to) | Does::Part(to)) = action.does else { continue };
        let Some(to) = process.state(to) else { continue };
        let from = process.states.iter().filter(|s| {
            if action.from.is_empty() {
                s.kind != Kind::Closed && s.key != to.key
            } else {
                action.from.contains(&s.key)
            }
        });
        edges.extend(from.map(|from| Edge { from: from.title, action: action.title, to: to.title }));
    }
    edges
}
