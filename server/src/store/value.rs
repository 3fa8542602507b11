//! Values on their way into a statement, and columns on their way out.
//!
//! All statements bind through one enum, so that no query function is compiled once per engine and type.

use std::borrow::Cow;

use sqlx::mysql::MySqlRow;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row as _, TypeInfo as _, ValueRef as _};

use super::StoreError;
use crate::model::{
    AddressEndpointId, BulkActionId, ContentId, CredentialId, DeliveryId, DomainId, HttpEndpointId, InvitationId,
    IpAddressId, IpPoolId, IpPoolRuleId, MessageId, OrganizationId, ProcessId, RouteId, ServerId, SessionId,
    SmtpEndpointId, Timestamp, TokenId, TrackDomainId, UserId, WebhookId, WebhookRequestId,
};

/// A bound value. NULL is typed, because PostgreSQL wants to know the type of every parameter.
#[derive(Debug, Clone)]
pub enum Value<'a> {
    Int(Option<i64>),
    Bool(Option<bool>),
    Float(Option<f64>),
    Text(Option<Cow<'a, str>>),
    Bytes(Option<Cow<'a, [u8]>>),
}

macro_rules! value_from {
    ($($type:ty => |$value:ident| $variant:ident($inner:expr);)*) => {$(
        impl<'a> From<$type> for Value<'a> {
            fn from($value: $type) -> Self {
                Value::$variant(Some($inner))
            }
        }
        impl<'a> From<Option<$type>> for Value<'a> {
            fn from(value: Option<$type>) -> Self {
                Value::$variant(value.map(|$value| $inner))
            }
        }
    )*};
}

value_from! {
    i64 => |v| Int(v);
    bool => |v| Bool(v);
    f64 => |v| Float(v);
    &'a str => |v| Text(Cow::Borrowed(v));
    &'a String => |v| Text(Cow::Borrowed(v.as_str()));
    String => |v| Text(Cow::Owned(v));
    &'a [u8] => |v| Bytes(Cow::Borrowed(v));
    &'a Vec<u8> => |v| Bytes(Cow::Borrowed(v.as_slice()));
    Vec<u8> => |v| Bytes(Cow::Owned(v));
    Timestamp => |v| Int(v.0);
    UserId => |v| Int(v.0);
    OrganizationId => |v| Int(v.0);
    ServerId => |v| Int(v.0);
    DomainId => |v| Int(v.0);
    CredentialId => |v| Int(v.0);
    RouteId => |v| Int(v.0);
    HttpEndpointId => |v| Int(v.0);
    SmtpEndpointId => |v| Int(v.0);
    AddressEndpointId => |v| Int(v.0);
    MessageId => |v| Int(v.0);
    DeliveryId => |v| Int(v.0);
    ContentId => |v| Int(v.0);
    SessionId => |v| Int(v.0);
    TokenId => |v| Int(v.0);
    TrackDomainId => |v| Int(v.0);
    ProcessId => |v| Int(v.0);
    WebhookId => |v| Int(v.0);
    WebhookRequestId => |v| Int(v.0);
    InvitationId => |v| Int(v.0);
    BulkActionId => |v| Int(v.0);
    IpPoolId => |v| Int(v.0);
    IpAddressId => |v| Int(v.0);
    IpPoolRuleId => |v| Int(v.0);
}

/// One row of a result.
pub enum Row {
    Sqlite(SqliteRow),
    MariaDb(MySqlRow),
    Postgres(PgRow),
}

impl std::fmt::Debug for Row {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Row")
    }
}

impl Row {
    /// Column `index`, counted from 0 in the order of the SELECT.
    pub fn get<T: Column>(&self, index: usize) -> Result<T, StoreError> {
        T::read(self, index)
    }

    /// Reads the columns one after the other, in the order of the SELECT.
    pub fn columns(&self) -> Columns<'_> {
        Columns { row: self, next: 0 }
    }
}

/// Reads a row from left to right.
#[derive(Debug)]
pub struct Columns<'a> {
    row: &'a Row,
    next: usize,
}

