//! The acts of offices in the history: who does what with which words.

use base::Chance;
use matter::{Input, Stance};

use super::plan::Step;

/// Who acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Clerk,
    Approver,
    Leader,
    Handler,
}

/// What is known of the letter when an act is due.
pub(super) struct About<'a> {
    /// The unit that handles it.
    pub unit: i64,
    /// The answer that it gets.
    pub answer: &'a str,
    /// The matter that it repeats.
    pub repeats: Option<i64>,
    /// The step to which an answer is sent back.
    pub handled: Option<usize>,
}

/// The act of a step: who, which action, with what; none for steps of the sender and those of several acts.
pub(super) fn order(step: Step, about: &About<'_>, chance: &Chance) -> Option<(Part, &'static str, Input)> {
    use Part::{Approver, Clerk, Handler, Leader};
    let act = match step {
        Step::Dispatch | Step::DispatchWrong => (Clerk, "dispatch", to(about.unit, "请按职责办理，按时答复。")),
        Step::Sign => (Handler, "sign", Input::default()),
        Step::Return => (Handler, "return", back(Some(0), "经核实，该事项不属于我单位职责，建议改派。")),
        Step::Submit => (Handler, "submit", opinion(about.answer)),
        Step::DirectAnswer => (Clerk, "answer_direct", opinion(about.answer)),
        Step::Reject => (Approver, "reject", back(about.handled, "答复不够具体，请补充办理结果和完成时间后再报。")),
        Step::Approve => (Approver, "approve", opinion("同意发出。")),
        Step::Refuse => (Clerk, "refuse", refusal(chance)),
        Step::Merge => {
            let input = opinion("与前信反映同一事项，合并办理。");
            (Clerk, "merge", Input { other: about.repeats, ..input })
        }
        Step::AskSupplement => (Handler, "ask_supplement", opinion("请补充具体位置和联系方式，便于现场核实。")),
        Step::AskExtension => {
            let input = opinion("需要会同有关单位现场勘查，申请延期。");
            (Handler, "extension", Input { days: Some(5), ..input })
        }
        Step::GrantExtension => (Approver, "reply", stance(Stance::Agree, "同意延期，请做好解释。")),
        Step::Assisted => (Handler, "reply", stance(Stance::Noted, "我单位已派人现场配合，无其他意见。")),
        Step::Urge => (Clerk, "urge", opinion("已临近期限，请抓紧办理。")),
        Step::Supervise => (Leader, "supervise", opinion("群众等待已久，请限期办结并书面说明原因。")),
        Step::Archive => (Clerk, "archive", Input::default()),
        _ => return None,
    };
    Some(act)
}

pub(super) fn opinion(text: &str) -> Input {
    Input { opinion: text.to_owned(), ..Input::default() }
}

pub(super) fn to(unit: i64, text: &str) -> Input {
    Input { seats: vec![(unit, None)], ..opinion(text) }
}

fn back(step: Option<usize>, text: &str) -> Input {
    Input { step, ..opinion(text) }
}

fn stance(stance: Stance, text: &str) -> Input {
    Input { stance: Some(stance), ..opinion(text) }
}

fn refusal(chance: &Chance) -> Input {
    const OUTCOMES: [&str; 4] = ["refused_court", "refused_petition", "refused_scope", "refused_unclear"];
    let outcome = chance.pick(&OUTCOMES).copied().unwrap_or("refused_scope");
    let why = opinion("来信反映的事项不属于本信箱受理范围，请按照写信须知中列明的渠道反映。");
    Input { outcome: Some(outcome.to_owned()), ..why }
}
