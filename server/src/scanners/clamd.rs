//! clamd: the command `INSTREAM` (clamd(8)).

use std::io;

use tokio::io::AsyncWriteExt;

use super::fault::Fault;
use super::link::{Link, Settings, Stream, read_to_end};
use super::{Engine, FailureKind, ScanFailure, ThreatResult};
use crate::config;

/// Far below any `StreamMaxLength`, and what `clamdscan` sends at most.
const CHUNK: usize = 64 * 1024;
const MAX_ANSWER: usize = 4 * 1024;

#[derive(Debug)]
pub struct Clamd(Link);

impl Clamd {
    pub fn new(config: &config::Clamav) -> Self {
        Self(Link::new(&Settings {
            socket: config.socket.as_deref(),
            host: &config.host,
            port: config.port,
            timeout: config.timeout,
            max_size: config.max_size,
            max_connections: config.max_connections,
        }))
    }

    pub async fn scan(&self, content: &[u8]) -> ThreatResult {
        let scanned = self
            .0
            .exchange(content.len(), async {
                let mut stream = self.0.connect().await?;
                verdict(&answer(&mut stream, content).await?, content.len())
            })
            .await;
        match scanned {
            Ok(Some(name)) => ThreatResult { is_threat: true, details: name, failure: None },
            Ok(None) => ThreatResult { is_threat: false, details: "No threats found".to_owned(), failure: None },
            Err(fault) => {
                let failure = ScanFailure::new(Engine::ClamAv, &fault);
                // 3.3's texts, but for the last.
                let details = match (failure.kind, &fault) {
                    (FailureKind::TimedOut, _) => "Timed out scanning for threats".to_owned(),
                    (FailureKind::TooLarge, _) => format!("Could not scan message: {fault}"),
                    (_, Fault::Answer(_)) => "Could not scan message".to_owned(),
                    _ => "Error when scanning for threats".to_owned(),
                };
                ThreatResult { is_threat: false, details, failure: Some(failure) }
            }
        }
    }
}

async fn answer(stream: &mut Box<dyn Stream>, content: &[u8]) -> Result<Vec<u8>, Fault> {
    // clamd answers and closes as soon as its limit is passed. The answer says more than the broken pipe.
    let sent = send(stream, content).await;
    match (sent, read_to_end(stream, MAX_ANSWER).await) {
        (_, Ok(answer)) if !answer.is_empty() => Ok(answer),
        (Err(error), _) => Err(Fault::Io(error)),
        (Ok(()), result) => result,
    }
}

async fn send(stream: &mut Box<dyn Stream>, content: &[u8]) -> io::Result<()> {
    stream.write_all(b"zINSTREAM\0").await?;
    for chunk in content.chunks(CHUNK) {
        stream.write_all(&u32::try_from(chunk.len()).map_err(io::Error::other)?.to_be_bytes()).await?;
        stream.write_all(chunk).await?;
    }
    stream.write_all(&[0; 4]).await?;
    stream.shutdown().await
}

/// The name of what was found; `None`: nothing.
fn verdict(answer: &[u8], size: usize) -> Result<Option<String>, Fault> {
    let text = String::from_utf8_lossy(answer);
    let text = text.trim_matches(|c: char| c == '\0' || c.is_whitespace());
    let result = match text.strip_prefix("stream: ") {
        Some(result) => Some(result),
        // Some versions name the client: `instream(127.0.0.1@40000): OK`.
        None => text.strip_prefix("instream(").and_then(|rest| rest.split_once("): ")).map(|(_, result)| result),
    };
    match result {
        Some("OK") => return Ok(None),
        Some(result) => {
            if let Some(name) = result.strip_suffix(" FOUND").map(str::trim).filter(|name| !name.is_empty()) {
                return Ok(Some(name.chars().filter(|c| !c.is_control()).collect()));
            }
        }
        None => {}
    }
    if text.contains("size limit exceeded") {
        return Err(Fault::TooLarge { size, limit: None });
    }
    Err(Fault::Answer(match text {
        "" => "it closed the connection without an answer".to_owned(),
        text => format!("it answered {text:?}"),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_mean_clean_found_or_nothing() {
        for (answer, expected) in [
            ("stream: OK\0", Ok(None)),
            ("stream: OK\n", Ok(None)),
            ("instream(127.0.0.1@40000): OK\0", Ok(None)),
            ("stream: Win.Test.EICAR_HDB-1 FOUND\0", Ok(Some("Win.Test.EICAR_HDB-1"))),
            ("stream: A B FOUND", Ok(Some("A B"))),
            ("INSTREAM size limit exceeded. ERROR\0", Err(FailureKind::TooLarge)),
            ("stream: Can't allocate memory ERROR\0", Err(FailureKind::BadAnswer)),
            ("stream:  FOUND", Err(FailureKind::BadAnswer)),
            ("UNKNOWN COMMAND\0", Err(FailureKind::BadAnswer)),
            ("stream: OK and more", Err(FailureKind::BadAnswer)),
            ("strea", Err(FailureKind::BadAnswer)),
            ("", Err(FailureKind::BadAnswer)),
        ] {
            let found = verdict(answer.as_bytes(), 1).map_err(|fault| fault.kind());
            assert_eq!(found.as_ref().map(Option::as_deref).map_err(|kind| *kind), expected, "{answer:?}");
        }
    }
}
