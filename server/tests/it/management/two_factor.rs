//! The second factor of a login.

use std::time::Duration;

use poem::http::{Method, StatusCode};
use postal::app::Roles;
use postal::clock::Clock as _;
use postal::model::Role;
use serde_json::{Value, json};
use totp_rs::{Builder, Secret};

use crate::support::app::{TestApp, create_user};
use crate::support::management_api::{Answer, Api, PASSWORD, member};

const ADDRESS: &str = "admin@acme.example";

/// The code that an app shows, `ahead` seconds from now.
fn code(test: &TestApp, secret: &str, ahead: i64) -> String {
    let seconds = u64::try_from(test.clock.now().0 / 1_000_000 + ahead).unwrap();
    let totp = Builder::new().with_secret(Secret::try_from_base32(secret).unwrap()).build().unwrap();
    totp.generate(seconds).to_string()
}

/// Sets a second factor up; answers its secret and the recovery codes.
async fn enrolled(test: &TestApp, api: &Api, token: &str) -> (String, Vec<String>) {
    let begun = api.post(token, "/me/two-factor", json!({ "current_password": PASSWORD })).await;
    assert_eq!(begun.status, StatusCode::CREATED, "{}", begun.text);
    let secret = begun.json["secret"].as_str().unwrap().to_owned();
    let confirmed = api.post(token, "/me/two-factor/confirm", json!({ "code": code(test, &secret, 0) })).await;
    assert_eq!(confirmed.status, StatusCode::OK, "{}", confirmed.text);
    let codes = confirmed.json["recovery_codes"].as_array().unwrap();
    (secret, codes.iter().map(|code| code.as_str().unwrap().to_owned()).collect())
}

async fn challenge(api: &Api) -> String {
    let asked = api.log_in(ADDRESS, PASSWORD).await;
    assert_eq!((asked.status, asked.header("set-cookie")), (StatusCode::ACCEPTED, ""), "{}", asked.text);
    asked.json["challenge"].as_str().unwrap().to_owned()
}

async fn give(api: &Api, challenge: &str, code: &str) -> Answer {
    let body = json!({ "challenge": challenge, "code": code });
    api.browse("", Method::POST, "/session/second-factor", body).await
}

#[tokio::test]
async fn a_login_needs_the_code_of_the_moment_and_each_code_works_once() {
    let test = TestApp::start().await;
    let (api, token) = (Api::new(&test), test.token().await);
    let (secret, codes) = enrolled(&test, &api, &token).await;
    assert_eq!(codes.len(), 10);
    assert_eq!(api.get(&token, "/me").await.json["two_factor"], true);
    let asked = challenge(&api).await;
    // The one that confirmed.
    assert_eq!(give(&api, &asked, &code(&test, &secret, 0)).await.code(), "wrong_code");
    assert_eq!(give(&api, &asked, &code(&test, &secret, 60)).await.code(), "wrong_code");
    let next = code(&test, &secret, 30);
    let login = give(&api, &asked, &next).await;
    assert_eq!(login.status, StatusCode::CREATED, "{}", login.text);
    let session = api.browse(&login.cookie(), Method::GET, "/session", json!(null)).await;
    assert_eq!(session.json["user"]["email_address"], ADDRESS);
    assert_eq!(give(&api, &asked, &next).await.code(), "login_over");
    assert_eq!(give(&api, &challenge(&api).await, &next).await.code(), "wrong_code");
}

#[tokio::test]
async fn a_recovery_code_replaces_the_app_once() {
    let test = TestApp::start().await;
    let (api, token) = (Api::new(&test), test.token().await);
    let (_, codes) = enrolled(&test, &api, &token).await;
    let typed = codes[3].to_uppercase();
    assert_eq!(give(&api, &challenge(&api).await, &typed).await.status, StatusCode::CREATED);
    assert_eq!(give(&api, &challenge(&api).await, &typed).await.code(), "wrong_code");
    assert_eq!(give(&api, &challenge(&api).await, &codes[4].replace('-', "")).await.status, StatusCode::CREATED);
}

#[tokio::test]
async fn guessing_codes_is_slowed_down_and_challenges_end() {
    let test = TestApp::start().await;
    let (api, token) = (Api::new(&test), test.token().await);
    let (secret, _) = enrolled(&test, &api, &token).await;
    test.clock.advance(Duration::from_secs(60));
    let old = challenge(&api).await;
    for _ in 0..10 {
        assert_eq!(give(&api, &old, "000000").await.code(), "wrong_code");
    }
    let refused = give(&api, &challenge(&api).await, &code(&test, &secret, 0)).await;
    assert_eq!((refused.status, refused.header("retry-after")), (StatusCode::TOO_MANY_REQUESTS, "30"));
    test.clock.advance(Duration::from_secs(5 * 60));
    let late = give(&api, &old, &code(&test, &secret, 0)).await;
    assert_eq!((late.status, late.code()), (StatusCode::UNAUTHORIZED, "login_over"));
}

