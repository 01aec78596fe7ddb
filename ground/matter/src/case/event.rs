//! What happens to a matter: acts and their events, as the trail and the ledger keep them.

use base::due::ClockEvent;
use base::{Date, Moment};
use serde::{Deserialize, Serialize};

use super::{Link, Seat, Stance};

/// What happened in an act. The ledger keeps these.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// The matter began.
    Opened {
        /// Key of the process.
        process: String,
        /// Its version.
        version: u32,
        /// Kind within the process.
        kind: String,
        /// Number.
        number: String,
        /// Receiving unit.
        home: i64,
        /// Date from which clocks count.
        #[serde(with = "base::time::date_text")]
        received_on: Date,
    },
    /// It came to a state and a seat.
    Moved {
        /// The state.
        state: String,
        /// The seat, when it lies with us.
        seat: Option<Seat>,
    },
    /// Somebody opened what lay at a seat: the present step, or a member's question.
    Seen {
        /// Index of the consultation and of the member; `None` for the present step.
        member: Option<(usize, usize)>,
    },
    /// It was signed for.
    Signed,
    /// A clock moved.
    Clock {
        /// Key of the clock.
        clock: String,
        /// What happened to it.
        turn: ClockEvent,
    },
    /// Others were asked.
    Consulted {
        /// Kind of consultation.
        kind: String,
        /// The seats.
        seats: Vec<Seat>,
        /// When silence counts.
        due: Option<Moment>,
        /// Days asked for.
        days: Option<u32>,
    },
    /// A member was added.
    MemberAdded {
        /// Index of the consultation.
        consult: usize,
        /// The seat.
        seat: Seat,
    },
    /// A member answered, was passed over or taken out.
    MemberEnded {
        /// Index of the consultation.
        consult: usize,
        /// Index of the member.
        member: usize,
        /// What was said.
        stance: Stance,
    },
    /// A consultation ended.
    ConsultClosed {
        /// Index of the consultation.
        consult: usize,
    },
    /// It was urged.
    Urged,
    /// It was put under supervision.
    Supervised,
    /// It got a relation.
    Linked(Link),
    /// A relation ended: what was joined with another (并案) is joined with it no longer.
    Unlinked(Link),
    /// It is of another kind than it was taken for (更正登记).
    Kind {
        /// Kind within the process.
        kind: String,
    },
    /// It was received on another day than was entered (更正登记): these clocks, which nothing but their start has happened to, are
    /// begun once more by the events that follow, as if they had been begun so at first.
    Received {
        /// The right day.
        #[serde(with = "base::time::date_text")]
        on: Date,
        /// Keys of the clocks.
        clocks: Vec<String>,
    },
    /// Another organ continues the functions of a unit (承继): whatever the unit has in this matter, the heir has from now on.
    Succeeded {
        /// The unit that ends or gave the functions away.
        from: i64,
        /// The heir.
        to: i64,
    },
    /// Somebody above wants it done until then (上级限定), whatever our own main clock says.
    Bound {
        /// Until when.
        until: Moment,
    },
    /// It closed so.
    Outcome {
        /// Key of the outcome.
        outcome: String,
    },
}

/// One act: what somebody did at a moment, as events.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Act {
    /// When.
    pub at: Moment,
    /// Key of the action; `open`, `seen`, `silence`, `linked`, `unlinked`, `rejoined`, `succeed` and
    /// `bound` are the engine's own.
    pub action: String,
    /// The post that acted; `None` for citizens and the program.
    pub post: Option<i64>,
    /// What happened, in order.
    pub events: Vec<Event>,
}
