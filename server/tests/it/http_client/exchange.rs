//! Requests, responses and what goes wrong between them.

use std::time::Duration;

use bytes::Bytes;
use postal::config::Destination;
use postal::http_client::{Answer, Failure, Post};
use rustls::RootCertStore;

use super::{HOST, allowing, asking, client, failure, name_server, post, response, trusting};
use crate::support::HttpSink;

#[tokio::test]
async fn a_request_says_who_sends_it_and_what_it_carries() {
    let (dns, sink) = (name_server().await, HttpSink::start().await);
    let request = Post {
        body: Bytes::from_static(b"{\"a\":1}"),
        headers: vec![("X-Postal-Signature".into(), "c2ln".to_owned())],
        ..post(sink.url(HOST, "/in?x=1#top"))
    };
    client(&dns).post(&request).await;
    let received = sink.requests().remove(0);
    assert_eq!((received.method.as_str(), received.target.as_str()), ("POST", "/in?x=1"));
    assert_eq!(received.text(), "{\"a\":1}");
    assert_eq!(received.field("user-agent"), Some(concat!("Postal/", env!("CARGO_PKG_VERSION"))));
    assert_eq!(received.field("accept"), Some("*/*"));
    assert_eq!(received.field("content-type"), Some("application/json"));
    assert_eq!(received.field("content-length"), Some("7"));
    assert_eq!(received.field("host"), Some(format!("{HOST}:{}", sink.port()).as_str()));
    assert!(received.fields.contains(&("X-Postal-Signature".to_owned(), "c2ln".to_owned())), "{:?}", received.fields);
    for absent in ["accept-encoding", "authorization", "referer", "cookie"] {
        assert_eq!(received.field(absent), None);
    }
}

#[tokio::test]
async fn every_status_is_an_answer() {
    let (dns, sink) = (name_server().await, HttpSink::start().await);
    let client = client(&dns);
    for status in [200, 201, 204, 299, 304, 400, 404, 410, 429, 500, 503, 599, 999] {
        sink.answer(status, if matches!(status, 204 | 304) { "" } else { "text" });
        let got = response(&client, &sink).await;
        assert_eq!(got.status, status);
        assert_eq!(got.body, if matches!(status, 204 | 304) { "" } else { "text" });
        assert_eq!(got.peer.unwrap().port(), sink.port());
    }
    assert_eq!(sink.connections(), 1, "the connection is used again");
}

#[tokio::test]
async fn interim_responses_are_passed_over() {
    let (dns, sink) = (name_server().await, HttpSink::start().await);
    sink.say_and_close(
        b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\nok",
    );
    let got = response(&client(&dns), &sink).await;
    assert_eq!((got.status, got.body.as_str()), (201, "ok"));
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let (dns, sink) = (name_server().await, HttpSink::start().await);
    let private = HttpSink::start().await;
    for status in [301, 302, 303, 307, 308] {
        let target = private.url("127.0.0.1", "/metadata");
        sink.answer_with(status, &[("Location", target.as_str())], b"moved");
        assert_eq!(response(&client(&dns), &sink).await.status, status);
    }
    assert_eq!(private.connections(), 0);
}

#[tokio::test]
async fn of_a_huge_body_the_first_64_kib_are_read() {
    let (dns, sink) = (name_server().await, HttpSink::start().await);
    sink.answer(200, &"x".repeat(5_000_000));
    assert_eq!(response(&client(&dns), &sink).await.body.len(), 65_536);
    // One that never ends.
    sink.say_and_close(
        &[b"HTTP/1.1 500 No\r\nTransfer-Encoding: chunked\r\n\r\n20000\r\n".as_slice(), "y".repeat(0x20000).as_bytes()]
            .concat(),
    );
    let got = response(&client(&dns), &sink).await;
    assert_eq!((got.status, got.body.len()), (500, 65_536));
}

#[tokio::test]
async fn a_body_that_is_no_utf8_is_shown_as_far_as_it_goes() {
    let (dns, sink) = (name_server().await, HttpSink::start().await);
    sink.answer_with(200, &[("Content-Type", "text/plain; charset=latin1")], b"caf\xe9 \0");
    assert_eq!(response(&client(&dns), &sink).await.body, "caf\u{fffd} \0");
}

#[tokio::test]
async fn retry_after_is_read() {
    let (dns, sink) = (name_server().await, HttpSink::start().await);
    sink.answer_with(429, &[("Retry-After", "90")], b"");
    assert_eq!(response(&client(&dns), &sink).await.retry_after, Some(Duration::from_secs(90)));
    // The clock of the test stands at 14:35:46.
    sink.answer_with(503, &[("Retry-After", "Sun, 22 Nov 2026 14:40:46 GMT")], b"");
    assert_eq!(response(&client(&dns), &sink).await.retry_after, Some(Duration::from_secs(300)));
    sink.answer_with(503, &[("Retry-After", "later")], b"");
    assert_eq!(response(&client(&dns), &sink).await.retry_after, None);
}

