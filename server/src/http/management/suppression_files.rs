//! Suppression lists as files: in and out.

use futures::TryStreamExt as _;
use poem::Body;
use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::{Binary, Json};
use poem_openapi::{ApiRequest, ApiResponse, Enum, Object, OpenApi};

use super::Area;
use super::answers::parse_time;
use super::suppressions::{KindView, SuppressionState, filter};
use crate::app::App;
use crate::http::error::FieldProblem;
use crate::http::{ApiError, Caller, Permission};
use crate::model::{SuppressionKind, SuppressionList};
use crate::suppression::export::export;
use crate::suppression::import::{Format, Import, ImportReport, InvalidRow, Mapping, import};
use crate::suppression::{Filter, Keeper, SuppressionForm};

#[derive(Debug, Default)]
pub struct SuppressionFilesApi;

/// A file of entries.
#[derive(ApiRequest)]
pub enum ImportFile {
    /// RFC 4180, UTF-8, with a header row, or one address per line without.
    #[oai(content_type = "text/csv")]
    Csv(Binary<Vec<u8>>),
    /// One object, or one address as a string, per line.
    #[oai(content_type = "application/x-ndjson")]
    Ndjson(Binary<Vec<u8>>),
}

/// How a file is written.
#[derive(Debug, Clone, Copy, Enum)]
#[oai(rename_all = "lowercase")]
pub enum FileFormat {
    Csv,
    Ndjson,
}

/// A row that was left out.
#[derive(Debug, Object)]
pub struct InvalidRowView {
    /// Line of the file on which it begins, from 1.
    pub line: u64,
    /// Every rule that it breaks; `field` is the column.
    pub fields: Vec<FieldProblem>,
}

impl From<InvalidRow> for InvalidRowView {
    fn from(row: InvalidRow) -> Self {
        let problem = |violation| {
            let problem = FieldProblem::from(violation);
            FieldProblem { field: problem.field.trim_start_matches('/').to_owned(), ..problem }
        };
        Self { line: row.line, fields: row.violations.iter().map(problem).collect() }
    }
}

/// What came of a file, or would come of it.
#[derive(Debug, Object)]
pub struct ImportView {
    /// It was only looked at.
    pub is_dry_run: bool,
    /// Rows in the file, without its header.
    pub rows: u64,
    /// Addresses that nothing kept mail back from before.
    pub new: u64,
    /// Addresses that were on the list, which are renewed, or that stand in the file before, which change nothing.
    pub duplicate: u64,
    /// How many rows were left out.
    pub invalid: u64,
    /// Every row that was left out, and why.
    pub invalid_rows: Vec<InvalidRowView>,
}

impl ImportView {
    fn new(report: ImportReport, is_dry_run: bool) -> Self {
        Self {
            is_dry_run,
            rows: report.rows,
            new: report.new,
            duplicate: report.duplicate,
            invalid: report.invalid.len() as u64,
            invalid_rows: report.invalid.into_iter().map(InvalidRowView::from).collect(),
        }
    }
}

