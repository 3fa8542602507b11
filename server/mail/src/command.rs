//! SMTP command lines. RFC 5321 §4.1, with the tolerances that clients of 3.3 rely on.
//!
//! Begin with [`parse`]. It knows nothing of sessions: whether a command is allowed now is not its question, so an
//! error names its [`Verb`] and the session can object to the order first.

mod params;

pub use params::{BodyType, MailParams, Notify, RcptParams, Ret};

use self::params::{mail_params, rcpt_params};
use crate::address::{self, AddressError, ForwardPath, ReversePath};
use crate::received::clean_helo_name;
use std::fmt;

/// First word (or words) of a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verb {
    /// EHLO
    Ehlo,
    /// HELO
    Helo,
    /// MAIL FROM
    Mail,
    /// RCPT TO
    Rcpt,
    /// DATA
    Data,
    /// BDAT, RFC 3030
    Bdat,
    /// RSET
    Rset,
    /// NOOP
    Noop,
    /// QUIT
    Quit,
    /// VRFY
    Vrfy,
    /// EXPN
    Expn,
    /// HELP
    Help,
    /// STARTTLS, RFC 3207
    StartTls,
    /// AUTH, RFC 4954
    Auth,
}

impl Verb {
    const ALL: [Self; 14] = [
        Self::Ehlo,
        Self::Helo,
        Self::Mail,
        Self::Rcpt,
        Self::Data,
        Self::Bdat,
        Self::Rset,
        Self::Noop,
        Self::Quit,
        Self::Vrfy,
        Self::Expn,
        Self::Help,
        Self::StartTls,
        Self::Auth,
    ];

    /// The word as written in commands and metrics.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ehlo => "EHLO",
            Self::Helo => "HELO",
            Self::Mail => "MAIL",
            Self::Rcpt => "RCPT",
            Self::Data => "DATA",
            Self::Bdat => "BDAT",
            Self::Rset => "RSET",
            Self::Noop => "NOOP",
            Self::Quit => "QUIT",
            Self::Vrfy => "VRFY",
            Self::Expn => "EXPN",
            Self::Help => "HELP",
            Self::StartTls => "STARTTLS",
            Self::Auth => "AUTH",
        }
    }
}

impl fmt::Display for Verb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A command that was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// EHLO. The name is cleaned (no control characters, at most 255 octets) but not checked; it may be empty.
    Ehlo {
        /// What the client calls itself.
        name: String,
    },
    /// HELO, as EHLO.
    Helo {
        /// What the client calls itself.
        name: String,
    },
    /// MAIL FROM.
    MailFrom {
        /// The sender.
        path: ReversePath,
        /// ESMTP parameters.
        params: MailParams,
    },
    /// RCPT TO.
    RcptTo {
        /// The recipient.
        path: ForwardPath,
        /// ESMTP parameters.
        params: RcptParams,
    },
    /// DATA
    Data,
    /// `BDAT size [LAST]`: `size` octets follow the line.
    Bdat {
        /// Octets of the chunk.
        size: u64,
        /// Whether it is the last one.
        is_last: bool,
    },
    /// RSET
    Rset,
    /// NOOP; an argument is ignored (RFC 5321 §4.1.1.9).
    Noop,
    /// QUIT
    Quit,
    /// VRFY
    Vrfy {
        /// As written, trimmed.
        argument: String,
    },
    /// EXPN
    Expn {
        /// As written, trimmed.
        argument: String,
    },
    /// HELP
    Help,
    /// STARTTLS
    StartTls,
    /// AUTH
    Auth {
        /// The mechanism asked for.
        mechanism: Mechanism,
        /// Initial response, still in base64; `=` stands for an empty one (RFC 4954 §4).
        initial: Option<String>,
    },
}

/// SASL mechanism of AUTH.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mechanism {
    /// RFC 4616
    Plain,
    /// Never standardised.
    Login,
    /// RFC 2195
    CramMd5,
    /// One that we do not know, in upper case.
    Other(String),
}

