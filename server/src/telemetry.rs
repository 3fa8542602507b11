//! The log on standard output, one line per event in the format of Postal 3:
//!
//! ```text
//! 2024-03-05 10:11:12 +0000 INFO   Listening on [::]:25 component=smtp-server
//! ```
//!
//! Time, severity in seven columns, message, fields: the event's own first, then those of the enclosing spans from the
//! inside out. Control characters never reach the output raw, so that nobody can forge a line from the outside.
//! Begin reading at [`init`].

use std::fmt::{self, Write as _};
use std::io::Write as _;

use jiff::Zoned;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::config::Config;

/// Sends the events of this process to standard output as `config.logging` says. The first call counts.
///
/// Our own events from INFO, those of libraries from WARN, or from INFO with `rails_log_enabled`. Those of the SMTP server
/// from DEBUG when connections or dialogues are to be logged.
pub fn init(config: &Config) {
    let logging = &config.logging;
    if !logging.enabled {
        return;
    }
    let style = if logging.highlighting_enabled { Style::Coloured } else { Style::Plain };
    let layer = TextLayer { style, clock: now, writer: std::io::stdout };
    // An error means that there is a subscriber already: a second call, as in tests.
    let _ = tracing_subscriber::registry().with(layer.with_filter(targets(config))).try_init();
}

fn targets(config: &Config) -> Targets {
    let libraries = if config.logging.rails_log_enabled { LevelFilter::INFO } else { LevelFilter::WARN };
    let targets = Targets::new().with_default(libraries).with_target("postal", LevelFilter::INFO);
    if config.smtp_server.log_connections || config.smtp_server.log_dialogue {
        targets.with_target("postal::smtp_server", LevelFilter::DEBUG)
    } else {
        targets
    }
}

#[expect(clippy::disallowed_methods, reason = "a log line carries the real time, whatever clock the product runs on")]
fn now() -> Zoned {
    Zoned::now()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    Plain,
    Coloured,
}

struct TextLayer<W> {
    style: Style,
    clock: fn() -> Zoned,
    writer: W,
}

impl<S, W> Layer<S> for TextLayer<W>
where
    S: Subscriber + for<'span> LookupSpan<'span>,
    W: for<'writer> MakeWriter<'writer> + 'static,
{
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        if let Some(span) = context.span(id) {
            let mut fields = Fields::default();
            attributes.record(&mut fields);
            span.extensions_mut().replace(fields);
        }
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        if let Some(span) = context.span(id)
            && let Some(fields) = span.extensions_mut().get_mut::<Fields>()
        {
            values.record(fields);
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let mut fields = Fields::default();
        event.record(&mut fields);
        for span in context.event_scope(event).into_iter().flatten() {
            if let Some(outer) = span.extensions().get::<Fields>() {
                fields.add_outer(outer);
            }
        }
        let line = line(&(self.clock)(), *event.metadata().level(), &fields, self.style);
        // Nobody can be told that the log cannot be written; mail goes on.
        let _ = self.writer.make_writer().write_all(line.as_bytes());
    }
}

/// Message and fields of an event or a span, in order, escaped.
#[derive(Default)]
struct Fields {
    message: String,
    values: Vec<(&'static str, String)>,
}

impl Fields {
    /// What is nearer to the event hides what is further out.
    fn add_outer(&mut self, outer: &Self) {
        for (name, value) in &outer.values {
            if !self.values.iter().any(|(known, _)| known == name) {
                self.values.push((name, value.clone()));
            }
        }
    }

    fn set(&mut self, field: &Field, value: &str) {
        let value = escaped(value);
        if field.name() == "message" {
            self.message = value;
            return;
        }
        match self.values.iter_mut().find(|(name, _)| *name == field.name()) {
            Some((_, known)) => *known = value,
            None => self.values.push((field.name(), value)),
        }
    }
}

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.set(field, &format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.set(field, value);
    }

    /// The error with its causes, which it does not print itself.
    fn record_error(&mut self, field: &Field, value: &(dyn std::error::Error + 'static)) {
        let mut text = value.to_string();
        let mut cause = value.source();
        while let Some(error) = cause {
            let _ = write!(text, ": {error}");
            cause = error.source();
        }
        self.set(field, &text);
    }
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' => escaped.push_str("\\n"),
            '\r' => escaped.push_str("\\r"),
            '\t' => escaped.push_str("\\t"),
            // The two separators end a line for some readers.
            '\u{2028}' | '\u{2029}' => escaped.extend(character.escape_unicode()),
            other if other.is_control() => {
                let _ = write!(escaped, "\\x{:02x}", u32::from(other));
            }
            other => escaped.push(other),
        }
    }
    escaped
}

/// 256-colour codes of Postal 3.
const TEXT: u8 = 255;
const KEY: u8 = 243;

