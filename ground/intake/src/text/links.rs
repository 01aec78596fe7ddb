//! The inventory of addresses in a piece of HTML.

use super::sight::Hiding;
use crate::dom::{Dom, Id};
use crate::html::address::{self, Target};

/// What fetches something from an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkKind {
    /// A link that people follow.
    Anchor,
    /// A frame or plug-in: another page within this one.
    Frame,
    /// A picture.
    Image,
    /// A script or style that the page loads.
    Resource,
    /// Where a form goes.
    Form,
}

/// Where an address leads.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// A page or file of our own.
    Own,
    /// Another server, with its host.
    Outside(String),
    /// A mailbox or telephone.
    Person,
    /// Nowhere: empty, or a place in the same page.
    Nowhere,
    /// Something that a public page cannot reach: a script, a file on somebody's disk.
    Bad,
}

/// One address.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Link {
    /// What fetches it.
    pub kind: LinkKind,
    /// The address as written.
    pub href: String,
    /// The text of a link, shortened.
    pub text: String,
    /// Where it leads.
    pub reach: Reach,
    /// How many blocks stand before it.
    pub block: usize,
    /// Why nobody sees it, if so.
    pub hidden: Option<Hiding>,
}

impl Link {
    /// Whether it leads to a host that is neither in `hosts` nor below one of them.
    pub fn leaves(&self, hosts: &[String]) -> bool {
        matches!(&self.reach, Reach::Outside(host) if !address::is_among(host, hosts))
    }

    /// Whether it leads to an address that only an inner network has (内网地址).
    pub fn is_inner(&self) -> bool {
        let Reach::Outside(host) = &self.reach else { return false };
        let mut numbers = host.split('.').map(|part| part.parse::<u8>().ok());
        match (numbers.next().flatten(), numbers.next().flatten(), numbers.count()) {
            (Some(10 | 127), Some(_), 2) | (Some(192), Some(168), 2) | (Some(172), Some(16..=31), 2) => true,
            _ => host == "localhost" || !host.contains('.') && !host.starts_with('['),
        }
    }
}

/// The address that an element fetches from, if it does.
pub(super) fn begin(dom: &Dom, id: Id, block: usize) -> Option<Link> {
    let (kind, attribute) = match dom.name(id) {
        "a" | "area" => (LinkKind::Anchor, "href"),
        "iframe" | "frame" | "embed" => (LinkKind::Frame, "src"),
        "object" => (LinkKind::Frame, "data"),
        "img" => (LinkKind::Image, "src"),
        "script" => (LinkKind::Resource, "src"),
        "link" => (LinkKind::Resource, "href"),
        "form" => (LinkKind::Form, "action"),
        _ => return None,
    };
    // An anchor without an address is a place, not a link.
    let href = dom.attr(id, attribute)?;
    let reach = match address::target(href) {
        Target::Own(_) => Reach::Own,
        Target::Outside { host, .. } => Reach::Outside(host),
        Target::Person(_) => Reach::Person,
        Target::Nowhere => Reach::Nowhere,
        Target::Local if kind == LinkKind::Image => Reach::Own,
        Target::Local | Target::Bad => Reach::Bad,
    };
    let href = base::text::truncate(href, 500);
    Some(Link { kind, href, text: String::new(), reach, block, hidden: None })
}
