//! Mail whose links and opens are tracked, from its content to what its recipient gets.

use std::time::Duration;

use poem::http::{Method, StatusCode};
use postal::model::MessageId;
use postal::model::MessageStatus::{Sent, SoftFail};
use postal::random::Random;
use postal::verification::{AuthResult, Peer, Verifier};
use serde_json::json;

use super::Post;
use crate::dns::resolver;
use crate::support::app::signing_key;
use crate::support::management_api::Api;

const HTML: &str = "From: a@acme.example\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\
    Content-Transfer-Encoding: 8bit\r\n\r\n<body>Gr\u{fc}\u{df}e <a href=\"https://shop.example/?a=1&amp;b=2\">x</a></body>\r\n";

/// With a track domain whose record is right.
async fn tracking() -> Post {
    let post = Post::start().await;
    let (server, domain) = (post.app.server.id, post.app.domain.id);
    let sql =
        "INSERT INTO track_domains (uuid, server_id, domain_id, name, host, ssl_enabled, track_clicks, track_loads,
                                          excluded_click_domains, dns_status, created_at, updated_at)
               VALUES ('u', ?, ?, 'click', 'click.acme.example', TRUE, TRUE, TRUE, 'plain.example', 'OK', 0, 0)";
    post.app.store.write().await.unwrap().execute(sql, &[server.into(), domain.into()]).await.unwrap();
    post
}

async fn link_of(post: &Post, id: MessageId) -> String {
    let mut conn = post.app.store.read().await.unwrap();
    let sql = "SELECT token FROM links WHERE server_id = ? AND message_id = ?";
    conn.fetch_one(sql, &[post.app.server.id.into(), id.into()]).await.unwrap().get(0).unwrap()
}

async fn received(post: &Post, count: usize) -> Vec<String> {
    let mails = post.mx.wait_for(count).await;
    mails.into_iter().map(|mail| String::from_utf8(mail.content).unwrap()).collect()
}

/// Without `Resent-Sender`, which is put in front of what is signed.
async fn dkim_of(post: &Post, text: &str) -> AuthResult {
    let key = format!("v=DKIM1; k=rsa; p={}", signing_key().public_key_base64());
    let (first, second) = key.split_at(200);
    post.dns.txt("postal._domainkey.rp.postal.example.com", &[first, second]);
    let verifier = Verifier::new(resolver(&post.dns), Random::seeded(1));
    let peer = Peer { ip: "192.0.2.1".parse().unwrap(), helo: "x.example", reverse_name: None };
    verifier.verify(&peer, None, text.as_bytes()).await.dkim
}

#[tokio::test]
async fn links_and_the_image_are_put_in_before_the_message_is_signed() {
    let post = tracking().await;
    post.mx.capabilities(&["PIPELINING", "8BITMIME"]);
    let sent = post.send_content("b@example.net", HTML, |_| {}).await;
    assert_eq!(post.record(sent.id).await.status, Sent);
    let text = received(&post, 1).await.remove(0);
    let (server, link) = (&post.app.server.token, link_of(&post, sent.id).await);
    let token = &sent.token;
    let body = format!(
        "<body>Gr\u{fc}\u{df}e <a href=\"https://click.acme.example/{server}/{link}\">x</a><p class='ampimg' \
         style='display:none;visibility:none;margin:0;padding:0;line-height:0;'>\
         <img src='https://click.acme.example/img/{server}/{token}' alt=''></p></body>\r\n"
    );
    assert!(text.ends_with(&body), "{text}");
    assert_eq!(dkim_of(&post, &text).await, AuthResult::Pass);
    let message = post.message(sent.id).await;
    assert_eq!((message.tracked_links, message.tracked_images), (1, 1));
}

#[tokio::test]
async fn a_retry_sends_the_same_bytes_and_tokens_even_when_tracking_ends() {
    let post = tracking().await;
    // Converted to 7 bits after it was rewritten.
    post.mx.capabilities(&["PIPELINING"]).reply_once(".", "451 4.3.0 not now");
    let sent = post.send_content("b@example.net", HTML, |_| {}).await;
    assert_eq!(post.record(sent.id).await.status, SoftFail);
    let link = link_of(&post, sent.id).await;
    let headers = post.message(sent.id).await.prepended_headers.unwrap();
    post.sql("DELETE FROM track_domains").await;
    post.app.clock.advance(Duration::from_secs(301));
    assert_eq!(post.records(sent.id, 2).await[1].status, Sent);
    let text = received(&post, 1).await.remove(0);
    assert!(text.is_ascii() && text.contains(&headers), "{text}");
    assert!(text.replace("=\r\n", "").contains(&format!("/{}/{link}", post.app.server.token)), "{text}");
    assert_eq!(dkim_of(&post, &text).await, AuthResult::Pass);
    assert_eq!(link_of(&post, sent.id).await, link);
}

