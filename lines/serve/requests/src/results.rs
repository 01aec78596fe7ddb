//! The results of requests (办理结果): each with its article, its one row of the annual report's table three (国办公开办函
//! 〔2021〕30号), what must be given with it, and what the letter says. A request has one result; so it stands in one row.

use matter::process::Outcome;

use crate::process::{ACCESS, RECTIFY};

/// Something that must be there before an answer with this result may be signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ask {
    /// How and where the information is to be had (art. 36(1), (2)).
    Way,
    /// The information itself, as text or as files.
    Information,
    /// What of it is withheld and why (art. 37 «对不予公开的内容说明理由»).
    Withheld,
    /// Reasons (art. 36(3) «告知申请人不予公开并说明理由»).
    Reason,
    /// A record of the search (art. 36(4) «经检索没有所申请公开信息的»; 法释〔2025〕8号).
    Search,
    /// The organ that is competent (art. 36(5) «能够确定负责公开该政府信息的行政机关的，告知申请人该行政机关的名称、联系方式»).
    Organ,
    /// The third party was asked in writing (art. 32).
    Third,
    /// A correction was asked for and received (art. 30).
    Corrected,
    /// The applicant was asked for reasons (art. 35).
    Explained,
    /// The number of the earlier request (art. 36(6)).
    Earlier,
}

/// A result.
#[derive(Debug)]
pub struct ResultType {
    /// Key, also of the outcome.
    pub key: &'static str,
    /// Its place in the enumeration of answers, A1 to E3.
    pub code: &'static str,
    /// What people read.
    pub title: &'static str,
    /// Its row of table three, counted from 1; 0 for requests that the table does not count.
    pub row: usize,
    /// Statute and article.
    pub law: &'static str,
    /// The conclusion, as the letter says it after «根据…的规定，».
    pub says: &'static str,
    /// What must be given.
    pub asks: &'static [Ask],
    /// Whether 行政复议 comes before a suit (行政复议法 art. 23(4): «申请政府信息公开，行政机关不予公开»).
    pub review_first: bool,
    /// Whether a clerk may choose it; others come about by themselves.
    pub chosen: bool,
    /// Kind of requests that may end so.
    pub kind: &'static str,
}

const fn result(
    (key, code, row): (&'static str, &'static str, usize),
    title: &'static str,
    law: &'static str,
    says: &'static str,
    asks: &'static [Ask],
) -> ResultType {
    ResultType { key, code, title, row, law, says, asks, review_first: false, chosen: true, kind: ACCESS }
}

const fn refusal(
    at: (&'static str, &'static str, usize),
    title: &'static str,
    law: &'static str,
    says: &'static str,
) -> ResultType {
    ResultType { review_first: true, ..result(at, title, law, says, &[Ask::Reason]) }
}

/// How many there are.
const COUNT: usize = 28;

/// All results in the order of the table.
pub static RESULTS: [ResultType; COUNT] = TABLE;

