//! A mail server's limits and retention, and what programs need to send through it and to hand mail to it.

use poem::web::Data;
use poem_openapi::param::Path;
use poem_openapi::payload::Json;
use poem_openapi::types::MaybeUndefined;
use poem_openapi::{Object, OpenApi};

use super::Area;
use super::answers::time;
use super::server_views::{ServerView, change};
use crate::accounts::Scope;
use crate::app::App;
use crate::config::WebProtocol;
use crate::http::caller::Caller;
use crate::http::error::ApiError;
use crate::http::permission::Permission;
use crate::model::{CredentialKind, DomainOwner, MailServer};
use crate::tenancy::ServerChange;
use crate::{statistics, store};

/// Of the MX records that take mail for a domain.
const MX_PRIORITY: u16 = 10;
/// Domains that the help names at most.
const NAMED_DOMAINS: i64 = 100;

#[derive(Debug, Default)]
pub struct ServerFactsApi;

/// How much a mail server may send.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct LimitsView {
    /// Messages in 60 minutes, what comes after is held; absent: no limit.
    pub send_limit: Option<i64>,
    /// Outgoing messages processed in the last 60 minutes.
    pub outgoing_60_min: i64,
    /// Messages that may still be sent now; absent without a limit.
    pub remaining: Option<i64>,
    /// When 90 per cent were last reached.
    pub send_limit_approaching_at: Option<String>,
    /// When the limit was last reached.
    pub send_limit_exceeded_at: Option<String>,
}

/// How long a mail server keeps mail.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct RetentionView {
    /// Who wrote to whom, when, and what became of it; absent: kept without end.
    pub message_retention_days: Option<i64>,
    /// The messages themselves, with attachments; absent: kept without end.
    pub raw_message_retention_days: Option<i64>,
    /// MB (1,048,576 bytes), the oldest go first; absent: no limit.
    pub raw_message_retention_size: Option<i64>,
    /// Bytes of the raw messages as they are stored; content that several recipients share counts once.
    pub used_bytes: i64,
}

/// Where programs hand in mail, and as whom.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct HelpOutgoingView {
    pub smtp_hostname: String,
    pub smtp_port: u16,
    /// The server offers STARTTLS.
    pub starttls: bool,
    /// `organization/server`; any user name does with PLAIN and LOGIN.
    pub username: String,
    /// Of the SMTP credential whose key is the password; absent: make one first. `credential_reveal` shows the key.
    pub credential: Option<HelpCredentialView>,
    /// Methods of AUTH.
    pub methods: Vec<String>,
    /// Verified domains, of the mail server and of its organization, that From may name; the first 100.
    pub domains: Vec<String>,
    /// From may be at another domain when Sender is at one of these.
    pub allow_sender: bool,
    /// Attempts before a message that cannot be delivered fails for good.
    pub max_delivery_attempts: i64,
    /// Base of the sending API of Postal 3.
    pub api_url: String,
}

#[derive(Debug, Object)]
pub struct HelpCredentialView {
    pub uuid: String,
    pub name: String,
}

/// How mail comes to a mail server.
#[derive(Debug, Object)]
pub struct HelpIncomingView {
    /// The MX records of a domain whose mail is to come here.
    pub mx_records: Vec<MxRecordView>,
    /// Mail for `TOKEN@` this domain reaches the route with that token: for domains whose mail is forwarded.
    pub route_domain: String,
}

#[derive(Debug, Object)]
pub struct MxRecordView {
    pub priority: u16,
    pub host: String,
}

/// Settings for administrators of the installation. What is absent stays.
#[derive(Debug, Object)]
pub struct ServerAdvancedUpdate {
    /// `null`: outgoing mail is not scanned.
    pub outbound_spam_threshold: MaybeUndefined<f64>,
    /// Messages in 60 minutes; `null`: no limit.
    pub send_limit: MaybeUndefined<i64>,
    /// From may be foreign when Sender is at a verified domain.
    pub allow_sender: Option<bool>,
    /// Leave address and name of the client out of added `Received` fields.
    pub privacy_mode: Option<bool>,
    /// Whole messages end up in the log.
    pub log_smtp_data: Option<bool>,
    /// `null`: kept without end.
    pub message_retention_days: MaybeUndefined<i64>,
    /// `null`: kept without end.
    pub raw_message_retention_days: MaybeUndefined<i64>,
    /// MB; `null`: no limit.
    pub raw_message_retention_size: MaybeUndefined<i64>,
}

impl From<ServerAdvancedUpdate> for ServerChange {
    fn from(body: ServerAdvancedUpdate) -> Self {
        Self {
            outbound_spam_threshold: change(body.outbound_spam_threshold),
            send_limit: change(body.send_limit),
            allow_sender: body.allow_sender,
            privacy_mode: body.privacy_mode,
            log_smtp_data: body.log_smtp_data,
            message_retention_days: change(body.message_retention_days),
            raw_message_retention_days: change(body.raw_message_retention_days),
            raw_message_retention_size: change(body.raw_message_retention_size),
            ..Self::default()
        }
    }
}

