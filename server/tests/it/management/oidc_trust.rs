//! What the OpenID provider says is believed only when it is proven.

use postal::app::Roles;
use serde_json::{Value, json};

use crate::support::app::{START, TestApp, create_user};
use crate::support::browser::Browser;
use crate::support::fake_provider::{CLIENT_ID, FakeProvider, Signature};

const NOW: i64 = START.0 / 1_000_000;

async fn started(provider: &FakeProvider) -> TestApp {
    let test = TestApp::with(Roles::ALL, |config| provider.configure(config)).await;
    create_user(&test, "ada@acme.example", false).await;
    test
}

#[tokio::test]
async fn a_wrong_id_token_lets_nobody_in() {
    let provider = FakeProvider::start().await;
    // One application for each, because failures of an address are slowed down.
    for (what, claims) in [
        ("nonce", json!({ "nonce": "other" })),
        ("no nonce", json!({ "nonce": null })),
        ("issuer", json!({ "iss": "https://other.example" })),
        ("audience", json!({ "aud": "other" })),
        ("one audience too many", json!({ "aud": [CLIENT_ID, "other"], "azp": CLIENT_ID })),
        ("expired", json!({ "exp": NOW - 61 })),
        ("from the future", json!({ "iat": NOW + 61 })),
        ("another access token", json!({ "at_hash": "AAAAAAAAAAAAAAAAAAAAAA" })),
    ] {
        let test = started(&provider).await;
        provider.claim(claims.clone());
        assert_eq!(Browser::new(&test).log_in(&provider).await, "/login?error=oidc_untrusted", "{what}");
        let names: Vec<String> = claims.as_object().unwrap().keys().cloned().collect();
        provider.change(|said| said.claims.retain(|name, _| !names.contains(name)));
        assert_eq!(Browser::new(&test).log_in(&provider).await, "/", "{what} mended");
    }
}

#[tokio::test]
async fn clocks_may_differ_by_a_minute() {
    let provider = FakeProvider::start().await;
    let test = started(&provider).await;
    for claims in [json!({ "exp": NOW - 59, "iat": NOW - 400 }), json!({ "iat": NOW + 59, "exp": NOW + 400 })] {
        provider.claim(claims.clone());
        assert_eq!(Browser::new(&test).log_in(&provider).await, "/", "{claims}");
    }
}

#[tokio::test]
async fn only_the_provider_can_have_signed() {
    let provider = FakeProvider::start().await;
    let test = started(&provider).await;
    for (signature, page) in [
        (Signature::Forged, "/login?error=oidc_untrusted"),
        (Signature::Hs256, "/login?error=oidc_untrusted"),
        (Signature::None, "/login?error=oidc_untrusted"),
        (Signature::Rs256, "/"),
        (Signature::Es256, "/"),
    ] {
        provider.change(|said| said.signature = signature);
        assert_eq!(Browser::new(&test).log_in(&provider).await, page, "{signature:?}");
    }
    provider.change(|said| said.sends_id_token = false);
    assert_eq!(Browser::new(&test).log_in(&provider).await, "/login?error=oidc_untrusted");
}

#[tokio::test]
async fn keys_are_asked_for_once_and_again_when_one_is_unknown() {
    let provider = FakeProvider::start().await;
    let test = started(&provider).await;
    for _ in 0..3 {
        assert_eq!(Browser::new(&test).log_in(&provider).await, "/");
    }
    assert_eq!((provider.asked("/jwks"), provider.asked("/.well-known/openid-configuration")), (1, 1));
    provider.rotate_keys();
    assert_eq!(Browser::new(&test).log_in(&provider).await, "/");
    assert_eq!((provider.asked("/jwks"), provider.asked("/.well-known/openid-configuration")), (2, 1));
    assert_eq!(Browser::new(&test).log_in(&provider).await, "/");
    assert_eq!(provider.asked("/jwks"), 2);
}

#[tokio::test]
async fn user_information_has_to_be_about_the_same_person_and_the_id_token_wins() {
    let provider = FakeProvider::start().await;
    let test = started(&provider).await;
    let userinfo = |value: Value| {
        provider.change(|said| said.userinfo = Some(value.as_object().unwrap().clone()));
    };
    userinfo(json!({ "sub": "u-2", "email": "ada@acme.example" }));
    assert_eq!(Browser::new(&test).log_in(&provider).await, "/login?error=oidc_untrusted");
    userinfo(json!({ "sub": "u-1", "email": "admin@acme.example", "email_verified": true, "name": "Ada King" }));
    // That address is proven; the one of the ID token is not.
    provider.claim(json!({ "email_verified": null }));
    assert_eq!(Browser::new(&test).log_in(&provider).await, "/login?error=oidc_email_not_verified");
    provider.claim(json!({ "email_verified": true }));
    let mut browser = Browser::new(&test);
    assert_eq!(browser.log_in(&provider).await, "/");
    let me = browser.get("/me").await.json;
    assert_eq!((&me["email_address"], &me["last_name"]), (&json!("ada@acme.example"), &json!("King")));
}

#[tokio::test]
async fn a_document_of_another_issuer_is_no_discovery() {
    let provider = FakeProvider::start().await;
    let test = started(&provider).await;
    for metadata in
        [json!({ "issuer": "https://other.example" }), json!({ "issuer": provider.url, "token_endpoint": null })]
    {
        provider.change(|said| said.metadata = metadata.as_object().unwrap().clone());
        assert_eq!(Browser::new(&test).begin(json!({})).await.code(), "unavailable", "{metadata}");
    }
    provider.change(|said| said.metadata.clear());
    assert_eq!(Browser::new(&test).log_in(&provider).await, "/");
}

#[tokio::test]
async fn without_discovery_the_configured_urls_are_used() {
    let provider = FakeProvider::start().await;
    let test = TestApp::with(Roles::ALL, |config| {
        provider.configure(config);
        let url = |path: &str| Some(format!("{}{path}", provider.url));
        config.oidc.discovery = false;
        config.oidc.authorization_endpoint = url("/authorize");
        config.oidc.token_endpoint = url("/token");
        config.oidc.jwks_uri = url("/jwks");
        config.oidc.end_session_endpoint = url("/bye");
        config.oidc.provider_logout = true;
    })
    .await;
    create_user(&test, "ada@acme.example", false).await;
    let mut browser = Browser::new(&test);
    assert_eq!(browser.log_in(&provider).await, "/");
    // Only the user information told the name.
    assert_eq!(browser.get("/me").await.json["first_name"], "Ada");
    assert_eq!((provider.asked("/userinfo"), provider.asked("/.well-known/openid-configuration")), (0, 0));
    let url = browser.log_out().await.json["provider_logout_url"].as_str().unwrap().to_owned();
    assert!(url.starts_with(&format!("{}/bye?", provider.url)), "{url}");
}

#[tokio::test]
async fn discovery_cannot_send_us_into_our_own_network() {
    let provider = FakeProvider::start().await;
    let test = started(&provider).await;
    // The issuer was named by the operator; this address by the issuer.
    let inside = format!("{}/token", provider.url.replace("127.0.0.1", "127.0.0.2"));
    provider.change(|said| drop(said.metadata.insert("token_endpoint".to_owned(), inside.into())));
    assert_eq!(Browser::new(&test).log_in(&provider).await, "/login?error=oidc_unavailable");
}
