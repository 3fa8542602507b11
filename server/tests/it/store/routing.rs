//! Routes and endpoints.

use std::time::Duration;

use postal::model::{
    AddressEndpoint, AddressEndpointId, DomainId, EndpointRef, HttpEncoding, HttpEndpoint, HttpEndpointId, HttpFormat,
    Route, RouteId, RouteMode, ServerId, SmtpEndpoint, SmtpEndpointId, SslMode, Timestamp, Treatment,
};
use postal::store::endpoints::EndpointName;
use postal::store::{Conn, domains, endpoints, routes, servers};

use crate::support::app::{START, TestApp, create_domain, create_server};

const LATER: Timestamp = Timestamp(START.0 + 60_000_000);

fn http(server_id: ServerId, name: &str) -> HttpEndpoint {
    HttpEndpoint {
        id: HttpEndpointId(0),
        uuid: format!("http {name}"),
        server_id,
        name: name.to_owned(),
        url: format!("https://{name}.example/"),
        encoding: HttpEncoding::FormData,
        format: HttpFormat::RawMessage,
        strip_replies: true,
        include_attachments: false,
        timeout_seconds: 7,
        last_used_at: None,
        created_at: START,
        updated_at: START,
    }
}

fn smtp(server_id: ServerId, name: &str) -> SmtpEndpoint {
    SmtpEndpoint {
        id: SmtpEndpointId(0),
        uuid: format!("smtp {name}"),
        server_id,
        name: name.to_owned(),
        hostname: format!("{name}.example"),
        port: Some(65535),
        ssl_mode: SslMode::StartTls,
        last_used_at: None,
        created_at: START,
        updated_at: START,
    }
}

fn address(server_id: ServerId, address: &str) -> AddressEndpoint {
    AddressEndpoint {
        id: AddressEndpointId(0),
        uuid: format!("address {address}").chars().take(36).collect(),
        server_id,
        address: address.to_owned(),
        last_used_at: None,
        created_at: START,
        updated_at: START,
    }
}

fn route(app: &TestApp, name: &str) -> Route {
    Route {
        id: RouteId(0),
        uuid: format!("route {name}"),
        server_id: app.server.id,
        domain_id: Some(app.domain.id),
        domain_name: Some("acme.example".to_owned()),
        name: name.to_owned(),
        token: format!("Tok{name}"),
        mode: RouteMode::Accept,
        endpoint: None,
        additional_endpoints: Vec::new(),
        spam_mode: Treatment::Quarantine,
        threat_mode: Treatment::Fail,
        dmarc_mode: Treatment::Mark,
        created_at: START,
        updated_at: START,
    }
}

async fn inserted(conn: &mut Conn, mut route: Route) -> Route {
    let key = routes::address_key(&route.name, "acme.example");
    route.id = routes::insert(conn, &route, &key).await.unwrap();
    route
}

