//! Parameters of MAIL and RCPT. RFC 5321 §4.1.1.11.

use super::{CommandError, Verb};
use crate::xtext::is_xtext;
use std::fmt;

/// RFC 3461 §4.4.
const MAX_ENVID: usize = 100;
/// RFC 3461 §4.2.
const MAX_ORCPT: usize = 500;

/// Parameters of MAIL FROM.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MailParams {
    /// `SIZE=`, RFC 1870: octets the client means to send. Values beyond `u64` are cut to its maximum.
    pub size: Option<u64>,
    /// `BODY=`, RFC 6152.
    pub body: Option<BodyType>,
    /// `SMTPUTF8`, RFC 6531.
    pub smtputf8: bool,
    /// `AUTH=`, RFC 4954 §5: as written (xtext or `<>`). We do not act on it.
    pub auth: Option<String>,
    /// `RET=`, RFC 3461 §4.3.
    pub ret: Option<Ret>,
    /// `ENVID=`, RFC 3461 §4.4: xtext as written.
    pub envid: Option<String>,
}

/// Parameters of RCPT TO.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RcptParams {
    /// `NOTIFY=`, RFC 3461 §4.1.
    pub notify: Option<Notify>,
    /// `ORCPT=`, RFC 3461 §4.2: `type;xtext` as written.
    pub orcpt: Option<String>,
}

/// Value of `BODY=`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyType {
    /// `7BIT`
    SevenBit,
    /// `8BITMIME`
    EightBitMime,
}

/// How much of the message a failure report returns. RFC 3461 §4.3.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ret {
    /// `FULL`
    Full,
    /// `HDRS`: the header section.
    Headers,
}

impl Ret {
    /// As on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Full => "FULL",
            Self::Headers => "HDRS",
        }
    }

    /// Ignores case.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Full, Self::Headers].into_iter().find(|ret| ret.as_str().eq_ignore_ascii_case(text))
    }
}

/// Which reports the sender wants about a recipient. RFC 3461 §4.1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notify {
    /// `NEVER`: none at all.
    Never,
    /// At least one of these.
    On {
        /// It was delivered, or handed to a host that does not know DSN.
        success: bool,
        /// It could not be delivered.
        failure: bool,
        /// It is late.
        delay: bool,
    },
}

impl Notify {
    /// Ignores case. A word may not occur twice, and `NEVER` only alone.
    pub fn parse(text: &str) -> Option<Self> {
        if text.eq_ignore_ascii_case("NEVER") {
            return Some(Self::Never);
        }
        let (mut success, mut failure, mut delay) = (false, false, false);
        for word in text.split(',') {
            let flag = match word.to_ascii_uppercase().as_str() {
                "SUCCESS" => &mut success,
                "FAILURE" => &mut failure,
                "DELAY" => &mut delay,
                _ => return None,
            };
            if std::mem::replace(flag, true) {
                return None;
            }
        }
        Some(Self::On { success, failure, delay })
    }
}

impl fmt::Display for Notify {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::On { success, failure, delay } = *self else { return f.write_str("NEVER") };
        let words: Vec<&str> = [("SUCCESS", success), ("FAILURE", failure), ("DELAY", delay)]
            .into_iter()
            .filter_map(|(word, is_wanted)| is_wanted.then_some(word))
            .collect();
        f.write_str(&words.join(","))
    }
}

/// Name in upper case, and the value if there is a `=`.
fn split_parameter(word: &str) -> (String, Option<&str>) {
    match word.split_once('=') {
        Some((name, value)) => (name.to_ascii_uppercase(), Some(value)),
        None => (word.to_ascii_uppercase(), None),
    }
}

pub(super) fn mail_params(text: &str) -> Result<MailParams, CommandError> {
    let mut params = MailParams::default();
    for word in text.split_whitespace() {
        let (name, value) = split_parameter(word);
        let is_new = match (name.as_str(), value) {
            ("SIZE", Some(digits)) => parse_size(digits).map(|size| params.size.replace(size).is_none()),
            ("BODY", Some(value)) => parse_body(value).map(|body| params.body.replace(body).is_none()),
            ("SMTPUTF8", None) => Some(!std::mem::replace(&mut params.smtputf8, true)),
            ("AUTH", Some(value)) if !value.is_empty() => Some(params.auth.replace(value.to_owned()).is_none()),
            ("RET", Some(value)) => Ret::parse(value).map(|ret| params.ret.replace(ret).is_none()),
            ("ENVID", Some(value)) if is_envid(value) => Some(params.envid.replace(value.to_owned()).is_none()),
            ("SIZE" | "BODY" | "SMTPUTF8" | "AUTH" | "RET" | "ENVID", _) => None,
            _ => return Err(CommandError::UnknownParameter { verb: Verb::Mail, name }),
        };
        if is_new != Some(true) {
            return Err(CommandError::Parameter { verb: Verb::Mail, name });
        }
    }
    Ok(params)
}

