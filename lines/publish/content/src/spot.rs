//! Where a public page stands: a site with its open columns, the way to it and the menu beside it.

use base::Error;
use edition::site::MAIN;
use edition::{Column, Site};
use serde_json::{Value, json};
use web::{Cx, Page};

/// A site as its pages need it.
pub(crate) struct Spot {
    /// The site.
    pub site: Site,
    /// Its open columns: parents before what is under them, siblings in their order.
    pub columns: Vec<Column>,
}

impl Spot {
    /// The site called `slug`. The page that is being rendered depends on it.
    ///
    /// # Errors
    /// `Unseen` when there is none, `Gone` when it was taken off line.
    pub async fn of(cx: &Cx, slug: &str) -> Result<Self, Error> {
        let site = edition::site::by_slug(&mut cx.reader(), slug).await?.ok_or(Error::Unseen)?;
        Self::at_site(cx, site).await
    }

    /// The same for a site that was found already.
    ///
    /// # Errors
    /// As [`of`](Self::of).
    pub async fn at_site(cx: &Cx, site: Site) -> Result<Self, Error> {
        cx.depends(web::SITE);
        cx.depends(&edition::site_key(site.id));
        if let Some(at) = site.closed_at {
            return Err(Error::Gone(format!("{}已于 {} 下线。", site.name, at.date())));
        }
        let columns = edition::column::of_site(&mut cx.reader(), site.id).await?;
        Ok(Self { site, columns })
    }

    /// The address of `path` on this site.
    pub fn at(&self, path: &str) -> String {
        self.site.at(path)
    }

    /// The address of a column's page; where a column of links leads.
    pub fn href(&self, column: &Column) -> String {
        if column.kind == "link" { column.path() } else { self.at(&column.path()) }
    }

    /// The column with this key.
    pub fn column(&self, id: i64) -> Option<&Column> {
        self.columns.iter().find(|column| column.id == id)
    }

    /// The column called `slug`.
    pub fn by_slug(&self, slug: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.slug == slug)
    }

    /// The way to a page: the site when it is not the portal, and the columns above; `column` itself when `own`, unless it is
    /// closed: then it has no page to lead to.
    pub fn crumbs(&self, mut page: Page, column: &Column, own: bool) -> Page {
        if self.site.slug != MAIN {
            page = page.crumb(&self.site.name, self.site.href());
        }
        for above in column.above().iter().filter_map(|id| self.column(*id)) {
            page = page.crumb(&above.name, self.href(above));
        }
        if own && column.closed_at.is_none() { page.crumb(&column.name, self.href(column)) } else { page }
    }

    /// The menu beside a page of `column`: the columns under its uppermost column, or the uppermost ones themselves.
    pub fn side(&self, column: &Column) -> Value {
        let top = column.above().first().and_then(|id| self.column(*id)).unwrap_or(column);
        let under = self.below(Some(top.id), column);
        let (title, href, items) = if under.is_empty() {
            (self.site.name.as_str(), self.site.href(), self.below(None, column))
        } else {
            (top.name.as_str(), self.href(top), under)
        };
        json!({ "title": title, "href": href, "items": items })
    }

    /// The columns under `parent` that a menu shows, each with those under it when `current` is among them.
    fn below(&self, parent: Option<i64>, current: &Column) -> Vec<Value> {
        let shown = self.columns.iter().filter(|c| c.parent_id == parent && (is_shown(c) || c.id == current.id));
        shown
            .map(|column| {
                let inside = current.path.starts_with(&column.path);
                json!({
                    "title": column.name,
                    "href": self.href(column),
                    "current": column.id == current.id,
                    "items": if inside && parent.is_some() { self.below(Some(column.id), current) } else { Vec::new() },
                })
            })
            .collect()
    }
}

/// Whether menus show a column: a blank one is kept from the public (检查指标: 空白栏目).
pub(crate) fn is_shown(column: &Column) -> bool {
    !column.hidden && (column.items > 0 || column.kind == "link")
}

/// The name of a column's kind, as 网页标签规范 wants it in `ColumnType`.
pub(crate) fn kind_title(column: &Column) -> &'static str {
    edition::terms::column_kind(&column.kind).map_or("", |kind| kind.title)
}
