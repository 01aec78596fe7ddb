//! Rows of `identity_post`, `identity_post_role` and `identity_holding`.

use base::{Date, Moment};
use store::{Query, Result, Tx, args};

store::record! {
    /// A post (岗位) of a unit.
    pub struct Post from "identity_post" {
        /// Its key.
        pub id: i64,
        /// Its unit.
        pub unit_id: i64,
        /// Its title.
        pub title: String,
        /// Whether it is that of the head of the unit.
        pub head: bool,
        /// Order inside the unit, smallest first.
        pub rank: i64,
        /// Date on which it was closed.
        #[serde(with = "base::time::date_text_option")]
        pub closed_on: Option<Date>,
    }
}

store::record! {
    /// That a person holds a post for a time.
    pub struct Holding from "identity_holding" {
        /// Its key.
        pub id: i64,
        /// The post.
        pub post_id: i64,
        /// The person.
        pub person_id: i64,
        /// `own` (任职) or `acting` (委托).
        pub kind: String,
        /// From this moment on.
        pub from_at: Moment,
        /// Until before this moment; none while open.
        pub to_at: Option<Moment>,
        /// Who decided it; none for the program.
        pub by_person: Option<i64>,
    }
}

/// A holding counts at a moment ($2) when it has begun and not ended.
const NOW: &str = "h.from_at <= $2 AND (h.to_at IS NULL OR h.to_at > $2)";

pub(crate) async fn find(q: &mut impl Query, id: i64) -> Result<Option<Post>> {
    q.maybe(&format!("SELECT {} FROM identity_post WHERE id = $1", Post::COLUMNS), args![id]).await
}

pub(crate) async fn of_unit(q: &mut impl Query, unit: i64) -> Result<Vec<Post>> {
    let sql = "WHERE unit_id = $1 AND closed_on IS NULL ORDER BY rank, id";
    q.list(&format!("SELECT {} FROM identity_post {sql}", Post::COLUMNS), args![unit]).await
}

pub(crate) async fn by_title(q: &mut impl Query, unit: i64, title: &str) -> Result<Option<Post>> {
    let sql = "WHERE unit_id = $1 AND title = $2 AND closed_on IS NULL ORDER BY id LIMIT 1";
    q.maybe(&format!("SELECT {} FROM identity_post {sql}", Post::COLUMNS), args![unit, title]).await
}

pub(crate) async fn insert(tx: &mut Tx, unit: i64, title: &str, head: bool, rank: i64) -> Result<i64> {
    tx.insert(
        "INSERT INTO identity_post (unit_id, title, head, rank) VALUES ($1, $2, $3, $4) RETURNING id",
        args![unit, title, head, rank],
    )
    .await
}

pub(crate) async fn update(tx: &mut Tx, id: i64, title: &str, head: bool, rank: i64) -> Result<u64> {
    let sql = "UPDATE identity_post SET title = $2, head = $3, rank = $4 WHERE id = $1 AND closed_on IS NULL";
    tx.run(sql, args![id, title, head, rank]).await
}

pub(crate) async fn close(tx: &mut Tx, id: i64, on: Date) -> Result<u64> {
    tx.run("UPDATE identity_post SET closed_on = $2 WHERE id = $1 AND closed_on IS NULL", args![id, on]).await
}

pub(crate) async fn close_of_unit(tx: &mut Tx, unit: i64, on: Date) -> Result<u64> {
    tx.run("UPDATE identity_post SET closed_on = $2 WHERE unit_id = $1 AND closed_on IS NULL", args![unit, on]).await
}

/// Posts of the unit that somebody holds now.
pub(crate) async fn held_in_unit(q: &mut impl Query, unit: i64, at: Moment) -> Result<i64> {
    let sql = format!(
        "SELECT COUNT(DISTINCT p.id) FROM identity_post p JOIN identity_holding h ON h.post_id = p.id \
         WHERE p.unit_id = $1 AND p.closed_on IS NULL AND {NOW}"
    );
    q.scalar(&sql, args![unit, at]).await
}

