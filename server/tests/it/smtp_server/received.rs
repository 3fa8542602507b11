//! What is stored of incoming mail.

use postal::model::{MessageScope, RouteMode};

use super::{KEY, MESSAGE, Tenant};
use crate::support::routes::NewRoute;

const RECEIVED: &str = "Received: from test.example.com (localhost [127.0.0.1]) by postal.example.com with SMTP; \
                        Sun, 22 Nov 2026 14:35:46 -0000\r\n";

#[tokio::test]
async fn mail_for_a_route_is_stored_as_incoming() {
    let tenant = Tenant::new().await;
    let (route, _) = tenant.app.route(tenant.route("info")).await;
    let mut smtp = tenant.app.smtp_peer().await.helo().await.mail_from("test@client.example").await;
    smtp.hears("RCPT TO:<info+tag@example.com>", "250 OK").await;
    smtp.hears("DATA", "354 Go ahead").await;
    assert_eq!(smtp.finishes(MESSAGE, "250").await, "250 OK");
    let stored = tenant.app.messages().await.remove(0);
    assert_eq!(stored.scope, MessageScope::Incoming);
    assert_eq!((stored.rcpt_to.as_str(), stored.destination.as_str()), ("info+tag@example.com", ":local"));
    assert_eq!(stored.mail_from.as_deref(), Some("test@client.example"));
    assert_eq!(stored.subject.as_deref(), Some("Test"));
    assert_eq!((stored.route_id, stored.domain_id), (Some(route.0), Some(tenant.domain)));
    assert_eq!((stored.credential_id, stored.endpoint, stored.is_bounce), (None, None, false));
    assert_eq!(stored.client, Some(("127.0.0.1".to_owned(), "test.example.com".to_owned())));
    assert_eq!(stored.server_id, tenant.server.0);
    assert_eq!(tenant.app.first_content().await, format!("{RECEIVED}{MESSAGE}"));
}

#[tokio::test]
async fn a_bounce_is_stored_without_route_when_there_is_none_for_the_return_path() {
    let tenant = Tenant::new().await;
    let token = tenant.token().await;
    let address = format!("{token}+x@rp.postal.example.com");
    let mut smtp = tenant.app.smtp_peer().await.helo().await.mail_from("").await.rcpt_to(&address).await.data().await;
    assert_eq!(smtp.finishes(MESSAGE, "250").await, "250 OK");
    let stored = tenant.app.messages().await.remove(0);
    assert_eq!((stored.scope, stored.is_bounce, stored.mail_from), (MessageScope::Incoming, true, None));
    assert_eq!((stored.rcpt_to, stored.destination.as_str()), (address, ":local"));
    assert_eq!((stored.route_id, stored.domain_id, stored.credential_id, stored.endpoint), (None, None, None, None));
}

#[tokio::test]
async fn a_bounce_is_stored_with_the_route_of_the_return_path() {
    let tenant = Tenant::new().await;
    let token = tenant.token().await;
    let endpoint = tenant.app.http_endpoint(tenant.server, "https://hook.example/").await;
    let other = tenant.app.http_endpoint(tenant.server, "https://other.example/").await;
    let return_path = NewRoute { domain: None, ..tenant.route("__returnpath__") };
    let additional = [other];
    let (route, _) = tenant.app.route(return_path.endpoints(endpoint, &additional)).await;
    let address = format!("{token}@psrp.example.com");
    let mut smtp = tenant.app.smtp_peer().await.helo().await.mail_from("").await.rcpt_to(&address).await.data().await;
    smtp.finishes(MESSAGE, "250 OK").await;
    let stored = tenant.app.messages().await;
    assert_eq!(stored.len(), 2);
    for (stored, endpoint) in stored.into_iter().zip([endpoint, other]) {
        assert_eq!((stored.is_bounce, stored.rcpt_to), (true, address.clone()));
        assert_eq!((stored.route_id, stored.domain_id), (Some(route.0), None));
        assert_eq!(stored.endpoint, Some(format!("HTTPEndpoint#{}", endpoint.id())));
    }
    // A route that has lost its endpoint refuses, but bounces still have to be recorded.
    tenant.app.execute("UPDATE routes SET mode = 'Reject'").await;
    let mut smtp = tenant.app.smtp_peer().await.helo().await.mail_from("").await.rcpt_to(&address).await.data().await;
    smtp.finishes(MESSAGE, "250 OK").await;
    let stored = tenant.app.messages().await;
    assert_eq!((stored.len(), stored[2].route_id, stored[2].endpoint.as_deref()), (3, Some(route.0), None));
}

