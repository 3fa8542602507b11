//! DKIM keys of a domain that come and go, and its records as a file.

use poem::web::Data;
use poem_openapi::param::Path;
use poem_openapi::payload::{Json, PlainText};
use poem_openapi::{ApiResponse, OpenApi};

use super::Area;
use super::answers::Done;
use super::domain_views::{DkimImport, RecordsView};
use super::domains::Owned;
use crate::app::App;
use crate::domains::KeyImport;
use crate::http::caller::Caller;
use crate::http::error::ApiError;
use crate::http::permission::Permission;

#[derive(Debug, Default)]
pub struct ServerDomainDkimApi;

#[derive(Debug, Default)]
pub struct OrganizationDomainDkimApi;

#[derive(ApiResponse)]
enum ZoneFileResponse {
    /// The zone file.
    #[oai(status = 200)]
    File(
        PlainText<String>,
        /// Always a download.
        #[oai(header = "Content-Disposition")]
        String,
    ),
}

async fn rotate(app: &App, owned: &Owned, key: &str) -> Result<Json<RecordsView>, ApiError> {
    app.domains.rotate_key(&owned.find(app, key).await?).await?;
    owned.records(app, key).await
}

async fn import(app: &App, owned: &Owned, key: &str, body: DkimImport) -> Result<Json<RecordsView>, ApiError> {
    let import = KeyImport { selector: body.selector, private_key: body.private_key };
    app.domains.import_key(&owned.find(app, key).await?, &import).await?;
    owned.records(app, key).await
}

async fn cancel(app: &App, owned: &Owned, key: &str) -> Result<Done, ApiError> {
    app.domains.cancel_key(&owned.find(app, key).await?).await?;
    Ok(Done::Done)
}

async fn zone_file(app: &App, owned: &Owned, key: &str) -> Result<ZoneFileResponse, ApiError> {
    let domain = owned.find(app, key).await?;
    // A-labels need no quoting.
    let disposition = format!("attachment; filename=\"{}.zone\"", domain.name);
    Ok(ZoneFileResponse::File(PlainText(app.domains.zone_file(&domain).await?), disposition))
}

#[OpenApi(tag = "Area::Domains")]
impl ServerDomainDkimApi {
    /// Make a new DKIM key, which signs as soon as its record is seen.
    ///
    /// Answers the records to publish, those of both keys among them. The key of before is needed for seven days more.
    /// `already_pending`: a key waits already.
    #[oai(
        path = "/organizations/:org/servers/:server/domains/:domain/dkim_rotate",
        method = "post",
        operation_id = "domain_dkim_rotate"
    )]
    async fn domain_dkim_rotate(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// Permalink or UUID of the organization.
        org: Path<String>,
        /// Permalink or UUID of the mail server.
        server: Path<String>,
        /// UUID or name of the domain.
        domain: Path<String>,
    ) -> Result<Json<RecordsView>, ApiError> {
        let owned = Owned::by_server(&app, &caller, &org, &server, Permission::WriteDomains).await?;
        rotate(&app, &owned, &domain).await
    }

    /// Bring along a DKIM key with its selector; it signs as soon as its record is seen.
    ///
    /// Answers the records to publish, those of both keys among them. `already_pending`: a key waits already.
    #[oai(
        path = "/organizations/:org/servers/:server/domains/:domain/dkim_import",
        method = "post",
        operation_id = "domain_dkim_import"
    )]
    async fn domain_dkim_import(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// Permalink or UUID of the organization.
        org: Path<String>,
        /// Permalink or UUID of the mail server.
        server: Path<String>,
        /// UUID or name of the domain.
        domain: Path<String>,
        body: Json<DkimImport>,
    ) -> Result<Json<RecordsView>, ApiError> {
        let owned = Owned::by_server(&app, &caller, &org, &server, Permission::WriteDomains).await?;
        import(&app, &owned, &domain, body.0).await
    }

    /// Drop the DKIM key that waits for its record.
    ///
    /// The key that signs goes on. `nothing_pending`: none waits.
    #[oai(
        path = "/organizations/:org/servers/:server/domains/:domain/dkim_cancel",
        method = "post",
        operation_id = "domain_dkim_cancel"
    )]
    async fn domain_dkim_cancel(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// Permalink or UUID of the organization.
        org: Path<String>,
        /// Permalink or UUID of the mail server.
        server: Path<String>,
        /// UUID or name of the domain.
        domain: Path<String>,
    ) -> Result<Done, ApiError> {
        let owned = Owned::by_server(&app, &caller, &org, &server, Permission::WriteDomains).await?;
        cancel(&app, &owned, &domain).await
    }

    /// Download the DNS records to publish as a zone file.
    ///
    /// For DNS providers that import one (RFC 1035 §5.1).
    #[oai(
        path = "/organizations/:org/servers/:server/domains/:domain/zone_file",
        method = "get",
        operation_id = "domain_zone_file"
    )]
    async fn domain_zone_file(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// Permalink or UUID of the organization.
        org: Path<String>,
        /// Permalink or UUID of the mail server.
        server: Path<String>,
        /// UUID or name of the domain.
        domain: Path<String>,
    ) -> Result<ZoneFileResponse, ApiError> {
        let owned = Owned::by_server(&app, &caller, &org, &server, Permission::ReadDomains).await?;
        zone_file(&app, &owned, &domain).await
    }
}

