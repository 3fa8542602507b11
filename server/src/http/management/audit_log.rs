//! The audit log: who changed what.

use futures::TryStreamExt as _;
use poem::Body;
use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::{Binary, Json};
use poem_openapi::types::ToJSON as _;
use poem_openapi::{ApiResponse, Enum, Object, OpenApi};
use serde_json::Value;

use super::Area;
use super::answers::{parse_time, time};
use crate::accounts::{AccountsError, Scope};
use crate::app::App;
use crate::http::caller::{Access, Caller};
use crate::http::error::ApiError;
use crate::http::page::{Cursor, Page, PageRequest};
use crate::http::permission::Permission;
use crate::model::audit::{AuditEntry, AuditFilter};
use crate::model::{Timestamp, fold};
use crate::suppression::export::FORMULA_SIGNS;

#[derive(Debug, Default)]
pub struct AuditLogApi;

/// Rows that an export reads at once.
const EXPORT_ROWS: i64 = 500;

const CSV_HEADER: [&str; 16] = [
    "id",
    "created_at",
    "actor_type",
    "actor",
    "actor_name",
    "token_name",
    "ip_address",
    "request_id",
    "action",
    "object_type",
    "object",
    "object_name",
    "organization",
    "server",
    "before",
    "after",
];

/// A change.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct AuditEntryView {
    pub id: i64,
    /// When.
    pub created_at: String,
    /// `user`, `token` (a program with a user's token), `system` (a command on the machine) or `nobody` (not logged in).
    pub actor_type: String,
    /// UUID of the user; of a token's owner.
    pub actor: Option<String>,
    /// Name and address of the user at that time, or the command.
    pub actor_name: String,
    pub token_name: Option<String>,
    pub ip_address: Option<String>,
    /// `X-Request-Id` of the answer, under which the log has it too.
    pub request_id: Option<String>,
    /// Id of the operation, such as `user_update`, or the command.
    pub action: String,
    /// What kind of thing was changed or made, such as `domain`.
    pub object_type: String,
    /// Its UUID, or the number of a message; absent when there were many.
    pub object: Option<String>,
    /// Its name at that time.
    pub object_name: Option<String>,
    /// Permalink of the organization at that time.
    pub organization: Option<String>,
    /// Permalink of the mail server at that time.
    pub server: Option<String>,
    /// How the changed fields were; secrets are masked.
    pub before: Option<Value>,
    /// What was asked for; secrets are masked.
    pub after: Option<Value>,
}

impl From<AuditEntry> for AuditEntryView {
    fn from(AuditEntry { id, entry }: AuditEntry) -> Self {
        let value = |text: Option<String>| text.and_then(|text| serde_json::from_str(&text).ok());
        Self {
            id,
            created_at: time(entry.at),
            actor_type: entry.actor.kind.as_str().to_owned(),
            actor: entry.actor.uuid,
            actor_name: entry.actor.name,
            token_name: entry.actor.token_name,
            ip_address: entry.ip_address,
            request_id: entry.request_id,
            action: entry.action,
            object_type: entry.object.kind,
            object: entry.object.id,
            object_name: entry.object.name,
            organization: entry.organization.map(|place| place.permalink),
            server: entry.server.map(|place| place.permalink),
            before: value(entry.before),
            after: value(entry.after),
        }
    }
}

/// Form of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[oai(rename_all = "lowercase")]
pub enum AuditFormat {
    Csv,
    /// One JSON object per line.
    Ndjson,
}

#[derive(ApiResponse)]
enum Export {
    /// RFC 4180, UTF-8, with a header row; what a spreadsheet would compute begins with `'`.
    #[oai(status = 200, content_type = "text/csv")]
    Csv(
        Binary<Body>,
        /// Always a download.
        #[oai(header = "Content-Disposition")]
        String,
    ),
    /// One object per line.
    #[oai(status = 200, content_type = "application/x-ndjson")]
    Ndjson(
        Binary<Body>,
        /// Always a download.
        #[oai(header = "Content-Disposition")]
        String,
    ),
}

/// The filters, as they stand in the query.
struct Asked {
    actor: Option<String>,
    object: Option<String>,
    action: Option<String>,
    after: Option<String>,
    before: Option<String>,
}

impl Asked {
    fn filter(self) -> Result<AuditFilter, ApiError> {
        let text = |text: Option<String>| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        let (actor, object) = (text(self.actor), text(self.object));
        let (actor_uuid, actor_address) = split(actor, is_uuid);
        let (object_id, object_name) = split(object, |text| is_uuid(text) || text.bytes().all(|b| b.is_ascii_digit()));
        Ok(AuditFilter {
            organization: None,
            actor_uuid,
            actor_address_key: actor_address.as_deref().map(fold),
            object_id,
            object_name,
            action: text(self.action),
            after: text(self.after).map(|text| parse_time("after", &text)).transpose()?,
            before: text(self.before).map(|text| parse_time("before", &text)).transpose()?,
        })
    }
}

