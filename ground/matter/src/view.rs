//! A matter as its page shows it: facts, clocks, the whole trail, opinions by rank, questions to others, files, relations,
//! what may be done now, and the process with the present step. The partials `matter/*.html` draw it as `m`.

mod clocks;
mod consults;
mod diagram;
mod offers;
mod trail;

use std::collections::BTreeMap;

use base::{Error, Fault};
use identity::Actor;
use serde::Serialize;
use store::Query;
use web::Cx;

use crate::case::{Case, LinkKind};
use crate::decide::Who;
use crate::engine;
use crate::ground::Ground;
use crate::hand::{self, Hand};
use crate::line::Lines;
use crate::process::Process;
use crate::recusal;
use crate::store::{self as rows, ActRow, Matter, MatterFile};

pub use clocks::{ClockView, DayView, RecountView, count_href};
pub use consults::{ConsultView, MemberView};
pub(crate) use diagram::edges;
pub use diagram::{Edge, Node};
pub use offers::{Choice, OfferView};
pub use trail::{OpinionGroup, OpinionView, TrailView};

/// A matter for its page.
#[derive(Debug, Clone, Serialize)]
pub struct MatterView {
    /// Key.
    pub id: i64,
    /// The page of the matter, below which its actions and files are.
    pub base: String,
    /// Number.
    pub number: String,
    /// Title as the sender wrote it.
    pub title: String,
    /// Kind within the process.
    pub kind: String,
    /// 业务名称.
    pub process: &'static str,
    /// Title of the present state.
    pub state: String,
    /// Key of the present state.
    pub state_key: String,
    /// open, waiting or closed.
    pub turn: String,
    /// Short name of the unit at whose desk it lies.
    pub holder: Option<String>,
    /// How it closed.
    pub outcome: Option<&'static str>,
    /// Since when it is supervised.
    pub supervised: Option<String>,
    /// How often it was urged.
    pub urged: u32,
    /// Names and values, for `ui.facts`.
    pub facts: Vec<Fact>,
    /// Its clocks, the main one first.
    pub clocks: Vec<ClockView>,
    /// Ends that were counted again.
    pub recounts: Vec<RecountView>,
    /// Everything that was done, oldest first.
    pub trail: Vec<TrailView>,
    /// Opinions by rank: leaders, heads of units, others.
    pub opinions: Vec<OpinionGroup>,
    /// Questions to others.
    pub consults: Vec<ConsultView>,
    /// Files.
    pub files: Vec<FileView>,
    /// Relations to other matters.
    pub links: Vec<LinkView>,
    /// To where the one who looks may hand it over.
    pub hands: Vec<Hand>,
    /// What may be done now by the one who looks.
    pub offers: Vec<OfferView>,
    /// Why the next step has to wait, or the one who looks may do nothing; empty when neither is so.
    pub waits: String,
    /// The present civil date, for forms.
    pub today: String,
    /// Common phrases of the one who looks.
    pub phrases: Vec<String>,
    /// Units to choose from without typing, when an action wants one.
    pub units: Vec<Choice>,
    /// The number of acts that are shown, for the forms.
    pub seen_seq: u32,
    /// The states in order.
    pub nodes: Vec<Node>,
    /// The ways between them.
    pub edges: Vec<Edge>,
}

impl MatterView {
    /// Puts what `hide` makes of them in place of all texts that people typed and of the names of files: for readers who may not know
    /// of whom they speak.
    pub fn veil(&mut self, hide: impl Fn(&str) -> String) {
        let veil = |text: &mut String| *text = hide(text);
        self.files.iter_mut().for_each(|file| veil(&mut file.name));
        for line in &mut self.trail {
            veil(&mut line.opinion);
            line.files.iter_mut().for_each(|file| veil(&mut file.name));
        }
        self.opinions.iter_mut().flat_map(|group| &mut group.items).for_each(|item| veil(&mut item.text));
        self.consults.iter_mut().flat_map(|consult| &mut consult.members).for_each(|member| veil(&mut member.opinion));
    }
}

/// A name and a value.
#[derive(Debug, Clone, Serialize)]
pub struct Fact {
    /// 名称.
    pub name: &'static str,
    /// 内容.
    pub value: String,
}

