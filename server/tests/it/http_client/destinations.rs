//! Where requests may go.

use postal::config::Destination;
use postal::http_client::{Answer, Failure};

use super::{HOST, allowing, client, failure, name_server, post, response};
use crate::support::HttpSink;

fn host(name: &str) -> Destination {
    Destination::Host(name.to_owned())
}

#[tokio::test]
async fn private_addresses_are_refused_before_anything_is_sent() {
    let (dns, sink) = (name_server().await, HttpSink::start().await);
    dns.a("metadata.example.com", "169.254.169.254").aaaa("local.example.com", "::1");
    let client = allowing(&dns, &[]);
    for (url, shown) in [
        (sink.url(HOST, "/"), format!("Destination '{HOST}' (127.0.0.1) is not permitted")),
        (
            "http://metadata.example.com/".into(),
            "Destination 'metadata.example.com' (169.254.169.254) is not permitted".into(),
        ),
        (sink.url("local.example.com", "/"), "Destination 'local.example.com' (::1) is not permitted".into()),
    ] {
        let refused = failure(&client, &post(url)).await;
        assert_eq!((refused.code(), refused.body()), (-4, shown));
    }
    assert_eq!(sink.connections(), 0);
}

#[tokio::test]
async fn one_private_address_among_public_ones_refuses_the_host() {
    let (dns, sink) = (name_server().await, HttpSink::start().await);
    dns.a("two.example.com", "192.0.2.1").a("two.example.com", "10.0.0.1");
    let refused = failure(&allowing(&dns, &[]), &post(sink.url("two.example.com", "/"))).await;
    let expected = Failure::NotPermitted { host: "two.example.com".into(), ip: "10.0.0.1".parse().unwrap() };
    assert_eq!(refused, expected);
    // An alias changes nothing.
    dns.cname("alias.example.com", HOST);
    assert_eq!(failure(&allowing(&dns, &[]), &post(sink.url("alias.example.com", "/"))).await.code(), -4);
    assert_eq!(sink.connections(), 0);
}

#[tokio::test]
async fn addresses_in_the_url_are_checked_however_they_are_written() {
    let (dns, sink) = (name_server().await, HttpSink::start().await);
    for (written, ip) in [
        ("127.0.0.1", "127.0.0.1"),
        ("127.1", "127.0.0.1"),
        ("2130706433", "127.0.0.1"),
        ("0x7f000001", "127.0.0.1"),
        ("0177.0.0.1", "127.0.0.1"),
        ("127.0.0.1.", "127.0.0.1"),
        ("%31%32%37.0.0.1", "127.0.0.1"),
        ("\u{ff11}\u{ff12}\u{ff17}.0.0.1", "127.0.0.1"),
        ("0", "0.0.0.0"),
        ("[::1]", "::1"),
        ("[::]", "::"),
        ("[::ffff:127.0.0.1]", "::ffff:127.0.0.1"),
        ("[::127.0.0.1]", "::127.0.0.1"),
        ("[64:ff9b::127.0.0.1]", "64:ff9b::7f00:1"),
        ("[2002:7f00:1::]", "2002:7f00:1::"),
        ("user@127.0.0.1", "127.0.0.1"),
    ] {
        match failure(&allowing(&dns, &[]), &post(sink.url(written, "/"))).await {
            Failure::NotPermitted { ip: refused, .. } => assert_eq!(refused, ip.parse::<std::net::IpAddr>().unwrap()),
            other => panic!("{written}: {other:?}"),
        }
    }
    assert_eq!(sink.connections(), 0);
    assert_eq!(dns.questions(), []);
}

#[tokio::test]
async fn the_operator_can_permit_hosts_and_networks() {
    let (dns, sink) = (name_server().await, HttpSink::start().await);
    assert_eq!(response(&client(&dns), &sink).await.status, 200);
    assert_eq!(response(&allowing(&dns, &[host(HOST)]), &sink).await.status, 200);
    let by_name = allowing(&dns, &[host("hooks.example.com")]);
    let answer = by_name.post(&post(sink.url("HOOKS.Example.com.", "/"))).await;
    assert!(matches!(answer, Answer::Response(_)), "{answer:?}");
    // The name is permitted, not its address.
    assert_eq!(failure(&by_name, &post(sink.url("127.0.0.1", "/"))).await.code(), -4);
    let by_address = allowing(&dns, &[Destination::Network("127.0.0.1/32".parse().unwrap())]);
    let answer = by_address.post(&post(sink.url("127.0.0.1", "/"))).await;
    assert!(matches!(answer, Answer::Response(_)), "{answer:?}");
}

/// Between the check and the connection nobody asks the name server again.
#[tokio::test]
async fn the_connection_goes_to_the_address_that_was_checked() {
    let (dns, sink) = (name_server().await, HttpSink::start().await);
    let client = client(&dns);
    assert_eq!(response(&client, &sink).await.peer.unwrap().ip(), "127.0.0.1".parse::<std::net::IpAddr>().unwrap());
    let asked = dns.questions().into_iter().filter(|(name, _)| name == HOST).count();
    assert_eq!(asked, 2, "AAAA and A, once each");
}
