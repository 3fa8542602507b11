//! Routes: which may be made, whose an address is, what a deletion frees.

use poem::http::StatusCode;
use postal::domains::DomainForm;
use postal::model::{DomainOwner, Role, RouteMode};
use postal::store::routes;
use postal::tenancy::OrganizationForm;
use serde_json::{Value, json};

use crate::support::app::{START, TestApp, create_domain, create_server};
use crate::support::management_api::{Answer, Api, member};

const SERVER: &str = "/organizations/acme/servers/mail";
const PATH: &str = "/organizations/acme/servers/mail/routes";

/// An administrator with the routes of `acme/mail`.
struct Client {
    test: TestApp,
    api: Api,
    token: String,
}

impl Client {
    async fn start() -> Self {
        let test = TestApp::start().await;
        let (api, token) = (Api::new(&test), test.token().await);
        Self { test, api, token }
    }

    /// A route of `acme.example`; `change` overrides fields of the request, `null` leaves them out.
    async fn create(&self, change: Value) -> Answer {
        let mut body = json!({ "name": "sales", "domain": self.test.domain.uuid, "endpoint": "Accept" });
        for (key, value) in change.as_object().unwrap() {
            body[key] = value.clone();
        }
        body.as_object_mut().unwrap().retain(|_, value| !value.is_null());
        self.api.post(&self.token, PATH, body).await
    }

    async fn change(&self, route: &Value, body: Value) -> Answer {
        self.api.patch(&self.token, &path_of(route), body).await
    }

    async fn get(&self, route: &Value) -> Answer {
        self.api.get(&self.token, &path_of(route)).await
    }

    /// Selector of a new endpoint of `acme/mail`.
    async fn endpoint(&self, kind: &str, name: &str) -> String {
        let (path, selector, body) = match kind {
            "http" => ("http-endpoints", "HTTPEndpoint", json!({ "name": name, "url": "https://example.com/" })),
            "smtp" => ("smtp-endpoints", "SMTPEndpoint", json!({ "name": name, "hostname": "mail.example.com" })),
            _ => ("address-endpoints", "AddressEndpoint", json!({ "address": format!("{name}@example.net") })),
        };
        let created = self.api.post(&self.token, &format!("{SERVER}/{path}"), body).await;
        assert_eq!(created.status, StatusCode::CREATED, "{}", created.text);
        format!("{selector}#{}", created.json["uuid"].as_str().unwrap())
    }

    async fn delete_endpoint(&self, selector: &str) -> Answer {
        let (kind, uuid) = selector.split_once('#').unwrap();
        let kind = kind.trim_end_matches("Endpoint").to_lowercase();
        self.api.delete(&self.token, &format!("{SERVER}/{kind}-endpoints/{uuid}"), json!(null)).await
    }

    /// What RCPT would find.
    async fn found(&self, address: &str) -> Option<String> {
        let mut conn = self.test.store.read().await.unwrap();
        routes::find_by_address_key(&mut conn, address).await.unwrap().map(|route| route.uuid)
    }
}

fn path_of(route: &Value) -> String {
    format!("{PATH}/{}", route["uuid"].as_str().unwrap())
}

fn message(answer: &Answer) -> &str {
    answer.json["fields"][0]["message"].as_str().unwrap_or_default()
}

