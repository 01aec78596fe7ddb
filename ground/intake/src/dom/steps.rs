//! Ways through a tree, without recursion.

use super::{Dom, Id};

/// One step of a walk through a tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// A node begins.
    In(Id),
    /// A node ends.
    Out(Id),
}

/// A walk through a tree that tells where nodes begin and end.
pub(crate) struct Steps<'a> {
    dom: &'a Dom,
    top: Id,
    next: Option<Step>,
}

impl Steps<'_> {
    /// Does not go below the node that has just begun; its end still comes.
    pub fn leave_out(&mut self, id: Id) {
        self.next = Some(Step::Out(id));
    }
}

impl Iterator for Steps<'_> {
    type Item = Step;

    fn next(&mut self) -> Option<Step> {
        let step = self.next?;
        self.next = match step {
            Step::In(id) => Some(self.dom.first(id).map_or(Step::Out(id), Step::In)),
            Step::Out(id) if id == self.top => None,
            Step::Out(id) => self.dom.next(id).map(Step::In).or_else(|| self.dom.parent(id).map(Step::Out)),
        };
        Some(step)
    }
}

impl Dom {
    /// Where each node below `top` begins and ends, `top` included.
    pub fn steps(&self, top: Id) -> Steps<'_> {
        Steps { dom: self, top, next: Some(Step::In(top)) }
    }

    /// All nodes below `top` in the order of the text, `top` left out.
    pub fn below(&self, top: Id) -> impl Iterator<Item = Id> + '_ {
        self.steps(top).filter_map(move |step| match step {
            Step::In(id) if id != top => Some(id),
            _ => None,
        })
    }

    /// The nodes directly below.
    pub fn children(&self, id: Id) -> impl Iterator<Item = Id> + '_ {
        std::iter::successors(self.first(id), |child| self.next(*child))
    }

    /// The nodes above, nearest first.
    pub fn above(&self, id: Id) -> impl Iterator<Item = Id> + '_ {
        std::iter::successors(self.parent(id), |parent| self.parent(*parent))
    }

    /// All text below `top`, as it stands there.
    pub fn text_below(&self, top: Id) -> String {
        self.below(top).filter_map(|id| self.text(id)).collect()
    }
}
