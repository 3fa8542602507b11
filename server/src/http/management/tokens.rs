//! Management tokens for programs.

use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};

use super::Area;
use super::answers::{Created, Done, parse_time, time};
use crate::accounts::{NewToken, TokenForm, TokenLimits};
use crate::app::App;
use crate::http::caller::{Caller, Proof};
use crate::http::error::ApiError;
use crate::http::page::{Cursor, Page, PageRequest};
use crate::model::Token;

#[derive(Debug, Default)]
pub struct TokensApi;

#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct TokenView {
    pub uuid: String,
    pub name: String,
    /// First characters of the token.
    pub prefix: String,
    /// Absent: everything that its owner may do.
    pub scopes: Option<Vec<String>>,
    /// Permalinks; absent: all of its owner.
    pub organizations: Option<Vec<String>>,
    /// `organization/server`; absent: all mail servers.
    pub servers: Option<Vec<String>>,
    /// Where it may be used from; absent: anywhere.
    pub networks: Option<Vec<String>>,
    pub expires_at: Option<String>,
    pub last_used_at: Option<String>,
    pub created_at: String,
}

impl From<Token> for TokenView {
    fn from(token: Token) -> Self {
        Self {
            uuid: token.uuid,
            name: token.name,
            prefix: token.prefix,
            scopes: token.scopes,
            organizations: None,
            servers: None,
            networks: token.networks.map(networks),
            expires_at: token.expires_at.map(time),
            last_used_at: token.last_used_at.map(time),
            created_at: time(token.created_at),
        }
    }
}

#[derive(Debug, Object)]
pub struct TokenCreate {
    pub name: String,
    /// Such as `messages:send`; absent: everything that the owner may do.
    pub scopes: Option<Vec<String>>,
    /// Permalinks or UUIDs; absent: all organizations of the owner.
    pub organizations: Option<Vec<String>>,
    /// `organization/server`, each by permalink or UUID; absent: all mail servers.
    pub servers: Option<Vec<String>>,
    /// Addresses or networks that it may be used from; absent: anywhere.
    pub networks: Option<Vec<String>>,
    /// RFC 3339; absent: never.
    pub expires_at: Option<String>,
}

fn networks(networks: Vec<ipnet::IpNet>) -> Vec<String> {
    networks.iter().map(ToString::to_string).collect()
}

async fn view(app: &App, token: Token) -> Result<TokenView, ApiError> {
    let (organizations, servers) = app.accounts.names_of_limits(&token).await?;
    Ok(TokenView { organizations, servers, ..token.into() })
}

#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct TokenCreated {
    /// The token itself. It is not stored and cannot be shown again.
    pub token: String,
    pub uuid: String,
    pub name: String,
    pub prefix: String,
    pub scopes: Option<Vec<String>>,
    pub organizations: Option<Vec<String>>,
    pub servers: Option<Vec<String>>,
    pub networks: Option<Vec<String>>,
    pub expires_at: Option<String>,
    pub created_at: String,
}

impl From<NewToken> for TokenCreated {
    fn from(NewToken { token, secret }: NewToken) -> Self {
        Self {
            token: secret,
            uuid: token.uuid,
            name: token.name,
            prefix: token.prefix,
            scopes: token.scopes,
            organizations: None,
            servers: None,
            networks: None,
            expires_at: token.expires_at.map(time),
            created_at: time(token.created_at),
        }
    }
}

#[OpenApi(tag = "Area::Tokens")]
impl TokensApi {
    /// List the own tokens, newest first.
    #[oai(path = "/tokens", method = "get", operation_id = "token_list")]
    async fn token_list(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// 1 to 100.
        limit: Query<Option<u32>>,
        /// `next_cursor` of the page before.
        cursor: Query<Option<String>>,
    ) -> Result<Json<Page<TokenView>>, ApiError> {
        caller.require_all_scopes()?;
        let page = PageRequest::parse("tokens", limit.0, cursor.0.as_deref())?;
        let tokens = app.accounts.list_tokens(caller.user.id, page.after_id()?, page.fetch()).await?;
        let mut views = Vec::with_capacity(tokens.len());
        for token in tokens {
            views.push((token.id, view(&app, token).await?));
        }
        Ok(Json(Page::build(views, &page, |(id, _)| Cursor::new([id.to_string()]), |(_, view)| view)))
    }

    /// Make a token. The answer is the only place that shows it.
    ///
    /// Made with another token, it ends with that one at the latest.
    #[oai(path = "/tokens", method = "post", operation_id = "token_create")]
    async fn token_create(
        &self,
        app: Data<&App>,
        caller: Caller,
        body: Json<TokenCreate>,
    ) -> Result<Created<TokenCreated>, ApiError> {
        caller.require_all_scopes()?;
        let Json(body) = body;
        let expires_at = body.expires_at.map(|text| parse_time("/expires_at", &text)).transpose()?;
        let form = TokenForm { name: body.name, scopes: body.scopes, expires_at };
        let limits = TokenLimits { organizations: body.organizations, servers: body.servers, networks: body.networks };
        let new = match &caller.proof {
            Proof::Token(maker) => app.accounts.create_token_with(caller.user.id, maker, &form, &limits).await?,
            Proof::Session(_) => app.accounts.create_limited_token(caller.user.id, &form, &limits).await?,
        };
        let shown = view(&app, new.token.clone()).await?;
        Ok(Created::new(TokenCreated {
            organizations: shown.organizations,
            servers: shown.servers,
            networks: shown.networks,
            ..new.into()
        }))
    }

    /// Delete a token; it stops working at once.
    #[oai(path = "/tokens/:uuid", method = "delete", operation_id = "token_delete")]
    async fn token_delete(&self, app: Data<&App>, caller: Caller, uuid: Path<String>) -> Result<Done, ApiError> {
        caller.require_all_scopes()?;
        if app.accounts.delete_token(caller.user.id, &uuid).await? {
            Ok(Done::Done)
        } else {
            Err(ApiError::not_found("token"))
        }
    }
}