#[tokio::test]
async fn a_route_is_made_read_listed_changed_and_deleted() {
    let client = Client::start().await;
    let (first, second) = (client.endpoint("http", "hook").await, client.endpoint("smtp", "office").await);
    let request = json!({ "name": "Sales", "endpoint": first, "additional_endpoints": ["", second],
        "spam_mode": "Quarantine", "threat_mode": "Fail", "dmarc_mode": "Fail" });
    let created = client.create(request).await;
    assert_eq!(created.status, StatusCode::CREATED, "{}", created.text);
    let route = created.json;
    let token = route["token"].as_str().unwrap();
    assert_eq!(token.len(), 8);
    let expected = json!({
        "uuid": route["uuid"], "name": "Sales", "domain": { "uuid": client.test.domain.uuid, "name": "acme.example" },
        "description": "Sales@acme.example", "mode": "Endpoint", "endpoint": first,
        "endpoint_description": "hook (https://example.com/)", "additional_endpoints": [second],
        "spam_mode": "Quarantine", "threat_mode": "Fail", "dmarc_mode": "Fail", "token": token,
        "forward_address": format!("{token}@routes.postal.example.com"),
        "created_at": START.to_rfc3339(), "updated_at": START.to_rfc3339(),
    });
    assert_eq!(route, expected);
    assert_eq!(client.get(&route).await.json, expected);
    let plain = client.create(json!({ "name": "info" })).await.json;
    assert_eq!([&plain["mode"], &plain["endpoint"]], ["Accept", "Accept"]);
    assert_eq!([&plain["spam_mode"], &plain["threat_mode"], &plain["dmarc_mode"]], ["Mark", "Mark", "Mark"]);
    assert_eq!(plain.get("endpoint_description"), None);

    let page = client.api.get(&client.token, &format!("{PATH}?limit=1")).await.json;
    assert_eq!(page["items"], json!([plain]));
    let next = format!("{PATH}?limit=1&cursor={}", page["next_cursor"].as_str().unwrap());
    let page = client.api.get(&client.token, &next).await.json;
    assert_eq!(page, json!({ "items": [expected] }));

    let changed = client.change(&route, json!({ "endpoint": second, "additional_endpoints": [first] })).await.json;
    assert_eq!((&changed["endpoint"], &changed["additional_endpoints"]), (&json!(second), &json!([first])));
    assert_eq!((&changed["name"], &changed["spam_mode"]), (&json!("Sales"), &json!("Quarantine")));
    let renamed = client.change(&route, json!({ "name": "orders", "spam_mode": "Mark" })).await.json;
    assert_eq!((&renamed["description"], &renamed["spam_mode"]), (&json!("orders@acme.example"), &json!("Mark")));
    assert_eq!(client.found("sales@acme.example").await, None);
    assert!(client.found("orders@acme.example").await.is_some());

    let deleted = client.api.delete(&client.token, &path_of(&route), json!(null)).await;
    assert_eq!(deleted.status, StatusCode::NO_CONTENT);
    assert_eq!(client.get(&route).await.status, StatusCode::NOT_FOUND);
    assert_eq!(client.found("orders@acme.example").await, None);
}

#[tokio::test]
async fn all_faults_of_a_route_are_named_at_once() {
    let client = Client::start().await;
    let faulty = json!({ "name": "a b", "domain": "none.example", "endpoint": "Discard",
        "additional_endpoints": ["HTTPEndpoint#none", "Accept"] });
    let fields = [
        "/additional_endpoints/0 invalid",
        "/additional_endpoints/1 invalid",
        "/domain invalid",
        "/endpoint inclusion",
        "/name invalid",
    ];
    assert_eq!(client.create(faulty).await.fields(), fields);
    let blank = client.create(json!({ "name": " ", "domain": null, "endpoint": " " })).await;
    assert_eq!(blank.fields(), ["/domain blank", "/endpoint blank", "/name blank"]);
    let texts: Vec<&str> =
        blank.json["fields"].as_array().unwrap().iter().map(|field| field["message"].as_str().unwrap()).collect();
    assert_eq!(texts, ["can't be blank", "can't be blank", "must be chosen"]);
    let missing = client.api.post(&client.token, PATH, json!({ "spam_mode": "Delete" })).await;
    assert_eq!(missing.fields(), ["/endpoint required", "/name required", "/spam_mode inclusion"]);
    for selector in ["HTTPEndpoint#", "#x", "Thing#x", "SMTPEndpoint#\u{0}"] {
        let refused = client.create(json!({ "endpoint": selector })).await;
        assert_eq!(refused.fields(), ["/endpoint invalid"], "{selector:?}");
    }
    for mode in ["Endpoint", "accept"] {
        assert_eq!(client.create(json!({ "endpoint": mode })).await.fields(), ["/endpoint inclusion"], "{mode}");
    }
    let many = vec!["x"; 51];
    let refused = client.create(json!({ "additional_endpoints": many })).await;
    assert_eq!(refused.fields(), ["/additional_endpoints too_long"]);
}

