use std::time::Duration;

use postal::model::{CredentialKind, ServerId};
use postal::store::purge;
use postal::suppression::{Keeper, SuppressionForm, manage};

use super::retention::accept;
use super::run;
use crate::support::app::{START, TestApp, create_domain, create_server};

const TASK: &str = "ActionDeletionsScheduledTask";
const QUARTER: Duration = Duration::from_secs(15 * 60);

async fn rows_of(app: &TestApp, server: ServerId) -> i64 {
    let mut conn = app.store.read().await.unwrap();
    let mut all = 0;
    for table in purge::LARGE.iter().map(|(table, ..)| *table).chain(purge::SMALL.iter().copied()) {
        let sql = format!("SELECT COUNT(*) FROM {table} WHERE server_id = ?");
        all += conn.fetch_one(sql, &[server.into()]).await.unwrap().get::<i64>(0).unwrap();
    }
    all
}

async fn count(app: &TestApp, table: &str) -> i64 {
    let sql = format!("SELECT COUNT(*) FROM {table}");
    app.store.read().await.unwrap().fetch_one(sql, &[]).await.unwrap().get(0).unwrap()
}

/// With mail, a credential, a domain, a route with an additional endpoint and an entry of the suppression list.
async fn fill(app: &TestApp, server: &postal::model::MailServer, name: &str) {
    for n in 0..250 {
        accept(app, server.id, n + 1, START, 100, &["a@example.net", "b@example.net"]).await;
    }
    app.credential_of(server, CredentialKind::Api, None).await;
    let domain = create_domain(app, server, name).await;
    let entry = postal::suppression::entry(server.id, "x@example.net", "r", START, Duration::from_secs(9));
    let mut conn = app.store.write().await.unwrap();
    postal::store::suppressions::upsert(&mut conn, &entry).await.unwrap();
    let row = conn
        .fetch_one(
            "INSERT INTO routes (uuid, server_id, domain_id, name, address_key, token, token_key, mode, spam_mode,
                                 threat_mode, dmarc_mode, created_at, updated_at)
             VALUES (?, ?, ?, 'sales', ?, ?, ?, 'Endpoint', 'Mark', 'Quarantine', 'Ignore', ?, ?) RETURNING id",
            &[
                name.into(),
                server.id.into(),
                domain.id.into(),
                format!("sales@{name}").into(),
                name.into(),
                name.into(),
                START.into(),
                START.into(),
            ],
        )
        .await
        .unwrap();
    let sql =
        "INSERT INTO route_endpoints (route_id, position, endpoint_type, endpoint_id) VALUES (?, 0, 'HTTPEndpoint', 1)";
    conn.execute(sql, &[row.get::<i64>(0).unwrap().into()]).await.unwrap();
}

#[tokio::test]
async fn a_deleted_server_goes_with_all_its_rows_and_others_stay() {
    let app = TestApp::start().await;
    let other = create_server(&app, &app.organization, "other").await;
    fill(&app, &app.server, "one.example").await;
    fill(&app, &other, "two.example").await;
    let (before, kept) = (rows_of(&app, app.server.id).await, rows_of(&app, other.id).await);
    assert!(before > 1500, "{before}");
    app.tenancy.delete_server(&app.server, &app.server.name).await.unwrap();
    // Deliveries in progress at the deletion may still end.
    assert_eq!(run(&app, TASK).await, 0);
    assert_eq!(rows_of(&app, app.server.id).await, before);
    app.clock.advance(QUARTER);
    assert_eq!(run(&app, TASK).await, 1);
    assert_eq!((rows_of(&app, app.server.id).await, rows_of(&app, other.id).await), (0, kept));
    assert_eq!((count(&app, "servers").await, count(&app, "route_endpoints").await), (1, 1));
    assert_eq!(run(&app, TASK).await, 0);
}

#[tokio::test]
async fn a_deleted_organization_goes_with_its_servers_domains_and_members() {
    let app = TestApp::start().await;
    fill(&app, &app.server, "one.example").await;
    let form = SuppressionForm { address: "x@example.net".to_owned(), ..Default::default() };
    let keeper = Keeper::of_organization(&app.store, app.organization.id).await.unwrap();
    manage::add(&app.store, &keeper, &form, START).await.unwrap();
    app.tenancy.delete_organization(&app.organization, &app.organization.name).await.unwrap();
    app.clock.advance(QUARTER);
    assert_eq!(run(&app, TASK).await, 2, "a server and an organization");
    for table in [
        "organizations",
        "servers",
        "domains",
        "memberships",
        "membership_servers",
        "messages",
        "organization_suppressions",
    ] {
        assert_eq!(count(&app, table).await, 0, "{table}");
    }
    assert_eq!(count(&app, "users").await, 1);
}
