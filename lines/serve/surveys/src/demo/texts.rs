//! What the generated surveys ask and what is said to them. Everything is invented.

use crate::model::{Kind, Question, When};

/// A survey to be generated.
pub(super) struct Sample {
    /// Short name of the unit, when the county has it.
    pub unit: &'static str,
    /// opinion or poll.
    pub what: &'static str,
    /// Kind.
    pub kind: &'static str,
    /// Title.
    pub title: &'static str,
    /// Background.
    pub intro: &'static str,
    /// The draft, a paragraph a line.
    pub draft: &'static str,
    /// Which questions: none, town, bus or reading.
    pub questions: &'static str,
    /// Who answers how often.
    pub voter: &'static str,
    /// Other ways.
    pub channels: &'static str,
    /// Days from now to its first day.
    pub opens: i64,
    /// Days from its first to its last day.
    pub days: i64,
    /// How far it gets: draft, review or all.
    pub until: &'static str,
    /// 采纳情况; empty when it is still awaited.
    pub feedback: &'static str,
}

const PLAIN: Sample = Sample {
    unit: "",
    what: "opinion",
    kind: "norm",
    title: "",
    intro: "",
    draft: "",
    questions: "",
    voter: "none",
    channels: "来信地址：青禾县青禾大道 1 号，信封上注明“征求意见”。",
    opens: 0,
    days: 14,
    until: "all",
    feedback: "",
};

pub(super) const SURVEYS: &[Sample] = &[
    Sample {
        unit: "县城管局",
        kind: "decision",
        title: "青禾县城区养犬管理办法（征求意见稿）公开征求意见",
        intro: "为规范城区养犬，保障群众身体健康和人身安全，县城管局起草了本办法。现向社会公开征求意见。",
        draft: "第一条　为了规范城区养犬行为，维护公共环境卫生，制定本办法。\n\
                第二条　城区养犬实行登记和免疫制度，每户限养一只。\n\
                第三条　携犬外出应当束犬链，牵领长度不超过一点五米，主动避让行人。\n\
                第四条　携犬人应当即时清除犬只排泄物。\n\
                第五条　禁止携犬进入学校、医院和公共交通工具，导盲犬除外。",
        opens: -80,
        days: 36,
        feedback: "征集期间对各条共收到意见数十条。采纳：增设流浪犬收容的规定；第三条补充老年人和未成年人携犬的要求。\
                   部分采纳：登记费用的意见，改为免费登记。未采纳：完全取消每户限养一只的建议，因城区居住密度较大，暂不放开。",
        ..PLAIN
    },
    Sample {
        unit: "县教育局",
        what: "poll",
        kind: "poll",
        title: "中小学课后服务满意度调查",
        intro: "了解家长和学生对课后服务的看法，改进服务安排。填写约需两分钟，不记录您是谁。",
        questions: "town",
        voter: "browser",
        opens: -40,
        days: 15,
        feedback: "多数家长对课后服务表示满意。采纳：下学期增加体育和阅读课程，延长接送等候时间。\
                   未采纳：周末开设课后服务，因教师休息时间须依法保障。",
        ..PLAIN
    },
    Sample {
        unit: "县交通局",
        kind: "business",
        title: "青禾县农村客运经营服务规范（征求意见稿）公开征求意见",
        intro: "规范涉及客运经营者和乘客的权利义务，请经营主体、行业协会和乘客提出意见。",
        draft: "第一条　农村客运车辆应当按公布的线路、站点和时刻运行。\n\
                第二条　班次调整应当提前七日向社会公告。\n\
                第三条　对六十五周岁以上老年人实行票价优惠。",
        questions: "bus",
        opens: -45,
        days: 37,
        ..PLAIN
    },
    Sample {
        unit: "县农业农村局",
        title: "青禾县农村公益性设施管护办法（征求意见稿）公开征求意见",
        intro: "明确村内道路、路灯、饮水、公厕等设施由谁管、怎么管、钱从哪里来。",
        draft: "第一条　村内公益性设施按照谁受益谁管护的原则确定管护主体。\n\
                第二条　乡镇人民政府每年公布管护清单和责任人。\n\
                第三条　管护经费由县、乡镇、村共同承担，鼓励群众投工投劳。",
        opens: -5,
        days: 20,
        ..PLAIN
    },
    Sample {
        unit: "县交通局",
        what: "poll",
        kind: "poll",
        title: "县城公交线路优化问卷调查",
        intro: "计划调整县城三条公交线路，请经常乘车的您告诉我们想去哪里、等多久。",
        questions: "bus",
        opens: -3,
        days: 12,
        ..PLAIN
    },
    Sample {
        unit: "县文旅局",
        what: "poll",
        kind: "poll",
        title: "县图书馆开放时间调查",
        intro: "征求读者对延长夜间和节假日开放时间的意见。",
        questions: "reading",
        voter: "citizen",
        opens: 3,
        days: 10,
        ..PLAIN
    },
    Sample {
        unit: "县教育局",
        title: "青禾县校外培训机构设置指引（征求意见稿）公开征求意见",
        intro: "规范校外培训机构的场所、人员和收费公示。",
        draft: "第一条　培训场所应当符合消防、建筑和卫生要求。\n第二条　收费项目和标准应当公示。",
        opens: 6,
        days: 14,
        until: "review",
        ..PLAIN
    },
    Sample {
        unit: "县城管局",
        what: "poll",
        kind: "poll",
        title: "夜市经营时间调查",
        intro: "了解周边居民和经营者对夜市经营时间的意见。",
        questions: "reading",
        opens: 10,
        days: 10,
        until: "draft",
        ..PLAIN
    },
];

