//! What the fields of a sheet say: counted from the records of the year, or typed.

use base::{Date, Error, Moment};
use edition::{Site, terms};
use matter::Ask;
use web::App;

use super::fields::{FIELDS, Given, Kind};
use super::{Typed, Value};
use crate::context;
use crate::inspect::figure;

/// What is counted for.
struct Year<'a> {
    app: &'a App,
    site: &'a Site,
    ask: Ask,
}

/// All fields of the sheet of `site` about `year`.
///
/// # Errors
/// A fault when the database does not answer.
pub(crate) async fn values(app: &App, site: &Site, year: i16, typed: &Typed) -> Result<Vec<Value>, Error> {
    let day = |month, day| Date::new(year, month, day).map_err(|_| Error::Unseen);
    let (from, to) = (day(1, 1)?, day(12, 31)?);
    // Letters, services and surveys are the county's on its portal, and of the unit that keeps it on any other site.
    let unit = (site.slug != edition::site::MAIN).then_some(site.unit_id);
    let ask = Ask { from, to, unit };
    let year = Year { app, site, ask };
    let mut values = Vec::with_capacity(FIELDS.len());
    for field in FIELDS {
        let value = match typed.get(field.key) {
            Some(typed) if field.kind.is_typed() => typed.clone(),
            _ => year.value(field.kind).await?,
        };
        values.push(Value {
            group: field.group.to_owned(),
            title: field.title.to_owned(),
            unit: field.unit.to_owned(),
            value,
            key: field.key.to_owned(),
        });
    }
    Ok(values)
}

impl Year<'_> {
    async fn value(&self, kind: Kind) -> Result<String, Error> {
        let number = match kind {
            Kind::Given(what) => return self.given(what).await,
            Kind::Columns(kinds) => self.published(kinds).await?,
            Kind::Figures(keys) => self.sum(keys, self.ask).await?,
            Kind::OfHost(keys) => self.sum(keys, Ask { unit: Some(self.site.unit_id), ..self.ask }).await?,
            Kind::Days(key) => {
                let hours = self.sum(&[key], self.ask).await?.max(0);
                return Ok(format!("{}.{}", hours / 24, hours % 24 * 10 / 24));
            }
            Kind::Any(key) => {
                let any = self.sum(&[key], self.ask).await? > 0;
                return Ok(if any { "是" } else { "否" }.to_owned());
            }
            Kind::Number | Kind::Text { .. } | Kind::YesNo => return Ok(String::new()),
        };
        Ok(number.to_string())
    }

    /// How much was published on the site, in columns of these kinds or in all.
    async fn published(&self, kinds: &[&str]) -> Result<i64, Error> {
        let period = (Moment::start_of(self.ask.from), Moment::end_of(self.ask.to).plus(1));
        edition::column::published_on(&mut self.app.db.reader(), self.site.id, kinds, period).await
    }

    async fn sum(&self, keys: &[&str], ask: Ask) -> Result<i64, Error> {
        let mut sum = 0;
        for key in keys {
            sum += figure(self.app, key, ask).await?.map_or(0, |(count, _)| count);
        }
        Ok(sum)
    }

    async fn given(&self, what: Given) -> Result<String, Error> {
        let look = context::look_of(self.app, self.site).await?;
        let above = match edition::site::main(&mut self.app.db.reader()).await? {
            Some(portal) => context::look_of(self.app, &portal).await?.footer,
            None => look.footer.clone(),
        };
        let footer = look.footer.over(&above);
        Ok(match what {
            Given::Name => self.site.name.clone(),
            Given::Address => {
                let portal = edition::site::main(&mut self.app.db.reader()).await?.map(|portal| portal.host);
                match (self.site.host.as_str(), portal.as_deref()) {
                    ("", Some(host)) if !host.is_empty() => format!("{host}{}", self.site.href()),
                    ("", _) => self.site.href(),
                    (host, _) => host.to_owned(),
                }
            }
            Given::Host => footer.host_unit,
            Given::Kind => match terms::title(terms::SITE_KINDS, &self.site.kind) {
                Some("门户") => "政府门户网站".to_owned(),
                Some("部门") => "部门网站".to_owned(),
                other => other.unwrap_or_default().to_owned(),
            },
            Given::Code => footer.code,
            Given::Icp => footer.icp,
            Given::Police => footer.police,
        })
    }
}
