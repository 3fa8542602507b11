//! RCPT by strangers: who receives mail here.

use std::time::Duration;

use postal::config::{Listener, ListenerTls, SuspendedReply};
use postal::model::{CredentialKind, RouteMode};

use super::{KEY, MESSAGE, Tenant};
use crate::support::routes::NewRoute;
use crate::support::smtp_app::SmtpApp;
use crate::support::smtp_peer::{SmtpPeer, plain};

#[tokio::test]
async fn return_paths_without_a_mail_server_are_refused() {
    let tenant = Tenant::new().await;
    let mut smtp = tenant.app.smtp_peer().await.helo().await.mail_from("").await;
    smtp.hears("RCPT TO: nothing@rp.postal.example.com", "550 Invalid server token").await;
    smtp.hears("RCPT TO: nothing@psrp.example.com", "550 Invalid server token").await;
    let mut smtp = tenant.stranger().await;
    smtp.hears("RCPT TO: nothing@rp.postal.example.com", "550 5.1.1 Invalid server token").await;
}

#[tokio::test]
async fn return_paths_of_a_mail_server_are_taken_with_tags_and_in_any_case() {
    let tenant = Tenant::new().await;
    let token = tenant.token().await;
    let mut smtp = tenant.app.smtp_peer().await.helo().await.mail_from("").await;
    for address in [
        format!("{token}@rp.postal.example.com"),
        format!("{token}@psrp.example.com"),
        format!("{}@RP.Postal.Example.COM", token.to_uppercase()),
        format!("{token}+a1B2=c@PSRP.example.com"),
        format!("\"{token}\"@rp.postal.example.com."),
    ] {
        smtp.hears(&format!("RCPT TO:<{address}>"), "250 OK").await;
    }
}

#[tokio::test]
async fn return_paths_of_a_suspended_mail_server_are_refused() {
    let tenant = Tenant::new().await;
    let token = tenant.token().await;
    tenant.app.execute("UPDATE servers SET suspended_at = 1").await;
    let mut smtp = tenant.app.smtp_peer().await.helo().await.mail_from("").await;
    for domain in ["rp.postal.example.com", "psrp.example.com"] {
        smtp.hears(&format!("RCPT TO:<{token}@{domain}>"), "535 Mail server has been suspended").await;
    }
    let mut smtp = tenant.stranger().await;
    smtp.hears(&format!("RCPT TO:<{token}@psrp.example.com>"), "535 5.2.1 Mail server has been suspended").await;
}

#[tokio::test]
async fn deleted_mail_servers_receive_nothing() {
    for change in ["UPDATE servers SET deleted_at = 1", "UPDATE organizations SET deleted_at = 1"] {
        let tenant = Tenant::new().await;
        let token = tenant.token().await;
        let (_, route_token) = tenant.app.route(tenant.route("info")).await;
        tenant.app.execute(change).await;
        let mut smtp = tenant.stranger().await;
        smtp.says(&format!("RCPT TO:<{token}@rp.postal.example.com>"), "550 5.1.1 Invalid server token").await;
        smtp.says(&format!("RCPT TO:<{route_token}@routes.postal.example.com>"), "550 5.1.1 Invalid route token").await;
        smtp.says("RCPT TO:<info@example.com>", "550 5.1.1 Unknown recipient").await;
    }
}

#[tokio::test]
async fn the_prefix_of_return_paths_means_nothing_at_a_strangers_domain() {
    let tenant = Tenant::new().await;
    let mut smtp = tenant.stranger().await;
    smtp.says("RCPT TO:<nothing@psrp.stranger.example>", "530 5.7.0").await;
    let mut smtp = tenant.app.smtp_peer().await.ehlo().await.auth(KEY).await.mail_from("a@example.com").await;
    smtp.says("RCPT TO:<nothing@psrp.stranger.example>", "250").await;
    smtp.says("RCPT TO:<nothing@psrp.example.com>", "550 5.1.1 Invalid server token").await;
    smtp.says("RCPT TO:<nothing@rp.postal.example.com>", "550 5.1.1 Invalid server token").await;
}

#[tokio::test]
async fn route_tokens_without_a_route_are_refused() {
    let tenant = Tenant::new().await;
    let mut smtp = tenant.app.smtp_peer().await.helo().await.mail_from("a@b.example").await;
    smtp.hears("RCPT TO: nothing@routes.postal.example.com", "550 Invalid route token").await;
    // The return path has a token too, but no address to stand in its place.
    let return_path = NewRoute { domain: None, ..tenant.route("__returnpath__") };
    let (_, token) = tenant.app.route(return_path).await;
    smtp.hears(&format!("RCPT TO:<{token}@routes.postal.example.com>"), "550 Invalid route token").await;
}

