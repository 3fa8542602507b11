//! SpamAssassin's daemon: `REPORT` of the protocol SPAMC/SPAMD (spamd/PROTOCOL in its source).

use std::borrow::Cow;

use postal_mail::header;
use tokio::io::AsyncWriteExt;

use super::fault::Fault;
use super::link::{Link, Settings, Stream, read_to_end};
use super::{Engine, Envelope, FailureKind, SpamCheck, SpamResult};
use crate::config;
use crate::model::MessageScope;

const MAX_ANSWER: usize = 1024 * 1024;

/// Rules about the way to us, which say nothing about a mail that was submitted.
const EXCLUDED_OUTGOING: [&str; 6] =
    ["NO_RECEIVED", "NO_RELAYS", "ALL_TRUSTED", "FREEMAIL_FORGED_REPLYTO", "RDNS_DYNAMIC", "CK_HELO_GENERIC"];
const EXCLUDED_OUTGOING_PREFIXES: [&str; 3] = ["SPF_", "HELO_", "RCVD_IN_"];
const EXCLUDED_OUTGOING_PART: &str = "DKIM_";

#[derive(Debug)]
pub struct Spamd(Link);

impl Spamd {
    pub fn new(config: &config::Spamd) -> Self {
        Self(Link::new(&Settings {
            socket: config.socket.as_deref(),
            host: &config.host,
            port: config.port,
            timeout: config.timeout,
            max_size: config.max_size,
            max_connections: config.max_connections,
        }))
    }

    pub async fn scan(&self, mail: &Envelope<'_>, content: &[u8]) -> SpamResult {
        let scanned = self
            .0
            .exchange(content.len(), async {
                let mut stream = self.0.connect().await?;
                checks(&report(&mut stream, &return_path(mail, content), content).await?)
            })
            .await;
        match scanned {
            Ok(mut checks) => {
                // 3.3 compared the patterns of its list as names, so they never matched.
                if mail.direction == MessageScope::Outgoing {
                    checks.retain(|check| !is_excluded_outgoing(&check.code));
                }
                let score = checks.iter().map(|check| check.score).sum::<f64>();
                // The report rounds to tenths.
                SpamResult { score: (score * 100.0).round() / 100.0, checks, verdict: None, failure: None }
            }
            Err(fault) => {
                let (code, description) = match fault.kind() {
                    FailureKind::TimedOut => ("TIMEOUT", Cow::from("Timed out when scanning for spam")),
                    FailureKind::TooLarge => ("TOO_LARGE", Cow::from(format!("Not scanned for spam: {fault}"))),
                    _ => ("ERROR", Cow::from("Error when scanning for spam")),
                };
                SpamResult::failed(Engine::SpamAssassin, &fault, code, &description)
            }
        }
    }
}

/// SpamAssassin learns the client and its HELO name from our `Received` field, but the envelope sender, which SPF is
/// about, only from a field that delivery would add.
fn return_path(mail: &Envelope<'_>, content: &[u8]) -> String {
    let has_one = || header::Header::parse(header::split(content).0).last("return-path").is_some();
    if mail.direction == MessageScope::Outgoing || header::begins_with_continuation(content) || has_one() {
        return String::new();
    }
    let sender: String = mail.mail_from.unwrap_or_default().chars().filter(|c| !c.is_control()).collect();
    format!("Return-Path: <{sender}>\r\n")
}

async fn report(stream: &mut Box<dyn Stream>, prefix: &str, content: &[u8]) -> Result<String, Fault> {
    let head = format!("REPORT SPAMC/1.2\r\nContent-length: {}\r\n\r\n{prefix}", prefix.len() + content.len());
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(content).await?;
    stream.shutdown().await?;
    body(&read_to_end(stream, MAX_ANSWER).await?)
}

/// `SPAMD/1.1 0 EX_OK`, fields, an empty line, the report.
fn body(answer: &[u8]) -> Result<String, Fault> {
    if answer.is_empty() {
        return Err(Fault::Answer("it closed the connection without an answer".to_owned()));
    }
    let (head, body) = header::split(answer);
    let head = String::from_utf8_lossy(head);
    let mut lines = head.lines();
    let status = lines.next().unwrap_or_default();
    let mut words = status.split_ascii_whitespace();
    let is_spamd = words.next().is_some_and(|word| word.starts_with("SPAMD/"));
    if !is_spamd || words.next() != Some("0") {
        let shown: String = status.chars().take(100).collect();
        return Err(Fault::Answer(format!("it answered {shown:?}")));
    }
    let length = lines
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| name.trim().eq_ignore_ascii_case("content-length"))
        .and_then(|(_, value)| value.trim().parse::<usize>().ok());
    if length.is_some_and(|length| body.len() < length) {
        return Err(Fault::Answer("the answer ends in its middle".to_owned()));
    }
    Ok(String::from_utf8_lossy(body).into_owned())
}

