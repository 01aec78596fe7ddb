//! The letters on the way to an answer: 补正告知, 延期告知, 说明理由, 征求意见, 收费通知, 告知第三方.

use base::{Date, Error};

use super::{Case, Letter, opening, remedies, written};

/// A letter on the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice<'a> {
    /// Art. 30: what is to be corrected, until when.
    Correction {
        /// What is to be corrected.
        what: &'a str,
        /// The last day.
        until: Date,
    },
    /// Art. 33: the time is prolonged.
    Extension {
        /// By how many working days.
        days: u32,
        /// The last day.
        until: Date,
    },
    /// Art. 35: the answer comes later.
    Delay {
        /// By how many working days.
        days: u32,
        /// The last day.
        until: Date,
    },
    /// Art. 35: reasons are asked for.
    Reasons {
        /// Why they are asked for.
        why: &'a str,
        /// The last day.
        until: Date,
    },
    /// Arts. 32, 34: somebody is asked.
    Asked {
        /// Who.
        who: &'a str,
        /// Whether it is a third party; otherwise an organ.
        third: bool,
        /// What is asked.
        what: &'a str,
        /// Working days for the answer.
        days: i64,
    },
    /// Art. 32: it is disclosed although the third party objects.
    Overridden {
        /// Who objects.
        who: &'a str,
        /// Why it is disclosed.
        why: &'a str,
    },
    /// The fee.
    Fee {
        /// How it was counted.
        how: &'a str,
        /// Yuan.
        yuan: i64,
        /// Working days for the payment, counted from the day after the notice is received.
        days: i64,
        /// How to pay: account, code, place.
        way: &'a str,
    },
    /// Art. 30: what was dropped is handled after all.
    Reopened {
        /// The proper reason.
        why: &'a str,
        /// Whether a fee is awaited, otherwise a correction.
        fee: bool,
        /// The last day.
        until: Date,
    },
    /// The applicant took the request back.
    Ended {
        /// Why, as the applicant said.
        why: &'a str,
    },
    /// The request is taken as given up.
    Dropped {
        /// The sentence of the result.
        says: &'a str,
        /// Its law.
        law: &'a str,
    },
}

impl Notice<'_> {
    /// Key under which it is stored, and its title.
    pub fn names(&self) -> (&'static str, &'static str) {
        match self {
            Self::Correction { .. } => ("correction", "补正告知书"),
            Self::Extension { .. } => ("extension", "延期答复告知书"),
            Self::Delay { .. } => ("delay", "延迟答复告知书"),
            Self::Reasons { .. } => ("reasons", "说明理由告知书"),
            Self::Asked { third: true, .. } => ("asked", "第三方意见征询书"),
            Self::Asked { third: false, .. } => ("asked", "其他机关意见征询书"),
            Self::Overridden { .. } => ("overridden", "政府信息公开第三方告知书"),
            Self::Fee { .. } => ("fee", "信息处理费收费通知书"),
            Self::Dropped { .. } => ("dropped", "不再处理告知书"),
            Self::Ended { .. } => ("ended", "终止告知书"),
            Self::Reopened { .. } => ("reopened", "恢复办理告知书"),
        }
    }

    /// The letter.
    ///
    /// # Errors
    /// A fault when a rule row is missing.
    pub fn letter(&self, case: &Case<'_>) -> Result<Letter, Error> {
        let mut lines = vec![opening(case)];
        let mut to = case.request.name.clone();
        match *self {
            Self::Correction { what, until } => {
                lines.push(
                    "经审查，申请内容不明确。根据《中华人民共和国政府信息公开条例》第三十条的规定，请你（单位）对下列事项作出补正："
                        .to_owned(),
                );
                lines.push(what.to_owned());
                lines.push(format!(
                    "请于{}前将补正内容提交本机关，答复期限自本机关收到补正的申请之日起计算。无正当理由逾期不补正的，视为放弃申请，\
                     本机关不再处理该政府信息公开申请。",
                    written(until)
                ));
            }
            Self::Extension { days, until } => lines.push(format!(
                "因情况复杂，不能在法定期限内答复。根据《中华人民共和国政府信息公开条例》第三十三条的规定，经本机关政府信息公开工作机构负责人同意，\
                 答复期限延长{days}个工作日，至{}。",
                written(until)
            )),
            Self::Delay { days, until } => lines.push(format!(
                "你（单位）申请公开政府信息的数量、频次较多，所说明的理由合理，但无法在法定期限内答复。根据《中华人民共和国政府信息公开条例》\
                 第三十五条的规定，延迟{days}个工作日答复，至{}。",
                written(until)
            )),
            Self::Reasons { why, until } => lines.push(format!(
                "你（单位）申请公开政府信息的数量、频次明显超过合理范围（{why}）。根据《中华人民共和国政府信息公开条例》第三十五条的规定，\
                 请你（单位）于{}前书面说明理由。理由不合理，或者逾期未说明的，本机关不予处理。",
                written(until)
            )),
            Self::Asked { who, third, what, days } => {
                who.clone_into(&mut to);
                // Who asks is not told to the third party: only what is asked for (个人信息保护法 art. 6).
                lines = vec![asked(case, third, what, days)];
            }
            Self::Overridden { who, why } => {
                who.clone_into(&mut to);
                lines = vec![
                    format!(
                        "本机关办理的政府信息公开申请（登记编号：{}）涉及你（单位），内容为：{}。你（单位）此前提出了不同意公开的意见。",
                        case.number, case.request.title
                    ),
                    format!(
                        "本机关认为不公开可能对公共利益造成重大影响：{why}根据《中华人民共和国政府信息公开条例》第十五条、第三十二条的规定，\
                         决定予以公开，现将决定公开的内容和理由告知你（单位）。"
                    ),
                    remedies(case, false)?,
                ];
            }
            Self::Fee { how, yuan, days, way } => lines.extend(fee(how, yuan, days, way)),
            Self::Reopened { why, fee, until } => lines.push(reopened(why, fee, until)),
            Self::Ended { why } => lines.extend(ended(why)),
            Self::Dropped { says, law } => {
                lines.push(format!("根据{law}的规定，{says}"));
                lines.push(remedies(case, false)?);
            }
        }
        Ok(Letter {
            title: self.names().1.to_owned(),
            to,
            paragraphs: lines,
            organ: case.organ.to_owned(),
            date: written(case.today),
            ..Letter::default()
        })
    }
}