#[tokio::test]
async fn route_tokens_of_suspended_mail_servers_and_refusing_routes_are_refused() {
    let tenant = Tenant::new().await;
    let (_, token) = tenant.app.route(tenant.route("info").mode(RouteMode::Reject)).await;
    let command = format!("RCPT TO:<{token}@routes.postal.example.com>");
    let mut smtp = tenant.app.smtp_peer().await.helo().await.mail_from("a@b.example").await;
    smtp.hears(&command, "550 Route does not accept incoming messages").await;
    smtp.hears("RCPT TO:<info@example.com>", "550 Route does not accept incoming messages").await;
    let mut enhanced = tenant.stranger().await;
    enhanced.hears(&command, "550 5.7.1 Route does not accept incoming messages").await;
    tenant.app.execute("UPDATE organizations SET suspended_at = 1").await;
    smtp.hears(&command, "535 Mail server has been suspended").await;
    smtp.hears("RCPT TO:<info@example.com>", "535 Mail server has been suspended").await;
}

#[tokio::test]
async fn a_route_token_stands_for_the_address_of_its_route() {
    let tenant = Tenant::new().await;
    let (_, info) = tenant.app.route(tenant.route("info")).await;
    let (_, wildcard) = tenant.app.route(tenant.route("*")).await;
    let mut smtp = tenant.stranger().await;
    for local_part in [format!("{info}+tag1"), info.to_uppercase(), wildcard] {
        smtp.says(&format!("RCPT TO:<{local_part}@Routes.postal.example.com>"), "250 2.1.5 OK").await;
    }
    smtp.says("DATA", "354").await;
    smtp.finishes(MESSAGE, "250").await;
    let addresses: Vec<String> = tenant.app.messages().await.into_iter().map(|message| message.rcpt_to).collect();
    assert_eq!(addresses, ["info+tag1@example.com", "info@example.com", "*@example.com"]);
}

#[tokio::test]
async fn a_route_takes_its_address_with_any_tag_and_the_wildcard_the_rest() {
    let tenant = Tenant::new().await;
    let (info, _) = tenant.app.route(tenant.route("info")).await;
    let (wildcard, _) = tenant.app.route(tenant.route("*")).await;
    let mut smtp = tenant.stranger().await;
    let addresses = [
        ("info@example.com", info),
        ("INFO+Tag+more@Example.Com", info),
        ("\"info\"@example.com", info),
        ("other@example.com", wildcard),
        ("+tag@example.com", wildcard),
        ("\"two words\"@example.com", wildcard),
        ("__returnpath__@example.com", wildcard),
    ];
    for (address, _) in addresses {
        smtp.says(&format!("RCPT TO:<{address}>"), "250 2.1.5 OK").await;
    }
    smtp.says("DATA", "354").await;
    smtp.finishes(MESSAGE, "250").await;
    let stored = tenant.app.messages().await;
    let stored: Vec<_> = stored.iter().map(|it| (it.rcpt_to.as_str(), it.route_id.unwrap())).collect();
    assert_eq!(stored, addresses.map(|(address, route)| (address, route.0)));
}

#[tokio::test]
async fn an_international_domain_is_compared_in_its_ascii_form() {
    let tenant = Tenant::new().await;
    let domain = tenant.app.domain(tenant.server, "xn--bcher-kva.example").await;
    tenant.app.route(NewRoute::accepting(tenant.server, "info", (domain, "xn--bcher-kva.example"))).await;
    let mut smtp = tenant.stranger().await;
    smtp.says("RCPT TO:<info@XN--BCHER-KVA.example>", "250").await;
}

#[tokio::test]
async fn the_return_path_of_a_mail_server_is_no_address() {
    let tenant = Tenant::new().await;
    tenant.app.route(NewRoute { domain: None, ..tenant.route("__returnpath__") }).await;
    let mut smtp = tenant.stranger().await;
    smtp.says(&format!("RCPT TO:<__returnpath__@{}>", tenant.server), "530").await;
}

