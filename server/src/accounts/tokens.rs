//! Management tokens: for programs that act for a user.

use std::net::IpAddr;
use std::time::Duration;

use ipnet::IpNet;

use super::{Accounts, AccountsError, Scope};
use crate::model::{
    MailServer, Organization, OrganizationId, ServerId, Timestamp, Token, TokenId, User, UserId, ViolationCode,
    Violations,
};
use crate::secrets::sha256_hex;
use crate::store::{Conn, audit, memberships, organizations, servers, tokens, users};

/// What every token starts with, so that people and secret scanners recognize it.
const PREFIX: &str = "postal_";
/// Random characters after the prefix: 238 bits.
const SECRET_CHARS: usize = 40;
/// Characters that are stored and shown to tell tokens apart.
const SHOWN_CHARS: usize = PREFIX.len() + 6;
/// `last_used_at` is written at most this often.
const TOUCH_INTERVAL: Duration = Duration::from_secs(60);

/// A submitted token.
#[derive(Debug, Clone, Default)]
pub struct TokenForm {
    pub name: String,
    /// `None`: everything that the owner may do.
    pub scopes: Option<Vec<String>>,
    pub expires_at: Option<Timestamp>,
}

/// What a new token is limited to, as submitted; `None`: not limited.
#[derive(Debug, Clone, Default)]
pub struct TokenLimits {
    /// Permalinks or uuids.
    pub organizations: Option<Vec<String>>,
    /// `organization/server`, each by permalink or uuid.
    pub servers: Option<Vec<String>>,
    /// Addresses or networks that it may be used from.
    pub networks: Option<Vec<String>>,
}

/// [`TokenLimits`], found.
#[derive(Debug, Default)]
struct Limits {
    organizations: Option<Vec<OrganizationId>>,
    servers: Option<Vec<ServerId>>,
    networks: Option<Vec<IpNet>>,
}

/// Of each list of limits: they are kept in one column.
const MAX_LIMITS: usize = 100;

/// A fresh token with its secret, which nobody can show again.
#[derive(Debug)]
pub struct NewToken {
    pub token: Token,
    pub secret: String,
}

impl Accounts {
    /// A token that another one makes does not outlive it: an expiring token could renew itself for ever.
    pub async fn create_token_with(
        &self,
        user: UserId,
        maker: &Token,
        form: &TokenForm,
        limits: &TokenLimits,
    ) -> Result<NewToken, AccountsError> {
        let expires_at = match (form.expires_at, maker.expires_at) {
            (Some(wanted), Some(latest)) => Some(wanted.min(latest)),
            (wanted, latest) => wanted.or(latest),
        };
        self.create_limited_token(user, &TokenForm { expires_at, ..form.clone() }, limits).await
    }

    pub async fn create_token(&self, user: UserId, form: &TokenForm) -> Result<NewToken, AccountsError> {
        self.create_limited_token(user, form, &TokenLimits::default()).await
    }

    /// A token that sees less than its owner. Being limited to mail servers limits it to their organizations as well.
    pub async fn create_limited_token(
        &self,
        user: UserId,
        form: &TokenForm,
        limits: &TokenLimits,
    ) -> Result<NewToken, AccountsError> {
        let now = self.clock.now();
        let mut violations = Violations::new();
        let name = violations.required_text("/name", &form.name);
        for (n, scope) in form.scopes.iter().flatten().enumerate() {
            if Scope::parse(scope).is_none() {
                violations.add(&format!("/scopes/{n}"), ViolationCode::Inclusion, "is not a scope");
            }
        }
        if form.scopes.as_ref().is_some_and(Vec::is_empty) {
            violations.add("/scopes", ViolationCode::Blank, "must name a scope, or be left out for all rights");
        }
        if form.expires_at.is_some_and(|time| time <= now) {
            violations.add("/expires_at", ViolationCode::Invalid, "is in the past");
        }
        let mut tx = self.store.begin().await?;
        let limits = find_limits(&mut tx, user, limits, &mut violations).await?;
        violations.into_result()?;
        let secret = format!("{PREFIX}{}", self.random.alphanumeric(SECRET_CHARS));
        let mut token = Token {
            id: TokenId(0),
            uuid: self.random.uuid(),
            user_id: user,
            name,
            prefix: secret.chars().take(SHOWN_CHARS).collect(),
            scopes: form.scopes.clone(),
            organizations: limits.organizations,
            servers: limits.servers,
            networks: limits.networks,
            expires_at: form.expires_at,
            last_used_at: None,
            created_at: now,
        };
        token.id = tokens::insert(&mut tx, &token, &sha256_hex(&secret)).await?;
        audit::object(&token.uuid, &token.name);
        tx.commit().await?;
        Ok(NewToken { token, secret })
    }

