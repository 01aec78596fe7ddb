//! Roles (角色) as data, the registry of all of them, and what a post may do.

use std::collections::{BTreeMap, BTreeSet};

/// How far a role reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// The post's unit and the units under it.
    Own,
    /// All units of the county.
    County,
}

/// A role that a package declares and that the security administrator grants to posts.
#[derive(Debug, Clone, Copy, serde::Serialize)]
pub struct Role {
    /// Stable key, such as `system_admin` or `letters_clerk`.
    pub key: &'static str,
    /// Its Chinese name.
    pub title: &'static str,
    /// How far its verbs reach.
    pub scope: Scope,
    /// What it may do, as `package.verb`.
    pub verbs: &'static [&'static str],
}

/// Key of the system administrator (系统管理员).
pub const SYSTEM_ADMIN: &str = "system_admin";
/// Key of the security administrator (安全管理员).
pub const SECURITY_ADMIN: &str = "security_admin";
/// Key of the audit administrator (审计管理员).
pub const AUDIT_ADMIN: &str = "audit_admin";

/// The three separated administrators (三员分立, GB/T 22239-2019 安全管理中心). None of them handles matters.
pub const GROUND_ROLES: &[Role] = &[
    Role {
        key: SYSTEM_ADMIN,
        title: "系统管理员",
        scope: Scope::County,
        verbs: &[
            "identity.view",
            "identity.units",
            "identity.people",
            "identity.posts",
            "base.calendar",
            "base.rules",
            "store.jobs",
        ],
    },
    Role {
        key: SECURITY_ADMIN,
        title: "安全管理员",
        scope: Scope::County,
        verbs: &["identity.view", "identity.grant", "identity.unlock", "identity.policy", "identity.sessions"],
    },
    Role {
        key: AUDIT_ADMIN,
        title: "审计管理员",
        scope: Scope::County,
        verbs: &["identity.view", "ledger.read", "identity.access.read"],
    },
];

/// Whether `role` is one of the three administrators.
pub fn is_administrator(role: &str) -> bool {
    GROUND_ROLES.iter().any(|known| known.key == role)
}

/// Why one person may not hold all of `roles`, in Chinese; none when he may.
///
/// One person holds at most one of the three administrators, and no business role beside it.
pub fn separation<'a>(roles: impl IntoIterator<Item = &'a str>) -> Option<&'static str> {
    let roles: BTreeSet<&str> = roles.into_iter().collect();
    let administrators = roles.iter().filter(|role| is_administrator(role)).count();
    if administrators > 1 {
        Some("三员分立：系统管理员、安全管理员、审计管理员不得由同一人兼任。")
    } else if administrators == 1 && roles.len() > 1 {
        Some("三员分立：担任系统、安全或审计管理员的人不得同时承担业务角色。")
    } else {
        None
    }
}

/// All roles of the program.
#[derive(Debug, Clone)]
pub struct Roles(BTreeMap<&'static str, Role>);

impl Roles {
    /// The registry of the ground's roles and those of `lists`, one list per package. Of two roles with one key the
    /// first counts; [`repeated`](Roles::repeated) names such keys for a test.
    pub fn new(lists: &[&[Role]]) -> Self {
        let mut all = BTreeMap::new();
        for role in GROUND_ROLES.iter().chain(lists.iter().copied().flatten()) {
            all.entry(role.key).or_insert(*role);
        }
        Self(all)
    }

    /// Keys that occur twice in the ground's roles and `lists`.
    pub fn repeated(lists: &[&[Role]]) -> Vec<&'static str> {
        let mut seen = BTreeSet::new();
        let all = GROUND_ROLES.iter().chain(lists.iter().copied().flatten());
        all.filter(|role| !seen.insert(role.key)).map(|role| role.key).collect()
    }

    /// The role `key`.
    pub fn get(&self, key: &str) -> Option<&Role> {
        self.0.get(key)
    }

    /// All roles by key.
    pub fn iter(&self) -> impl Iterator<Item = &Role> {
        self.0.values()
    }

    /// What a post in `unit`, above the units `below`, may do with `roles`. Roles nobody declares grant nothing.
    pub fn grants(&self, roles: &[String], unit: i64, below: Vec<i64>) -> Grants {
        let mut grants = Grants { unit, below: below.into_iter().collect(), ..Grants::default() };
        for role in roles.iter().filter_map(|key| self.get(key)) {
            let verbs = match role.scope {
                Scope::Own => &mut grants.own,
                Scope::County => &mut grants.county,
            };
            verbs.extend(role.verbs);
        }
        grants
    }
}

/// What one post may do. Empty by default, which allows nothing.
#[derive(Debug, Clone, Default)]
pub struct Grants {
    unit: i64,
    below: BTreeSet<i64>,
    own: BTreeSet<&'static str>,
    county: BTreeSet<&'static str>,
}

impl Grants {
    /// Whether `verb` is allowed on things of `unit`; with no unit, whether it is allowed anywhere at all.
    pub fn allow(&self, verb: &str, unit: Option<i64>) -> bool {
        let here = unit.is_none_or(|unit| self.covers(unit));
        self.county.contains(verb) || (here && self.own.contains(verb))
    }

    /// Whether `unit` is the post's own unit or lies under it.
    pub fn covers(&self, unit: i64) -> bool {
        unit == self.unit || self.below.contains(&unit)
    }

    /// The units on which `verb` is allowed: `None` for all, else a list that may be empty.
    pub fn units(&self, verb: &str) -> Option<Vec<i64>> {
        if self.county.contains(verb) {
            return None;
        }
        if !self.own.contains(verb) {
            return Some(Vec::new());
        }
        Some(std::iter::once(self.unit).chain(self.below.iter().copied()).collect())
    }

    /// All verbs that are allowed somewhere, for menus and the permissions report.
    pub fn verbs(&self) -> impl Iterator<Item = &'static str> {
        self.own.union(&self.county).copied()
    }
}
