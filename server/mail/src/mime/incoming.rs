//! The fields that an HTTP endpoint is told of an incoming message, in the form 3.3 gives them.

use super::read::{Content, show_value};

/// Values of header fields: encoded-words decoded, addresses and dates in one form, ids with their brackets.
///
/// Of a field that occurs more than once the last one counts. `None`: it does not occur.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IncomingFields {
    /// To
    pub to: Option<String>,
    /// Cc
    pub cc: Option<String>,
    /// From
    pub from: Option<String>,
    /// Date, such as `Thu, 01 Jan 2026 00:00:00 +0000`; as written when it is none.
    pub date: Option<String>,
    /// In-Reply-To: ids separated by one blank.
    pub in_reply_to: Option<String>,
    /// References: ids separated by one blank.
    pub references: Option<String>,
    /// Auto-Submitted, RFC 3834 §5.
    pub auto_submitted: Option<String>,
    /// The values of all Reply-To fields, in order. Never empty.
    pub reply_to: Option<Vec<String>>,
}

impl Content<'_> {
    /// The fields that are passed on to an HTTP endpoint.
    pub fn incoming_fields(&self) -> IncomingFields {
        let header = self.header();
        let all = |name: &str| -> Vec<String> {
            header.all(name).map(|field| show_value(name, &field).replace('\0', "")).collect()
        };
        let last = |name: &str| all(name).pop();
        let reply_to = all("reply-to");
        IncomingFields {
            to: last("to"),
            cc: last("cc"),
            from: last("from"),
            date: last("date"),
            in_reply_to: last("in-reply-to"),
            references: last("references"),
            auto_submitted: last("auto-submitted"),
            reply_to: (!reply_to.is_empty()).then_some(reply_to),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_field_of_each_name_is_passed_on_decoded() {
        let mail = "To: first@x.example\r\nFrom: =?utf-8?q?J=C3=B6rg?= <j@x.example>\r\nTO: \"Acme, Inc.\" <a@x.example>,\r\n\
            \t<b@x.example>\r\nDate: Thu, 1 Jan 2026 00:00:00 +0000\r\nIn-Reply-To:\r\n <m1@x.example>\r\n\
            References: <m0@x.example>\r\n\t<m1@x.example>\r\nAuto-Submitted: no\r\nauto-submitted: auto-replied\r\n\r\n";
        let expected = IncomingFields {
            to: Some("\"Acme, Inc.\" <a@x.example>, b@x.example".into()),
            from: Some("Jörg <j@x.example>".into()),
            date: Some("Thu, 01 Jan 2026 00:00:00 +0000".into()),
            in_reply_to: Some("<m1@x.example>".into()),
            references: Some("<m0@x.example> <m1@x.example>".into()),
            auto_submitted: Some("auto-replied".into()),
            ..IncomingFields::default()
        };
        assert_eq!(Content::parse(mail.as_bytes()).incoming_fields(), expected);
    }

    #[test]
    fn every_reply_to_is_passed_on() {
        let mail = "Reply-To: a@x.example\r\nReply-To: B <b@x.example>, c@x.example\r\n\r\n";
        let fields = Content::parse(mail.as_bytes()).incoming_fields();
        assert_eq!(fields.reply_to, Some(vec!["a@x.example".to_owned(), "B <b@x.example>, c@x.example".to_owned()]));
    }

    #[test]
    fn fields_that_do_not_occur_are_none() {
        for mail in ["", "\r\n\r\nTo: not@x.example\r\n", "Subject: x\r\n\r\n"] {
            assert_eq!(Content::parse(mail.as_bytes()).incoming_fields(), IncomingFields::default(), "{mail:?}");
        }
    }
}
