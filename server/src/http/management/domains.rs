//! Sending domains of mail servers and of organizations.

use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;

use super::Area;
use super::answers::{Created, Done};
use super::domain_views::{DomainCreate, DomainUpdate, DomainView, RecordsView};
use crate::app::App;
use crate::domains::DomainForm;
use crate::http::caller::Caller;
use crate::http::error::ApiError;
use crate::http::page::{Cursor, Page, PageRequest};
use crate::http::permission::Permission;
use crate::model::{Domain, DomainOwner, OrganizationId};

#[derive(Debug, Default)]
pub struct ServerDomainsApi;

#[derive(Debug, Default)]
pub struct OrganizationDomainsApi;

/// Whose domains a request is about.
pub(super) struct Owned {
    pub owner: DomainOwner,
    pub organization: OrganizationId,
}

impl Owned {
    pub async fn by_server(
        app: &App,
        caller: &Caller,
        org: &str,
        server: &str,
        permission: Permission,
    ) -> Result<Self, ApiError> {
        let server = caller.mail_server(app, org, server, permission).await?;
        Ok(Self { owner: DomainOwner::Server(server.id), organization: server.organization_id })
    }

    pub async fn by_organization(
        app: &App,
        caller: &Caller,
        org: &str,
        permission: Permission,
    ) -> Result<Self, ApiError> {
        let organization = caller.organization(app, org, permission).await?.organization.id;
        Ok(Self { owner: DomainOwner::Organization(organization), organization })
    }

    async fn list(&self, app: &App, page: &PageRequest) -> Result<Json<Page<DomainView>>, ApiError> {
        let after = page.after.as_ref().map(|cursor| cursor.text(0).ok_or_else(PageRequest::foreign)).transpose()?;
        let domains = app.domains.list(self.owner, after, page.fetch()).await?;
        Ok(Json(Page::build(domains, page, |domain| Cursor::new([domain.name.clone()]), DomainView::from)))
    }

    async fn create(&self, app: &App, caller: &Caller, body: DomainCreate) -> Result<Created<DomainView>, ApiError> {
        let form = DomainForm { name: body.name, verification_method: body.verification_method.map(Into::into) };
        let domain = app.domains.create(self.organization, self.owner, &form, caller.user.is_admin).await?;
        Ok(Created::new(domain))
    }

    pub async fn find(&self, app: &App, key: &str) -> Result<Domain, ApiError> {
        app.domains.find(self.owner, key).await?.ok_or_else(|| ApiError::not_found("domain"))
    }

    async fn update(&self, app: &App, key: &str, body: &DomainUpdate) -> Result<Json<DomainView>, ApiError> {
        let mut domain = self.find(app, key).await?;
        if let Some(method) = body.verification_method {
            domain = app.domains.set_verification_method(&domain, method.into()).await?;
        }
        Ok(Json(domain.into()))
    }

    async fn delete(&self, app: &App, key: &str) -> Result<Done, ApiError> {
        app.domains.delete(&self.find(app, key).await?).await?;
        Ok(Done::Done)
    }

    pub async fn records(&self, app: &App, key: &str) -> Result<Json<RecordsView>, ApiError> {
        let domain = self.find(app, key).await?;
        Ok(Json(RecordsView { items: app.domains.records(&domain).await?.into_iter().map(Into::into).collect() }))
    }

    async fn check(&self, app: &App, key: &str) -> Result<Json<DomainView>, ApiError> {
        let domain = self.find(app, key).await?;
        Ok(Json(app.domains.check(&domain).await?.into()))
    }

    async fn verify_dns(&self, app: &App, key: &str) -> Result<Json<DomainView>, ApiError> {
        let domain = self.find(app, key).await?;
        Ok(Json(app.domains.verify_dns(&domain).await?.into()))
    }
}

#[OpenApi(tag = "Area::Domains")]
impl ServerDomainsApi {
    /// List the domains of a mail server, by name.
    #[oai(path = "/organizations/:org/servers/:server/domains", method = "get", operation_id = "domain_list")]
    async fn domain_list(
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
    ) -> Result<Json<Page<DomainView>>, ApiError> {
        let owned = Owned::by_server(&app, &caller, &org, &server, Permission::ReadDomains).await?;
        owned.list(&app, &PageRequest::parse("domains", limit.0, cursor.0.as_deref())?).await
    }

