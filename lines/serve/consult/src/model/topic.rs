//! A topic of consultations as data.

use ::store::record;
use base::Moment;

record! {
    /// A topic of consultations (主题): who usually answers, how quickly, whether answers are reviewed.
    pub struct Topic from "consult_topic" {
        /// Key.
        pub id: i64,
        /// 名称.
        pub title: String,
        /// The unit that usually answers.
        pub unit_id: i64,
        /// simple or ordinary.
        pub pace: String,
        /// Whether answers are reviewed.
        pub review: bool,
        /// Order among topics.
        pub rank: i64,
        /// When it was closed.
        pub closed_at: Option<Moment>,
    }
}