#[tokio::test]
async fn a_name_is_a_local_part_and_compared_without_case() {
    let client = Client::start().await;
    for (name, key) in [
        ("O'Brien_x=y", "o'brien_x=y@acme.example"),
        ("\"two words\"", "two words@acme.example"),
        ("*", "*@acme.example"),
        ("Jörg", "jörg@acme.example"),
    ] {
        let created = client.create(json!({ "name": name })).await;
        assert_eq!(created.status, StatusCode::CREATED, "{name}: {}", created.text);
        assert_eq!(client.found(key).await.as_deref(), created.json["uuid"].as_str(), "{name}");
        let again = client.create(json!({ "name": name.to_uppercase() })).await;
        assert_eq!(again.fields(), ["/name taken"], "{name}");
    }
    let tagged = client.create(json!({ "name": "sales+eu" })).await;
    assert_eq!(tagged.fields(), ["/name invalid"]);
    assert!(message(&tagged).contains("tag"), "{}", tagged.text);
    for name in ["sales@acme.example", "a b", "<sales>", "a,b"] {
        assert_eq!(client.create(json!({ "name": name })).await.fields(), ["/name invalid"], "{name}");
    }
    assert_eq!(client.create(json!({ "name": "a".repeat(65) })).await.fields(), ["/name invalid"]);
    assert_eq!(client.create(json!({ "name": "a".repeat(256) })).await.fields(), ["/name too_long"]);
}

#[tokio::test]
async fn the_domain_is_verified_and_of_the_server_or_its_organization() {
    let client = Client::start().await;
    let organization = &client.test.organization;
    let form = DomainForm { name: "shared.example".to_owned(), ..Default::default() };
    let owner = DomainOwner::Organization(organization.id);
    let shared = client.test.domains.create(organization.id, owner, &form, true).await.unwrap();
    let form = DomainForm { name: "new.example".to_owned(), ..Default::default() };
    let unverified = client.test.domains.create(organization.id, owner, &form, false).await.unwrap();
    let other = create_server(&client.test, organization, "other").await;
    let foreign = create_domain(&client.test, &other, "other.example").await;
    for domain in [shared.uuid.as_str(), "ACME.example"] {
        let created = client.create(json!({ "domain": domain })).await;
        assert_eq!(created.status, StatusCode::CREATED, "{domain}: {}", created.text);
    }
    let refused = client.create(json!({ "domain": unverified.uuid })).await;
    assert_eq!((refused.fields()[0].as_str(), message(&refused)), ("/domain invalid", "has not been verified yet"));
    let refused = client.create(json!({ "domain": foreign.uuid })).await;
    assert_eq!((refused.fields()[0].as_str(), message(&refused)), ("/domain invalid", "is invalid"));
}

#[tokio::test]
async fn additional_endpoints_go_with_an_endpoint_and_each_comes_once() {
    let client = Client::start().await;
    let (http, smtp) = (client.endpoint("http", "hook").await, client.endpoint("smtp", "office").await);
    let address = client.endpoint("address", "ada").await;
    let refused = client.create(json!({ "additional_endpoints": [http] })).await;
    assert_eq!(refused.fields(), ["/additional_endpoints invalid"]);
    assert_eq!(message(&refused), "Additional routes are not permitted unless the primary route is an actual endpoint");
    let twice = json!({ "endpoint": http, "additional_endpoints": [" ", http, smtp, smtp] });
    let refused = client.create(twice).await;
    assert_eq!(refused.fields(), ["/additional_endpoints/1 taken", "/additional_endpoints/3 taken"]);
    assert_eq!(message(&refused), "You can only add an endpoint to a route once");
    let wild = json!({ "name": "*", "endpoint": http, "additional_endpoints": [smtp, address] });
    let refused = client.create(wild).await;
    assert_eq!(refused.fields(), ["/additional_endpoints/0 invalid", "/additional_endpoints/1 invalid"]);
    assert_eq!(message(&refused), "SMTP or address endpoints are not permitted on wildcard routes");

    let route = client.create(json!({ "endpoint": http, "additional_endpoints": [smtp] })).await.json;
    for (change, field) in [
        (json!({ "name": "*" }), "/additional_endpoints invalid"),
        (json!({ "endpoint": smtp }), "/additional_endpoints taken"),
        (json!({ "endpoint": "Hold" }), "/additional_endpoints invalid"),
    ] {
        assert_eq!(client.change(&route, change).await.fields(), [field]);
    }
    assert_eq!(client.get(&route).await.json, route);
    let held = client.change(&route, json!({ "endpoint": "Hold", "additional_endpoints": [] })).await.json;
    assert_eq!((&held["endpoint"], &held["additional_endpoints"]), (&json!("Hold"), &json!([])));
}

