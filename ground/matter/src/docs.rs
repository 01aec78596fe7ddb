//! A process for people: the document that officials read (docs/processes), written from the data.

use std::fmt::Write;

use base::Date;
use base::rules::Rules;

use crate::process::{Action, By, Clock, Consultation, Does, Kind, Need, Place, Process, Silence, Turn};
use crate::view::edges;

/// The process as Markdown in Chinese, with the rule values that hold on `date`.
pub fn process_markdown(process: &Process, rules: &Rules, date: Date) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "# {}\n", process.title);
    let _ = writeln!(
        out,
        "依据：{}\n\n编号：`{}`，`{{prefix}}` 处为县政府的机关代字。本文由流程数据生成（第 {} 版），请勿手改。\n",
        process.law, process.number, process.version
    );
    picture(&mut out, process);
    states(&mut out, process);
    actions(&mut out, process);
    clocks(&mut out, process, rules, date);
    consultations(&mut out, process, rules, date);
    outcomes(&mut out, process);
    out
}

fn table(out: &mut String, title: &str, head: &[&str], rows: Vec<Vec<String>>) {
    if rows.is_empty() {
        return;
    }
    let _ = writeln!(out, "## {title}\n\n| {} |\n|{}", head.join(" | "), "---|".repeat(head.len()));
    for row in rows {
        let cells: Vec<String> = row.iter().map(|cell| cell.replace('|', "\\|")).collect();
        let _ = writeln!(out, "| {} |", cells.join(" | "));
    }
    out.push('\n');
}

fn picture(out: &mut String, process: &Process) {
    out.push_str("## 流程图\n\n```mermaid\nstateDiagram-v2\n");
    for (i, state) in process.states.iter().enumerate() {
        let _ = writeln!(out, "    s{i} : {}", state.title);
    }
    out.push_str("    [*] --> s0\n");
    let place = |title| process.states.iter().position(|s| s.title == title).unwrap_or_default();
    for edge in edges(process) {
        let _ = writeln!(out, "    s{} --> s{} : {}", place(edge.from), place(edge.to), edge.action);
    }
    for (i, _) in process.states.iter().enumerate().filter(|(_, s)| s.kind == Kind::Closed) {
        let _ = writeln!(out, "    s{i} --> [*]");
    }
    out.push_str("```\n\n");
}

fn states(out: &mut String, process: &Process) {
    let rows = process.states.iter().map(|state| {
        let turn = match state.kind {
            Kind::Open => "我方办理",
            Kind::Waiting => "等待当事人",
            Kind::Closed => "已结束",
        };
        let place = match (state.kind, state.place) {
            (Kind::Open, Place::Home) => "受理单位",
            (Kind::Open, Place::Given) => "派往的单位",
            (Kind::Open, Place::Same) => "现承办单位",
            (Kind::Waiting | Kind::Closed, _) => "—",
        };
        vec![state.title.to_owned(), turn.to_owned(), place.to_owned()]
    });
    table(out, "环节", &["环节", "轮到谁", "在哪个单位"], rows.collect());
}

fn actions(out: &mut String, process: &Process) {
    let rows = process.actions.iter().map(|action| {
        let from: Vec<&str> = action.from.iter().map(|key| process.state_title(key)).collect();
        let needs: Vec<&str> = action.needs.iter().map(|n| need(*n)).collect();
        let effects: Vec<String> = action.clocks.iter().map(|e| effect(process, e.clock, e.turn)).collect();
        let times = if action.times > 0 { format!("；最多 {} 次", action.times) } else { String::new() };
        vec![
            action.title.to_owned(),
            if from.is_empty() { "办结前各环节".to_owned() } else { from.join("、") },
            action.by.iter().map(|b| by(*b)).collect::<Vec<_>>().join("、"),
            or_dash(needs.join("、")),
            format!("{}{times}", does(process, action)),
            or_dash(effects.join("；")),
            or_dash(action.basis.to_owned()),
        ]
    });
    let head = ["动作", "在哪些环节", "谁可以做", "须提供", "结果", "时限", "依据"];
    table(out, "动作", &head, rows.collect());
}

fn or_dash(text: String) -> String {
    if text.is_empty() { "—".to_owned() } else { text }
}

fn by(by: By) -> &'static str {
    match by {
        By::Holder => "现承办岗位",
        By::HolderHead => "现承办单位负责人",
        By::Desk(_) => "受理单位经办人",
        By::Leader(_) => "领导",
        By::Consulted => "被征询单位",
        By::Sender => "上一步经办人",
        By::Applicant => "当事人",
        By::System => "系统",
    }
}

