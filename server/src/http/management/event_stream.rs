//! Events on the wire as they happen (server-sent events of the HTML standard).
//!
//! The body is made while the client reads: one that reads slowly holds a batch in memory, not all that happens.

use std::fmt::Write as _;
use std::time::Duration;

use futures::stream;
use poem::Body;
use poem_openapi::types::ToJSON as _;
use tokio::time::Instant;

use super::event_views::EventView;
use crate::app::App;
use crate::events::Follower;
use crate::http::{ApiError, Caller, Permission};
use crate::model::EventDetails;

/// Longest silence.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// How long somebody who may not see it any more sees it.
const CHECK: Duration = Duration::from_secs(5);
/// When a client comes back after the stream has ended.
const RETRY_MS: u32 = 2_000;

/// Who reads, and what.
#[derive(Debug)]
pub struct Reader {
    pub app: App,
    pub caller: Caller,
    pub org: String,
    /// UUID of the mail server.
    pub server: String,
}

impl Reader {
    async fn may_go_on(&self) -> Result<bool, ApiError> {
        let caller = match self.caller.again(&self.app).await {
            Ok(caller) => caller,
            Err(ApiError::Unauthorized(_)) => return Ok(false),
            Err(error) => return Err(error),
        };
        match caller.mail_server(&self.app, &self.org, &self.server, Permission::ReadMessages).await {
            Ok(_) => Ok(true),
            Err(ApiError::NotFound(_) | ApiError::Forbidden(_)) => Ok(false),
            Err(error) => Err(error),
        }
    }
}

struct State {
    reader: Reader,
    follower: Follower,
    is_open: bool,
    checked_at: Instant,
    /// When something was sent last.
    spoken_at: Instant,
}

/// Ends when the process stops or the reader may not go on.
pub fn body(reader: Reader, follower: Follower) -> Body {
    let now = Instant::now();
    let state = State { reader, follower, is_open: false, checked_at: now, spoken_at: now };
    Body::from_bytes_stream(stream::unfold(state, |mut state| async move {
        let bytes = state.next().await?;
        state.spoken_at = Instant::now();
        Some((Ok::<_, std::io::Error>(bytes), state))
    }))
}

impl State {
    /// What to send next; `None`: the end.
    async fn next(&mut self) -> Option<String> {
        if !self.is_open {
            self.is_open = true;
            // Whoever loses the connection before the first event goes on from here, too.
            return Some(format!("retry: {RETRY_MS}\n{}", heartbeat(self.follower.position())));
        }
        let stop = self.reader.app.stop.clone();
        loop {
            if stop.is_cancelled() {
                return None;
            }
            if self.checked_at.elapsed() >= CHECK {
                if !self.answer(self.reader.may_go_on().await)? {
                    return None;
                }
                self.checked_at = Instant::now();
            }
            let read = self.follower.read().await.map_err(ApiError::from);
            let is_more = match self.answer(read)? {
                Some(events) if !events.is_empty() => return Some(lines(events, self.follower.position())),
                Some(_) => true,
                None => false,
            };
            if self.spoken_at.elapsed() >= HEARTBEAT {
                return Some(heartbeat(self.follower.position()));
            }
            if !is_more {
                let wake = (self.checked_at + CHECK).min(self.spoken_at + HEARTBEAT);
                tokio::select! {
                    () = self.follower.wait() => {}
                    () = tokio::time::sleep_until(wake) => {}
                    () = stop.cancelled() => return None,
                }
            }
        }
    }

    /// A fault of ours ends the stream; the client comes back.
    fn answer<T>(&self, result: Result<T, ApiError>) -> Option<T> {
        result
            .inspect_err(|error| {
                let server = self.reader.server.as_str();
                tracing::warn!(server, "a stream of events ends early: {error:?}");
            })
            .ok()
    }
}

/// Says that the connection lives, and how far was looked. Without data it is no event, but the id counts.
fn heartbeat(position: i64) -> String {
    format!(": heartbeat\nid: {position}\n\n")
}

/// The events, then how far was looked beyond the last of them.
fn lines(events: Vec<EventDetails>, position: i64) -> String {
    let mut text = String::new();
    for details in events {
        let id = details.event.id;
        // JSON has no line breaks outside of its texts, and escapes them there. Writing to a String cannot fail.
        let _ = write!(text, "id: {id}\ndata: {}\n\n", EventView::from(details).to_json_string());
    }
    let _ = write!(text, "id: {position}\n\n");
    text
}
