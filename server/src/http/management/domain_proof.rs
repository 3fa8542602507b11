//! Proving a domain by a code in a mail. The TXT record is looked for in `domains`.

use poem::web::Data;
use poem_openapi::OpenApi;
use poem_openapi::param::Path;
use poem_openapi::payload::Json;

use super::Area;
use super::domain_views::{DomainView, VerifyEmailConfirm, VerifyEmailSend, VerifyEmailSent};
use super::domains::Owned;
use crate::app::App;
use crate::http::caller::Caller;
use crate::http::error::ApiError;
use crate::http::permission::Permission;

#[derive(Debug, Default)]
pub struct ServerDomainProofApi;

#[derive(Debug, Default)]
pub struct OrganizationDomainProofApi;

async fn send(
    app: &App,
    caller: &Caller,
    owned: &Owned,
    key: &str,
    body: &VerifyEmailSend,
) -> Result<Json<VerifyEmailSent>, ApiError> {
    let domain = owned.find(app, key).await?;
    Ok(Json(app.domains.send_code(&domain, &body.address, &caller.user).await?.into()))
}

async fn confirm(app: &App, owned: &Owned, key: &str, body: &VerifyEmailConfirm) -> Result<Json<DomainView>, ApiError> {
    let domain = owned.find(app, key).await?;
    Ok(Json(app.domains.confirm_code(&domain, &body.code).await?.into()))
}

#[OpenApi(tag = "Area::Domains")]
impl ServerDomainProofApi {
    /// Mail a code that proves the ownership, to one of the `verify_email_addresses`.
    ///
    /// Eight digits, valid for 15 minutes and five guesses; those of earlier mails are no longer. At most five mails an hour to
    /// one address. Only with the verification method `Email`.
    #[oai(
        path = "/organizations/:org/servers/:server/domains/:domain/verify_email_send",
        method = "post",
        operation_id = "domain_verify_email_send"
    )]
    async fn domain_verify_email_send(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// Permalink or UUID of the organization.
        org: Path<String>,
        /// Permalink or UUID of the mail server.
        server: Path<String>,
        /// UUID or name of the domain.
        domain: Path<String>,
        body: Json<VerifyEmailSend>,
    ) -> Result<Json<VerifyEmailSent>, ApiError> {
        let owned = Owned::by_server(&app, &caller, &org, &server, Permission::WriteDomains).await?;
        send(&app, &caller, &owned, &domain, &body).await
    }

    /// Prove the ownership by the code of the last mail.
    ///
    /// `no_code`: it is too old or was guessed too often.
    #[oai(
        path = "/organizations/:org/servers/:server/domains/:domain/verify_email_confirm",
        method = "post",
        operation_id = "domain_verify_email_confirm"
    )]
    async fn domain_verify_email_confirm(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// Permalink or UUID of the organization.
        org: Path<String>,
        /// Permalink or UUID of the mail server.
        server: Path<String>,
        /// UUID or name of the domain.
        domain: Path<String>,
        body: Json<VerifyEmailConfirm>,
    ) -> Result<Json<DomainView>, ApiError> {
        let owned = Owned::by_server(&app, &caller, &org, &server, Permission::WriteDomains).await?;
        confirm(&app, &owned, &domain, &body).await
    }
}

#[OpenApi(tag = "Area::Domains")]
impl OrganizationDomainProofApi {
    /// Mail a code that proves the ownership, to one of the `verify_email_addresses`.
    ///
    /// Eight digits, valid for 15 minutes and five guesses; those of earlier mails are no longer. At most five mails an hour to
    /// one address. Only with the verification method `Email`.
    #[oai(
        path = "/organizations/:org/domains/:domain/verify_email_send",
        method = "post",
        operation_id = "organization_domain_verify_email_send"
    )]
    async fn organization_domain_verify_email_send(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// Permalink or UUID of the organization.
        org: Path<String>,
        /// UUID or name of the domain.
        domain: Path<String>,
        body: Json<VerifyEmailSend>,
    ) -> Result<Json<VerifyEmailSent>, ApiError> {
        let owned = Owned::by_organization(&app, &caller, &org, Permission::WriteDomains).await?;
        send(&app, &caller, &owned, &domain, &body).await
    }

    /// Prove the ownership by the code of the last mail.
    ///
    /// `no_code`: it is too old or was guessed too often.
    #[oai(
        path = "/organizations/:org/domains/:domain/verify_email_confirm",
        method = "post",
        operation_id = "organization_domain_verify_email_confirm"
    )]
    async fn organization_domain_verify_email_confirm(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// Permalink or UUID of the organization.
        org: Path<String>,
        /// UUID or name of the domain.
        domain: Path<String>,
        body: Json<VerifyEmailConfirm>,
    ) -> Result<Json<DomainView>, ApiError> {
        let owned = Owned::by_organization(&app, &caller, &org, Permission::WriteDomains).await?;
        confirm(&app, &owned, &domain, &body).await
    }
}
