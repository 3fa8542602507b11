//! Messages: lists, one message, its delivery records, and what people do with it.

use poem::Request;
use poem::web::Data;
use poem_openapi::param::{Header, Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{Enum, Object, OpenApi};

use super::Area;
use super::message_views::{
    CredentialNameView, DeliveryView, DomainNameView, EndpointNameView, MessageDetailsView, MessagePage, MessageView,
    RouteNameView, ScopeView, StatusView,
};
use super::send::MessageSend;
use super::sending::{self, SendResponse};
use crate::app::App;
use crate::http::{ApiError, Caller, Cursor, Page, PageRequest, Permission};
use crate::model::{Message, MessageId, ServerId, Timestamp, ViolationCode, Violations};
use crate::queue::{Cancelled, QueueError, Retried};
use crate::store;
use crate::store::message_filter::MessageFilter;
use crate::store::messages::MessagePosition;

/// Name in cursors; held messages are the same list with a condition.
const LIST: &str = "messages";

#[derive(Debug, Default)]
pub struct MessagesApi;

/// What became of a retry.
#[derive(Debug, Clone, Copy, Enum)]
#[oai(rename_all = "snake_case")]
pub enum RetryResult {
    /// It waited in the queue and is due now.
    Hurried,
    /// It was held and is in the queue now; holds no longer apply.
    Released,
    /// It was finished and is in the queue again; holds do not apply.
    Redelivered,
}

#[derive(Debug, Object)]
pub struct MessageRetryView {
    pub result: RetryResult,
}

#[OpenApi(tag = "Area::Messages")]
impl MessagesApi {
    /// List messages, newest first.
    ///
    /// All conditions must hold. Text is compared without case. Only recipient, token, one status, held and the times have
    /// an index: with other conditions one request looks at 50,000 messages at most and then says in `searched_until` how
    /// far it came.
    #[oai(path = "/organizations/:org/servers/:server/messages", method = "get", operation_id = "message_list")]
    #[expect(clippy::too_many_arguments, reason = "one per condition")]
    async fn message_list(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// Permalink or UUID of the organization.
        org: Path<String>,
        /// Permalink or UUID of the mail server.
        server: Path<String>,
        scope: Query<Option<ScopeView>>,
        /// Any of these; may be repeated.
        status: Query<Vec<StatusView>>,
        /// Whether it waits for a person.
        held: Query<Option<bool>>,
        /// Whether inspection called it spam. Mail that was not inspected is no spam.
        spam: Query<Option<bool>>,
        /// Whether a virus or the like was found.
        threat: Query<Option<bool>>,
        /// Whether it is a bounce.
        bounce: Query<Option<bool>>,
        /// UUID of the route that took it.
        route: Query<Option<String>>,
        /// Envelope recipient.
        to: Query<Option<String>>,
        /// Domain of the envelope recipient.
        to_domain: Query<Option<String>>,
        /// Envelope sender.
        from: Query<Option<String>>,
        tag: Query<Option<String>>,
        token: Query<Option<String>>,
        /// With or without angle brackets. Finds messages of both scopes.
        message_id: Query<Option<String>>,
        /// Part of the subject.
        subject: Query<Option<String>>,
        /// Received strictly before this time (RFC 3339).
        before: Query<Option<String>>,
        /// Received strictly after this time (RFC 3339).
        after: Query<Option<String>>,
        /// 1 to 100.
        limit: Query<Option<u32>>,
        /// `next_cursor` of the page before.
        cursor: Query<Option<String>>,
    ) -> Result<Json<MessagePage>, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::ReadMessages).await?;
        let mut violations = Violations::new();
        let before = time("before", before.0.as_deref(), &mut violations);
        let after = time("after", after.0.as_deref(), &mut violations);
        let message_id = text("message_id", message_id.0, &mut violations)
            .map(|id| id.trim_start_matches('<').trim_end_matches('>').to_owned());
        let route_id = match text("route", route.0, &mut violations) {
            Some(uuid) if violations.is_empty() => {
                let found = app.routing.find_route(server.id, &uuid).await?;
                if found.is_none() {
                    violations.add("route", ViolationCode::Invalid, "is not a route of this mail server");
                }
                found.map(|entry| entry.route.id)
            }
            _ => None,
        };
        let filter = MessageFilter {
            // 3.3: a Message-ID lifts the scope.
            scope: scope.0.filter(|_| message_id.is_none()).map(Into::into),
            statuses: status.0.into_iter().map(Into::into).collect(),
            is_held: held.0,
            is_spam: spam.0,
            is_threat: threat.0,
            is_bounce: bounce.0,
            route_id,
            to_key: text("to", to.0, &mut violations).map(|to| to.to_lowercase()),
            to_domain_key: text("to_domain", to_domain.0, &mut violations).map(|domain| domain.to_lowercase()),
            from: text("from", from.0, &mut violations),
            tag: text("tag", tag.0, &mut violations),
            token: text("token", token.0, &mut violations),
            message_id,
            subject: text("subject", subject.0, &mut violations),
            before,
            after,
        };
        violations.into_result()?;
        list(&app, server.id, &filter, limit.0, cursor.0.as_deref()).await
    }

    /// Send a message.
    ///
    /// Answered when the message is stored durably; delivery follows, or begins at `send_at`.
    #[oai(path = "/organizations/:org/servers/:server/messages", method = "post", operation_id = "message_send")]
    #[expect(clippy::too_many_arguments, reason = "one per parameter")]
    async fn message_send(
        &self,
        app: Data<&App>,
        request: &Request,
        caller: Caller,
        /// Permalink or UUID of the organization.
        org: Path<String>,
        /// Permalink or UUID of the mail server.
        server: Path<String>,
        /// Of your choice, 1 to 256 characters: within 24 hours, a repeated request with the same key and body is not
        /// carried out again but answered as the first.
        #[oai(name = "Idempotency-Key")]
        idempotency_key: Header<Option<String>>,
        body: Json<MessageSend>,
    ) -> Result<SendResponse, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::SendMessages).await?;
        sending::send_one(&app, request, &caller, &server, idempotency_key.0, body.0).await
    }

    /// List messages that wait for a person, newest first.
    #[oai(path = "/organizations/:org/servers/:server/messages/held", method = "get", operation_id = "message_held")]
    async fn message_held(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        /// 1 to 100.
        limit: Query<Option<u32>>,
        /// `next_cursor` of the page before.
        cursor: Query<Option<String>>,
    ) -> Result<Json<MessagePage>, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::ReadMessages).await?;
        let filter = MessageFilter { is_held: Some(true), ..MessageFilter::default() };
        list(&app, server.id, &filter, limit.0, cursor.0.as_deref()).await
    }

    /// Fetch one message. Bodies and attachments have operations of their own.
    #[oai(path = "/organizations/:org/servers/:server/messages/:id", method = "get", operation_id = "message_get")]
    async fn message_get(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        id: Path<i64>,
    ) -> Result<Json<MessageDetailsView>, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::ReadMessages).await?;
        let mut conn = app.store.read().await?;
        let message = find(&mut conn, server.id, id.0).await?;
        Ok(Json(details(&mut conn, message).await?))
    }

    /// List the delivery records of a message, oldest first, all on one page.
    #[oai(
        path = "/organizations/:org/servers/:server/messages/:id/deliveries",
        method = "get",
        operation_id = "message_deliveries"
    )]
    async fn message_deliveries(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        id: Path<i64>,
    ) -> Result<Json<Page<DeliveryView>>, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::ReadMessages).await?;
        let mut conn = app.store.read().await?;
        let message = find(&mut conn, server.id, id.0).await?;
        let deliveries = store::deliveries::list_for_message(&mut conn, server.id, message.id).await?;
        Ok(Json(Page { items: deliveries.into_iter().map(Into::into).collect(), next_cursor: None }))
    }

    /// Send a message now: shorten its wait, release its hold, or deliver it again.
    #[oai(
        path = "/organizations/:org/servers/:server/messages/:id/retry",
        method = "post",
        operation_id = "message_retry"
    )]
    async fn message_retry(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        id: Path<i64>,
    ) -> Result<Json<MessageRetryView>, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::WriteMessages).await?;
        let result = match app.queue.retry(server.id, MessageId(id.0)).await? {
            Retried::Hurried => RetryResult::Hurried,
            Retried::Released => RetryResult::Released,
            Retried::Redelivered => RetryResult::Redelivered,
        };
        Ok(Json(MessageRetryView { result }))
    }

    /// End a hold without sending the message.
    #[oai(
        path = "/organizations/:org/servers/:server/messages/:id/cancel_hold",
        method = "post",
        operation_id = "message_cancel_hold"
    )]
    async fn message_cancel_hold(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        id: Path<i64>,
    ) -> Result<Json<MessageView>, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::WriteMessages).await?;
        match app.queue.cancel_hold(server.id, MessageId(id.0)).await? {
            Cancelled::Done => {}
            Cancelled::Nothing => return Err(ApiError::conflict("not_held", "This message is not held.")),
        }
        let mut conn = app.store.read().await?;
        Ok(Json(find(&mut conn, server.id, id.0).await?.into()))
    }

    /// Take a message off the queue without sending it.
    #[oai(
        path = "/organizations/:org/servers/:server/messages/:id/remove_from_queue",
        method = "post",
        operation_id = "message_remove_from_queue"
    )]
    async fn message_remove_from_queue(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        id: Path<i64>,
    ) -> Result<Json<MessageView>, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::WriteMessages).await?;
        match app.queue.remove_from_queue(server.id, MessageId(id.0)).await? {
            Cancelled::Done => {}
            Cancelled::Nothing => return Err(ApiError::conflict("not_queued", "This message is not in the queue.")),
        }
        let mut conn = app.store.read().await?;
        Ok(Json(find(&mut conn, server.id, id.0).await?.into()))
    }
}

