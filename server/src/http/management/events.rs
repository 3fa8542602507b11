//! Events: searching, a file of them, and as they happen.

use poem::Body;
use poem::web::Data;
use poem_openapi::param::{Header, Path, Query};
use poem_openapi::payload::{Binary, Json};
use poem_openapi::{ApiResponse, OpenApi};

use super::Area;
use super::event_stream::{self, Reader};
use super::event_views::{EventPage, EventTypeView, EventView};
use super::export;
use super::message_conditions::{MessageConditions, time};
use super::message_views::{ScopeView, StatusView};
use crate::app::App;
use crate::http::{ApiError, Caller, Cursor, PageRequest, Permission};
use crate::model::{MessageId, ServerId, Timestamp, ViolationCode, Violations};
use crate::store::event_search::{self, EventFilter, EventPosition};

/// Name in cursors.
const LIST: &str = "events";

#[derive(Debug, Default)]
pub struct EventsApi;

/// What the parameters say, unread.
#[derive(Debug)]
struct EventConditions {
    kinds: Vec<EventTypeView>,
    message: Option<i64>,
    before: Option<String>,
    after: Option<String>,
    about: MessageConditions,
}

impl EventConditions {
    async fn filter(self, app: &App, server: ServerId) -> Result<EventFilter, ApiError> {
        let mut violations = Violations::new();
        let before = time("before", self.before.as_deref(), &mut violations);
        let after = time("after", self.after.as_deref(), &mut violations);
        Ok(EventFilter {
            kinds: self.kinds.into_iter().map(Into::into).collect(),
            message: self.message.map(MessageId),
            before,
            after,
            about: self.about.filter(app, server, violations).await?,
        })
    }
}

#[derive(ApiResponse)]
enum ExportResponse {
    /// One event per line, as `event_list` has them.
    #[oai(status = 200, content_type = "application/x-ndjson")]
    Ndjson(
        Binary<Body>,
        /// Always a download.
        #[oai(header = "Content-Disposition")]
        String,
    ),
}

#[derive(ApiResponse)]
enum StreamResponse {
    /// Server-sent events: `data` is an event as `event_list` has it, `id` what to go on from. A line with a `:` and an id
    /// without data come at least every 15 seconds.
    #[oai(status = 200, content_type = "text/event-stream")]
    Stream(
        Binary<Body>,
        /// `no`: proxies pass each event on at once.
        #[oai(header = "X-Accel-Buffering")]
        String,
    ),
}

