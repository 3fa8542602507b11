//! BDAT (RFC 3030).

use super::{KEY, MESSAGE, Tenant};
use crate::support::smtp_app::SmtpApp;
use crate::support::smtp_peer::SmtpPeer;

const RECEIVED: &str = "Received: from test.example.com (localhost [127.0.0.1]) by postal.example.com with SMTP; \
                        Sun, 22 Nov 2026 14:35:46 -0000\r\n";

async fn ready(tenant: &Tenant) -> SmtpPeer {
    let smtp = tenant.app.smtp_peer().await.ehlo().await.auth(KEY).await;
    smtp.mail_from("test@example.com").await.rcpt_to("test@internal.example").await
}

async fn chunk(smtp: &mut SmtpPeer, content: &str, last: &str, expected: &str) -> String {
    smtp.sends(&format!("BDAT {}{last}\r\n{content}", content.len())).await;
    let reply = smtp.reply().await;
    assert!(reply.starts_with(expected), "expected {expected:?}, got {reply:?}");
    reply
}

#[tokio::test]
async fn a_message_in_one_chunk_is_stored() {
    let tenant = Tenant::new().await;
    let mut smtp = ready(&tenant).await;
    chunk(&mut smtp, MESSAGE, " LAST", "250 2.0.0 OK queued as ").await;
    assert_eq!(tenant.app.first_content().await, format!("{RECEIVED}{MESSAGE}"));
    smtp.says("MAIL FROM:<a@example.com>", "250").await;
}

#[tokio::test]
async fn chunks_may_be_cut_anywhere_and_dots_mean_nothing() {
    let tenant = Tenant::new().await;
    let mut smtp = ready(&tenant).await;
    let content = format!("{MESSAGE}.\r\n..two dots\r\nQUIT\r\n");
    let (first, rest) = content.split_at(MESSAGE.len() - 1);
    chunk(&mut smtp, first, "", &format!("250 2.0.0 {} octets received", first.len())).await;
    chunk(&mut smtp, "", "", "250 2.0.0 0 octets received").await;
    chunk(&mut smtp, rest, "", "250 2.0.0").await;
    smtp.says("BDAT 0 last", "250 2.0.0 OK queued as ").await;
    assert_eq!(tenant.app.first_content().await, format!("{RECEIVED}{content}"));
}

#[tokio::test]
async fn an_unfinished_last_line_is_ended() {
    let tenant = Tenant::new().await;
    let mut smtp = ready(&tenant).await;
    chunk(&mut smtp, &format!("{MESSAGE}no end"), " LAST", "250").await;
    assert!(tenant.app.first_content().await.ends_with("\r\nno end\r\n"));
}

#[tokio::test]
async fn a_whole_transaction_may_be_pipelined() {
    let tenant = Tenant::new().await;
    let mut smtp = tenant.app.smtp_peer().await.ehlo().await.auth(KEY).await;
    let (first, rest) = MESSAGE.split_at(20);
    smtp.sends(&format!(
        "MAIL FROM:<a@example.com>\r\nRCPT TO:<b@b.example>\r\nBDAT {}\r\n{first}BDAT {} LAST\r\n{rest}QUIT\r\n",
        first.len(),
        rest.len()
    ))
    .await;
    for expected in ["250 2.1.0", "250 2.1.5", "250 2.0.0 20 octets", "250 2.0.0 OK queued", "221"] {
        let reply = smtp.reply().await;
        assert!(reply.starts_with(expected), "{reply}");
    }
    assert_eq!(tenant.app.first_content().await, format!("{RECEIVED}{MESSAGE}"));
}

#[tokio::test]
async fn content_behind_a_chunk_out_of_order_is_never_read_as_commands() {
    let tenant = Tenant::new().await;
    let mut smtp = tenant.app.smtp_peer().await.ehlo().await;
    chunk(&mut smtp, "QUIT\r\n", " LAST", "503 5.5.1").await;
    let mut smtp = tenant.stranger().await;
    chunk(&mut smtp, "RSET\r\n", "", "503 5.5.1").await;
    // The rest of the message fails with it.
    chunk(&mut smtp, "QUIT\r\n", " LAST", "503 5.5.1").await;
    smtp.says("MAIL FROM:<a@b.example>", "250").await;
    smtp.says("RCPT TO:<a@b.example>", "530").await;
    chunk(&mut smtp, "QUIT\r\n", " LAST", "554 5.5.1 No valid recipients").await;
    smtp.says("QUIT", "221").await;
}

