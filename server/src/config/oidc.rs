//! Section `oidc`.

use super::secret::Secret;
use super::section::section;

section! {
    /// Login through an OpenID provider. Its redirect URI is `<web_protocol>://<web_hostname>/auth/oidc/callback`.
    Oidc = "oidc" {
        /// Offer it.
        enabled: bool = "false";
        /// Keep login and reset by password.
        local_authentication_enabled: bool = "true";
        /// Text of the login button.
        name: String = "OIDC Provider";
        /// URL of the provider.
        issuer: Option<String> = "";
        /// Client id.
        identifier: Option<String> = "";
        /// Client secret.
        secret: Option<Secret> = "";
        /// Scopes to ask for.
        scopes: Vec<String> = "openid, email";
        /// Claim that identifies the user.
        uid_field: String = "sub";
        /// Claim with the e-mail address.
        email_address_field: String = "email";
        /// Claim with the name.
        name_field: String = "name";
        /// Find the provider's URLs by discovery; otherwise the four below are used.
        discovery: bool = "true";
        /// Authorization endpoint.
        authorization_endpoint: Option<String> = "";
        /// Token endpoint.
        token_endpoint: Option<String> = "";
        /// User information endpoint.
        userinfo_endpoint: Option<String> = "";
        /// URL of the key set.
        jwks_uri: Option<String> = "";
    }
}