#[tokio::test]
async fn unknown_recipients_of_our_domains_are_told_apart_from_foreign_ones() {
    let tenant = Tenant::new().await;
    let unverified = tenant.app.domain(tenant.server, "unverified.example").await;
    assert!(unverified > 0);
    tenant.app.execute("UPDATE domains SET verified_at = NULL WHERE name = 'unverified.example'").await;
    let mut smtp = tenant.app.smtp_peer().await.helo().await.mail_from("a@b.example").await;
    smtp.hears("RCPT TO:<nobody@example.com>", "550 Unknown recipient").await;
    smtp.hears("RCPT TO:<nobody@unverified.example>", "530 Authentication required").await;
    smtp.hears("RCPT TO:<nobody@foreign.example>", "530 Authentication required").await;
}

#[tokio::test]
async fn the_four_modes_that_are_no_refusal_are_all_taken() {
    let tenant = Tenant::new().await;
    let endpoint = tenant.app.http_endpoint(tenant.server, "https://hook.example/").await;
    tenant.app.route(tenant.route("endpoint").endpoints(endpoint, &[])).await;
    for (name, mode) in [("accept", RouteMode::Accept), ("hold", RouteMode::Hold), ("bounce", RouteMode::Bounce)] {
        tenant.app.route(tenant.route(name).mode(mode)).await;
    }
    let mut smtp = tenant.stranger().await;
    for name in ["endpoint", "accept", "hold", "bounce"] {
        smtp.hears(&format!("RCPT TO:<{name}@example.com>"), "250 2.1.5 OK").await;
    }
}

#[tokio::test]
async fn authenticated_clients_send_everything_out_even_to_our_routes() {
    let tenant = Tenant::new().await;
    tenant.app.route(tenant.route("info")).await;
    let smtp = tenant.app.smtp_peer().await.ehlo().await.auth(KEY).await.mail_from("a@example.com").await;
    let mut smtp = smtp.rcpt_to("info@example.com").await.rcpt_to("nobody@example.com").await.data().await;
    smtp.finishes(MESSAGE, "250").await;
    for message in tenant.app.messages().await {
        assert_eq!((message.scope.as_str(), message.route_id, message.client), ("outgoing", None, None));
    }
}

#[tokio::test]
async fn for_clients_known_by_their_address_our_routes_come_first() {
    let tenant = Tenant::new().await;
    tenant.app.credential(tenant.server, CredentialKind::SmtpIp, "127.0.0.0/8").await;
    tenant.app.route(tenant.route("info")).await;
    let mut smtp = tenant.stranger().await;
    for address in ["out@foreign.example", "info@example.com", "nobody@example.com"] {
        smtp.says(&format!("RCPT TO:<{address}>"), "250").await;
    }
    smtp.says("DATA", "354").await;
    smtp.finishes(MESSAGE, "250").await;
    let stored = tenant.app.messages().await;
    let scopes: Vec<_> = stored.iter().map(|it| (it.rcpt_to.as_str(), it.scope.as_str())).collect();
    let expected =
        [("out@foreign.example", "outgoing"), ("info@example.com", "incoming"), ("nobody@example.com", "outgoing")];
    assert_eq!(scopes, expected);
}

#[tokio::test]
async fn the_postmaster_is_whoever_has_that_route_at_our_host() {
    let tenant = Tenant::new().await;
    let mut smtp = tenant.stranger().await;
    smtp.says("RCPT TO:<Postmaster>", "550 5.1.1 Unknown recipient").await;
    smtp.says("RCPT TO:<postmaster@rp.postal.example.com>", "550 5.1.1 Invalid server token").await;
    smtp.says("RCPT TO:<postmaster@routes.postal.example.com>", "550 5.1.1 Invalid route token").await;
    let domain = tenant.app.domain(tenant.server, "postal.example.com").await;
    tenant.app.route(NewRoute::accepting(tenant.server, "postmaster", (domain, "postal.example.com"))).await;
    for address in ["Postmaster", "postmaster@rp.postal.example.com", "POSTMASTER@routes.postal.example.com"] {
        smtp.says(&format!("RCPT TO:<{address}>"), "250").await;
    }
    smtp.says("DATA", "354").await;
    smtp.finishes(MESSAGE, "250").await;
    let addresses: Vec<String> = tenant.app.messages().await.into_iter().map(|message| message.rcpt_to).collect();
    assert_eq!(
        addresses,
        ["postmaster@postal.example.com", "postmaster@rp.postal.example.com", "POSTMASTER@routes.postal.example.com"]
    );
}