/// A file on the page.
#[derive(Debug, Clone, Serialize)]
pub struct FileView {
    /// Key.
    pub id: i64,
    /// The act with which it came.
    pub seq: i64,
    /// Name.
    pub name: String,
    /// Bytes.
    pub size: i64,
    /// Where it is read; the line answers there and decides who may.
    pub href: String,
    /// inside, applicant or public.
    pub audience: String,
    /// When it came.
    pub at: String,
}

/// A relation on the page.
#[derive(Debug, Clone, Serialize)]
pub struct LinkView {
    /// 并入, 关联 …
    pub kind: &'static str,
    /// Number of the other matter; empty for one that the reader may not see.
    pub number: String,
    /// Its title, or [`UNSEEN`].
    pub title: String,
    /// Title of its state; empty for one that the reader may not see.
    pub state: String,
    /// Its page; empty for one that the reader may not see.
    pub href: String,
}

/// What stands for a matter that the reader may not see.
pub const UNSEEN: &str = "有关联事项（无权查看）";

/// What all parts of the view are made of.
struct Seen<'a> {
    process: &'static Process,
    case: &'a Case,
    acts: &'a [ActRow],
    units: &'a BTreeMap<i64, String>,
    base: &'a str,
}

impl Seen<'_> {
    fn unit(&self, id: i64) -> String {
        self.units.get(&id).cloned().unwrap_or_else(|| "（已不存在的单位）".to_owned())
    }
}

/// The matter `id` for one who looks at its page, noted as opened when it lies at his desk. The line has decided that he
/// may look.
///
/// # Errors
/// [`Error::Unseen`] when there is none or its process is not in the program; a fault of the database.
pub async fn open(cx: &Cx, id: i64) -> Result<Matter, Error> {
    let ground = Ground::of(&cx.app);
    let matter = rows::matter(&mut cx.app.db.reader(), id).await?;
    let (_, process) = lines(&cx.app)?.process(&matter.process).ok_or(Error::Unseen)?;
    if engine::unseen(&matter.case()?, &Who::Actor(&cx.actor)).is_empty() {
        return Ok(matter);
    }
    let mut tx = cx.app.db.begin().await?;
    engine::seen(&mut tx, &ground, process, &cx.actor, id).await?;
    tx.commit().await?;
    rows::matter(&mut cx.app.db.reader(), id).await
}

/// The lines of the program.
pub(crate) fn lines(app: &web::App) -> Result<std::sync::Arc<Lines>, Error> {
    app.ext::<Lines>().ok_or_else(|| Fault::broken("the list of lines is not in the app").into())
}

/// The view of a matter for the one who looks.
///
/// # Errors
/// As [`assemble`].
pub async fn of(cx: &Cx, matter: &Matter) -> Result<MatterView, Error> {
    let ground = Ground::of(&cx.app);
    assemble(&mut cx.app.db.reader(), &ground, &*lines(&cx.app)?, &cx.actor, matter).await
}

