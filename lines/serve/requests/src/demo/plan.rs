//! What becomes of each invented request, and when.

use base::calendar::Calendar;
use base::time::{HOUR, MINUTE};
use base::{Chance, Moment};

/// Something that happens to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Ask,
    AskCorrection,
    Correct,
    CorrectOnPaper,
    AskThird,
    Served,
    Said(&'static str),
    Joint,
    JointReply,
    Assist,
    Extension,
    Granted,
    AskReasons,
    Explain,
    Delay,
    Unserved,
    Charge,
    FeeServed,
    Paid,
    ReopenCorrection,
    ReopenFee,
    Search,
    Submit(&'static str),
    Reject,
    Approve,
    Retract,
    Deliver,
    Rate(i64),
    Dispute(&'static str),
    Replied,
    Decide(&'static str),
    Redo,
    RedoApprove,
    Propose,
    Judge(&'static str),
    Archive,
    Amend,
    Void,
}

use Step::*;

/// A step and the working days that pass before it.
pub(super) type Due = (u32, Step);

/// Plans and how often they are chosen. Every request is asked and confirmed first.
pub(super) const PLANS: &[(u64, &[Due])] = &[
    (10, &[(4, Submit("a1")), (1, Approve), (2, Deliver), (1, Rate(5))]),
    (12, &[(8, Submit("a2")), (2, Approve), (1, Deliver), (2, Rate(4)), (3, Archive)]),
    (4, &[(9, Submit("a2")), (1, Approve), (1, Deliver), (2, Propose), (6, Judge("adopted"))]),
    (2, &[(9, Submit("a2")), (1, Approve), (1, Deliver), (2, Propose), (6, Judge("declined"))]),
    (7, &[(10, Submit("a3")), (1, Reject), (2, Submit("a3")), (2, Approve), (1, Deliver)]),
    (3, &[(12, Extension), (1, Granted), (14, Submit("a3")), (2, Approve), (1, Deliver)]),
    (1, &[(6, Submit("b1")), (2, Approve)]),
    (1, &[(7, Submit("b2")), (2, Approve)]),
    (
        2,
        &[
            (9, Submit("b3")),
            (2, Approve),
            (1, Deliver),
            (1, Rate(2)),
            (12, Dispute("review")),
            (4, Replied),
            (30, Decide("upheld")),
        ],
    ),
    (4, &[(2, AskThird), (2, Served), (5, Said("object")), (4, Submit("b4")), (2, Approve), (1, Deliver)]),
    (3, &[(2, AskThird), (2, Served), (20, Search), (2, Submit("a2")), (2, Approve)]),
    (
        2,
        &[
            (2, AskThird),
            (1, Served),
            (6, Said("object")),
            (3, Submit("a2")),
            (2, Approve),
            (10, Dispute("direct")),
            (60, Decide("corrected")),
        ],
    ),
    (2, &[(3, AskThird), (1, Served), (4, Said("agree")), (3, Submit("a2")), (1, Approve)]),
    (3, &[(6, Submit("b5")), (2, Approve), (1, Deliver)]),
    (
        5,
        &[
            (8, Submit("b6")),
            (2, Approve),
            (1, Deliver),
            (15, Dispute("review")),
            (3, Replied),
            (40, Decide("corrected")),
            (4, Redo),
            (6, Submit("a3")),
            (2, RedoApprove),
        ],
    ),
    (
        3,
        &[
            (8, Submit("b7")),
            (2, Approve),
            (1, Deliver),
            (20, Dispute("review")),
            (40, Decide("upheld")),
            (20, Dispute("after")),
        ],
    ),
    (5, &[(3, Submit("b8")), (1, Approve)]),
    (9, &[(5, Search), (2, Submit("c1")), (2, Approve), (1, Deliver)]),
    (9, &[(3, Submit("c1o")), (1, Approve), (1, Deliver)]),
    (4, &[(9, Submit("c2")), (2, Approve)]),
    (3, &[(3, AskCorrection), (6, Correct), (5, Submit("c3")), (2, Approve)]),
    (6, &[(3, AskCorrection), (5, Correct), (9, Submit("a2")), (2, Approve), (1, Deliver)]),
    (3, &[(4, AskCorrection), (8, CorrectOnPaper), (9, Submit("a1")), (2, Approve)]),
    (5, &[(5, AskCorrection)]),
    (1, &[(4, AskCorrection), (24, ReopenCorrection), (3, CorrectOnPaper), (8, Submit("a2")), (2, Approve)]),
    (1, &[(2, AskThird), (6, Unserved), (5, Submit("a2")), (2, Approve), (1, Deliver)]),
    (6, &[(2, Submit("d1")), (1, Approve)]),
    (4, &[(2, Submit("d2")), (1, Approve)]),
    (2, &[(2, Submit("d3")), (1, Approve)]),
    (3, &[(3, AskReasons), (4, Explain), (4, Submit("d4")), (2, Approve)]),
    (2, &[(3, AskReasons), (3, Explain), (2, Delay), (1, Granted), (30, Submit("a2")), (2, Approve)]),
    (2, &[(4, Submit("d5")), (1, Approve)]),
    (2, &[(4, Charge), (2, FeeServed), (6, Paid), (9, Submit("a2")), (2, Approve), (1, Deliver)]),
    (2, &[(4, Charge), (1, FeeServed)]),
    (1, &[(4, Charge), (1, FeeServed), (24, ReopenFee), (4, Paid), (9, Submit("a2")), (2, Approve)]),
    (5, &[(3, Retract)]),
    (2, &[(6, Submit("e3o")), (1, Approve)]),
    (4, &[(2, Joint), (5, JointReply), (6, Submit("a2")), (2, Approve)]),
    (2, &[(2, Joint), (22, Submit("a1")), (2, Approve)]),
    (4, &[(2, Assist), (8, Submit("a2")), (2, Approve), (1, Deliver)]),
    // Entered wrongly, and entered by mistake.
    (2, &[(1, Amend), (8, Submit("a2")), (2, Approve), (1, Deliver)]),
    (1, &[(1, Void)]),
    // Late: answered after its time.
    (2, &[(23, Submit("a2")), (2, Approve)]),
];

/// Plans of requests to correct records.
pub(super) const RECTIFY: &[(u64, &[Due])] = &[
    (3, &[(6, Submit("r1")), (1, Approve)]),
    (2, &[(4, Submit("r2")), (1, Approve)]),
    (2, &[(7, Submit("r3")), (1, Approve)]),
    (1, &[(3, Retract)]),
];

/// What is left to do with a request in `state`, the plain way; nothing while it waits for somebody outside and when it is closed.
pub(super) fn onward(state: &str, rectify: bool) -> Option<&'static [Due]> {
    const ANSWER: &[Due] = &[(0, Submit("a2")), (1, Approve)];
    const RECTIFIED: &[Due] = &[(0, Submit("r1")), (1, Approve)];
    match state {
        "handling" => Some(if rectify { RECTIFIED } else { ANSWER }),
        "review" => Some(&[(0, Approve)]),
        "redo" => Some(&[(0, Submit("a3")), (2, RedoApprove)]),
        "redo_review" => Some(&[(0, RedoApprove)]),
        _ => None,
    }
}

/// Whether it is answered as a repetition of an earlier request.
pub(super) fn repeats(plan: &[Due]) -> bool {
    plan.iter().any(|(_, step)| *step == Submit("d2"))
}

/// One of the plans.
pub(super) fn choose(plans: &'static [(u64, &'static [Due])], chance: &Chance) -> &'static [Due] {
    let all = plans.iter().map(|(weight, _)| weight).sum();
    let mut at = chance.below(all);
    for (weight, plan) in plans {
        if at < *weight {
            return plan;
        }
        at -= weight;
    }
    &[]
}

/// In office hours of the day so many working days later; the same day for none, somewhat later.
pub(super) fn office(after: Moment, days: u32, chance: &Chance, calendar: &Calendar) -> Moment {
    let minutes = i64::try_from(chance.below(8 * 60)).unwrap_or(0);
    if days == 0 {
        return after.plus((10 + minutes / 8) * MINUTE);
    }
    let day = base::due::add_working_days(calendar, after.date(), days);
    Moment::start_of(day).plus(9 * HOUR + minutes * MINUTE)
}
