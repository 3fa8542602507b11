//! Sending: one message, one that the application made itself, many at once; what is sent later.
//!
//! `message_send` stands beside `message_list`, because the framework wants all methods of a path in one place.

use poem::Request;
use poem::web::Data;
use poem_openapi::param::{Header, Path, Query};
use poem_openapi::payload::{Binary, Json};
use poem_openapi::{ApiRequest, ApiResponse, Object, OpenApi};

use super::Area;
use super::answers::parse_time;
use super::batch::{self, BatchResponse, MessageBatch};
use super::idempotency::{self, Begun, Once};
use super::message_views::{MessagePage, MessageView};
use super::messages;
use super::send::{self, MessageSend, MessageSendView};
use crate::app::App;
use crate::http::rate_limit::{Standing, Told};
use crate::http::{ApiError, Caller, Permission};
use crate::ingest::Accepted;
use crate::ingest::compose;
use crate::ingest::compose::extras::{self, ExtrasDraft};
use crate::ingest::compose::raw::{self, RawDraft, RawProblem};
use crate::ingest::compose::submit::{Composed, Origin, Outline, Sender};
use crate::model::{MailServer, MessageId, MessageStatus, ViolationCode, Violations};
use crate::queue::{Cancelled, Rescheduled};
use crate::statistics;
use crate::store::message_filter::MessageFilter;
use crate::suppression;

#[derive(Debug, Default)]
pub struct SendingApi;

/// A message that was looked at and not sent.
#[derive(Debug, Object)]
pub struct MessageValidationView {
    /// Each recipient once.
    pub recipients: Vec<String>,
    /// Those of them that are on a suppression list: mail to them would be held.
    pub suppressed: Vec<String>,
    /// Of the message as it would be sent.
    pub size_bytes: i64,
}

#[derive(ApiResponse)]
pub enum SendResponse {
    /// With `validate_only`: nothing is wrong with it, and nothing was sent.
    #[oai(status = 200)]
    Validated(Json<MessageValidationView>),
    /// Stored and queued, one message per recipient.
    #[oai(status = 202)]
    Accepted(
        Json<MessageSendView>,
        /// `true`: an earlier request with the same `Idempotency-Key` was answered so.
        #[oai(header = "Idempotent-Replayed")]
        Option<bool>,
    ),
}

/// A complete message.
#[derive(Debug, ApiRequest)]
pub enum RawMessage {
    /// Header section, empty line, body (RFC 5322).
    #[oai(content_type = "message/rfc822")]
    Message(Binary<Vec<u8>>),
}

/// When a message is to be sent.
#[derive(Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct MessageReschedule {
    /// RFC 3339, in the future, at most 30 days ahead.
    pub send_at: String,
}