    /// Whose token this is. `None`: unknown, expired, or the owner is gone.
    pub async fn token(&self, secret: &str) -> Result<Option<(Token, User)>, AccountsError> {
        let now = self.clock.now();
        let mut conn = self.store.read().await?;
        let Some(token) = tokens::find_by_hash(&mut conn, &sha256_hex(secret)).await? else { return Ok(None) };
        if token.expires_at.is_some_and(|time| time <= now) {
            return Ok(None);
        }
        let Some(user) = users::find(&mut conn, token.user_id).await? else { return Ok(None) };
        drop(conn);
        if token.last_used_at.is_none_or(|last| now.since(last) >= TOUCH_INTERVAL) {
            let mut tx = self.store.begin().await?;
            if !tokens::touch(&mut tx, token.id, now).await? {
                return Ok(None);
            }
            tx.commit_unrecorded().await?;
        }
        Ok(Some((token, user)))
    }

    /// Newest first. `before`: id of the last row of the page before.
    pub async fn list_tokens(
        &self,
        user: UserId,
        before: Option<i64>,
        limit: i64,
    ) -> Result<Vec<Token>, AccountsError> {
        Ok(tokens::list(&mut self.store.read().await?, user, before, limit).await?)
    }

    /// False: this user has no such token.
    pub async fn delete_token(&self, user: UserId, uuid: &str) -> Result<bool, AccountsError> {
        let mut tx = self.store.begin().await?;
        let is_deleted = tokens::delete(&mut tx, user, uuid).await?;
        tx.commit().await?;
        Ok(is_deleted)
    }

    /// The organizations that a token is limited to and that live, as the caller may see them, by name.
    pub async fn organizations_of(
        &self,
        user: &User,
        ids: &[OrganizationId],
    ) -> Result<Vec<Organization>, AccountsError> {
        let mut conn = self.store.read().await?;
        let mut found = Vec::with_capacity(ids.len());
        for id in ids {
            let Some(organization) = organizations::find(&mut conn, *id).await? else { continue };
            let is_visible = user.is_admin || memberships::find(&mut conn, *id, user.id).await?.is_some();
            if is_visible && organization.deleted_at.is_none() {
                found.push(organization);
            }
        }
        found.sort_by_key(|organization| organization.name.to_lowercase());
        Ok(found)
    }

    /// Mail servers that live, by name.
    pub async fn servers_of(&self, ids: &[ServerId]) -> Result<Vec<MailServer>, AccountsError> {
        let mut conn = self.store.read().await?;
        let mut found = Vec::with_capacity(ids.len());
        for id in ids {
            found.extend(servers::find(&mut conn, *id).await?.filter(|server| server.deleted_at.is_none()));
        }
        found.sort_by_key(|server| server.name.to_lowercase());
        Ok(found)
    }

    /// What a token is limited to, in words: permalinks of organizations, and `organization/server`.
    pub async fn names_of_limits(
        &self,
        token: &Token,
    ) -> Result<(Option<Vec<String>>, Option<Vec<String>>), AccountsError> {
        let mut conn = self.store.read().await?;
        let mut of_organizations = token.organizations.as_ref().map(|_| Vec::new());
        for id in token.organizations.iter().flatten() {
            let organization = organizations::find(&mut conn, *id).await?;
            if let Some(names) = &mut of_organizations {
                names.extend(organization.map(|it| it.permalink));
            }
        }
        let mut of_servers = token.servers.as_ref().map(|_| Vec::new());
        for id in token.servers.iter().flatten() {
            let Some(server) = servers::find(&mut conn, *id).await? else { continue };
            let Some(organization) = organizations::find(&mut conn, server.organization_id).await? else { continue };
            let name = format!("{}/{}", organization.permalink, server.permalink);
            if let Some(names) = &mut of_servers {
                names.push(name);
            }
        }
        Ok((of_organizations, of_servers))
    }
}

