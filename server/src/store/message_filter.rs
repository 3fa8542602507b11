//! Conditions of a message list, and which of them an index answers.

use super::messages::MessagePosition;
use super::value::Value;
use super::{Conn, Engine, StoreError, dialect, labels};
use crate::model::{MessageId, MessageScope, MessageStatus, RouteId, ServerId, Timestamp};
use crate::secrets::sha256_hex;

/// So many messages are looked up one by one.
pub(super) const MAX_CANDIDATES: usize = 1_024;

/// All conditions must hold; within a list any one. Text is compared without case, except the token.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MessageFilter {
    pub scope: Option<MessageScope>,
    pub statuses: Vec<MessageStatus>,
    pub is_held: Option<bool>,
    pub is_spam: Option<bool>,
    pub is_threat: Option<bool>,
    pub is_bounce: Option<bool>,
    pub route_id: Option<RouteId>,
    /// Folded envelope recipient.
    pub to_key: Option<String>,
    /// Domain of the envelope recipient, folded.
    pub to_domain_key: Option<String>,
    /// Envelope sender.
    pub from: Option<String>,
    /// Any of the message's tags.
    pub tag: Option<String>,
    /// Name and value; all of them.
    pub metadata: Vec<(String, String)>,
    pub token: Option<String>,
    /// Without angle brackets.
    pub message_id: Option<String>,
    /// Part of the subject.
    pub subject: Option<String>,
    /// Strictly earlier.
    pub before: Option<Timestamp>,
    /// Strictly later.
    pub after: Option<Timestamp>,
}

impl MessageFilter {
    /// The status that the index `messages_status` can look up.
    fn indexed_status(&self) -> Option<MessageStatus> {
        match self.statuses.as_slice() {
            [status] => Some(*status),
            // A held message has this status, and few messages have it.
            [] if self.is_held == Some(true) => Some(MessageStatus::Held),
            _ => None,
        }
    }

    pub(super) fn has_unindexed_conditions(&self) -> bool {
        // Message-ID and recipient leave few rows, but those of a blast may have many.
        self.scope.is_some()
            || self.statuses.len() > 1
            || self.is_held.is_some()
            || self.is_spam.is_some()
            || self.is_threat.is_some()
            || self.is_bounce.is_some()
            || self.route_id.is_some()
            || self.to_domain_key.is_some()
            || self.from.is_some()
            || self.has_labels()
            || self.subject.is_some()
            || (self.message_id.is_some() && self.to_key.is_some())
            || ((self.message_id.is_some() || self.to_key.is_some()) && self.indexed_status().is_some())
    }

    fn has_labels(&self) -> bool {
        self.tag.is_some() || !self.metadata.is_empty()
    }

    /// Tags and metadata as [`labels`] has them: name and value.
    fn labels(&self) -> impl Iterator<Item = (String, String)> {
        let tag = self.tag.iter().map(|tag| (labels::TAG.to_owned(), labels::value_key(tag)));
        tag.chain(self.metadata.iter().map(|(key, value)| (labels::metadata_name(key), labels::value_key(value))))
    }

    /// Conditions that choose the rows of an index in the order of the list. The token's is not: see
    /// [`unordered_candidates`].
    pub(super) fn push_indexed<'a>(&'a self, sql: &mut String, values: &mut Vec<Value<'a>>) {
        if let Some(message_id) = &self.message_id {
            sql.push_str(" AND m.message_id_hash = ?");
            values.push(message_id_hash(message_id).into());
        } else if let Some(to) = &self.to_key {
            sql.push_str(" AND m.rcpt_to_key = ?");
            values.push(to.into());
        } else if let Some(status) = self.indexed_status() {
            sql.push_str(" AND m.status = ?");
            values.push(status.as_str().into());
        }
        self.push_times(sql, values);
    }

    pub(super) fn push_times<'a>(&'a self, sql: &mut String, values: &mut Vec<Value<'a>>) {
        if let Some(before) = self.before {
            sql.push_str(" AND m.created_at < ?");
            values.push(before.into());
        }
        if let Some(after) = self.after {
            sql.push_str(" AND m.created_at > ?");
            values.push(after.into());
        }
    }

    /// All conditions but the times. Those of an index are repeated: that costs nothing and keeps this function simple.
    pub(super) fn push_rest<'a>(&'a self, engine: Engine, sql: &mut String, values: &mut Vec<Value<'a>>) {
        if let Some(scope) = self.scope {
            sql.push_str(" AND m.scope = ?");
            values.push(scope.as_str().into());
        }
        if !self.statuses.is_empty() {
            let marks = vec!["?"; self.statuses.len()].join(", ");
            sql.push_str(" AND m.status IN (");
            sql.push_str(&marks);
            sql.push(')');
            values.extend(self.statuses.iter().map(|status| Value::from(status.as_str())));
        }
        for (condition, is) in [
            (" AND m.is_held = ?", self.is_held),
            (" AND m.is_spam = ?", self.is_spam),
            (" AND m.is_threat = ?", self.is_threat),
            (" AND m.is_bounce = ?", self.is_bounce),
        ] {
            if let Some(is) = is {
                sql.push_str(condition);
                values.push(is.into());
            }
        }
        if let Some(route) = self.route_id {
            sql.push_str(" AND m.route_id = ?");
            values.push(route.into());
        }
        for (condition, text) in [(" AND m.token = ?", &self.token), (" AND m.rcpt_to_key = ?", &self.to_key)] {
            if let Some(text) = text {
                sql.push_str(condition);
                values.push(text.into());
            }
        }
        if let Some(domain) = &self.to_domain_key {
            sql.push_str(" AND m.rcpt_to_key LIKE ? ESCAPE '!'");
            values.push(format!("%@{}", escaped(domain)).into());
        }
        for (name, value) in self.labels() {
            // Not EXISTS: MariaDB would begin with all messages of the label, which may be most.
            sql.push_str(
                " AND (SELECT COUNT(*) FROM message_labels l WHERE l.server_id = m.server_id AND l.name = ?
                          AND l.value_key = ? AND l.message_id = m.id) > 0",
            );
            values.extend([name.into(), value.into()]);
        }
        for (column, text) in [("m.mail_from", &self.from), ("m.message_id", &self.message_id)] {
            if let Some(text) = text {
                sql.push_str(" AND ");
                sql.push_str(&dialect::folded(column));
                sql.push_str(" = ?");
                values.push(dialect::fold(engine, text).into());
            }
        }
        if let Some(part) = &self.subject {
            sql.push_str(" AND ");
            sql.push_str(&dialect::folded("m.subject"));
            sql.push_str(" LIKE ? ESCAPE '!'");
            values.push(format!("%{}%", escaped(&dialect::fold(engine, part))).into());
        }
    }
}

