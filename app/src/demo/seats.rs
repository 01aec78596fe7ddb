//! Who sits where in the demonstration county, with which roles.

/// A post to be made: title, head of the unit, roles, what the account is for, whether it is shown at the start.
pub(super) struct Seat {
    pub(super) title: &'static str,
    pub(super) head: bool,
    pub(super) roles: &'static [&'static str],
    pub(super) login: &'static str,
    pub(super) duty: &'static str,
    pub(super) shown: bool,
}

/// Posts of the county government and its office.
pub(super) const OFFICE: &[Seat] = &[
    Seat {
        title: "县长",
        head: false,
        roles: &[
            "letters.leader",
            "requests.reader",
            "consult.reader",
            "surveys.reader",
            "hotline.leader",
            "reports.reader",
            "sites.reader",
            "submission.reader",
            "reprint.reader",
            "monitoring.leader",
        ],
        login: "xianzhang",
        duty: "县领导：看逾期、督办、看报表",
        shown: true,
    },
    Seat {
        title: "办公室主任",
        head: true,
        roles: &[
            "letters.approver",
            "requests.approver",
            "consult.approver",
            "surveys.approver",
            "hotline.chief",
            "reports.reader",
            "sites.reader",
            "submission.second",
            "reprint.reader",
            "monitoring.reader",
        ],
        login: "zhuren",
        duty: "审核来信和咨询答复、知识；热线负责人；本单位信息二审",
        shown: true,
    },
    Seat {
        title: "信箱专员",
        head: false,
        roles: &[
            "letters.clerk",
            "consult.clerk",
            "surveys.keeper",
            "surveys.reader",
            "requests.reader",
            "hotline.reader",
            "reports.reader",
            "sites.reader",
            "submission.reader",
            "reprint.reader",
        ],
        login: "xinxiang",
        duty: "受理、派单、公开来信；咨询分办、公开",
        shown: true,
    },
    Seat {
        title: "热线值班长",
        head: false,
        roles: &["hotline.clerk", "consult.reader"],
        login: "rexian",
        duty: "12345 热线：登记来电、派单、审核、回访、公开案例",
        shown: true,
    },
    Seat {
        title: "热线坐席", head: false, roles: &["hotline.clerk"], login: "zuoxi", duty: "接听来电", shown: true
    },
    Seat {
        title: "依申请公开专员",
        head: false,
        roles: &["requests.clerk", "requests.overseer"],
        login: "shenqing",
        duty: "依申请公开：登记、办理、年度报告",
        shown: true,
    },
    Seat {
        title: "网站主管编辑",
        head: false,
        roles: &["content.chief", "submission.third", "reprint.clerk", "reprint.reader"],
        login: "bianji",
        duty: "网站主管：三审、发布、上级信息转载",
        shown: true,
    },
];

/// Roles of the head of a department or town.
pub(super) const HEAD: &[&str] =
    &["letters.handler", "submission.second", "requests.approver", "consult.head", "surveys.approver"];

/// Posts of the office for e-government, with the three administrators and who watches the sites.
pub(super) const EGOV: &[Seat] = &[
    Seat {
        title: "电子政务办主任",
        head: true,
        roles: &[
            "sites.keeper",
            "reports.reader",
            "letters.reader",
            "submission.second",
            "submission.reader",
            "disclosure.overseer",
            "reprint.reader",
            "requests.overseer",
            "consult.corrector",
            "surveys.reader",
            "hotline.reader",
            "webhooks.keeper",
            "open311.keeper",
            "monitoring.clerk",
            "monitoring.chief",
        ],
        login: "dianzi",
        duty: "电子政务办：网站群、信息公开、纠错、监测督办、日历、报表、对外接口",
        shown: true,
    },
    Seat {
        title: "系统管理员",
        head: false,
        roles: &["system_admin"],
        login: "sysadmin",
        duty: "系统管理员：机构、人员、日历、任务",
        shown: true,
    },
    Seat {
        title: "安全管理员",
        head: false,
        roles: &["security_admin"],
        login: "secadmin",
        duty: "安全管理员：授权、解锁、会话",
        shown: true,
    },
    Seat {
        title: "审计管理员",
        head: false,
        roles: &["audit_admin"],
        login: "auditor",
        duty: "审计管理员：底账、访问日志",
        shown: true,
    },
    Seat {
        title: "监测专员",
        head: false,
        roles: &["monitoring.clerk", "sites.reader"],
        login: "jiance",
        duty: "网站监测：开督办单、复查、销号",
        shown: true,
    },
];

/// In every department and town: title, roles, what the account is for, how its sign-in name begins.
pub(super) const SPEAKERS: &[(&str, &[&str], &str, &str)] = &[
    (
        "信息员",
        &[
            "content.writer",
            "submission.writer",
            "disclosure.keeper",
            "requests.clerk",
            "reprint.clerk",
            "monitoring.handler",
        ],
        "写稿、报送、转载、信息公开、依申请公开、督办整改",
        "xx",
    ),
    ("综合科科长", &["submission.first"], "信息一审", "bg"),
    ("保密员", &["submission.secrecy"], "信息保密审查", "bm"),
];

/// Units with a site of their own, kept by an administrator of theirs.
pub(super) const WITH_SITE: &[&str] = &["县农业农村局", "县教育局", "县民政局", "禾丰镇", "青溪镇"];
