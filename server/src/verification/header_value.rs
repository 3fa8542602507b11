//! The value of an `Authentication-Results` field. RFC 8601 §2.2.
//!
//! Domains, selectors and names come from the sender: what is not plain ASCII never gets into the field, and what is no
//! token gets there quoted.

use super::{SpfIdentity, Verification};

/// Longest value of a property; a line holds at most three of them (RFC 5322 §2.1.1: 998 octets).
const MAX_VALUE: usize = 255;

impl Verification {
    /// What goes behind `Authentication-Results: `, folded, one method a line, without the final line end.
    ///
    /// `authserv_id`: our host name.
    pub fn header_value(&self, authserv_id: &str) -> String {
        let mut value = pvalue(authserv_id);
        let mut method = |text: String| {
            value.push_str(";\r\n\t");
            value.push_str(&text);
        };
        let name = self.reverse_name.as_deref().map(|name| format!(" smtp.rdns={}", pvalue(name))).unwrap_or_default();
        method(format!("iprev={} policy.iprev={}{name}", self.iprev, pvalue(&self.ip.to_string())));
        let property = match self.spf_identity {
            SpfIdentity::MailFrom => "smtp.mailfrom",
            SpfIdentity::Helo => "smtp.helo",
        };
        let domain = self.spf_domain.as_deref().map(|domain| format!(" {property}={}", pvalue(domain)));
        method(format!("spf={}{}", self.spf, domain.unwrap_or_default()));
        if self.dkim_signatures.is_empty() {
            method("dkim=none".to_owned());
        }
        for signature in &self.dkim_signatures {
            let mut text = format!("dkim={}", signature.result);
            if let Some(reason) = &signature.reason {
                text.push_str(&format!(" reason={}", quoted(reason)));
            }
            for (property, value) in
                [("header.d", &signature.domain), ("header.s", &signature.selector), ("header.b", &signature.prefix)]
            {
                if !value.is_empty() {
                    text.push_str(&format!(" {property}={}", pvalue(value)));
                }
            }
            method(text);
        }
        // RFC 7489 §11.2 leaves room for the policy in a comment.
        let policy =
            self.dmarc_policy.map(|policy| format!(" (p={} dis={})", policy.as_str(), self.dmarc_disposition.as_str()));
        let from = self.from_domain.as_deref().map(|domain| format!(" header.from={}", pvalue(domain)));
        method(format!("dmarc={}{}{}", self.dmarc, policy.unwrap_or_default(), from.unwrap_or_default()));
        method(format!("arc={} smtp.remote-ip={}", self.arc, pvalue(&self.ip.to_string())));
        value
    }
}

/// RFC 2045 §5.1 tokens stand as they are.
fn pvalue(text: &str) -> String {
    let is_token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`{|}~".contains(c);
    if !text.is_empty() && text.len() <= MAX_VALUE && text.chars().all(is_token) {
        text.to_owned()
    } else {
        quoted(text)
    }
}

/// RFC 5322 §3.2.4. Control characters vanish, other characters outside ASCII become `?`.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars().filter(|c| !c.is_control()).take(MAX_VALUE) {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            ' '..='~' => quoted.push(c),
            _ => quoted.push('?'),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::super::results::tests::sample;
    use super::super::{AuthResult, DmarcPolicy};
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn each_method_has_its_line() {
        assert_eq!(
            sample().header_value("mail.host.example"),
            "mail.host.example;\r\n\
            \tiprev=pass policy.iprev=192.0.2.1 smtp.rdns=mx.shop.example;\r\n\
            \tspf=softfail smtp.mailfrom=shop.example;\r\n\
            \tdkim=pass header.d=shop.example header.s=s1 header.b=\"AbC+/123\";\r\n\
            \tdkim=fail reason=\"the body was changed\" header.d=list.example header.s=x header.b=ZZ;\r\n\
            \tdmarc=pass (p=reject dis=none) header.from=shop.example;\r\n\
            \tarc=none smtp.remote-ip=192.0.2.1"
        );
        let bare = Verification {
            reverse_name: None,
            spf: AuthResult::None,
            spf_domain: None,
            dkim_signatures: Vec::new(),
            dmarc: AuthResult::None,
            from_domain: None,
            dmarc_policy: None,
            dmarc_disposition: DmarcPolicy::None,
            ip: "2001:db8::1".parse().unwrap(),
            ..sample()
        };
        assert_eq!(
            bare.header_value("h"),
            "h;\r\n\tiprev=pass policy.iprev=\"2001:db8::1\";\r\n\tspf=none;\r\n\tdkim=none;\r\n\tdmarc=none;\r\n\tarc=none smtp.remote-ip=\"2001:db8::1\""
        );
    }

    proptest! {
        #[test]
        fn nothing_that_a_sender_chooses_leaves_its_place(evil in ".{0,300}", extra in "[\\r\\n;=\"\\\\() a-z]{0,60}") {
            let evil = format!("{evil}{extra}");
            let mut verification = sample();
            verification.reverse_name = Some(evil.clone());
            verification.spf_domain = Some(evil.clone());
            verification.from_domain = Some(evil.clone());
            for signature in &mut verification.dkim_signatures {
                signature.domain = evil.clone();
                signature.selector = evil.clone();
                signature.reason = Some(evil.clone());
            }
            let value = verification.header_value("host.example");
            let lines: Vec<&str> = value.split("\r\n").collect();
            prop_assert_eq!(lines.len(), 7);
            for line in &lines {
                prop_assert!(line.len() < 998 && line.is_ascii());
                prop_assert!(!line.trim_start_matches('\t').chars().any(|c| c.is_ascii_control()));
                // Outside quotes there is one semicolon at most: the one that ends the method.
                let mut is_quoted = false;
                let mut is_escaped = false;
                let mut outside = String::new();
                for c in line.chars() {
                    match c {
                        _ if is_escaped => is_escaped = false,
                        '\\' if is_quoted => is_escaped = true,
                        '"' => is_quoted = !is_quoted,
                        c if !is_quoted => outside.push(c),
                        _ => {}
                    }
                }
                prop_assert!(!is_quoted);
                prop_assert!(!outside.trim_end_matches(';').contains(';'));
            }
        }
    }
}