#[tokio::test]
async fn senders_to_suspended_mail_servers_can_be_asked_to_come_back() {
    let tenant =
        Tenant::start(SmtpApp::new().config(|config| config.smtp_server.suspended_reply = SuspendedReply::TempFail))
            .await;
    tenant.app.route(tenant.route("info")).await;
    tenant.app.execute("UPDATE servers SET suspended_at = 1").await;
    let mut smtp = tenant.stranger().await;
    smtp.hears("RCPT TO:<info@example.com>", "450 4.2.1 Mail server has been suspended").await;
    let mut smtp = tenant.app.smtp_peer().await.ehlo().await.auth(KEY).await.mail_from("a@example.com").await;
    smtp.hears("RCPT TO:<a@b.example>", "535 5.7.13 Mail server has been suspended").await;
}

#[tokio::test]
async fn submission_listeners_take_no_incoming_mail() {
    let builder = SmtpApp::new().config(|config| {
        config.smtp_server.listeners = vec![Listener {
            address: "127.0.0.1:0".parse().unwrap(),
            tls: Some(ListenerTls::None),
            proxy: None,
            auth_requires_tls: None,
            submission: Some(true),
        }];
    });
    let tenant = Tenant::start(builder).await;
    let (_, route_token) = tenant.app.route(tenant.route("info")).await;
    let token = tenant.token().await;
    let mut smtp = SmtpPeer::connect(tenant.app.smtp_addresses()[1]).await.ehlo().await;
    smtp.hears("MAIL FROM:<a@b.example>", "530 5.7.0 Authentication required").await;
    smtp.says(&format!("AUTH PLAIN {}", plain(KEY)), "235").await;
    smtp.says("MAIL FROM:<a@example.com>", "250").await;
    for address in [
        "postmaster".to_owned(),
        format!("{token}@rp.postal.example.com"),
        format!("{route_token}@routes.postal.example.com"),
    ] {
        smtp.says(&format!("RCPT TO:<{address}>"), "550 5.7.1").await;
    }
    smtp.says("RCPT TO:<info@example.com>", "250").await;
    smtp.says("DATA", "354").await;
    smtp.finishes(MESSAGE, "250").await;
    assert_eq!(tenant.app.messages().await[0].scope.as_str(), "outgoing");
}

#[tokio::test]
async fn who_is_suspended_or_deleted_before_the_end_of_data_receives_nothing() {
    for (change, reply) in [
        ("UPDATE servers SET suspended_at = 1", "535 5.2.1 Mail server has been suspended"),
        ("UPDATE servers SET deleted_at = 1", "550 5.1.1 Unknown recipient"),
        ("UPDATE routes SET mode = 'Reject'", "550 5.7.1 Route does not accept incoming messages"),
        ("DELETE FROM routes", "550 5.1.1 Unknown recipient"),
    ] {
        let tenant = Tenant::new().await;
        tenant.app.route(tenant.route("info")).await;
        let mut smtp = tenant.stranger().await.rcpt_to("info@example.com").await.data().await;
        tenant.app.execute(change).await;
        smtp.finishes(MESSAGE, reply).await;
        assert_eq!(tenant.app.messages().await, []);
    }
}

#[tokio::test]
async fn when_only_some_recipients_have_gone_the_client_is_asked_to_come_back() {
    let tenant = Tenant::new().await;
    tenant.app.route(tenant.route("info")).await;
    tenant.app.route(tenant.route("gone")).await;
    let smtp = tenant.stranger().await;
    let mut smtp = smtp.rcpt_to("info@example.com").await.rcpt_to("gone@example.com").await.data().await;
    tenant.app.execute("DELETE FROM routes WHERE name = 'gone'").await;
    smtp.finishes(MESSAGE, "450 4.2.1").await;
    assert_eq!(tenant.app.messages().await, []);
}

#[tokio::test]
async fn strangers_without_a_recipient_count_as_failed_logins() {
    let tenant = Tenant::start(SmtpApp::new().config(|config| {
        config.smtp_server.max_auth_failures = 3;
        config.smtp_server.auth_lockout_time = Duration::from_secs(900);
    }))
    .await;
    let mut smtp = tenant.stranger().await;
    for _ in 0..3 {
        smtp.says("RCPT TO:<a@foreign.example>", "530").await;
    }
    // An unknown recipient is a mistake, not an attempt to relay.
    smtp.says("RCPT TO:<nobody@example.com>", "550").await;
    smtp.says("RSET", "250").await;
    smtp.says(&format!("AUTH PLAIN {}", plain(KEY)), "454 4.7.0").await;
}