const TABLE: [ResultType; COUNT] = [
    result(
        ("a1", "A1", 3),
        "已主动公开，告知获取方式、途径",
        "《中华人民共和国政府信息公开条例》第三十六条第（一）项",
        "你（单位）申请公开的信息已经主动公开，现告知获取该信息的方式、途径。",
        &[Ask::Way],
    ),
    result(
        ("a2", "A2", 3),
        "予以公开",
        "《中华人民共和国政府信息公开条例》第三十六条第（二）项",
        "你（单位）申请公开的信息可以公开，现向你（单位）提供。",
        &[Ask::Information],
    ),
    ResultType {
        review_first: true,
        ..result(
            ("a3", "A3", 4),
            "部分公开（区分处理）",
            "《中华人民共和国政府信息公开条例》第三十七条",
            "你（单位）申请公开的信息中含有不应当公开或者不属于政府信息的内容，能够作区分处理，现向你（单位）提供可以公开的内容，其余内容不予公开。",
            &[Ask::Information, Ask::Withheld],
        )
    },
    refusal(
        ("b1", "B1", 5),
        "不予公开：属于国家秘密",
        "《中华人民共和国政府信息公开条例》第十四条、第三十六条第（三）项",
        "你（单位）申请公开的信息属于依法确定的国家秘密，本机关决定不予公开。",
    ),
    refusal(
        ("b2", "B2", 6),
        "不予公开：其他法律行政法规禁止公开",
        "《中华人民共和国政府信息公开条例》第十四条、第三十六条第（三）项",
        "你（单位）申请公开的信息属于法律、行政法规禁止公开的政府信息，本机关决定不予公开。",
    ),
    refusal(
        ("b3", "B3", 7),
        "不予公开：危及“三安全一稳定”",
        "《中华人民共和国政府信息公开条例》第十四条、第三十六条第（三）项",
        "你（单位）申请公开的信息公开后可能危及国家安全、公共安全、经济安全、社会稳定，本机关决定不予公开。",
    ),
    ResultType {
        asks: &[Ask::Reason, Ask::Third],
        ..refusal(
            ("b4", "B4", 8),
            "不予公开：保护第三方合法权益",
            "《中华人民共和国政府信息公开条例》第十五条、第三十二条、第三十六条第（三）项",
            "你（单位）申请公开的信息涉及商业秘密、个人隐私等，公开会对第三方合法权益造成损害，本机关决定不予公开。",
        )
    },
    refusal(
        ("b5", "B5", 9),
        "不予公开：属于三类内部事务信息",
        "《中华人民共和国政府信息公开条例》第十六条第一款、第三十六条第（三）项",
        "你（单位）申请公开的信息属于本机关的内部事务信息，本机关决定不予公开。",
    ),
    refusal(
        ("b6", "B6", 10),
        "不予公开：属于四类过程性信息",
        "《中华人民共和国政府信息公开条例》第十六条第二款、第三十六条第（三）项",
        "你（单位）申请公开的信息属于行政机关在履行行政管理职能过程中形成的过程性信息，本机关决定不予公开。",
    ),
    refusal(
        ("b7", "B7", 11),
        "不予公开：属于行政执法案卷",
        "《中华人民共和国政府信息公开条例》第十六条第二款、第三十六条第（三）项",
        "你（单位）申请公开的信息属于行政执法案卷信息，本机关决定不予公开。",
    ),
    ResultType {
        asks: &[Ask::Way],
        ..refusal(
            ("b8", "B8", 12),
            "属于行政查询事项",
            "《中华人民共和国政府信息公开条例》第三十六条第（七）项",
            "你（单位）申请公开的信息属于工商、不动产登记资料等信息，有关法律、行政法规对信息的获取有特别规定，请依照有关规定办理。",
        )
    },
    result(
        ("c1", "C1", 13),
        "信息不存在",
        "《中华人民共和国政府信息公开条例》第三十六条第（四）项",
        "经检索，没有你（单位）所申请公开的信息，该政府信息不存在。",
        &[Ask::Search],
    ),
    result(
        ("c1o", "C1", 13),
        "不属于本机关负责公开",
        "《中华人民共和国政府信息公开条例》第三十六条第（五）项",
        "你（单位）申请公开的信息不属于本机关负责公开。",
        &[Ask::Reason, Ask::Organ],
    ),
    result(
        ("c2", "C2", 14),
        "没有现成信息需要另行制作",
        "《中华人民共和国政府信息公开条例》第三十八条",
        "你（单位）申请公开的信息没有现成，需要本机关对现有政府信息进行加工、分析，本机关不予提供。",
        &[Ask::Reason],
    ),
    result(
        ("c3", "C3", 15),
        "补正后申请内容仍不明确",
        "《中华人民共和国政府信息公开条例》第三十条",
        "你（单位）补正后，申请内容仍不明确，本机关无法提供。",
        &[Ask::Corrected, Ask::Reason],
    ),
    result(
        ("d1", "D1", 16),
        "信访举报投诉类申请",
        "《中华人民共和国政府信息公开条例》第三十九条第一款",
        "你（单位）以政府信息公开申请的形式进行信访、投诉、举报等活动，本机关不作为政府信息公开申请处理，可以通过相应渠道提出。",
        &[Ask::Way],
    ),
    result(
        ("d2", "D2", 17),
        "重复申请",
        "《中华人民共和国政府信息公开条例》第三十六条第（六）项",
        "本机关已就你（单位）提出的政府信息公开申请作出答复，你（单位）重复申请公开相同政府信息，本机关不予重复处理。",
        &[Ask::Earlier],
    ),
    result(
        ("d3", "D3", 18),
        "要求提供公开出版物",
        "《中华人民共和国政府信息公开条例》第三十九条第二款",
        "你（单位）的申请内容为要求提供政府公报、报刊、书籍等公开出版物，现告知获取的途径。",
        &[Ask::Way],
    ),
    result(
        ("d4", "D4", 19),
        "无正当理由大量反复申请",
        "《中华人民共和国政府信息公开条例》第三十五条",
        "你（单位）申请公开政府信息的数量、频次明显超过合理范围，所说明的理由不合理，本机关不予处理。",
        &[Ask::Explained, Ask::Reason],
    ),
    result(
        ("d5", "D5", 20),
        "要求行政机关确认或重新出具已获取信息",
        "《中华人民共和国政府信息公开条例》第三十六条",
        "你（单位）要求本机关确认或者重新出具已经获取的信息，本机关不予处理。",
        &[Ask::Reason],
    ),
    ResultType {
        chosen: false,
        ..result(
            ("e1", "E1", 21),
            "逾期不补正，不再处理",
            "《中华人民共和国政府信息公开条例》第三十条",
            "你（单位）无正当理由逾期不补正，视为放弃申请，本机关不再处理该政府信息公开申请。",
            &[],
        )
    },
    ResultType {
        chosen: false,
        ..result(
            ("e2", "E2", 22),
            "逾期未缴费，不再处理",
            "《政府信息公开信息处理费管理办法》",
            "你（单位）逾期未按收费通知要求缴纳费用，本机关不再处理该政府信息公开申请。",
            &[],
        )
    },
    ResultType { chosen: false, ..result(("e3", "E3", 23), "申请人撤回", "", "申请人撤回申请。", &[]) },
    result(
        ("e3o", "E3", 23),
        "其他处理",
        "《中华人民共和国政府信息公开条例》第三十六条",
        "现就你（单位）的申请答复如下。",
        &[Ask::Reason],
    ),
    of_rectify("r1", "更正记录", "你（单位）反映的信息记录经审核属实，本机关已予以更正。", &[Ask::Reason]),
    of_rectify(
        "r2",
        "转送有权更正的机关",
        "你（单位）要求更正的事项不属于本机关职能范围，现告知有权更正的机关。",
        &[Ask::Organ],
    ),
    of_rectify("r3", "不予更正", "经审核，你（单位）反映的信息记录并无不准确，本机关不予更正。", &[Ask::Reason]),
    ResultType {
        chosen: false, kind: RECTIFY, row: 0, ..result(("r4", "", 0), "申请人撤回更正申请", "", "", &[])
    },
];

/// Art. 41: «有权更正的行政机关审核属实的，应当予以更正并告知申请人；不属于本行政机关职能范围的，行政机关可以转送有权更正的行政机关处理并告知
/// 申请人，或者告知申请人向有权更正的行政机关提出».
const fn of_rectify(key: &'static str, title: &'static str, says: &'static str, asks: &'static [Ask]) -> ResultType {
    let law = "《中华人民共和国政府信息公开条例》第四十一条";
    ResultType { kind: RECTIFY, ..result((key, "更正", 0), title, law, says, asks) }
}

/// The same as outcomes of the process.
pub static OUTCOMES: [Outcome; COUNT] = outcomes();

const fn outcomes() -> [Outcome; COUNT] {
    let mut all = [const { Outcome { key: "", title: "", basis: "" } }; COUNT];
    let mut at = 0;
    while at < COUNT {
        let result = &TABLE[at];
        all[at] = Outcome { key: result.key, title: result.title, basis: result.law };
        at += 1;
    }
    all
}

/// The result called `key`.
pub fn result_of(key: &str) -> Option<&'static ResultType> {
    RESULTS.iter().find(|r| r.key == key)
}