/// The table below the last line of dashes: ` 1.2 RULE  Description`, continued on lines without a score.
fn checks(report: &str) -> Result<Vec<SpamCheck>, Fault> {
    let lines: Vec<&str> = report.lines().collect();
    let Some(ruler) = lines.iter().rposition(|line| line.starts_with("---")) else {
        return Err(Fault::Answer("the report has no table of rules".to_owned()));
    };
    let mut rules: Vec<(&str, f64, String)> = Vec::new();
    for line in lines.into_iter().skip(ruler + 1).map(str::trim).filter(|line| !line.is_empty()) {
        match rule(line) {
            Some((score, name, description)) => rules.push((name, score, description.to_owned())),
            None => {
                if let Some((_, _, description)) = rules.last_mut() {
                    description.push(' ');
                    description.push_str(line);
                }
            }
        }
    }
    Ok(rules.into_iter().map(|(name, score, text)| SpamCheck::new(name, score, Some(text.trim()))).collect())
}

fn rule(line: &str) -> Option<(f64, &str, &str)> {
    let (score, rest) = line.split_once(char::is_whitespace)?;
    let is_number = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit() || c == '.');
    if !is_number(score.strip_prefix('-').unwrap_or(score)) {
        return None;
    }
    let rest = rest.trim_start();
    let (name, description) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    let is_name = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    is_name.then_some((score.parse().ok()?, name, description.trim()))
}

fn is_excluded_outgoing(code: &str) -> bool {
    EXCLUDED_OUTGOING.contains(&code)
        || EXCLUDED_OUTGOING_PREFIXES.iter().any(|prefix| code.starts_with(prefix))
        || code.contains(EXCLUDED_OUTGOING_PART)
}

#[cfg(test)]
mod tests {
    use super::*;

    const REPORT: &str = "Spam detection software, running on the system \"x\",\n\
        Content preview:  ---- not this\n\n\
        Content analysis details:   (5.1 points, 5.0 required)\n\n \
        pts rule name              description\n\
        ---- ---------------------- --------------------------------------------------\n \
        1.2 MISSING_HEADERS        Missing To: header\n\
        -0.0 NO_RELAYS              Informational: message was not relayed via SMTP\n \
        3.5 BAYES_99               BODY: Bayes spam probability is 99 to 100%\n                            [score: 1.0000]\n \
        100 GTUBE                  BODY: Generic Test for Unsolicited Bulk Email\n \
        0.4 NO_TEXT\n\n";

    #[test]
    fn the_table_becomes_checks_with_continued_descriptions() {
        let found = checks(REPORT).unwrap();
        let found: Vec<_> =
            found.iter().map(|it| (it.code.as_str(), it.score, it.description.as_deref().unwrap())).collect();
        assert_eq!(
            found,
            [
                ("MISSING_HEADERS", 1.2, "Missing To: header"),
                ("NO_RELAYS", 0.0, "Informational: message was not relayed via SMTP"),
                ("BAYES_99", 3.5, "BODY: Bayes spam probability is 99 to 100% [score: 1.0000]"),
                ("GTUBE", 100.0, "BODY: Generic Test for Unsolicited Bulk Email"),
                ("NO_TEXT", 0.4, ""),
            ]
        );
        assert!(checks("no table").is_err());
    }

    #[test]
    fn an_answer_must_be_complete_and_say_that_all_is_well() {
        assert_eq!(body(b"SPAMD/1.1 0 EX_OK\r\nContent-length: 3\r\n\r\nabc").unwrap(), "abc");
        assert_eq!(body(b"SPAMD/1.1 0 EX_OK\r\nSpam: True ; 1 / 5\r\n\r\nabc").unwrap(), "abc");
        for bad in [
            "",
            "SPAMD/1.1 0 EX_OK\r\nContent-length: 4\r\n\r\nabc",
            "SPAMD/1.0 76 Bad header line: (Content-Length contains non-numeric bytes)\r\n",
            "SPAMD/1.1 75 EX_TEMPFAIL\r\n\r\n",
            "HTTP/1.1 400 Bad Request\r\n\r\n",
            "\0\u{1}\u{2}",
        ] {
            assert!(matches!(body(bad.as_bytes()), Err(Fault::Answer(_))), "{bad:?}");
        }
    }

    #[test]
    fn rules_about_the_way_to_us_do_not_count_for_outgoing_mail() {
        for name in
            ["NO_RELAYS", "SPF_HELO_NONE", "HELO_DYNAMIC_DHCP", "RCVD_IN_PBL", "T_DKIM_INVALID", "DKIM_ADSP_ALL"]
        {
            assert!(is_excluded_outgoing(name), "{name}");
        }
        for name in ["BAYES_99", "MISSING_HEADERS", "NO_RELAYS_X", "XSPF_X", "URIBL_BLACK"] {
            assert!(!is_excluded_outgoing(name), "{name}");
        }
    }

    #[test]
    fn the_envelope_sender_goes_in_front_of_incoming_mail_only() {
        let mail = Envelope {
            direction: MessageScope::Incoming,
            mail_from: Some("a@b.example\r\nX: y"),
            rcpt_to: "c@d.example",
            token: "t",
            client_ip: None,
            helo: None,
            user: None,
        };
        assert_eq!(return_path(&mail, b"A: b\r\n\r\n"), "Return-Path: <a@b.exampleX: y>\r\n");
        assert_eq!(return_path(&Envelope { mail_from: None, ..mail }, b"A: b\r\n\r\n"), "Return-Path: <>\r\n");
        assert_eq!(return_path(&mail, b"Return-path: <x>\r\n\r\n"), "");
        assert_eq!(return_path(&mail, b" folded\r\n\r\n"), "");
        assert_eq!(return_path(&Envelope { direction: MessageScope::Outgoing, ..mail }, b"A: b\r\n"), "");
    }
}
