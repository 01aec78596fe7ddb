//! From HTML to a tree, with html5ever. What browsers would take for ever to read is refused here: the reader's work is
//! counted, and tags nested deeper than any page needs are left out.

use super::{Data, Dom, Id};
use base::Refusal;
use html5ever::buffer_queue::BufferQueue;
use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode};
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use html5ever::tree_builder::{ElemName, TreeBuilder, TreeBuilderOpts, TreeSink, create_element};
use html5ever::{Attribute, LocalName, Namespace, QualName, TokenizerResult, local_name, ns};
use std::borrow::Cow;
use std::cell::{Cell, RefCell};

/// Elements above each other, at most; browsers stop at 512.
const DEPTH_MAX: u32 = 200;
/// Nodes of one tree, at most.
const NODES_MAX: usize = 400_000;
/// Steps that all tokens together may cost (each looks at the open elements).
const WORK_MAX: u64 = 50_000_000;
/// Bytes handed to the reader at a time.
const PORTION: usize = 4096;

/// The tree of a whole page.
pub(crate) fn document(html: &str) -> Result<Dom, Refusal> {
    let builder = TreeBuilder::new(Sink::new(), options());
    let dom = read(html, builder, TokenizerOpts::default())?;
    Ok(dom)
}

/// The tree of a piece of HTML as it would stand in a page's body.
pub(crate) fn fragment(html: &str) -> Result<Dom, Refusal> {
    let sink = Sink::new();
    let context = create_element(&sink, QualName::new(None, ns!(html), local_name!("body")), Vec::new());
    let builder = TreeBuilder::new_for_fragment(sink, context, None, options());
    let mut dom = read(html, builder, TokenizerOpts::default())?;
    dom.top = dom.first(dom.top).unwrap_or(dom.top);
    Ok(dom)
}

fn options() -> TreeBuilderOpts {
    // What stands in <noscript> is read as elements: it is looked at like everything else.
    TreeBuilderOpts { scripting_enabled: false, ..TreeBuilderOpts::default() }
}

fn read(html: &str, builder: TreeBuilder<Id, Sink>, options: TokenizerOpts) -> Result<Dom, Refusal> {
    let tokenizer = Tokenizer::new(Gate { builder, tokens: Cell::new(0), work: Cell::new(0) }, options);
    let queue = BufferQueue::default();
    let mut rest = html;
    let mut silence = Silence::default();
    while !rest.is_empty() && !tokenizer.sink.is_over() {
        let (portion, after) = rest.split_at(rest.floor_char_boundary(PORTION));
        let before = tokenizer.sink.tokens.get();
        queue.push_back(StrTendril::from_slice(portion));
        while !matches!(tokenizer.feed(&queue), TokenizerResult::Done) {}
        let work = silence.after(portion, tokenizer.sink.tokens.get() != before);
        tokenizer.sink.add(work);
        rest = after;
    }
    let over = tokenizer.sink.is_over();
    if !over {
        tokenizer.end();
    }
    let dom = tokenizer.sink.builder.sink.finish();
    if over || dom.len() > NODES_MAX { Err(too_tangled()) } else { Ok(dom) }
}

/// What is told when the limits are passed.
pub(crate) fn too_tangled() -> Refusal {
    Refusal::new(
        "intake.tangled",
        "这段内容的格式过于复杂（标记太多或嵌套太深），系统没有处理。请先在记事本中去掉格式再粘贴，或者把它作为附件上传。",
    )
}

/// How long the reader has said nothing. A tag with very many attributes costs their number squared, and nothing comes out
/// before it ends.
#[derive(Default)]
struct Silence {
    marks: u64,
}

impl Silence {
    fn after(&mut self, portion: &str, spoke: bool) -> u64 {
        if spoke {
            self.marks = 0;
        }
        let marks =
            portion.bytes().filter(|b| b.is_ascii_whitespace() || matches!(b, b'/' | b'"' | b'\'')).count() as u64;
        self.marks += marks;
        // Each further attribute is compared with those before it; eight comparisons cost about one step.
        marks * self.marks / 8
    }
}

/// Stands between the two halves of html5ever and counts.
struct Gate {
    builder: TreeBuilder<Id, Sink>,
    tokens: Cell<u64>,
    work: Cell<u64>,
}

impl Gate {
    fn add(&self, work: u64) {
        self.work.set(self.work.get().saturating_add(work));
    }

    fn is_over(&self) -> bool {
        self.work.get() > WORK_MAX || self.builder.sink.dom.borrow().len() > NODES_MAX
    }
}

impl TokenSink for Gate {
    type Handle = Id;