/// Locks the post against a second decision about it at the same time; gives it when it is open.
pub(crate) async fn claim(tx: &mut Tx, id: i64) -> Result<Option<Post>> {
    // An update that changes nothing takes the row on PostgreSQL; SQLite has one writer anyway.
    tx.run("UPDATE identity_post SET head = head WHERE id = $1", args![id]).await?;
    let sql = "WHERE id = $1 AND closed_on IS NULL";
    tx.maybe(&format!("SELECT {} FROM identity_post {sql}", Post::COLUMNS), args![id]).await
}

/// Locks the person against a second decision about his posts at the same time; false when there is none.
pub(crate) async fn claim_person(tx: &mut Tx, id: i64) -> Result<bool> {
    let sql = "UPDATE identity_person SET must_change = must_change WHERE id = $1 AND disabled_at IS NULL";
    Ok(tx.run(sql, args![id]).await? == 1)
}

/// Holdings of the post that count at `at` or will begin later.
pub(crate) async fn holdings(q: &mut impl Query, post: i64, at: Moment) -> Result<Vec<Holding>> {
    let sql = "WHERE post_id = $1 AND (to_at IS NULL OR to_at > $2) ORDER BY from_at, id";
    q.list(&format!("SELECT {} FROM identity_holding {sql}", Holding::COLUMNS), args![post, at]).await
}

/// All holdings of a post, past ones too, newest first.
pub(crate) async fn history(q: &mut impl Query, post: i64) -> Result<Vec<Holding>> {
    let sql = "WHERE post_id = $1 ORDER BY from_at DESC, id DESC LIMIT 200";
    q.list(&format!("SELECT {} FROM identity_holding {sql}", Holding::COLUMNS), args![post]).await
}

/// Holdings of the person that count at `at` or will begin later.
pub(crate) async fn holdings_of(q: &mut impl Query, person: i64, at: Moment) -> Result<Vec<Holding>> {
    let sql = "WHERE person_id = $1 AND (to_at IS NULL OR to_at > $2) ORDER BY from_at, id";
    q.list(&format!("SELECT {} FROM identity_holding {sql}", Holding::COLUMNS), args![person, at]).await
}

/// People who hold the post now, those in their own right first.
pub(crate) async fn holders(q: &mut impl Query, post: i64, at: Moment) -> Result<Vec<(i64, String, String)>> {
    let sql = format!(
        "SELECT n.id, n.name, h.kind FROM identity_holding h JOIN identity_person n ON n.id = h.person_id \
         WHERE h.post_id = $1 AND {NOW} AND n.disabled_at IS NULL ORDER BY h.kind DESC, h.from_at, h.id"
    );
    q.list(&sql, args![post, at]).await
}

pub(crate) async fn hold(tx: &mut Tx, new: &Holding) -> Result<i64> {
    tx.insert(
        "INSERT INTO identity_holding (post_id, person_id, kind, from_at, to_at, by_person) \
         VALUES ($1, $2, $3, $4, $5, $6) RETURNING id",
        args![new.post_id, new.person_id, &new.kind, new.from_at, new.to_at, new.by_person],
    )
    .await
}

/// Ends what is open of the person's holdings of the post, and what would begin later.
pub(crate) async fn release(tx: &mut Tx, post: i64, person: i64, at: Moment) -> Result<u64> {
    tx.run(
        "UPDATE identity_holding SET to_at = CASE WHEN from_at > $3 THEN from_at ELSE $3 END \
         WHERE post_id = $1 AND person_id = $2 AND (to_at IS NULL OR to_at > $3)",
        args![post, person, at],
    )
    .await
}

pub(crate) async fn roles(q: &mut impl Query, post: i64) -> Result<Vec<String>> {
    let rows: Vec<(String,)> =
        q.list("SELECT role FROM identity_post_role WHERE post_id = $1 ORDER BY role", args![post]).await?;
    Ok(rows.into_iter().map(|(role,)| role).collect())
}

