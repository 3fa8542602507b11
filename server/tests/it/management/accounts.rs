//! Sessions, the own account and tokens.

use std::time::Duration;

use poem::http::{Method, StatusCode};
use postal::accounts::TokenForm;
use postal::app::Roles;
use postal::store::users;
use serde_json::json;

use crate::support::app::{START, TestApp, create_user};
use crate::support::mails;
use crate::support::management_api::{Api, PASSWORD, token_of};

const ORIGIN: (&str, &str) = ("origin", "https://postal.example.com");
const JSON: (&str, &str) = ("content-type", "application/json");

#[tokio::test]
async fn a_login_sets_a_cookie_that_scripts_cannot_read() {
    let test = TestApp::start().await;
    let api = Api::new(&test);
    let login = api.log_in("ADMIN@acme.example", PASSWORD).await;
    assert_eq!(login.status, StatusCode::CREATED, "{}", login.text);
    assert_eq!(login.json["user"]["email_address"], "admin@acme.example");
    assert_eq!(login.json["user"]["admin"], true);
    for attribute in ["HttpOnly", "SameSite=Lax", "Secure", "Path=/"] {
        assert!(login.header("set-cookie").contains(attribute), "{attribute}");
    }
    let session = api.send(Method::GET, "/api/v2/session", &[("cookie", &login.cookie())], "").await;
    assert_eq!(session.status, StatusCode::OK);
    assert!(!session.text.contains("argon2"));
}

#[tokio::test]
async fn unknown_address_and_wrong_password_are_refused_alike() {
    let test = TestApp::start().await;
    let api = Api::new(&test);
    let wrong = api.log_in("admin@acme.example", "wrong password").await;
    let unknown = api.log_in("nobody@acme.example", PASSWORD).await;
    assert_eq!((wrong.status, wrong.code()), (StatusCode::UNAUTHORIZED, "invalid_credentials"));
    assert_eq!((unknown.status, &unknown.json["message"]), (wrong.status, &wrong.json["message"]));
    assert_eq!(wrong.header("content-type"), "application/problem+json");
}

