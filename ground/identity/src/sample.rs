//! Invented names of people, and officials at their posts who act without signing in: for demonstrations and tests. No name
//! is meant to be anybody.

use std::sync::Arc;

use base::{Chance, Error, Moment};
use store::Query;

use crate::store::posts as rows;
use crate::{Actor, Roles, Staff, posts, units};

const SURNAMES: &[&str] = &[
    "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱", "高", "林", "何", "郭", "马",
    "罗", "梁", "宋", "郑", "谢", "韩", "唐", "冯", "于", "董", "萧", "程", "曹", "袁", "邓", "许", "傅", "沈", "曾",
    "彭", "吕", "苏", "卢", "蒋", "蔡", "贾", "丁", "魏", "薛", "叶", "阎", "余", "潘", "杜", "戴", "夏", "钟", "汪",
    "田", "任", "姜", "范", "方", "石", "姚", "谭", "廖", "邹", "熊", "金", "陆", "郝", "孔", "白", "崔", "康", "毛",
    "邱", "秦", "江", "史", "欧阳", "上官", "司马", "诸葛",
];
const GIVEN: &[char] = &[
    '禾', '青', '川', '岚', '松', '柏', '桐', '楠', '禹', '泽', '润', '沐', '溪', '澄', '瀚', '渝', '峻', '岳', '嵘',
    '峰', '晨', '曦', '昕', '晖', '朗', '明', '星', '云', '霁', '霖', '雨', '雪', '梅', '兰', '菊', '荷', '莲', '芷',
    '若', '蕙', '文', '博', '思', '远', '哲', '睿', '致', '诚', '信', '义', '礼', '谦', '和', '平', '安', '宁', '静',
    '怡', '悦', '欣', '建', '立', '振', '兴', '国', '民', '春', '秋', '冬', '田', '稼', '穗', '丰', '实', '满', '长',
    '久', '新', '志', '强',
];

/// A name of two or three characters (four with a double surname).
pub fn name(chance: &Chance) -> String {
    let surname = chance.pick(SURNAMES).copied().unwrap_or("王");
    let length = if chance.below(4) == 0 { 1 } else { 2 };
    let given: String = (0..length).filter_map(|_| chance.pick(GIVEN)).collect();
    format!("{surname}{given}")
}

/// An invented mobile number, for show: demonstrations print messages and send none.
pub fn mobile(chance: &Chance) -> String {
    format!("1380000{:04}", chance.below(10_000))
}

/// A sign-in name made of a person's name: `zhangsan`, with a number when `taken` says that somebody has it already.
pub fn login(name: &str, taken: impl Fn(&str) -> bool) -> String {
    let plain: String = base::text::pinyin(name).chars().filter(char::is_ascii_lowercase).take(20).collect();
    let plain = if plain.len() < 3 { format!("user{plain}") } else { plain };
    let numbered = (2..).map(|n| format!("{plain}{n}"));
    std::iter::once(plain.clone()).chain(numbered).find(|login| !taken(login)).unwrap_or(plain)
}

/// Those who hold open posts with a role at `at`, as they act there: one of each post, in the order of the posts.
///
/// # Errors
/// A fault of the database.
pub async fn officials(q: &mut impl Query, roles: &Roles, role: &str, at: Moment) -> Result<Vec<Actor>, Error> {
    let mut found = Vec::new();
    for (post, unit) in rows::with_role(q, role).await? {
        let Some(holder) = posts::holders(q, post, at).await?.into_iter().next() else { continue };
        let (Some(spec), Some(place)) = (posts::find(q, post).await?, units::find(q, unit).await?) else { continue };
        let keys = posts::roles(q, post).await?;
        let below = units::subtree(q, unit).await?.into_iter().map(|u| u.id).collect();
        let grants = Arc::new(roles.grants(&keys, unit, below));
        found.push(Actor::Staff(Staff {
            session: 0,
            person: holder.person,
            name: holder.name,
            post,
            post_title: spec.title,
            unit,
            unit_name: place.short_name,
            head: spec.head,
            roles: keys,
            grants,
            posts: Vec::new(),
            must_change_password: false,
            must_enrol: false,
        }));
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_two_to_four_characters_and_repeat_from_the_same_seed() {
        let names = |seed| {
            let chance = Chance::seeded(seed);
            (0..200).map(|_| name(&chance)).collect::<Vec<_>>()
        };
        assert_eq!(names(1), names(1));
        assert_ne!(names(1), names(2));
        assert!(names(1).iter().all(|name| (2..=4).contains(&name.chars().count())));
    }

    #[test]
    fn a_login_that_is_taken_gets_a_number() {
        let taken = ["wanghe", "wanghe2"];
        assert_eq!(login("王禾", |login| taken.contains(&login)), "wanghe3");
        assert_eq!(login("", |_| false), "user");
    }
}
