//! Recipients that no mail server of an organization sends to: the same operations as on a mail server's own list.

use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;

use super::Area;
use super::answers::{Created, Done};
use super::suppression_files::{self, Defaults, ExportResponse, FileFormat, ImportFile, ImportView};
use super::suppressions::{
    self, KindView, Removed, SuppressionCreate, SuppressionDeleteMany, SuppressionState, SuppressionView, filter,
};
use crate::app::App;
use crate::http::{ApiError, Caller, Page, PageRequest, Permission};
use crate::model::Organization;
use crate::suppression::{self, Keeper};

#[derive(Debug, Default)]
pub struct OrganizationSuppressionsApi;

/// The organization whose list is changed.
async fn keeper(app: &App, caller: &Caller, org: &str) -> Result<Keeper, ApiError> {
    let access = caller.organization(app, org, Permission::WriteSuppressions).await?;
    Ok(Keeper::of_organization(&app.store, access.organization.id).await?)
}

/// The organization whose list is read.
async fn organization(app: &App, caller: &Caller, org: &str) -> Result<Organization, ApiError> {
    Ok(caller.organization(app, org, Permission::ReadSuppressions).await?.organization)
}

#[OpenApi(tag = "Area::Suppressions")]
impl OrganizationSuppressionsApi {
    /// List addresses that the whole organization does not send to, newest first, expired ones included.
    #[oai(path = "/organizations/:org/suppressions", method = "get", operation_id = "organization_suppression_list")]
    #[expect(clippy::too_many_arguments, reason = "one for each parameter of the operation")]
    async fn organization_suppression_list(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        /// Beginning of the address, or all of it; case does not matter.
        prefix: Query<Option<String>>,
        /// Only entries of this kind.
        kind: Query<Option<KindView>>,
        /// Only entries that keep mail back, or only expired ones.
        state: Query<Option<SuppressionState>>,
        /// 1 to 100.
        limit: Query<Option<u32>>,
        /// `next_cursor` of the page before.
        cursor: Query<Option<String>>,
    ) -> Result<Json<Page<SuppressionView>>, ApiError> {
        let organization = organization(&app, &caller, &org).await?;
        let request = PageRequest::parse("organization_suppressions", limit.0, cursor.0.as_deref())?;
        let after = suppressions::after(&request)?.map(|(time, address, _)| (time, address));
        let now = app.clock.now();
        let filter = filter(prefix.0, kind.0, state.0, now)?;
        let entries = suppression::list(&app.store, organization.id, &filter, after, request.fetch()).await?;
        Ok(Json(suppressions::page(entries, &request, now)))
    }

    /// Add an address or a domain for all mail servers, or renew the entry there is.
    ///
    /// The new reason, kind and end replace those of an entry that is there; its first day stays. An entry of the kind
    /// `bounce` replaces no other kind. Each mail server of the organization tells its webhooks.
    #[oai(path = "/organizations/:org/suppressions", method = "post", operation_id = "organization_suppression_create")]
    async fn organization_suppression_create(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        body: Json<SuppressionCreate>,
    ) -> Result<Created<SuppressionView>, ApiError> {
        suppressions::create(&app, &keeper(&app, &caller, &org).await?, body.0).await
    }

    /// Fetch the entry of an address, also an expired one.
    #[oai(
        path = "/organizations/:org/suppressions/:address",
        method = "get",
        operation_id = "organization_suppression_get"
    )]
    async fn organization_suppression_get(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        /// The address, or `@` and a domain, percent-encoded; case does not matter.
        address: Path<String>,
    ) -> Result<Json<SuppressionView>, ApiError> {
        suppressions::find(&app, organization(&app, &caller, &org).await?.id.into(), &address).await
    }

    /// Remove an address from the organization's list.
    #[oai(
        path = "/organizations/:org/suppressions/:address",
        method = "delete",
        operation_id = "organization_suppression_delete"
    )]
    async fn organization_suppression_delete(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        /// The address, or `@` and a domain, percent-encoded; case does not matter.
        address: Path<String>,
    ) -> Result<Done, ApiError> {
        suppressions::remove(&app, &keeper(&app, &caller, &org).await?, address.0).await
    }

    /// Remove many entries of the organization's list: by address, or all that fulfil every condition.
    ///
    /// Entries are removed in batches; one that is added meanwhile stays.
    #[oai(
        path = "/organizations/:org/suppressions/delete",
        method = "post",
        operation_id = "organization_suppression_delete_many"
    )]
    async fn organization_suppression_delete_many(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        body: Json<SuppressionDeleteMany>,
    ) -> Result<Json<Removed>, ApiError> {
        suppressions::remove_many(&app, &keeper(&app, &caller, &org).await?, body.0).await
    }

    /// Add many addresses for all mail servers from a file, or see what that would do.
    ///
    /// As `suppression_import`.
    #[oai(
        path = "/organizations/:org/suppressions/import",
        method = "post",
        operation_id = "organization_suppression_import"
    )]
    #[expect(clippy::too_many_arguments, reason = "one for each parameter of the operation")]
    async fn organization_suppression_import(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
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
        let keeper = keeper(&app, &caller, &org).await?;
        let defaults = Defaults { kind: kind.0, reason: reason.0, note: note.0, keep_until: keep_until.0 };
        let is_dry_run = dry_run.0 == Some(true);
        suppression_files::read_in(&app, &keeper, &file, columns.0.as_deref(), defaults, is_dry_run).await
    }

    /// Download the organization's list as a file, newest first, expired entries included.
    #[oai(
        path = "/organizations/:org/suppressions/export",
        method = "get",
        operation_id = "organization_suppression_export"
    )]
    #[expect(clippy::too_many_arguments, reason = "one for each parameter of the operation")]
    async fn organization_suppression_export(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        /// `csv` when absent.
        format: Query<Option<FileFormat>>,
        /// Beginning of the address, or all of it; case does not matter.
        prefix: Query<Option<String>>,
        /// Only entries of this kind.
        kind: Query<Option<KindView>>,
        /// Only entries that keep mail back, or only expired ones.
        state: Query<Option<SuppressionState>>,
    ) -> Result<ExportResponse, ApiError> {
        let organization = organization(&app, &caller, &org).await?;
        let filter = filter(prefix.0, kind.0, state.0, app.clock.now())?;
        let (list, owner) = (organization.id.into(), organization.permalink.as_str());
        Ok(suppression_files::write_out(&app, list, owner, filter, format.0))
    }
}