fn need(need: Need) -> &'static str {
    match need {
        Need::Opinion => "意见",
        Need::Reason => "理由",
        Need::Unit => "单位",
        Need::Units => "一个或多个单位",
        Need::Document => "文件",
        Need::Outcome => "办理结果",
        Need::Days => "天数",
        Need::Day => "日期",
        Need::Step => "退回到的环节",
        Need::Matter => "另一件的编号",
        Need::Stance => "同意或不同意",
        Need::Member => "被征询单位",
    }
}

fn does(process: &Process, action: &Action) -> String {
    let consultation = |key| process.consultation(key).map_or(key, |c| c.title);
    match action.does {
        Does::Move(to) => format!("转到“{}”", process.state_title(to)),
        Does::Back => "回到原环节、原岗位".to_owned(),
        Does::Sign(to) => format!("签收并转到“{}”", process.state_title(to)),
        Does::Return => "退回到以前的任一环节，进行中的征询同时结束，已有意见保留".to_owned(),
        Does::Withdraw => "对方打开之前撤回到上一环节".to_owned(),
        Does::Transfer => "转给另一单位办理".to_owned(),
        Does::Consult(key) => format!("发起“{}”", consultation(key)),
        Does::AddMember => "增加被征询单位".to_owned(),
        Does::RemoveMember => "取消未答复的被征询单位".to_owned(),
        Does::Reply => "答复征询".to_owned(),
        Does::Urge => "提醒承办岗位".to_owned(),
        Does::Supervise => "列入督办".to_owned(),
        Does::Merge(to) => format!("并入另一件，本件转到“{}”", process.state_title(to)),
        Does::Part(to) => format!("不再并入另一件，本件转到“{}”", process.state_title(to)),
        Does::Link => "与另一件建立关联".to_owned(),
        Does::Note | Does::Remark => "在办理过程中留下备注".to_owned(),
    }
}

fn effect(process: &Process, clock: &str, turn: Turn) -> String {
    let title = process.clock(clock).map_or(clock, |c| c.title);
    let what = match turn {
        Turn::Start => "开始（已计算过的重新计算）",
        Turn::StartNow => "从现在起开始（已计算过的重新计算）",
        Turn::Pause => "中止",
        Turn::Resume => "恢复",
        Turn::Meet => "办结",
        Turn::Stop => "终止",
    };
    format!("{title}{what}")
}

fn clocks(out: &mut String, process: &Process, rules: &Rules, date: Date) {
    let row = |clock: &Clock, (kind, key): &(&str, &str)| {
        let rule = rules.at(key, date);
        vec![
            clock.title.to_owned(),
            if kind.is_empty() { "其他各类".to_owned() } else { (*kind).to_owned() },
            rule.map_or_else(|| format!("缺少规则 {key}"), base::rules::Rule::words),
            rule.map(base::rules::Rule::cite).unwrap_or_default(),
        ]
    };
    let rows = process.clocks.iter().flat_map(|clock| clock.rules.iter().map(move |rule| row(clock, rule)));
    table(out, "时限", &["时限", "类别", "长短", "依据"], rows.collect());
}

fn consultations(out: &mut String, process: &Process, rules: &Rules, date: Date) {
    let row = |spec: &Consultation| {
        let time = if spec.rule.is_empty() {
            "—".to_owned()
        } else {
            rules.at(spec.rule, date).map_or_else(|| format!("缺少规则 {}", spec.rule), base::rules::Rule::words)
        };
        let silence = match spec.silence {
            Silence::Wait => "继续等待",
            Silence::Agrees => "视为同意",
            Silence::Passes => "视为无意见，不再等待",
        };
        let extends = process.clock(spec.extends).map(|c| format!("全部同意后“{}”延长", c.title));
        let pauses = process.clock(spec.pauses).map(|c| format!("所需时间不计入“{}”", c.title));
        vec![
            spec.title.to_owned(),
            time,
            silence.to_owned(),
            if spec.blocks { "是" } else { "否" }.to_owned(),
            extends.or(pauses).unwrap_or_else(|| or_dash(spec.basis.to_owned())),
        ]
    };
    let head = ["征询", "答复时间", "逾期不答复", "须等全部答复", "说明"];
    table(out, "征询", &head, process.consultations.iter().map(row).collect());
}

fn outcomes(out: &mut String, process: &Process) {
    let rows = process.outcomes.iter().map(|o| vec![o.title.to_owned(), or_dash(o.basis.to_owned())]);
    table(out, "办理结果", &["结果", "依据"], rows.collect());
}