pub(crate) async fn set_roles(tx: &mut Tx, post: i64, roles: &[String], at: Moment) -> Result<()> {
    tx.run("DELETE FROM identity_post_role WHERE post_id = $1", args![post]).await?;
    for role in roles {
        tx.run("INSERT INTO identity_post_role (post_id, role, granted_at) VALUES ($1, $2, $3)", args![post, role, at])
            .await?;
    }
    Ok(())
}

/// Roles that the person has, now or at a time already decided, by posts other than `except`.
pub(crate) async fn roles_of_person(q: &mut impl Query, person: i64, except: i64, at: Moment) -> Result<Vec<String>> {
    let rows: Vec<(String,)> = q
        .list(
            "SELECT DISTINCT r.role FROM identity_holding h JOIN identity_post p ON p.id = h.post_id \
             JOIN identity_post_role r ON r.post_id = p.id \
             WHERE h.person_id = $1 AND (h.to_at IS NULL OR h.to_at > $2) AND p.closed_on IS NULL AND p.id <> $3 \
             ORDER BY r.role",
            args![person, at, except],
        )
        .await?;
    Ok(rows.into_iter().map(|(role,)| role).collect())
}

/// One row per post and role that the person has at a moment, for [`actor_of`](crate::Identity::actor_of).
pub(crate) struct Held {
    pub post: i64,
    pub title: String,
    pub head: bool,
    pub kind: String,
    pub unit: i64,
    pub unit_name: String,
    pub role: Option<String>,
}

impl store::FromRow for Held {
    fn from_row(row: &store::Row) -> Result<Self> {
        Ok(Self {
            post: row.get("post")?,
            title: row.get("title")?,
            head: row.get("head")?,
            kind: row.get("kind")?,
            unit: row.get("unit")?,
            unit_name: row.get("unit_name")?,
            role: row.get("role")?,
        })
    }
}

/// Everything the person holds at `at`, own posts first, then by unit and order; and, as rows of the kind `below`,
/// the open units under the unit of each post.
pub(crate) async fn held(q: &mut impl Query, person: i64, at: Moment) -> Result<Vec<Held>> {
    let from =
        "FROM identity_holding h JOIN identity_post p ON p.id = h.post_id JOIN identity_unit u ON u.id = p.unit_id";
    let when = format!("WHERE h.person_id = $1 AND {NOW} AND p.closed_on IS NULL AND u.closed_on IS NULL");
    // Paths end with a stroke and go on with digits, and a colon follows the digits: the range is what lies under.
    let sql = format!(
        "SELECT p.id AS post, p.title AS title, p.head AS head, h.kind AS kind, u.id AS unit, \
         u.short_name AS unit_name, r.role AS role, \
         CASE WHEN h.kind = 'own' THEN 0 ELSE 1 END AS first, u.rank AS second, p.rank AS third \
         {from} LEFT JOIN identity_post_role r ON r.post_id = p.id {when} \
         UNION ALL \
         SELECT p.id, '', 0, 'below', b.id, '', NULL, 2, 0, 0 {from} \
         JOIN identity_unit b ON b.path > u.path AND b.path < u.path || ':' {when} AND b.closed_on IS NULL \
         ORDER BY first, second, third, post"
    );
    q.list(&sql, args![person, at]).await
}

/// A person with one of the posts held for good, for the export.
pub(crate) struct Staffing {
    pub login: String,
    pub name: String,
    pub phone: String,
    pub code: Option<String>,
    pub title: Option<String>,
    pub head: Option<bool>,
    pub rank: Option<i64>,
}

impl store::FromRow for Staffing {
    fn from_row(row: &store::Row) -> Result<Self> {
        Ok(Self {
            login: row.get("login")?,
            name: row.get("name")?,
            phone: row.get("phone")?,
            code: row.get("code")?,
            title: row.get("title")?,
            head: row.get("head")?,
            rank: row.get("rank")?,
        })
    }
}