#[OpenApi(tag = "Area::Servers")]
impl ServerFactsApi {
    /// Show the send limit and how much of it is left.
    #[oai(path = "/organizations/:org/servers/:server/limits", method = "get", operation_id = "server_limits")]
    async fn server_limits(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
    ) -> Result<Json<LimitsView>, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::ReadServers).await?;
        let (_, outgoing) = statistics::live(&app.store, server.id, 60, app.clock.now()).await?;
        Ok(Json(LimitsView {
            send_limit: server.send_limit,
            outgoing_60_min: outgoing,
            remaining: server.send_limit.map(|limit| (limit - outgoing).max(0)),
            send_limit_approaching_at: server.send_limit_approaching_at.map(time),
            send_limit_exceeded_at: server.send_limit_exceeded_at.map(time),
        }))
    }

    /// Show how long mail is kept, and how much there is.
    #[oai(path = "/organizations/:org/servers/:server/retention", method = "get", operation_id = "server_retention")]
    async fn server_retention(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
    ) -> Result<Json<RetentionView>, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::ReadServers).await?;
        Ok(Json(RetentionView {
            message_retention_days: server.message_retention_days,
            raw_message_retention_days: server.raw_message_retention_days,
            raw_message_retention_size: server.raw_message_retention_size,
            used_bytes: statistics::stored_bytes(&app.store, server.id).await?,
        }))
    }

    /// Show what a program needs to send through a mail server. No key is shown.
    #[oai(
        path = "/organizations/:org/servers/:server/help_outgoing",
        method = "get",
        operation_id = "server_help_outgoing"
    )]
    async fn server_help_outgoing(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
    ) -> Result<Json<HelpOutgoingView>, ApiError> {
        let server = caller.mail_server(&app, &org, &server, Permission::ReadServers).await?;
        let mut conn = app.store.read().await?;
        let credentials = store::credentials::list_of_kind(&mut conn, server.id, CredentialKind::Smtp).await?;
        drop(conn);
        let config = &app.config;
        let protocol = match config.postal.web_protocol {
            WebProtocol::Https => "https",
            WebProtocol::Http => "http",
        };
        Ok(Json(HelpOutgoingView {
            smtp_hostname: config.postal.smtp_hostname.clone(),
            smtp_port: config.smtp_server.default_port,
            starttls: config.smtp_server.tls_enabled,
            username: server.full_permalink(),
            credential: credentials
                .into_iter()
                .next()
                .map(|credential| HelpCredentialView { uuid: credential.uuid, name: credential.name }),
            methods: ["PLAIN", "LOGIN", "CRAM-MD5"].map(str::to_owned).to_vec(),
            domains: verified_domains(&app, &server).await?,
            allow_sender: server.allow_sender,
            max_delivery_attempts: i64::from(config.postal.default_maximum_delivery_attempts),
            api_url: format!("{protocol}://{}/api/v1", config.postal.web_hostname),
        }))
    }

    /// Show how mail comes to a mail server.
    #[oai(
        path = "/organizations/:org/servers/:server/help_incoming",
        method = "get",
        operation_id = "server_help_incoming"
    )]
    async fn server_help_incoming(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
    ) -> Result<Json<HelpIncomingView>, ApiError> {
        caller.mail_server(&app, &org, &server, Permission::ReadServers).await?;
        let dns = &app.config.dns;
        let record = |host: &String| MxRecordView { priority: MX_PRIORITY, host: host.clone() };
        Ok(Json(HelpIncomingView {
            mx_records: dns.mx_records.iter().map(record).collect(),
            route_domain: dns.route_domain.clone(),
        }))
    }

    /// Change the settings of a mail server that are not for its organization to decide.
    #[oai(
        path = "/organizations/:org/servers/:server/update_advanced",
        method = "post",
        operation_id = "server_update_advanced"
    )]
    async fn server_update_advanced(
        &self,
        app: Data<&App>,
        caller: Caller,
        org: Path<String>,
        server: Path<String>,
        body: Json<ServerAdvancedUpdate>,
    ) -> Result<Json<ServerView>, ApiError> {
        let server = caller.mail_server_as_admin(&app, &org, &server, Scope::ServersWrite).await?;
        Ok(Json(app.tenancy.update_server(&server, &body.0.into(), true).await?.into()))
    }
}

/// Names of the verified domains that the mail server may send from: its own first.
pub(super) async fn verified_domains(app: &App, server: &MailServer) -> Result<Vec<String>, ApiError> {
    let mut names: Vec<String> = Vec::new();
    for owner in [DomainOwner::Server(server.id), DomainOwner::Organization(server.organization_id)] {
        for domain in app.domains.list(owner, None, NAMED_DOMAINS).await? {
            if domain.is_verified() && !names.contains(&domain.name) {
                names.push(domain.name);
            }
        }
    }
    names.truncate(usize::try_from(NAMED_DOMAINS).unwrap_or_default());
    Ok(names)
}
