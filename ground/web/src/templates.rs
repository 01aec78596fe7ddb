//! Templates: sources handed in as text, filters and functions, rendering within limits.

mod filters;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use base::{Clock, Fault};
use minijinja::{AutoEscape, Environment, Output, State, UndefinedBehavior, Value};

use crate::assets::Assets;

/// Steps of the template engine for one page; an endless loop ends there.
const FUEL: u64 = 20_000_000;

/// The ground's own templates.
#[derive(rust_embed::Embed)]
#[folder = "pages/"]
struct Ground;

/// All templates of the program.
pub struct Templates {
    env: Environment<'static>,
    seen: Arc<Seen>,
}

/// Names of templates that were rendered, once somebody wants to know; until then a look at an empty cell.
#[derive(Default)]
struct Seen(OnceLock<Mutex<BTreeSet<String>>>);

impl Seen {
    fn note(&self, name: &str) {
        if let Some(names) = self.0.get() {
            names.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned());
        }
    }
}

impl Templates {
    /// The ground's templates and those of `more`, each with its name.
    pub(crate) fn new(more: &[(&'static str, &'static str)], assets: Arc<Assets>, clock: Clock) -> Result<Self, Fault> {
        let mut env = Environment::new();
        let missing = if cfg!(debug_assertions) { UndefinedBehavior::Strict } else { UndefinedBehavior::Lenient };
        env.set_undefined_behavior(missing);
        env.set_fuel(Some(FUEL));
        env.set_formatter(write_value);
        filters::add(&mut env, clock);
        let seen = Arc::<Seen>::default();
        let noted = Arc::clone(&seen);
        // Called for every template that another one extends, includes or imports.
        env.set_path_join_callback(move |name, _| {
            noted.note(name);
            Cow::Borrowed(name)
        });
        env.add_function("asset", move |name: String| assets.href(&name));
        for name in Ground::iter() {
            let file = Ground::get(&name).ok_or_else(|| Fault::broken(format!("template {name} is gone")))?;
            let text = String::from_utf8(file.data.into_owned())
                .map_err(|e| Fault::broken(format!("template {name}: {e}")))?;
            env.add_template_owned(name.clone().into_owned(), text).map_err(|e| broken(&name, &e))?;
        }
        for (name, text) in more {
            env.add_template(name, text).map_err(|e| broken(name, &e))?;
        }
        Ok(Self { env, seen })
    }

    /// The template `name` with `context`.
    ///
    /// # Errors
    /// A fault when there is none, when it asks for what the context lacks, or when it does not end.
    pub fn render(&self, name: &str, context: Value) -> Result<String, Fault> {
        let template = self.env.get_template(name).map_err(|e| broken(name, &e))?;
        self.seen.note(name);
        template.render(context).map_err(|e| broken(name, &e))
    }

    /// The names of all templates.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.env.templates().map(|(name, _)| name)
    }

    /// The names of the templates that were rendered since this was asked last, those that were extended, included or
    /// imported among them. The first call gives none and begins to take them down; a server never calls it.
    pub fn rendered(&self) -> BTreeSet<String> {
        let names = self.seen.0.get_or_init(Mutex::default);
        std::mem::take(&mut *names.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Writes a value into a page: text is escaped, slashes stay as they are so that addresses are found again.
fn write_value(out: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), minijinja::Error> {
    let text = value.as_str().filter(|_| *state.auto_escape() == AutoEscape::Html && !value.is_safe());
    let Some(text) = text else { return minijinja::escape_formatter(out, state, value) };
    let mut rest = text;
    while let Some(at) = rest.find(['&', '<', '>', '"', '\'']) {
        let (plain, special) = rest.split_at(at);
        out.write_str(plain)?;
        out.write_str(match special.as_bytes().first() {
            Some(b'&') => "&amp;",
            Some(b'<') => "&lt;",
            Some(b'>') => "&gt;",
            Some(b'"') => "&quot;",
            _ => "&#39;",
        })?;
        rest = special.get(1..).unwrap_or_default();
    }
    Ok(out.write_str(rest)?)
}

fn broken(name: &str, error: &minijinja::Error) -> Fault {
    Fault::broken(format!("template {name}: {error:#}"))
}
