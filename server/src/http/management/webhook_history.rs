//! The history of the webhooks of a mail server.

use std::collections::HashMap;

use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;

use super::Area;
use super::answers::{Done, parse_time, time};
use super::webhook_views::{
    WebhookAttemptDetail, WebhookAttemptView, WebhookReplay, WebhookReplayed, WebhookRequestView,
};
use super::webhooks::{event, find};
use crate::app::App;
use crate::http::caller::Caller;
use crate::http::error::ApiError;
use crate::http::page::{Cursor, Page, PageRequest};
use crate::http::permission::Permission;
use crate::model::{ServerId, ViolationCode, Violations, WebhookAttempt, WebhookId};
use crate::webhooks::AttemptList;

#[derive(Debug, Default)]
pub struct WebhookHistoryApi;

/// UUIDs of the webhooks there are.
async fn uuids(app: &App, server: ServerId) -> Result<HashMap<WebhookId, String>, ApiError> {
    Ok(app.webhooks.uuids(server).await?.into_iter().collect())
}

async fn attempts_of(app: &App, server: ServerId, uuid: &str) -> Result<Vec<WebhookAttempt>, ApiError> {
    let attempts = app.webhooks.attempts_of(server, uuid).await?;
    if attempts.is_empty() { Err(ApiError::not_found("request")) } else { Ok(attempts) }
}

#[OpenApi(tag = "Area::Webhooks")]
impl WebhookHistoryApi {
    /// List attempts at requests, newest first. They are kept for ten days.
    #[oai(
        path = "/organizations/:org/servers/:server/webhooks/history",
        method = "get",
        operation_id = "webhook_history_list"
    )]
    #[expect(clippy::too_many_arguments, reason = "one per parameter")]
    async fn webhook_history_list(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        /// UUID of a webhook.
        webhook: Query<Option<String>>,
        /// Name of an event, of either form.
        event: Query<Option<String>>,
        /// Only successes, or only failures.
        success: Query<Option<bool>>,
        /// 1 to 100.
        limit: Query<Option<u32>>,
        /// `next_cursor` of the page before.
        cursor: Query<Option<String>>,
    ) -> Result<Json<Page<WebhookAttemptView>>, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::ReadWebhooks).await?;
        let page = PageRequest::parse("webhook-history", limit.0, cursor.0.as_deref())?;
        let webhook = match &webhook.0 {
            Some(uuid) => {
                let unknown =
                    || Violations::one("webhook", ViolationCode::Inclusion, "is not a webhook of this server");
                Some(app.webhooks.find(server.id, uuid).await?.ok_or_else(unknown)?.id)
            }
            None => None,
        };
        let kind = event.0.as_deref().map(|name| self::event("event", name)).transpose()?;
        let (is_success, before, limit) = (success.0, page.after_id()?, page.fetch());
        let list = AttemptList { webhook, kind, is_success, before, limit };
        let attempts = app.webhooks.attempts(server.id, &list).await?;
        let uuids = uuids(&app, server.id).await?;
        let cursor_of = |row: &WebhookAttempt| Cursor::new([row.id.to_string()]);
        let view = |row: WebhookAttempt| WebhookAttemptView::new(&row, uuids.get(&row.webhook_id).cloned());
        Ok(Json(Page::build(attempts, &page, cursor_of, view)))
    }

    /// Fetch a request with all its attempts.
    #[oai(
        path = "/organizations/:org/servers/:server/webhooks/history/:uuid",
        method = "get",
        operation_id = "webhook_history_get"
    )]
    async fn webhook_history_get(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        /// UUID of the request.
        uuid: Path<String>,
    ) -> Result<Json<WebhookRequestView>, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::ReadWebhooks).await?;
        let attempts = attempts_of(&app, server.id, &uuid).await?;
        let last = attempts.last().ok_or_else(|| ApiError::not_found("request"))?;
        let uuids = uuids(&app, server.id).await?;
        let view = |row: &WebhookAttempt| WebhookAttemptDetail {
            attempt: WebhookAttemptView::new(row, uuids.get(&row.webhook_id).cloned()),
            body: row.body.clone(),
        };
        Ok(Json(WebhookRequestView {
            uuid: last.request_uuid.clone(),
            event: last.event.clone(),
            format: last.format.into(),
            payload: serde_json::from_str(&last.payload).unwrap_or_default(),
            event_at: time(last.event_at),
            attempts: attempts.iter().map(view).collect(),
        }))
    }

    /// Send a request again, with the same UUID and content.
    ///
    /// One that waits for its next attempt is sent now instead.
    #[oai(
        path = "/organizations/:org/servers/:server/webhooks/history/:uuid/replay",
        method = "post",
        operation_id = "webhook_replay"
    )]
    async fn webhook_replay(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        /// UUID of the request.
        uuid: Path<String>,
    ) -> Result<Done, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::WriteWebhooks).await?;
        let attempts = attempts_of(&app, server.id, &uuid).await?;
        let last = attempts.last().ok_or_else(|| ApiError::not_found("request"))?;
        app.webhooks.replay(last).await?;
        Ok(Done::Done)
    }

    /// Send again what was given up since a time, oldest first, at most 1,000 requests.
    ///
    /// What waits for its next attempt, and what succeeded meanwhile, is left alone.
    #[oai(
        path = "/organizations/:org/servers/:server/webhooks/history/replay",
        method = "post",
        operation_id = "webhook_replay_failed"
    )]
    async fn webhook_replay_failed(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        body: Json<WebhookReplay>,
    ) -> Result<Json<WebhookReplayed>, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::WriteWebhooks).await?;
        let since = parse_time("/since", &body.since)?;
        let until = body.until.as_deref().map(|text| parse_time("/until", text)).transpose()?;
        let webhook = match &body.webhook {
            Some(uuid) => Some(find(&app, server.id, uuid).await?),
            None => None,
        };
        let replayed = app.webhooks.replay_given_up(server.id, webhook.as_ref(), since, until).await?;
        Ok(Json(WebhookReplayed { requests: replayed.requests, has_more: replayed.has_more }))
    }
}