/// An identifier, or a name.
fn split(text: Option<String>, is_id: impl Fn(&str) -> bool) -> (Option<String>, Option<String>) {
    match text {
        Some(text) if is_id(&text) => (Some(text), None),
        name => (None, name),
    }
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36 && text.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-')
}

async fn page(
    app: &App,
    filter: &AuditFilter,
    limit: Option<u32>,
    cursor: Option<&str>,
) -> Result<Json<Page<AuditEntryView>>, ApiError> {
    let page = PageRequest::parse("audit", limit, cursor)?;
    let after = match &page.after {
        None => None,
        Some(cursor) => match (cursor.integer(0), cursor.integer(1)) {
            (Some(time), Some(id)) => Some((Timestamp(time), id)),
            _ => return Err(PageRequest::foreign()),
        },
    };
    let entries = app.accounts.list_audit(filter, after, page.fetch()).await?;
    let cursor_of = |row: &AuditEntry| Cursor::new([row.entry.at.0.to_string(), row.id.to_string()]);
    Ok(Json(Page::build(entries, &page, cursor_of, AuditEntryView::from)))
}

/// Where an export is.
enum Place {
    Begin,
    After(Timestamp, i64),
    End,
}

/// Why an export broke off.
#[derive(Debug, thiserror::Error)]
enum ExportError {
    #[error(transparent)]
    Accounts(#[from] AccountsError),
    #[error("a row cannot be written: {0}")]
    Csv(#[from] csv::Error),
}

/// Reads page by page while the client takes them.
fn export(app: &App, filter: AuditFilter, format: Option<AuditFormat>) -> Export {
    let format = format.unwrap_or(AuditFormat::Csv);
    let accounts = app.accounts.clone();
    let pieces = futures::stream::try_unfold(Place::Begin, move |place| {
        let (accounts, filter) = (accounts.clone(), filter.clone());
        async move {
            let after = match place {
                Place::Begin => None,
                Place::After(time, id) => Some((time, id)),
                Place::End => return Ok(None),
            };
            let entries = accounts.list_audit(&filter, after, EXPORT_ROWS).await?;
            let next = match entries.last() {
                Some(last) if entries.len() as i64 == EXPORT_ROWS => Place::After(last.entry.at, last.id),
                _ => Place::End,
            };
            let mut piece = Vec::new();
            if format == AuditFormat::Csv && after.is_none() {
                write_row(&mut piece, CSV_HEADER)?;
            }
            for entry in entries {
                match format {
                    AuditFormat::Csv => write_row(&mut piece, cells(entry))?,
                    AuditFormat::Ndjson => {
                        let object = AuditEntryView::from(entry).to_json().unwrap_or_default();
                        piece.extend(format!("{object}\n").bytes());
                    }
                }
            }
            Ok::<_, ExportError>(Some((piece, next)))
        }
    });
    let body = Binary(Body::from_bytes_stream(pieces.map_err(std::io::Error::other)));
    match format {
        AuditFormat::Csv => Export::Csv(body, "attachment; filename=\"audit-log.csv\"".to_owned()),
        AuditFormat::Ndjson => Export::Ndjson(body, "attachment; filename=\"audit-log.ndjson\"".to_owned()),
    }
}

fn cells(AuditEntry { id, entry }: AuditEntry) -> [String; 16] {
    [
        id.to_string(),
        time(entry.at),
        entry.actor.kind.as_str().to_owned(),
        entry.actor.uuid.unwrap_or_default(),
        entry.actor.name,
        entry.actor.token_name.unwrap_or_default(),
        entry.ip_address.unwrap_or_default(),
        entry.request_id.unwrap_or_default(),
        entry.action,
        entry.object.kind,
        entry.object.id.unwrap_or_default(),
        entry.object.name.unwrap_or_default(),
        entry.organization.map(|place| place.permalink).unwrap_or_default(),
        entry.server.map(|place| place.permalink).unwrap_or_default(),
        entry.before.unwrap_or_default(),
        entry.after.unwrap_or_default(),
    ]
    .map(|cell| if cell.starts_with(FORMULA_SIGNS) { format!("'{cell}") } else { cell })
}

/// RFC 4180.
fn write_row(piece: &mut Vec<u8>, cells: impl IntoIterator<Item = impl AsRef<[u8]>>) -> Result<(), csv::Error> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(piece);
    writer.write_record(cells)?;
    writer.flush().map_err(csv::Error::from)
}

/// The log tells of all mail servers, so it is for those who see them all.
async fn whole_organization(app: &App, caller: &Caller, org: &str) -> Result<Access, ApiError> {
    let access = caller.organization(app, org, Permission::ReadAudit).await?;
    if access.assigned_to.is_some() {
        return Err(ApiError::forbidden("forbidden", "You see only some mail servers of this organization."));
    }
    Ok(access)
}

#[OpenApi(tag = "Area::Audit")]
impl AuditLogApi {
    /// List the changes in the installation, newest first.
    #[oai(path = "/audit-log", method = "get", operation_id = "audit_list")]
    #[expect(clippy::too_many_arguments, reason = "one for each parameter of the operation")]
    async fn audit_list(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// UUID or e-mail address of the user who did it; of a token, its owner.
        actor: Query<Option<String>>,
        /// What was changed: UUID, number or name.
        object: Query<Option<String>>,
        /// Id of the operation.
        action: Query<Option<String>>,
        /// From this time on.
        after: Query<Option<String>>,
        /// Before this time.
        before: Query<Option<String>>,
        /// 1 to 100.
        limit: Query<Option<u32>>,
        /// `next_cursor` of the page before.
        cursor: Query<Option<String>>,
    ) -> Result<Json<Page<AuditEntryView>>, ApiError> {
        caller.require_admin(Scope::AuditRead)?;
        let asked = Asked { actor: actor.0, object: object.0, action: action.0, after: after.0, before: before.0 };
        page(&app, &asked.filter()?, limit.0, cursor.0.as_deref()).await
    }

