//! Why a recipient could not be reached: one class out of reply code, enhanced code and text.
//!
//! The same for replies of SMTP sessions and for the `Diagnostic-Code` of delivery reports. Begin with [`BounceClass::of`].

mod phrases;
mod rules;

pub(crate) use rules::{matches, normalize, phrases_of};

use crate::reply::EnhancedCode;

/// What stood in the way, as far as the other side said so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum BounceClass {
    /// There is no such mailbox, or the address is not an address.
    InvalidRecipient,
    /// There is no such domain, or it takes no mail (RFC 7505).
    BadDomain,
    /// The mailbox exists and is switched off.
    InactiveMailbox,
    /// The mailbox is full.
    Quota,
    /// The message is larger than the other side takes.
    TooLarge,
    /// Too much mail or too many connections in a time.
    RateLimit,
    /// Refused for the first time only; a later attempt from the same address is taken.
    Greylist,
    /// The sending address or host is on a block list or has a bad name.
    Block,
    /// SPF, DKIM, DMARC or the like failed.
    Authentication,
    /// Content or another rule of the other side.
    Policy,
    /// Too many recipients in one transaction.
    TooManyRecipients,
    /// No connection, or it broke; handshake of TLS too.
    Connection,
    /// The name service gave no usable answer, or mail goes in circles.
    Routing,
    /// The other side did not understand what it was told.
    Protocol,
    /// Our own relay wants other credentials, or says that relaying is not allowed.
    RelayAuthentication,
    /// The other side gave up after its queue time.
    Expired,
    /// Nothing that is known here.
    Unknown,
}

impl BounceClass {
    /// All classes.
    pub const ALL: [Self; 17] = [
        Self::InvalidRecipient,
        Self::BadDomain,
        Self::InactiveMailbox,
        Self::Quota,
        Self::TooLarge,
        Self::RateLimit,
        Self::Greylist,
        Self::Block,
        Self::Authentication,
        Self::Policy,
        Self::TooManyRecipients,
        Self::Connection,
        Self::Routing,
        Self::Protocol,
        Self::RelayAuthentication,
        Self::Expired,
        Self::Unknown,
    ];

    /// Stable name in `snake_case`, fit for storage and APIs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InvalidRecipient => "invalid_recipient",
            Self::BadDomain => "bad_domain",
            Self::InactiveMailbox => "inactive_mailbox",
            Self::Quota => "quota",
            Self::TooLarge => "too_large",
            Self::RateLimit => "rate_limit",
            Self::Greylist => "greylist",
            Self::Block => "block",
            Self::Authentication => "authentication",
            Self::Policy => "policy",
            Self::TooManyRecipients => "too_many_recipients",
            Self::Connection => "connection",
            Self::Routing => "routing",
            Self::Protocol => "protocol",
            Self::RelayAuthentication => "relay_authentication",
            Self::Expired => "expired",
            Self::Unknown => "unknown",
        }
    }

    /// The class of this name, as [`as_str`](Self::as_str) gives it.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.as_str() == name)
    }

    /// Reads a reply. `code`: the basic code, 200 to 599; `enhanced`: RFC 3463; `text`: what stood behind them.
    ///
    /// Enhanced codes that say one thing only decide; those that senders use for anything (`5.0.0`, `5.7.1`, `5.5.0` …), and
    /// basic codes, leave it to the text. An unknown text gives what the code alone says, at last [`Unknown`](Self::Unknown).
    pub fn of(code: Option<u16>, enhanced: Option<EnhancedCode>, text: &str) -> Self {
        rules::classify(code, enhanced, text)
    }

    /// Whether one permanent failure is reason enough to send nothing more to the address.
    ///
    /// True where the recipient is the reason. Rules of the receiving side (policy, block lists, content) hit the sender, not
    /// the address, and never suppress it.
    pub const fn suppresses_at_once(self) -> bool {
        matches!(self, Self::InvalidRecipient | Self::BadDomain | Self::InactiveMailbox)
    }

    /// Whether permanent failures of this class tell, when they repeat, that the address is not used any more.
    ///
    /// Those of [`suppresses_at_once`](Self::suppresses_at_once) and a mailbox that stays full.
    pub const fn is_about_recipient(self) -> bool {
        self.suppresses_at_once() || matches!(self, Self::Quota)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replies_have_the_class_that_codes_and_text_say() {
        use BounceClass as C;
        let cases: [(&str, C); 32] = [
            ("550 5.1.1 no such user", C::InvalidRecipient),
            ("550 No such user here", C::InvalidRecipient),
            ("551 user does not exist", C::InvalidRecipient),
            ("553 5.1.3 bad syntax", C::InvalidRecipient),
            ("550 5.1.10 RESOLVER.ADR.RecipientNotFound", C::InvalidRecipient),
            ("550 5.4.1 Recipient address rejected: Access denied", C::InvalidRecipient),
            ("556 5.1.10 null MX", C::BadDomain),
            ("550 5.1.2 bad destination system", C::BadDomain),
            ("550 5.2.1 mailbox disabled", C::InactiveMailbox),
            ("550 account has been suspended", C::InactiveMailbox),
            ("452 4.2.2 full", C::Quota),
            ("552 mailbox is full", C::Quota),
            ("550 5.1.1 mailbox full", C::Quota),
            ("552 5.3.4 size", C::TooLarge),
            ("552 message size exceeds fixed maximum", C::TooLarge),
            ("421 try later", C::RateLimit),
            ("550 Connection frequency limited", C::RateLimit),
            ("450 4.2.1 The user is receiving mail too quickly", C::RateLimit),
            ("451 4.7.1 Greylisting in action, come back later", C::Greylist),
            ("450 please try again in 300 seconds", C::Greylist),
            ("554 5.7.1 blocked using zen.spamhaus.org", C::Block),
            ("550 5.1.1 rejected, listed at dnsbl.example", C::Block),
            ("550 5.7.26 not authenticated", C::Authentication),
            ("550 SPF check failed", C::Authentication),
            ("550 5.7.1 message content rejected", C::Policy),
            ("554 5.7.1 Recipient address rejected: not now", C::Policy),
            ("553 5.1.8 Domain of sender address does not exist", C::Policy),
            ("452 4.5.3 too many", C::TooManyRecipients),
            ("502 what?", C::Protocol),
            ("535 no", C::RelayAuthentication),
            ("550 5.4.7 delivery time expired", C::Expired),
            ("550 xyzzy", C::Unknown),
        ];
        for (reply, class) in cases {
            let (code, text) = reply.split_at(4);
            let enhanced = EnhancedCode::parse_prefix(text).map(|(enhanced, _)| enhanced);
            assert_eq!(BounceClass::of(code.trim().parse().ok(), enhanced, text), class, "{reply}");
        }
    }

    #[test]
    fn names_are_read_back() {
        for class in BounceClass::ALL {
            assert_eq!(BounceClass::parse(class.as_str()), Some(class));
        }
        assert_eq!(BounceClass::parse("nothing"), None);
    }
}