/// The message with what belongs to it, as far as that is still there.
async fn details(conn: &mut store::Conn, message: Message) -> Result<MessageDetailsView, ApiError> {
    let queue = store::queue::find(conn, message.server_id, message.id).await?.map(Into::into);
    let credential = match message.credential_id {
        Some(id) => store::credentials::find(conn, id).await?.map(|credential| CredentialNameView {
            uuid: credential.uuid,
            name: credential.name,
            kind: credential.kind.into(),
        }),
        None => None,
    };
    let domain = match message.domain_id {
        Some(id) => {
            store::domains::find(conn, id).await?.map(|domain| DomainNameView { uuid: domain.uuid, name: domain.name })
        }
        None => None,
    };
    let route = match message.route_id {
        Some(id) => store::routes::find(conn, id).await?,
        None => None,
    };
    let target = message.endpoint.or_else(|| route.as_ref().and_then(|route| route.endpoint));
    let mut names = store::endpoints::names(conn, target.as_slice()).await?;
    let endpoint = target.and_then(|target| names.remove(&target)).map(|name| EndpointNameView {
        uuid: name.uuid,
        kind: name.endpoint.into(),
        description: name.description,
    });
    let spam_checks = store::inspections::list(conn, message.server_id, message.id).await?;
    Ok(MessageDetailsView {
        queue,
        credential,
        domain,
        route: route.map(|route| RouteNameView { description: route.description(), uuid: route.uuid }),
        endpoint,
        client_helo: message.client_helo.clone(),
        verification: message.verification.as_deref().and_then(|text| serde_json::from_str(text).ok()),
        spam_checks: spam_checks.into_iter().map(Into::into).collect(),
        message: message.into(),
    })
}