#[OpenApi(tag = "Area::Events")]
impl EventsApi {
    /// Search what happened, newest first.
    ///
    /// All conditions must hold. Text is compared without case. Types, times and the number of a message are looked up in
    /// an index, and so is what leaves no more than 1,024 messages: recipient, Message-ID, tag, metadata, one status. With
    /// other conditions one request looks at 50,000 events at most and then says in `searched_until` how far it came.
    /// Events are deleted with their message, and those about no message after the same time: `retention_days`.
    #[oai(path = "/organizations/:org/servers/:server/events", method = "get", operation_id = "event_list")]
    #[expect(clippy::too_many_arguments, reason = "one per condition")]
    async fn event_list(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// Permalink or UUID of the organization.
        org: Path<String>,
        /// Permalink or UUID of the mail server.
        server: Path<String>,
        /// Any of these; may be repeated.
        #[oai(name = "type")]
        kinds: Query<Vec<EventTypeView>>,
        /// Strictly before this time (RFC 3339).
        before: Query<Option<String>>,
        /// Strictly after this time (RFC 3339).
        after: Query<Option<String>>,
        /// Number of the message.
        message: Query<Option<i64>>,
        /// Direction of the message.
        scope: Query<Option<ScopeView>>,
        /// What has become of the message by now: any of these; may be repeated.
        status: Query<Vec<StatusView>>,
        /// Envelope recipient.
        to: Query<Option<String>>,
        /// Envelope sender.
        from: Query<Option<String>>,
        /// Any tag of the message.
        tag: Query<Option<String>>,
        /// `key:value`; all of these.
        metadata: Query<Vec<String>>,
        /// With or without angle brackets.
        message_id: Query<Option<String>>,
        /// Part of the subject.
        subject: Query<Option<String>>,
        /// 1 to 100.
        limit: Query<Option<u32>>,
        /// `next_cursor` of the page before.
        cursor: Query<Option<String>>,
    ) -> Result<Json<EventPage>, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::ReadMessages).await?;
        let request = PageRequest::parse(LIST, limit.0, cursor.0.as_deref())?;
        let position = request.after.as_ref().map(position).transpose()?;
        let about = MessageConditions {
            scope: scope.0,
            status: status.0,
            to: to.0,
            from: from.0,
            tag: tag.0,
            metadata: metadata.0,
            message_id: message_id.0,
            subject: subject.0,
            ..MessageConditions::default()
        };
        let conditions =
            EventConditions { kinds: kinds.0, message: message.0, before: before.0, after: after.0, about };
        let filter = conditions.filter(&app, server.id).await?;
        let mut conn = app.store.read().await?;
        let found = event_search::list(&mut conn, server.id, &filter, position, request.limit as usize).await?;
        let details = event_search::details(&mut conn, server.id, found.items).await?;
        Ok(Json(EventPage {
            items: details.into_iter().map(Into::into).collect(),
            next_cursor: found.next.map(|next| Cursor::new([next.at.0.to_string(), next.id.to_string()]).encode(LIST)),
            searched_until: found.searched_until.map(Timestamp::to_rfc3339),
            retention_days: server.message_retention_days,
        }))
    }

    /// Download events as a file, newest first, however many there are.
    ///
    /// Conditions are those of `event_list`. What happens meanwhile is left out.
    #[oai(path = "/organizations/:org/servers/:server/events/export", method = "get", operation_id = "event_export")]
    #[expect(clippy::too_many_arguments, reason = "one per condition")]
    async fn event_export(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// Permalink or UUID of the organization.
        org: Path<String>,
        /// Permalink or UUID of the mail server.
        server: Path<String>,
        /// Any of these; may be repeated.
        #[oai(name = "type")]
        kinds: Query<Vec<EventTypeView>>,
        /// Strictly before this time (RFC 3339).
        before: Query<Option<String>>,
        /// Strictly after this time (RFC 3339).
        after: Query<Option<String>>,
        /// Number of the message.
        message: Query<Option<i64>>,
        /// Direction of the message.
        scope: Query<Option<ScopeView>>,
        /// What has become of the message by now: any of these; may be repeated.
        status: Query<Vec<StatusView>>,
        /// Envelope recipient.
        to: Query<Option<String>>,
        /// Envelope sender.
        from: Query<Option<String>>,
        /// Any tag of the message.
        tag: Query<Option<String>>,
        /// `key:value`; all of these.
        metadata: Query<Vec<String>>,
        /// With or without angle brackets.
        message_id: Query<Option<String>>,
        /// Part of the subject.
        subject: Query<Option<String>>,
    ) -> Result<ExportResponse, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::ReadMessages).await?;
        let about = MessageConditions {
            scope: scope.0,
            status: status.0,
            to: to.0,
            from: from.0,
            tag: tag.0,
            metadata: metadata.0,
            message_id: message_id.0,
            subject: subject.0,
            ..MessageConditions::default()
        };
        let conditions =
            EventConditions { kinds: kinds.0, message: message.0, before: before.0, after: after.0, about };
        let filter = conditions.filter(&app, server.id).await?;
        let name = export::attachment("events", &server.permalink, "ndjson");
        Ok(ExportResponse::Ndjson(Binary(file(&app, server.id, filter).await?), name))
    }

    /// Be told what happens, as it happens.
    ///
    /// Begins with what happens from now on, or after the event with the id in `Last-Event-ID`; nothing is left out or
    /// comes twice, in whichever process it happens. Ends when the session or token does, when the caller may no longer
    /// see the mail server, and when the process stops: come back then with the last id.
    #[oai(path = "/organizations/:org/servers/:server/events/stream", method = "get", operation_id = "event_stream")]
    #[expect(clippy::too_many_arguments, reason = "one per condition")]
    async fn event_stream(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// Permalink or UUID of the organization.
        org: Path<String>,
        /// Permalink or UUID of the mail server.
        server: Path<String>,
        /// The last `id` that was received.
        #[oai(name = "Last-Event-ID")]
        last_event_id: Header<Option<String>>,
        /// As the header, for clients that cannot set one. The header wins.
        #[oai(name = "last_event_id")]
        last_event_id_parameter: Query<Option<String>>,
        /// Any of these; may be repeated.
        #[oai(name = "type")]
        kinds: Query<Vec<EventTypeView>>,
        /// Number of the message.
        message: Query<Option<i64>>,
        /// Direction of the message.
        scope: Query<Option<ScopeView>>,
        /// What has become of the message by now: any of these; may be repeated.
        status: Query<Vec<StatusView>>,
        /// Envelope recipient.
        to: Query<Option<String>>,
        /// Envelope sender.
        from: Query<Option<String>>,
        /// Any tag of the message.
        tag: Query<Option<String>>,
        /// `key:value`; all of these.
        metadata: Query<Vec<String>>,
        /// With or without angle brackets.
        message_id: Query<Option<String>>,
        /// Part of the subject.
        subject: Query<Option<String>>,
    ) -> Result<StreamResponse, ApiError> {
        let mail_server = caller.mail_server(&app, &org, &server, Permission::ReadMessages).await?;
        let seen = last_event_id.0.or(last_event_id_parameter.0).filter(|id| !id.trim().is_empty());
        let seen = seen.map(|id| last_id(&id)).transpose()?;
        let about = MessageConditions {
            scope: scope.0,
            status: status.0,
            to: to.0,
            from: from.0,
            tag: tag.0,
            metadata: metadata.0,
            message_id: message_id.0,
            subject: subject.0,
            ..MessageConditions::default()
        };
        let conditions = EventConditions { kinds: kinds.0, message: message.0, before: None, after: None, about };
        let filter = conditions.filter(&app, mail_server.id).await?;
        let follower = app.events.follow(mail_server.id, filter, seen).await?;
        let follower = follower.ok_or_else(|| ApiError::unavailable("Too many follow events at present."))?;
        let reader = Reader { app: App::clone(&app), caller, org: org.0, server: mail_server.uuid };
        Ok(StreamResponse::Stream(Binary(event_stream::body(reader, follower)), "no".to_owned()))
    }
}

fn position(cursor: &Cursor) -> Result<EventPosition, ApiError> {
    match (cursor.integer(0), cursor.integer(1)) {
        (Some(time), Some(id)) => Ok(EventPosition { at: Timestamp(time), id }),
        _ => Err(PageRequest::foreign()),
    }
}

fn last_id(text: &str) -> Result<i64, ApiError> {
    text.trim().parse().ok().filter(|id| *id >= 0).ok_or_else(|| {
        Violations::one("Last-Event-ID", ViolationCode::NotAnInteger, "is not the id of an event").into()
    })
}

async fn file(app: &App, server: ServerId, filter: EventFilter) -> Result<Body, ApiError> {
    let store = app.store.clone();
    export::body(move |after: Option<EventPosition>| {
        let (store, filter) = (store.clone(), filter.clone());
        async move {
            let mut conn = store.read().await?;
            let found = event_search::list(&mut conn, server, &filter, after, export::PIECE).await?;
            let details = event_search::details(&mut conn, server, found.items).await?;
            let views: Vec<EventView> = details.into_iter().map(Into::into).collect();
            Ok((export::write_lines(&views), found.next))
        }
    })
    .await
}