/// What people write.
pub(super) const SAID: &[&str] = &[
    "规定得比较具体，建议把联系电话也写上。",
    "希望先试行半年，再总结修改。",
    "老年人不会用手机，请保留窗口办理。",
    "赞成。执行的时候要一视同仁。",
    "处罚条款太轻，起不到作用。",
    "乡镇离县城远，请考虑我们的实际情况，有事可以打我电话13800004321。",
    "时间再长一点就好了，上班的人赶不上。",
    "建议增加监督举报的渠道。",
];

fn question(id: i64, kind: Kind, title: &str, options: &[&str]) -> Question {
    let options = options.iter().map(|o| (*o).to_owned()).collect();
    Question { id, kind, title: title.to_owned(), required: true, options, ..Question::default() }
}

/// The questions called `name`.
pub(super) fn questions(name: &str) -> Vec<Question> {
    let text = |title: &str| Question { required: false, most: 300, ..question(0, Kind::Text, title, &[]) };
    match name {
        "town" => vec![
            question(0, Kind::Single, "孩子是否参加课后服务", &["参加", "没有参加"]),
            Question {
                when: Some(When { question: 1, option: 1 }),
                lines: ["作业辅导", "体育活动", "安全管理"].map(str::to_owned).to_vec(),
                ..question(0, Kind::Matrix, "对以下方面是否满意", &["不满意", "一般", "满意", "很满意"])
            },
            Question {
                when: Some(When { question: 1, option: 2 }),
                ..question(0, Kind::Single, "没有参加的原因", &["有人接送", "课程不合适", "离家太远", "其他"])
            },
            Question { least: 1, most: 5, ..question(0, Kind::Scale, "总体评价", &[]) },
            text("希望增加什么课程"),
        ],
        "bus" => vec![
            question(0, Kind::Single, "一周乘坐几次", &["几乎不坐", "一两次", "三到五次", "每天"]),
            Question {
                least: 1,
                most: 3,
                ..question(
                    0,
                    Kind::Multiple,
                    "最需要改进的方面",
                    &["班次间隔", "站点位置", "车内卫生", "服务态度", "末班时间"],
                )
            },
            Question { least: 0, most: 10, ..question(0, Kind::Scale, "总体打几分", &[]) },
            text("其他建议"),
            Question {
                required: false, most: 3, ..question(0, Kind::File, "有站点、车况照片的，可以上传", &[])
            },
        ],
        "reading" => vec![question(0, Kind::Single, "合适的结束时间", &["20 点", "21 点", "22 点"]), text("其他建议")],
        _ => Vec::new(),
    }
}