#[tokio::test]
async fn after_ten_failures_even_the_right_password_has_to_wait() {
    let test = TestApp::start().await;
    let api = Api::new(&test);
    for _ in 0..10 {
        assert_eq!(api.log_in("admin@acme.example", "wrong password").await.status, StatusCode::UNAUTHORIZED);
    }
    let throttled = api.log_in("admin@acme.example", PASSWORD).await;
    assert_eq!(throttled.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(throttled.header("retry-after"), "30");
    test.clock.advance(Duration::from_secs(30));
    assert_eq!(api.log_in("admin@acme.example", PASSWORD).await.status, StatusCode::CREATED);
}

#[tokio::test]
async fn requests_of_other_pages_are_refused() {
    let test = TestApp::start().await;
    let api = Api::new(&test);
    let body = json!({ "email_address": "admin@acme.example", "password": PASSWORD }).to_string();
    let foreign = ("origin", "https://evil.example");
    for headers in [&[JSON][..], &[JSON, foreign], &[JSON, foreign, ("x-requested-with", "x")]] {
        let answer = api.send(Method::POST, "/api/v2/session", headers, body.clone()).await;
        assert_eq!((answer.status, answer.code()), (StatusCode::FORBIDDEN, "foreign_origin"));
    }
    let cookie = api.log_in("admin@acme.example", PASSWORD).await.cookie();
    let cookie = ("cookie", cookie.as_str());
    let create = json!({ "name": "Widgets" }).to_string();
    let path = "/api/v2/organizations";
    let refused = api.send(Method::POST, path, &[JSON, cookie, foreign], create.clone()).await;
    assert_eq!(refused.code(), "foreign_origin");
    let created = api.send(Method::POST, path, &[JSON, cookie, ORIGIN], create).await;
    assert_eq!(created.status, StatusCode::CREATED);
}

#[tokio::test]
async fn a_session_ends_after_twelve_idle_hours_or_at_logout() {
    let test = TestApp::start().await;
    let api = Api::new(&test);
    let cookie = api.log_in("admin@acme.example", PASSWORD).await.cookie();
    let headers = [("cookie", cookie.as_str())];
    let get = || api.send(Method::GET, "/api/v2/session", &headers, "");
    for _ in 0..3 {
        test.clock.advance(Duration::from_secs(11 * 3600));
        assert_eq!(get().await.status, StatusCode::OK);
    }
    test.clock.advance(Duration::from_secs(12 * 3600));
    assert_eq!(get().await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(test.accounts.end_idle_sessions().await.unwrap(), 1);

    let cookie = api.log_in("admin@acme.example", PASSWORD).await.cookie();
    let headers = [("cookie", cookie.as_str()), ORIGIN];
    let logout = api.send(Method::DELETE, "/api/v2/session", &headers, "").await;
    assert_eq!(logout.status, StatusCode::NO_CONTENT);
    assert!(logout.header("set-cookie").contains("Max-Age=0"));
    let session = api.send(Method::GET, "/api/v2/session", &[("cookie", &cookie)], "").await;
    assert_eq!(session.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_new_password_needs_the_old_one_and_ends_the_other_sessions() {
    let test = TestApp::start().await;
    let api = Api::new(&test);
    let other = api.log_in("admin@acme.example", PASSWORD).await.cookie();
    let own = api.log_in("admin@acme.example", PASSWORD).await.cookie();
    let change = |current: &str, password: &str, confirmation: &str| {
        let body = json!({ "current_password": current, "password": password, "password_confirmation": confirmation });
        let cookie = own.clone();
        let api = &api;
        async move {
            let headers = [JSON, ORIGIN, ("cookie", cookie.as_str())];
            api.send(Method::PUT, "/api/v2/me/password", &headers, body.to_string()).await
        }
    };
    let refused = change("wrong", "short", "other").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let expected = ["/current_password invalid", "/password too_short", "/password_confirmation confirmation"];
    assert_eq!(refused.fields(), expected);
    assert_eq!(change(PASSWORD, "battery staple", "battery staple").await.status, StatusCode::NO_CONTENT);
    let status = |cookie: String| {
        let api = &api;
        async move { api.send(Method::GET, "/api/v2/session", &[("cookie", cookie.as_str())], "").await.status }
    };
    assert_eq!(status(own.clone()).await, StatusCode::OK);
    assert_eq!(status(other).await, StatusCode::UNAUTHORIZED);
    assert_eq!(api.log_in("admin@acme.example", "battery staple").await.status, StatusCode::CREATED);
}

#[tokio::test]
async fn names_and_time_zone_of_the_own_profile_change() {
    let test = TestApp::start().await;
    let api = Api::new(&test);
    let token = test.token().await;
    let names = json!({ "first_name": "Grace", "time_zone": "Europe/London" });
    let changed = api.patch(&token, "/me", names).await;
    assert_eq!((&changed.json["first_name"], &changed.json["has_password"]), (&json!("Grace"), &json!(true)));
    let refused = api.patch(&token, "/me", json!({ "last_name": " ", "time_zone": "London" })).await;
    assert_eq!(refused.fields(), ["/last_name blank", "/time_zone inclusion"]);
}

#[tokio::test]
async fn the_own_address_changes_when_the_link_to_the_new_one_is_followed() {
    let test = TestApp::start().await;
    let api = Api::new(&test);
    let token = test.token().await;
    create_user(&test, "taken@acme.example", false).await;
    let change = async |body: serde_json::Value| api.call(&token, Method::PUT, "/me/email", body).await;
    assert_eq!(
        change(json!({ "email_address": "x" })).await.fields(),
        ["/current_password blank", "/email_address invalid"]
    );
    let body = json!({ "email_address": "TAKEN@acme.example", "current_password": PASSWORD });
    assert_eq!(change(body).await.fields(), ["/email_address taken"]);
    assert!(mails::queued(&test).await.is_empty());
    let body = json!({ "email_address": "new@acme.example", "current_password": PASSWORD });
    assert_eq!(change(body).await.status, StatusCode::NO_CONTENT);
    let queued = mails::queued(&test).await;
    let recipients: Vec<&str> = queued.iter().map(|mail| mail.recipient.as_str()).collect();
    assert_eq!(recipients, ["new@acme.example", "admin@acme.example"]);
    assert!(!queued[1].body.contains("/settings/email/"));
    assert_eq!(api.get(&token, "/me").await.json["email_address"], "admin@acme.example");

    let path = format!("/email-changes/{}", queued[0].after("/settings/email/"));
    assert_eq!(api.browse("", Method::POST, &path, json!(null)).await.status, StatusCode::NO_CONTENT);
    assert_eq!(api.get(&token, "/me").await.json["email_address"], "new@acme.example");
    assert_eq!(api.browse("", Method::POST, &path, json!(null)).await.status, StatusCode::NOT_FOUND);
    assert_eq!(api.log_in("new@acme.example", PASSWORD).await.status, StatusCode::CREATED);
}

#[tokio::test]
async fn a_digest_of_postal_3_lets_in_and_is_replaced() {
    let test = TestApp::start().await;
    let api = Api::new(&test);
    let digest = bcrypt::hash("correct horse", 4).unwrap().replace("$2b$", "$2a$");
    let mut conn = test.store.write().await.unwrap();
    users::set_password(&mut conn, test.user.id, &digest, START).await.unwrap();
    drop(conn);
    assert_eq!(api.log_in("admin@acme.example", "wrong password").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(api.log_in("admin@acme.example", PASSWORD).await.status, StatusCode::CREATED);
    let user = test.accounts.find_user(&test.user.uuid).await.unwrap().unwrap();
    assert!(user.password_digest.unwrap().starts_with("$argon2id$"));
    assert_eq!(api.log_in("admin@acme.example", PASSWORD).await.status, StatusCode::CREATED);
}

#[tokio::test]
async fn a_remembered_session_lasts_two_months_whether_it_is_used_or_not() {
    let test = TestApp::start().await;
    let api = Api::new(&test);
    let cookie = api.log_in("admin@acme.example", PASSWORD).await.cookie();
    let kept = api.browse(&cookie, Method::POST, "/session/persist", json!(null)).await;
    assert_eq!((kept.status, &kept.json["remembered"]), (StatusCode::CREATED, &json!(true)));
    assert!(kept.header("set-cookie").contains("Max-Age=5184000"), "{}", kept.header("set-cookie"));
    assert_eq!(kept.cookie(), cookie);
    let get = async || api.browse(&cookie, Method::GET, "/session", json!(null)).await;
    test.clock.advance(Duration::from_secs(30 * 86400));
    assert_eq!(get().await.json["expires_at"], kept.json["expires_at"]);
    test.clock.advance(Duration::from_secs(30 * 86400));
    assert_eq!(get().await.status, StatusCode::UNAUTHORIZED);
    let refused = api.post(&test.token().await, "/session/persist", json!(null)).await;
    assert_eq!((refused.status, refused.code()), (StatusCode::CONFLICT, "no_session"));
}

#[tokio::test]
async fn people_see_their_sessions_and_end_them() {
    let test = TestApp::start().await;
    let api = Api::new(&test);
    let phone = api.log_in("admin@acme.example", PASSWORD).await.cookie();
    let own = api.log_in("admin@acme.example", PASSWORD).await.cookie();
    let desk = api.log_in("admin@acme.example", PASSWORD).await.cookie();
    let list = api.browse(&own, Method::GET, "/me/sessions?limit=2", json!(null)).await;
    let current: Vec<bool> = list.json["items"].as_array().unwrap().iter().map(|it| it["current"] == true).collect();
    assert_eq!(current, [false, true]);
    assert!(list.json["next_cursor"].is_string());
    let path = format!("/me/sessions/{}", list.json["items"][0]["uuid"].as_str().unwrap());
    assert_eq!(api.browse(&own, Method::DELETE, &path, json!(null)).await.status, StatusCode::NO_CONTENT);
    assert_eq!(api.browse(&own, Method::DELETE, &path, json!(null)).await.status, StatusCode::NOT_FOUND);
    let status = async |cookie: &str| api.browse(cookie, Method::GET, "/session", json!(null)).await.status;
    assert_eq!((status(&desk).await, status(&phone).await), (StatusCode::UNAUTHORIZED, StatusCode::OK));
    assert_eq!(api.browse(&own, Method::DELETE, "/me/sessions", json!(null)).await.status, StatusCode::NO_CONTENT);
    assert_eq!((status(&own).await, status(&phone).await), (StatusCode::OK, StatusCode::UNAUTHORIZED));
}

#[tokio::test]
async fn a_token_is_shown_once_and_works_until_it_expires_or_is_deleted() {
    let test = TestApp::start().await;
    let api = Api::new(&test);
    let token = test.token().await;
    let refused = api.post(&token, "/tokens", json!({ "scopes": ["messages:send", "all"] })).await;
    assert_eq!(refused.fields(), ["/name required", "/scopes/1 inclusion"]);
    let body = json!({ "name": "CI", "expires_at": "2026-11-23T00:00:00Z" });
    let created = api.post(&token, "/tokens", body).await;
    assert_eq!(created.status, StatusCode::CREATED);
    let secret = created.json["token"].as_str().unwrap().to_owned();
    assert!(secret.starts_with("postal_"));
    let list = api.get(&token, "/tokens").await;
    assert!(!list.text.contains(&secret));
    assert_eq!(list.json["items"][0]["name"], "CI");
    assert_eq!(api.get(&secret, "/me").await.status, StatusCode::OK);
    test.clock.advance(Duration::from_secs(86400));
    assert_eq!(api.get(&secret, "/me").await.code(), "invalid_token");

    let path = format!("/tokens/{}", list.json["items"][1]["uuid"].as_str().unwrap());
    assert_eq!(api.delete(&token, &path, json!(null)).await.status, StatusCode::NO_CONTENT);
    assert_eq!(api.get(&token, "/me").await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_token_never_does_more_than_its_scopes_and_cannot_widen_them() {
    let test = TestApp::start().await;
    let api = Api::new(&test);
    let token = token_of(&test, &test.user, Some(&["servers:read"])).await;
    assert_eq!(api.get(&token, "/organizations/acme/servers").await.status, StatusCode::OK);
    let refused = api.post(&token, "/organizations/acme/servers", json!({ "name": "x" })).await;
    assert_eq!((refused.status, refused.code()), (StatusCode::FORBIDDEN, "missing_scope"));
    assert!(refused.json["message"].as_str().unwrap().contains("servers:write"));
    assert_eq!(api.get(&token, "/organizations").await.code(), "missing_scope");
    assert_eq!(api.post(&token, "/tokens", json!({ "name": "all" })).await.code(), "missing_scope");
    assert_eq!(api.get(&token, "/tokens").await.code(), "missing_scope");
    // Whoever adds an owner gives away everything.
    let token = token_of(&test, &test.user, Some(&["organizations:read", "organizations:write"])).await;
    let body = json!({ "email_address": "admin@acme.example", "role": "owner" });
    let refused = api.post(&token, "/organizations/acme/members", body.clone()).await;
    assert!(refused.json["message"].as_str().unwrap().contains("users:write"), "{}", refused.text);
    let token = token_of(&test, &test.user, Some(&["users:write"])).await;
    assert_eq!(api.post(&token, "/organizations/acme/members", body).await.status, StatusCode::CREATED);
}

#[tokio::test]
async fn a_token_does_not_outlive_the_one_that_made_it() {
    let test = TestApp::start().await;
    let api = Api::new(&test);
    let form = TokenForm { name: "short".to_owned(), scopes: None, expires_at: Some(START + Duration::from_secs(60)) };
    let short = test.accounts.create_token(test.user.id, &form).await.unwrap().secret;
    for expires_at in [json!(null), json!("2027-01-01T00:00:00Z")] {
        let made = api.post(&short, "/tokens", json!({ "name": "heir", "expires_at": expires_at })).await;
        assert_eq!(made.json["expires_at"], "2026-11-22T14:36:46.000000Z", "{}", made.text);
    }
    let made = api.post(&short, "/tokens", json!({ "name": "heir", "expires_at": "2026-11-22T14:36:00Z" })).await;
    assert_eq!(made.json["expires_at"], "2026-11-22T14:36:00.000000Z");
}

#[tokio::test]
async fn a_login_ends_the_session_that_the_browser_had_and_no_session_lasts_for_ever() {
    let test = TestApp::start().await;
    let api = Api::new(&test);
    let first = api.log_in("admin@acme.example", PASSWORD).await.cookie();
    let body = json!({ "email_address": "admin@acme.example", "password": PASSWORD }).to_string();
    let headers = [JSON, ORIGIN, ("cookie", first.as_str())];
    let second = api.send(Method::POST, "/api/v2/session", &headers, body).await.cookie();
    let status = async |cookie: &str| api.send(Method::GET, "/api/v2/session", &[("cookie", cookie)], "").await.status;
    assert_eq!((status(&first).await, status(&second).await), (StatusCode::UNAUTHORIZED, StatusCode::OK));
    for _ in 0..60 * 24 / 10 - 1 {
        test.clock.advance(Duration::from_secs(10 * 3600));
        assert_eq!(status(&second).await, StatusCode::OK);
    }
    test.clock.advance(Duration::from_secs(10 * 3600));
    assert_eq!(status(&second).await, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn no_password_changes_where_passwords_are_switched_off() {
    let test = TestApp::with(Roles::ALL, |config| config.oidc.local_authentication_enabled = false).await;
    let api = Api::new(&test);
    let body = json!({ "current_password": PASSWORD, "password": "battery staple" });
    let refused = api.call(&test.token().await, Method::PUT, "/me/password", body).await;
    assert_eq!((refused.status, refused.code()), (StatusCode::FORBIDDEN, "local_authentication_disabled"));
}

#[tokio::test]
async fn impossible_addresses_are_refused_like_unknown_ones() {
    let test = TestApp::start().await;
    let api = Api::new(&test);
    for address in ["x".repeat(100_000), "a\0@b.example".to_owned()] {
        let status = api.log_in(&address, PASSWORD).await.status;
        assert!([StatusCode::UNAUTHORIZED, StatusCode::UNPROCESSABLE_ENTITY].contains(&status), "{status}");
    }
}

#[tokio::test]
async fn a_token_of_another_user_is_not_there() {
    let test = TestApp::start().await;
    let api = Api::new(&test);
    let other = create_user(&test, "other@acme.example", false).await;
    let form = TokenForm { name: "theirs".to_owned(), scopes: None, expires_at: None };
    let theirs = test.accounts.create_token(other.id, &form).await.unwrap();
    let path = format!("/tokens/{}", theirs.token.uuid);
    assert_eq!(api.delete(&test.token().await, &path, json!(null)).await.status, StatusCode::NOT_FOUND);
    assert_eq!(api.get(&theirs.secret, "/me").await.status, StatusCode::OK);
}
