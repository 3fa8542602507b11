//! Credentials of a mail server.

use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{Enum, Object, OpenApi};

use super::Area;
use super::answers::{Created, Done, time};
use crate::app::App;
use crate::http::caller::Caller;
use crate::http::error::ApiError;
use crate::http::page::{Cursor, Page, PageRequest};
use crate::http::permission::Permission;
use crate::model::{Credential, CredentialKind, ServerId};
use crate::tenancy::{CredentialChange, CredentialForm, NewCredential};

#[derive(Debug, Default)]
pub struct CredentialsApi;

#[derive(Debug, Clone, Copy, Enum)]
pub enum CredentialType {
    /// A password for SMTP.
    #[oai(rename = "SMTP")]
    Smtp,
    /// A key for the sending APIs.
    #[oai(rename = "API")]
    Api,
    /// A client network that sends over SMTP without password.
    #[oai(rename = "SMTP-IP")]
    SmtpIp,
}

impl From<CredentialKind> for CredentialType {
    fn from(kind: CredentialKind) -> Self {
        match kind {
            CredentialKind::Smtp => Self::Smtp,
            CredentialKind::Api => Self::Api,
            CredentialKind::SmtpIp => Self::SmtpIp,
        }
    }
}

impl From<CredentialType> for CredentialKind {
    fn from(kind: CredentialType) -> Self {
        match kind {
            CredentialType::Smtp => Self::Smtp,
            CredentialType::Api => Self::Api,
            CredentialType::SmtpIp => Self::SmtpIp,
        }
    }
}

#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct CredentialView {
    pub uuid: String,
    #[oai(rename = "type")]
    pub kind: CredentialType,
    pub name: String,
    /// First characters of the key; the network for SMTP-IP.
    pub key_prefix: String,
    /// SMTP-IP only.
    pub network: Option<String>,
    /// Its messages are held instead of sent.
    pub hold: bool,
    /// `credential_reveal` can show the key again.
    pub revealable: bool,
    pub last_used_at: Option<String>,
    pub created_at: String,
}

impl From<Credential> for CredentialView {
    fn from(credential: Credential) -> Self {
        Self {
            revealable: credential.key_encrypted.is_some() || credential.network.is_some(),
            uuid: credential.uuid,
            kind: credential.kind.into(),
            name: credential.name,
            key_prefix: credential.key_prefix,
            network: credential.network,
            hold: credential.hold,
            last_used_at: credential.last_used_at.map(time),
            created_at: time(credential.created_at),
        }
    }
}

#[derive(Debug, Object)]
pub struct CredentialCreate {
    #[oai(rename = "type")]
    pub kind: CredentialType,
    pub name: String,
    #[oai(default)]
    pub hold: bool,
    /// SMTP-IP only: an address or network in CIDR form. Other keys are generated.
    pub key: Option<String>,
}

/// A new credential with its key. The key of type `API` is not stored and cannot be shown again.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct CredentialCreated {
    pub key: String,
    pub uuid: String,
    #[oai(rename = "type")]
    pub kind: CredentialType,
    pub name: String,
    pub key_prefix: String,
    pub network: Option<String>,
    pub hold: bool,
    pub created_at: String,
}

impl From<NewCredential> for CredentialCreated {
    fn from(NewCredential { credential, key }: NewCredential) -> Self {
        Self {
            key,
            uuid: credential.uuid,
            kind: credential.kind.into(),
            name: credential.name,
            key_prefix: credential.key_prefix,
            network: credential.network,
            hold: credential.hold,
            created_at: time(credential.created_at),
        }
    }
}

#[derive(Debug, Object)]
pub struct CredentialUpdate {
    pub name: Option<String>,
    pub hold: Option<bool>,
    /// SMTP-IP only.
    pub key: Option<String>,
}

/// How a key is exchanged.
#[derive(Debug, Object)]
pub struct CredentialRotate {
    /// Hours for which the key before works on: 0 to 168, 24 when absent.
    pub overlap_hours: Option<i64>,
}

/// A credential with its new key. The key of type `API` is not stored and cannot be shown again.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct CredentialRotated {
    pub key: String,
    pub uuid: String,
    #[oai(rename = "type")]
    pub kind: CredentialType,
    pub name: String,
    pub key_prefix: String,
    /// Until then the key before works, too; absent: it does not work any more.
    pub previous_key_until: Option<String>,
}

/// The key in clear.
#[derive(Debug, Object)]
pub struct CredentialKey {
    pub key: String,
}

async fn find(app: &App, server: ServerId, uuid: &str) -> Result<Credential, ApiError> {
    app.tenancy.find_credential(server, uuid).await?.ok_or_else(|| ApiError::not_found("credential"))
}