#[tokio::test]
async fn setting_up_needs_the_password_and_a_right_code() {
    let test = TestApp::start().await;
    let (api, token) = (Api::new(&test), test.token().await);
    assert_eq!(api.post(&token, "/me/two-factor", json!({})).await.fields(), ["/current_password blank"]);
    let begun = api.post(&token, "/me/two-factor", json!({ "current_password": PASSWORD })).await;
    assert!(
        begun.json["uri"].as_str().unwrap().starts_with("otpauth://totp/postal%2Eexample%2Ecom:"),
        "{}",
        begun.text
    );
    assert!(begun.json["qr_svg"].as_str().unwrap().contains("<svg"));
    let wrong = api.post(&token, "/me/two-factor/confirm", json!({ "code": "000000" })).await;
    assert_eq!(wrong.fields(), ["/code invalid"]);
    // Not confirmed: the password is enough.
    assert_eq!(api.log_in(ADDRESS, PASSWORD).await.status, StatusCode::CREATED);
    enrolled(&test, &api, &token).await;
    let again = api.post(&token, "/me/two-factor", json!({ "current_password": PASSWORD })).await;
    assert_eq!((again.status, again.code()), (StatusCode::CONFLICT, "two_factor_enabled"));
}

#[tokio::test]
async fn the_second_factor_is_removed_with_the_password_or_by_an_administrator() {
    let test = TestApp::start().await;
    let (api, token) = (Api::new(&test), test.token().await);
    let (user, theirs) = member(&test, &test.organization, Role::Viewer, None).await;
    enrolled(&test, &api, &theirs).await;
    assert_eq!(api.log_in(&user.email_address, PASSWORD).await.status, StatusCode::ACCEPTED);
    let path = format!("/users/{}/reset_two_factor", user.uuid);
    assert_eq!(api.post(&theirs, &path, json!(null)).await.status, StatusCode::FORBIDDEN);
    assert_eq!(api.post(&token, &path, json!(null)).await.status, StatusCode::NO_CONTENT);
    assert_eq!(api.log_in(&user.email_address, PASSWORD).await.status, StatusCode::CREATED);

    enrolled(&test, &api, &token).await;
    let remove = async |body: Value| api.delete(&token, "/me/two-factor", body).await;
    let refused = remove(json!({ "current_password": "wrong password" })).await;
    assert_eq!(refused.fields(), ["/current_password invalid"]);
    assert_eq!(remove(json!({ "current_password": PASSWORD })).await.status, StatusCode::NO_CONTENT);
    assert_eq!(api.log_in(ADDRESS, PASSWORD).await.status, StatusCode::CREATED);
}

#[tokio::test]
async fn an_organization_may_ask_its_members_for_a_second_factor() {
    let test = TestApp::start().await;
    let (api, token) = (Api::new(&test), test.token().await);
    let (user, theirs) = member(&test, &test.organization, Role::Developer, None).await;
    let ask = json!({ "requires_two_factor": true });
    assert_eq!(api.patch(&theirs, "/organizations/acme", ask.clone()).await.status, StatusCode::FORBIDDEN);
    assert_eq!(api.patch(&token, "/organizations/acme", ask.clone()).await.fields(), ["/requires_two_factor invalid"]);
    enrolled(&test, &api, &token).await;
    assert_eq!(api.patch(&token, "/organizations/acme", ask).await.json["requires_two_factor"], true);
    let cookie = api.log_in(&user.email_address, PASSWORD).await.cookie();
    let get = async |path: &'static str| api.browse(&cookie, Method::GET, path, json!(null)).await;
    for path in ["/organizations/acme", "/organizations/acme/servers/mail"] {
        let refused = get(path).await;
        assert_eq!((refused.status, refused.code()), (StatusCode::FORBIDDEN, "two_factor_required"), "{path}");
        // A program goes on.
        assert_eq!(api.get(&theirs, path).await.status, StatusCode::OK, "{path}");
    }
    assert_eq!(get("/me").await.status, StatusCode::OK);
    let stranger = create_user(&test, "stranger@x.example", false).await;
    let theirs = api.log_in(&stranger.email_address, PASSWORD).await.cookie();
    let hidden = api.browse(&theirs, Method::GET, "/organizations/acme", json!(null)).await;
    assert_eq!(hidden.status, StatusCode::NOT_FOUND);
    enrol_in_browser(&test, &api, &cookie).await;
    assert_eq!(get("/organizations/acme").await.status, StatusCode::OK);
}

