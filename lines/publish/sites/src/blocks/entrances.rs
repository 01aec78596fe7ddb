//! Blocks of entrances: tiles, disclosure, services, links, the group of sites.

use base::Error;
use matter::{Lines, Tile};
use serde_json::{Value, json};

use super::{Drawn, Painter};
use crate::look::{Link, Slot};
use crate::menu::is_there;

/// Tiles at most.
const TILES_MAX: usize = 12;
/// Entrances that belong to no line.
const GROUND_TILES: [Tile; 2] = [
    Tile { title: "验证回执", note: "凭证可离线核对", href: "/verify", icon: "check", order: 900 },
    Tile { title: "期限怎样算", note: "工作日逐日列出", href: "/due", icon: "clock", order: 910 },
];
/// Keys under which lines may hand over the entrances of services.
const SERVICES: [&str; 3] = ["guide", "hall", "services"];

impl Painter<'_> {
    /// 快捷入口: what was set, else the entrances that the lines hand over.
    pub(super) fn tiles(&self, slot: &Slot) -> Drawn {
        let items: Vec<Value> = if slot.links.is_empty() {
            let lines = self.app.ext::<Lines>();
            let of_lines = lines.iter().flat_map(|lines| lines.0).flat_map(|line| line.tiles).copied();
            let mut tiles: Vec<Tile> = of_lines.chain(GROUND_TILES).collect();
            tiles.sort_by_key(|tile| tile.order);
            tiles.iter().take(TILES_MAX).map(|tile| json!(tile)).collect()
        } else {
            self.present(&slot.links).take(TILES_MAX).map(tile).collect()
        };
        // One row of up to eight, else two rows alike, so that none has a hole.
        let across = if items.len() <= 8 { items.len() } else { items.len().div_ceil(2) };
        (!items.is_empty()).then(|| (String::new(), String::new(), json!({ "items": items, "across": across })))
    }

    /// Links that lead somewhere: local ones to pages that this program has.
    fn present<'l>(&self, links: &'l [Link]) -> impl Iterator<Item = &'l Link> {
        let app = self.app;
        links.iter().filter(move |link| !link.href.starts_with('/') || is_there(app, &link.href))
    }

    pub(super) fn links(&self, slot: &Slot) -> Drawn {
        let items: Vec<&Link> = self.present(&slot.links).collect();
        (!items.is_empty()).then(|| (String::new(), String::new(), json!({ "items": items })))
    }

    /// 政府信息公开: the line of disclosure when there is one, else the columns that disclose.
    pub(super) async fn disclosure(&mut self, slot: &Slot) -> Result<Drawn, Error> {
        if let Some(block) = self.line("disclosure").await? {
            return Ok(Some(block));
        }
        let columns = self.of_slot(slot);
        let of_columns = columns.iter().map(|column| {
            let href = self.site.at(&column.path());
            json!({ "title": column.name, "href": href, "note": column.note, "icon": icon(&column.kind) })
        });
        let items: Vec<Value> = self.present(&slot.links).map(tile).chain(of_columns).collect();
        Ok((!items.is_empty()).then(|| (String::new(), String::new(), json!({ "items": items }))))
    }

    /// 办事服务: the line of services when there is one, else links that were set.
    pub(super) async fn services(&mut self, slot: &Slot) -> Result<Drawn, Error> {
        for key in SERVICES {
            if let Some(block) = self.line(key).await? {
                return Ok(Some(block));
            }
        }
        let items: Vec<Value> = self.present(&slot.links).map(tile).collect();
        Ok((!items.is_empty()).then(|| (String::new(), String::new(), json!({ "items": items }))))
    }

    /// 站点群: the open sites under this one, by kind.
    pub(super) async fn group(&mut self) -> Result<Drawn, Error> {
        let all = edition::site::all(&mut self.app.db.reader()).await?;
        let kinds = [("department", "部门网站"), ("town", "乡镇街道网站"), ("topic", "专题网站")];
        let groups: Vec<Value> = kinds
            .iter()
            .filter_map(|(kind, title)| {
                let of_kind = all
                    .iter()
                    .filter(|s| s.parent_id == Some(self.site.id) && s.kind == *kind && s.closed_at.is_none());
                let items: Vec<Value> = of_kind.map(|s| json!({ "title": s.name, "href": s.href() })).collect();
                (!items.is_empty()).then(|| json!({ "title": title, "items": items }))
            })
            .collect();
        Ok((!groups.is_empty()).then(|| (String::new(), String::new(), json!({ "groups": groups }))))
    }
}

/// A link as a tile.
fn tile(link: &Link) -> Value {
    let icon = if link.icon.is_empty() { "link" } else { link.icon.as_str() };
    json!({ "title": link.title, "href": link.href, "note": link.note, "icon": icon })
}

/// The icon of a kind of column.
fn icon(kind: &str) -> &'static str {
    match kind {
        "policy" | "interpretation" => "file",
        "organs" => "building",
        "leaders" => "people",
        "data" => "chart",
        "download" => "download",
        "notice" => "megaphone",
        "catalogue" => "folder",
        "link" => "link",
        _ => "news",
    }
}