#[tokio::test]
async fn endpoints_are_found_listed_changed_and_deleted() {
    let app = TestApp::start().await;
    let server = app.server.id;
    let mut conn = app.store.write().await.unwrap();
    let (mut a, mut b) = (http(server, "A"), http(server, "b"));
    a.id = endpoints::http::insert(&mut conn, &a).await.unwrap();
    b.id = endpoints::http::insert(&mut conn, &b).await.unwrap();
    assert_eq!(endpoints::find_http(&mut conn, a.id).await.unwrap().as_ref(), Some(&a));
    assert_eq!(endpoints::http::find_by_uuid(&mut conn, server, "http A").await.unwrap().as_ref(), Some(&a));
    assert_eq!(endpoints::http::find_by_uuid(&mut conn, ServerId(99), "http A").await.unwrap(), None);
    assert_eq!(endpoints::http::list(&mut conn, server, None, 9).await.unwrap(), [a.clone(), b.clone()]);
    let rest = endpoints::http::list(&mut conn, server, Some(("a", a.id.0)), 9).await.unwrap();
    assert_eq!(rest, [b.clone()]);
    b.name = "z".to_owned();
    b.url = "https://z.example/".to_owned();
    b.encoding = HttpEncoding::BodyAsJson;
    b.format = HttpFormat::Hash;
    b.strip_replies = false;
    b.include_attachments = true;
    b.timeout_seconds = 60;
    b.updated_at = LATER;
    endpoints::http::update(&mut conn, &b).await.unwrap();
    assert_eq!(endpoints::find_http(&mut conn, b.id).await.unwrap().as_ref(), Some(&b));

    let (mut c, mut d) = (smtp(server, "c"), smtp(server, "d"));
    d.port = None;
    c.id = endpoints::smtp::insert(&mut conn, &c).await.unwrap();
    d.id = endpoints::smtp::insert(&mut conn, &d).await.unwrap();
    assert_eq!(endpoints::find_smtp(&mut conn, d.id).await.unwrap().as_ref(), Some(&d));
    assert_eq!(endpoints::smtp::find_by_uuid(&mut conn, server, "smtp c").await.unwrap().as_ref(), Some(&c));
    assert_eq!(endpoints::smtp::list(&mut conn, server, None, 1).await.unwrap(), [c.clone()]);
    assert_eq!(endpoints::smtp::list(&mut conn, server, Some(("C", c.id.0)), 9).await.unwrap(), [d.clone()]);
    c.name = "e".to_owned();
    c.hostname = "192.0.2.1".to_owned();
    c.port = None;
    c.ssl_mode = SslMode::None;
    c.updated_at = LATER;
    endpoints::smtp::update(&mut conn, &c).await.unwrap();
    assert_eq!(endpoints::find_smtp(&mut conn, c.id).await.unwrap().as_ref(), Some(&c));

    for endpoint in [EndpointRef::Http(a.id), EndpointRef::Smtp(c.id)] {
        assert!(endpoints::delete(&mut conn, endpoint).await.unwrap());
        assert!(!endpoints::delete(&mut conn, endpoint).await.unwrap());
    }
    assert_eq!(endpoints::find_http(&mut conn, a.id).await.unwrap(), None);
    assert_eq!(endpoints::find_smtp(&mut conn, c.id).await.unwrap(), None);
}

#[tokio::test]
async fn an_address_endpoint_comes_once_per_mail_server() {
    let app = TestApp::start().await;
    let other = create_server(&app, &app.organization, "other").await;
    let mut conn = app.store.write().await.unwrap();
    let mut ada = address(app.server.id, "Ada@x.example");
    ada.id = endpoints::address::insert(&mut conn, &ada, "ada@x.example").await.unwrap();
    let again = AddressEndpoint { uuid: "again".to_owned(), ..ada.clone() };
    let error = endpoints::address::insert(&mut conn, &again, "ada@x.example").await.unwrap_err();
    assert!(endpoints::address::is_taken(&error), "{error}");
    let elsewhere = AddressEndpoint { server_id: other.id, ..again };
    endpoints::address::insert(&mut conn, &elsewhere, "ada@x.example").await.unwrap();
    let mut bob = address(app.server.id, "bob@x.example");
    bob.id = endpoints::address::insert(&mut conn, &bob, "bob@x.example").await.unwrap();
    assert_eq!(endpoints::find_address(&mut conn, ada.id).await.unwrap().as_ref(), Some(&ada));
    let found = endpoints::address::find_by_uuid(&mut conn, app.server.id, &bob.uuid).await.unwrap();
    assert_eq!(found.as_ref(), Some(&bob));
    let list = endpoints::address::list(&mut conn, app.server.id, None, 9).await.unwrap();
    assert_eq!(list, [ada.clone(), bob.clone()]);
    let rest = endpoints::address::list(&mut conn, app.server.id, Some(("ADA@x.example", ada.id.0)), 9).await.unwrap();
    assert_eq!(rest, [bob.clone()]);
    let error = endpoints::address::update(&mut conn, &bob, "ada@x.example").await.unwrap_err();
    assert!(endpoints::address::is_taken(&error), "{error}");
    bob.address = "rob@x.example".to_owned();
    bob.updated_at = LATER;
    endpoints::address::update(&mut conn, &bob, "rob@x.example").await.unwrap();
    assert_eq!(endpoints::find_address(&mut conn, bob.id).await.unwrap(), Some(bob));
}

