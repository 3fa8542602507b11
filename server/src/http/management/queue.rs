//! The queue of a mail server.

use std::collections::HashMap;

use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};

use super::Area;
use super::message_views::{MessageView, QueueEntryView};
use crate::app::App;
use crate::http::{ApiError, Caller, Cursor, Page, PageRequest, Permission};
use crate::model::{MessageId, QueuedMessage};
use crate::store;

#[derive(Debug, Default)]
pub struct QueueApi;

/// A message that waits for delivery.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct QueuedMessageView {
    pub message_id: i64,
    /// Absent: the message is deleted.
    pub message: Option<MessageView>,
    #[oai(flatten)]
    pub queue: QueueEntryView,
}

#[OpenApi(tag = "Area::Messages")]
impl QueueApi {
    /// List what waits for delivery, newest message first.
    #[oai(path = "/organizations/:org/servers/:server/queue", method = "get", operation_id = "queue_list")]
    async fn queue_list(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// Permalink or UUID of the organization.
        org: Path<String>,
        /// Permalink or UUID of the mail server.
        server: Path<String>,
        /// 1 to 100.
        limit: Query<Option<u32>>,
        /// `next_cursor` of the page before.
        cursor: Query<Option<String>>,
    ) -> Result<Json<Page<QueuedMessageView>>, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::ReadMessages).await?;
        let request = PageRequest::parse("queue", limit.0, cursor.0.as_deref())?;
        let before = request.after_id()?.map(MessageId);
        let mut conn = app.store.read().await?;
        let rows = store::queue::list(&mut conn, server.id, before, request.fetch()).await?;
        let ids: Vec<MessageId> = rows.iter().map(|row| row.message_id).collect();
        let messages = store::messages::find_many(&mut conn, server.id, &ids).await?;
        let messages: HashMap<_, _> = messages.into_iter().map(|message| (message.id, message)).collect();
        let cursor_of = |row: &QueuedMessage| Cursor::new([row.message_id.to_string()]);
        Ok(Json(Page::build(rows, &request, cursor_of, |row| QueuedMessageView {
            message_id: row.message_id.0,
            message: messages.get(&row.message_id).cloned().map(Into::into),
            queue: row.into(),
        })))
    }
}
