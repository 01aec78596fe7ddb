//! Numbers (编号): per pattern and year, without gaps, never reused; a voided number stays as voided.

use base::{Error, Fault, Moment};
use store::{Tx, args};

/// The next number of `pattern`, such as `{prefix}信〔{year}〕{seq:05}号`, in the civil year of `at`, with the sign (机关代字) of who
/// gives it in the place of the prefix: each sign has a series of its own. Given back when the transaction does not commit.
///
/// # Errors
/// A fault when the pattern is wrong or the database does not answer.
pub async fn next_number(tx: &mut Tx, pattern: &str, sign: &str, at: Moment) -> Result<String, Error> {
    let pattern = &pattern.replace("{prefix}", sign);
    let year = at.date().year();
    let seq: i64 = tx
        .insert(
            "INSERT INTO matter_series (pattern, year, last) VALUES ($1, $2, 1)
             ON CONFLICT (pattern, year) DO UPDATE SET last = matter_series.last + 1 RETURNING last",
            args![pattern, i64::from(year)],
        )
        .await?;
    let seq_short = u32::try_from(seq).map_err(|_| Fault::broken("a series is full"))?;
    let format = base::number::Pattern::new(pattern)?;
    let number = format.format(&base::number::Number { prefix: String::new(), year, seq: seq_short });
    tx.run(
        "INSERT INTO matter_number (number, pattern, year, seq, given_at) VALUES ($1, $2, $3, $4, $5)",
        args![&number, pattern, i64::from(year), seq, at],
    )
    .await?;
    Ok(number)
}

/// Voids a number (作废): it stays in the register with the reason and is never given again.
///
/// # Errors
/// [`Error::Unseen`] when there is no such number or it is void already.
pub async fn void_number(tx: &mut Tx, number: &str, at: Moment, why: &str) -> Result<(), Error> {
    let changed = tx
        .run(
            "UPDATE matter_number SET voided_at = $1, why = $2 WHERE number = $3 AND voided_at IS NULL",
            args![at, why, number],
        )
        .await?;
    if changed == 0 { Err(Error::Unseen) } else { Ok(()) }
}
