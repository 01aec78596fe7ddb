//! How a site looks (站点外观): one value with a fixed shape that versions keep, forms change and pages read. Themes are
//! data: an accent among six, art, closed blocks in their order. There is no code in it and no expression.

pub mod slots;
mod usual;

use base::Date;
use base::time::date_text_option;
use serde::{Deserialize, Serialize};

pub use slots::Slot;
pub use usual::usual;

/// Built-in art of the masthead: key, name.
pub const ARTS: &[(&str, &str)] =
    &[("hills", "远山"), ("fields", "田畴"), ("tea", "茶园"), ("river", "清溪"), ("town", "县城"), ("plain", "素色")];
/// Levels of the emergency banner (突发事件预警级别, 突发事件应对法): key, word.
pub const ALERTS: &[(&str, &str)] =
    &[("red", "红色预警"), ("orange", "橙色预警"), ("yellow", "黄色预警"), ("blue", "蓝色预警"), ("note", "提示")];
/// Where grey mode reaches (哀悼灰色模式): key, name.
pub const GREYS: &[(&str, &str)] = &[("", "不使用"), ("home", "仅首页"), ("all", "全站")];

/// How a site looks.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Look {
    /// Key of an accent.
    pub accent: String,
    /// Key of built-in art.
    pub art: String,
    /// An uploaded picture instead of it.
    pub picture: Option<i64>,
    /// 灰色模式.
    pub grey: Grey,
    /// 紧急提示.
    pub alert: Alert,
    /// 热搜词.
    pub hot: Vec<String>,
    /// Blocks of the home page, from the top.
    pub slots: Vec<Slot>,
    /// Entries of the main navigation; empty for the usual ones.
    pub menu: Vec<Link>,
    /// 顶栏链接: upper governments.
    pub upper: Vec<Link>,
    /// 友情链接 in groups.
    pub links: Vec<Group>,
    /// 新媒体: name and the address that its code holds.
    pub media: Vec<Link>,
    /// 底部功能区.
    pub footer: Footer,
}

/// A link.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Link {
    /// 名称.
    pub title: String,
    /// Address.
    pub href: String,
    /// What one finds there; may be empty.
    pub note: String,
    /// Name of its icon; may be empty.
    pub icon: String,
}

/// Links under one name.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Group {
    /// 名称.
    pub title: String,
    /// Links.
    pub items: Vec<Link>,
}

/// Grey mode.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Grey {
    /// Key of where it reaches; empty for off.
    pub on: String,
    /// The last day.
    #[serde(with = "date_text_option")]
    pub until: Option<Date>,
}

/// The emergency banner.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Alert {
    /// Key of a level.
    pub level: String,
    /// What it says; empty for none.
    pub text: String,
    /// Where it leads; may be empty.
    pub href: String,
    /// When it goes by itself, in milliseconds.
    pub until: Option<i64>,
}

/// What the foot of every page has to say (政府网站发展指引 附件《网页设计规范》底部功能区). What a site leaves empty is the portal's.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Footer {
    /// 网站标识码.
    pub code: String,
    /// 主办单位.
    pub host_unit: String,
    /// 承办单位.
    pub undertaker: String,
    /// ICP 备案号.
    pub icp: String,
    /// 公安备案号.
    pub police: String,
    /// 党政机关网站标识 number.
    pub mark: String,
    /// 网站技术电话.
    pub phone: String,
    /// 地址.
    pub address: String,
    /// 邮编.
    pub postcode: String,
    /// 县情简介 for 关于我们.
    pub about: String,
}

impl Footer {
    /// With what is empty here as `above` has it.
    #[must_use]
    pub fn over(mut self, above: &Self) -> Self {
        let pairs = [
            (&mut self.code, &above.code),
            (&mut self.host_unit, &above.host_unit),
            (&mut self.undertaker, &above.undertaker),
            (&mut self.icp, &above.icp),
            (&mut self.police, &above.police),
            (&mut self.mark, &above.mark),
            (&mut self.phone, &above.phone),
            (&mut self.address, &above.address),
            (&mut self.postcode, &above.postcode),
            (&mut self.about, &above.about),
        ];
        for (own, above) in pairs {
            if own.is_empty() {
                own.clone_from(above);
            }
        }
        self
    }
}

impl Link {
    /// A link called `title`.
    pub fn new(title: impl Into<String>, href: impl Into<String>) -> Self {
        Self { title: title.into(), href: href.into(), ..Self::default() }
    }
}

/// The name of `key` in a list of keys and names.
pub fn named(list: &[(&'static str, &'static str)], key: &str) -> Option<&'static str> {
    list.iter().find(|(k, _)| *k == key).map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks_of_older_versions_are_still_read() {
        let old: Look =
            serde_json::from_str(r#"{"accent":"pine","slots":[{"kind":"list","columns":["news"]}]}"#).expect("reads");
        assert_eq!((old.accent.as_str(), old.slots.len(), old.footer.code.as_str()), ("pine", 1, ""));
    }

    #[test]
    fn what_a_site_leaves_empty_is_the_portals() {
        let own = Footer { phone: "0000-1".into(), ..Footer::default() };
        let portal = Footer { phone: "0000-2".into(), code: "1234567890".into(), ..Footer::default() };
        let both = own.over(&portal);
        assert_eq!((both.phone.as_str(), both.code.as_str()), ("0000-1", "1234567890"));
    }
}