    /// Download the changes in the installation, newest first.
    #[oai(path = "/audit-log/export", method = "get", operation_id = "audit_export")]
    #[expect(clippy::too_many_arguments, reason = "one for each parameter of the operation")]
    async fn audit_export(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// `csv` when absent.
        format: Query<Option<AuditFormat>>,
        /// UUID or e-mail address of the user who did it; of a token, its owner.
        actor: Query<Option<String>>,
        /// What was changed: UUID, number or name.
        object: Query<Option<String>>,
        /// Id of the operation.
        action: Query<Option<String>>,
        /// From this time on.
        after: Query<Option<String>>,
        /// Before this time.
        before: Query<Option<String>>,
    ) -> Result<Export, ApiError> {
        caller.require_admin(Scope::AuditRead)?;
        let asked = Asked { actor: actor.0, object: object.0, action: action.0, after: after.0, before: before.0 };
        Ok(export(&app, asked.filter()?, format.0))
    }

    /// List the changes in an organization, newest first.
    #[oai(path = "/organizations/:org/audit-log", method = "get", operation_id = "organization_audit_list")]
    #[expect(clippy::too_many_arguments, reason = "one for each parameter of the operation")]
    async fn organization_audit_list(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        /// UUID or e-mail address of the user who did it; of a token, its owner.
        actor: Query<Option<String>>,
        /// What was changed: UUID, number or name.
        object: Query<Option<String>>,
        /// Id of the operation.
        action: Query<Option<String>>,
        /// From this time on.
        after: Query<Option<String>>,
        /// Before this time.
        before: Query<Option<String>>,
        /// 1 to 100.
        limit: Query<Option<u32>>,
        /// `next_cursor` of the page before.
        cursor: Query<Option<String>>,
    ) -> Result<Json<Page<AuditEntryView>>, ApiError> {
        let access = whole_organization(&app, &caller, &org).await?;
        let asked = Asked { actor: actor.0, object: object.0, action: action.0, after: after.0, before: before.0 };
        let filter = AuditFilter { organization: Some(access.organization.id), ..asked.filter()? };
        page(&app, &filter, limit.0, cursor.0.as_deref()).await
    }

    /// Download the changes in an organization, newest first.
    #[oai(path = "/organizations/:org/audit-log/export", method = "get", operation_id = "organization_audit_export")]
    #[expect(clippy::too_many_arguments, reason = "one for each parameter of the operation")]
    async fn organization_audit_export(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        /// `csv` when absent.
        format: Query<Option<AuditFormat>>,
        /// UUID or e-mail address of the user who did it; of a token, its owner.
        actor: Query<Option<String>>,
        /// What was changed: UUID, number or name.
        object: Query<Option<String>>,
        /// Id of the operation.
        action: Query<Option<String>>,
        /// From this time on.
        after: Query<Option<String>>,
        /// Before this time.
        before: Query<Option<String>>,
    ) -> Result<Export, ApiError> {
        let access = whole_organization(&app, &caller, &org).await?;
        let asked = Asked { actor: actor.0, object: object.0, action: action.0, after: after.0, before: before.0 };
        let filter = AuditFilter { organization: Some(access.organization.id), ..asked.filter()? };
        Ok(export(&app, filter, format.0))
    }
}
