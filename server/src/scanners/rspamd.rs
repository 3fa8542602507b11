//! rspamd: `POST /checkv2` (<https://rspamd.com/doc/developers/protocol.html>).

use std::borrow::Cow;
use std::io;
use std::pin::pin;
use std::sync::Arc;

use bytes::Bytes;
use http_body_util::{BodyExt, Full, Limited};
use hyper::client::conn::http1;
use hyper::header::HeaderValue;
use hyper::{Method, Request, StatusCode};
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use serde_json::Value;
use tokio_rustls::TlsConnector;

use super::fault::Fault;
use super::link::{Link, Settings, Stream};
use super::{Engine, Envelope, SCORE_ADJUSTMENT, SpamCheck, SpamResult, Verdict};
use crate::config::{self, Secret};
use crate::model::MessageScope;

const MAX_ANSWER: usize = 4 * 1024 * 1024;
/// Scores are shown and stored with two decimals; less is rounding.
const TOLERANCE: f64 = 0.01;

#[derive(Debug)]
pub struct Rspamd {
    link: Link,
    /// For the field `Host` and the certificate.
    host: String,
    authority: String,
    tls: Option<TlsSetup>,
    password: Option<Secret>,
    flags: Option<String>,
}

/// `Err`: why there can be no TLS; each scan fails with it.
type TlsSetup = Result<Arc<ClientConfig>, rustls::Error>;

impl Rspamd {
    pub fn new(config: &config::Rspamd) -> Self {
        let link = Link::new(&Settings {
            socket: config.socket.as_deref(),
            host: &config.host,
            port: config.port,
            timeout: config.timeout,
            max_size: config.max_size,
            max_connections: config.max_connections,
        });
        let authority =
            if link.is_unix() { "localhost".to_owned() } else { format!("{}:{}", config.host, config.port) };
        Self {
            tls: (config.ssl && !link.is_unix()).then(tls_setup),
            link,
            host: config.host.trim_start_matches('[').trim_end_matches(']').to_owned(),
            authority,
            password: config.password.clone(),
            flags: config.flags.clone(),
        }
    }

    pub async fn scan(&self, mail: &Envelope<'_>, content: &[u8]) -> SpamResult {
        let scanned = self
            .link
            .exchange(content.len(), async {
                let request = self.request(mail, content)?;
                let stream = self.connect().await?;
                result(&post(stream, request).await?)
            })
            .await;
        scanned.unwrap_or_else(|fault| {
            let (code, description) = match &fault {
                Fault::TooLarge { .. } => ("TOO_LARGE", Cow::from(format!("Not scanned with rspamd: {fault}"))),
                Fault::Status(status) => {
                    ("ERROR", Cow::from(format!("Error when scanning with rspamd (got {status})")))
                }
                other => ("ERROR", Cow::from(format!("Error when scanning with rspamd ({})", legacy_class(other)))),
            };
            SpamResult::failed(Engine::Rspamd, &fault, code, &description)
        })
    }

    fn request(&self, mail: &Envelope<'_>, content: &[u8]) -> Result<Request<Full<Bytes>>, Fault> {
        let ip = mail.client_ip.map(|ip| ip.to_canonical().to_string()).unwrap_or_default();
        let mut fields = vec![
            ("Host", self.authority.as_str()),
            ("User-Agent", "Postal"),
            ("Deliver-To", mail.rcpt_to),
            ("From", mail.mail_from.unwrap_or_default()),
            ("Rcpt", mail.rcpt_to),
            ("Queue-Id", mail.token),
        ];
        match mail.direction {
            // Without an address the mail counts as submitted here, and checks of the client are left out.
            MessageScope::Outgoing => fields.extend([("User", mail.user.unwrap_or_default()), ("Ip", "")]),
            MessageScope::Incoming => {
                if !ip.is_empty() {
                    fields.push(("Ip", &ip));
                }
                fields.extend(mail.helo.filter(|helo| !helo.is_empty()).map(|helo| ("Helo", helo)));
                fields.extend(mail.user.filter(|user| !user.is_empty()).map(|user| ("User", user)));
            }
        }
        fields.extend(self.password.as_ref().map(|password| ("Password", password.expose())));
        fields.extend(self.flags.as_deref().map(|flags| ("Flags", flags)));
        let mut request = Request::builder().method(Method::POST).uri("/checkv2");
        for (name, value) in fields {
            request = request.header(name, field_value(value)?);
        }
        request.body(Full::new(Bytes::copy_from_slice(content))).map_err(|error| Fault::Answer(error.to_string()))
    }

