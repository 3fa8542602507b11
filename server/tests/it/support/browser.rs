//! A browser that logs in through the fake OpenID provider: it keeps cookies and follows redirects by hand.

use std::collections::BTreeMap;

use poem::http::{Method, StatusCode, header};
use postal::app::App;
use serde_json::{Value, json};

use super::fake_provider::FakeProvider;
use super::management_api::{Answer, Api};

pub struct Browser {
    pub api: Api,
    pub cookies: BTreeMap<String, String>,
}

impl Browser {
    pub fn new(app: &App) -> Self {
        Self { api: Api::new(app), cookies: BTreeMap::new() }
    }

    fn cookie_header(&self) -> String {
        let pairs: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        pairs.join("; ")
    }

    fn keep(&mut self, answer: &Answer) {
        for cookie in answer.headers.get_all(header::SET_COOKIE) {
            let cookie = cookie.to_str().unwrap();
            let (name, value) = cookie.split(';').next().unwrap().split_once('=').unwrap();
            if cookie.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }

    /// Presses the button; `body` as for `oidc_start`.
    pub async fn begin(&mut self, body: Value) -> Answer {
        let answer = self.api.browse(&self.cookie_header(), Method::POST, "/auth/oidc", body).await;
        self.keep(&answer);
        answer
    }

    /// Follows the provider's redirect back to us.
    pub async fn come_back(&mut self, path: &str) -> Answer {
        let cookies = self.cookie_header();
        let answer = self.api.send(Method::GET, path, &[("cookie", cookies.as_str())], "").await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
        self.keep(&answer);
        answer
    }

    /// The whole way; answers the path of the page that is shown in the end.
    pub async fn log_in(&mut self, provider: &FakeProvider) -> String {
        self.log_in_with(provider, json!({})).await
    }

    pub async fn log_in_with(&mut self, provider: &FakeProvider, body: Value) -> String {
        let begun = self.begin(body).await;
        assert_eq!(begun.status, StatusCode::CREATED, "{}", begun.text);
        let back = provider.consent(begun.json["authorization_url"].as_str().unwrap());
        self.come_back(&back).await.header("location").to_owned()
    }

    /// `GET` below `/api/v2` with the cookies.
    pub async fn get(&self, path: &str) -> Answer {
        self.api.browse(&self.cookie_header(), Method::GET, path, Value::Null).await
    }

    pub async fn log_out(&mut self) -> Answer {
        let answer = self.api.browse(&self.cookie_header(), Method::DELETE, "/session", Value::Null).await;
        self.keep(&answer);
        answer
    }
}