#[OpenApi(tag = "Area::Domains")]
impl OrganizationDomainDkimApi {
    /// Make a new DKIM key, which signs as soon as its record is seen.
    ///
    /// Answers the records to publish, those of both keys among them. The key of before is needed for seven days more.
    /// `already_pending`: a key waits already.
    #[oai(
        path = "/organizations/:org/domains/:domain/dkim_rotate",
        method = "post",
        operation_id = "organization_domain_dkim_rotate"
    )]
    async fn organization_domain_dkim_rotate(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// Permalink or UUID of the organization.
        org: Path<String>,
        /// UUID or name of the domain.
        domain: Path<String>,
    ) -> Result<Json<RecordsView>, ApiError> {
        let owned = Owned::by_organization(&app, &caller, &org, Permission::WriteDomains).await?;
        rotate(&app, &owned, &domain).await
    }

    /// Bring along a DKIM key with its selector; it signs as soon as its record is seen.
    ///
    /// Answers the records to publish, those of both keys among them. `already_pending`: a key waits already.
    #[oai(
        path = "/organizations/:org/domains/:domain/dkim_import",
        method = "post",
        operation_id = "organization_domain_dkim_import"
    )]
    async fn organization_domain_dkim_import(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// Permalink or UUID of the organization.
        org: Path<String>,
        /// UUID or name of the domain.
        domain: Path<String>,
        body: Json<DkimImport>,
    ) -> Result<Json<RecordsView>, ApiError> {
        let owned = Owned::by_organization(&app, &caller, &org, Permission::WriteDomains).await?;
        import(&app, &owned, &domain, body.0).await
    }

    /// Drop the DKIM key that waits for its record.
    ///
    /// The key that signs goes on. `nothing_pending`: none waits.
    #[oai(
        path = "/organizations/:org/domains/:domain/dkim_cancel",
        method = "post",
        operation_id = "organization_domain_dkim_cancel"
    )]
    async fn organization_domain_dkim_cancel(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// Permalink or UUID of the organization.
        org: Path<String>,
        /// UUID or name of the domain.
        domain: Path<String>,
    ) -> Result<Done, ApiError> {
        let owned = Owned::by_organization(&app, &caller, &org, Permission::WriteDomains).await?;
        cancel(&app, &owned, &domain).await
    }

    /// Download the DNS records to publish as a zone file.
    ///
    /// For DNS providers that import one (RFC 1035 §5.1).
    #[oai(
        path = "/organizations/:org/domains/:domain/zone_file",
        method = "get",
        operation_id = "organization_domain_zone_file"
    )]
    async fn organization_domain_zone_file(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// Permalink or UUID of the organization.
        org: Path<String>,
        /// UUID or name of the domain.
        domain: Path<String>,
    ) -> Result<ZoneFileResponse, ApiError> {
        let owned = Owned::by_organization(&app, &caller, &org, Permission::ReadDomains).await?;
        zone_file(&app, &owned, &domain).await
    }
}
