//! Sessions of nonsense: 20,000 lines, half of them nearly right. Every session ends in order, nothing fails inside, and the
//! server serves the next client.

use std::time::Duration;

use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use rand::{Rng as _, SeedableRng as _};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::{KEY, Tenant};
use crate::support::smtp_app::SmtpApp;
use crate::support::smtp_peer::plain;

const SESSIONS: usize = 100;
const LINES: usize = 200;

const BEGINNINGS: [&str; 26] = [
    "HELO client.example",
    "RSET",
    "NOOP",
    "VRFY a",
    "EXPN a",
    "HELP",
    "MAIL FROM:<a@example.com>",
    "MAIL FROM:<>",
    "MAIL FROM:<a@example.com> SIZE=10 BODY=8BITMIME",
    "MAIL FROM:<ä@example.com> SMTPUTF8",
    "MAIL FROM:<a@example.com> RET=HDRS ENVID=x+2B",
    "RCPT TO:<b@example.net>",
    "RCPT TO:<sales+tag@example.com>",
    "RCPT TO:<\"a b\"@example.com>",
    "RCPT TO:<b@example.net> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;b@example.net",
    "RCPT TO:<nothing@rp.postal.example.com>",
    "RCPT TO:<nothing@routes.postal.example.com>",
    "RCPT TO:<postmaster>",
    "DATA",
    "BDAT 3",
    "BDAT 0 LAST",
    "AUTH LOGIN",
    "AUTH CRAM-MD5",
    "AUTH PLAIN =",
    ".",
    "Subject: x",
];

fn line(random: &mut StdRng) -> Vec<u8> {
    let mut line = BEGINNINGS.choose(random).unwrap().as_bytes().to_vec();
    if random.random_bool(0.5) {
        for _ in 0..random.random_range(1..4) {
            let place = random.random_range(0..=line.len());
            match random.random_range(0..3) {
                0 => line.insert(place, random.random()),
                1 => line.truncate(place),
                _ => line.extend_from_slice(BEGINNINGS.choose(random).unwrap().as_bytes()),
            }
        }
    }
    line.extend_from_slice(if random.random_bool(0.95) { b"\r\n" } else { b"\n" });
    line
}

#[tokio::test]
async fn nonsense_ends_no_session_out_of_order() {
    let builder = SmtpApp::new().config(|config| {
        let smtp = &mut config.smtp_server;
        (smtp.max_errors, smtp.max_failed_recipients) = (usize::MAX >> 1, usize::MAX >> 1);
        (smtp.max_junk_commands, smtp.error_delay) = (usize::MAX >> 1, Duration::ZERO);
        (smtp.max_auth_failures, smtp.auth_failure_delay) = (u32::MAX as _, Duration::ZERO);
        smtp.forbid_unauth_pipelining = false;
    });
    let tenant = Tenant::start(builder).await;
    tenant.app.route(tenant.route("sales")).await;
    let app = &tenant.app;
    let mut random = StdRng::seed_from_u64(20_000);
    for session in 0..SESSIONS {
        let mut stream = TcpStream::connect(app.smtp_address()).await.unwrap();
        let mut input = b"HELO client.example\r\n".to_vec();
        if session % 2 == 0 {
            input.extend_from_slice(format!("AUTH PLAIN {}\r\n", plain(KEY)).as_bytes());
        }
        for _ in 0..LINES {
            input.extend_from_slice(&line(&mut random));
        }
        // Whatever it is in the middle of.
        input.extend_from_slice(b"\r\n.\r\n\r\n.\r\nRSET\r\nQUIT\r\n");
        let (mut read, mut write) = stream.split();
        let mut output = Vec::new();
        let talk = async {
            // A session that ends early does not take the rest.
            let send = async {
                let _ = write.write_all(&input).await;
                let _ = write.shutdown().await;
            };
            let hear = async { drop(read.read_to_end(&mut output).await) };
            tokio::join!(send, hear)
        };
        tokio::time::timeout(Duration::from_secs(30), talk).await.unwrap();
        let output = String::from_utf8(output).unwrap();
        assert!(!output.contains("451 "), "session {session} hit a fault of ours: {output}");
        for reply in output.lines() {
            let code = reply.get(..3).and_then(|code| code.parse::<u16>().ok());
            assert!(code.is_some_and(|code| (200..600).contains(&code)), "session {session}: {reply}");
        }
    }
    app.smtp_peer().await.ehlo().await.says("QUIT", "221").await;
}