#[derive(ApiResponse)]
pub enum ExportResponse {
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

/// What an import says for rows that do not.
pub(super) struct Defaults {
    pub kind: Option<KindView>,
    pub reason: Option<String>,
    pub note: Option<String>,
    pub keep_until: Option<String>,
}

pub(super) async fn read_in(
    app: &App,
    keeper: &Keeper,
    file: &ImportFile,
    columns: Option<&str>,
    defaults: Defaults,
    is_dry_run: bool,
) -> Result<Json<ImportView>, ApiError> {
    let (bytes, format) = match file {
        ImportFile::Csv(bytes) => (bytes.as_slice(), Format::Csv),
        ImportFile::Ndjson(bytes) => (bytes.as_slice(), Format::Ndjson),
    };
    let Defaults { kind, reason, note, keep_until } = defaults;
    let request = Import {
        bytes,
        format,
        mapping: Mapping::parse(columns.unwrap_or_default())?,
        defaults: SuppressionForm {
            address: String::new(),
            kind: kind.map(SuppressionKind::from),
            reason,
            note,
            keep_until: keep_until.map(|text| parse_time("keep_until", &text)).transpose()?,
        },
        is_dry_run,
    };
    let report = import(&app.store, keeper, &request, app.clock.now()).await?;
    Ok(Json(ImportView::new(report, is_dry_run)))
}

/// `owner`: permalink of whose list it is.
pub(super) fn write_out(
    app: &App,
    list: SuppressionList,
    owner: &str,
    filter: Filter,
    format: Option<FileFormat>,
) -> ExportResponse {
    let body = |format| {
        let pieces = export(app.store.clone(), list, filter, format);
        Binary(Body::from_bytes_stream(pieces.map_err(std::io::Error::other)))
    };
    // Permalinks are `a-z`, `0-9` and `-`.
    let name = |extension| format!("attachment; filename=\"suppressions-{owner}.{extension}\"");
    match format.unwrap_or(FileFormat::Csv) {
        FileFormat::Csv => ExportResponse::Csv(body(Format::Csv), name("csv")),
        FileFormat::Ndjson => ExportResponse::Ndjson(body(Format::Ndjson), name("ndjson")),
    }
}

#[OpenApi(tag = "Area::Suppressions")]
impl SuppressionFilesApi {
    /// Add many addresses from a file, or see what that would do.
    ///
    /// CSV or one JSON object per line, up to 100,000 rows and 32 MiB. Columns are `address`, `kind`, `reason`, `note` and
    /// `keep_until` (RFC 3339, a day, or `never`), in any order; others are ignored. What a row does not say is what the
    /// parameters say. Invalid rows are left out and named with their line. Rows are written in batches, and the same file
    /// can be sent again.
    #[oai(
        path = "/organizations/:org/servers/:server/suppressions/import",
        method = "post",
        operation_id = "suppression_import"
    )]
    #[expect(clippy::too_many_arguments, reason = "one for each parameter of the operation")]
    async fn suppression_import(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        /// Only count, and change nothing.
        dry_run: Query<Option<bool>>,
        /// Which column of a CSV file holds what, where the header has other names: `address=Email,reason=Why`.
        columns: Query<Option<String>>,
        /// Kind of the entries; `manual` when absent.
        kind: Query<Option<KindView>>,
        /// Reason of the entries.
        reason: Query<Option<String>>,
        /// Note on the entries.
        note: Query<Option<String>>,
        /// End of the entries (RFC 3339); without end when absent.
        keep_until: Query<Option<String>>,
        file: ImportFile,
    ) -> Result<Json<ImportView>, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::WriteSuppressions).await?;
        let defaults = Defaults { kind: kind.0, reason: reason.0, note: note.0, keep_until: keep_until.0 };
        let (keeper, is_dry_run) = (Keeper::of_server(server), dry_run.0 == Some(true));
        read_in(&app, &keeper, &file, columns.0.as_deref(), defaults, is_dry_run).await
    }

    /// Download the mail server's own list as a file, newest first, expired entries included.
    #[oai(
        path = "/organizations/:org/servers/:server/suppressions/export",
        method = "get",
        operation_id = "suppression_export"
    )]
    #[expect(clippy::too_many_arguments, reason = "one for each parameter of the operation")]
    async fn suppression_export(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        /// `csv` when absent.
        format: Query<Option<FileFormat>>,
        /// Beginning of the address, or all of it; case does not matter.
        prefix: Query<Option<String>>,
        /// Only entries of this kind.
        kind: Query<Option<KindView>>,
        /// Only entries that keep mail back, or only expired ones.
        state: Query<Option<SuppressionState>>,
    ) -> Result<ExportResponse, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::ReadSuppressions).await?;
        let filter = filter(prefix.0, kind.0, state.0, app.clock.now())?;
        Ok(write_out(&app, server.id.into(), &server.permalink, filter, format.0))
    }
}