#[OpenApi(tag = "Area::Messages")]
impl SendingApi {
    /// Send a message that the application made itself.
    ///
    /// What is missing is added: `Received`, `Message-ID`, `Date`. The `From` field must be at a verified domain.
    #[oai(
        path = "/organizations/:org/servers/:server/messages/raw",
        method = "post",
        operation_id = "message_send_raw"
    )]
    #[expect(clippy::too_many_arguments, reason = "one per parameter")]
    async fn message_send_raw(
        &self,
        app: Data<&App>,
        request: &Request,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        /// Envelope sender; required.
        from: Query<Option<String>>,
        /// Envelope recipients; may be repeated.
        to: Query<Vec<String>>,
        /// May be repeated, at most 10. Without it the field `X-Postal-Tag` counts.
        tag: Query<Vec<String>>,
        /// Not to be sent before (RFC 3339), at most 30 days ahead.
        send_at: Query<Option<String>>,
        /// Find out what is wrong with it, and send nothing.
        validate_only: Query<Option<bool>>,
        /// As for `message_send`.
        #[oai(name = "Idempotency-Key")]
        idempotency_key: Header<Option<String>>,
        body: RawMessage,
    ) -> Result<SendResponse, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::SendMessages).await?;
        tell_send_limit(&app, request, &server).await?;
        let once = Once::read(request, &caller, &server, "message_send_raw", idempotency_key.0)?;
        let is_trial = validate_only.0 == Some(true);
        let begun = if is_trial { Begun::Now(None) } else { once.begin(&app).await? };
        let ticket = match begun {
            Begun::Before { answer, accepted } => return replayed(&answer, accepted),
            Begun::Now(ticket) => ticket,
        };
        let desk = Desk::open(&app, &caller, &server).await?;
        let send_at = send_at.0.map(|text| parse_time("send_at", &text)).transpose()?;
        let extras = ExtrasDraft { tags: tag.0, send_at, ..ExtrasDraft::default() };
        let RawMessage::Message(Binary(data)) = body;
        let composed = desk.compose_raw(from.0.unwrap_or_default(), to.0, data, extras).await?;
        if is_trial {
            return Ok(validated(&composed));
        }
        finish(&app, ticket, composed).await
    }

    /// Send up to 500 messages.
    ///
    /// The results come in the order of the messages. With the mode `each`, those that are right are sent and the others
    /// say what is wrong; with `atomic`, all are sent or none.
    #[oai(
        path = "/organizations/:org/servers/:server/messages/batch",
        method = "post",
        operation_id = "message_send_batch"
    )]
    #[expect(clippy::too_many_arguments, reason = "one per parameter")]
    async fn message_send_batch(
        &self,
        app: Data<&App>,
        request: &Request,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        /// As for `message_send`.
        #[oai(name = "Idempotency-Key")]
        idempotency_key: Header<Option<String>>,
        body: Json<MessageBatch>,
    ) -> Result<BatchResponse, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::SendMessages).await?;
        tell_send_limit(&app, request, &server).await?;
        let once = Once::read(request, &caller, &server, "message_send_batch", idempotency_key.0)?;
        let ticket = match once.begin(&app).await? {
            Begun::Before { answer, accepted } => return batch::replayed(&answer, accepted),
            Begun::Now(ticket) => ticket,
        };
        let desk = Desk::open(&app, &caller, &server).await?;
        batch::send(&desk, ticket, body.0).await
    }

    /// List messages that are to be sent later, newest first.
    #[oai(path = "/organizations/:org/servers/:server/schedules", method = "get", operation_id = "schedule_list")]
    async fn schedule_list(
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
        let filter = MessageFilter { statuses: vec![MessageStatus::Scheduled], ..MessageFilter::default() };
        messages::list(&app, server.id, &filter, limit.0, cursor.0.as_deref()).await
    }

    /// Send a scheduled message at another time.
    ///
    /// `409` once it is being sent.
    #[oai(
        path = "/organizations/:org/servers/:server/messages/:id/schedule",
        method = "patch",
        operation_id = "message_reschedule"
    )]
    async fn message_reschedule(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        id: Path<i64>,
        body: Json<MessageReschedule>,
    ) -> Result<Json<MessageView>, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::SendMessages).await?;
        let send_at = parse_time("/send_at", &body.send_at)?;
        let mut violations = Violations::new();
        extras::check_send_at("/send_at", send_at, app.clock.now(), &mut violations);
        violations.into_result()?;
        match app.queue.reschedule(server.id, MessageId(id.0), send_at).await? {
            Rescheduled::Done => {}
            Rescheduled::TooLate => return Err(not_scheduled()),
        }
        let mut conn = app.store.read().await?;
        Ok(Json(messages::find(&mut conn, server.id, id.0).await?.into()))
    }

    /// Do not send a scheduled message.
    ///
    /// `409` once it is being sent.
    #[oai(
        path = "/organizations/:org/servers/:server/messages/:id/schedule",
        method = "delete",
        operation_id = "message_unschedule"
    )]
    async fn message_unschedule(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        id: Path<i64>,
    ) -> Result<Json<MessageView>, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::SendMessages).await?;
        match app.queue.unschedule(server.id, MessageId(id.0)).await? {
            Cancelled::Done => {}
            Cancelled::Nothing => return Err(not_scheduled()),
        }
        let mut conn = app.store.read().await?;
        Ok(Json(messages::find(&mut conn, server.id, id.0).await?.into()))
    }
}

