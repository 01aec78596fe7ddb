//! The closed vocabulary in which a business line says how its matters run (办件流程).
//!
//! Six words, all plain data: **state**, **action**, **clock**, **consultation**, **link**, **outcome**. Read aloud, a
//! process is the regulation. A seventh word needs a decision record and two lines that want it.

/// How one kind of matter runs.
#[derive(Debug, serde::Serialize)]
pub struct Process {
    /// Stable key, such as `letters.letter`.
    pub key: &'static str,
    /// Grows with every change; a matter keeps the version it was opened under.
    pub version: u32,
    /// 名称.
    pub title: &'static str,
    /// The statutes it rests on.
    pub law: &'static str,
    /// 类别 of its matters, which choose rule rows: key and 名称.
    pub kinds: &'static [(&'static str, &'static str)],
    /// The states; the first is where a matter begins.
    pub states: &'static [State],
    /// What can be done.
    pub actions: &'static [Action],
    /// The statutory or promised times.
    pub clocks: &'static [Clock],
    /// Whom one may ask on the way (会签 征求意见 协办 传阅).
    pub consultations: &'static [Consultation],
    /// How a matter may close.
    pub outcomes: &'static [Outcome],
    /// Pattern of its numbers, such as `{prefix}信〔{year}〕{seq:05}号`; the sign of the county (机关代字)
    /// takes the place of the prefix.
    pub number: &'static str,
}

/// A stage (环节) in which a matter stands.
#[derive(Debug, serde::Serialize)]
pub struct State {
    /// Stable key.
    pub key: &'static str,
    /// 名称.
    pub title: &'static str,
    /// Whose turn it is.
    pub kind: Kind,
    /// The desk (岗位职责, a verb) that works on it; empty when nobody inside does.
    pub desk: &'static str,
    /// In which unit that desk is.
    pub place: Place,
}

/// Whose turn it is in a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub enum Kind {
    /// Ours.
    Open,
    /// Somebody outside must act.
    Waiting,
    /// Nobody's: it is finished.
    Closed,
}

/// The unit whose desk holds a matter in a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub enum Place {
    /// The unit that received the matter.
    Home,
    /// The unit named by the act that leads here.
    Given,
    /// The unit that holds it already.
    Same,
}

/// Something that may be done to a matter.
#[derive(Debug, serde::Serialize)]
pub struct Action {
    /// Stable key.
    pub key: &'static str,
    /// 动作, as on the button.
    pub title: &'static str,
    /// What it does.
    pub does: Does,
    /// The states in which it may be done; empty means every open or waiting state.
    pub from: &'static [&'static str],
    /// Who may do it: any of these.
    pub by: &'static [By],
    /// What must be given with it.
    pub needs: &'static [Need],
    /// How often at most in the life of a matter; 0 means without limit.
    pub times: u32,
    /// What it does to clocks.
    pub clocks: &'static [Effect],
    /// Statute and article, or standard; empty for plain office practice.
    pub basis: &'static str,
}

impl Action {
    /// An action with nothing said: a process fills in what it is.
    pub const PLAIN: Self =
        Self { key: "", title: "", does: Does::Note, from: &[], by: &[], needs: &[], times: 0, clocks: &[], basis: "" };
}