/// Why a line is not a command; one variant for each kind of reply.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CommandError {
    /// The first word is none that we know: 502.
    #[error("unknown command")]
    Unknown,
    /// An argument where none may be, or a missing or wrong one: 501 5.5.4.
    #[error("wrong arguments to {0}")]
    Arguments(Verb),
    /// No usable sender: 501 5.1.7.
    #[error("the sender is not valid")]
    Sender(#[source] AddressError),
    /// No usable recipient: 501 5.1.3. [`AddressError::Empty`] has a text of its own.
    #[error("the recipient is not valid")]
    Recipient(#[source] AddressError),
    /// A parameter has a wrong value or occurs twice: 501 5.5.4.
    #[error("the parameter {name} of {verb} is not valid")]
    Parameter {
        /// MAIL or RCPT.
        verb: Verb,
        /// In upper case.
        name: String,
    },
    /// A parameter that we do not know: 555 5.5.4.
    #[error("the parameter {name} of {verb} is unknown")]
    UnknownParameter {
        /// MAIL or RCPT.
        verb: Verb,
        /// In upper case.
        name: String,
    },
}

impl CommandError {
    /// The command that was meant, so that its order can be judged before its arguments.
    pub fn verb(&self) -> Option<Verb> {
        match self {
            Self::Unknown => None,
            Self::Arguments(verb) | Self::Parameter { verb, .. } | Self::UnknownParameter { verb, .. } => Some(*verb),
            Self::Sender(_) => Some(Verb::Mail),
            Self::Recipient(_) => Some(Verb::Rcpt),
        }
    }
}

/// Reads one command line, without its line end.
pub fn parse(line: &[u8]) -> Result<Command, CommandError> {
    let word_len = line.iter().take_while(|b| b.is_ascii_alphabetic()).count();
    let (word, rest) = line.split_at_checked(word_len).unwrap_or((line, &[]));
    let verb = Verb::ALL
        .into_iter()
        .find(|verb| verb.as_str().as_bytes().eq_ignore_ascii_case(word))
        .ok_or(CommandError::Unknown)?;
    // `HELO: name` has always worked.
    let rest = match rest {
        [b':', rest @ ..] if matches!(verb, Verb::Ehlo | Verb::Helo) => rest,
        [] | [b' ' | b'\t' | b'\r', ..] => rest,
        _ => return Err(CommandError::Unknown),
    };
    let argument = rest.trim_ascii();
    match verb {
        Verb::Ehlo => Ok(Command::Ehlo { name: clean_helo_name(&lossy(argument)) }),
        Verb::Helo => Ok(Command::Helo { name: clean_helo_name(&lossy(argument)) }),
        Verb::Mail => mail_from(argument),
        Verb::Rcpt => rcpt_to(argument),
        Verb::Data => alone(verb, argument, Command::Data),
        Verb::Bdat => bdat(argument),
        Verb::Rset => alone(verb, argument, Command::Rset),
        Verb::Noop => Ok(Command::Noop),
        Verb::Quit => alone(verb, argument, Command::Quit),
        Verb::Vrfy => Ok(Command::Vrfy { argument: lossy(argument) }),
        Verb::Expn => Ok(Command::Expn { argument: lossy(argument) }),
        Verb::Help => Ok(Command::Help),
        Verb::StartTls => alone(verb, argument, Command::StartTls),
        Verb::Auth => auth(argument),
    }
}

fn lossy(octets: &[u8]) -> String {
    String::from_utf8_lossy(octets).into_owned()
}

fn alone(verb: Verb, argument: &[u8], command: Command) -> Result<Command, CommandError> {
    if argument.is_empty() { Ok(command) } else { Err(CommandError::Arguments(verb)) }
}

fn mail_from(argument: &[u8]) -> Result<Command, CommandError> {
    let text = path_text(argument, "FROM").map_err(CommandError::Sender)?;
    let (path, rest) = address::parse_reverse_path(text).map_err(CommandError::Sender)?;
    Ok(Command::MailFrom { path, params: mail_params(rest)? })
}

fn rcpt_to(argument: &[u8]) -> Result<Command, CommandError> {
    let text = path_text(argument, "TO").map_err(CommandError::Recipient)?;
    let (path, rest) = address::parse_forward_path(text).map_err(CommandError::Recipient)?;
    Ok(Command::RcptTo { path, params: rcpt_params(rest)? })
}

/// What stands behind `FROM:` or `TO:`, blanks around the colon tolerated.
fn path_text<'a>(argument: &'a [u8], keyword: &str) -> Result<&'a str, AddressError> {
    let text = std::str::from_utf8(argument).map_err(|_| AddressError::NotUtf8)?;
    let (word, rest) = text.split_at_checked(keyword.len()).ok_or(AddressError::Syntax)?;
    if !word.eq_ignore_ascii_case(keyword) {
        return Err(AddressError::Syntax);
    }
    rest.trim_start().strip_prefix(':').map(str::trim).ok_or(AddressError::Syntax)
}

