//! The document of the management API, and who may call each of its operations.

use std::collections::BTreeMap;

use poem::endpoint::BoxEndpoint;
use poem::http::{StatusCode, header};
use poem::{Endpoint as _, EndpointExt as _, Request, Response};
use postal::http::management;
use postal::model::Role;
use postal::model::audit::AuditFilter;
use postal::tenancy::MemberForm;
use serde_json::Value;

use crate::support::app::{TestApp, create_user};

/// Who may call an operation.
#[derive(Debug, Clone, Copy)]
pub enum Least {
    /// Also without logging in.
    Everybody,
    User,
    /// Members with this role or a higher one; strangers do not learn that the organization is there.
    Member(Role),
    /// Installation admins; of the others members see a refusal, strangers nothing.
    AdminOf,
    /// Installation admins; everybody else sees a refusal.
    Admin,
}

use Least::{Admin, AdminOf, Everybody, Member, User};
use Role::{Admin as OrganizationAdmin, Developer, Support, Viewer};

/// Operation, least caller, a body that can be read (`""`: none).
pub const OPERATIONS: &[(&str, Least, &str)] = &[
    ("api_root", Everybody, ""),
    ("info_get", Everybody, ""),
    ("session_create", Everybody, r#"{"email_address": "", "password": ""}"#),
    ("oidc_start", Everybody, "{}"),
    ("session_get", User, ""),
    ("session_delete", User, ""),
    ("me_get", User, ""),
    ("me_update", User, "{}"),
    ("password_change", User, r#"{"current_password": "x", "password": "y"}"#),
    ("token_list", User, ""),
    ("token_create", User, r#"{"name": ""}"#),
    ("token_delete", User, ""),
    ("session_persist", User, ""),
    ("password_reset_begin", Everybody, r#"{"email_address": ""}"#),
    ("password_reset_check", Everybody, ""),
    ("password_reset_finish", Everybody, r#"{"password": ""}"#),
    ("email_change", User, r#"{"email_address": ""}"#),
    ("email_change_confirm", Everybody, ""),
    ("own_session_list", User, ""),
    ("own_session_end", User, ""),
    ("own_session_end_others", User, ""),
    ("user_list", Admin, ""),
    ("user_create", Admin, r#"{"email_address": "", "first_name": "", "last_name": ""}"#),
    ("user_get", Admin, ""),
    ("user_update", Admin, "{}"),
    ("user_delete", Admin, ""),
    ("user_set_organizations", Admin, r#"{"organization_ids": []}"#),
    ("user_send_reset", Admin, ""),
    ("user_end_sessions", Admin, ""),
    ("session_second_factor", Everybody, r#"{"challenge": "", "code": ""}"#),
    ("two_factor_enrol", User, "{}"),
    ("two_factor_confirm", User, r#"{"code": ""}"#),
    ("two_factor_disable", User, ""),
    ("two_factor_get", User, ""),
    ("two_factor_renew_codes", User, "{}"),
    ("session_confirm", User, "{}"),
    ("user_reset_two_factor", Admin, ""),
    ("organization_list", User, ""),
    ("organization_create", Admin, r#"{"name": ""}"#),
    ("organization_get", Member(Viewer), ""),
    ("organization_update", Member(Developer), "{}"),
    ("organization_delete", AdminOf, r#"{"confirm": ""}"#),
    ("organization_suspend", AdminOf, r#"{"reason": "x"}"#),
    ("organization_unsuspend", AdminOf, ""),
    ("organization_list_deleted", Admin, ""),
    ("organization_restore", Admin, ""),
    ("member_list", Member(Viewer), ""),
    ("member_get", Member(Viewer), ""),
    ("member_add", Member(OrganizationAdmin), r#"{"email_address": "", "role": "viewer"}"#),
    ("member_update", Member(OrganizationAdmin), "{}"),
    ("member_remove", Member(OrganizationAdmin), ""),
    ("invite_list", Member(Viewer), ""),
    ("invite_create", Member(OrganizationAdmin), r#"{"email_address": "", "role": "viewer"}"#),
    ("invite_resend", Member(OrganizationAdmin), ""),
    ("invite_revoke", Member(OrganizationAdmin), ""),
    ("invite_check", Everybody, ""),
    ("invite_accept", Everybody, "{}"),
    ("organization_set_owner", AdminOf, r#"{"user": "none"}"#),
    ("client_ip", Everybody, ""),
    ("time_zone_list", Everybody, ""),
    ("audit_list", Admin, ""),
    ("audit_export", Admin, ""),
    ("organization_audit_list", Member(OrganizationAdmin), ""),
    ("organization_audit_export", Member(OrganizationAdmin), ""),
    ("server_list", Member(Viewer), ""),
    ("server_create", Member(Developer), r#"{"name": "", "mode": "Live"}"#),
    ("server_get", Member(Viewer), ""),
    ("server_update", Member(Developer), "{}"),
    ("server_delete", Member(OrganizationAdmin), r#"{"confirm": ""}"#),
    ("server_list_deleted", Member(OrganizationAdmin), ""),
    ("server_restore", Member(OrganizationAdmin), ""),
    ("server_suspend", AdminOf, r#"{"reason": "x"}"#),
    ("server_unsuspend", AdminOf, ""),
    ("server_limits", Member(Viewer), ""),
    ("server_retention", Member(Viewer), ""),
    ("server_help_outgoing", Member(Viewer), ""),
    ("server_help_incoming", Member(Viewer), ""),
    ("server_update_advanced", AdminOf, "{}"),
    ("server_header", Member(Viewer), ""),
    ("server_graph", Member(Viewer), ""),
    ("server_statistics_domains", Member(Viewer), ""),
    ("server_statistics_tags", Member(Viewer), ""),
    ("server_statistics_providers", Member(Viewer), ""),
    ("stats_get", Admin, ""),
    ("ip_pool_list", Admin, ""),
    ("ip_pool_create", Admin, r#"{"name": ""}"#),
    ("ip_pool_get", Admin, ""),
    ("ip_pool_update", Admin, "{}"),
    ("ip_pool_delete", Admin, ""),
    ("ip_address_list", Admin, ""),
    ("ip_address_create", Admin, r#"{"ipv4": "", "hostname": ""}"#),
    ("ip_address_get", Admin, ""),
    ("ip_address_update", Admin, "{}"),
    ("ip_address_delete", Admin, ""),
    ("organization_ip_pool_list", Member(Viewer), ""),
    ("organization_ip_pool_set", AdminOf, r#"{"ip_pools": []}"#),
    ("ip_pool_rule_list", Member(Viewer), ""),
    ("ip_pool_rule_create", Member(Developer), r#"{"ip_pool": ""}"#),
    ("ip_pool_rule_get", Member(Viewer), ""),
    ("ip_pool_rule_update", Member(Developer), "{}"),
    ("ip_pool_rule_delete", Member(Developer), ""),
    ("organization_ip_pool_rule_list", Member(Viewer), ""),
    ("organization_ip_pool_rule_create", Member(Developer), r#"{"ip_pool": ""}"#),
    ("organization_ip_pool_rule_get", Member(Viewer), ""),
    ("organization_ip_pool_rule_update", Member(Developer), "{}"),
    ("organization_ip_pool_rule_delete", Member(Developer), ""),
    ("domain_list", Member(Viewer), ""),
    ("domain_create", Member(Developer), r#"{"name": ""}"#),
    ("domain_get", Member(Viewer), ""),
    ("domain_delete", Member(Developer), ""),
    ("domain_move", Member(Developer), "{}"),
    ("organization_domain_move", Member(Developer), "{}"),
    ("domain_records", Member(Viewer), ""),
    ("domain_check", Member(Developer), ""),
    ("domain_verify_dns", Member(Developer), ""),
    ("domain_update", Member(Developer), "{}"),
    ("domain_verify_email_send", Member(Developer), r#"{"address": ""}"#),
    ("domain_verify_email_confirm", Member(Developer), r#"{"code": ""}"#),
    ("domain_dkim_rotate", Member(Developer), ""),
    ("domain_dkim_import", Member(Developer), r#"{"selector": "", "private_key": ""}"#),
    ("domain_dkim_cancel", Member(Developer), ""),
    ("domain_zone_file", Member(Viewer), ""),
    ("organization_domain_list", Member(Viewer), ""),
    ("organization_domain_create", Member(Developer), r#"{"name": ""}"#),
    ("organization_domain_get", Member(Viewer), ""),
    ("organization_domain_delete", Member(Developer), ""),
    ("organization_domain_records", Member(Viewer), ""),
    ("organization_domain_check", Member(Developer), ""),
    ("organization_domain_verify_dns", Member(Developer), ""),
    ("organization_domain_update", Member(Developer), "{}"),
    ("organization_domain_verify_email_send", Member(Developer), r#"{"address": ""}"#),
    ("organization_domain_verify_email_confirm", Member(Developer), r#"{"code": ""}"#),
    ("organization_domain_dkim_rotate", Member(Developer), ""),
    ("organization_domain_dkim_import", Member(Developer), r#"{"selector": "", "private_key": ""}"#),
    ("organization_domain_dkim_cancel", Member(Developer), ""),
    ("organization_domain_zone_file", Member(Viewer), ""),
    ("track_domain_list", Member(Viewer), ""),
    ("track_domain_create", Member(Developer), r#"{"name": "", "domain": ""}"#),
    ("track_domain_get", Member(Viewer), ""),
    ("track_domain_update", Member(Developer), "{}"),
    ("track_domain_delete", Member(Developer), ""),
    ("track_domain_check", Member(Developer), ""),
    ("track_domain_toggle_ssl", Member(Developer), ""),
    ("credential_list", Member(Viewer), ""),
    ("credential_create", Member(Developer), r#"{"name": "", "type": "API"}"#),
    ("credential_get", Member(Viewer), ""),
    ("credential_update", Member(Developer), "{}"),
    ("credential_delete", Member(Developer), ""),
    ("credential_rotate", Member(Developer), ""),
    ("credential_reveal", Member(Developer), ""),
    ("route_list", Member(Viewer), ""),
    ("route_create", Member(Developer), r#"{"name": "", "endpoint": ""}"#),
    ("route_endpoint_options", Member(Viewer), ""),
    ("route_test", Member(Viewer), ""),
    ("http_endpoint_test", Member(Developer), ""),
    ("route_get", Member(Viewer), ""),
    ("route_update", Member(Developer), "{}"),
    ("route_delete", Member(Developer), ""),
    ("http_endpoint_list", Member(Viewer), ""),
    ("http_endpoint_create", Member(Developer), r#"{"name": "", "url": ""}"#),
    ("http_endpoint_get", Member(Viewer), ""),
    ("http_endpoint_update", Member(Developer), "{}"),
    ("http_endpoint_delete", Member(Developer), ""),
    ("smtp_endpoint_list", Member(Viewer), ""),
    ("smtp_endpoint_create", Member(Developer), r#"{"name": "", "hostname": ""}"#),
    ("smtp_endpoint_get", Member(Viewer), ""),
    ("smtp_endpoint_update", Member(Developer), "{}"),
    ("smtp_endpoint_delete", Member(Developer), ""),
    ("address_endpoint_list", Member(Viewer), ""),
    ("address_endpoint_create", Member(Developer), r#"{"address": ""}"#),
    ("address_endpoint_get", Member(Viewer), ""),
    ("address_endpoint_update", Member(Developer), "{}"),
    ("address_endpoint_delete", Member(Developer), ""),
    ("message_list", Member(Viewer), ""),
    ("message_held", Member(Viewer), ""),
    ("message_export", Member(Viewer), ""),
    ("event_list", Member(Viewer), ""),
    ("event_export", Member(Viewer), ""),
    ("event_stream", Member(Viewer), ""),
    ("message_get", Member(Viewer), ""),
    ("message_deliveries", Member(Viewer), ""),
    ("message_spam_checks", Member(Viewer), ""),
    ("message_activity", Member(Viewer), ""),
    ("message_raw", Member(Support), ""),
    ("message_plain", Member(Support), ""),
    ("message_html", Member(Support), ""),
    ("message_headers", Member(Support), ""),
    ("message_attachments", Member(Support), ""),
    ("message_attachment", Member(Support), ""),
    ("message_retry", Member(Support), ""),
    ("message_cancel_hold", Member(Support), ""),
    ("message_remove_from_queue", Member(Support), ""),
    ("bulk_action_create", Member(Support), r#"{"action": "retry"}"#),
    ("bulk_action_list", Member(Viewer), ""),
    ("bulk_action_get", Member(Viewer), ""),
    ("bulk_action_results", Member(Viewer), ""),
    ("bulk_action_cancel", Member(Support), ""),
    ("message_send", Member(Developer), r#"{"from": ""}"#),
    ("message_send_outgoing", Member(Developer), r#"{"to": ["x"]}"#),
    ("message_send_incoming", Member(Developer), r#"{"to": "", "from": "x"}"#),
    ("message_send_raw", Member(Developer), "From: a@x.example\r\n\r\n"),
    ("message_send_batch", Member(Developer), r#"{"messages": []}"#),
    ("schedule_list", Member(Viewer), ""),
    ("message_reschedule", Member(Developer), r#"{"send_at": ""}"#),
    ("message_unschedule", Member(Developer), ""),
    ("queue_list", Member(Viewer), ""),
    ("suppression_list", Member(Viewer), ""),
    ("suppression_create", Member(Support), r#"{"address": ""}"#),
    ("suppression_get", Member(Viewer), ""),
    ("suppression_delete", Member(Support), ""),
    ("suppression_delete_many", Member(Support), r#"{"addresses": ["a@x.example"]}"#),
    ("suppression_import", Member(Support), "address\n"),
    ("suppression_export", Member(Viewer), ""),
    ("organization_suppression_list", Member(Viewer), ""),
    ("organization_suppression_create", Member(Support), r#"{"address": ""}"#),
    ("organization_suppression_get", Member(Viewer), ""),
    ("organization_suppression_delete", Member(Support), ""),
    ("organization_suppression_delete_many", Member(Support), r#"{"addresses": ["a@x.example"]}"#),
    ("organization_suppression_import", Member(Support), "address\n"),
    ("organization_suppression_export", Member(Viewer), ""),
    ("webhook_list", Member(Viewer), ""),
    ("webhook_create", Member(Developer), r#"{"name": "", "url": ""}"#),
    ("webhook_events", Member(Viewer), ""),
    ("webhook_get", Member(Viewer), ""),
    ("webhook_update", Member(Developer), "{}"),
    ("webhook_delete", Member(Developer), ""),
    ("webhook_reveal_secret", Member(Developer), ""),
    ("webhook_rotate_secret", Member(Developer), ""),
    ("webhook_test", Member(Developer), r#"{"event": "MessageSent"}"#),
    ("webhook_history_list", Member(Viewer), ""),
    ("webhook_history_get", Member(Viewer), ""),
    ("webhook_replay", Member(Developer), ""),
    ("webhook_replay_failed", Member(Developer), r#"{"since": "2026-01-01T00:00:00Z"}"#),
];

/// Where the reviewed document lies.
const COMMITTED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../openapi/management.json");

#[test]
fn the_committed_document_is_that_of_the_program() {
    let document = management::document();
    // `UPDATE_OPENAPI=1 cargo nextest run openapi` writes it.
    if std::env::var_os("UPDATE_OPENAPI").is_some() {
        std::fs::write(COMMITTED, &document).unwrap();
    }
    assert!(std::fs::read_to_string(COMMITTED).unwrap() == document, "openapi/management.json is not current");
}

pub struct Operation {
    method: String,
    pub path: String,
    pub description: String,
}

/// By operation id; parameters of the path filled in.
pub fn operations() -> BTreeMap<String, Operation> {
    let document: Value = serde_json::from_str(&management::document()).unwrap();
    let mut operations = BTreeMap::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        let mut filled = path.clone();
        for (name, value) in [
            ("org", "acme"),
            ("server", "mail"),
            ("id", "1"),
            ("index", "0"),
            ("domain", "none.example"),
            ("address", "a@x.example"),
            ("user", "nobody"),
            ("uuid", "none"),
            ("link", "none"),
        ] {
            filled = filled.replace(&format!("{{{name}}}"), value);
        }
        for (method, operation) in methods.as_object().unwrap() {
            let id = operation["operationId"].as_str().unwrap().to_owned();
            let description = operation["description"].as_str().unwrap().to_owned();
            operations.insert(id, Operation { method: method.to_uppercase(), path: filled.clone(), description });
        }
    }
    operations
}

fn media_type(body: &str) -> Option<&'static str> {
    match body {
        "" => None,
        _ if body.starts_with('{') => Some("application/json"),
        _ if body.starts_with("From:") => Some("message/rfc822"),
        _ => Some("text/csv"),
    }
}

/// The API, made once for many requests: that takes longer than most of them.
pub fn api(app: &TestApp) -> BoxEndpoint<'static, Response> {
    management::endpoint().data(app.app.clone()).boxed()
}

pub async fn status(
    api: &BoxEndpoint<'static, Response>,
    operation: &Operation,
    token: Option<&str>,
    body: &'static str,
) -> StatusCode {
    let mut request = Request::builder().method(operation.method.parse().unwrap()).uri_str(&operation.path);
    if let Some(token) = token {
        request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
    }
    if let Some(media) = media_type(body) {
        request = request.content_type(media);
    }
    api.get_response(request.body(body)).await.status()
}

/// Operations whose effect is its own record.
const WITHOUT_ENTRY: &[&str] = &["message_send", "message_send_raw", "message_send_batch"];

#[tokio::test]
async fn every_operation_that_changes_something_leaves_an_entry_in_the_audit_log() {
    let app = TestApp::start().await;
    let token = app.token().await;
    let document: Value = serde_json::from_str(&management::document()).unwrap();
    // In place of the handlers: what they do, and whether they succeed, does not matter here.
    let done = poem::endpoint::make_sync(|_| Response::builder().status(StatusCode::NO_CONTENT).finish());
    let guarded = management::guarded(&document, done).data(app.app.clone());
    let operations = operations();
    for (id, least, body) in OPERATIONS {
        let operation = &operations[*id];
        let mut request = Request::builder()
            .method(operation.method.parse().unwrap())
            .uri_str(&operation.path)
            .header(header::AUTHORIZATION, format!("Bearer {token}"));
        if let Some(media) = media_type(body) {
            request = request.content_type(media);
        }
        let status = guarded.get_response(request.body(*body)).await.status();
        assert_eq!(status, StatusCode::NO_CONTENT, "{id}");
        let filter = AuditFilter { action: Some((*id).to_owned()), ..AuditFilter::default() };
        let entries = app.accounts.list_audit(&filter, None, 10).await.unwrap();
        // Those for everybody are told of when they commit a change (`management/audit.rs`).
        let expected = operation.method != "GET" && !matches!(least, Everybody) && !WITHOUT_ENTRY.contains(id);
        assert_eq!(entries.len(), usize::from(expected), "{id}");
        // A path that `http/management/audit_trail.rs` does not know has no kind.
        assert!(entries.iter().all(|it| !it.entry.object.kind.is_empty()), "{id}: add its path to KINDS");
    }
}

#[test]
fn every_operation_has_a_row() {
    let known: Vec<String> = operations().into_keys().collect();
    let mut rows: Vec<&str> = OPERATIONS.iter().map(|(id, ..)| *id).collect();
    rows.sort_unstable();
    assert_eq!(known, rows);
}

#[test]
fn the_document_names_the_role_that_each_operation_needs() {
    let document: Value = serde_json::from_str(&management::document()).unwrap();
    let operations = document["paths"].as_object().unwrap().values().flat_map(|methods| methods.as_object().unwrap());
    for (_, operation) in operations {
        let id = operation["operationId"].as_str().unwrap();
        let (_, least, _) = OPERATIONS.iter().find(|(known, ..)| *known == id).unwrap();
        let expected = match least {
            Everybody => "For everybody.".to_owned(),
            User => "For every user".to_owned(),
            Member(role) => format!("Role: `{}` or above", role.as_str()),
            AdminOf | Admin => "For administrators of the installation".to_owned(),
        };
        assert!(operation["description"].as_str().unwrap().contains(&expected), "{id}: {}", operation["description"]);
    }
}

#[tokio::test]
async fn each_operation_is_for_those_in_its_row() {
    let app = TestApp::start().await;
    let api = api(&app);
    let mut members = Vec::new();
    for role in [Viewer, Support, Developer, OrganizationAdmin] {
        let email_address = format!("{}@members.example", role.as_str());
        let user = create_user(&app, &email_address, false).await;
        let form = MemberForm { email_address, role, has_all_servers: true, servers: Vec::new() };
        app.tenancy.add_member(&app.organization, Role::Owner, &form).await.unwrap();
        members.push((role, user));
    }
    let stranger = create_user(&app, "stranger@other.example", false).await;
    let operations = operations();
    for (id, least, body) in OPERATIONS {
        let operation = &operations[*id];
        let call = async |user: Option<&postal::model::User>| {
            let token = match user {
                // A fresh one each time: some operations change what the caller may do.
                Some(user) => {
                    let form = postal::accounts::TokenForm { name: "test".to_owned(), scopes: None, expires_at: None };
                    Some(app.accounts.create_token(user.id, &form).await.unwrap().secret)
                }
                None => None,
            };
            status(&api, operation, token.as_deref(), body).await
        };
        let (refused, hidden) = (StatusCode::FORBIDDEN, StatusCode::NOT_FOUND);
        let is_let_in = |status: StatusCode| {
            // 400 would mean that the body was refused before anybody looked at the caller.
            ![StatusCode::BAD_REQUEST, StatusCode::UNAUTHORIZED, refused].contains(&status) && !status.is_server_error()
        };
        let nobody = call(None).await;
        if matches!(least, Everybody) {
            assert_ne!(nobody, StatusCode::BAD_REQUEST, "{id} for nobody");
            continue;
        }
        assert_eq!(nobody, StatusCode::UNAUTHORIZED, "{id} for nobody");
        let seen = call(Some(&stranger)).await;
        match least {
            Admin => assert_eq!(seen, refused, "{id} for a stranger"),
            Member(_) | AdminOf => assert_eq!(seen, hidden, "{id} for a stranger"),
            User | Everybody => assert!(is_let_in(seen), "{id} for a stranger: {seen}"),
        }
        for (role, user) in &members {
            let seen = call(Some(user)).await;
            let may = match least {
                Member(least) => role >= least,
                User | Everybody => true,
                Admin | AdminOf => false,
            };
            assert!(if may { is_let_in(seen) } else { seen == refused }, "{id} for {role:?}: {seen}");
        }
        let seen = call(Some(&app.user)).await;
        assert!(is_let_in(seen), "{id} for an installation admin: {seen}");
    }
}