/// Sends one message; `key`: the header `Idempotency-Key`.
pub(super) async fn send_one(
    app: &App,
    request: &Request,
    caller: &Caller,
    server: &MailServer,
    key: Option<String>,
    body: MessageSend,
) -> Result<SendResponse, ApiError> {
    tell_send_limit(app, request, server).await?;
    let once = Once::read(request, caller, server, "message_send", key)?;
    let is_trial = body.validate_only;
    let begun = if is_trial { Begun::Now(None) } else { once.begin(app).await? };
    let ticket = match begun {
        Begun::Before { answer, accepted } => return replayed(&answer, accepted),
        Begun::Now(ticket) => ticket,
    };
    let composed = Desk::open(app, caller, server).await?.compose(body).await?;
    if is_trial {
        return Ok(validated(&composed));
    }
    finish(app, ticket, composed).await
}

/// The header fields of the answer say how the mail server stands with its limit; mail beyond it is taken and held.
async fn tell_send_limit(app: &App, request: &Request, server: &MailServer) -> Result<(), ApiError> {
    if let Some(limit) = server.send_limit {
        let (_, sent) = statistics::live(&app.store, server.id, 60, app.clock.now()).await?;
        Told::tell(request, Standing::sending(limit, sent));
    }
    Ok(())
}

fn not_scheduled() -> ApiError {
    ApiError::conflict("not_scheduled", "This message is not scheduled, or is being sent already.")
}

/// Where messages of one request are written.
pub(super) struct Desk<'a> {
    pub app: &'a App,
    server: &'a MailServer,
    origin: Origin,
}

impl<'a> Desk<'a> {
    pub async fn open(app: &'a App, caller: &Caller, server: &'a MailServer) -> Result<Self, ApiError> {
        if server.is_suspended() {
            return Err(ApiError::conflict("server_suspended", "This mail server is suspended."));
        }
        let reverse_name =
            if server.privacy_mode { None } else { app.resolver.ptr(caller.client).await.unwrap_or_default() };
        let host = app.config.postal.web_hostname.clone();
        let origin = Origin { client: caller.client, reverse_name, host, credential_id: None };
        Ok(Self { app, server, origin })
    }

    fn sender(&self) -> Sender<'_> {
        Sender {
            random: &self.app.random,
            now: self.app.clock.now(),
            server: self.server,
            origin: &self.origin,
            return_path_domain: &self.app.config.dns.return_path_domain,
            max_bytes: self.app.config.smtp_server.max_message_bytes(),
        }
    }

    /// The message, or all that is wrong with it.
    pub async fn compose(&self, mut body: MessageSend) -> Result<Composed, ApiError> {
        let mut violations = Violations::new();
        let send_at = body.send_at.take().and_then(|text| match text.parse::<jiff::Timestamp>() {
            Ok(time) => Some(crate::model::Timestamp(time.as_microsecond())),
            Err(_) => {
                violations.add("/send_at", ViolationCode::Invalid, "is not a time (RFC 3339)");
                None
            }
        });
        let draft = ExtrasDraft {
            tags: std::mem::take(&mut body.tags),
            metadata: std::mem::take(&mut body.metadata),
            send_at,
            options: std::mem::take(&mut body.options).into(),
        };
        if let Some(uuid) = &draft.options.ip_pool {
            self.app.ip_pools.check_wish(self.server.organization_id, uuid, &mut violations).await?;
        }
        let tag = body.tag.clone().filter(|tag| !tag.trim().is_empty());
        let extras = extras::check(draft, tag.as_deref(), self.app.clock.now());
        let mut draft = compose::Draft::from(body);
        match extras {
            Ok(extras) => {
                draft.tag = extras.tags.first().cloned().or(draft.tag);
                draft.extras = extras;
            }
            Err(found) => violations.extend(found),
        }
        let mut conn = self.app.store.read().await?;
        let checked = compose::check(&mut conn, self.server, draft).await?;
        drop(conn);
        match checked {
            Ok(letter) => {
                violations.into_result()?;
                self.looked_up(self.sender().compose(&letter)?).await
            }
            Err(problems) => {
                violations.extend(send::violations(&problems));
                Err(violations.into())
            }
        }
    }

    async fn compose_raw(
        &self,
        mail_from: String,
        rcpt_to: Vec<String>,
        data: Vec<u8>,
        draft: ExtrasDraft,
    ) -> Result<Composed, ApiError> {
        if mail_from.trim().is_empty() {
            return Err(Violations::one("from", ViolationCode::Required, "is required").into());
        }
        let in_query = |field: &str| field.replacen("/tags", "tag", 1).trim_start_matches('/').to_owned();
        let extras = extras::check(draft, None, self.app.clock.now()).map_err(|found| found.renamed(in_query))?;
        let max_bytes = self.app.config.smtp_server.max_message_bytes();
        let tag = extras.tags.first().cloned();
        let draft = RawDraft { mail_from, rcpt_to, data, tag, is_bounce: false, extras };
        let mut conn = self.app.store.read().await?;
        let checked = raw::check(&mut conn, self.server, draft, max_bytes, &self.origin.host).await?;
        drop(conn);
        let letter = checked.map_err(raw_problem)?;
        let nobody = || Violations::one("to", ViolationCode::Blank, "can't be blank: there are no recipients");
        self.looked_up(self.sender().compose_raw(letter).ok_or_else(nobody)?).await
    }

    /// With what the suppression lists say now.
    async fn looked_up(&self, mut composed: Composed) -> Result<Composed, ApiError> {
        let recipients: Vec<(&str, &str)> = composed
            .submission
            .recipients
            .iter()
            .map(|recipient| (recipient.rcpt_to.as_str(), recipient.destination.as_str()))
            .collect();
        let mut conn = self.app.store.read().await?;
        let now = self.app.clock.now();
        composed.outline.suppressed = suppression::look_ahead(&mut conn, self.server, &recipients, now).await?;
        Ok(composed)
    }
}

