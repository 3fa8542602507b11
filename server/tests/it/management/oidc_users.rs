//! Who a person of the OpenID provider is here.

use poem::http::{Method, StatusCode};
use postal::app::Roles;
use postal::config::{Config, GroupRole};
use postal::model::{Role, User};
use postal::store::users;
use serde_json::{Value, json};

use crate::support::app::{TestApp, create_user};
use crate::support::browser::Browser;
use crate::support::fake_provider::FakeProvider;
use crate::support::mails;
use crate::support::management_api::{Api, PASSWORD};

async fn started(provider: &FakeProvider, change: impl FnOnce(&mut Config)) -> TestApp {
    TestApp::with(Roles::ALL, |config| {
        provider.configure(config);
        change(config);
    })
    .await
}

async fn user(test: &TestApp, address: &str) -> Option<User> {
    users::find_by_email_address(&mut test.store.read().await.unwrap(), address).await.unwrap()
}

#[tokio::test]
async fn the_first_login_links_by_address_and_takes_the_password_away() {
    let provider = FakeProvider::start().await;
    let test = started(&provider, |_| {}).await;
    create_user(&test, "Ada@acme.example", false).await;
    let mut browser = Browser::new(&test);
    let with_password = browser.api.log_in("ada@acme.example", PASSWORD).await.cookie();
    browser.api.browse("", Method::POST, "/password-resets", json!({ "email_address": "ada@acme.example" })).await;
    let link = format!("/password-resets/{}", mails::queued(&test).await.pop().unwrap().after("/login/reset/"));

    assert_eq!(browser.log_in(&provider).await, "/");
    let me = browser.get("/me").await.json;
    assert_eq!((&me["oidc"], &me["has_password"]), (&json!(true), &json!(false)));
    assert_eq!((&me["oidc_uid"], &me["oidc_issuer"]), (&json!("u-1"), &json!(provider.url)));
    assert_eq!((&me["first_name"], &me["last_name"]), (&json!("Augusta"), &json!("King")));
    let log = browser.api.get(&test.token().await, "/audit-log?action=oidc_login").await.json;
    assert_eq!((&log["items"][0]["actor_type"], &log["items"][0]["actor"]), (&json!("user"), &me["uuid"]), "{log}");
    // Neither the password, nor what was begun with it, nor the link to a new one.
    let refused = browser.api.log_in("ada@acme.example", PASSWORD).await;
    assert_eq!(refused.code(), "invalid_credentials");
    let old = browser.api.browse(&with_password, Method::GET, "/session", Value::Null).await;
    assert_eq!(old.status, StatusCode::UNAUTHORIZED);
    assert_eq!(browser.api.browse("", Method::GET, &link, Value::Null).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn later_logins_match_by_uid_and_issuer_and_bring_name_and_address() {
    let provider = FakeProvider::start().await;
    let test = started(&provider, |_| {}).await;
    let ada = create_user(&test, "ada@acme.example", false).await;
    let mut first = Browser::new(&test);
    first.log_in(&provider).await;
    provider.claim(json!({ "email": "augusta@acme.example", "name": "Ada  Byron" }));
    let mut second = Browser::new(&test);
    assert_eq!(second.log_in(&provider).await, "/");
    let me = second.get("/me").await.json;
    assert_eq!((&me["uuid"], &me["email_address"]), (&json!(ada.uuid), &json!("augusta@acme.example")));
    assert_eq!((&me["first_name"], &me["last_name"]), (&json!("Ada"), &json!("Byron")));
    assert_eq!(first.get("/session").await.status, StatusCode::OK, "another login ends no session");

    // 3.3 answered 500 to these; the old values stay. An unproven address counts no more than somebody else's.
    for claims in [
        json!({ "email": "admin@acme.example", "name": "Ada" }),
        json!({ "email": "unproven@x.example", "email_verified": false, "name": "" }),
        json!({ "email": null, "name": null }),
    ] {
        provider.claim(claims.clone());
        provider.change(|said| said.userinfo = None);
        let mut browser = Browser::new(&test);
        assert_eq!(browser.log_in(&provider).await, "/", "{claims}");
        let me = browser.get("/me").await.json;
        assert_eq!(me["email_address"], "augusta@acme.example", "{claims}");
        assert_eq!((&me["first_name"], &me["last_name"]), (&json!("Ada"), &json!("Byron")), "{claims}");
    }
}

#[tokio::test]
async fn nobody_is_made_of_a_stranger() {
    let provider = FakeProvider::start().await;
    let test = started(&provider, |_| {}).await;
    assert_eq!(Browser::new(&test).log_in(&provider).await, "/login?error=oidc_unknown_user");
    assert!(user(&test, "ada@acme.example").await.is_none());
    provider.claim(json!({ "email": null }));
    assert_eq!(Browser::new(&test).log_in(&provider).await, "/login?error=oidc_unknown_user");
}

#[tokio::test]
async fn a_linked_user_is_not_linked_again() {
    let provider = FakeProvider::start().await;
    let test = started(&provider, |_| {}).await;
    create_user(&test, "ada@acme.example", false).await;
    Browser::new(&test).log_in(&provider).await;
    // The same address in another account, and the same uid in other letters.
    for uid in ["u-2", "U-1"] {
        provider.claim(json!({ "sub": uid }));
        provider.change(|said| said.userinfo = None);
        assert_eq!(Browser::new(&test).log_in(&provider).await, "/login?error=oidc_unknown_user", "{uid}");
    }
    assert_eq!(user(&test, "ada@acme.example").await.unwrap().oidc_uid.as_deref(), Some("u-1"));
}

#[tokio::test]
async fn an_address_that_is_not_proven_links_nobody() {
    let provider = FakeProvider::start().await;
    for (is_required, verified, page) in [
        (true, json!(false), "/login?error=oidc_email_not_verified"),
        (true, json!("false"), "/login?error=oidc_email_not_verified"),
        (true, json!(null), "/login?error=oidc_email_not_verified"),
        (true, json!("true"), "/"),
        (false, json!(false), "/login?error=oidc_email_not_verified"),
        (false, json!(null), "/"),
    ] {
        let test = started(&provider, |config| config.oidc.require_email_verified = is_required).await;
        create_user(&test, "ada@acme.example", false).await;
        provider.claim(json!({ "email_verified": verified }));
        assert_eq!(Browser::new(&test).log_in(&provider).await, page, "{is_required} {verified}");
        assert_eq!(user(&test, "ada@acme.example").await.unwrap().oidc_uid.is_some(), page == "/");
        assert_eq!(user(&test, "ada@acme.example").await.unwrap().password_digest.is_none(), page == "/");
    }
}

#[tokio::test]
async fn whoever_has_no_uid_is_nobody() {
    let provider = FakeProvider::start().await;
    let test = started(&provider, |config| config.oidc.uid_field = "employee".to_owned()).await;
    create_user(&test, "ada@acme.example", false).await;
    for uid in [json!(null), json!(""), json!("  "), json!([1])] {
        provider.claim(json!({ "employee": uid }));
        assert_eq!(Browser::new(&test).log_in(&provider).await, "/login?error=oidc_no_uid", "{uid}");
    }
    provider.claim(json!({ "employee": 1815 }));
    assert_eq!(Browser::new(&test).log_in(&provider).await, "/");
    assert_eq!(user(&test, "ada@acme.example").await.unwrap().oidc_uid.as_deref(), Some("1815"));
}

#[tokio::test]
async fn users_are_created_when_the_operator_wants_that() {
    let provider = FakeProvider::start().await;
    let test = started(&provider, |config| {
        config.oidc.create_users = true;
        config.oidc.allowed_email_domains = vec!["ACME.example".to_owned(), "@beta.example".to_owned()];
    })
    .await;
    for (uid, claims, page) in [
        ("1", json!({ "email": "eve@evil.example" }), "/login?error=oidc_unknown_user"),
        ("2", json!({ "email": "eve@sub.acme.example" }), "/login?error=oidc_unknown_user"),
        ("3", json!({ "email": null }), "/login?error=oidc_unknown_user"),
        ("4", json!({ "email": "ada@acme.example", "email_verified": false }), "/login?error=oidc_email_not_verified"),
        ("5", json!({ "email": "ada@acme.example", "email_verified": true }), "/"),
        ("6", json!({ "email": "grace.hopper@beta.example", "name": "Grace" }), "/"),
    ] {
        provider.claim(claims.clone());
        provider.claim(json!({ "sub": uid }));
        provider.change(|said| said.userinfo = None);
        assert_eq!(Browser::new(&test).log_in(&provider).await, page, "{claims}");
    }
    let ada = user(&test, "ada@acme.example").await.unwrap();
    assert_eq!((ada.first_name.as_str(), ada.last_name.as_str(), ada.is_admin), ("ada", "ada", false));
    assert_eq!((ada.oidc_uid.as_deref(), ada.password_digest), (Some("5"), None));
    assert_eq!(user(&test, "grace.hopper@beta.example").await.unwrap().name(), "Grace grace.hopper");
    assert!(user(&test, "eve@evil.example").await.is_none());
}

#[tokio::test]
async fn groups_give_and_take_roles_at_every_login() {
    let provider = FakeProvider::start().await;
    let role = |group: &str, organization: &str, role: Role| GroupRole {
        group: group.to_owned(),
        organization: organization.to_owned(),
        role,
    };
    let test = started(&provider, |config| {
        config.oidc.create_users = true;
        config.oidc.group_roles = vec![
            role("staff", "acme", Role::Viewer),
            role("ops", "Acme", Role::Admin),
            role("ops", "gone", Role::Admin),
        ];
    })
    .await;
    let (api, token) = (Api::new(&test), test.token().await);
    api.post(&token, "/organizations", json!({ "name": "Beta" })).await;
    let roles = async || -> Vec<String> {
        let uuid = user(&test, "ada@acme.example").await.unwrap().uuid;
        let shown = api.get(&token, &format!("/users/{uuid}")).await.json;
        let organizations = shown["organizations"].as_array().unwrap().iter();
        organizations
            .map(|it| format!("{} {}", it["permalink"].as_str().unwrap(), it["role"].as_str().unwrap()))
            .collect()
    };
    for (groups, expected) in [
        (json!(["staff"]), vec!["acme viewer"]),
        (json!(["staff", "ops", "other"]), vec!["acme admin"]),
        (json!(null), vec!["acme admin"]),
        (json!(["staff"]), vec!["acme viewer"]),
        (json!([]), vec![]),
    ] {
        provider.claim(json!({ "groups": groups }));
        assert_eq!(Browser::new(&test).log_in(&provider).await, "/");
        assert_eq!(roles().await, expected, "{groups}");
    }
    // What the configuration does not name is none of the provider's business.
    let uuid = user(&test, "ada@acme.example").await.unwrap().uuid;
    let body = json!({ "organization_ids": ["beta"] });
    api.call(&token, Method::PUT, &format!("/users/{uuid}/organizations"), body).await;
    Browser::new(&test).log_in(&provider).await;
    assert_eq!(roles().await, ["beta developer"]);
}

#[tokio::test]
async fn the_owner_of_an_organization_keeps_the_role() {
    let provider = FakeProvider::start().await;
    let test = started(&provider, |config| {
        config.oidc.group_roles =
            vec![GroupRole { group: "staff".to_owned(), organization: "acme".to_owned(), role: Role::Viewer }];
    })
    .await;
    let (api, token) = (Api::new(&test), test.token().await);
    let ada = create_user(&test, "ada@acme.example", false).await;
    let owner = api
        .post(&token, "/organizations/acme/members", json!({ "email_address": ada.email_address, "role": "owner" }))
        .await;
    assert!(owner.status.is_success(), "{}", owner.text);
    let set = api.post(&token, "/organizations/acme/set_owner", json!({ "user": ada.email_address })).await;
    assert!(set.status.is_success(), "{}", set.text);
    provider.claim(json!({ "groups": ["staff"] }));
    let mut browser = Browser::new(&test);
    browser.log_in(&provider).await;
    assert_eq!(browser.get("/organizations/acme").await.json["role"], "owner");
}

#[tokio::test]
async fn an_invitation_is_accepted_through_the_provider() {
    let provider = FakeProvider::start().await;
    let test = started(&provider, |config| config.oidc.local_authentication_enabled = false).await;
    let (api, token) = (Api::new(&test), test.token().await);
    let invite = async |address: &str| {
        let body = json!({ "email_address": address, "role": "support" });
        api.post(&token, "/organizations/acme/invites", body).await;
        mails::queued(&test).await.pop().unwrap().after("/invites/")
    };
    let secret = invite("grace@new.example").await;
    let body = json!({ "invite": secret, "return_to": format!("/invites/{secret}") });
    let mut browser = Browser::new(&test);
    assert_eq!(browser.log_in_with(&provider, body.clone()).await, "/");
    // The mailed link proved this address; the provider's own comes with the next login.
    assert_eq!(browser.get("/me").await.json["email_address"], "grace@new.example");
    assert_eq!(browser.get("/organizations/acme").await.json["role"], "support");
    assert_eq!(browser.get(&format!("/invites/{secret}")).await.status, StatusCode::NOT_FOUND);

    // Used up for everybody else.
    provider.claim(json!({ "sub": "u-2", "email": "eve@evil.example" }));
    provider.change(|said| said.userinfo = None);
    let mut eve = Browser::new(&test);
    let page = eve.log_in_with(&provider, body).await;
    assert!(page.starts_with("/login?error=oidc_unknown_user&return_to="), "{page}");
    // The account that the invited address has already is not somebody else's to take.
    let secret = invite("admin@acme.example").await;
    let page = eve.log_in_with(&provider, json!({ "invite": secret })).await;
    assert_eq!(page, "/login?error=oidc_unknown_user");
    // Who has an account accepts on the page of the invitation.
    let secret = invite("other@new.example").await;
    provider.claim(json!({ "sub": "u-1", "email": "grace@new.example" }));
    let body = json!({ "invite": secret, "return_to": format!("/invites/{secret}") });
    assert_eq!(browser.log_in_with(&provider, body).await, format!("/invites/{secret}"));
    assert_eq!(browser.get(&format!("/invites/{secret}")).await.status, StatusCode::OK);
}
