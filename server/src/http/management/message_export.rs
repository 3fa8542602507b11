//! The message list as a file.

use poem::Body;
use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Binary;
use poem_openapi::{ApiResponse, OpenApi};

use super::Area;
use super::export::{self, FileFormat};
use super::message_conditions::MessageConditions;
use super::message_views::{MessageView, ScopeView, StatusView};
use crate::app::App;
use crate::http::{ApiError, Caller, Permission};
use crate::model::{Message, MessageId, ServerId, Timestamp, Violations};
use crate::store;
use crate::store::message_filter::MessageFilter;
use crate::store::messages::MessagePosition;

#[derive(Debug, Default)]
pub struct MessageExportApi;

#[derive(ApiResponse)]
enum ExportResponse {
    /// RFC 4180, UTF-8, with a header row; what a spreadsheet would compute begins with `'`.
    #[oai(status = 200, content_type = "text/csv")]
    Csv(
        Binary<Body>,
        /// Always a download.
        #[oai(header = "Content-Disposition")]
        String,
    ),
    /// One object per line, as `message_list` has them.
    #[oai(status = 200, content_type = "application/x-ndjson")]
    Ndjson(
        Binary<Body>,
        /// Always a download.
        #[oai(header = "Content-Disposition")]
        String,
    ),
}

#[OpenApi(tag = "Area::Messages")]
impl MessageExportApi {
    /// Download messages as a file, newest first, however many there are.
    ///
    /// Conditions are those of `message_list`. What arrives meanwhile is left out.
    #[oai(
        path = "/organizations/:org/servers/:server/messages/export",
        method = "get",
        operation_id = "message_export"
    )]
    #[expect(clippy::too_many_arguments, reason = "one per condition")]
    async fn message_export(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        /// `csv` when absent.
        format: Query<Option<FileFormat>>,
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
        /// Any of its tags.
        tag: Query<Option<String>>,
        /// `key:value`; all of these.
        metadata: Query<Vec<String>>,
        /// The 16 characters that are sent along as `X-Postal-MsgID`.
        token: Query<Option<String>>,
        /// With or without angle brackets. Finds messages of both scopes.
        message_id: Query<Option<String>>,
        /// Part of the subject.
        subject: Query<Option<String>>,
        /// Received strictly before this time (RFC 3339).
        before: Query<Option<String>>,
        /// Received strictly after this time (RFC 3339).
        after: Query<Option<String>>,
    ) -> Result<ExportResponse, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::ReadMessages).await?;
        let conditions = MessageConditions {
            scope: scope.0,
            status: status.0,
            held: held.0,
            spam: spam.0,
            threat: threat.0,
            bounce: bounce.0,
            route: route.0,
            to: to.0,
            to_domain: to_domain.0,
            from: from.0,
            tag: tag.0,
            metadata: metadata.0,
            token: token.0,
            message_id: message_id.0,
            subject: subject.0,
            before: before.0,
            after: after.0,
        };
        let filter = conditions.filter(&app, server.id, Violations::new()).await?;
        let format = format.0.unwrap_or(FileFormat::Csv);
        let body = Binary(file(&app, server.id, filter, format).await?);
        Ok(match format {
            FileFormat::Csv => ExportResponse::Csv(body, export::attachment("messages", &server.permalink, "csv")),
            FileFormat::Ndjson => {
                ExportResponse::Ndjson(body, export::attachment("messages", &server.permalink, "ndjson"))
            }
        })
    }
}

async fn file(app: &App, server: ServerId, filter: MessageFilter, format: FileFormat) -> Result<Body, ApiError> {
    let store = app.store.clone();
    export::body(move |after: Option<MessagePosition>| {
        let (store, filter) = (store.clone(), filter.clone());
        async move {
            let mut conn = store.read().await?;
            let found = store::messages::list(&mut conn, server, &filter, after, export::PIECE).await?;
            drop(conn);
            let bytes = match format {
                FileFormat::Csv => {
                    let header = after.is_none().then(|| HEADER.map(str::to_owned));
                    export::write_rows(header.into_iter().chain(found.items.into_iter().map(cells)))?
                }
                FileFormat::Ndjson => {
                    let views: Vec<MessageView> = found.items.into_iter().map(Into::into).collect();
                    export::write_lines(&views)
                }
            };
            Ok((bytes, found.next))
        }
    })
    .await
}

/// Names of `MessageView`.
const HEADER: [&str; 16] = [
    "id",
    "created_at",
    "scope",
    "status",
    "rcpt_to",
    "mail_from",
    "subject",
    "message_id",
    "tags",
    "metadata",
    "token",
    "size_bytes",
    "spam_score",
    "loaded_at",
    "clicked_at",
    "last_delivery_attempt_at",
];

fn cells(message: Message) -> [String; 16] {
    let time = |time: Option<Timestamp>| time.map(Timestamp::to_rfc3339).unwrap_or_default();
    let metadata = &message.extras.metadata;
    let MessageId(id) = message.id;
    [
        id.to_string(),
        message.created_at.to_rfc3339(),
        message.scope.as_str().to_owned(),
        message.status.as_str().to_owned(),
        message.rcpt_to,
        message.mail_from.unwrap_or_default(),
        message.subject.unwrap_or_default(),
        message.message_id.unwrap_or_default(),
        message.extras.tags.join(" "),
        if metadata.is_empty() { String::new() } else { serde_json::json!(metadata).to_string() },
        message.token,
        message.size_bytes.to_string(),
        message.inspected.map(|found| found.spam_score.to_string()).unwrap_or_default(),
        time(message.loaded_at),
        time(message.clicked_at),
        time(message.last_delivery_attempt_at),
    ]
}