pub(super) fn rcpt_params(text: &str) -> Result<RcptParams, CommandError> {
    let mut params = RcptParams::default();
    for word in text.split_whitespace() {
        let (name, value) = split_parameter(word);
        let is_new = match (name.as_str(), value) {
            ("NOTIFY", Some(value)) => Notify::parse(value).map(|notify| params.notify.replace(notify).is_none()),
            ("ORCPT", Some(value)) if is_orcpt(value) => Some(params.orcpt.replace(value.to_owned()).is_none()),
            ("NOTIFY" | "ORCPT", _) => None,
            _ => return Err(CommandError::UnknownParameter { verb: Verb::Rcpt, name }),
        };
        if is_new != Some(true) {
            return Err(CommandError::Parameter { verb: Verb::Rcpt, name });
        }
    }
    Ok(params)
}

/// RFC 1870 §4: 1 to 20 digits.
fn parse_size(digits: &str) -> Option<u64> {
    let valid = (1..=20).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    valid.then(|| digits.parse().unwrap_or(u64::MAX))
}

fn parse_body(value: &str) -> Option<BodyType> {
    if value.eq_ignore_ascii_case("7BIT") {
        Some(BodyType::SevenBit)
    } else if value.eq_ignore_ascii_case("8BITMIME") {
        Some(BodyType::EightBitMime)
    } else {
        None
    }
}

fn is_envid(value: &str) -> bool {
    (1..=MAX_ENVID).contains(&value.len()) && is_xtext(value)
}

/// `addr-type ";" xtext`. With the type `utf-8` the address may be in UTF-8 as it is (RFC 6533 §3).
fn is_orcpt(value: &str) -> bool {
    let Some((kind, address)) = value.split_once(';') else { return false };
    let is_kind = !kind.is_empty() && kind.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'.');
    let is_address = if kind.eq_ignore_ascii_case("utf-8") {
        address.chars().all(|c| !c.is_control() && !c.is_whitespace())
    } else {
        is_xtext(address)
    };
    value.len() <= MAX_ORCPT && is_kind && is_address && !address.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dsn_parameters_are_read_in_any_case_and_keep_their_text() {
        let mail = mail_params("ret=hdrs ENVID=QQ314159+2B").unwrap();
        assert_eq!((mail.ret, mail.envid.as_deref()), (Some(Ret::Headers), Some("QQ314159+2B")));
        let rcpt = rcpt_params("NOTIFY=success,Delay ORCPT=rfc822;bob+2Bx@b.example").unwrap();
        let wanted = Notify::On { success: true, failure: false, delay: true };
        assert_eq!((rcpt.notify, rcpt.orcpt.as_deref()), (Some(wanted), Some("rfc822;bob+2Bx@b.example")));
        assert_eq!(rcpt_params("notify=never").unwrap().notify, Some(Notify::Never));
        assert!(rcpt_params("ORCPT=utf-8;jörg@b.example").is_ok());
        assert!(rcpt_params(&format!("ORCPT=rfc822;{}", "a".repeat(493))).is_ok());
    }

    #[test]
    fn wrong_dsn_parameters_are_refused() {
        for text in ["RET=ALL", "RET", "RET=FULL RET=FULL", "ENVID=", "ENVID=a=b", "ENVID=a+2b", "ENVID"] {
            let error = mail_params(text).unwrap_err();
            assert!(matches!(error, CommandError::Parameter { verb: Verb::Mail, .. }), "{text}");
        }
        assert!(mail_params(&format!("ENVID={}", "a".repeat(101))).is_err());
        for text in [
            "NOTIFY=NEVER,DELAY",
            "NOTIFY=SUCCESS,SUCCESS",
            "NOTIFY=",
            "NOTIFY",
            "NOTIFY=NEVER NOTIFY=NEVER",
            "ORCPT=rfc822",
            "ORCPT=;a",
            "ORCPT=rfc822;",
            "ORCPT=rfc822;a=b",
            "ORCPT=rfc822;jörg@b.example",
        ] {
            let error = rcpt_params(text).unwrap_err();
            assert!(matches!(error, CommandError::Parameter { verb: Verb::Rcpt, .. }), "{text}");
        }
        assert!(rcpt_params(&format!("ORCPT=rfc822;{}", "a".repeat(494))).is_err());
        assert!(matches!(rcpt_params("X=1"), Err(CommandError::UnknownParameter { .. })));
    }

    #[test]
    fn notify_prints_what_it_parses() {
        for text in ["NEVER", "SUCCESS", "FAILURE,DELAY", "SUCCESS,FAILURE,DELAY"] {
            assert_eq!(Notify::parse(text).unwrap().to_string(), text);
        }
    }
}
