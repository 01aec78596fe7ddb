//! Where a line keeps what it took in, and how the person outside finds it again: by number and query code, or for half an
//! hour on the receipt page.

use ::store::{Query, Result as Stored, Tx};
use base::time::MINUTE;
use base::{Error, Moment};
use matter::Process;

use crate::{code, store};

/// For so long the receipt page shows the query code.
pub const RECEIPT_OPEN: i64 = 30 * MINUTE;

/// The book in which a line enters what it took (登记簿). Its table has the columns `id`, `matter_id`, `entry_id`, `code_digest`,
/// `code_salt`, `code_sealed`, `receipt_digest` and `receipt_until`.
#[derive(Debug, Clone, Copy)]
pub struct Book {
    /// The table.
    pub table: &'static str,
    /// How its matters run; gives the pattern of their numbers.
    pub process: &'static Process,
    /// What text messages begin with, such as 县长信箱.
    pub sign: &'static str,
    /// The page-cache key on which the line's public pages depend.
    pub cache: &'static str,
}

impl Book {
    /// A number as people type it, in the form in which we keep it.
    pub fn tidy_number(&self, text: &str) -> String {
        let pattern = base::number::Pattern::new(self.process.number).ok();
        let read = pattern.as_ref().and_then(|p| Some(p.format(&p.parse(text)?)));
        read.unwrap_or_else(|| base::text::clean_line(text))
    }

    /// Whether it is a number of this book, however it is typed.
    pub fn bears(&self, text: &str) -> bool {
        base::number::Pattern::new(self.process.number).is_ok_and(|pattern| pattern.parse(text).is_some())
    }

    /// What a number of this book looks like in a county with this sign (机关代字).
    pub fn example(&self, sign: &str, year: i16) -> String {
        let number = base::number::Number { prefix: sign.to_owned(), year, seq: 12 };
        base::number::Pattern::new(self.process.number).map(|pattern| pattern.format(&number)).unwrap_or_default()
    }

    /// The key of what has this number, however it is typed.
    ///
    /// # Errors
    /// A fault when the database does not answer.
    pub async fn numbered(&self, q: &mut impl Query, number: &str) -> Stored<Option<i64>> {
        Ok(store::by_number(q, self.table, &self.tidy_number(number)).await?.map(|(id, ..)| id))
    }

    /// The key of what has this number, if the query code is right. Wrong numbers and wrong codes get the same answer and
    /// cost the same time.
    ///
    /// # Errors
    /// A wrong field when number or code are not right.
    pub async fn find(&self, q: &mut impl Query, number: &str, query_code: &str) -> Result<i64, Error> {
        let typed = code::typed(query_code);
        let found = store::by_number(q, self.table, &self.tidy_number(number)).await?;
        let (id, salt, digest) = found.unwrap_or((0, vec![0; 16], Vec::new()));
        if code::matches(&salt, &digest, &typed) && id != 0 {
            return Ok(id);
        }
        Err(Error::field("code", "编号或者查询码不对，请核对后再试"))
    }

    /// The key and the query code of a receipt page that is still open at `now`.
    ///
    /// # Errors
    /// [`Error::Unseen`] for a token that is none, or whose time is over.
    pub async fn receipt(&self, q: &mut impl Query, token: &str, now: Moment) -> Result<(i64, String), Error> {
        let found = store::by_receipt(q, self.table, &code::token_digest(token), now).await?;
        let (id, sealed) = found.ok_or(Error::Unseen)?;
        let query_code = code::unseal(token, &sealed).ok_or(Error::Unseen)?;
        Ok((id, query_code))
    }

    /// Notes the ledger entry that proves the arrival.
    ///
    /// # Errors
    /// A fault of the database.
    pub async fn set_entry(&self, tx: &mut Tx, id: i64, entry: i64) -> Stored<()> {
        store::set_entry(tx, self.table, id, entry).await
    }

    /// Forgets the sealed codes of receipt pages that have ended; gives how many.
    ///
    /// # Errors
    /// A fault of the database.
    pub async fn forget_codes(&self, tx: &mut Tx, now: Moment) -> Stored<u64> {
        store::forget_codes(tx, self.table, now).await
    }
}