    /// Add a domain. An administrator's counts as verified at once; others prove that it is theirs.
    #[oai(path = "/organizations/:org/servers/:server/domains", method = "post", operation_id = "domain_create")]
    async fn domain_create(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// Permalink or UUID of the organization.
        org: Path<String>,
        /// Permalink or UUID of the mail server.
        server: Path<String>,
        body: Json<DomainCreate>,
    ) -> Result<Created<DomainView>, ApiError> {
        let owned = Owned::by_server(&app, &caller, &org, &server, Permission::WriteDomains).await?;
        owned.create(&app, &caller, body.0).await
    }

    /// Fetch one domain.
    #[oai(path = "/organizations/:org/servers/:server/domains/:domain", method = "get", operation_id = "domain_get")]
    async fn domain_get(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// Permalink or UUID of the organization.
        org: Path<String>,
        /// Permalink or UUID of the mail server.
        server: Path<String>,
        /// UUID or name of the domain.
        domain: Path<String>,
    ) -> Result<Json<DomainView>, ApiError> {
        let owned = Owned::by_server(&app, &caller, &org, &server, Permission::ReadDomains).await?;
        Ok(Json(owned.find(&app, &domain).await?.into()))
    }

    /// Delete a domain with its keys and routes.
    #[oai(
        path = "/organizations/:org/servers/:server/domains/:domain",
        method = "delete",
        operation_id = "domain_delete"
    )]
    async fn domain_delete(
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
        owned.delete(&app, &domain).await
    }

    /// List the DNS records to publish, with what was last seen of them.
    ///
    /// While a DKIM key waits for its record, there is a record for each key.
    #[oai(
        path = "/organizations/:org/servers/:server/domains/:domain/records",
        method = "get",
        operation_id = "domain_records"
    )]
    async fn domain_records(
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
        let owned = Owned::by_server(&app, &caller, &org, &server, Permission::ReadDomains).await?;
        owned.records(&app, &domain).await
    }

    /// Look at the DNS records now. A failed look-up keeps the status of before and says so.
    ///
    /// A new DKIM key whose record is seen signs from now on.
    #[oai(
        path = "/organizations/:org/servers/:server/domains/:domain/check",
        method = "post",
        operation_id = "domain_check"
    )]
    async fn domain_check(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// Permalink or UUID of the organization.
        org: Path<String>,
        /// Permalink or UUID of the mail server.
        server: Path<String>,
        /// UUID or name of the domain.
        domain: Path<String>,
    ) -> Result<Json<DomainView>, ApiError> {
        let owned = Owned::by_server(&app, &caller, &org, &server, Permission::WriteDomains).await?;
        owned.check(&app, &domain).await
    }

    /// Look for the TXT record that proves the ownership. Only with the verification method `DNS`.
    #[oai(
        path = "/organizations/:org/servers/:server/domains/:domain/verify_dns",
        method = "post",
        operation_id = "domain_verify_dns"
    )]
    async fn domain_verify_dns(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// Permalink or UUID of the organization.
        org: Path<String>,
        /// Permalink or UUID of the mail server.
        server: Path<String>,
        /// UUID or name of the domain.
        domain: Path<String>,
    ) -> Result<Json<DomainView>, ApiError> {
        let owned = Owned::by_server(&app, &caller, &org, &server, Permission::WriteDomains).await?;
        owned.verify_dns(&app, &domain).await
    }

    /// Choose how the ownership will be proven, while it is not.
    ///
    /// The token or code of before proves nothing any more; `domain_records` has the new TXT record.
    #[oai(
        path = "/organizations/:org/servers/:server/domains/:domain",
        method = "patch",
        operation_id = "domain_update"
    )]
    async fn domain_update(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// Permalink or UUID of the organization.
        org: Path<String>,
        /// Permalink or UUID of the mail server.
        server: Path<String>,
        /// UUID or name of the domain.
        domain: Path<String>,
        body: Json<DomainUpdate>,
    ) -> Result<Json<DomainView>, ApiError> {
        let owned = Owned::by_server(&app, &caller, &org, &server, Permission::WriteDomains).await?;
        owned.update(&app, &domain, &body).await
    }
}

#[OpenApi(tag = "Area::Domains")]
impl OrganizationDomainsApi {
    /// List the domains of an organization, by name.
    #[oai(path = "/organizations/:org/domains", method = "get", operation_id = "organization_domain_list")]
    async fn organization_domain_list(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// Permalink or UUID of the organization.
        org: Path<String>,
        /// 1 to 100.
        limit: Query<Option<u32>>,
        /// `next_cursor` of the page before.
        cursor: Query<Option<String>>,
    ) -> Result<Json<Page<DomainView>>, ApiError> {
        let owned = Owned::by_organization(&app, &caller, &org, Permission::ReadDomains).await?;
        owned.list(&app, &PageRequest::parse("domains", limit.0, cursor.0.as_deref())?).await
    }