impl Columns<'_> {
    #[expect(clippy::should_implement_trait, reason = "generic in the column's type, unlike an iterator")]
    pub fn next<T: Column>(&mut self) -> Result<T, StoreError> {
        let index = self.next;
        self.next += 1;
        self.row.get(index)
    }

    /// Passes over columns that another function reads.
    pub fn skip(&mut self, count: usize) {
        self.next += count;
    }

    /// A column whose text is one of a closed set.
    pub fn parse<T>(&mut self, parse: impl FnOnce(&str) -> Option<T>) -> Result<T, StoreError> {
        let column = self.next;
        let text: String = self.next()?;
        parse(&text).ok_or(StoreError::Value { column, value: text })
    }

    /// As [`Self::parse`], for a column that may be NULL.
    pub fn parse_optional<T>(&mut self, parse: impl FnOnce(&str) -> Option<T>) -> Result<Option<T>, StoreError> {
        let column = self.next;
        let Some(text) = self.next::<Option<String>>()? else { return Ok(None) };
        parse(&text).map(Some).ok_or(StoreError::Value { column, value: text })
    }
}

/// A type that a column can be read as.
pub trait Column: Sized {
    fn read(row: &Row, index: usize) -> Result<Self, StoreError>;
}

// Types are not checked by sqlx here: MariaDB reports booleans and binary collations under other names.
macro_rules! column {
    ($($type:ty),*) => {$(
        impl Column for $type {
            fn read(row: &Row, index: usize) -> Result<Self, StoreError> {
                Ok(match row {
                    Row::Sqlite(row) => row.try_get_unchecked(index)?,
                    Row::MariaDb(row) => row.try_get_unchecked(index)?,
                    Row::Postgres(row) => row.try_get_unchecked(index)?,
                })
            }
        }
        impl Column for Option<$type> {
            fn read(row: &Row, index: usize) -> Result<Self, StoreError> {
                Ok(match row {
                    Row::Sqlite(row) => row.try_get_unchecked(index)?,
                    Row::MariaDb(row) => row.try_get_unchecked(index)?,
                    Row::Postgres(row) => row.try_get_unchecked(index)?,
                })
            }
        }
    )*};
}

column!(i64, f64, String, Vec<u8>);

impl Column for Option<bool> {
    fn read(row: &Row, index: usize) -> Result<Self, StoreError> {
        Ok(match row {
            Row::Sqlite(row) => row.try_get_unchecked(index)?,
            Row::MariaDb(row) => row.try_get_unchecked::<Option<i64>, _>(index)?.map(|number| number != 0),
            Row::Postgres(row) => {
                // A comparison is a boolean, a CASE over literals a number.
                let is_boolean = row.try_get_raw(index)?.type_info().name() == "BOOL";
                if is_boolean {
                    row.try_get_unchecked(index)?
                } else {
                    row.try_get_unchecked::<Option<i64>, _>(index)?.map(|number| number != 0)
                }
            }
        })
    }
}

impl Column for bool {
    fn read(row: &Row, index: usize) -> Result<Self, StoreError> {
        Ok(row.get::<Option<bool>>(index)?.unwrap_or(false))
    }
}

macro_rules! column_id {
    ($($type:ident),*) => {$(
        impl Column for $type {
            fn read(row: &Row, index: usize) -> Result<Self, StoreError> {
                i64::read(row, index).map($type)
            }
        }
        impl Column for Option<$type> {
            fn read(row: &Row, index: usize) -> Result<Self, StoreError> {
                Ok(Option::<i64>::read(row, index)?.map($type))
            }
        }
    )*};
}

column_id!(
    Timestamp,
    UserId,
    OrganizationId,
    ServerId,
    DomainId,
    CredentialId,
    RouteId,
    HttpEndpointId,
    SmtpEndpointId,
    AddressEndpointId,
    MessageId,
    DeliveryId,
    ContentId,
    SessionId,
    TokenId,
    TrackDomainId,
    InvitationId,
    BulkActionId,
    IpPoolId,
    IpAddressId,
    IpPoolRuleId,
    ProcessId,
    WebhookId,
    WebhookRequestId
);
