//! What this installation is.

use poem::Request;
use poem::web::Data;
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};

use super::Area;
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