#[tokio::test]
async fn endpoints_of_other_mail_servers_are_none() {
    let client = Client::start().await;
    let http = client.endpoint("http", "hook").await;
    create_server(&client.test, &client.test.organization, "other").await;
    let path = "/organizations/acme/servers/other/routes";
    let body = json!({ "name": "__returnpath__", "endpoint": http });
    assert_eq!(client.api.post(&client.token, path, body).await.fields(), ["/endpoint invalid"]);
    let options = client.api.get(&client.token, &format!("{path}/endpoint_options")).await;
    assert_eq!(options.json, json!({ "items": [] }));
}

#[tokio::test]
async fn options_are_the_endpoints_of_the_mail_server() {
    let client = Client::start().await;
    let (smtp, http) = (client.endpoint("smtp", "office").await, client.endpoint("http", "<b>hook</b>").await);
    let address = client.endpoint("address", "ada").await;
    let options = client.api.get(&client.token, &format!("{PATH}/endpoint_options")).await;
    let expected = json!({ "items": [
        { "selector": http, "kind": "HTTPEndpoint", "description": "<b>hook</b> (https://example.com/)" },
        { "selector": smtp, "kind": "SMTPEndpoint", "description": "office (mail.example.com)" },
        { "selector": address, "kind": "AddressEndpoint", "description": "ada@example.net" },
    ] });
    assert_eq!(options.json, expected);
}

#[tokio::test]
async fn each_mail_server_has_one_return_path_route_and_it_goes_to_an_http_endpoint() {
    let client = Client::start().await;
    let (http, smtp) = (client.endpoint("http", "hook").await, client.endpoint("smtp", "office").await);
    let body = |endpoint: &str| json!({ "name": "__returnpath__", "domain": null, "endpoint": endpoint });
    for endpoint in ["Accept", smtp.as_str()] {
        let refused = client.create(body(endpoint)).await;
        assert_eq!(refused.fields(), ["/endpoint invalid"], "{endpoint}");
        assert_eq!(message(&refused), "Return path routes must point to an HTTP endpoint");
    }
    let refused = client.create(json!({ "name": "__returnpath__", "endpoint": http })).await;
    assert_eq!(refused.fields(), ["/domain invalid"]);
    let mut with_smtp = body(&http);
    with_smtp["additional_endpoints"] = json!([smtp]);
    assert_eq!(client.create(with_smtp).await.fields(), ["/additional_endpoints/0 invalid"]);

    let created = client.create(body(&http)).await;
    assert_eq!(created.status, StatusCode::CREATED, "{}", created.text);
    assert_eq!((&created.json["description"], created.json.get("domain")), (&json!("Return Path"), None));
    let second = client.create(body(&http)).await;
    assert_eq!(second.fields(), ["/name taken"]);
    assert_eq!(message(&second), "A return path route already exists for this server");
    assert_eq!(client.change(&created.json, json!({ "endpoint": "Reject" })).await.fields(), ["/endpoint invalid"]);

    // 3.3 allows one in the whole installation.
    create_server(&client.test, &client.test.organization, "other").await;
    let other = "/organizations/acme/servers/other";
    let hook = json!({ "name": "hook", "url": "https://example.com/" });
    let hook = client.api.post(&client.token, &format!("{other}/http-endpoints"), hook).await.json;
    let body =
        json!({ "name": "__returnpath__", "endpoint": format!("HTTPEndpoint#{}", hook["uuid"].as_str().unwrap()) });
    let created = client.api.post(&client.token, &format!("{other}/routes"), body).await;
    assert_eq!(created.status, StatusCode::CREATED, "{}", created.text);
}