#[tokio::test]
async fn a_receiver_that_does_not_answer_in_time_is_given_up() {
    let (dns, sink) = (name_server().await, HttpSink::start().await);
    let short = Post { timeout: Duration::from_millis(300), ..post(sink.url(HOST, "/")) };
    sink.hang();
    let timed_out = failure(&client(&dns), &short).await;
    assert_eq!((timed_out.code(), timed_out.body().as_str()), (-1, "Timed out after 0.3s"));
    assert_eq!(sink.requests().len(), 1);
    // The name server counts, too.
    dns.silence("silent.example.com");
    let silent = Post { url: sink.url("silent.example.com", "/"), ..short };
    assert_eq!(failure(&client(&dns), &silent).await, Failure::TimedOut(Duration::from_millis(300)));
}

#[tokio::test]
async fn the_status_counts_though_the_body_does_not_end() {
    let (dns, sink) = (name_server().await, HttpSink::start().await);
    sink.say_and_hang(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
    let short = Post { timeout: Duration::from_millis(300), ..post(sink.url(HOST, "/")) };
    let Answer::Response(slow) = client(&dns).post(&short).await else { panic!("no response") };
    assert_eq!(slow.status, 200);
    // Cut off.
    sink.say_and_close(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf");
    assert_eq!(response(&client(&dns), &sink).await.status, 200);
}

#[tokio::test]
async fn every_fault_of_the_connection_is_minus_two_with_a_text() {
    let (dns, sink) = (name_server().await, HttpSink::start().await);
    let closed = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    dns.serv_fail("broken.example.com").mx("empty.example.com", 1, "mx.example.com");
    let cases: &[(&[u8], String, &str)] = &[
        (b"", sink.url(HOST, "/"), "connection closed before message completed"),
        (b"HTTP/1.1 20", sink.url(HOST, "/"), "connection closed before message completed"),
        (b"220 mx.example.com ESMTP\r\n", sink.url(HOST, "/"), "invalid HTTP version parsed"),
        (b"\x16\x03\x01\x00\x00", sink.url(HOST, "/"), "invalid HTTP version parsed"),
        (b"HTTP/1.1 99999 No\r\n\r\n", sink.url(HOST, "/"), "invalid HTTP status-code parsed"),
        (b"", format!("http://{HOST}:{}/", closed.port()), "Connection refused"),
        (b"", sink.url("missing.example.com", "/"), "missing.example.com has no address in the DNS"),
        (b"", sink.url("empty.example.com", "/"), "empty.example.com has no address in the DNS"),
        (b"", sink.url("broken.example.com", "/"), "DNS look-up of broken.example.com failed"),
        (b"", "example.com".to_owned(), "The URL cannot be used: relative URL without a base"),
        (b"", "http://a b/".to_owned(), "The URL cannot be used: invalid international domain name"),
    ];
    for (said, url, text) in cases {
        sink.say_and_close(said);
        let failed = failure(&client(&dns), &post(url.as_str())).await;
        assert_eq!(failed.code(), -2, "{url}: {failed:?}");
        assert!(failed.body().contains(text), "{url}: {failed:?}");
        assert!(!failed.body().contains("http://"), "no URL, which may hold secrets: {failed:?}");
    }
}

#[tokio::test]
async fn without_a_name_server_the_failure_is_our_own() {
    let client = asking("127.0.0.1:1".parse().unwrap(), &[], RootCertStore::empty());
    let failed = failure(&client, &post("http://hooks.example.com/")).await;
    assert!(matches!(failed, Failure::NoNameServer(_)), "{failed:?}");
    assert_eq!(failed.code(), -2);
}

#[tokio::test]
async fn user_information_of_the_url_is_sent_as_basic_authentication() {
    let (dns, sink) = (name_server().await, HttpSink::start().await);
    let url = sink.url(&format!("user%40example.com:s%3Acr%20et@{HOST}"), "/");
    client(&dns).post(&post(url)).await;
    let received = sink.requests().remove(0);
    // user@example.com:s:cr et
    assert_eq!(received.field("authorization"), Some("Basic dXNlckBleGFtcGxlLmNvbTpzOmNyIGV0"));
    assert_eq!(received.field("host"), Some(format!("{HOST}:{}", sink.port()).as_str()));
}

#[tokio::test]
async fn certificates_are_verified() {
    let (dns, sink) = (name_server().await, HttpSink::start_tls().await);
    let local = [Destination::Network("127.0.0.0/8".parse().unwrap())];
    let refused = failure(&allowing(&dns, &local), &post(sink.url(HOST, "/"))).await;
    assert_eq!((refused.code(), refused.body().as_str()), (-3, "Invalid SSL certificate"));
    assert_eq!(refused.to_string(), "invalid peer certificate: UnknownIssuer");

    let mut roots = RootCertStore::empty();
    roots.add(sink.certificate()).unwrap();
    let trusting = trusting(&dns, &local, roots);
    assert_eq!(response(&trusting, &sink).await.status, 200);
    dns.a("other.example.com", "127.0.0.1");
    let other_name = failure(&trusting, &post(sink.url("other.example.com", "/"))).await;
    assert_eq!(other_name.code(), -3);
    assert_eq!(sink.requests().len(), 1);
}