#[tokio::test]
async fn each_recipient_of_one_content_has_links_and_a_signature_of_its_own() {
    let post = tracking().await;
    post.mx.capabilities(&["PIPELINING", "8BITMIME"]);
    let mut submission = post.submission("b@example.net", HTML, |_| {});
    let second = postal::ingest::Recipient { rcpt_to: "c@example.net".to_owned(), ..submission.recipients[0].clone() };
    submission.recipients.push(second);
    let accepted = post.app.ingest.accept(submission).await.unwrap();
    for message in &accepted {
        assert_eq!(post.record(message.id).await.status, Sent);
    }
    let texts = received(&post, 2).await;
    for text in &texts {
        assert_eq!(dkim_of(&post, text).await, AuthResult::Pass);
    }
    let links = [link_of(&post, accepted[0].id).await, link_of(&post, accepted[1].id).await];
    assert_ne!(links[0], links[1]);
    assert!(links.iter().all(|link| texts.iter().filter(|text| text.contains(link.as_str())).count() == 1));
}

#[tokio::test]
async fn mail_stays_as_it_is_without_a_track_domain_that_is_right() {
    let post = tracking().await;
    post.sql("UPDATE track_domains SET dns_status = 'Missing'").await;
    let marked = "From: a@acme.example\r\nX-AMP: skip\r\nContent-Type: text/plain\r\n\r\nhttp+notrack://a.example/ http://b.example/\r\n";
    let sent = post.send_content("b@example.net", marked, |_| {}).await;
    assert_eq!(post.record(sent.id).await.status, Sent);
    let text = received(&post, 1).await.remove(0);
    assert!(
        text.ends_with(
            "From: a@acme.example\r\nContent-Type: text/plain\r\n\r\nhttp://a.example/ http://b.example/\r\n"
        )
    );
    assert_eq!(dkim_of(&post, &text).await, AuthResult::Pass);
    assert_eq!(post.message(sent.id).await.tracked_links, 0);

    // Nor are our own reports tracked, nor what asks not to be.
    post.sql("UPDATE track_domains SET dns_status = 'OK'").await;
    let bounce = post.send_content("c@example.net", HTML, |recipient| recipient.is_bounce = true).await;
    let skipped = post.send_content("d@example.net", marked, |_| {}).await;
    for id in [bounce.id, skipped.id] {
        assert_eq!(post.record(id).await.status, Sent);
        assert_eq!(post.message(id).await.tracked_links, 0);
    }
    assert!(!received(&post, 3).await.iter().any(|text| text.contains("click.acme.example")));
}

#[tokio::test]
async fn what_was_sent_is_shown_and_a_click_is_recorded_once() {
    let post = tracking().await;
    post.mx.capabilities(&["PIPELINING", "8BITMIME"]);
    let sent = post.send_content("b@example.net", HTML, |_| {}).await;
    post.record(sent.id).await;
    let (api, token) = (Api::new(&post.app), post.app.token().await);
    let path = format!("/organizations/acme/servers/mail/messages/{}", sent.id);
    let text = received(&post, 1).await.remove(0);
    let raw = api.get(&token, &format!("{path}/raw")).await.text;
    assert!(text.ends_with(&raw), "{raw}");
    let html = api.get(&token, &format!("{path}/html")).await.text;
    let link = format!("/{}/{}", post.app.server.token, link_of(&post, sent.id).await);
    assert!(html.contains(&link) && !html.contains("ampimg"), "{html}");

    let browser = ("user-agent", "Mozilla/5.0 (X11) Firefox/140.0");
    let answer = api.send(Method::GET, &link, &[("host", "click.acme.example"), browser], String::new()).await;
    assert_eq!(
        (answer.status, answer.header("location")),
        (StatusCode::TEMPORARY_REDIRECT, "https://shop.example/?a=1&b=2")
    );
    post.until(async || post.message(sent.id).await.clicked_at.is_some()).await;
    let activity = api.get(&token, &format!("{path}/activity")).await.json;
    assert_eq!(activity["items"].as_array().unwrap().len(), 1);
    assert_eq!(
        (&activity["items"][0]["type"], &activity["items"][0]["url"]),
        (&json!("click"), &json!("https://shop.example/?a=1&b=2"))
    );
    let message = api.get(&token, &path).await.json;
    assert_eq!((&message["tracked_links"], &message["tracked_images"]), (&json!(1), &json!(1)));
    assert!(message["clicked_at"].is_string() && message.get("loaded_at").is_none());
}