#[tokio::test]
async fn an_ordinary_route_becomes_the_return_path_and_back() {
    let client = Client::start().await;
    let http = client.endpoint("http", "hook").await;
    let route = client.create(json!({ "endpoint": http })).await.json;
    assert_eq!(client.change(&route, json!({ "name": "__returnpath__" })).await.fields(), ["/domain invalid"]);
    let changed = client.change(&route, json!({ "name": "__returnpath__", "domain": null })).await;
    assert_eq!(changed.json["description"], "Return Path", "{}", changed.text);
    assert_eq!(client.found("sales@acme.example").await, None);
    assert_eq!(client.change(&route, json!({ "name": "sales" })).await.fields(), ["/domain blank"]);
    let back = client.change(&route, json!({ "name": "sales", "domain": client.test.domain.uuid })).await;
    assert_eq!(back.json["description"], "sales@acme.example", "{}", back.text);
}

#[tokio::test]
async fn an_address_has_one_route_in_the_installation_and_strangers_do_not_learn_whose() {
    let client = Client::start().await;
    let test = &client.test;
    assert_eq!(client.create(json!({})).await.status, StatusCode::CREATED);
    let form = OrganizationForm { name: "Rival".to_owned(), permalink: Some("rival".to_owned()), time_zone: None };
    let rival = test.tenancy.create_organization(test.user.id, &form).await.unwrap();
    let server = create_server(test, &rival, "post").await;
    let domain = create_domain(test, &server, "acme.example").await;
    let (_, developer) = member(test, &rival, Role::Developer, None).await;
    let path = "/organizations/rival/servers/post/routes";
    let body = json!({ "name": "SALES", "domain": domain.uuid, "endpoint": "Accept" });
    let refused = client.api.post(&developer, path, body.clone()).await;
    assert_eq!(refused.fields(), ["/name taken"]);
    assert_eq!(message(&refused), "is configured on another mail server");
    let refused = client.api.post(&client.token, path, body).await;
    assert_eq!(message(&refused), "is configured on the acme/mail mail server");
    let (_, own) = member(test, &test.organization, Role::Developer, None).await;
    let body = json!({ "name": "sales", "domain": test.domain.uuid, "endpoint": "Hold" });
    assert_eq!(message(&client.api.post(&own, PATH, body).await), "is configured on the acme/mail mail server");
}

#[tokio::test]
async fn a_change_may_keep_the_address_but_not_take_another_routes() {
    let client = Client::start().await;
    let (sales, info) = (client.create(json!({})).await.json, client.create(json!({ "name": "info" })).await.json);
    assert_eq!(client.change(&sales, json!({ "name": "SALES" })).await.json["name"], "SALES");
    assert_eq!(client.change(&info, json!({ "name": "sales" })).await.fields(), ["/name taken"]);
    assert_eq!(client.get(&info).await.json["name"], "info");
}

#[tokio::test]
async fn a_deleted_mail_server_receives_nothing_and_keeps_no_address() {
    let client = Client::start().await;
    let test = &client.test;
    for (name, deletes_organization) in [("first", false), ("second", true)] {
        let form = OrganizationForm { name: name.to_owned(), permalink: None, time_zone: None };
        let organization = test.tenancy.create_organization(test.user.id, &form).await.unwrap();
        let server = create_server(test, &organization, "post").await;
        let domain = create_domain(test, &server, "acme.example").await;
        let path = format!("/organizations/{name}/servers/post");
        let body = json!({ "name": name, "domain": domain.uuid, "endpoint": "Accept" });
        let created = client.api.post(&client.token, &format!("{path}/routes"), body).await;
        assert_eq!(created.status, StatusCode::CREATED, "{}", created.text);
        assert_eq!(client.create(json!({ "name": name })).await.fields(), ["/name taken"]);

        let path = if deletes_organization { format!("/organizations/{name}") } else { path };
        let confirm = if deletes_organization { name } else { "post" };
        let deleted = client.api.delete(&client.token, &path, json!({ "confirm": confirm })).await;
        assert_eq!(deleted.status, StatusCode::NO_CONTENT, "{}", deleted.text);
        let address = format!("{name}@acme.example");
        assert_eq!(client.found(&address).await, None);
        let token = created.json["token"].as_str().unwrap();
        let mut conn = test.store.read().await.unwrap();
        assert!(routes::find_by_token(&mut conn, token).await.unwrap().is_none());
        drop(conn);
        let taken_over = client.create(json!({ "name": name })).await;
        assert_eq!(taken_over.status, StatusCode::CREATED, "{}", taken_over.text);
        assert_eq!(client.found(&address).await.as_deref(), taken_over.json["uuid"].as_str());
    }
}