#[tokio::test]
async fn endpoints_are_named_counted_kept_and_remember_their_use() {
    let app = TestApp::start().await;
    let server = app.server.id;
    let mut conn = app.store.write().await.unwrap();
    let a = EndpointRef::Http(endpoints::http::insert(&mut conn, &http(server, "a")).await.unwrap());
    let b = EndpointRef::Smtp(endpoints::smtp::insert(&mut conn, &smtp(server, "b")).await.unwrap());
    let row = address(server, "c@x.example");
    let c = EndpointRef::Address(endpoints::address::insert(&mut conn, &row, "c@x.example").await.unwrap());
    let gone = EndpointRef::Http(HttpEndpointId(99));
    let names = endpoints::names(&mut conn, &[a, b, c, gone]).await.unwrap();
    let description = |endpoint| names.get(&endpoint).map(|name: &EndpointName| name.description.as_str());
    assert_eq!(description(a), Some("a (https://a.example/)"));
    assert_eq!((description(b), description(c)), (Some("b (b.example)"), Some("c@x.example")));
    assert_eq!((description(gone), names[&b].uuid.as_str()), (None, "smtp b"));
    assert!(endpoints::names(&mut conn, &[]).await.unwrap().is_empty());

    let to_a = Route { mode: RouteMode::Endpoint, endpoint: Some(a), ..route(&app, "x") };
    inserted(&mut conn, to_a).await;
    let to_b =
        Route { mode: RouteMode::Endpoint, endpoint: Some(b), additional_endpoints: vec![a], ..route(&app, "y") };
    inserted(&mut conn, to_b).await;
    let counts = endpoints::count_routes(&mut conn, &[a, b, c]).await.unwrap();
    assert_eq!((counts.get(&a), counts.get(&b), counts.get(&c)), (Some(&2), Some(&1), None));

    for (at, expected) in [(START, START), (START + Duration::from_secs(59), START), (LATER, LATER), (START, LATER)] {
        for endpoint in [a, b, c] {
            endpoints::record_use(&mut conn, endpoint, at).await.unwrap();
        }
        let EndpointRef::Smtp(id) = b else { unreachable!() };
        assert_eq!(endpoints::find_smtp(&mut conn, id).await.unwrap().unwrap().last_used_at, Some(expected));
    }
    drop(conn);
    let mut tx = app.store.begin().await.unwrap();
    for (kind, uuid, expected) in [
        ("HTTPEndpoint", "http a", Some(a)),
        ("SMTPEndpoint", "smtp b", Some(b)),
        ("AddressEndpoint", row.uuid.as_str(), Some(c)),
        ("SMTPEndpoint", "http a", None),
        ("Thing", "http a", None),
    ] {
        assert_eq!(endpoints::find_and_keep(&mut tx, server, kind, uuid).await.unwrap(), expected, "{kind} {uuid}");
    }
    assert_eq!(endpoints::find_and_keep(&mut tx, ServerId(99), "HTTPEndpoint", "http a").await.unwrap(), None);
}

#[tokio::test]
async fn routes_are_found_listed_changed_and_deleted() {
    let app = TestApp::start().await;
    let server = app.server.id;
    let mut conn = app.store.write().await.unwrap();
    let endpoint = EndpointRef::Http(endpoints::http::insert(&mut conn, &http(server, "a")).await.unwrap());
    let other = EndpointRef::Smtp(endpoints::smtp::insert(&mut conn, &smtp(server, "b")).await.unwrap());
    let full = Route {
        mode: RouteMode::Endpoint,
        endpoint: Some(endpoint),
        additional_endpoints: vec![other, EndpointRef::Address(AddressEndpointId(5))],
        ..route(&app, "B")
    };
    let full = inserted(&mut conn, full).await;
    let mut plain = inserted(&mut conn, route(&app, "a")).await;
    assert_eq!(routes::find(&mut conn, full.id).await.unwrap().as_ref(), Some(&full));
    assert_eq!(routes::find_by_uuid(&mut conn, server, "route B").await.unwrap().as_ref(), Some(&full));
    assert_eq!(routes::find_by_uuid(&mut conn, ServerId(99), "route B").await.unwrap(), None);
    assert_eq!(routes::find_by_address_key(&mut conn, "b@acme.example").await.unwrap().as_ref(), Some(&full));
    assert_eq!(routes::find_by_token(&mut conn, "TOKb").await.unwrap().as_ref(), Some(&full));
    assert!(routes::has_token(&mut conn, "tokB").await.unwrap());
    assert!(!routes::has_token(&mut conn, "none").await.unwrap());
    assert_eq!(routes::list(&mut conn, server, None, 9).await.unwrap(), [plain.clone(), full.clone()]);
    assert_eq!(routes::list(&mut conn, server, Some(("A", plain.id.0)), 9).await.unwrap(), std::slice::from_ref(&full));
    assert_eq!(routes::list_of_endpoint(&mut conn, endpoint).await.unwrap(), std::slice::from_ref(&full));
    assert_eq!(routes::list_of_endpoint(&mut conn, other).await.unwrap(), std::slice::from_ref(&full));
    assert_eq!(routes::list_of_endpoint(&mut conn, EndpointRef::Http(HttpEndpointId(9))).await.unwrap(), []);

    plain.name = "c".to_owned();
    plain.mode = RouteMode::Endpoint;
    plain.endpoint = Some(other);
    plain.additional_endpoints = vec![endpoint];
    plain.spam_mode = Treatment::Mark;
    plain.threat_mode = Treatment::Quarantine;
    plain.dmarc_mode = Treatment::Fail;
    plain.updated_at = LATER;
    let error = routes::update(&mut conn, &plain, "b@acme.example").await.unwrap_err();
    assert!(routes::is_taken(&error), "{error}");
    routes::update(&mut conn, &plain, "c@acme.example").await.unwrap();
    assert_eq!(routes::find_by_address_key(&mut conn, "c@acme.example").await.unwrap().as_ref(), Some(&plain));
    assert_eq!(routes::find_by_address_key(&mut conn, "a@acme.example").await.unwrap(), None);
    plain.mode = RouteMode::Reject;
    plain.endpoint = None;
    plain.additional_endpoints.clear();
    routes::update_targets(&mut conn, &plain).await.unwrap();
    assert_eq!(routes::find(&mut conn, plain.id).await.unwrap().as_ref(), Some(&plain));

    assert!(routes::delete(&mut conn, full.id).await.unwrap());
    assert!(!routes::delete(&mut conn, full.id).await.unwrap());
    assert_eq!(routes::delete_of_domain(&mut conn, DomainId(99)).await.unwrap(), 0);
    assert_eq!(routes::delete_of_domain(&mut conn, app.domain.id).await.unwrap(), 1);
    assert_eq!(routes::list(&mut conn, server, None, 9).await.unwrap(), []);
}