#[tokio::test]
async fn each_endpoint_of_a_route_that_still_exists_gets_a_message() {
    let tenant = Tenant::new().await;
    let http = tenant.app.http_endpoint(tenant.server, "https://hook.example/").await;
    let smtp_endpoint = tenant.app.smtp_endpoint(tenant.server, "inside.example").await;
    let address = tenant.app.address_endpoint(tenant.server, "me@elsewhere.example").await;
    let additional = [smtp_endpoint, address];
    let (route, _) = tenant.app.route(tenant.route("info").endpoints(http, &additional)).await;
    let mut smtp = tenant.stranger().await.rcpt_to("info@example.com").await.data().await;
    let reply = smtp.finishes(MESSAGE, "250 2.0.0 OK queued as ").await;
    assert_eq!(reply.split(',').count(), 3);
    let stored = tenant.app.messages().await;
    let where_to: Vec<_> = stored.iter().map(|it| (it.endpoint.clone().unwrap(), it.destination.clone())).collect();
    let expected = [
        (format!("HTTPEndpoint#{}", http.id()), format!(":http:{}", http.id())),
        (format!("SMTPEndpoint#{}", smtp_endpoint.id()), format!(":smtp:{}", smtp_endpoint.id())),
        (format!("AddressEndpoint#{}", address.id()), format!(":address:{}", address.id())),
    ];
    assert_eq!(where_to, expected);
    assert!(stored.iter().all(|it| it.route_id == Some(route.0) && it.content_id == stored[0].content_id));

    tenant.app.execute("DELETE FROM smtp_endpoints").await;
    let mut smtp = tenant.stranger().await.rcpt_to("info@example.com").await.data().await;
    smtp.finishes(MESSAGE, "250").await;
    assert_eq!(tenant.app.messages().await.len(), 5);
}

#[tokio::test]
async fn only_the_mode_endpoint_has_endpoints() {
    let tenant = Tenant::new().await;
    let http = tenant.app.http_endpoint(tenant.server, "https://hook.example/").await;
    tenant.app.route(tenant.route("info").endpoints(http, &[]).mode(RouteMode::Hold)).await;
    let mut smtp = tenant.stranger().await.rcpt_to("info@example.com").await.data().await;
    smtp.finishes(MESSAGE, "250").await;
    let stored = tenant.app.messages().await.remove(0);
    assert_eq!((stored.endpoint, stored.destination.as_str()), (None, ":local"));
}

#[tokio::test]
async fn each_rcpt_makes_a_message_even_for_the_same_address() {
    let tenant = Tenant::new().await;
    tenant.app.route(tenant.route("info")).await;
    let smtp = tenant.stranger().await;
    let mut smtp = smtp.rcpt_to("info@example.com").await.rcpt_to("info@example.com").await.data().await;
    smtp.finishes(MESSAGE, "250").await;
    assert_eq!(tenant.app.messages().await.len(), 2);
}

#[tokio::test]
async fn recipients_of_all_kinds_and_servers_share_a_transaction() {
    let tenant = Tenant::new().await;
    let token = tenant.token().await;
    let other = tenant.app.mail_server("other-org", "other").await;
    let domain = tenant.app.domain(other, "other.example").await;
    tenant.app.route(NewRoute::accepting(other, "info", (domain, "other.example"))).await;
    let (_, route_token) = tenant.app.route(tenant.route("info")).await;
    let mut smtp = tenant.app.smtp_peer().await.ehlo().await.auth(KEY).await.mail_from("a@example.com").await;
    let bounce = format!("{token}@rp.postal.example.com");
    for address in ["out@foreign.example", &bounce, &format!("{route_token}@routes.postal.example.com")] {
        smtp.says(&format!("RCPT TO:<{address}>"), "250").await;
    }
    smtp.says("DATA", "354").await;
    let reply = smtp.finishes(MESSAGE, "250 2.0.0 OK queued as ").await;
    assert_eq!(reply.split(',').count(), 3);
    let kind = |it: &crate::support::smtp_app::StoredMessage| (it.rcpt_to.clone(), it.scope, it.is_bounce);
    assert_eq!(
        tenant.app.messages().await.iter().map(kind).collect::<Vec<_>>(),
        [
            ("out@foreign.example".to_owned(), MessageScope::Outgoing, false),
            (bounce, MessageScope::Incoming, true),
            ("info@example.com".to_owned(), MessageScope::Incoming, false),
        ]
    );
    // Two tenants, no client known.
    let smtp = tenant.stranger().await;
    let mut smtp = smtp.rcpt_to("info@example.com").await.rcpt_to("info@other.example").await.data().await;
    smtp.finishes(MESSAGE, "250").await;
    let servers: Vec<i64> = tenant.app.messages().await.iter().map(|it| it.server_id).collect();
    assert_eq!(servers.iter().filter(|it| **it == other.0).count(), 1);
}

#[tokio::test]
async fn the_author_is_judged_only_where_mail_goes_out() {
    let tenant = Tenant::new().await;
    let (_, route_token) = tenant.app.route(tenant.route("info")).await;
    let foreign = MESSAGE.replace("test@example.com", "invalid@krystal.uk");
    let mut smtp = tenant.stranger().await.rcpt_to("info@example.com").await.data().await;
    smtp.finishes(&foreign, "250").await;
    let smtp = tenant.app.smtp_peer().await.ehlo().await.auth(KEY).await.mail_from("a@example.com").await;
    let token_address = format!("{route_token}@routes.postal.example.com");
    let mut smtp = smtp.rcpt_to(&token_address).await.rcpt_to("a@b.example").await.data().await;
    smtp.finishes(&foreign, "530 5.7.1 From/Sender name is not valid").await;
    assert_eq!(tenant.app.messages().await.len(), 1);
}

#[tokio::test]
async fn incoming_mail_has_the_long_received_field_even_in_privacy_mode() {
    let tenant = Tenant::new().await;
    tenant.app.route(tenant.route("info")).await;
    tenant.app.execute("UPDATE servers SET privacy_mode = TRUE").await;
    let mut smtp = tenant.stranger().await.rcpt_to("info@example.com").await.data().await;
    smtp.finishes(MESSAGE, "250").await;
    assert!(tenant.app.first_content().await.starts_with(RECEIVED));
}