/// The message, or "not found".
pub(super) async fn find(conn: &mut store::Conn, server: ServerId, id: i64) -> Result<Message, ApiError> {
    store::messages::find(conn, server, MessageId(id)).await?.ok_or_else(|| ApiError::not_found("message"))
}

pub(super) async fn list(
    app: &App,
    server: ServerId,
    filter: &MessageFilter,
    limit: Option<u32>,
    cursor: Option<&str>,
) -> Result<Json<MessagePage>, ApiError> {
    let request = PageRequest::parse(LIST, limit, cursor)?;
    let after = match &request.after {
        None => None,
        Some(cursor) => match (cursor.integer(0), cursor.integer(1)) {
            (Some(time), Some(id)) => Some(MessagePosition { created_at: Timestamp(time), id: MessageId(id) }),
            _ => return Err(PageRequest::foreign()),
        },
    };
    let mut conn = app.store.read().await?;
    let found = store::messages::list(&mut conn, server, filter, after, request.limit as usize).await?;
    Ok(Json(MessagePage {
        items: found.items.into_iter().map(Into::into).collect(),
        next_cursor: found
            .next
            .map(|next| Cursor::new([next.created_at.0.to_string(), next.id.to_string()]).encode(LIST)),
        searched_until: found.searched_until.map(Timestamp::to_rfc3339),
    }))
}

/// A condition; blank is none.
fn text(name: &str, value: Option<String>, violations: &mut Violations) -> Option<String> {
    let value = value.filter(|value| !value.trim().is_empty())?;
    if value.contains('\0') {
        violations.add(name, ViolationCode::Invalid, "contains a NUL character");
    }
    Some(value.trim().to_owned())
}

fn time(name: &str, value: Option<&str>, violations: &mut Violations) -> Option<Timestamp> {
    let value = value.filter(|value| !value.trim().is_empty())?;
    match value.trim().parse::<jiff::Timestamp>() {
        Ok(time) => Some(Timestamp(time.as_microsecond())),
        Err(_) => {
            violations.add(name, ViolationCode::Invalid, "is not a time such as 2026-11-22T14:35:46Z");
            None
        }
    }
}

impl From<QueueError> for ApiError {
    fn from(error: QueueError) -> Self {
        match error {
            QueueError::NoMessage => Self::not_found("message"),
            QueueError::ContentRemoved => Self::conflict("content_removed", error.to_string()),
            QueueError::InProgress => Self::conflict("in_progress", error.to_string()),
            QueueError::Store(error) => error.into(),
        }
    }
}
