//! The words of the form: how a request came, who asks, how the information is wanted. All plain data.

use base::Date;
use counter::Choice;
use counter::choice::plain as choice;

/// Which recorded day is the day of receipt (收到申请之日).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Receipt {
    /// Art. 31(1): «申请人当面提交政府信息公开申请的，以提交之日为收到申请之日».
    Submitted,
    /// Art. 31(2): «申请人以邮寄方式提交政府信息公开申请的，以行政机关签收之日为收到申请之日».
    Signed,
    /// Art. 31(2): «以平常信函等无需签收的邮寄方式提交政府信息公开申请的，政府信息公开工作机构应当于收到申请的当日与申请人确认，
    /// 确认之日为收到申请之日»; art. 31(3): «申请人通过互联网渠道或者政府信息公开工作机构的传真提交政府信息公开申请的，以双方确认之日为
    /// 收到申请之日».
    Confirmed,
}

/// A way in which requests come (申请渠道).
#[derive(Debug, Clone, Copy)]
pub struct Channel {
    /// What is stored.
    pub key: &'static str,
    /// What people read.
    pub title: &'static str,
    /// The day of receipt.
    pub receipt: Receipt,
    /// How the letter says it.
    pub words: &'static str,
    /// How the day is called that the clerk enters.
    pub day: &'static str,
}

const fn channel(key: &'static str, title: &'static str, receipt: Receipt, day: &'static str) -> Channel {
    Channel { key, title, receipt, words: title, day }
}

/// All channels; art. 29: «采用包括信件、数据电文在内的书面形式；采用书面形式确有困难的，申请人可以口头提出，由受理该申请的政府信息公开
/// 工作机构代为填写政府信息公开申请».
pub const CHANNELS: &[Channel] = &[
    channel("web", "网上提交", Receipt::Confirmed, "提交之日"),
    channel("counter", "当面提交", Receipt::Submitted, "提交之日"),
    Channel {
        words: "口头提出（由本机关代为填写）", ..channel("oral", "口头代填", Receipt::Submitted, "提出之日")
    },
    Channel { words: "邮寄", ..channel("post", "邮寄（挂号、快递）", Receipt::Signed, "签收之日") },
    channel("letter", "平常信函", Receipt::Confirmed, "收到之日"),
    channel("fax", "传真", Receipt::Confirmed, "收到之日"),
    channel("mail", "电子邮件", Receipt::Confirmed, "收到之日"),
];

/// The channel called `key`.
pub fn channel_of(key: &str) -> Option<&'static Channel> {
    CHANNELS.iter().find(|c| c.key == key)
}

impl Channel {
    /// The day of receipt (art. 31), when it is known: the day that was entered, or the day of confirmation.
    pub fn received(&self, arrived: Date, confirmed: Option<Date>) -> Option<Date> {
        match self.receipt {
            Receipt::Submitted | Receipt::Signed => Some(arrived),
            Receipt::Confirmed => confirmed,
        }
    }
}

/// Who asks, in the order of the columns of table three (国办公开办函〔2021〕30号).
pub const APPLICANTS: &[Choice] = &[
    choice("natural", "自然人"),
    choice("business", "商业企业"),
    choice("research", "科研机构"),
    choice("welfare", "社会公益组织"),
    choice("legal", "法律服务机构"),
    choice("other", "其他"),
];

/// Proofs of identity (art. 29: «申请人的姓名或者名称、身份证明、联系方式»).
pub const PROOFS: &[Choice] = &[
    choice("id", "居民身份证"),
    choice("uscc", "统一社会信用代码"),
    choice("passport", "护照"),
    choice("permit", "港澳台居民居住证或通行证"),
    choice("other", "其他证件"),
];

/// Ways of getting it (art. 29: «获取信息的方式、途径»; art. 40: «应当根据申请人的要求及行政机关保存政府信息的实际情况，确定提供政府信息的具体形式»).
pub const WAYS: &[Choice] = &[
    choice("web", "网上下载"),
    choice("post", "邮寄"),
    choice("mail", "电子邮件"),
    choice("fax", "传真"),
    choice("pickup", "自行领取"),
    choice("read", "当场阅读、抄录"),
];

/// Forms of it.
pub const CARRIERS: &[Choice] = &[choice("data", "电子数据"), choice("paper", "纸质"), choice("disc", "光盘")];

/// Kinds of requests.
pub const KINDS: &[Choice] = &[choice("access", "申请公开政府信息"), choice("rectify", "申请更正与自身相关的信息记录")];

/// What third parties and other organs may say.
pub const STANCES: &[Choice] = &[
    choice("agree", "同意公开"),
    choice("part", "部分同意"),
    choice("object", "不同意公开"),
    choice("silent", "逾期未提出意见"),
    choice("unserved", "无法送达，由本机关决定"),
];

/// Kinds of disputes, in the order of table four.
pub const DISPUTES: &[Choice] =
    &[choice("review", "行政复议"), choice("direct", "未经复议直接起诉"), choice("after", "复议后起诉")];

/// How disputes end, in the order of table four; an empty one is 尚未审结.
pub const DECISIONS: &[Choice] =
    &[choice("upheld", "结果维持"), choice("corrected", "结果纠正"), choice("other", "其他结果")];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_of_receipt_depends_on_the_channel() {
        let (arrived, confirmed) = (Date::constant(2026, 3, 2), Date::constant(2026, 3, 4));
        for (key, without, with) in [
            ("counter", Some(arrived), arrived),
            ("oral", Some(arrived), arrived),
            ("post", Some(arrived), arrived),
            ("letter", None, confirmed),
            ("fax", None, confirmed),
            ("web", None, confirmed),
            ("mail", None, confirmed),
        ] {
            let channel = channel_of(key).unwrap();
            assert_eq!(channel.received(arrived, None), without, "{key}");
            assert_eq!(channel.received(arrived, Some(confirmed)), Some(with), "{key}");
        }
    }
}