    async fn connect(&self) -> Result<Box<dyn Stream>, Fault> {
        let stream = self.link.connect().await?;
        let Some(setup) = &self.tls else { return Ok(stream) };
        let failed = |source: io::Error| Fault::Connect { address: self.authority.clone(), source };
        let config = setup.as_ref().map_err(|error| failed(io::Error::other(error.to_string())))?;
        let name = ServerName::try_from(self.host.clone()).map_err(|error| failed(io::Error::other(error)))?;
        let stream = TlsConnector::from(config.clone()).connect(name, stream).await.map_err(failed)?;
        Ok(Box::new(stream))
    }
}

fn tls_setup() -> TlsSetup {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    Ok(Arc::new(builder.with_root_certificates(roots).with_no_client_auth()))
}

/// Senders and HELO names are what the client said: no control characters leave here.
fn field_value(text: &str) -> Result<HeaderValue, Fault> {
    let clean: String = text.chars().filter(|c| !c.is_control()).collect();
    HeaderValue::from_bytes(clean.as_bytes()).map_err(|error| Fault::Answer(error.to_string()))
}

async fn post(stream: Box<dyn Stream>, request: Request<Full<Bytes>>) -> Result<Bytes, Fault> {
    let (mut sender, connection) =
        http1::Builder::new().title_case_headers(true).handshake(TokioIo::new(stream)).await.map_err(http_fault)?;
    let mut exchange = pin!(async {
        let response = sender.send_request(request).await.map_err(http_fault)?;
        let status = response.status();
        if status != StatusCode::OK {
            return Err(Fault::Status(status.as_u16()));
        }
        match Limited::new(response.into_body(), MAX_ANSWER).collect().await {
            Ok(body) => Ok(body.to_bytes()),
            Err(error) => Err(match error.downcast::<hyper::Error>() {
                Ok(error) => http_fault(*error),
                Err(error) => Fault::Answer(error.to_string()),
            }),
        }
    });
    tokio::select! {
        answer = &mut exchange => return answer,
        // The connection is through; what it read is still on its way to the exchange.
        _ = connection => {}
    }
    exchange.await
}

fn http_fault(error: hyper::Error) -> Fault {
    if error.is_parse() {
        return Fault::Answer(format!("the answer is not HTTP: {error}"));
    }
    let cause = std::error::Error::source(&error).and_then(|cause| cause.downcast_ref::<io::Error>());
    let kind = match cause {
        Some(cause) => cause.kind(),
        None if error.is_incomplete_message() => io::ErrorKind::UnexpectedEof,
        None => io::ErrorKind::ConnectionReset,
    };
    Fault::Io(io::Error::new(kind, error))
}

fn result(answer: &[u8]) -> Result<SpamResult, Fault> {
    let answer: Value = serde_json::from_slice(answer).map_err(|error| Fault::Json(error.to_string()))?;
    let number = |value: &Value, name: &str| value.get(name).and_then(Value::as_f64).filter(|it| it.is_finite());
    let text = |value: &Value, name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
    let score = number(&answer, "score").ok_or_else(|| Fault::Json("it has no score".to_owned()))?;
    let symbols = match answer.get("symbols") {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Object(symbols)) => symbols.iter().collect(),
        Some(_) => return Err(Fault::Json("its symbols are no object".to_owned())),
    };
    let mut checks: Vec<SpamCheck> = symbols
        .into_iter()
        .map(|(key, symbol)| {
            let name = text(symbol, "name").unwrap_or_else(|| key.clone());
            let description = text(symbol, "description").filter(|it| !it.trim().is_empty());
            SpamCheck::new(&name, number(symbol, "score").unwrap_or_default(), description.as_deref())
        })
        .collect();
    let difference = score - checks.iter().map(|check| check.score).sum::<f64>();
    if difference.abs() >= TOLERANCE {
        let description = "Difference between rspamd's score and the sum of its symbols";
        checks.push(SpamCheck::new(SCORE_ADJUSTMENT, (difference * 1e4).round() / 1e4, Some(description)));
    }
    let verdict =
        text(&answer, "action").map(|action| Verdict { action, required_score: number(&answer, "required_score") });
    Ok(SpamResult { score, checks, verdict, failure: None })
}