fn ended(why: &str) -> [String; 2] {
    let why = why.trim_end_matches(['。', '.']);
    [
        format!("你（单位）撤回了上述申请（{why}）。本机关终止办理，不再作出答复。"),
        "今后仍然需要有关信息的，可以重新提出申请。".to_owned(),
    ]
}

fn fee(how: &str, yuan: i64, days: i64, way: &str) -> [String; 3] {
    [
        format!(
            "根据《中华人民共和国政府信息公开条例》第四十二条和《政府信息公开信息处理费管理办法》的规定，{how}应收取信息处理费{yuan}元。"
        ),
        format!(
            "请自收到本通知书次日起{days}个工作日内按下列方式缴入国库。缴费完成后，答复期限自缴费完成的次日起重新计算；\
             逾期未缴纳的，视为放弃申请，本机关不再处理该政府信息公开申请。"
        ),
        format!("缴费方式：{}", way.split_whitespace().collect::<Vec<_>>().join("；")),
    ]
}

fn reopened(why: &str, fee: bool, until: Date) -> String {
    let (late, then) = if fee { ("缴纳信息处理费", "缴费") } else { ("补正", "补正") };
    format!(
        "本机关此前因你（单位）逾期未{late}，告知不再处理该申请。经核实，你（单位）逾期有正当理由：{why}。本机关决定恢复办理，\
         请于{}前{then}，答复期限自{then}之日起计算。逾期仍未{then}的，视为放弃申请。",
        written(until)
    )
}

fn asked(case: &Case<'_>, third: bool, what: &str, days: i64) -> String {
    let (article, silence) = if third {
        ("第三十二条", "逾期未提出意见的，由本机关依照条例的规定决定是否公开")
    } else {
        ("第三十四条", "逾期未提出意见的，视为同意公开")
    };
    format!(
        "本机关收到政府信息公开申请（登记编号：{}），申请公开：{}。{what}根据《中华人民共和国政府信息公开条例》{article}的规定，现征求你（单位）的意见。\
         请自收到本征询书之日起{days}个工作日内书面提出是否同意公开的意见；不同意公开的，请说明理由。{silence}。",
        case.number, case.request.title
    )
}