    /// Add a domain. An administrator's counts as verified at once; others prove that it is theirs.
    #[oai(path = "/organizations/:org/domains", method = "post", operation_id = "organization_domain_create")]
    async fn organization_domain_create(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// Permalink or UUID of the organization.
        org: Path<String>,
        body: Json<DomainCreate>,
    ) -> Result<Created<DomainView>, ApiError> {
        let owned = Owned::by_organization(&app, &caller, &org, Permission::WriteDomains).await?;
        owned.create(&app, &caller, body.0).await
    }

    /// Fetch one domain.
    #[oai(path = "/organizations/:org/domains/:domain", method = "get", operation_id = "organization_domain_get")]
    async fn organization_domain_get(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// Permalink or UUID of the organization.
        org: Path<String>,
        /// UUID or name of the domain.
        domain: Path<String>,
    ) -> Result<Json<DomainView>, ApiError> {
        let owned = Owned::by_organization(&app, &caller, &org, Permission::ReadDomains).await?;
        Ok(Json(owned.find(&app, &domain).await?.into()))
    }

    /// Delete a domain with its keys and routes.
    #[oai(path = "/organizations/:org/domains/:domain", method = "delete", operation_id = "organization_domain_delete")]
    async fn organization_domain_delete(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// Permalink or UUID of the organization.
        org: Path<String>,
        /// UUID or name of the domain.
        domain: Path<String>,
    ) -> Result<Done, ApiError> {
        let owned = Owned::by_organization(&app, &caller, &org, Permission::WriteDomains).await?;
        owned.delete(&app, &domain).await
    }

    /// List the DNS records to publish, with what was last seen of them.
    ///
    /// While a DKIM key waits for its record, there is a record for each key.
    #[oai(
        path = "/organizations/:org/domains/:domain/records",
        method = "get",
        operation_id = "organization_domain_records"
    )]
    async fn organization_domain_records(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// Permalink or UUID of the organization.
        org: Path<String>,
        /// UUID or name of the domain.
        domain: Path<String>,
    ) -> Result<Json<RecordsView>, ApiError> {
        let owned = Owned::by_organization(&app, &caller, &org, Permission::ReadDomains).await?;
        owned.records(&app, &domain).await
    }

    /// Look at the DNS records now. A failed look-up keeps the status of before and says so.
    ///
    /// A new DKIM key whose record is seen signs from now on.
    #[oai(
        path = "/organizations/:org/domains/:domain/check",
        method = "post",
        operation_id = "organization_domain_check"
    )]
    async fn organization_domain_check(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// Permalink or UUID of the organization.
        org: Path<String>,
        /// UUID or name of the domain.
        domain: Path<String>,
    ) -> Result<Json<DomainView>, ApiError> {
        let owned = Owned::by_organization(&app, &caller, &org, Permission::WriteDomains).await?;
        owned.check(&app, &domain).await
    }

    /// Look for the TXT record that proves the ownership. Only with the verification method `DNS`.
    #[oai(
        path = "/organizations/:org/domains/:domain/verify_dns",
        method = "post",
        operation_id = "organization_domain_verify_dns"
    )]
    async fn organization_domain_verify_dns(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// Permalink or UUID of the organization.
        org: Path<String>,
        /// UUID or name of the domain.
        domain: Path<String>,
    ) -> Result<Json<DomainView>, ApiError> {
        let owned = Owned::by_organization(&app, &caller, &org, Permission::WriteDomains).await?;
        owned.verify_dns(&app, &domain).await
    }

    /// Choose how the ownership will be proven, while it is not.
    ///
    /// The token or code of before proves nothing any more; `domain_records` has the new TXT record.
    #[oai(path = "/organizations/:org/domains/:domain", method = "patch", operation_id = "organization_domain_update")]
    async fn organization_domain_update(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// Permalink or UUID of the organization.
        org: Path<String>,
        /// UUID or name of the domain.
        domain: Path<String>,
        body: Json<DomainUpdate>,
    ) -> Result<Json<DomainView>, ApiError> {
        let owned = Owned::by_organization(&app, &caller, &org, Permission::WriteDomains).await?;
        owned.update(&app, &domain, &body).await
    }
}
