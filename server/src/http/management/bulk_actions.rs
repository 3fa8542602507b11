//! Actions on many messages.

use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{ApiResponse, Enum, Object, OpenApi};

use super::Area;
use super::answers::time;
use super::message_views::{ScopeView, StatusView};
use crate::app::App;
use crate::bulk::{BulkError, Selection};
use crate::http::{ApiError, Caller, Cursor, Page, PageRequest, Permission};
use crate::model::{
    BulkAction, BulkFilter, BulkItem, BulkKind, BulkState, MessageId, MessageScope, MessageStatus, ServerId, Timestamp,
    ViolationCode, Violations,
};

#[derive(Debug, Default)]
pub struct BulkActionsApi;

/// What is done to each message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[oai(rename = "BulkActionKind", rename_all = "snake_case")]
pub enum KindView {
    /// As `message_retry`: send it now, release it, or deliver it again.
    Retry,
    /// As `message_cancel_hold`. Begins after ten seconds.
    CancelHold,
    /// As `message_remove_from_queue`. Begins after ten seconds.
    RemoveFromQueue,
    /// Put the recipients of outgoing messages on the suppression list.
    SuppressRecipients,
}

impl From<KindView> for BulkKind {
    fn from(kind: KindView) -> Self {
        match kind {
            KindView::Retry => Self::Retry,
            KindView::CancelHold => Self::CancelHold,
            KindView::RemoveFromQueue => Self::RemoveFromQueue,
            KindView::SuppressRecipients => Self::SuppressRecipients,
        }
    }
}

impl From<BulkKind> for KindView {
    fn from(kind: BulkKind) -> Self {
        match kind {
            BulkKind::Retry => Self::Retry,
            BulkKind::CancelHold => Self::CancelHold,
            BulkKind::RemoveFromQueue => Self::RemoveFromQueue,
            BulkKind::SuppressRecipients => Self::SuppressRecipients,
        }
    }
}

/// How far it is.
#[derive(Debug, Clone, Copy, Enum)]
#[oai(rename = "BulkActionState", rename_all = "snake_case")]
pub enum StateView {
    /// Not begun: `bulk_action_cancel` still undoes all of it.
    Waiting,
    Running,
    Done,
    /// What was done before stays done.
    Cancelled,
}

impl From<BulkState> for StateView {
    fn from(state: BulkState) -> Self {
        match state {
            BulkState::Waiting => Self::Waiting,
            BulkState::Running => Self::Running,
            BulkState::Done => Self::Done,
            BulkState::Cancelled => Self::Cancelled,
        }
    }
}

/// Which messages, as of now: those that `message_list` shows with the same conditions.
#[derive(Debug, Object)]
#[oai(rename = "BulkActionFilter")]
pub struct FilterInput {
    pub scope: Option<ScopeView>,
    /// Any of these.
    #[oai(default)]
    pub status: Vec<StatusView>,
    pub held: Option<bool>,
    pub spam: Option<bool>,
    /// Envelope recipient.
    pub to: Option<String>,
    /// Envelope sender.
    pub from: Option<String>,
    pub tag: Option<String>,
    /// Part of the subject.
    pub subject: Option<String>,
    /// RFC 3339.
    pub before: Option<String>,
    /// RFC 3339.
    pub after: Option<String>,
}

/// Either `ids` or `filter`.
#[derive(Debug, Object)]
pub struct BulkActionCreate {
    pub action: KindView,
    /// Messages by their ids, at most 1,000.
    #[oai(default)]
    pub ids: Vec<i64>,
    pub filter: Option<FilterInput>,
}

/// An action on many messages, and how far it is.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct BulkActionView {
    pub uuid: String,
    pub action: KindView,
    pub state: StateView,
    /// Messages in all; absent: not known before the end.
    pub total: Option<i64>,
    /// Messages to which it has been done.
    pub done: i64,
    /// Messages to which it could not be done; `bulk_action_results` says why.
    pub skipped: i64,
    /// Not begun before.
    pub starts_at: String,
    pub created_at: String,
    pub finished_at: Option<String>,
}

impl From<BulkAction> for BulkActionView {
    fn from(action: BulkAction) -> Self {
        Self {
            uuid: action.uuid,
            action: action.kind.into(),
            state: action.state.into(),
            total: action.total,
            done: action.done,
            skipped: action.skipped,
            starts_at: time(action.starts_at),
            created_at: time(action.created_at),
            finished_at: action.finished_at.map(time),
        }
    }
}

/// What became of one message.
#[derive(Debug, Object)]
pub struct BulkResultView {
    pub message_id: i64,
    /// Done: `hurried`, `released`, `redelivered`, `hold_cancelled`, `removed`, `suppressed`. Not done: `no_message`,
    /// `content_removed`, `content_not_stored`, `in_progress`, `not_held`, `not_queued`, `not_outgoing`, `no_address`. Not
    /// yet: `pending`.
    pub outcome: String,
}

impl From<BulkItem> for BulkResultView {
    fn from(item: BulkItem) -> Self {
        let outcome = if item.outcome.is_empty() { "pending".to_owned() } else { item.outcome };
        Self { message_id: item.message_id.0, outcome }
    }
}

#[derive(ApiResponse)]
pub enum BulkResponse {
    /// It will be done in the background.
    #[oai(status = 202)]
    Accepted(Json<BulkActionView>),
}