/// All people whose account is on, with the posts they hold for good.
pub(crate) async fn staffing(q: &mut impl Query) -> Result<Vec<Staffing>> {
    q.list(
        "SELECT n.login, n.name, n.phone, s.code, s.title, s.head, s.rank FROM identity_person n \
         LEFT JOIN (SELECT h.person_id, u.code, p.title, p.head, p.rank, p.id FROM identity_holding h \
         JOIN identity_post p ON p.id = h.post_id JOIN identity_unit u ON u.id = p.unit_id \
         WHERE h.to_at IS NULL AND h.kind = 'own' AND p.closed_on IS NULL AND u.closed_on IS NULL) s \
         ON s.person_id = n.id WHERE n.disabled_at IS NULL ORDER BY n.id, s.id",
        args![],
    )
    .await
}

/// The mobile numbers of all who hold an open post with a role now, each once; at most `limit`.
pub(crate) async fn phones(q: &mut impl Query, role: &str, at: Moment, limit: usize) -> Result<Vec<String>> {
    let sql = format!(
        "SELECT DISTINCT n.phone FROM identity_post_role r JOIN identity_post p ON p.id = r.post_id \
         JOIN identity_holding h ON h.post_id = p.id JOIN identity_person n ON n.id = h.person_id \
         WHERE r.role = $1 AND {NOW} AND p.closed_on IS NULL AND n.disabled_at IS NULL AND n.phone <> '' \
         ORDER BY n.phone LIMIT $3"
    );
    let rows: Vec<(String,)> = q.list(&sql, args![role, at, limit]).await?;
    Ok(rows.into_iter().map(|(phone,)| phone).collect())
}

/// The mobile numbers of all who hold an open post with one of `roles` in a unit at `at`, each once; at most `limit`.
pub(crate) async fn phones_in(
    q: &mut impl Query,
    roles: &[&str],
    unit: i64,
    at: Moment,
    limit: usize,
) -> Result<Vec<String>> {
    let mut w = store::sql::Where::after(args![unit, at]).and_in("r.role", roles.iter().map(|role| (*role).to_owned()));
    let limit = w.arg(limit);
    let sql = format!(
        "SELECT DISTINCT n.phone FROM identity_post_role r JOIN identity_post p ON p.id = r.post_id \
         JOIN identity_holding h ON h.post_id = p.id JOIN identity_person n ON n.id = h.person_id{} \
         AND p.unit_id = $1 AND {NOW} AND p.closed_on IS NULL AND n.disabled_at IS NULL AND n.phone <> '' \
         ORDER BY n.phone LIMIT {limit}",
        w.text()
    );
    let rows: Vec<(String,)> = q.list(&sql, w.args()).await?;
    Ok(rows.into_iter().map(|(phone,)| phone).collect())
}

/// Keys and names of those who hold a post with a role at a moment.
pub(crate) async fn people_of_role(q: &mut impl Query, role: &str, at: Moment) -> Result<Vec<(i64, String)>> {
    let sql = format!(
        "SELECT DISTINCT n.id, n.name FROM identity_post_role r JOIN identity_post p ON p.id = r.post_id \
         JOIN identity_holding h ON h.post_id = p.id JOIN identity_person n ON n.id = h.person_id \
         WHERE r.role = $1 AND {NOW} AND p.closed_on IS NULL AND n.disabled_at IS NULL ORDER BY n.name, n.id LIMIT 500"
    );
    q.list(&sql, args![role, at]).await
}

/// Open posts with a role and their units, in the order of their making; at most 5,000.
pub async fn with_role(q: &mut impl Query, role: &str) -> Result<Vec<(i64, i64)>> {
    q.list(
        "SELECT p.id, p.unit_id FROM identity_post p JOIN identity_post_role r ON r.post_id = p.id
         WHERE r.role = $1 AND p.closed_on IS NULL ORDER BY p.id LIMIT 5000",
        args![role],
    )
    .await
}
