//! The web host in process, without a socket: requests in, status and JSON out.

use poem::endpoint::{BoxEndpoint, Endpoint as _, EndpointExt as _};
use poem::http::{Method, StatusCode};
use poem::{Request, Response};
use postal::accounts::TokenForm;
use postal::app::App;
use postal::http;
use postal::model::{Membership, Organization, Role, ServerId, User};
use postal::store::memberships;
use serde_json::Value;

use super::app::{START, create_user};

/// `postal.web_hostname` by default.
pub const HOST: &str = "postal.example.com";
pub const PASSWORD: &str = "correct horse";

pub struct Api {
    routes: BoxEndpoint<'static, Response>,
}

pub struct Answer {
    pub status: StatusCode,
    pub headers: poem::http::HeaderMap,
    pub text: String,
    pub json: Value,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }

    /// `field code` of every violation, sorted.
    pub fn fields(&self) -> Vec<String> {
        let fields = self.json["fields"].as_array().cloned().unwrap_or_default();
        let mut fields: Vec<String> = fields
            .iter()
            .map(|field| format!("{} {}", field["field"].as_str().unwrap(), field["code"].as_str().unwrap()))
            .collect();
        fields.sort();
        fields
    }

    pub fn code(&self) -> &str {
        self.json["code"].as_str().unwrap_or_default()
    }

    /// The session cookie as a client sends it back.
    pub fn cookie(&self) -> String {
        self.header("set-cookie").split(';').next().unwrap().to_owned()
    }
}

impl Api {
    pub fn new(app: &App) -> Self {
        Self { routes: http::routes(app).boxed() }
    }

    /// Any request; `Host` is ours unless given.
    pub async fn send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<poem::Body>,
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path.parse().unwrap());
        if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("host")) {
            request = request.header("host", HOST);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = self.routes.get_response(request.body(body)).await;
        let (parts, body) = response.into_parts();
        // An image is no text.
        let text = String::from_utf8_lossy(&body.into_bytes().await.unwrap()).into_owned();
        let json = serde_json::from_str(&text).unwrap_or(Value::Null);
        Answer { status: parts.status, headers: parts.headers, text, json }
    }

    /// A request with a management token; `path` is relative to `/api/v2`.
    pub async fn call(&self, token: &str, method: Method, path: &str, body: Value) -> Answer {
        let authorization = format!("Bearer {token}");
        let headers = [("authorization", authorization.as_str()), ("content-type", "application/json")];
        let body = if body.is_null() { String::new() } else { body.to_string() };
        self.send(method, &format!("/api/v2{path}"), &headers, body).await
    }

    pub async fn get(&self, token: &str, path: &str) -> Answer {
        self.call(token, Method::GET, path, Value::Null).await
    }

    pub async fn post(&self, token: &str, path: &str, body: Value) -> Answer {
        self.call(token, Method::POST, path, body).await
    }

    pub async fn patch(&self, token: &str, path: &str, body: Value) -> Answer {
        self.call(token, Method::PATCH, path, body).await
    }

    pub async fn delete(&self, token: &str, path: &str, body: Value) -> Answer {
        self.call(token, Method::DELETE, path, body).await
    }

    /// A request of a browser on our own page; `path` is relative to `/api/v2`, `cookie` empty before the login.
    pub async fn browse(&self, cookie: &str, method: Method, path: &str, body: Value) -> Answer {
        let mut headers = vec![("content-type", "application/json"), ("origin", "https://postal.example.com")];
        if !cookie.is_empty() {
            headers.push(("cookie", cookie));
        }
        let body = if body.is_null() { String::new() } else { body.to_string() };
        self.send(method, &format!("/api/v2{path}"), &headers, body).await
    }

    /// Logs in as a browser on our own page does.
    pub async fn log_in(&self, email_address: &str, password: &str) -> Answer {
        let body = serde_json::json!({ "email_address": email_address, "password": password });
        let headers = [("content-type", "application/json"), ("origin", "https://postal.example.com")];
        self.send(Method::POST, "/api/v2/session", &headers, body.to_string()).await
    }
}

/// A token of a user, with these scopes or all.
pub async fn token_of(app: &App, user: &User, scopes: Option<&[&str]>) -> String {
    let scopes = scopes.map(|scopes| scopes.iter().map(|scope| (*scope).to_owned()).collect());
    let form = TokenForm { name: "test".to_owned(), scopes, expires_at: None };
    app.accounts.create_token(user.id, &form).await.unwrap().secret
}

/// A new user with this role and a token of theirs. `servers`: `None` for all.
pub async fn member(
    app: &App,
    organization: &Organization,
    role: Role,
    servers: Option<&[ServerId]>,
) -> (User, String) {
    let name = organization.permalink.as_str();
    let user = create_user(app, &format!("{}-{}@{name}.example", role.as_str(), app.random.token(6)), false).await;
    let membership = Membership {
        organization_id: organization.id,
        user_id: user.id,
        role,
        has_all_servers: servers.is_none(),
        servers: servers.unwrap_or_default().to_vec(),
        created_at: START,
    };
    let mut tx = app.store.begin().await.unwrap();
    memberships::insert(&mut tx, &membership).await.unwrap();
    tx.commit().await.unwrap();
    let token = token_of(app, &user, None).await;
    (user, token)
}
