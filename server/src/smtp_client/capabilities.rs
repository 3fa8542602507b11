//! What EHLO offered (RFC 5321 §4.1.1.1).

use postal_mail::reply::Reply;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Capabilities {
    /// `Some(None)`: SIZE without a limit (RFC 1870 §6).
    pub size: Option<Option<u64>>,
    pub eight_bit_mime: bool,
    pub pipelining: bool,
    pub smtputf8: bool,
    pub enhanced_status_codes: bool,
    pub chunking: bool,
    pub starttls: bool,
    pub dsn: bool,
    /// Names of mechanisms, upper-case.
    pub auth: Vec<String>,
}

impl Capabilities {
    pub(super) fn from_ehlo(reply: &Reply) -> Self {
        let mut capabilities = Self::default();
        for line in reply.lines.iter().skip(1) {
            let line = line.to_ascii_uppercase();
            // Old servers say `AUTH=LOGIN`.
            let mut words = line.split([' ', '=', '\t']).filter(|word| !word.is_empty());
            match words.next() {
                Some("SIZE") => {
                    capabilities.size =
                        Some(words.next().and_then(|limit| limit.parse().ok()).filter(|limit| *limit > 0));
                }
                Some("8BITMIME") => capabilities.eight_bit_mime = true,
                Some("PIPELINING") => capabilities.pipelining = true,
                Some("SMTPUTF8") => capabilities.smtputf8 = true,
                Some("ENHANCEDSTATUSCODES") => capabilities.enhanced_status_codes = true,
                Some("CHUNKING") => capabilities.chunking = true,
                Some("STARTTLS") => capabilities.starttls = true,
                Some("DSN") => capabilities.dsn = true,
                Some("AUTH") => capabilities.auth.extend(words.map(str::to_owned)),
                _ => {}
            }
        }
        capabilities
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_are_read_from_the_second_line_on() {
        let lines =
            ["PIPELINING.example", "pipelining", "SIZE 1000", "8BITMIME", "AUTH plain LOGIN", "AUTH=CRAM-MD5", "XNEW"];
        let capabilities = Capabilities::from_ehlo(&Reply::multi_line(250, lines));
        assert!(capabilities.pipelining && capabilities.eight_bit_mime);
        assert_eq!(capabilities.size, Some(Some(1000)));
        assert_eq!(capabilities.auth, ["PLAIN", "LOGIN", "CRAM-MD5"]);
        assert!(!capabilities.starttls);
        let unlimited = Capabilities::from_ehlo(&Reply::multi_line(250, ["x", "SIZE 0"]));
        assert_eq!(unlimited.size, Some(None));
    }
}
