//! The tree of a piece of HTML, held in one vector: no recursion, no reference counts, bounded depth and size.

mod build;
mod steps;
mod write;

pub(crate) use build::{document, fragment, too_tangled};
pub(crate) use steps::Step;

use html5ever::{LocalName, QualName, ns};

/// A node of one tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Id(u32);

/// What a node is.
#[derive(Debug, Clone)]
pub(crate) enum Data {
    /// The document, a comment, a doctype or a processing instruction: nothing that is read.
    Mute,
    /// An element with its attributes.
    Element(QualName, Vec<(LocalName, String)>),
    /// Text.
    Text(String),
}

#[derive(Debug, Clone)]
struct Node {
    data: Data,
    /// Elements above it when it was put in its place.
    depth: u32,
    parent: Option<Id>,
    first: Option<Id>,
    last: Option<Id>,
    previous: Option<Id>,
    next: Option<Id>,
}

/// A tree of nodes.
#[derive(Debug, Clone)]
pub(crate) struct Dom {
    nodes: Vec<Node>,
    /// The node above everything: the document, or the top of a fragment.
    pub top: Id,
    /// Whether tags were left out because they were nested deeper than any page is.
    pub flattened: bool,
}

impl Dom {
    fn new() -> Self {
        let mut dom = Self { nodes: Vec::new(), top: Id(0), flattened: false };
        dom.top = dom.create(Data::Mute);
        dom
    }

    /// How many nodes were made.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    fn node(&self, id: Id) -> &Node {
        &self.nodes[id.0 as usize]
    }

    fn node_mut(&mut self, id: Id) -> &mut Node {
        &mut self.nodes[id.0 as usize]
    }

    /// A new node without a place.
    pub fn create(&mut self, data: Data) -> Id {
        let id = Id(u32::try_from(self.nodes.len()).unwrap_or(u32::MAX));
        self.nodes.push(Node { data, depth: 0, parent: None, first: None, last: None, previous: None, next: None });
        id
    }

    /// A new HTML element without a place.
    pub fn element(&mut self, name: &str) -> Id {
        self.create(Data::Element(QualName::new(None, ns!(html), LocalName::from(name)), Vec::new()))
    }

    /// A new text without a place.
    pub fn text_node(&mut self, text: &str) -> Id {
        self.create(Data::Text(text.to_owned()))
    }

    /// The element's name, empty for what is no element. Names of other vocabularies (svg, math) are prefixed with `:`.
    pub fn name(&self, id: Id) -> &str {
        match &self.node(id).data {
            Data::Element(name, _) if name.ns == ns!(html) => &name.local,
            Data::Element(..) => ":foreign",
            _ => "",
        }
    }

    /// Whether it is an element.
    pub fn is_element(&self, id: Id) -> bool {
        matches!(self.node(id).data, Data::Element(..))
    }

    /// The text of a text node.
    pub fn text(&self, id: Id) -> Option<&str> {
        if let Data::Text(text) = &self.node(id).data { Some(text) } else { None }
    }

    /// Puts other text into a text node.
    pub fn set_text(&mut self, id: Id, text: String) {
        if let Data::Text(old) = &mut self.node_mut(id).data {
            *old = text;
        }
    }

    /// The value of an attribute.
    pub fn attr(&self, id: Id, name: &str) -> Option<&str> {
        self.attrs(id).iter().find(|(n, _)| &**n == name).map(|(_, value)| value.as_str())
    }

    /// All attributes of an element.
    pub fn attrs(&self, id: Id) -> &[(LocalName, String)] {
        if let Data::Element(_, attrs) = &self.node(id).data { attrs } else { &[] }
    }

    /// Sets an attribute.
    pub fn set_attr(&mut self, id: Id, name: &str, value: &str) {
        if let Data::Element(_, attrs) = &mut self.node_mut(id).data {
            attrs.retain(|(n, _)| &**n != name);
            attrs.push((LocalName::from(name), value.to_owned()));
        }
    }

    /// Keeps the attributes that `keep` wants.
    pub fn retain_attrs(&mut self, id: Id, keep: impl FnMut(&(LocalName, String)) -> bool) {
        if let Data::Element(_, attrs) = &mut self.node_mut(id).data {
            attrs.retain(keep);
        }
    }

    /// Gives an element another name; its attributes stay.
    pub fn rename(&mut self, id: Id, to: &str) {
        if let Data::Element(name, _) = &mut self.node_mut(id).data {
            *name = QualName::new(None, ns!(html), LocalName::from(to));
        }
    }

    /// The node above.
    pub fn parent(&self, id: Id) -> Option<Id> {
        self.node(id).parent
    }

    /// The first node below.
    pub fn first(&self, id: Id) -> Option<Id> {
        self.node(id).first
    }

    /// The last node below.
    pub fn last(&self, id: Id) -> Option<Id> {
        self.node(id).last
    }

    /// The node before, below the same parent.
    pub fn previous(&self, id: Id) -> Option<Id> {
        self.node(id).previous
    }

    /// The node after, below the same parent.
    pub fn next(&self, id: Id) -> Option<Id> {
        self.node(id).next
    }

    /// Takes a node with all below it out of its place.
    pub fn detach(&mut self, id: Id) {
        let (parent, previous, next) = {
            let node = self.node_mut(id);
            (node.parent.take(), node.previous.take(), node.next.take())
        };
        match previous {
            Some(previous) => self.node_mut(previous).next = next,
            None => parent.into_iter().for_each(|p| self.node_mut(p).first = next),
        }
        match next {
            Some(next) => self.node_mut(next).previous = previous,
            None => parent.into_iter().for_each(|p| self.node_mut(p).last = previous),
        }
    }

    /// Puts a node below `parent`, after all others.
    pub fn append(&mut self, parent: Id, child: Id) {
        self.detach(child);
        let last = self.node(parent).last;
        let depth = self.node(parent).depth + 1;
        let node = self.node_mut(child);
        (node.parent, node.previous, node.depth) = (Some(parent), last, depth);
        match last {
            Some(last) => self.node_mut(last).next = Some(child),
            None => self.node_mut(parent).first = Some(child),
        }
        self.node_mut(parent).last = Some(child);
    }

    /// Puts a node right before `sibling`; one without a place stays where it is.
    pub fn insert_before(&mut self, sibling: Id, child: Id) {
        self.detach(child);
        let Some(parent) = self.node(sibling).parent else { return };
        let previous = self.node(sibling).previous;
        let depth = self.node(sibling).depth;
        let node = self.node_mut(child);
        (node.parent, node.previous, node.next, node.depth) = (Some(parent), previous, Some(sibling), depth);
        self.node_mut(sibling).previous = Some(child);
        match previous {
            Some(previous) => self.node_mut(previous).next = Some(child),
            None => self.node_mut(parent).first = Some(child),
        }
    }

    /// Puts all below an element in its place.
    pub fn unwrap(&mut self, id: Id) {
        while let Some(child) = self.first(id) {
            self.insert_before(id, child);
        }
        self.detach(id);
    }

    /// Moves all below `from` below `to`, after what is there.
    pub fn move_children(&mut self, from: Id, to: Id) {
        while let Some(child) = self.first(from) {
            self.append(to, child);
        }
    }
}