#[OpenApi(tag = "Area::Messages")]
impl BulkActionsApi {
    /// Do the same to many messages, in the background.
    ///
    /// `suppress_recipients` takes the scope `suppressions:write` besides.
    #[oai(
        path = "/organizations/:org/servers/:server/bulk-actions",
        method = "post",
        operation_id = "bulk_action_create"
    )]
    async fn bulk_action_create(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        body: Json<BulkActionCreate>,
    ) -> Result<BulkResponse, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::WriteMessages).await?;
        let Json(BulkActionCreate { action, ids, filter }) = body;
        if action == KindView::SuppressRecipients {
            caller.require_scope(Permission::WriteSuppressions.scope())?;
        }
        let selection = match filter {
            Some(_) if !ids.is_empty() => {
                let message = "cannot be given together with ids";
                return Err(Violations::one("/filter", ViolationCode::Invalid, message).into());
            }
            Some(filter) => Selection::Filter(read(filter)?),
            None => Selection::Named(ids.into_iter().map(MessageId).collect()),
        };
        let action = app.bulk.create(&server, caller.user.id, action.into(), selection).await?;
        Ok(BulkResponse::Accepted(Json(action.into())))
    }

    /// List the actions on many messages of the last 30 days, newest first.
    #[oai(path = "/organizations/:org/servers/:server/bulk-actions", method = "get", operation_id = "bulk_action_list")]
    async fn bulk_action_list(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        /// 1 to 100.
        limit: Query<Option<u32>>,
        /// `next_cursor` of the page before.
        cursor: Query<Option<String>>,
    ) -> Result<Json<Page<BulkActionView>>, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::ReadMessages).await?;
        let page = PageRequest::parse("bulk-actions", limit.0, cursor.0.as_deref())?;
        let actions = app.bulk.list(server.id, page.after_id()?, page.fetch()).await?;
        let cursor_of = |action: &BulkAction| Cursor::new([action.id.to_string()]);
        Ok(Json(Page::build(actions, &page, cursor_of, BulkActionView::from)))
    }

    /// See how far an action on many messages is.
    #[oai(
        path = "/organizations/:org/servers/:server/bulk-actions/:uuid",
        method = "get",
        operation_id = "bulk_action_get"
    )]
    async fn bulk_action_get(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        uuid: Path<String>,
    ) -> Result<Json<BulkActionView>, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::ReadMessages).await?;
        Ok(Json(find(&app, server.id, &uuid).await?.into()))
    }

    /// List what became of each message, by message.
    #[oai(
        path = "/organizations/:org/servers/:server/bulk-actions/:uuid/results",
        method = "get",
        operation_id = "bulk_action_results"
    )]
    #[expect(clippy::too_many_arguments, reason = "one per parameter")]
    async fn bulk_action_results(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        uuid: Path<String>,
        /// 1 to 100.
        limit: Query<Option<u32>>,
        /// `next_cursor` of the page before.
        cursor: Query<Option<String>>,
    ) -> Result<Json<Page<BulkResultView>>, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::ReadMessages).await?;
        let page = PageRequest::parse("bulk-results", limit.0, cursor.0.as_deref())?;
        let action = find(&app, server.id, &uuid).await?;
        let after = page.after_id()?.unwrap_or(i64::MIN);
        let items = app.bulk.results(&action, after, page.fetch()).await?;
        let cursor_of = |item: &BulkItem| Cursor::new([item.message_id.to_string()]);
        Ok(Json(Page::build(items, &page, cursor_of, BulkResultView::from)))
    }

    /// End an action on many messages. What has been done stays done; before `starts_at` nothing has.
    #[oai(
        path = "/organizations/:org/servers/:server/bulk-actions/:uuid/cancel",
        method = "post",
        operation_id = "bulk_action_cancel"
    )]
    async fn bulk_action_cancel(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        uuid: Path<String>,
    ) -> Result<Json<BulkActionView>, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::WriteMessages).await?;
        let action = find(&app, server.id, &uuid).await?;
        if !app.bulk.cancel(&action).await? {
            return Err(ApiError::conflict("already_ended", "It has ended already."));
        }
        Ok(Json(find(&app, server.id, &uuid).await?.into()))
    }
}

async fn find(app: &App, server: ServerId, uuid: &str) -> Result<BulkAction, ApiError> {
    app.bulk.find(server, uuid).await?.ok_or_else(|| ApiError::not_found("bulk action"))
}

fn read(filter: FilterInput) -> Result<BulkFilter, ApiError> {
    let mut violations = Violations::new();
    let mut at = |field: &str, text: Option<String>| {
        let text = text?;
        let time = text.parse::<jiff::Timestamp>().map(|time| Timestamp(time.as_microsecond()).0);
        if time.is_err() {
            violations.add(field, ViolationCode::Invalid, "is not a time (RFC 3339)");
        }
        time.ok()
    };
    let (before, after) = (at("/filter/before", filter.before), at("/filter/after", filter.after));
    violations.into_result()?;
    let text = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
    Ok(BulkFilter {
        scope: filter.scope.map(|scope| MessageScope::from(scope).as_str().to_owned()),
        statuses: filter.status.into_iter().map(|it| MessageStatus::from(it).as_str().to_owned()).collect(),
        is_held: filter.held,
        is_spam: filter.spam,
        to: text(filter.to),
        from: text(filter.from),
        tag: text(filter.tag),
        subject: text(filter.subject),
        before,
        after,
    })
}

impl From<BulkError> for ApiError {
    fn from(error: BulkError) -> Self {
        match error {
            BulkError::Invalid(violations) => violations.into(),
            BulkError::Queue(error) => error.into(),
            BulkError::Suppression(error) => error.into(),
            BulkError::Store(error) => error.into(),
        }
    }
}
