//! Webhooks of a mail server.

use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;

use super::Area;
use super::answers::{Created, Done};
use super::webhook_views::{
    WebhookCreate, WebhookCreated, WebhookEventList, WebhookSecrets, WebhookTest, WebhookTestResult, WebhookUpdate,
    WebhookView,
};
use crate::app::App;
use crate::http::caller::Caller;
use crate::http::error::ApiError;
use crate::http::page::{Cursor, Page, PageRequest};
use crate::http::permission::Permission;
use crate::model::{EventKind, ServerId, ViolationCode, Violations, Webhook};

#[derive(Debug, Default)]
pub struct WebhooksApi;

pub(super) async fn find(app: &App, server: ServerId, uuid: &str) -> Result<Webhook, ApiError> {
    app.webhooks.find(server, uuid).await?.ok_or_else(|| ApiError::not_found("webhook"))
}

/// An event by either of its names.
pub(super) fn event(field: &str, name: &str) -> Result<EventKind, ApiError> {
    let unknown = || Violations::one(field, ViolationCode::Inclusion, "is not an event").into();
    EventKind::parse_any(name).ok_or_else(unknown)
}

#[OpenApi(tag = "Area::Webhooks")]
impl WebhooksApi {
    /// List the webhooks of a mail server by name, without secrets.
    #[oai(path = "/organizations/:org/servers/:server/webhooks", method = "get", operation_id = "webhook_list")]
    async fn webhook_list(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        /// 1 to 100.
        limit: Query<Option<u32>>,
        /// `next_cursor` of the page before.
        cursor: Query<Option<String>>,
    ) -> Result<Json<Page<WebhookView>>, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::ReadWebhooks).await?;
        let page = PageRequest::parse("webhooks", limit.0, cursor.0.as_deref())?;
        let found = app.webhooks.list(server.id, page.after_text()?, page.fetch()).await?;
        let cursor_of = |row: &Webhook| Cursor::new([row.name.clone(), row.id.to_string()]);
        Ok(Json(Page::build(found, &page, cursor_of, WebhookView::from)))
    }

    /// Make a webhook. The answer shows the secret of its signatures.
    #[oai(path = "/organizations/:org/servers/:server/webhooks", method = "post", operation_id = "webhook_create")]
    async fn webhook_create(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        body: Json<WebhookCreate>,
    ) -> Result<Created<WebhookCreated>, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::WriteWebhooks).await?;
        Ok(Created::new(app.webhooks.create(&server, &body.0.into()).await?))
    }

    /// List all events that a webhook can be told of.
    #[oai(
        path = "/organizations/:org/servers/:server/webhooks/events",
        method = "get",
        operation_id = "webhook_events"
    )]
    async fn webhook_events(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
    ) -> Result<Json<WebhookEventList>, ApiError> {
        caller.mail_server(&app, &org, &server, Permission::ReadWebhooks).await?;
        Ok(Json(WebhookEventList { items: EventKind::ALL.iter().copied().map(Into::into).collect() }))
    }

    /// Fetch one webhook without its secrets.
    #[oai(path = "/organizations/:org/servers/:server/webhooks/:uuid", method = "get", operation_id = "webhook_get")]
    async fn webhook_get(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        uuid: Path<String>,
    ) -> Result<Json<WebhookView>, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::ReadWebhooks).await?;
        Ok(Json(find(&app, server.id, &uuid).await?.into()))
    }

    /// Change a webhook.
    ///
    /// Disabling it does not stop what is queued already.
    #[oai(
        path = "/organizations/:org/servers/:server/webhooks/:uuid",
        method = "patch",
        operation_id = "webhook_update"
    )]
    async fn webhook_update(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        uuid: Path<String>,
        body: Json<WebhookUpdate>,
    ) -> Result<Json<WebhookView>, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::WriteWebhooks).await?;
        let webhook = find(&app, server.id, &uuid).await?;
        Ok(Json(app.webhooks.update(&webhook, &body.0.into()).await?.into()))
    }

    /// Delete a webhook and what is queued for it. Its history stays.
    #[oai(
        path = "/organizations/:org/servers/:server/webhooks/:uuid",
        method = "delete",
        operation_id = "webhook_delete"
    )]
    async fn webhook_delete(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        uuid: Path<String>,
    ) -> Result<Done, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::WriteWebhooks).await?;
        app.webhooks.delete(&find(&app, server.id, &uuid).await?).await?;
        Ok(Done::Done)
    }

    /// Show the secret of the signatures, the URL with its password and the custom header fields. Logged.
    #[oai(
        path = "/organizations/:org/servers/:server/webhooks/:uuid/reveal_secret",
        method = "post",
        operation_id = "webhook_reveal_secret"
    )]
    async fn webhook_reveal_secret(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        uuid: Path<String>,
    ) -> Result<Json<WebhookSecrets>, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::WriteWebhooks).await?;
        let webhook = find(&app, server.id, &uuid).await?;
        let secrets = app.webhooks.reveal(&webhook)?;
        tracing::info!(
            webhook = webhook.uuid,
            user = caller.user.uuid,
            client_ip = %caller.client,
            "{} looked at the secrets of webhook {}",
            caller.user.email_address,
            webhook.name
        );
        Ok(Json(secrets.into()))
    }

    /// Make a new secret for the signatures. The one before signs too for 24 hours.
    #[oai(
        path = "/organizations/:org/servers/:server/webhooks/:uuid/rotate_secret",
        method = "post",
        operation_id = "webhook_rotate_secret"
    )]
    async fn webhook_rotate_secret(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        uuid: Path<String>,
    ) -> Result<Json<WebhookSecrets>, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::WriteWebhooks).await?;
        let webhook = find(&app, server.id, &uuid).await?;
        Ok(Json(app.webhooks.rotate_secret(&webhook).await?.into()))
    }

    /// Send an example of an event now and answer what came back.
    ///
    /// Works with a disabled webhook, too. The attempt is in the history and has no other effect.
    #[oai(
        path = "/organizations/:org/servers/:server/webhooks/:uuid/test",
        method = "post",
        operation_id = "webhook_test"
    )]
    async fn webhook_test(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        uuid: Path<String>,
        body: Json<WebhookTest>,
    ) -> Result<Json<WebhookTestResult>, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::WriteWebhooks).await?;
        let webhook = find(&app, server.id, &uuid).await?;
        let kind = event("/event", &body.event)?;
        Ok(Json(app.webhooks.test(&server, &webhook, kind).await?.into()))
    }
}