/// Text in a pattern of LIKE that means itself.
fn escaped(text: &str) -> String {
    text.replace('!', "!!").replace('%', "!%").replace('_', "!_")
}

/// The messages that one indexed condition leaves, when they are few. `None`: they are many, or there is no such
/// condition. The others have to be looked at still.
pub(super) async fn candidates(
    conn: &mut Conn,
    server: ServerId,
    filter: &MessageFilter,
) -> Result<Option<Vec<MessageId>>, StoreError> {
    let mut lookups: Vec<(&'static str, Vec<Value<'_>>)> = Vec::new();
    token_lookup(filter, &mut lookups);
    if let Some(message_id) = &filter.message_id {
        let hash = message_id_hash(message_id).into();
        lookups.push(("SELECT m.id FROM messages m WHERE m.server_id = ? AND m.message_id_hash = ?", vec![hash]));
    }
    if let Some(to) = &filter.to_key {
        lookups.push(("SELECT m.id FROM messages m WHERE m.server_id = ? AND m.rcpt_to_key = ?", vec![to.into()]));
    }
    label_lookups(filter, &mut lookups);
    if let Some(status) = filter.indexed_status() {
        let status = status.as_str().into();
        lookups.push(("SELECT m.id FROM messages m WHERE m.server_id = ? AND m.status = ?", vec![status]));
    }
    first_few(conn, server, lookups).await
}

/// As [`candidates`], by conditions whose indexes are not in the order of the list: token, tags and metadata. (SQLite would
/// rather read all messages in that order than sort the one that has the token.)
pub(super) async fn unordered_candidates(
    conn: &mut Conn,
    server: ServerId,
    filter: &MessageFilter,
) -> Result<Option<Vec<MessageId>>, StoreError> {
    let mut lookups = Vec::new();
    token_lookup(filter, &mut lookups);
    label_lookups(filter, &mut lookups);
    first_few(conn, server, lookups).await
}

fn token_lookup<'a>(filter: &'a MessageFilter, lookups: &mut Vec<(&'static str, Vec<Value<'a>>)>) {
    if let Some(token) = &filter.token {
        lookups.push(("SELECT m.id FROM messages m WHERE m.server_id = ? AND m.token = ?", vec![token.into()]));
    }
}

fn label_lookups(filter: &MessageFilter, lookups: &mut Vec<(&'static str, Vec<Value<'_>>)>) {
    const SQL: &str =
        "SELECT l.message_id FROM message_labels l WHERE l.server_id = ? AND l.name = ? AND l.value_key = ?";
    lookups.extend(filter.labels().map(|(name, value)| (SQL, vec![name.into(), value.into()])));
}

/// The answer of the first of these statements that finds no more than [`MAX_CANDIDATES`].
async fn first_few(
    conn: &mut Conn,
    server: ServerId,
    lookups: Vec<(&'static str, Vec<Value<'_>>)>,
) -> Result<Option<Vec<MessageId>>, StoreError> {
    for (sql, conditions) in lookups {
        let mut values: Vec<Value<'_>> = vec![server.into()];
        values.extend(conditions);
        values.push((MAX_CANDIDATES as i64 + 1).into());
        let rows = conn.fetch_all(format!("{sql} LIMIT ?"), &values).await?;
        if rows.len() <= MAX_CANDIDATES {
            return rows.iter().map(|row| row.get(0)).collect::<Result<_, _>>().map(Some);
        }
    }
    Ok(None)
}

/// What the index of Message-IDs holds: the first 60 bits of the SHA-256 of the lower-case text.
pub fn message_id_hash(message_id: &str) -> i64 {
    let digest = sha256_hex(message_id.to_lowercase());
    digest.get(..15).and_then(|digits| i64::from_str_radix(digits, 16).ok()).unwrap_or_default()
}

/// One end of a page. `created_at` is compared alone first, because MariaDB uses no index for row values.
pub(super) enum Bound {
    /// Older than this row.
    After(Option<MessagePosition>),
    /// This row or newer.
    Until(Option<MessagePosition>),
}

impl Bound {
    pub(super) fn push(self, sql: &mut String, values: &mut Vec<Value<'_>>) {
        let (position, text) = match self {
            Bound::After(position) => (position, " AND m.created_at <= ? AND (m.created_at < ? OR m.id < ?)"),
            Bound::Until(position) => (position, " AND m.created_at >= ? AND (m.created_at > ? OR m.id >= ?)"),
        };
        let Some(position) = position else { return };
        sql.push_str(text);
        values.extend([position.created_at.into(), position.created_at.into(), position.id.into()]);
    }
}
