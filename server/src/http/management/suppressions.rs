//! Recipients that a mail server does not send to.

use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};

use super::Area;
use super::answers::Done;
use crate::app::App;
use crate::http::{ApiError, Caller, Cursor, Page, PageRequest, Permission};
use crate::model::{Suppression, Timestamp};
use crate::suppression;

#[derive(Debug, Default)]
pub struct SuppressionsApi;

/// An address that is not sent to.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct SuppressionView {
    pub address: String,
    pub reason: String,
    /// RFC 3339. First added.
    pub created_at: String,
    /// RFC 3339. Absent: without end.
    pub keep_until: Option<String>,
    /// Its time is over; it keeps nothing back.
    pub is_expired: bool,
}

impl SuppressionView {
    fn new(entry: Suppression, now: Timestamp) -> Self {
        Self {
            is_expired: !suppression::is_live(entry.keep_until, now),
            address: entry.address,
            reason: entry.reason,
            created_at: entry.created_at.to_rfc3339(),
            keep_until: entry.keep_until.map(Timestamp::to_rfc3339),
        }
    }
}

#[OpenApi(tag = "Area::Suppressions")]
impl SuppressionsApi {
    /// List suppressed addresses, newest first, expired ones included.
    #[oai(path = "/organizations/:org/servers/:server/suppressions", method = "get", operation_id = "suppression_list")]
    async fn suppression_list(
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
    ) -> Result<Json<Page<SuppressionView>>, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::ReadSuppressions).await?;
        let request = PageRequest::parse("suppressions", limit.0, cursor.0.as_deref())?;
        let after = match &request.after {
            None => None,
            Some(cursor) => match (cursor.integer(0), cursor.text(1)) {
                (Some(time), Some(address)) => Some((Timestamp(time), address)),
                _ => return Err(PageRequest::foreign()),
            },
        };
        let entries = suppression::list(&app.store, server.id, after, request.fetch()).await?;
        let now = app.clock.now();
        let cursor_of = |entry: &Suppression| Cursor::new([entry.created_at.0.to_string(), entry.address.clone()]);
        Ok(Json(Page::build(entries, &request, cursor_of, |entry| SuppressionView::new(entry, now))))
    }

    /// Remove an address from the list.
    #[oai(
        path = "/organizations/:org/servers/:server/suppressions/:address",
        method = "delete",
        operation_id = "suppression_delete"
    )]
    async fn suppression_delete(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        /// The address, percent-encoded; case does not matter.
        address: Path<String>,
    ) -> Result<Done, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::WriteSuppressions).await?;
        let is_possible = !address.contains('\0');
        if is_possible && suppression::remove(&app.store, server.id, &address).await? {
            Ok(Done::Done)
        } else {
            Err(ApiError::not_found("suppression"))
        }
    }
}