/// As a person does, with nothing but a session.
async fn enrol_in_browser(test: &TestApp, api: &Api, cookie: &str) {
    let body = json!({ "current_password": PASSWORD });
    let begun = api.browse(cookie, Method::POST, "/me/two-factor", body).await;
    assert_eq!(begun.status, StatusCode::CREATED, "{}", begun.text);
    let body = json!({ "code": code(test, begun.json["secret"].as_str().unwrap(), 0) });
    let confirmed = api.browse(cookie, Method::POST, "/me/two-factor/confirm", body).await;
    assert_eq!(confirmed.status, StatusCode::OK, "{}", confirmed.text);
}

#[tokio::test]
async fn where_the_installation_asks_for_it_everybody_sets_one_up_first() {
    let test = TestApp::with(Roles::ALL, |config| config.postal.require_two_factor = true).await;
    let (api, token) = (Api::new(&test), test.token().await);
    let login = api.log_in(ADDRESS, PASSWORD).await;
    assert_eq!((login.status, &login.json["two_factor_required"]), (StatusCode::CREATED, &json!(true)));
    let cookie = login.cookie();
    for path in ["/organizations", "/users", "/tokens"] {
        let refused = api.browse(&cookie, Method::GET, path, json!(null)).await;
        assert_eq!((refused.status, refused.code()), (StatusCode::FORBIDDEN, "two_factor_required"), "{path}");
        assert_eq!(api.get(&token, path).await.status, StatusCode::OK, "{path}");
    }
    enrol_in_browser(&test, &api, &cookie).await;
    assert_eq!(api.browse(&cookie, Method::GET, "/organizations", json!(null)).await.status, StatusCode::OK);
    let session = api.browse(&cookie, Method::GET, "/session", json!(null)).await;
    assert_eq!(session.json["two_factor_required"], false);
}

#[tokio::test]
async fn new_recovery_codes_replace_the_old_ones() {
    let test = TestApp::start().await;
    let (api, token) = (Api::new(&test), test.token().await);
    let path = "/me/two-factor/renew_codes";
    let body = json!({ "current_password": PASSWORD });
    let early = api.post(&token, path, body.clone()).await;
    assert_eq!((early.status, early.code()), (StatusCode::CONFLICT, "two_factor_disabled"));
    let (_, old) = enrolled(&test, &api, &token).await;
    let refused = api.post(&token, path, json!({ "current_password": "wrong password" })).await;
    assert_eq!(refused.fields(), ["/current_password invalid"]);
    let renewed = api.post(&token, path, body).await;
    assert_eq!(give(&api, &challenge(&api).await, &old[0]).await.code(), "wrong_code");
    let new = renewed.json["recovery_codes"][0].as_str().unwrap();
    assert_eq!(give(&api, &challenge(&api).await, new).await.status, StatusCode::CREATED);
    let shown = api.get(&token, "/me/two-factor").await;
    assert_eq!((&shown.json["enabled"], &shown.json["recovery_codes_left"]), (&json!(true), &json!(9)));
    assert_eq!(shown.json["enabled_at"], "2026-11-22T14:35:46.000000Z");
}

#[tokio::test]
async fn a_code_is_asked_for_before_anybody_is_logged_in_and_each_step_is_told_without_secrets() {
    let test = TestApp::start().await;
    let (api, token) = (Api::new(&test), test.token().await);
    let (secret, codes) = enrolled(&test, &api, &token).await;
    let asked = challenge(&api).await;
    give(&api, &asked, "000000").await;
    give(&api, &asked, &codes[0]).await;
    let log = api.get(&token, "/audit-log").await;
    let actions: Vec<&str> =
        log.json["items"].as_array().unwrap().iter().map(|entry| entry["action"].as_str().unwrap()).collect();
    assert_eq!(actions, ["session_second_factor", "two_factor_confirm", "two_factor_enrol"]);
    assert_eq!(
        (&log.json["items"][0]["actor_type"], &log.json["items"][0]["actor"]),
        (&json!("user"), &json!(test.user.uuid))
    );
    for hidden in [secret.as_str(), &codes[0], &asked] {
        assert!(!log.text.contains(hidden), "{hidden}: {}", log.text);
    }
}

#[tokio::test]
async fn a_reset_password_does_not_replace_the_second_factor() {
    let test = TestApp::start().await;
    let (api, token) = (Api::new(&test), test.token().await);
    enrolled(&test, &api, &token).await;
    test.accounts.send_reset(&test.user).await.unwrap();
    let link = crate::support::mails::queued(&test).await[0].after("/login/reset/");
    let body = json!({ "password": "battery staple" });
    let done = api.browse("", Method::POST, &format!("/password-resets/{link}"), body).await;
    assert_eq!((done.status, done.header("set-cookie")), (StatusCode::ACCEPTED, ""));
    assert!(done.json["challenge"].is_string());
}
