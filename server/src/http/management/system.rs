//! What this installation is.

use poem::web::Data;
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};

use super::Area;
use crate::app::App;
use crate::config::WebProtocol;

#[derive(Debug, Default)]
pub struct SystemApi;

/// What everybody may know of this installation.
#[derive(Debug, Object)]
pub struct InfoView {
    pub version: String,
    /// Users can log in with a password.
    pub local_authentication_enabled: bool,
    pub oidc_enabled: bool,
    /// Text of the OpenID login button.
    pub oidc_name: String,
    pub smtp_hostname: String,
    pub smtp_port: u16,
    pub web_hostname: String,
    /// `https` or `http`.
    pub web_protocol: String,
}

#[OpenApi(tag = "Area::System")]
impl SystemApi {
    /// Describe this installation.
    #[oai(path = "/info", method = "get", operation_id = "info_get")]
    async fn info_get(&self, app: Data<&App>) -> Json<InfoView> {
        let config = &app.config;
        Json(InfoView {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            local_authentication_enabled: config.oidc.local_authentication_enabled,
            oidc_enabled: config.oidc.enabled,
            oidc_name: config.oidc.name.clone(),
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
