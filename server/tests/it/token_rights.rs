//! What tokens may do: every operation with the scope that its document names, without it, and from where it is not allowed.

use poem::http::StatusCode;
use postal::accounts::{Scope, TokenForm, TokenLimits};
use postal::tenancy::OrganizationForm;

use crate::openapi::{Least, OPERATIONS, Operation, api, operations, status};
use crate::support::app::TestApp;

/// The scope in an operation's description; `None`: a token needs all of them, or none.
fn needed(operation: &Operation) -> Option<&str> {
    let (_, after) = operation.description.split_once("a token needs the scope `")?;
    after.split_once('`').map(|(scope, _)| scope)
}

/// A token of an installation admin, made anew: some operations change what their caller may do.
async fn token(app: &TestApp, scopes: &[&str], limits: &TokenLimits) -> String {
    let scopes = Some(scopes.iter().map(|scope| (*scope).to_owned()).collect());
    let form = TokenForm { name: "test".to_owned(), scopes, expires_at: None };
    app.accounts.create_limited_token(app.user.id, &form, limits).await.unwrap().secret
}

fn all_but(scope: &str) -> Vec<&'static str> {
    Scope::ALL.iter().map(|scope| scope.as_str()).filter(|other| *other != scope).collect()
}

#[tokio::test]
async fn the_scope_in_the_document_is_what_a_token_needs() {
    let app = TestApp::start().await;
    let api = api(&app);
    let operations = operations();
    for (id, least, body) in OPERATIONS {
        let operation = &operations[*id];
        let call = async |scopes: &[&str]| {
            let token = token(&app, scopes, &TokenLimits::default()).await;
            status(&api, operation, Some(&token), body).await
        };
        if let Some(scope) = needed(operation) {
            let alone = call(&[scope]).await;
            assert!(!matches!(alone, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN), "{id} with {scope}: {alone}");
            assert_eq!(call(&all_but(scope)).await, StatusCode::FORBIDDEN, "{id} without {scope}");
        } else if operation.description.contains("a token needs all scopes") {
            assert_eq!(call(&all_but("audit:read")).await, StatusCode::FORBIDDEN, "{id} without one of the scopes");
        } else {
            assert!(matches!(least, Least::Everybody | Least::User), "{id} names no scope");
        }
    }
}

#[tokio::test]
async fn a_token_finds_nothing_outside_of_what_it_is_limited_to() {
    let app = TestApp::start().await;
    let api = api(&app);
    let form = OrganizationForm { name: "Other".to_owned(), permalink: None, time_zone: None };
    let other = app.tenancy.create_organization(app.user.id, &form).await.unwrap();
    let operations = operations();
    let limits = TokenLimits { organizations: Some(vec![other.permalink.clone()]), ..TokenLimits::default() };
    for (id, least, body) in OPERATIONS {
        let operation = &operations[*id];
        if !operation.path.starts_with("/organizations/acme") {
            continue;
        }
        let Some(scope) = needed(operation) else { continue };
        let token = token(&app, &[scope], &limits).await;
        // What is for the whole installation is refused whatever the path names.
        let refusal = if matches!(least, Least::Admin) { StatusCode::FORBIDDEN } else { StatusCode::NOT_FOUND };
        assert_eq!(status(&api, operation, Some(&token), body).await, refusal, "{id}");
    }
}
