//! Login through the OpenID provider: the way there and back.

use std::time::Duration;

use poem::http::{Method, StatusCode, header};
use postal::app::Roles;
use serde_json::{Value, json};

use crate::support::app::{TestApp, create_user};
use crate::support::browser::Browser;
use crate::support::fake_provider::FakeProvider;
use crate::support::management_api::{Api, PASSWORD};

async fn started(provider: &FakeProvider) -> TestApp {
    TestApp::with(Roles::ALL, |config| provider.configure(config)).await
}

#[tokio::test]
async fn the_page_learns_that_there_is_a_provider() {
    let provider = FakeProvider::start().await;
    let test = started(&provider).await;
    let info = Browser::new(&test).get("/info").await;
    assert_eq!(
        (&info.json["oidc_enabled"], &info.json["oidc_name"], &info.json["local_authentication_enabled"]),
        (&json!(true), &json!("Acme ID"), &json!(true))
    );
    let without = TestApp::start().await;
    let mut browser = Browser::new(&without);
    assert_eq!(browser.get("/info").await.json["oidc_enabled"], false);
    let refused = browser.begin(json!({})).await;
    assert_eq!((refused.status, refused.code()), (StatusCode::FORBIDDEN, "oidc_disabled"));
    let callback = browser.api.send(Method::GET, "/auth/oidc/callback?code=x&state=y", &[], "").await;
    assert_eq!(callback.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn cookies_are_for_this_login_only_and_no_script_reads_them() {
    let provider = FakeProvider::start().await;
    let test = started(&provider).await;
    let mut browser = Browser::new(&test);
    let begun = browser.begin(json!({})).await;
    let cookie = begun.header("set-cookie");
    assert!(cookie.starts_with("postal_oidc_"), "{cookie}");
    assert!(cookie.ends_with("; Max-Age=600; Path=/auth/oidc; HttpOnly; SameSite=Lax; Secure"), "{cookie}");

    let back = provider.consent(begun.json["authorization_url"].as_str().unwrap());
    let done = browser.come_back(&back).await;
    let set: Vec<&str> = done.headers.get_all(header::SET_COOKIE).iter().map(|it| it.to_str().unwrap()).collect();
    assert_eq!(set.len(), 2);
    assert!(set[0].contains("=; Max-Age=0; Path=/auth/oidc"), "{set:?}");
    assert!(set[1].starts_with("postal_session=") && set[1].ends_with("; Path=/; HttpOnly; SameSite=Lax; Secure"));
    assert_eq!((done.header("cache-control"), done.header("referrer-policy")), ("no-store", "no-referrer"));
}

#[tokio::test]
async fn an_answer_counts_once_and_only_in_the_browser_that_began() {
    let provider = FakeProvider::start().await;
    let test = started(&provider).await;
    create_user(&test, "ada@acme.example", false).await;
    let (mut browser, mut thief) = (Browser::new(&test), Browser::new(&test));
    let begun = browser.begin(json!({ "return_to": "/org/acme" })).await;
    let back = provider.consent(begun.json["authorization_url"].as_str().unwrap());
    let cookies = browser.cookies.clone();
    // Somebody who learned the address, or who wants us to log in as them.
    assert_eq!(thief.come_back(&back).await.header("location"), "/login?error=oidc_expired");
    assert_eq!(provider.asked("/token"), 0);
    assert_eq!(browser.come_back(&back).await.header("location"), "/org/acme");

    let session = browser.cookies.clone();
    browser.cookies = cookies;
    let again = browser.come_back(&back).await;
    assert_eq!(again.header("location"), "/login?error=oidc_expired&return_to=%2Forg%2Facme");
    assert_eq!(provider.asked("/token"), 1);
    browser.cookies = session;
    assert_eq!(browser.get("/session").await.status, StatusCode::OK);
}

#[tokio::test]
async fn two_tabs_log_in_independently() {
    let provider = FakeProvider::start().await;
    let test = started(&provider).await;
    create_user(&test, "ada@acme.example", false).await;
    let mut browser = Browser::new(&test);
    let mut backs = Vec::new();
    for page in ["/org/acme", "/settings"] {
        let begun = browser.begin(json!({ "return_to": page })).await;
        backs.push((provider.consent(begun.json["authorization_url"].as_str().unwrap()), page));
    }
    for (back, page) in backs {
        assert_eq!(browser.come_back(&back).await.header("location"), page);
    }
    assert_eq!(browser.cookies.len(), 1, "{:?}", browser.cookies);
}

#[tokio::test]
async fn a_login_has_to_be_finished_in_ten_minutes() {
    let provider = FakeProvider::start().await;
    let test = started(&provider).await;
    create_user(&test, "ada@acme.example", false).await;
    let mut browser = Browser::new(&test);
    let begun = browser.begin(json!({})).await;
    let back = provider.consent(begun.json["authorization_url"].as_str().unwrap());
    test.clock.advance(Duration::from_secs(600));
    assert_eq!(browser.come_back(&back).await.header("location"), "/login?error=oidc_expired");
    for nonsense in ["", "?state=x", "?code=x", "?state=%00&code=x", "?state=..%2F&code=x"] {
        let path = format!("/auth/oidc/callback{nonsense}");
        assert_eq!(browser.come_back(&path).await.header("location"), "/login?error=oidc_expired", "{nonsense}");
    }
    provider.change(|said| said.now += 600);
    assert_eq!(browser.log_in(&provider).await, "/");
    test.clock.advance(Duration::from_secs(600));
    assert_eq!(test.accounts.delete_expired_oidc_states().await.unwrap(), 1);
    assert_eq!(test.accounts.delete_expired_oidc_states().await.unwrap(), 0);
}

#[tokio::test]
async fn nobody_is_sent_to_another_site_afterwards() {
    let provider = FakeProvider::start().await;
    let test = started(&provider).await;
    create_user(&test, "ada@acme.example", false).await;
    let long = format!("/{}", "x".repeat(1000));
    for (wanted, shown) in [
        ("https://evil.example/", "/"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("/\tevil", "/"),
        (long.as_str(), "/"),
        ("/org/acme/servers/mail/messages?filter=a%20b", "/org/acme/servers/mail/messages?filter=a%20b"),
    ] {
        let page = Browser::new(&test).log_in_with(&provider, json!({ "return_to": wanted })).await;
        assert_eq!(page, shown, "{wanted}");
    }
}

#[tokio::test]
async fn another_site_cannot_begin_a_login() {
    let provider = FakeProvider::start().await;
    let test = started(&provider).await;
    let api = Api::new(&test);
    for headers in [&[("origin", "https://evil.example")][..], &[]] {
        let headers: Vec<_> = headers.iter().copied().chain([("content-type", "application/json")]).collect();
        let refused = api.send(Method::POST, "/api/v2/auth/oidc", &headers, "{}").await;
        assert_eq!((refused.status, refused.code()), (StatusCode::FORBIDDEN, "foreign_origin"));
    }
}

#[tokio::test]
async fn a_login_ends_the_session_that_the_browser_had() {
    let provider = FakeProvider::start().await;
    let test = started(&provider).await;
    create_user(&test, "ada@acme.example", false).await;
    let mut browser = Browser::new(&test);
    let old = browser.api.log_in("admin@acme.example", PASSWORD).await.cookie();
    let (name, value) = old.split_once('=').unwrap();
    browser.cookies.insert(name.to_owned(), value.to_owned());
    assert_eq!(browser.log_in(&provider).await, "/");
    assert_ne!(browser.cookies[name], value);
    assert_eq!(browser.get("/me").await.json["email_address"], "ada@acme.example");
    let gone = browser.api.browse(&old, Method::GET, "/session", Value::Null).await;
    assert_eq!(gone.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn what_the_provider_says_instead_of_a_code_is_told() {
    let provider = FakeProvider::start().await;
    let test = started(&provider).await;
    for (answer, code) in [
        ("error=access_denied", "oidc_denied"),
        ("error=server_error&error_description=x", "oidc_refused"),
        ("error=%0Aevil", "oidc_refused"),
        ("", "oidc_refused"),
        ("code=unknown", "oidc_refused"),
        ("code=x&iss=https%3A%2F%2Fother.example", "oidc_untrusted"),
    ] {
        let mut browser = Browser::new(&test);
        let begun = browser.begin(json!({})).await;
        let url = begun.json["authorization_url"].as_str().unwrap();
        let (_, state) = provider.consent(url).split_once("state=").map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
        let shown = browser.come_back(&format!("/auth/oidc/callback?state={state}&{answer}")).await;
        assert_eq!(shown.header("location"), format!("/login?error={code}"), "{answer}");
        assert!(browser.cookies.is_empty());
    }
}

#[tokio::test]
async fn a_provider_that_is_down_harms_nobody_else() {
    let provider = FakeProvider::start().await;
    provider.change(|said| said.is_down = true);
    let test = started(&provider).await;
    create_user(&test, "ada@acme.example", false).await;
    let mut browser = Browser::new(&test);
    let refused = browser.begin(json!({})).await;
    assert_eq!((refused.status, refused.code()), (StatusCode::SERVICE_UNAVAILABLE, "unavailable"));
    assert!(refused.json["message"].as_str().unwrap().contains("login provider"), "{}", refused.text);
    assert_eq!(browser.api.log_in("admin@acme.example", PASSWORD).await.status, StatusCode::CREATED);

    provider.change(|said| said.is_down = false);
    let begun = browser.begin(json!({})).await;
    let back = provider.consent(begun.json["authorization_url"].as_str().unwrap());
    provider.change(|said| said.is_down = true);
    assert_eq!(browser.come_back(&back).await.header("location"), "/login?error=oidc_unavailable");
    // An hour later its last word still counts.
    test.clock.advance(Duration::from_secs(3601));
    assert_eq!(browser.begin(json!({})).await.status, StatusCode::CREATED);
}

#[tokio::test]
async fn failed_logins_of_an_address_are_slowed_down() {
    let provider = FakeProvider::start().await;
    let test = started(&provider).await;
    create_user(&test, "ada@acme.example", false).await;
    provider.claim(json!({ "email": "stranger@x.example" }));
    for _ in 0..10 {
        assert_eq!(Browser::new(&test).log_in(&provider).await, "/login?error=oidc_unknown_user");
    }
    assert_eq!(Browser::new(&test).log_in(&provider).await, "/login?error=too_many_requests");
    provider.claim(json!({ "email": "ada@acme.example" }));
    test.clock.advance(Duration::from_secs(31));
    assert_eq!(Browser::new(&test).log_in(&provider).await, "/");
}

#[tokio::test]
async fn without_local_login_passwords_are_good_for_nothing() {
    let provider = FakeProvider::start().await;
    let test = TestApp::with(Roles::ALL, |config| {
        provider.configure(config);
        config.oidc.local_authentication_enabled = false;
    })
    .await;
    let (api, token) = (Api::new(&test), test.token().await);
    let invited = api
        .post(&token, "/organizations/acme/invites", json!({ "email_address": "grace@x.example", "role": "viewer" }))
        .await;
    assert_eq!(invited.status, StatusCode::CREATED, "{}", invited.text);
    let mail = crate::support::mails::queued(&test).await.pop().unwrap();
    let accept = format!("/invites/{}/accept", mail.after("/invites/"));
    let new = json!({ "password": PASSWORD, "first_name": "Grace", "last_name": "Hopper" });
    for (method, path, body) in [
        (Method::POST, "/session", json!({ "email_address": "admin@acme.example", "password": PASSWORD })),
        (Method::POST, "/password-resets", json!({ "email_address": "admin@acme.example" })),
        (Method::GET, "/password-resets/x", Value::Null),
        (Method::POST, "/password-resets/x", json!({ "password": PASSWORD })),
        (Method::POST, accept.as_str(), new),
    ] {
        let refused = api.browse("", method, path, body).await;
        assert_eq!(
            (refused.status, refused.code()),
            (StatusCode::FORBIDDEN, "local_authentication_disabled"),
            "{path}"
        );
    }
    let user = format!("/users/{}/send_reset", test.user.uuid);
    let create = json!({ "email_address": "x@x.example", "first_name": "x", "last_name": "y", "password": PASSWORD });
    for (method, path, body) in [
        (Method::PUT, "/me/password", json!({ "current_password": PASSWORD, "password": "battery staple" })),
        (Method::POST, user.as_str(), Value::Null),
        (Method::POST, "/users", create),
    ] {
        let refused = api.call(&token, method, path, body).await;
        assert_eq!(
            (refused.status, refused.code()),
            (StatusCode::FORBIDDEN, "local_authentication_disabled"),
            "{path}"
        );
    }
    // The provider lets the administrator in, who had a password before.
    provider.claim(json!({ "email": "admin@acme.example" }));
    assert_eq!(Browser::new(&test).log_in(&provider).await, "/");
}

#[tokio::test]
async fn a_logout_here_can_go_on_at_the_provider() {
    let provider = FakeProvider::start().await;
    let test = TestApp::with(Roles::ALL, |config| {
        provider.configure(config);
        config.oidc.provider_logout = true;
    })
    .await;
    create_user(&test, "ada@acme.example", false).await;
    let mut browser = Browser::new(&test);
    browser.log_in(&provider).await;
    let session = browser.cookies["postal_session"].clone();
    let left = browser.log_out().await;
    assert_eq!(left.status, StatusCode::OK, "{}", left.text);
    let url = left.json["provider_logout_url"].as_str().unwrap();
    assert!(url.starts_with(&format!("{}/logout?id_token_hint=ey", provider.url)), "{url}");
    assert!(
        url.ends_with("&client_id=postal&post_logout_redirect_uri=https%3A%2F%2Fpostal.example.com%2Flogin"),
        "{url}"
    );
    assert!(browser.cookies.is_empty());
    browser.cookies.insert("postal_session".to_owned(), session);
    assert_eq!(browser.get("/session").await.status, StatusCode::UNAUTHORIZED);

    // Whoever came with a password, and a provider that offers nothing of the kind.
    let cookie = browser.api.log_in("admin@acme.example", PASSWORD).await.cookie();
    let left = browser.api.browse(&cookie, Method::DELETE, "/session", Value::Null).await;
    assert_eq!(left.status, StatusCode::NO_CONTENT);
    provider.change(|said| drop(said.metadata.insert("end_session_endpoint".to_owned(), Value::Null)));
    test.clock.advance(Duration::from_secs(3601));
    provider.change(|said| said.now += 3601);
    let mut browser = Browser::new(&test);
    browser.log_in(&provider).await;
    assert_eq!(browser.log_out().await.status, StatusCode::NO_CONTENT);
}
