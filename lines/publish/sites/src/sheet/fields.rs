//! The fields of the yearly sheet in the order of the form (国办函〔2018〕12号).

/// Whence what a field says comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A property of the site.
    Given(Given),
    /// Published in columns of these kinds during the year; of all kinds when none is named.
    Columns(&'static [&'static str]),
    /// The sum of what other lines count in the year.
    Figures(&'static [&'static str]),
    /// The same, of the unit that keeps the site alone.
    OfHost(&'static [&'static str]),
    /// Hours that another line counts, told in days.
    Days(&'static str),
    /// Yes when there is something that another line counts.
    Any(&'static str),
    /// A number that is typed.
    Number,
    /// A text that is typed; whether it must be there.
    Text {
        /// Whether the sheet is published without it.
        must: bool,
    },
    /// 是 or 否, typed.
    YesNo,
}

/// Properties of a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Given {
    Name,
    Address,
    Host,
    Kind,
    Code,
    Icp,
    Police,
}

/// One field.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Field {
    /// Its heading.
    pub group: &'static str,
    /// Its key; the name of its input where it is typed.
    pub key: &'static str,
    /// Its name.
    pub title: &'static str,
    /// Unit of measure.
    pub unit: &'static str,
    /// Whence it comes.
    pub kind: Kind,
}

const fn field(group: &'static str, key: &'static str, title: &'static str, unit: &'static str, kind: Kind) -> Field {
    Field { group, key, title, unit, kind }
}

const SITE: &str = "基本信息";
const READ: &str = "访问量";
const NEWS: &str = "信息发布";
const TOPICS: &str = "专栏专题";
const EXPLAIN: &str = "解读回应";
const SERVE: &str = "办事服务";
const TALK: &str = "互动交流";
const SAFE: &str = "安全防护";
const MEDIA: &str = "移动新媒体";
const NEW: &str = "创新发展";
const WHO: &str = "填报";

