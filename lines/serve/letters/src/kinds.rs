//! The words of the mailbox that people choose from or read: mailboxes, kinds of letters, and the
//! state of a letter in plain words.

use counter::Choice;
use counter::choice::hinted as choice;

/// 信箱.
pub const MAILBOXES: &[Choice] = &[
    choice("mayor", "县长信箱", "对县政府及其部门、乡镇工作的咨询、建议、求助和投诉"),
    choice("secretary", "书记信箱", "对全县改革发展和党的建设的意见建议"),
];

/// 来信类型 (regulations 6.2: 咨询、建议、投诉、求助、举报).
pub const KINDS: &[Choice] = &[
    choice("consult", "咨询", "了解政策、办事程序"),
    choice("advice", "建议", "对政府工作的意见和建议"),
    choice("complaint", "投诉", "对服务质量、工作作风的投诉"),
    choice("help", "求助", "需要政府部门帮助解决的困难"),
    choice("report", "举报", "反映违法违规线索，来信人身份一律保密"),
];

/// The state of a letter as told to the one who wrote it.
pub fn plain(state: &str) -> &'static str {
    match state {
        "received" => "已收到，正在受理",
        "dispatched" => "已转交承办单位",
        "handling" => "承办单位正在办理",
        "review" => "答复正在审核",
        "supplement" => "需要您补充材料",
        "replied" => "已答复，请您评价",
        "again" => "正在安排重新办理",
        "refused" => "不予受理",
        "merged" => "已与同类来信合并办理",
        "closed" | "archived" => "已办结",
        _ => "办理中",
    }
}

/// The tone of a state's badge.
pub fn tone(state: &str) -> &'static str {
    match state {
        "replied" | "closed" | "archived" => "good",
        "supplement" => "warn",
        "refused" | "merged" => "grey",
        _ => "blue",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rating_leads_to_an_outcome_that_the_process_knows() {
        for satisfaction in 1..=5 {
            assert!(crate::process::LETTER.outcome(counter::rating::outcome_of(satisfaction)).is_some());
        }
    }

    #[test]
    fn every_state_has_plain_words() {
        for state in crate::process::LETTER.states {
            assert!(state.key == "handling" || plain(state.key) != "办理中", "{}", state.key);
        }
    }
}
