//! Conditions on messages, as parameters name them: of the message list, of its export, and of the event search.

use super::message_views::{ScopeView, StatusView};
use crate::app::App;
use crate::http::ApiError;
use crate::model::{ServerId, Timestamp, ViolationCode, Violations};
use crate::store::message_filter::MessageFilter;

/// What the parameters say, unread.
#[derive(Debug, Default)]
pub struct MessageConditions {
    pub scope: Option<ScopeView>,
    pub status: Vec<StatusView>,
    pub held: Option<bool>,
    pub spam: Option<bool>,
    pub threat: Option<bool>,
    pub bounce: Option<bool>,
    pub route: Option<String>,
    pub to: Option<String>,
    pub to_domain: Option<String>,
    pub from: Option<String>,
    pub tag: Option<String>,
    pub metadata: Vec<String>,
    pub token: Option<String>,
    pub message_id: Option<String>,
    pub subject: Option<String>,
    pub before: Option<String>,
    pub after: Option<String>,
}

impl MessageConditions {
    /// All violations at once, with those that were found before.
    pub async fn filter(
        self,
        app: &App,
        server: ServerId,
        mut violations: Violations,
    ) -> Result<MessageFilter, ApiError> {
        let before = time("before", self.before.as_deref(), &mut violations);
        let after = time("after", self.after.as_deref(), &mut violations);
        let message_id = text("message_id", self.message_id, &mut violations)
            .map(|id| id.trim_start_matches('<').trim_end_matches('>').to_owned());
        let route_id = match text("route", self.route, &mut violations) {
            Some(uuid) if violations.is_empty() => {
                let found = app.routing.find_route(server, &uuid).await?;
                if found.is_none() {
                    violations.add("route", ViolationCode::Invalid, "is not a route of this mail server");
                }
                found.map(|entry| entry.route.id)
            }
            _ => None,
        };
        let filter = MessageFilter {
            // 3.3: a Message-ID lifts the scope.
            scope: self.scope.filter(|_| message_id.is_none()).map(Into::into),
            statuses: self.status.into_iter().map(Into::into).collect(),
            is_held: self.held,
            is_spam: self.spam,
            is_threat: self.threat,
            is_bounce: self.bounce,
            route_id,
            to_key: text("to", self.to, &mut violations).map(|to| to.to_lowercase()),
            to_domain_key: text("to_domain", self.to_domain, &mut violations).map(|domain| domain.to_lowercase()),
            from: text("from", self.from, &mut violations),
            tag: text("tag", self.tag, &mut violations),
            metadata: metadata(self.metadata, &mut violations),
            token: text("token", self.token, &mut violations),
            message_id,
            subject: text("subject", self.subject, &mut violations),
            before,
            after,
        };
        violations.into_result()?;
        Ok(filter)
    }
}

/// `key:value`.
fn metadata(pairs: Vec<String>, violations: &mut Violations) -> Vec<(String, String)> {
    let mut read = Vec::with_capacity(pairs.len());
    for pair in pairs {
        let Some(pair) = text("metadata", Some(pair), violations) else { continue };
        match pair.split_once(':') {
            Some((key, value)) if !key.is_empty() => read.push((key.to_owned(), value.to_owned())),
            _ => violations.add("metadata", ViolationCode::Invalid, "is not of the form key:value"),
        }
    }
    read
}

/// A condition; blank is none.
fn text(name: &str, value: Option<String>, violations: &mut Violations) -> Option<String> {
    let value = value.filter(|value| !value.trim().is_empty())?;
    if value.contains('\0') {
        violations.add(name, ViolationCode::Invalid, "contains a NUL character");
    }
    Some(value.trim().to_owned())
}

/// A time of RFC 3339; blank is none.
pub fn time(name: &str, value: Option<&str>, violations: &mut Violations) -> Option<Timestamp> {
    let value = value.filter(|value| !value.trim().is_empty())?;
    match value.trim().parse::<jiff::Timestamp>() {
        Ok(time) => Some(Timestamp(time.as_microsecond())),
        Err(_) => {
            violations.add(name, ViolationCode::Invalid, "is not a time such as 2026-11-22T14:35:46Z");
            None
        }
    }
}