/// The view of a matter for `actor`, read through `q`.
///
/// # Errors
/// [`Error::Unseen`] when its process is not in the program; a fault of the database.
pub async fn assemble(
    q: &mut impl Query,
    ground: &Ground,
    lines: &Lines,
    actor: &Actor,
    matter: &Matter,
) -> Result<MatterView, Error> {
    let (_, process) = lines.process(&matter.process).ok_or(Error::Unseen)?;
    let base = lines.page(&matter.process, matter.id).ok_or(Error::Unseen)?;
    let case = matter.case()?;
    let acts = rows::trail(q, matter.id).await?;
    let files = rows::files(q, matter.id).await?;
    let units = rows::names_of_units(q, engine::units_of(&case)).await?;
    let posts: Vec<i64> = acts.iter().filter_map(|act| act.post_id).collect();
    let ranks = rows::ranks(q, &posts).await?;
    let links = link_views(q, lines, actor, matter.id).await?;
    // Who keeps away is offered nothing: all of it would be refused.
    let away = recusal::keeps_away(q, matter.id, actor).await?;
    let hands = if away { Vec::new() } else { hand::hands(q, lines, matter, actor).await? };
    let recounts = rows::recounts(q, matter.id).await?;
    let person = actor.person();
    let drafts = match person {
        Some(person) => rows::drafts(q, person, matter.id).await?,
        None => BTreeMap::new(),
    };
    let phrases = match person {
        Some(person) => rows::phrases(q, person).await?.into_iter().map(|p| p.text).collect(),
        None => Vec::new(),
    };
    let seen = Seen { process, case: &case, acts: &acts, units: &units, base: &base };
    let who = Who::Actor(actor);
    let clocks = clocks::views(process, &case, ground)?;
    let offers = if away { Vec::new() } else { offers::views(&seen, &who, ground.world(), &drafts) };
    let units_wanted = offers.iter().any(|o| o.unit || o.units);
    let choices = if units_wanted { rows::main_units(q).await? } else { Vec::new() };
    let trail = trail::views(&seen, &files)?;
    Ok(MatterView {
        id: matter.id,
        number: matter.number.clone(),
        title: matter.title.clone(),
        kind: matter.kind.clone(),
        process: process.title,
        state: process.state_title(&matter.state).to_owned(),
        state_key: matter.state.clone(),
        turn: matter.turn.clone(),
        holder: case.seat().map(|s| seen.unit(s.unit)),
        outcome: case.outcome.as_deref().and_then(|o| process.outcome(o)).map(|o| o.title),
        supervised: case.supervised_at.map(base::Moment::minutes),
        urged: case.urged,
        facts: facts(&seen, matter),
        recounts: clocks::recount_views(process, recounts),
        opinions: trail::opinions(&trail, &acts, &ranks),
        consults: consults::views(&seen)?,
        files: files.iter().map(|f| file_view(f, &base)).collect(),
        links,
        hands,
        offers,
        units: choices.into_iter().map(|(id, name)| Choice { value: id.to_string(), title: name }).collect(),
        waits: if away { recusal::WORDS.to_owned() } else { offers::waits(process, &case) },
        today: ground.now.date().to_string(),
        phrases,
        seen_seq: case.seq,
        nodes: diagram::nodes(process, &case),
        edges: edges(process),
        clocks,
        trail,
        base,
    })
}

fn facts(seen: &Seen<'_>, matter: &Matter) -> Vec<Fact> {
    let case = seen.case;
    let fact = |name, value: String| Fact { name, value };
    let mut facts = vec![
        fact("编号", case.number.clone()),
        fact("收到日期", case.received_on.to_string()),
        fact("受理单位", seen.unit(case.home)),
        fact("当前环节", seen.process.state_title(case.state()).to_owned()),
    ];
    facts.extend(case.seat().map(|seat| fact("办理单位", seen.unit(seat.unit))));
    if let Some(outcome) = case.outcome.as_deref().and_then(|o| seen.process.outcome(o)) {
        facts.push(fact("办理结果", outcome.title.to_owned()));
    }
    facts.extend(matter.closed_at.map(|at| fact("办结时间", at.minutes())));
    facts.extend(case.supervised_at.map(|at| fact("督办", format!("{} 列入督办", at.minutes()))));
    if case.urged > 0 {
        facts.push(fact("催办", format!("{} 次", case.urged)));
    }
    facts
}

fn file_view(file: &MatterFile, base: &str) -> FileView {
    FileView {
        id: file.id,
        seq: file.act_seq,
        name: file.name.clone(),
        size: file.size,
        href: format!("{base}/files/{}", file.id),
        audience: file.audience.clone(),
        at: file.at.minutes(),
    }
}

/// Relations. Of a matter that `actor` may not see stands that there is one, and nothing of it.
async fn link_views(q: &mut impl Query, lines: &Lines, actor: &Actor, id: i64) -> Result<Vec<LinkView>, Error> {
    let linked = rows::linked(q, id).await?;
    let ids: Vec<i64> = linked.iter().map(|other| other.id).collect();
    let passed = match actor.staff() {
        Ok(staff) => rows::passed(q, staff.unit, &ids).await?,
        Err(_) => Vec::new(),
    };
    let views = linked.into_iter().filter_map(|other| {
        let (line, process) = lines.process(&other.process)?;
        let kind = serde_json::from_value::<LinkKind>(other.link.clone().into()).ok()?;
        let unseen = LinkView {
            kind: kind.title(),
            number: String::new(),
            title: UNSEEN.to_owned(),
            state: String::new(),
            href: String::new(),
        };
        if !line.sees(actor, other.home_unit, passed.contains(&other.id)) {
            return Some(unseen);
        }
        Some(LinkView {
            state: process.state_title(&other.state).to_owned(),
            href: lines.page(&other.process, other.id)?,
            number: other.number,
            title: other.title,
            ..unseen
        })
    });
    Ok(views.collect())
}