#[OpenApi(tag = "Area::Credentials")]
impl CredentialsApi {
    /// List the credentials of a mail server by name, without keys.
    #[oai(path = "/organizations/:org/servers/:server/credentials", method = "get", operation_id = "credential_list")]
    async fn credential_list(
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
    ) -> Result<Json<Page<CredentialView>>, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::ReadCredentials).await?;
        let page = PageRequest::parse("credentials", limit.0, cursor.0.as_deref())?;
        let credentials = app.tenancy.list_credentials(server.id, page.after_text()?, page.fetch()).await?;
        let cursor_of = |row: &Credential| Cursor::new([row.name.clone(), row.id.to_string()]);
        Ok(Json(Page::build(credentials, &page, cursor_of, CredentialView::from)))
    }

    /// Make a credential. The answer shows the key.
    #[oai(
        path = "/organizations/:org/servers/:server/credentials",
        method = "post",
        operation_id = "credential_create"
    )]
    async fn credential_create(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        body: Json<CredentialCreate>,
    ) -> Result<Created<CredentialCreated>, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::WriteCredentials).await?;
        let Json(body) = body;
        let form = CredentialForm { kind: body.kind.into(), name: body.name, hold: body.hold, key: body.key };
        Ok(Created::new(app.tenancy.create_credential(&server, &form, caller.user.is_admin).await?))
    }

    /// Fetch one credential without its key.
    #[oai(
        path = "/organizations/:org/servers/:server/credentials/:uuid",
        method = "get",
        operation_id = "credential_get"
    )]
    async fn credential_get(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        uuid: Path<String>,
    ) -> Result<Json<CredentialView>, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::ReadCredentials).await?;
        Ok(Json(find(&app, server.id, &uuid).await?.into()))
    }

    /// Change name, hold or the network of an SMTP-IP credential.
    #[oai(
        path = "/organizations/:org/servers/:server/credentials/:uuid",
        method = "patch",
        operation_id = "credential_update"
    )]
    async fn credential_update(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        uuid: Path<String>,
        body: Json<CredentialUpdate>,
    ) -> Result<Json<CredentialView>, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::WriteCredentials).await?;
        let credential = find(&app, server.id, &uuid).await?;
        let Json(body) = body;
        let change = CredentialChange { name: body.name, hold: body.hold, key: body.key };
        Ok(Json(app.tenancy.update_credential(&credential, &change, caller.user.is_admin).await?.into()))
    }

    /// Delete a credential; it stops working within 5 seconds.
    #[oai(
        path = "/organizations/:org/servers/:server/credentials/:uuid",
        method = "delete",
        operation_id = "credential_delete"
    )]
    async fn credential_delete(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        uuid: Path<String>,
    ) -> Result<Done, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::WriteCredentials).await?;
        app.tenancy.delete_credential(&find(&app, server.id, &uuid).await?).await?;
        Ok(Done::Done)
    }

    /// Show the key of an SMTP credential again. Logged.
    #[oai(
        path = "/organizations/:org/servers/:server/credentials/:uuid/reveal",
        method = "post",
        operation_id = "credential_reveal"
    )]
    async fn credential_reveal(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        uuid: Path<String>,
    ) -> Result<Json<CredentialKey>, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::RevealCredentials).await?;
        let credential = find(&app, server.id, &uuid).await?;
        let key = app.tenancy.reveal_key(&credential)?;
        tracing::info!(
            credential = credential.uuid,
            user = caller.user.uuid,
            client_ip = %caller.client,
            "{} looked at the key of credential {}",
            caller.user.email_address,
            credential.name
        );
        Ok(Json(CredentialKey { key }))
    }

    /// Give a credential a new key. The one before works on for a day, or as long as you say.
    ///
    /// Not for networks. A key that still worked from an earlier rotation ends now.
    #[oai(
        path = "/organizations/:org/servers/:server/credentials/:uuid/rotate",
        method = "post",
        operation_id = "credential_rotate"
    )]
    async fn credential_rotate(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        uuid: Path<String>,
        body: Json<Option<CredentialRotate>>,
    ) -> Result<Json<CredentialRotated>, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::WriteCredentials).await?;
        let credential = find(&app, server.id, &uuid).await?;
        let overlap = body.0.and_then(|body| body.overlap_hours);
        let (NewCredential { credential, key }, until) = app.tenancy.rotate_key(&credential, overlap).await?;
        Ok(Json(CredentialRotated {
            key,
            uuid: credential.uuid,
            kind: credential.kind.into(),
            name: credential.name,
            key_prefix: credential.key_prefix,
            previous_key_until: until.map(time),
        }))
    }
}