/// The class of exception that 3.3 named in its text, which installations may look for.
fn legacy_class(fault: &Fault) -> &'static str {
    let of_io = |error: &io::Error| match error.kind() {
        io::ErrorKind::ConnectionRefused => "Errno::ECONNREFUSED",
        io::ErrorKind::ConnectionReset => "Errno::ECONNRESET",
        io::ErrorKind::BrokenPipe => "Errno::EPIPE",
        io::ErrorKind::NotFound => "Errno::ENOENT",
        io::ErrorKind::HostUnreachable => "Errno::EHOSTUNREACH",
        io::ErrorKind::NetworkUnreachable => "Errno::ENETUNREACH",
        io::ErrorKind::UnexpectedEof => "EOFError",
        // What rustls says about certificates and handshakes.
        io::ErrorKind::InvalidData => "OpenSSL::SSL::SSLError",
        _ => "SocketError",
    };
    match fault {
        Fault::Connect { source, .. } => of_io(source),
        Fault::Io(error) => of_io(error),
        Fault::TimedOut(_) | Fault::Busy(_) => "Net::ReadTimeout",
        Fault::Json(_) => "JSON::ParserError",
        Fault::Answer(_) | Fault::Status(_) | Fault::TooLarge { .. } => "Net::HTTPBadResponse",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Check = (String, f64, Option<String>);

    fn scanned(answer: &str) -> Result<(f64, Vec<Check>, Option<Verdict>), Fault> {
        let SpamResult { score, checks, verdict, .. } = result(answer.as_bytes())?;
        Ok((score, checks.into_iter().map(|it| (it.code, it.score, it.description)).collect(), verdict))
    }

    #[test]
    fn all_symbols_are_kept_also_those_without_description() {
        let (score, checks, verdict) = scanned(
            r#"{"is_skipped":false,"score":5.5,"required_score":15.0,"action":"add header","symbols":{
                "B":{"name":"B","score":4.0,"description":"About B","options":["x"]},
                "A":{"name":"A","score":1.5,"metric_score":1.5,"description":" "},
                "C":{"score":0}}}"#,
        )
        .unwrap();
        let named = |code: &str, score, text: Option<&str>| (code.to_owned(), score, text.map(str::to_owned));
        let expected = vec![named("B", 4.0, Some("About B")), named("A", 1.5, None), named("C", 0.0, None)];
        assert_eq!((score, checks), (5.5, expected));
        assert_eq!(verdict, Some(Verdict { action: "add header".to_owned(), required_score: Some(15.0) }));
    }

    #[test]
    fn the_checks_always_add_up_to_the_score() {
        let (score, checks, _) = scanned(r#"{"score":6.0,"symbols":{"A":{"score":10.0},"B":{"score":1.25}}}"#).unwrap();
        assert_eq!((score, checks.len()), (6.0, 3));
        assert_eq!((checks[2].0.as_str(), checks[2].1), (SCORE_ADJUSTMENT, -5.25));
        assert_eq!(scanned(r#"{"score":0.0,"symbols":{}}"#).unwrap().1, []);
        assert_eq!(scanned(r#"{"score":0.104,"symbols":{"A":{"score":0.1}}}"#).unwrap().1.len(), 1);
    }

    #[test]
    fn an_answer_without_score_or_with_broken_json_is_a_failure() {
        for bad in ["", "{", "[]", "{}", r#"{"score":"5"}"#, r#"{"score":1,"symbols":[1]}"#, "<html>", "\u{0}"] {
            assert!(matches!(scanned(bad), Err(Fault::Json(_))), "{bad:?}");
        }
        assert!(scanned(r#"{"score":1,"symbols":{"A":7}}"#).is_ok());
    }
}
