//! What this installation is.

use poem::Request;
use poem::web::Data;
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};

use super::{Area, BASE_PATH};
use crate::app::App;
use crate::config::WebProtocol;
use crate::http::guard;

/// Of the world in the time zone database.
const AREAS: [&str; 10] = [
    "Africa/",
    "America/",
    "Antarctica/",
    "Arctic/",
    "Asia/",
    "Atlantic/",
    "Australia/",
    "Europe/",
    "Indian/",
    "Pacific/",
];

/// What every installation of this version can do.
const FEATURES: [&str; 6] =
    ["bulk_actions", "conditional_requests", "idempotency_keys", "rate_limits", "scheduled_sending", "short_paths"];

#[derive(Debug, Default)]
pub struct SystemApi;

/// What everybody may know of this installation.
#[derive(Debug, Object)]
pub struct InfoView {
    pub version: String,
    /// Users can log in with a password.
    pub local_authentication_enabled: bool,
    /// Users can log in through the OpenID provider (`oidc_start`).
    pub oidc_enabled: bool,
    /// Name of the provider, for the button: "Login with …".
    pub oidc_name: String,
    /// Mail leaves from the addresses of IP pools.
    pub use_ip_pools: bool,
    pub smtp_hostname: String,
    pub smtp_port: u16,
    pub web_hostname: String,
    /// `https` or `http`.
    pub web_protocol: String,
}

/// Where the rest of this API is described, and what it can do here.
#[derive(Debug, Object)]
pub struct RootView {
    /// Of the program.
    pub version: String,
    /// Within it, changes only add.
    pub api_version: u32,
    /// Path of the OpenAPI document.
    pub openapi: String,
    /// Path of its readable form.
    pub documentation: String,
    /// Words for what can be relied on: `bulk_actions`, `conditional_requests`, `idempotency_keys`, `rate_limits`, `scheduled_sending`,
    /// `short_paths`, and as configured `ip_pools`, `local_login`, `oidc`. New ones may be added.
    pub features: Vec<String>,
}

/// The address that a request comes from.
#[derive(Debug, Object)]
pub struct ClientIpView {
    /// Whom we take for the client: what a trusted proxy says, else the TCP peer.
    pub ip: String,
}

#[derive(Debug, Object)]
pub struct TimeZoneView {
    /// IANA name.
    pub name: String,
}

#[derive(Debug, Object)]
pub struct TimeZoneList {
    /// All of them, by name.
    pub items: Vec<TimeZoneView>,
}

#[OpenApi(tag = "Area::System")]
impl SystemApi {
    /// Describe this API.
    #[oai(path = "/", method = "get", operation_id = "api_root")]
    async fn api_root(&self, app: Data<&App>) -> Json<RootView> {
        let mut features = FEATURES.to_vec();
        let configured = [
            ("ip_pools", app.config.postal.use_ip_pools),
            ("local_login", app.config.oidc.local_authentication_enabled),
            ("oidc", app.config.oidc.enabled),
        ];
        features.extend(configured.iter().filter(|(_, is_on)| *is_on).map(|(name, _)| *name));
        features.sort_unstable();
        Json(RootView {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            api_version: 2,
            openapi: format!("{BASE_PATH}/openapi.json"),
            documentation: format!("{BASE_PATH}/docs/"),
            features: features.into_iter().map(str::to_owned).collect(),
        })
    }

    /// Show the own address.
    #[oai(path = "/ip", method = "get", operation_id = "client_ip")]
    async fn client_ip(&self, app: Data<&App>, request: &Request) -> Json<ClientIpView> {
        Json(ClientIpView { ip: guard::client_address(request, &app.config.postal).to_string() })
    }

    /// List the time zones that users and organizations can have.
    #[oai(path = "/time-zones", method = "get", operation_id = "time_zone_list")]
    async fn time_zone_list(&self) -> Json<TimeZoneList> {
        let mut names: Vec<String> = jiff::tz::db().available().map(|name| name.as_str().to_owned()).collect();
        // The others are old names of these, or no places.
        names.retain(|name| name == "UTC" || AREAS.iter().any(|area| name.starts_with(area)));
        names.sort_unstable();
        names.dedup();
        Json(TimeZoneList { items: names.into_iter().map(|name| TimeZoneView { name }).collect() })
    }

    /// Describe this installation.
    #[oai(path = "/info", method = "get", operation_id = "info_get")]
    async fn info_get(&self, app: Data<&App>) -> Json<InfoView> {
        let config = &app.config;
        Json(InfoView {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            local_authentication_enabled: config.oidc.local_authentication_enabled,
            oidc_enabled: app.oidc.is_some(),
            oidc_name: config.oidc.name.clone(),
            use_ip_pools: config.postal.use_ip_pools,
            smtp_hostname: config.postal.smtp_hostname.clone(),
            smtp_port: config.smtp_server.default_port,
            web_hostname: config.postal.web_hostname.clone(),
            web_protocol: match config.postal.web_protocol {
                WebProtocol::Https => "https".to_owned(),
                WebProtocol::Http => "http".to_owned(),
            },
        })
    }
}
