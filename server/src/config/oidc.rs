//! Section `oidc`.

use url::Url;

use super::secret::Secret;
use super::section::section;
use super::setting::{Bad, Cast, ListItem, Setting as _};
use super::yaml::Node;
use crate::model::Role;

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
        /// Find the provider's URLs by discovery; otherwise those below are used.
        discovery: bool = "true";
        /// Authorization endpoint.
        authorization_endpoint: Option<String> = "";
        /// Token endpoint.
        token_endpoint: Option<String> = "";
        /// User information endpoint.
        userinfo_endpoint: Option<String> = "";
        /// URL of the key set.
        jwks_uri: Option<String> = "";
        /// Where the provider ends its own login, for `provider_logout` without discovery. Postal 3 has no such option.
        end_session_endpoint: Option<String> = "";
        /// Link a user to the provider's account by e-mail address only when the provider says that it has verified the
        /// address (claim `email_verified`). When off, silence is enough; a plain no never is. Postal 3 did not ask.
        require_email_verified: bool = "true";
        /// Create a user at the first login of somebody who has none. Postal 3 never does.
        create_users: bool = "false";
        /// Domains of the e-mail addresses for which users are created, such as `example.com`; all when empty.
        allowed_email_domains: Vec<String> = "";
        /// Claim with the groups of a user, a list of texts, for `group_roles`.
        groups_field: String = "groups";
        /// Roles that groups give, each as `<group>=<organization>:<role>`, such as `mail-team=acme:developer`; the
        /// organization by its short name. In the organizations named here the provider decides at every login: the
        /// highest role of all matching groups, none without one. Nothing changes when the claim is absent.
        group_roles: Vec<GroupRole> = "";
        /// End the login at the provider too when somebody logs out who came through it.
        provider_logout: bool = "false";
    }
}

/// What the members of a group are in an organization.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupRole {
    pub group: String,
    /// Permalink.
    pub organization: String,
    pub role: Role,
}

impl GroupRole {
    fn parse(text: &str) -> Option<Self> {
        // The last `=`: a distinguished name has some of its own (RFC 4514).
        let (group, target) = text.rsplit_once('=')?;
        let (organization, role) = target.split_once(':')?;
        let (group, organization) = (group.trim(), organization.trim());
        if group.is_empty() || organization.is_empty() {
            return None;
        }
        Some(Self { group: group.to_owned(), organization: organization.to_owned(), role: Role::parse(role.trim())? })
    }
}

impl ListItem for GroupRole {
    const LIST_TYPE: &'static str = "list of group=organization:role";

    fn cast_item(node: &Node, cast: &mut Cast) -> Result<Option<Self>, Vec<Bad>> {
        const EXPECTED: &str =
            "a role of a group, such as mail-team=acme:developer (viewer, support, developer, admin or owner)";
        Self::parse(&String::cast(node, cast)?).map(Some).ok_or_else(|| Bad::new(node, EXPECTED))
    }
}

impl Oidc {
    /// Why nobody could log in like this: option and message.
    pub(super) fn faults(&self) -> Vec<(&'static str, String)> {
        if !self.enabled {
            // 3.3 starts, and then nobody can log in.
            let message = "is off and so is oidc.enabled: nobody could log in; switch one of them on";
            let is_locked = !self.local_authentication_enabled;
            return is_locked.then(|| ("oidc.local_authentication_enabled", message.to_owned())).into_iter().collect();
        }
        let mut faults = Vec::new();
        if self.identifier.is_none() {
            faults.push(("oidc.identifier", "is needed for login through the provider".to_owned()));
        }
        for (option, value, is_needed, why) in [
            ("oidc.issuer", &self.issuer, true, "for login through the provider"),
            ("oidc.authorization_endpoint", &self.authorization_endpoint, !self.discovery, BECAUSE),
            ("oidc.token_endpoint", &self.token_endpoint, !self.discovery, BECAUSE),
            ("oidc.jwks_uri", &self.jwks_uri, !self.discovery, BECAUSE),
            ("oidc.userinfo_endpoint", &self.userinfo_endpoint, false, ""),
            ("oidc.end_session_endpoint", &self.end_session_endpoint, false, ""),
        ] {
            match value {
                None if is_needed => faults.push((option, format!("is needed {why}"))),
                Some(text) if !is_web_url(text) => {
                    faults.push((option, format!("expected a URL such as https://login.example.com/, found {text:?}")));
                }
                _ => {}
            }
        }
        faults
    }
}

const BECAUSE: &str = "because oidc.discovery is off";

fn is_web_url(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_gives_a_role_in_an_organization() {
        let role = |group: &str, organization: &str, role| {
            Some(GroupRole { group: group.to_owned(), organization: organization.to_owned(), role })
        };
        for (text, parsed) in [
            ("mail-team=acme:developer", role("mail-team", "acme", Role::Developer)),
            (" /mail/ops = acme : owner ", role("/mail/ops", "acme", Role::Owner)),
            ("cn=mail,ou=groups=acme:viewer", role("cn=mail,ou=groups", "acme", Role::Viewer)),
            ("mail-team=acme", None),
            ("mail-team=acme:boss", None),
            ("=acme:viewer", None),
            ("mail-team=:viewer", None),
            ("", None),
        ] {
            assert_eq!(GroupRole::parse(text), parsed, "{text}");
        }
    }

    #[test]
    fn only_urls_of_the_web_are_urls() {
        for (text, is_url) in [
            ("https://id.example/realms/x", true),
            ("http://127.0.0.1:8080", true),
            ("id.example", false),
            ("ftp://id.example", false),
        ] {
            assert_eq!(is_web_url(text), is_url, "{text}");
        }
    }
}
