//! The audit log: what is written, who reads it.

use std::time::Duration;

use poem::http::{Method, StatusCode};
use postal::ip_pools::IpPoolForm;
use postal::model::Role;
use postal::model::audit::{Actor, AuditFilter, NewAuditEntry};
use postal::store::{audit, users};
use serde_json::{Value, json};

use crate::support::app::{START, TestApp};
use crate::support::mails;
use crate::support::management_api::{Api, PASSWORD, member, token_of};
use crate::tasks;

/// Newest first.
async fn entries(api: &Api, token: &str, query: &str) -> Vec<Value> {
    let list = api.get(token, &format!("/audit-log?{query}")).await;
    assert_eq!(list.status, StatusCode::OK, "{}", list.text);
    list.json["items"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_change_is_told_with_who_what_and_how_it_was() {
    let test = TestApp::start().await;
    let (api, token) = (Api::new(&test), test.token().await);
    // May write without being able to read.
    let writer = token_of(&test, &test.user, Some(&["servers:write"])).await;
    let path = "/organizations/acme/servers/mail";
    let changed = api.patch(&writer, path, json!({ "name": "Post", "send_limit": 7 })).await;
    assert_eq!(changed.status, StatusCode::OK, "{}", changed.text);
    let found = entries(&api, &token, "action=server_update").await;
    assert_eq!(found.len(), 1);
    let entry = &found[0];
    assert_eq!(
        (&entry["before"], &entry["after"]),
        (&json!({ "name": "mail" }), &json!({ "name": "Post", "send_limit": 7 }))
    );
    assert_eq!(
        (&entry["object_type"], &entry["object"], &entry["object_name"]),
        (&json!("server"), &json!(test.server.uuid), &json!("mail"))
    );
    assert_eq!((&entry["organization"], &entry["server"]), (&json!("acme"), &json!("mail")));
    assert_eq!(entry["request_id"], changed.header("x-request-id"));
    assert_eq!((&entry["actor_type"], &entry["token_name"]), (&json!("token"), &json!("test")));
    assert_eq!(entry["actor"], json!(test.user.uuid));
    assert_eq!(entry["actor_name"], "Ada Lovelace <admin@acme.example>");
    assert_eq!(
        (&entry["ip_address"], &entry["created_at"]),
        (&json!("127.0.0.1"), &json!("2026-11-22T14:35:46.000000Z"))
    );
}

#[tokio::test]
async fn what_is_refused_is_not_told() {
    let test = TestApp::start().await;
    let (api, token) = (Api::new(&test), test.token().await);
    assert_eq!(api.patch(&token, "/organizations/acme", json!({ "name": " " })).await.status.as_u16(), 422);
    assert_eq!(api.post(&token, "/organizations/none/suspend", json!({ "reason": "x" })).await.status.as_u16(), 404);
    assert_eq!(api.log_in("admin@acme.example", "wrong password").await.status.as_u16(), 401);
    api.browse("", Method::POST, "/password-resets", json!({ "email_address": "nobody@acme.example" })).await;
    assert!(entries(&api, &token, "").await.is_empty());
}

#[tokio::test]
async fn entry_and_change_are_written_together_or_not_at_all() {
    let test = TestApp::start().await;
    let entry = NewAuditEntry::new("test", Actor::system("test"), "user", START);
    let count = async || test.accounts.list_audit(&AuditFilter::default(), None, 10).await.unwrap().len();
    let ((), watched) = audit::watched(entry.clone(), async {
        let mut tx = test.store.begin().await.unwrap();
        users::set_admin(&mut tx, test.user.id, false).await.unwrap();
        drop(tx);
    })
    .await;
    assert_eq!(count().await, 0);
    watched.write_if_missing(&test.store).await.unwrap();
    assert_eq!(count().await, 1);
    let ((), _) = audit::watched(entry.clone(), async {
        let mut tx = test.store.begin().await.unwrap();
        users::set_admin(&mut tx, test.user.id, false).await.unwrap();
        tx.commit_unrecorded().await.unwrap();
    })
    .await;
    assert_eq!(count().await, 1);
    let (inside, watched) = audit::watched(entry, async {
        for _ in 0..2 {
            let mut tx = test.store.begin().await.unwrap();
            users::set_admin(&mut tx, test.user.id, true).await.unwrap();
            tx.commit().await.unwrap();
        }
        count().await
    })
    .await;
    assert_eq!(inside, 2);
    watched.write_if_missing(&test.store).await.unwrap();
    assert_eq!(count().await, 2);
}

#[tokio::test]
async fn secrets_are_in_no_entry() {
    let test = TestApp::start().await;
    let (api, token) = (Api::new(&test), test.token().await);
    let body =
        json!({ "email_address": "new@x.example", "first_name": "x", "last_name": "y", "password": "battery staple" });
    let made = api.post(&token, "/users", body).await;
    let login = api.log_in("admin@acme.example", PASSWORD).await;
    let body = json!({ "current_password": PASSWORD, "password": "battery staple" });
    api.browse(&login.cookie(), Method::PUT, "/me/password", body).await;
    api.browse("", Method::POST, "/password-resets", json!({ "email_address": "admin@acme.example" })).await;
    let link = mails::queued(&test).await[0].after("/login/reset/");
    let body = json!({ "password": "another staple" });
    api.browse("", Method::POST, &format!("/password-resets/{link}"), body).await;
    let all = api.get(&token, "/audit-log").await;
    let actions: Vec<&str> =
        all.json["items"].as_array().unwrap().iter().map(|it| it["action"].as_str().unwrap()).collect();
    let expected =
        ["password_reset_finish", "password_reset_begin", "password_change", "session_create", "user_create"];
    assert_eq!(actions, expected);
    for secret in [PASSWORD, "battery staple", "another staple", link.as_str()] {
        assert!(!all.text.contains(secret), "{secret}: {}", all.text);
    }
    let item = |n: usize| all.json["items"][n].clone();
    assert_eq!((&item(0)["actor_type"], &item(0)["actor"]), (&json!("user"), &json!(test.user.uuid)));
    assert_eq!((&item(1)["actor_type"], &item(1)["object"]), (&json!("nobody"), &json!(test.user.uuid)));
    assert_eq!((&item(3)["actor_type"], &item(3)["actor"]), (&json!("user"), &json!(test.user.uuid)));
    assert_eq!((&item(4)["actor_type"], &item(4)["object"]), (&json!("token"), &made.json["uuid"]));
}

#[tokio::test]
async fn administrators_of_an_organization_see_theirs_only() {
    let test = TestApp::start().await;
    let (api, token) = (Api::new(&test), test.token().await);
    let (admin, theirs) = member(&test, &test.organization, Role::Admin, None).await;
    let (_, developer) = member(&test, &test.organization, Role::Developer, None).await;
    api.post(&token, "/organizations", json!({ "name": "Beta" })).await;
    api.patch(&token, "/organizations/beta", json!({ "name": "Gamma" })).await;
    api.patch(&theirs, "/organizations/acme", json!({ "name": "Acme Ltd" })).await;
    let list = api.get(&theirs, "/organizations/acme/audit-log").await;
    assert_eq!(list.json["items"].as_array().unwrap().len(), 1, "{}", list.text);
    assert_eq!(list.json["items"][0]["before"], json!({ "name": "Acme" }));
    assert_eq!(api.get(&developer, "/organizations/acme/audit-log").await.status, StatusCode::FORBIDDEN);
    assert_eq!(api.get(&theirs, "/audit-log").await.status, StatusCode::FORBIDDEN);
    let of_some = member(&test, &test.organization, Role::Admin, Some(&[test.server.id])).await.1;
    assert_eq!(api.get(&of_some, "/organizations/acme/audit-log").await.status, StatusCode::FORBIDDEN);
    for (query, count) in [
        (format!("actor={}", admin.uuid), 1),
        (format!("actor={}", admin.email_address.to_uppercase()), 1),
        (format!("actor={}", test.user.uuid), 2),
        ("object=Beta".to_owned(), 2),
        (format!("object={}", test.organization.uuid), 1),
        ("action=organization_update".to_owned(), 2),
        (format!("action=organization_update&actor={}", test.user.uuid), 1),
        ("after=2026-11-22T14:35:47Z".to_owned(), 0),
        ("before=2026-11-22T14:35:47Z".to_owned(), 3),
    ] {
        assert_eq!(entries(&api, &token, &query).await.len(), count, "{query}");
    }
}

/// What makes something for the caller alone.
const OWN: [&str; 6] = [
    "session_create",
    "session_second_factor",
    "session_persist",
    "password_reset_finish",
    "two_factor_enrol",
    "oidc_start",
];

/// Path and body of a request that makes something, by the id of its operation.
async fn creations(test: &TestApp) -> Vec<(&'static str, &'static str, Value)> {
    let server = "/organizations/acme/servers/mail";
    let leaked = |path: String| -> &'static str { Box::leak(path.into_boxed_str()) };
    let on = |rest: &str| leaked(format!("{server}{rest}"));
    let form = IpPoolForm { name: "Bulk".to_owned(), is_default: false };
    let pool = test.ip_pools.create(&form).await.unwrap().uuid;
    test.ip_pools.assign(test.organization.id, std::slice::from_ref(&pool)).await.unwrap();
    vec![
        (
            "user_create",
            "/users",
            json!({ "email_address": "new@x.example", "first_name": "x", "last_name": "y", "password": PASSWORD }),
        ),
        ("token_create", "/tokens", json!({ "name": "CI" })),
        ("organization_create", "/organizations", json!({ "name": "Beta" })),
        ("member_add", "/organizations/acme/members", json!({ "email_address": "new@x.example", "role": "viewer" })),
        (
            "invite_create",
            "/organizations/acme/invites",
            json!({ "email_address": "invited@x.example", "role": "viewer" }),
        ),
        ("server_create", "/organizations/acme/servers", json!({ "name": "Second", "mode": "Live" })),
        ("domain_create", on("/domains"), json!({ "name": "one.example" })),
        ("organization_domain_create", "/organizations/acme/domains", json!({ "name": "two.example" })),
        ("track_domain_create", on("/track-domains"), json!({ "name": "track", "domain": test.domain.uuid })),
        ("credential_create", on("/credentials"), json!({ "name": "Key", "type": "API" })),
        ("route_create", on("/routes"), json!({ "name": "sales", "domain": test.domain.uuid, "endpoint": "Accept" })),
        ("http_endpoint_create", on("/http-endpoints"), json!({ "name": "Hook", "url": "https://x.example/" })),
        ("smtp_endpoint_create", on("/smtp-endpoints"), json!({ "name": "Relay", "hostname": "mx.x.example" })),
        ("address_endpoint_create", on("/address-endpoints"), json!({ "address": "a@x.example" })),
        ("suppression_create", on("/suppressions"), json!({ "address": "s@x.example" })),
        ("organization_suppression_create", "/organizations/acme/suppressions", json!({ "address": "s@x.example" })),
        (
            "webhook_create",
            on("/webhooks"),
            json!({ "name": "All", "url": "https://u:hunter2@x.example/", "all_events": true,
                "headers": [{ "name": "X-Auth", "value": "hunter2" }] }),
        ),
        ("ip_pool_create", "/ip-pools", json!({ "name": "Main" })),
        (
            "ip_address_create",
            leaked(format!("/ip-pools/{pool}/addresses")),
            json!({ "ipv4": "192.0.2.1", "hostname": "mail1.x.example" }),
        ),
        ("ip_pool_rule_create", on("/ip-pool-rules"), json!({ "ip_pool": pool, "to_text": "x.example" })),
        (
            "organization_ip_pool_rule_create",
            "/organizations/acme/ip-pool-rules",
            json!({ "ip_pool": pool, "to_text": "x.example" }),
        ),
    ]
}

#[tokio::test]
async fn what_is_made_is_named_in_the_transaction_that_makes_it() {
    let test = TestApp::start().await;
    let (api, token) = (Api::new(&test), test.token().await);
    let document: Value = serde_json::from_str(&postal::http::management::document()).unwrap();
    let operations =
        document["paths"].as_object().unwrap().values().flat_map(|path| path.as_object().unwrap().values());
    // Sessions and second factors are the caller's own; everything else that answers 201 has a row here.
    let made: std::collections::BTreeSet<&str> = operations
        .filter(|operation| operation["responses"].get("201").is_some())
        .map(|operation| operation["operationId"].as_str().unwrap())
        .filter(|id| !OWN.contains(id))
        .collect();
    let creations = creations(&test).await;
    assert_eq!(creations.iter().map(|(id, ..)| *id).collect::<std::collections::BTreeSet<_>>(), made);
    for (id, path, body) in creations {
        let answer = api.post(&token, path, body).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{id}: {}", answer.text);
        let found = entries(&api, &token, &format!("action={id}")).await;
        assert_eq!(found.len(), 1, "{id}");
        let number = json!(answer.json["id"].to_string());
        let uuid = [&answer.json["uuid"], &answer.json["user"]["uuid"], &answer.json["address"], &number];
        let uuid = uuid.into_iter().find(|value| value.is_string()).unwrap();
        assert_eq!(&found[0]["object"], uuid, "{id}");
        assert!(found[0]["object_name"].is_string(), "{id}: {}", found[0]);
        assert!(!found[0].to_string().contains("hunter2"), "{id}: {}", found[0]);
        assert_eq!(found[0]["organization"].is_string(), path.starts_with("/organizations"), "{id}: {}", found[0]);
        assert_eq!(found[0]["server"].is_string(), path.contains("/servers"), "{id}: {}", found[0]);
    }
}

#[tokio::test]
async fn what_is_refused_after_a_transaction_leaves_no_entry() {
    let test = TestApp::start().await;
    let (api, token) = (Api::new(&test), test.token().await);
    let path = "/organizations/acme/servers/mail/domains";
    // What administrators add needs no proof.
    let (_, theirs) = member(&test, &test.organization, Role::Developer, None).await;
    let made = api.post(&theirs, path, json!({ "name": "new.example", "verification_method": "Email" })).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    let path = format!("{path}/new.example");
    let address = json!({ "address": "postmaster@new.example" });
    assert_eq!(api.post(&theirs, &format!("{path}/verify_email_send"), address).await.status, StatusCode::OK);
    // The guess is counted, but nothing is proven.
    let wrong = api.post(&theirs, &format!("{path}/verify_email_confirm"), json!({ "code": "1" })).await;
    assert_eq!(wrong.fields(), ["/code invalid"], "{}", wrong.text);
    assert_eq!(entries(&api, &token, "action=domain_verify_email_send").await.len(), 1);
    assert!(entries(&api, &token, "action=domain_verify_email_confirm").await.is_empty());
}

#[tokio::test]
async fn what_is_disclosed_and_what_is_lost_is_told() {
    let test = TestApp::start().await;
    let (api, token) = (Api::new(&test), test.token().await);
    let (credential, key) = test.credential(postal::model::CredentialKind::Smtp).await;
    let path = format!("/organizations/acme/servers/mail/credentials/{}", credential.uuid);
    assert_eq!(api.post(&token, &format!("{path}/reveal"), json!(null)).await.json["key"], key);
    assert_eq!(api.delete(&token, &path, json!(null)).await.status, StatusCode::NO_CONTENT);
    let (user, _) = member(&test, &test.organization, Role::Viewer, None).await;
    api.delete(&token, &format!("/organizations/acme/members/{}", user.uuid), json!(null)).await;
    let found = entries(&api, &token, "").await;
    let actions: Vec<&str> = found.iter().map(|entry| entry["action"].as_str().unwrap()).collect();
    assert_eq!(actions, ["member_remove", "credential_delete", "credential_reveal"]);
    assert_eq!((&found[0]["object"], &found[0]["before"]["role"]), (&json!(user.uuid), &json!("viewer")));
    assert_eq!((&found[1]["object"], &found[1]["before"]["name"]), (&json!(credential.uuid), &json!("test")));
    assert_eq!((&found[2]["object"], &found[2]["object_name"]), (&json!(credential.uuid), &json!("test")));
    assert!(!found.iter().any(|entry| entry.to_string().contains(&key)), "{found:?}");
}

#[tokio::test]
async fn the_log_is_read_in_pages_and_exported() {
    let test = TestApp::start().await;
    let (api, token) = (Api::new(&test), test.token().await);
    for name in ["=1+1", "two, \"quoted\"", "three"] {
        assert_eq!(api.patch(&token, "/organizations/acme", json!({ "name": name })).await.status, StatusCode::OK);
    }
    let first = api.get(&token, "/audit-log?limit=2").await;
    assert_eq!(first.json["items"].as_array().unwrap().len(), 2);
    let path = format!("limit=2&cursor={}", first.json["next_cursor"].as_str().unwrap());
    assert_eq!(entries(&api, &token, &path).await[0]["after"], json!({ "name": "=1+1" }));

    let csv = api.get(&token, "/audit-log/export").await;
    assert_eq!(csv.header("content-type"), "text/csv");
    assert_eq!(csv.header("content-disposition"), "attachment; filename=\"audit-log.csv\"");
    let lines: Vec<&str> = csv.text.trim_end().split("\r\n").collect();
    assert!(lines[0].starts_with("id,created_at,actor_type,"), "{}", lines[0]);
    assert_eq!(lines.len(), 4);
    // Quotes of the JSON are doubled, and a name like a formula is text.
    assert!(lines[2].contains(r#"\""quoted\"""#), "{}", lines[2]);
    assert!(lines[2].contains(",'=1+1,"), "{}", lines[2]);
    let ndjson = api.get(&token, "/organizations/acme/audit-log/export?format=ndjson").await;
    let lines: Vec<Value> = ndjson.text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((lines.len(), &lines[0]["after"]), (3, &json!({ "name": "three" })));
}

#[tokio::test]
async fn entries_are_kept_for_a_year() {
    let test = TestApp::start().await;
    let (api, token) = (Api::new(&test), test.token().await);
    api.patch(&token, "/organizations/acme", json!({ "name": "old" })).await;
    test.clock.advance(Duration::from_secs(365 * 86400));
    assert_eq!(tasks::run(&test, "PruneAuditLogTask").await, 0);
    api.patch(&token, "/organizations/acme", json!({ "name": "new" })).await;
    test.clock.advance(Duration::from_secs(1));
    assert_eq!(tasks::run(&test, "PruneAuditLogTask").await, 1);
    assert_eq!(tasks::run(&test, "PruneAuditLogTask").await, 0);
    assert_eq!(entries(&api, &token, "").await.len(), 1);
}
