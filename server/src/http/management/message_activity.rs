//! Who followed a message's links and opened it, and what the scanners found in it.

use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{Enum, Object, OpenApi};

use super::Area;
use super::message_views::SpamCheckView;
use super::messages::find;
use crate::app::App;
use crate::http::{ApiError, Caller, Cursor, Page, PageRequest, Permission};
use crate::model::{Activity, ActivityKind, ActivityPosition, Timestamp};
use crate::store;

#[derive(Debug, Default)]
pub struct MessageActivityApi;

#[derive(Debug, Clone, Copy, Enum)]
#[oai(rename = "ActivityType", rename_all = "snake_case")]
pub enum ActivityTypeView {
    /// A tracked link was followed.
    Click,
    /// The tracking image was loaded.
    Open,
}

/// A click or an open.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct ActivityView {
    #[oai(rename = "type")]
    pub kind: ActivityTypeView,
    /// Where the link leads; clicks only.
    pub url: Option<String>,
    /// Of the client, or its network when addresses are anonymized.
    pub ip_address: String,
    /// What the client's program calls itself; absent: it did not.
    pub user_agent: Option<String>,
    /// A scanner, a prefetcher, a robot or the proxy of a mail service, not the recipient's own program.
    pub is_machine: bool,
    /// RFC 3339.
    pub created_at: String,
}

impl From<Activity> for ActivityView {
    fn from(activity: Activity) -> Self {
        let (kind, url) = match activity.kind {
            ActivityKind::Click { url, .. } => (ActivityTypeView::Click, Some(url)),
            ActivityKind::Load => (ActivityTypeView::Open, None),
        };
        Self {
            kind,
            url,
            ip_address: activity.ip_address,
            user_agent: activity.user_agent,
            is_machine: activity.is_machine,
            created_at: activity.created_at.to_rfc3339(),
        }
    }
}

#[OpenApi(tag = "Area::Messages")]
impl MessageActivityApi {
    /// List the clicks and opens of a message, newest first.
    ///
    /// Those of machines are marked and do not change `loaded_at` and `clicked_at` of the message, but for the proxies of
    /// mail services, which load images when a mail is shown.
    #[oai(
        path = "/organizations/:org/servers/:server/messages/:id/activity",
        method = "get",
        operation_id = "message_activity"
    )]
    #[expect(clippy::too_many_arguments, reason = "one per parameter")]
    async fn message_activity(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        id: Path<i64>,
        /// 1 to 100.
        limit: Query<Option<u32>>,
        /// `next_cursor` of the page before.
        cursor: Query<Option<String>>,
    ) -> Result<Json<Page<ActivityView>>, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::ReadMessages).await?;
        let page = PageRequest::parse("activity", limit.0, cursor.0.as_deref())?;
        let after = page.after.as_ref().map(position).transpose()?;
        let mut conn = app.store.read().await?;
        let message = find(&mut conn, server.id, id.0).await?;
        let found = store::tracking::activity(&mut conn, server.id, message.id, after, page.fetch()).await?;
        Ok(Json(Page::build(found, &page, |activity| cursor_of(activity.position()), ActivityView::from)))
    }

    /// List what the scanners found in a message, in their order, all on one page.
    #[oai(
        path = "/organizations/:org/servers/:server/messages/:id/spam_checks",
        method = "get",
        operation_id = "message_spam_checks"
    )]
    async fn message_spam_checks(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        id: Path<i64>,
    ) -> Result<Json<Page<SpamCheckView>>, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::ReadMessages).await?;
        let mut conn = app.store.read().await?;
        let message = find(&mut conn, server.id, id.0).await?;
        let checks = store::inspections::list(&mut conn, server.id, message.id).await?;
        Ok(Json(Page { items: checks.into_iter().map(SpamCheckView::from).collect(), next_cursor: None }))
    }
}

fn cursor_of(position: ActivityPosition) -> Cursor {
    let numbers = [position.created_at.0, i64::from(position.is_load), position.id];
    Cursor::new(numbers.map(|number| number.to_string()))
}

fn position(cursor: &Cursor) -> Result<ActivityPosition, ApiError> {
    match (cursor.integer(0), cursor.integer(1), cursor.integer(2)) {
        (Some(time), Some(is_load), Some(id)) => {
            Ok(ActivityPosition { created_at: Timestamp(time), is_load: is_load == 1, id })
        }
        _ => Err(PageRequest::foreign()),
    }
}
