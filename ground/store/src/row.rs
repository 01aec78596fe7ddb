//! Values, arguments and rows: text, whole numbers and bytes, the same on both databases.

use std::sync::Arc;

use base::{Date, Fault, Moment};

use crate::Result;

/// A value of a column or an argument. Absent values carry the type of their column, since PostgreSQL asks for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A whole number, a moment in milliseconds, money in 分, or a yes/no.
    Int(Option<i64>),
    /// Text, or a civil date as `YYYY-MM-DD`.
    Text(Option<String>),
    /// Bytes.
    Blob(Option<Vec<u8>>),
}

/// Arguments of a statement, in the order of `$1`, `$2`, …
pub type Args = Vec<Value>;

/// Arguments of a statement: `args![id, "text", moment, Some(3)]`.
#[macro_export]
macro_rules! args {
    ($($value:expr),* $(,)?) => { vec![$($crate::Value::from($value)),*] };
}

macro_rules! value_from {
    ($($kind:ident: $type:ty => |$it:ident| $make:expr;)*) => {$(
        impl From<$type> for Value {
            fn from($it: $type) -> Self { Self::$kind(Some($make)) }
        }
        impl From<Option<$type>> for Value {
            fn from(it: Option<$type>) -> Self { Self::$kind(it.map(|$it: $type| $make)) }
        }
    )*};
}

value_from! {
    Int: i64 => |v| v;
    Int: i32 => |v| i64::from(v);
    Int: u32 => |v| i64::from(v);
    Int: usize => |v| i64::try_from(v).unwrap_or(i64::MAX);
    Int: bool => |v| i64::from(v);
    Int: Moment => |v| v.0;
    Text: &str => |v| v.to_owned();
    Text: String => |v| v;
    Text: &String => |v| v.clone();
    Text: Date => |v| v.to_string();
    Blob: Vec<u8> => |v| v;
    Blob: &[u8] => |v| v.to_vec();
    Blob: [u8; 32] => |v| v.to_vec();
    Blob: &[u8; 32] => |v| v.to_vec();
}

/// A value that can be read from a column.
pub trait FromValue: Sized {
    /// Reads `value`, or says what was found instead.
    fn from_value(value: &Value) -> std::result::Result<Self, &'static str>;
}

impl FromValue for i64 {
    fn from_value(value: &Value) -> std::result::Result<Self, &'static str> {
        match value {
            Value::Int(Some(v)) => Ok(*v),
            _ => Err("not a whole number"),
        }
    }
}

impl FromValue for bool {
    fn from_value(value: &Value) -> std::result::Result<Self, &'static str> {
        i64::from_value(value).map(|v| v != 0)
    }
}

impl FromValue for Moment {
    fn from_value(value: &Value) -> std::result::Result<Self, &'static str> {
        i64::from_value(value).map(Moment)
    }
}

impl FromValue for String {
    fn from_value(value: &Value) -> std::result::Result<Self, &'static str> {
        match value {
            Value::Text(Some(v)) => Ok(v.clone()),
            _ => Err("not text"),
        }
    }
}

impl FromValue for Date {
    fn from_value(value: &Value) -> std::result::Result<Self, &'static str> {
        String::from_value(value)?.parse().map_err(|_| "not a date")
    }
}

impl FromValue for Vec<u8> {
    fn from_value(value: &Value) -> std::result::Result<Self, &'static str> {
        match value {
            Value::Blob(Some(v)) => Ok(v.clone()),
            _ => Err("not bytes"),
        }
    }
}

impl FromValue for Value {
    fn from_value(value: &Value) -> std::result::Result<Self, &'static str> {
        Ok(value.clone())
    }
}

impl<T: FromValue> FromValue for Option<T> {
    fn from_value(value: &Value) -> std::result::Result<Self, &'static str> {
        match value {
            Value::Int(None) | Value::Text(None) | Value::Blob(None) => Ok(None),
            present => T::from_value(present).map(Some),
        }
    }
}

/// One row of an answer.
#[derive(Debug, Clone)]
pub struct Row {
    pub(crate) names: Arc<[String]>,
    pub(crate) values: Vec<Value>,
}

impl Row {
    /// The value of the column `name`.
    ///
    /// # Errors
    /// A fault when the answer has no such column or the value has another type.
    pub fn get<T: FromValue>(&self, name: &str) -> Result<T> {
        let at = self.names.iter().position(|n| n == name);
        let value = at.and_then(|i| self.values.get(i));
        let value = value.ok_or_else(|| Fault::broken(format!("no column {name} in the answer")))?;
        T::from_value(value).map_err(|what| Fault::broken(format!("column {name}: {what}")))
    }

    /// The value of the column at `index`, counted from 0.
    ///
    /// # Errors
    /// A fault when there is no such column or the value has another type.
    pub fn at<T: FromValue>(&self, index: usize) -> Result<T> {
        let value = self.values.get(index).ok_or_else(|| Fault::broken(format!("no column {index} in the answer")))?;
        T::from_value(value).map_err(|what| Fault::broken(format!("column {index}: {what}")))
    }

    /// All values with their column names.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.names.iter().map(String::as_str).zip(&self.values)
    }
}

/// A record that can be read from a row; [`record!`](crate::record) writes it.
pub trait FromRow: Sized {
    /// Reads the row.
    ///
    /// # Errors
    /// A fault when a column is missing or has another type.
    fn from_row(row: &Row) -> Result<Self>;
}

impl FromRow for Row {
    fn from_row(row: &Row) -> Result<Self> {
        Ok(row.clone())
    }
}

macro_rules! tuple_from_row {
    ($($name:ident $index:tt),*) => {
        impl<$($name: FromValue),*> FromRow for ($($name,)*) {
            fn from_row(row: &Row) -> Result<Self> { Ok(($(row.at::<$name>($index)?,)*)) }
        }
    };
}

tuple_from_row!(A 0);
tuple_from_row!(A 0, B 1);
tuple_from_row!(A 0, B 1, C 2);
tuple_from_row!(A 0, B 1, C 2, D 3);
tuple_from_row!(A 0, B 1, C 2, D 3, E 4);
tuple_from_row!(A 0, B 1, C 2, D 3, E 4, F 5);

/// A plain struct that is read from a row: its fields are the columns.
///
/// ```ignore
/// store::record! {
///     /// A unit.
///     pub struct Unit from "identity_unit" {
///         /// Its key.
///         pub id: i64,
///         /// Its name.
///         pub name: String,
///     }
/// }
/// ```
/// gives `Unit::COLUMNS` (`"id, name"`), `Unit::TABLE` and [`FromRow`].
#[macro_export]
macro_rules! record {
    ($(#[$meta:meta])* pub struct $name:ident from $table:literal {
        $(#[$first_meta:meta])* pub $first:ident: $first_type:ty,
        $($(#[$field_meta:meta])* pub $field:ident: $type:ty,)*
    }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, serde::Serialize)]
        pub struct $name {
            $(#[$first_meta])* pub $first: $first_type,
            $($(#[$field_meta])* pub $field: $type,)*
        }
        impl $name {
            /// The table it is read from.
            pub const TABLE: &'static str = $table;
            /// Its columns, for a `SELECT`.
            pub const COLUMNS: &'static str =
                concat!(stringify!($first) $(, ", ", stringify!($field))*);
        }
        impl $crate::FromRow for $name {
            fn from_row(row: &$crate::Row) -> $crate::Result<Self> {
                Ok(Self {
                    $first: row.get(stringify!($first))?,
                    $($field: row.get(stringify!($field))?,)*
                })
            }
        }
    };
}
