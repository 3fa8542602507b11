//! Conditions of a message list, and which of them an index answers.

use super::messages::MessagePosition;
use super::value::Value;
use super::{Engine, dialect};
use crate::model::{MessageScope, MessageStatus, RouteId, Timestamp};

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
    pub tag: Option<String>,
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
        // Token and recipient leave few rows, but a recipient of a blast may have many: only the token is trusted.
        self.token.is_none()
            && (self.scope.is_some()
                || self.statuses.len() > 1
                || self.is_held.is_some()
                || self.is_spam.is_some()
                || self.is_threat.is_some()
                || self.is_bounce.is_some()
                || self.route_id.is_some()
                || self.to_domain_key.is_some()
                || self.from.is_some()
                || self.tag.is_some()
                || self.message_id.is_some()
                || self.subject.is_some()
                || (self.to_key.is_some() && self.indexed_status().is_some()))
    }

    /// Conditions that choose the rows of an index in the order of the list.
    pub(super) fn push_indexed<'a>(&'a self, sql: &mut String, values: &mut Vec<Value<'a>>) {
        if let Some(token) = &self.token {
            sql.push_str(" AND m.token = ?");
            values.push(token.into());
        } else if let Some(to) = &self.to_key {
            sql.push_str(" AND m.rcpt_to_key = ?");
            values.push(to.into());
        } else if let Some(status) = self.indexed_status() {
            sql.push_str(" AND m.status = ?");
            values.push(status.as_str().into());
        }
        if let Some(before) = self.before {
            sql.push_str(" AND m.created_at < ?");
            values.push(before.into());
        }
        if let Some(after) = self.after {
            sql.push_str(" AND m.created_at > ?");
            values.push(after.into());
        }
    }

    /// The other conditions. Some are repeated: that costs nothing and keeps this function simple.
    pub(super) fn push_unindexed<'a>(&'a self, engine: Engine, sql: &mut String, values: &mut Vec<Value<'a>>) {
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
        if let Some(to) = self.to_key.as_ref().filter(|_| self.token.is_some()) {
            sql.push_str(" AND m.rcpt_to_key = ?");
            values.push(to.into());
        }
        if let Some(domain) = &self.to_domain_key {
            sql.push_str(" AND m.rcpt_to_key LIKE ? ESCAPE '!'");
            values.push(format!("%@{}", escaped(domain)).into());
        }
        for (column, text) in [("m.mail_from", &self.from), ("m.tag", &self.tag), ("m.message_id", &self.message_id)] {
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