fn raw_problem(problem: RawProblem) -> ApiError {
    let invalid = |field: &str, message: &str| Violations::one(field, ViolationCode::Invalid, message).into();
    match problem {
        RawProblem::NotAuthorized => {
            invalid("body", "has a From field that is missing, repeated, or not at a domain that may be sent from")
        }
        RawProblem::TooLarge(max_bytes) => ApiError::message_too_large(max_bytes),
        RawProblem::Loop => invalid("body", "has too many Received fields: it loops"),
        RawProblem::InvalidRecipient { index, value } => {
            let shown: String = value.chars().take(255).collect();
            invalid("to", &format!("holds something that is no e-mail address (number {}: {shown:?})", index + 1))
        }
        RawProblem::InvalidSender(_) => invalid("from", "is not an e-mail address"),
        RawProblem::TagTooLong => invalid("tag", "is too long"),
        RawProblem::Instruction(fault) => invalid("body", &format!("has a header field that cannot be kept: {fault}")),
    }
}

fn validated(composed: &Composed) -> SendResponse {
    let outline = &composed.outline;
    let suppressed = outline.addresses.iter().zip(&outline.suppressed).filter(|(_, is_suppressed)| **is_suppressed);
    SendResponse::Validated(Json(MessageValidationView {
        recipients: composed.outline.addresses.iter().flatten().cloned().collect(),
        suppressed: suppressed.flat_map(|(addresses, _)| addresses.iter().cloned()).collect(),
        size_bytes: i64::try_from(composed.submission.content.len()).unwrap_or(i64::MAX),
    }))
}

async fn finish(
    app: &App,
    ticket: Option<crate::ingest::idempotency::Ticket>,
    composed: Composed,
) -> Result<SendResponse, ApiError> {
    let answer = serde_json::to_string(&composed.outline).map_err(|error| ApiError::internal(&error))?;
    let stored = idempotency::store(app, ticket, answer, vec![composed.submission]).await?;
    if stored.is_replayed {
        return replayed(&stored.answer, stored.accepted);
    }
    let sent = composed.outline.sent(&mut stored.accepted.into_iter());
    Ok(SendResponse::Accepted(Json(sent.into()), None))
}

fn replayed(answer: &str, accepted: Vec<Accepted>) -> Result<SendResponse, ApiError> {
    let outline: Outline = serde_json::from_str(answer).map_err(|error| ApiError::internal(&error))?;
    let sent = outline.sent(&mut accepted.into_iter());
    Ok(SendResponse::Accepted(Json(sent.into()), Some(true)))
}