fn line(time: &Zoned, level: Level, fields: &Fields, style: Style) -> String {
    let (severity, colour) = match level {
        Level::ERROR => ("ERROR", 203),
        Level::WARN => ("WARN", 220),
        Level::INFO => ("INFO", 75),
        _ => ("DEBUG", 252),
    };
    let paint = |text: &str, colour: u8| match style {
        Style::Plain => text.to_owned(),
        Style::Coloured => format!("\x1b[38;5;{colour}m{text}\x1b[0m"),
    };
    let time = time.strftime("%Y-%m-%d %H:%M:%S %z");
    let mut line = format!("{time} {}{}", paint(&format!("{severity:<7}"), colour), paint(&fields.message, TEXT));
    for (name, value) in &fields.values {
        let _ = write!(line, " {}{}", paint(&format!("{}=", name.trim_start_matches("r#")), KEY), paint(value, TEXT));
    }
    line.push('\n');
    line
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    #[derive(Clone, Default)]
    struct Output(Arc<Mutex<Vec<u8>>>);

    impl std::io::Write for Output {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    fn fixed() -> Zoned {
        "2024-03-05T10:11:12+00:00[UTC]".parse().unwrap()
    }

    fn logged(style: Style, config: &Config, body: impl FnOnce()) -> String {
        let output = Output::default();
        let writer = output.clone();
        let layer = TextLayer { style, clock: fixed, writer: move || writer.clone() };
        let subscriber = tracing_subscriber::registry().with(layer.with_filter(targets(config)));
        tracing::subscriber::with_default(subscriber, body);
        let bytes = output.0.lock().unwrap().clone();
        String::from_utf8(bytes).unwrap()
    }

    fn plain(body: impl FnOnce()) -> String {
        logged(Style::Plain, &Config::default(), body)
    }

    #[test]
    fn a_line_has_time_severity_message_and_fields() {
        let text = plain(|| {
            tracing::info!(component = "smtp-server", "Listening on {}", "[::]:25");
            tracing::warn!(port = 25, missing = None::<u8>, "warned");
            tracing::error!(is_held = true, "failed");
        });
        assert_eq!(
            text,
            "2024-03-05 10:11:12 +0000 INFO   Listening on [::]:25 component=smtp-server\n\
             2024-03-05 10:11:12 +0000 WARN   warned port=25\n\
             2024-03-05 10:11:12 +0000 ERROR  failed is_held=true\n"
        );
    }

    #[test]
    fn fields_of_scopes_follow_the_own_ones_from_the_inside_out() {
        let text = plain(|| {
            let outer = tracing::info_span!("outer", component = "worker", thread = "work0");
            let _outer = outer.enter();
            let inner = tracing::info_span!("inner", thread = "work1", log_id = tracing::field::Empty);
            inner.record("log_id", "ABCD1234");
            let _inner = inner.enter();
            tracing::info!(id = 7, "text");
        });
        assert_eq!(text, "2024-03-05 10:11:12 +0000 INFO   text id=7 thread=work1 log_id=ABCD1234 component=worker\n");
    }

    #[test]
    fn nothing_from_the_outside_can_forge_a_line_or_colour_the_terminal() {
        let evil = "a\r\n2024-01-01 \x1b[31mFATAL\u{85}\u{2028}\t\0";
        let text = plain(|| tracing::info!(subject = evil, "got {evil}"));
        let escaped = "a\\r\\n2024-01-01 \\x1b[31mFATAL\\x85\\u{2028}\\t\\x00";
        assert_eq!(text, format!("2024-03-05 10:11:12 +0000 INFO   got {escaped} subject={escaped}\n"));
    }

    #[test]
    fn errors_are_logged_with_their_causes() {
        #[derive(Debug, thiserror::Error)]
        #[error("cannot connect")]
        struct Outer(#[source] std::io::Error);
        let error = Outer(std::io::Error::other("refused"));
        let text = plain(|| tracing::error!(error = &error as &dyn std::error::Error, "failed"));
        assert!(text.ends_with("ERROR  failed error=cannot connect: refused\n"), "{text}");
    }

    #[test]
    fn debug_and_the_chatter_of_libraries_are_left_out() {
        let body = || {
            tracing::debug!("own debug");
            tracing::info!(target: "sqlx::query", "library info");
            tracing::warn!(target: "sqlx::query", "library warning");
        };
        assert_eq!(plain(body).lines().count(), 1);
        let mut config = Config::default();
        config.logging.rails_log_enabled = true;
        assert_eq!(logged(Style::Plain, &config, body).lines().count(), 2);
    }

    #[test]
    fn connections_and_dialogues_are_logged_when_wanted() {
        let body = || {
            tracing::debug!(target: "postal::smtp_server::log", "Connection opened from 192.0.2.1");
            tracing::debug!(target: "postal::delivery", "own debug");
        };
        let mut config = Config::default();
        assert_eq!(logged(Style::Plain, &config, body), "");
        config.smtp_server.log_connections = true;
        assert_eq!(logged(Style::Plain, &config, body).lines().count(), 1);
    }

    #[test]
    fn colours_are_those_of_postal_3() {
        let text = logged(Style::Coloured, &Config::default(), || tracing::warn!(port = 25, "text"));
        assert_eq!(
            text,
            "2024-03-05 10:11:12 +0000 \x1b[38;5;220mWARN   \x1b[0m\x1b[38;5;255mtext\x1b[0m \
             \x1b[38;5;243mport=\x1b[0m\x1b[38;5;255m25\x1b[0m\n"
        );
    }
}