/// RFC 3030 §2.
fn bdat(argument: &[u8]) -> Result<Command, CommandError> {
    let wrong = CommandError::Arguments(Verb::Bdat);
    let text = std::str::from_utf8(argument).map_err(|_| wrong.clone())?;
    let mut words = text.split_ascii_whitespace();
    let digits = words.next().filter(|d| d.len() <= 19 && d.bytes().all(|b| b.is_ascii_digit()));
    let size = digits.and_then(|digits| digits.parse().ok()).ok_or_else(|| wrong.clone())?;
    match (words.next(), words.next()) {
        (None, _) => Ok(Command::Bdat { size, is_last: false }),
        (Some(word), None) if word.eq_ignore_ascii_case("LAST") => Ok(Command::Bdat { size, is_last: true }),
        _ => Err(wrong),
    }
}

fn auth(argument: &[u8]) -> Result<Command, CommandError> {
    let text = lossy(argument);
    let mut words = text.split_ascii_whitespace();
    let name = words.next().ok_or(CommandError::Arguments(Verb::Auth))?.to_ascii_uppercase();
    let initial = words.next().map(str::to_owned);
    let mechanism = match name.as_str() {
        "PLAIN" => Mechanism::Plain,
        "LOGIN" => Mechanism::Login,
        // 3.3 ignores what follows; the mechanism has no initial response.
        "CRAM-MD5" => return Ok(Command::Auth { mechanism: Mechanism::CramMd5, initial: None }),
        _ => Mechanism::Other(name),
    };
    if words.next().is_some() {
        return Err(CommandError::Arguments(Verb::Auth));
    }
    Ok(Command::Auth { mechanism, initial })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn mail(line: &str) -> (String, MailParams) {
        match parse(line.as_bytes()).unwrap() {
            Command::MailFrom { path, params } => (path.to_string(), params),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn verbs_are_whole_words_in_any_case() {
        assert_eq!(parse(b"quit").unwrap(), Command::Quit);
        assert_eq!(parse(b"NOOP anything").unwrap(), Command::Noop);
        for line in ["QUITxyz", " NOOP", "", "LHLO x", "QUIT:", "DATA\0", "XFOO"] {
            assert_eq!(parse(line.as_bytes()).unwrap_err(), CommandError::Unknown, "{line:?}");
        }
        for (line, verb) in
            [("DATA x", Verb::Data), ("RSET x", Verb::Rset), ("QUIT x", Verb::Quit), ("AUTH", Verb::Auth)]
        {
            assert_eq!(parse(line.as_bytes()).unwrap_err(), CommandError::Arguments(verb));
        }
    }

    #[test]
    fn helo_takes_any_name_even_behind_a_colon() {
        assert_eq!(parse(b"HELO: test.example.com").unwrap(), Command::Helo { name: "test.example.com".into() });
        assert_eq!(parse(b"EHLO   a b ").unwrap(), Command::Ehlo { name: "a b".into() });
        assert_eq!(parse(b"EHLO").unwrap(), Command::Ehlo { name: String::new() });
        assert_eq!(parse(b"EHLO a\rX: b").unwrap(), Command::Ehlo { name: "aX: b".into() });
    }

    #[test]
    fn mail_from_is_read_with_parameters() {
        assert_eq!(mail("MAIL FROM: test@example.com").0, "test@example.com");
        assert_eq!(mail("mail from : a@b").0, "a@b");
        assert_eq!(mail("MAIL  FROM:Foo <a@b>").0, "a@b");
        assert_eq!(mail("MAIL FROM:<>").0, "");
        let (path, params) = mail("MAIL FROM:<a@b> size=10 body=8bitmime SMTPUTF8 auth=<>");
        assert_eq!(path, "a@b");
        let expected = MailParams {
            size: Some(10),
            body: Some(BodyType::EightBitMime),
            smtputf8: true,
            auth: Some("<>".into()),
            ..MailParams::default()
        };
        assert_eq!(params, expected);
        assert_eq!(mail("MAIL FROM:<a@b> SIZE=99999999999999999999").1.size, Some(u64::MAX));
    }

    #[test]
    fn wrong_parameters_are_told_apart_from_unknown_ones() {
        for text in
            ["SIZE=1 SIZE=1", "SIZE", "SIZE=x", "SIZE=", "BODY=BINARYMIME", "SMTPUTF8=1", "SIZE=999999999999999999999"]
        {
            let error = parse(format!("MAIL FROM:<a@b> {text}").as_bytes()).unwrap_err();
            assert!(matches!(error, CommandError::Parameter { .. }), "{text}: {error:?}");
        }
        let error = parse(b"MAIL FROM:<a@b> foo=1").unwrap_err();
        assert_eq!(error, CommandError::UnknownParameter { verb: Verb::Mail, name: "FOO".into() });
        let error = parse(b"RCPT TO:<a@b> XNOTIFY=NEVER").unwrap_err();
        assert_eq!(error, CommandError::UnknownParameter { verb: Verb::Rcpt, name: "XNOTIFY".into() });
    }

    #[test]
    fn empty_and_invalid_recipients_are_told_apart() {
        assert_eq!(parse(b"RCPT TO: ").unwrap_err(), CommandError::Recipient(AddressError::Empty));
        assert_eq!(parse(b"RCPT TO:<>").unwrap_err(), CommandError::Recipient(AddressError::Empty));
        assert_eq!(parse(b"RCPT TO: blah").unwrap_err(), CommandError::Recipient(AddressError::Syntax));
        assert_eq!(parse(b"RCPT TO:<\xff@b>").unwrap_err(), CommandError::Recipient(AddressError::NotUtf8));
        assert_eq!(
            parse(b"RCPT TO:<postmaster>").unwrap(),
            Command::RcptTo { path: ForwardPath::Postmaster, params: RcptParams::default() }
        );
    }

    #[test]
    fn senders_without_colon_or_address_are_refused() {
        for line in ["MAIL FROM a@b", "MAIL", "MAIL TO:<a@b>", "MAIL FROM:", "MAIL FROM:blah"] {
            assert!(matches!(parse(line.as_bytes()).unwrap_err(), CommandError::Sender(_)), "{line}");
        }
    }

    #[test]
    fn auth_and_bdat_are_read() {
        let auth = |mechanism, initial: Option<&str>| Command::Auth { mechanism, initial: initial.map(str::to_owned) };
        assert_eq!(parse(b"AUTH PLAIN").unwrap(), auth(Mechanism::Plain, None));
        assert_eq!(parse(b"auth plain AGEAYg==").unwrap(), auth(Mechanism::Plain, Some("AGEAYg==")));
        assert_eq!(parse(b"AUTH CRAM-MD5 ignored too").unwrap(), auth(Mechanism::CramMd5, None));
        assert_eq!(parse(b"AUTH XOAUTH2 x").unwrap(), auth(Mechanism::Other("XOAUTH2".into()), Some("x")));
        assert_eq!(parse(b"BDAT 10 last").unwrap(), Command::Bdat { size: 10, is_last: true });
        assert_eq!(parse(b"BDAT 0").unwrap(), Command::Bdat { size: 0, is_last: false });
        for line in ["BDAT", "BDAT x", "BDAT -1", "BDAT 1 FIRST", "BDAT 1 LAST x"] {
            assert_eq!(parse(line.as_bytes()).unwrap_err(), CommandError::Arguments(Verb::Bdat));
        }
    }

    proptest! {
        #[test]
        fn parsing_never_panics(line in proptest::collection::vec(any::<u8>(), 0..100), rest in "[ -~é]{0,60}") {
            let _ = parse(&line);
            for prefix in ["MAIL FROM:", "RCPT TO:", "AUTH ", "BDAT ", "EHLO "] {
                let _ = parse(format!("{prefix}{rest}").as_bytes());
            }
        }
    }
}