/// Finds what the limits name, as far as the owner of the token sees it.
async fn find_limits(
    conn: &mut Conn,
    user: UserId,
    limits: &TokenLimits,
    violations: &mut Violations,
) -> Result<Limits, AccountsError> {
    let mut found = Limits::default();
    for (field, list) in
        [("/organizations", &limits.organizations), ("/servers", &limits.servers), ("/networks", &limits.networks)]
    {
        match list.as_ref().map(Vec::len) {
            Some(0) => violations.add(field, ViolationCode::Blank, "must name one, or be left out for no limit"),
            Some(count) if count > MAX_LIMITS => {
                let message = format!("is too long (maximum is {MAX_LIMITS})");
                violations.add(field, ViolationCode::TooLong, message);
            }
            _ => {}
        }
    }
    let is_admin = users::find(conn, user).await?.is_some_and(|user| user.is_admin);
    let mut ids: Vec<OrganizationId> = Vec::new();
    for (n, key) in limits.organizations.iter().flatten().take(MAX_LIMITS).enumerate() {
        match visible_organization(conn, user, is_admin, key).await? {
            Some(organization) => ids.push(organization),
            None => {
                let field = format!("/organizations/{n}");
                violations.add(&field, ViolationCode::Inclusion, "is not an organization of yours");
            }
        }
    }
    let mut of_servers: Vec<OrganizationId> = Vec::new();
    for (n, key) in limits.servers.iter().flatten().take(MAX_LIMITS).enumerate() {
        let (org, server) = key.split_once('/').unwrap_or((key, ""));
        let organization = visible_organization(conn, user, is_admin, org).await?;
        let server = match organization {
            Some(organization) => servers::find_by_key(conn, organization, server).await?,
            None => None,
        };
        match server {
            Some(server) => {
                found.servers.get_or_insert_default().push(server.id);
                of_servers.push(server.organization_id);
            }
            None => {
                let message = "is not organization/server of a mail server of yours";
                violations.add(&format!("/servers/{n}"), ViolationCode::Inclusion, message);
            }
        }
    }
    if limits.organizations.is_some() {
        // A server of another organization would never be reached.
        for (n, organization) in of_servers.iter().enumerate() {
            if !ids.contains(organization) {
                let message = "is not in one of the organizations";
                violations.add(&format!("/servers/{n}"), ViolationCode::Inclusion, message);
            }
        }
    }
    let organizations = if limits.organizations.is_some() { ids } else { of_servers };
    found.organizations = Some(organizations).filter(|ids| !ids.is_empty());
    for (n, text) in limits.networks.iter().flatten().take(MAX_LIMITS).enumerate() {
        let network = text.trim().parse::<IpNet>().or_else(|_| text.trim().parse::<IpAddr>().map(IpNet::from));
        match network {
            Ok(network) => found.networks.get_or_insert_default().push(network.trunc()),
            Err(_) => {
                let message = "is no address or network such as 192.0.2.0/24";
                violations.add(&format!("/networks/{n}"), ViolationCode::Invalid, message);
            }
        }
    }
    if let Some(ids) = &mut found.organizations {
        ids.sort_unstable();
        ids.dedup();
    }
    Ok(found)
}

async fn visible_organization(
    conn: &mut Conn,
    user: UserId,
    is_admin: bool,
    key: &str,
) -> Result<Option<OrganizationId>, AccountsError> {
    let Some(organization) = organizations::find_by_key(conn, key).await? else { return Ok(None) };
    let is_visible = is_admin || memberships::find(conn, organization.id, user).await?.is_some();
    Ok(is_visible.then_some(organization.id))
}