#[tokio::test]
async fn a_domain_takes_its_routes_along() {
    let client = Client::start().await;
    let http = client.endpoint("http", "hook").await;
    let smtp = client.endpoint("smtp", "office").await;
    let route = client.create(json!({ "endpoint": http, "additional_endpoints": [smtp] })).await.json;
    let kept = client.create(json!({ "name": "__returnpath__", "domain": null, "endpoint": http })).await.json;
    let deleted = client.api.delete(&client.token, &format!("{SERVER}/domains/acme.example"), json!(null)).await;
    assert_eq!(deleted.status, StatusCode::NO_CONTENT, "{}", deleted.text);
    assert_eq!(client.get(&route).await.status, StatusCode::NOT_FOUND);
    assert_eq!(client.get(&kept).await.status, StatusCode::OK);
    assert_eq!(client.found("sales@acme.example").await, None);
}

#[tokio::test]
async fn a_deleted_endpoint_leaves_its_routes_in_order() {
    let client = Client::start().await;
    let (first, second) = (client.endpoint("http", "first").await, client.endpoint("http", "second").await);
    let address = client.endpoint("address", "ada").await;
    let promoted = json!({ "name": "a", "endpoint": first, "additional_endpoints": [second, address] });
    let promoted = client.create(promoted).await.json;
    let rejects = client.create(json!({ "name": "b", "endpoint": first })).await.json;
    let shortened =
        client.create(json!({ "name": "c", "endpoint": address, "additional_endpoints": [first] })).await.json;
    let untouched = client.create(json!({ "name": "d", "endpoint": second })).await.json;
    let returns = client.create(json!({ "name": "__returnpath__", "domain": null, "endpoint": first })).await.json;
    client.test.clock.advance(std::time::Duration::from_secs(60));

    let deleted = client.delete_endpoint(&first).await;
    assert_eq!(deleted.status, StatusCode::OK, "{}", deleted.text);
    let expected = json!({ "routes": [
        { "uuid": promoted["uuid"], "description": "a@acme.example", "effect": "promoted" },
        { "uuid": rejects["uuid"], "description": "b@acme.example", "effect": "rejects" },
        { "uuid": shortened["uuid"], "description": "c@acme.example", "effect": "shortened" },
        { "uuid": returns["uuid"], "description": "Return Path", "effect": "deleted" },
    ] });
    assert_eq!(deleted.json, expected);
    let now = client.get(&promoted).await.json;
    assert_eq!((&now["endpoint"], &now["additional_endpoints"]), (&json!(second), &json!([address])));
    assert_ne!(now["updated_at"], promoted["updated_at"]);
    let now = client.get(&rejects).await.json;
    assert_eq!((&now["mode"], &now["endpoint"]), (&json!("Reject"), &json!("Reject")));
    let now = client.get(&shortened).await.json;
    assert_eq!((&now["endpoint"], &now["additional_endpoints"]), (&json!(address), &json!([])));
    assert_eq!(client.get(&untouched).await.json, untouched);
    assert_eq!(client.get(&returns).await.status, StatusCode::NOT_FOUND);
    assert_eq!(client.delete_endpoint(&first).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn routes_of_one_mail_server_are_not_there_for_another() {
    let client = Client::start().await;
    let route = client.create(json!({})).await.json;
    create_server(&client.test, &client.test.organization, "other").await;
    let path = format!("/organizations/acme/servers/other/routes/{}", route["uuid"].as_str().unwrap());
    assert_eq!(client.api.get(&client.token, &path).await.status, StatusCode::NOT_FOUND);
    assert_eq!(client.api.patch(&client.token, &path, json!({})).await.status, StatusCode::NOT_FOUND);
    assert_eq!(client.api.delete(&client.token, &path, json!(null)).await.status, StatusCode::NOT_FOUND);
    let mut conn = client.test.store.read().await.unwrap();
    let stored = routes::find_by_address_key(&mut conn, "sales@acme.example").await.unwrap().unwrap();
    assert_eq!(stored.mode, RouteMode::Accept);
}
