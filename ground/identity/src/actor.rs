//! Who acts, and the one question that is asked everywhere: may this actor do that?

use std::sync::Arc;

use base::Error;

use crate::grants::Grants;

/// Who acts.
#[derive(Debug, Clone)]
pub enum Actor {
    /// The program itself: jobs and the command line.
    System,
    /// Somebody who did not sign in.
    Anonymous,
    /// A citizen with an account by phone.
    Citizen(Citizen),
    /// An official on a post.
    Staff(Staff),
}

/// A citizen who signed in.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Citizen {
    /// Key of `identity_citizen`.
    pub id: i64,
    /// The mobile number as the citizen may see it: `138****1234`.
    pub phone_masked: String,
}

/// An official who signed in, on the post that was chosen.
#[derive(Debug, Clone)]
pub struct Staff {
    /// The session that is in use.
    pub session: i64,
    /// Key of `identity_person`.
    pub person: i64,
    /// Name of the person.
    pub name: String,
    /// The post (岗位) on which the person acts now.
    pub post: i64,
    /// Its title.
    pub post_title: String,
    /// The unit (单位) of the post.
    pub unit: i64,
    /// The unit's short name.
    pub unit_name: String,
    /// Whether the post is that of the head of the unit (单位负责人).
    pub head: bool,
    /// Role keys of the post.
    pub roles: Vec<String>,
    /// What the post may do.
    pub grants: Arc<Grants>,
    /// All posts the person holds now, the current one included.
    pub posts: Vec<PostBrief>,
    /// The password must be changed before anything else is allowed.
    pub must_change_password: bool,
    /// A second factor must be set up before anything else is allowed (rule `identity.totp.administrators`).
    pub must_enrol: bool,
}

impl Staff {
    /// Whether something about the account must be put in order before anything else is allowed.
    pub fn is_held_up(&self) -> bool {
        self.must_change_password || self.must_enrol
    }
}

/// A post in a list of posts to choose from.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct PostBrief {
    /// Key of `identity_post`.
    pub id: i64,
    /// Its title.
    pub title: String,
    /// Its unit.
    pub unit: i64,
    /// The unit's short name.
    pub unit_name: String,
    /// Held on behalf of somebody else (委托).
    pub acting: bool,
}

impl Actor {
    /// Whether this actor may do `verb` on things of `unit`; with no unit, whether he may do it anywhere at all.
    ///
    /// Denied by default. The program itself may everything. Citizens and strangers may nothing here: what is theirs
    /// is decided by ownership. An official who must change the password or set up a second factor may nothing until then.
    pub fn may(&self, verb: &str, unit: Option<i64>) -> bool {
        match self {
            Self::System => true,
            Self::Anonymous | Self::Citizen(_) => false,
            Self::Staff(staff) => !staff.is_held_up() && staff.grants.allow(verb, unit),
        }
    }

    /// As [`may`](Actor::may), as an error.
    ///
    /// # Errors
    /// `SignIn` for those who are not officials, `identity.password.change` when the password must be changed first,
    /// `identity.totp.enrol` when a second factor must be set up first, `identity.forbidden` otherwise.
    pub fn require(&self, verb: &str, unit: Option<i64>) -> Result<(), Error> {
        if self.may(verb, unit) {
            return Ok(());
        }
        match self {
            Self::Staff(staff) if staff.must_change_password => {
                Err(Error::refused("identity.password.change", "请先修改密码，再继续操作。"))
            }
            Self::Staff(staff) if staff.must_enrol => {
                Err(Error::refused("identity.totp.enrol", "请先设置第二种鉴别方式，再继续操作。"))
            }
            Self::Staff(_) | Self::System => {
                Err(Error::refused("identity.forbidden", "您当前的岗位没有这项权限。如工作需要，请联系安全管理员。"))
            }
            Self::Anonymous | Self::Citizen(_) => Err(Error::SignIn),
        }
    }

    /// The official who acts.
    ///
    /// # Errors
    /// `SignIn` when it is not an official.
    pub fn staff(&self) -> Result<&Staff, Error> {
        match self {
            Self::Staff(staff) => Ok(staff),
            _ => Err(Error::SignIn),
        }
    }

    /// The citizen who acts.
    ///
    /// # Errors
    /// `SignIn` when it is not a citizen.
    pub fn citizen(&self) -> Result<&Citizen, Error> {
        match self {
            Self::Citizen(citizen) => Ok(citizen),
            _ => Err(Error::SignIn),
        }
    }

    /// Key of the person who acts, if it is an official.
    pub fn person(&self) -> Option<i64> {
        match self {
            Self::Staff(staff) => Some(staff.person),
            _ => None,
        }
    }

    /// The actor as the ledger records it: keys, never names.
    pub fn ledger(&self) -> ledger::Actor {
        let (kind, person, post, unit) = match self {
            Self::System => ("system", None, None, None),
            Self::Anonymous => ("anonymous", None, None, None),
            Self::Citizen(citizen) => ("citizen", Some(citizen.id), None, None),
            Self::Staff(staff) => ("staff", Some(staff.person), Some(staff.post), Some(staff.unit)),
        };
        ledger::Actor { kind, person, post, unit }
    }

    /// How the actor is named on a trail: `张三（县民政局 信访专员）`.
    pub fn name(&self) -> String {
        match self {
            Self::System => "系统".to_owned(),
            Self::Anonymous => "来访群众".to_owned(),
            Self::Citizen(citizen) => format!("群众 {}", citizen.phone_masked),
            Self::Staff(staff) => format!("{}（{} {}）", staff.name, staff.unit_name, staff.post_title),
        }
    }
}