/// All fields.
pub(crate) const FIELDS: &[Field] = &[
    field(SITE, "name", "网站名称", "", Kind::Given(Given::Name)),
    field(SITE, "address", "首页网址", "", Kind::Given(Given::Address)),
    field(SITE, "host", "主办单位", "", Kind::Given(Given::Host)),
    field(SITE, "kind", "网站类型", "", Kind::Given(Given::Kind)),
    field(SITE, "code", "政府网站标识码", "", Kind::Given(Given::Code)),
    field(SITE, "icp", "ICP 备案号", "", Kind::Given(Given::Icp)),
    field(SITE, "police", "公安机关备案号", "", Kind::Given(Given::Police)),
    field(READ, "visitors", "独立用户访问总量", "个", Kind::Number),
    field(READ, "visits", "网站总访问量", "次", Kind::Number),
    field(NEWS, "published", "信息发布总数", "条", Kind::Columns(&[])),
    field(NEWS, "overview", "概况类信息更新量", "条", Kind::Columns(&["overview", "organs", "leaders"])),
    field(NEWS, "news", "政务动态信息更新量", "条", Kind::Columns(&["news", "notice", "reprint", "images"])),
    field(NEWS, "catalogue", "信息公开目录信息更新量", "条", Kind::Columns(&["policy", "catalogue", "data"])),
    field(TOPICS, "topics", "维护数量", "个", Kind::OfHost(&["topics.kept"])),
    field(TOPICS, "topics_new", "新开设数量", "个", Kind::OfHost(&["topics.opened"])),
    field(EXPLAIN, "readings", "解读信息发布总数", "条", Kind::Columns(&["interpretation"])),
    field(EXPLAIN, "materials", "解读材料数量", "条", Kind::Number),
    field(EXPLAIN, "products", "解读产品数量", "个", Kind::Number),
    field(EXPLAIN, "comments", "媒体评论文章数量", "篇", Kind::Number),
    field(EXPLAIN, "responses", "回应公众关注热点或重大舆情数量", "次", Kind::Number),
    field(SERVE, "directory", "是否发布服务事项目录", "", Kind::Any("guide.items")),
    field(SERVE, "users", "注册用户数", "个", Kind::Number),
    field(SERVE, "items", "政务服务事项数量", "项", Kind::Figures(&["guide.items"])),
    field(SERVE, "online", "可全程在线办理政务服务事项数量", "项", Kind::Number),
    field(SERVE, "done", "办件量总数", "件", Kind::Number),
    field(SERVE, "done_person", "自然人办件量", "件", Kind::Number),
    field(SERVE, "done_firm", "法人办件量", "件", Kind::Number),
    field(TALK, "unified", "是否使用统一平台", "", Kind::YesNo),
    field(TALK, "received", "收到留言数量", "条", Kind::Figures(&["letters.received", "consult.received"])),
    field(TALK, "finished", "办结留言数量", "条", Kind::Figures(&["letters.answered", "consult.answered"])),
    field(TALK, "days", "平均办理时间", "天", Kind::Days("letters.hours")),
    field(TALK, "answers", "公开答复数量", "条", Kind::Figures(&["letters.published", "consult.published"])),
    field(TALK, "surveys", "征集调查期数", "期", Kind::Figures(&["surveys.opened"])),
    field(TALK, "opinions", "收到意见数量", "条", Kind::Figures(&["surveys.answers"])),
    field(TALK, "results", "公布调查结果期数", "期", Kind::Figures(&["surveys.published"])),
    field(TALK, "talks", "在线访谈期数", "期", Kind::Number),
    field(TALK, "talk_messages", "访谈网民留言数量", "条", Kind::Number),
    field(TALK, "talk_answers", "答复网民提问数量", "条", Kind::Number),
    field(TALK, "robot", "是否提供智能问答", "", Kind::YesNo),
    field(SAFE, "tests", "安全检测评估次数", "次", Kind::Number),
    field(SAFE, "problems", "发现问题数量", "个", Kind::Number),
    field(SAFE, "solved", "问题整改数量", "个", Kind::Number),
    field(SAFE, "alarm", "是否建立安全监测预警机制", "", Kind::YesNo),
    field(SAFE, "drill", "是否开展应急演练", "", Kind::YesNo),
    field(SAFE, "answerable", "是否明确网站安全责任人", "", Kind::YesNo),
    field(MEDIA, "media", "是否有移动新媒体", "", Kind::YesNo),
    field(MEDIA, "weibo", "微博名称", "", Kind::Text { must: false }),
    field(MEDIA, "weibo_posts", "微博信息发布量", "条", Kind::Number),
    field(MEDIA, "weibo_fans", "微博关注量", "个", Kind::Number),
    field(MEDIA, "wechat", "微信名称", "", Kind::Text { must: false }),
    field(MEDIA, "wechat_posts", "微信信息发布量", "条", Kind::Number),
    field(MEDIA, "wechat_fans", "微信订阅数", "个", Kind::Number),
    field(MEDIA, "media_more", "其他", "", Kind::Text { must: false }),
    field(NEW, "smart_search", "搜索即服务", "", Kind::YesNo),
    field(NEW, "languages", "多语言版本", "", Kind::YesNo),
    field(NEW, "accessible", "无障碍浏览", "", Kind::YesNo),
    field(NEW, "personal", "千人千网", "", Kind::YesNo),
    field(NEW, "new_more", "其他", "", Kind::Text { must: false }),
    field(WHO, "head", "单位负责人", "", Kind::Text { must: true }),
    field(WHO, "reviewer", "审核人", "", Kind::Text { must: true }),
    field(WHO, "filler", "填报人", "", Kind::Text { must: true }),
    field(WHO, "telephone", "联系电话", "", Kind::Text { must: true }),
];

impl Kind {
    /// Whether people type it.
    pub(crate) fn is_typed(self) -> bool {
        matches!(self, Self::Number | Self::Text { .. } | Self::YesNo)
    }
}

/// Whether a sheet is not published without the field.
pub(super) fn must(key: &str) -> bool {
    let found = FIELDS.iter().find(|field| field.key == key);
    found.is_some_and(|field| matches!(field.kind, Kind::Number | Kind::YesNo | Kind::Text { must: true }))
}