/// What an action does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub enum Does {
    /// Moves the matter to a state.
    Move(&'static str),
    /// Goes back to the state and desk it came from (after waiting outside).
    Back,
    /// 签收: the holding unit takes the matter on and moves it to a state.
    Sign(&'static str),
    /// 退回 to any earlier step, from any branch.
    Return,
    /// 撤回 by the one who sent it, while unopened.
    Withdraw,
    /// 转办: the same work to another unit or post.
    Transfer,
    /// Opens a consultation of the named kind.
    Consult(&'static str),
    /// 加签: a further member of an open consultation.
    AddMember,
    /// 减签: a member who has not answered is taken out.
    RemoveMember,
    /// A member answers.
    Reply,
    /// 催办: reminds whoever has it.
    Urge,
    /// 督办: puts it under supervision.
    Supervise,
    /// 并案: closes this one into another, with the named outcome's state.
    Merge(&'static str),
    /// 恢复单独办理: what was closed into another goes on by itself in a state.
    Part(&'static str),
    /// 关联.
    Link,
    /// Leaves something on the trail; what else it does, if anything, the line does.
    Note,
    /// 备注: leaves a remark and does nothing else, whatever the state. The one act by which many matters are remarked on at once.
    Remark,
}

/// A relation between the one who acts and the matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub enum By {
    /// Somebody at the desk that holds it now.
    Holder,
    /// The head (负责人) of the unit that holds it now.
    HolderHead,
    /// Somebody of the receiving unit with this verb, whoever holds the matter.
    Desk(&'static str),
    /// Somebody with this verb for the whole county (领导).
    Leader(&'static str),
    /// A member of an open consultation.
    Consulted,
    /// The one who took the last step.
    Sender,
    /// The person outside whom the matter belongs to.
    Applicant,
    /// The program itself, by a clock or a job.
    System,
}

/// What must be given with an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub enum Need {
    /// 意见.
    Opinion,
    /// 理由.
    Reason,
    /// A unit (主办单位).
    Unit,
    /// One or more units (会签单位).
    Units,
    /// 文件.
    Document,
    /// How it closed.
    Outcome,
    /// Days asked for.
    Days,
    /// An earlier step.
    Step,
    /// Another matter's number.
    Matter,
    /// The civil date on which it happened, not later than today (落款日、签收日、缴费日): clocks that it moves count from it.
    Day,
    /// Agree or not (同意/不同意).
    Stance,
    /// A member of an open consultation.
    Member,
}

/// A time under which a matter runs (时限).
#[derive(Debug, serde::Serialize)]
pub struct Clock {
    /// Stable key.
    pub key: &'static str,
    /// 名称.
    pub title: &'static str,
    /// Rule rows by the matter's kind: `(kind, rule key)`, with `""` for all other kinds.
    pub rules: &'static [(&'static str, &'static str)],
    /// Whether this is the time that lists show and counts judge.
    pub main: bool,
}

/// What an action does to a clock.
#[derive(Debug, serde::Serialize)]
pub struct Effect {
    /// Key of the clock.
    pub clock: &'static str,
    /// What happens to it.
    pub turn: Turn,
}

/// What an action does to the clock `clock`.
pub const fn turn(clock: &'static str, turn: Turn) -> Effect {
    Effect { clock, turn }
}

/// What happens to a clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub enum Turn {
    /// Starts, or starts anew if it had run before.
    Start,
    /// The same, from now on even when the act happened on an earlier day.
    StartNow,
    /// 中止, if it runs.
    Pause,
    /// Goes on, if it was suspended.
    Resume,
    /// Is met, if it runs.
    Meet,
    /// No longer applies.
    Stop,
}

/// A way of asking others (会签 征求意见 协办 传阅 延期审批).
#[derive(Debug, serde::Serialize)]
pub struct Consultation {
    /// Stable key.
    pub key: &'static str,
    /// 名称.
    pub title: &'static str,
    /// The desk of the members, in each member unit.
    pub desk: &'static str,
    /// Whether the matter may not go on until all have answered.
    pub blocks: bool,
    /// Rule row for the members' time; empty without one.
    pub rule: &'static str,
    /// What silence until then means.
    pub silence: Silence,
    /// The clock that is extended when the members agree (延期审批); empty for other kinds.
    pub extends: &'static str,
    /// The clock that is suspended while it is open (所需时间不计算在内); empty for other kinds.
    pub pauses: &'static str,
    /// Statute and article; empty for plain office practice.
    pub basis: &'static str,
}

/// What it means when a member does not answer in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub enum Silence {
    /// The member is waited for.
    Wait,
    /// 视为同意.
    Agrees,
    /// The member is left out.
    Passes,
}

/// How a matter closed.
#[derive(Debug, serde::Serialize)]
pub struct Outcome {
    /// Stable key.
    pub key: &'static str,
    /// 名称.
    pub title: &'static str,
    /// Statute and article; empty for plain office practice.
    pub basis: &'static str,
}

impl Process {
    /// The state called `key`.
    pub fn state(&self, key: &str) -> Option<&'static State> {
        self.states.iter().find(|s| s.key == key)
    }

    /// The action called `key`.
    pub fn action(&self, key: &str) -> Option<&'static Action> {
        self.actions.iter().find(|a| a.key == key)
    }

    /// The clock called `key`.
    pub fn clock(&self, key: &str) -> Option<&'static Clock> {
        self.clocks.iter().find(|c| c.key == key)
    }

    /// The consultation called `key`.
    pub fn consultation(&self, key: &str) -> Option<&'static Consultation> {
        self.consultations.iter().find(|c| c.key == key)
    }

    /// The outcome called `key`.
    pub fn outcome(&self, key: &str) -> Option<&'static Outcome> {
        self.outcomes.iter().find(|o| o.key == key)
    }

    /// 名称 of a kind, or the key itself when the process does not name it.
    pub fn kind_title<'a>(&self, key: &'a str) -> &'a str {
        self.kinds.iter().find(|(k, _)| *k == key).map_or(key, |(_, title)| title)
    }

    /// Title of a state, or the key itself when the process no longer has it.
    pub fn state_title<'a>(&self, key: &'a str) -> &'a str {
        self.state(key).map_or(key, |s| s.title)
    }

    /// What is wrong with the process, in English, for the one who writes it; empty when it is well formed.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        let mut need = |ok: bool, what: String| {
            if !ok {
                faults.push(format!("{}: {what}", self.key));
            }
        };
        need(!self.states.is_empty(), "has no state".into());
        need(self.states.iter().any(|s| s.kind == Kind::Closed), "can never close".into());
        need(self.clocks.iter().filter(|c| c.main).count() <= 1, "has more than one main clock".into());
        for (what, keys) in [
            ("state", self.states.iter().map(|s| s.key).collect::<Vec<_>>()),
            ("action", self.actions.iter().map(|a| a.key).collect()),
            ("clock", self.clocks.iter().map(|c| c.key).collect()),
            ("consultation", self.consultations.iter().map(|c| c.key).collect()),
            ("outcome", self.outcomes.iter().map(|o| o.key).collect()),
        ] {
            let unique: std::collections::BTreeSet<_> = keys.iter().collect();
            need(unique.len() == keys.len(), format!("two of its {what}s have one key"));
        }
        for state in self.states {
            need(state.kind != Kind::Open || !state.desk.is_empty(), format!("nobody works on {}", state.key));
            need(
                state.kind == Kind::Open || state.desk.is_empty(),
                format!("{} is not ours but has a desk", state.key),
            );
        }
        for asked in self.consultations {
            for clock in [asked.extends, asked.pauses].into_iter().filter(|c| !c.is_empty()) {
                need(self.clock(clock).is_some(), format!("{} moves the unknown clock {clock}", asked.key));
            }
        }
        for action in self.actions {
            self.action_faults(action, &mut need);
        }
        faults
    }

    fn action_faults(&self, action: &Action, need: &mut impl FnMut(bool, String)) {
        let known = |key: &str| self.state(key).is_some();
        for from in action.from {
            need(known(from), format!("{} begins in the unknown state {from}", action.key));
        }
        need(!action.by.is_empty(), format!("nobody may {}", action.key));
        let remark = action.does == Does::Remark;
        let plain = action.key == "note" && action.needs == [Need::Opinion] && action.clocks.is_empty();
        need(!remark || plain, format!("{} is no plain remark", action.key));
        match action.does {
            Does::Move(to) | Does::Sign(to) | Does::Merge(to) | Does::Part(to) => {
                need(known(to), format!("{} leads to the unknown state {to}", action.key));
                let given = self.state(to).is_some_and(|s| s.place == Place::Given);
                need(
                    !given || action.needs.contains(&Need::Unit),
                    format!("{} does not say to which unit", action.key),
                );
            }
            Does::Consult(kind) => {
                need(self.consultation(kind).is_some(), format!("{} opens the unknown {kind}", action.key));
            }
            _ => {}
        }
        for effect in action.clocks {
            need(
                self.clock(effect.clock).is_some(),
                format!("{} moves the unknown clock {}", action.key, effect.clock),
            );
        }
    }
}