#[tokio::test]
async fn data_and_recipients_do_not_follow_a_chunk() {
    let tenant = Tenant::new().await;
    let mut smtp = ready(&tenant).await;
    chunk(&mut smtp, "Subject: x\r\n", "", "250").await;
    smtp.says("DATA", "503 5.5.1").await;
    smtp.says("RCPT TO:<a@b.example>", "503 5.5.1").await;
    smtp.says("MAIL FROM:<a@b.example>", "503 5.5.1").await;
    smtp.says("RSET", "250").await;
    smtp.says("MAIL FROM:<a@example.com>", "250").await;
    smtp.says("RCPT TO:<a@b.example>", "250").await;
    chunk(&mut smtp, MESSAGE, " LAST", "250 2.0.0 OK queued as ").await;
    // What came before RSET is not in it.
    assert_eq!(tenant.app.first_content().await, format!("{RECEIVED}{MESSAGE}"));
}

#[tokio::test]
async fn chunks_over_the_limit_are_read_and_refused_with_the_rest_of_their_message() {
    let tenant = Tenant::start(SmtpApp::new().config(|config| config.smtp_server.max_message_size = 1)).await;
    let mut smtp = ready(&tenant).await;
    let half = "x".repeat((1 << 19) - 2) + "\r\n";
    chunk(&mut smtp, &half, "", "250").await;
    chunk(&mut smtp, &half, "", "250").await;
    chunk(&mut smtp, "QUIT\r\n", "", "552 5.3.4 Message too large (maximum size 1MB)").await;
    chunk(&mut smtp, "QUIT\r\n", "", "552 5.3.4").await;
    chunk(&mut smtp, "QUIT\r\n", " LAST", "552 5.3.4").await;
    smtp.says("BDAT 0 LAST", "503").await;
    assert_eq!(tenant.app.messages().await, []);
    // Exactly the limit passes.
    let content = format!("{MESSAGE}{}\r\n", "x".repeat((1 << 20) - MESSAGE.len() - 2));
    let mut smtp = ready(&tenant).await;
    chunk(&mut smtp, &content, " LAST", "250 2.0.0 OK queued as ").await;
}

#[tokio::test]
async fn a_wrong_size_ends_the_session() {
    let tenant = Tenant::new().await;
    for argument in ["", " x", " -1", " 10 FIRST", " 10 LAST x", " 99999999999999999999"] {
        let mut smtp = ready(&tenant).await;
        smtp.says(&format!("BDAT{argument}"), "501 5.5.4").await;
        smtp.is_closed().await;
    }
}

#[tokio::test]
async fn the_checks_at_the_end_of_data_are_the_same() {
    let tenant = Tenant::new().await;
    for (content, reply) in [
        (MESSAGE.replace("test@example.com", "invalid@krystal.uk"), "530 5.7.1 From/Sender name is not valid"),
        (format!("X-Nul: \0\r\n{MESSAGE}"), "550 5.6.0"),
        (MESSAGE.replace("\r\n\r\n", "\n\n"), "550 5.5.2"),
    ] {
        let mut smtp = ready(&tenant).await;
        chunk(&mut smtp, &content, " LAST", reply).await;
        smtp.says("MAIL FROM:<a@example.com>", "250").await;
    }
    let mut smtp = ready(&tenant).await;
    smtp.says("BDAT 0 LAST", "530 5.7.1").await;
}

#[tokio::test]
async fn without_the_keyword_there_is_no_bdat() {
    let tenant = Tenant::start(SmtpApp::new().config(|config| {
        config.smtp_server.disabled_ehlo_keywords = vec!["chunking".to_owned()];
    }))
    .await;
    let mut smtp = ready(&tenant).await;
    smtp.says("BDAT 3", "502 5.5.1").await;
    smtp.says("BDAT x", "502 5.5.1").await;
    // Content that came with it is not read as commands.
    smtp.sends("BDAT 6 LAST\r\nRSET\r\n").await;
    assert!(smtp.reply().await.starts_with("502 5.5.1"));
    assert!(smtp.reply().await.starts_with("554 5.5.0"));
    let mut smtp = Tenant::new().await.app.smtp_peer().await.helo().await;
    smtp.hears("BDAT 3", "502 Invalid/unsupported command").await;
}

#[tokio::test]
async fn incoming_mail_comes_in_chunks_too() {
    let tenant = Tenant::new().await;
    tenant.app.route(tenant.route("info")).await;
    let mut smtp = tenant.stranger().await.rcpt_to("info@example.com").await;
    chunk(&mut smtp, MESSAGE, " LAST", "250 2.0.0 OK queued as ").await;
    assert_eq!(tenant.app.messages().await[0].scope.as_str(), "incoming");
}