#[tokio::test]
async fn an_address_is_released_by_deleted_mail_servers_only() {
    let app = TestApp::start().await;
    let mut conn = app.store.write().await.unwrap();
    let held = inserted(&mut conn, route(&app, "a")).await;
    let key = "a@acme.example";
    let again = Route { uuid: "again".to_owned(), token: "again".to_owned(), ..held.clone() };
    routes::release_from_deleted(&mut conn, key).await.unwrap();
    let error = routes::insert(&mut conn, &again, key).await.unwrap_err();
    assert!(routes::is_taken(&error), "{error}");
    servers::delete(&mut conn, app.server.id, LATER).await.unwrap();
    assert_eq!(routes::find_by_address_key(&mut conn, key).await.unwrap(), None);
    assert_eq!(routes::find_by_token(&mut conn, &held.token).await.unwrap(), None);
    assert!(routes::find(&mut conn, held.id).await.unwrap().is_some());
    routes::release_from_deleted(&mut conn, key).await.unwrap();
    routes::insert(&mut conn, &again, key).await.unwrap();
}

#[tokio::test]
async fn a_usable_domain_is_the_servers_own_or_its_organizations() {
    let app = TestApp::start().await;
    let other = create_server(&app, &app.organization, "other").await;
    let foreign = create_domain(&app, &other, "other.example").await;
    let (server, organization) = (app.server.id, app.organization.id);
    let form = postal::domains::DomainForm { name: "acme.example".to_owned(), ..Default::default() };
    let owner = postal::model::DomainOwner::Organization(organization);
    let shared = app.domains.create(organization, owner, &form, true).await.unwrap();
    let mut tx = app.store.begin().await.unwrap();
    for (key, expected) in [
        ("acme.example", Some(app.domain.id)),
        (app.domain.uuid.as_str(), Some(app.domain.id)),
        (shared.uuid.as_str(), Some(shared.id)),
        (foreign.uuid.as_str(), None),
        ("other.example", None),
    ] {
        let found = domains::find_usable_and_keep(&mut tx, server, organization, key).await.unwrap();
        assert_eq!(found.map(|domain| domain.id), expected, "{key}");
    }
    let uuids = domains::uuids(&mut tx, &[app.domain.id, DomainId(99)]).await.unwrap();
    assert_eq!((uuids.len(), &uuids[&app.domain.id]), (1, &app.domain.uuid));
    assert!(domains::uuids(&mut tx, &[]).await.unwrap().is_empty());
    domains::lock(&mut tx, app.domain.id).await.unwrap();
    tx.commit().await.unwrap();
}