    fn process_token(&self, token: Token, line_number: u64) -> TokenSinkResult<Id> {
        let sink = &self.builder.sink;
        self.tokens.set(self.tokens.get() + 1);
        self.add(1 + u64::from(sink.depth.get()));
        if self.is_over() && token != Token::EOFToken {
            return TokenSinkResult::Continue;
        }
        if let Token::TagToken(Tag { kind, .. }) = &token {
            match kind {
                TagKind::StartTag if sink.depth.get() >= DEPTH_MAX => {
                    sink.dom.borrow_mut().flattened = true;
                    return TokenSinkResult::Continue;
                }
                TagKind::StartTag => {}
                TagKind::EndTag => sink.depth.set(sink.depth.get().saturating_sub(1)),
            }
        }
        self.builder.process_token(token, line_number)
    }

    fn end(&self) {
        self.builder.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.builder.adjusted_current_node_present_but_not_in_html_namespace()
    }
}

/// What html5ever builds into.
struct Sink {
    dom: RefCell<Dom>,
    /// How deep the last node was put.
    depth: Cell<u32>,
}

impl Sink {
    fn new() -> Self {
        Self { dom: RefCell::new(Dom::new()), depth: Cell::new(0) }
    }

    /// Appends `text` to the text node `before`, if it is one.
    fn joined(&self, before: Option<Id>, text: &str) -> bool {
        let mut dom = self.dom.borrow_mut();
        let Some(before) = before else { return false };
        match &mut dom.node_mut(before).data {
            Data::Text(old) => {
                old.push_str(text);
                true
            }
            _ => false,
        }
    }
}

/// A name that html5ever may look at.
#[derive(Debug)]
struct Name(QualName);

impl ElemName for Name {
    fn ns(&self) -> &Namespace {
        &self.0.ns
    }

    fn local_name(&self) -> &LocalName {
        &self.0.local
    }
}

fn plain(attrs: Vec<Attribute>) -> Vec<(LocalName, String)> {
    attrs.into_iter().map(|a| (a.name.local, a.value.to_string())).collect()
}

impl TreeSink for Sink {
    type Handle = Id;
    type Output = Dom;
    type ElemName<'a> = Name;

    fn finish(self) -> Dom {
        self.dom.into_inner()
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> Id {
        self.dom.borrow().top
    }

    fn elem_name<'a>(&'a self, target: &'a Id) -> Name {
        match &self.dom.borrow().node(*target).data {
            Data::Element(name, _) => Name(name.clone()),
            _ => Name(QualName::new(None, ns!(), LocalName::from(""))),
        }
    }

    fn create_element(&self, name: QualName, attrs: Vec<Attribute>, _: ElementFlags) -> Id {
        self.dom.borrow_mut().create(Data::Element(name, plain(attrs)))
    }

    fn create_comment(&self, _: StrTendril) -> Id {
        self.dom.borrow_mut().create(Data::Mute)
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> Id {
        self.dom.borrow_mut().create(Data::Mute)
    }

    fn append(&self, parent: &Id, child: NodeOrText<Id>) {
        let last = self.dom.borrow().last(*parent);
        self.depth.set(self.dom.borrow().node(*parent).depth + 1);
        match child {
            NodeOrText::AppendNode(child) => self.dom.borrow_mut().append(*parent, child),
            NodeOrText::AppendText(text) if self.joined(last, &text) => {}
            NodeOrText::AppendText(text) => {
                let mut dom = self.dom.borrow_mut();
                let node = dom.text_node(&text);
                dom.append(*parent, node);
            }
        }
    }

    fn append_based_on_parent_node(&self, element: &Id, previous: &Id, child: NodeOrText<Id>) {
        let has_parent = self.dom.borrow().parent(*element).is_some();
        if has_parent {
            self.append_before_sibling(element, child);
        } else {
            self.append(previous, child);
        }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    fn get_template_contents(&self, target: &Id) -> Id {
        *target
    }

    fn same_node(&self, x: &Id, y: &Id) -> bool {
        x == y
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &Id, child: NodeOrText<Id>) {
        let before = self.dom.borrow().previous(*sibling);
        self.depth.set(self.dom.borrow().node(*sibling).depth);
        match child {
            NodeOrText::AppendNode(child) => self.dom.borrow_mut().insert_before(*sibling, child),
            NodeOrText::AppendText(text) if self.joined(before, &text) => {}
            NodeOrText::AppendText(text) => {
                let mut dom = self.dom.borrow_mut();
                let node = dom.text_node(&text);
                dom.insert_before(*sibling, node);
            }
        }
    }

    fn add_attrs_if_missing(&self, target: &Id, attrs: Vec<Attribute>) {
        if let Data::Element(_, old) = &mut self.dom.borrow_mut().node_mut(*target).data {
            let new: Vec<_> = plain(attrs).into_iter().filter(|(n, _)| !old.iter().any(|(o, _)| o == n)).collect();
            old.extend(new);
        }
    }

    fn remove_from_parent(&self, target: &Id) {
        self.dom.borrow_mut().detach(*target);
    }

    fn reparent_children(&self, node: &Id, new_parent: &Id) {
        self.dom.borrow_mut().move_children(*node, *new_parent);
    }
}
