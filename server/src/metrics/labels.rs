//! Labels whose values are known when the program is compiled, so that counting one is an atomic addition.

use crate::model::{MessageScope, MessageStatus};

/// The values of one label, or of several in their order.
pub trait Labels: Copy {
    /// How many there can be.
    const COUNT: usize;

    /// From 0, below [`Self::COUNT`].
    fn index(self) -> usize;

    fn values(self) -> Vec<&'static str>;
}

impl<A: Labels, B: Labels> Labels for (A, B) {
    const COUNT: usize = A::COUNT * B::COUNT;

    fn index(self) -> usize {
        self.0.index() * B::COUNT + self.1.index()
    }

    fn values(self) -> Vec<&'static str> {
        [self.0.values(), self.1.values()].concat()
    }
}

/// An enum with the text of each of its variants.
macro_rules! label {
    ($(#[$doc:meta])* $name:ident { $($(#[$about:meta])* $variant:ident = $text:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name {
            $($(#[$about])* $variant,)+
        }

        impl $name {
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)+
                }
            }
        }

        impl Labels for $name {
            const COUNT: usize = [$($text),+].len();

            fn index(self) -> usize {
                self as usize
            }

            fn values(self) -> Vec<&'static str> {
                vec![self.as_str()]
            }
        }
    };
}

label! {
    /// Commands that are counted, in the words of Postal 3.3.
    SmtpCommand {
        Proxy = "PROXY",
        /// 3.3 counts STARTTLS under this name.
        Startls = "STARTLS",
        StartTls = "STARTTLS",
        Ehlo = "EHLO",
        Helo = "HELO",
        Rset = "RSET",
        AuthPlain = "AUTH PLAIN",
        AuthLogin = "AUTH LOGIN",
        AuthCramMd5 = "AUTH CRAM-MD5",
    }
}

label! {
    /// What an SMTP client was refused for. The last five are not in Postal 3.3.
    ClientError {
        InvalidCommand = "invalid-command",
        ProxyError = "proxy-error",
        TlsUnavailable = "tls-unavailable",
        MissingCredentials = "missing-credentials",
        InvalidCredentials = "invalid-credentials",
        MailFromOutOfOrder = "mail-from-out-of-order",
        RcptToOutOfOrder = "rcpt-to-out-of-order",
        EmptyRcptTo = "empty-rcpt-to",
        InvalidRcptTo = "invalid-rcpt-to",
        ServerSuspended = "server-suspended",
        InvalidServerToken = "invalid-server-token",
        /// By an address of the route domain.
        RouteRejected = "route-rejected",
        /// By the route's own address.
        RouteRejection = "route-rejection",
        AuthenticationRequired = "authentication-required",
        DataOutOfOrder = "data-out-of-order",
        MessageTooLarge = "message-too-large",
        LoopDetected = "loop-detected",
        FromNameInvalid = "from-name-invalid",
        InvalidRouteToken = "invalid-route-token",
        UnknownRecipient = "unknown-recipient",
        DmarcFailed = "dmarc-failed",
        TooManyConnections = "too-many-connections",
        TooManyErrors = "too-many-errors",
    }
}

label! {
    /// What was accepted for a recipient.
    MessageType {
        Outgoing = "outgoing",
        Bounce = "bounce",
        Incoming = "incoming",
    }
}

label! {
    YesNo {
        Yes = "yes",
        No = "no",
    }
}

impl From<bool> for YesNo {
    fn from(is_so: bool) -> Self {
        if is_so { Self::Yes } else { Self::No }
    }
}

label! {
    /// Where an exception came up.
    ExceptionAt {
        /// While a connection was accepted.
        ClientAccept = "client-accept",
        /// In a session.
        Data = "data",
    }
}

label! {
    /// What a worker does, in the words of Postal 3.3.
    Job {
        ProcessQueuedMessages = "ProcessQueuedMessagesJob",
        ProcessWebhookRequests = "ProcessWebhookRequestsJob",
    }
}

label! {
    /// 3.3 numbered its threads; here the jobs of a process share all of them.
    Thread {
        Shared = "0",
    }
}

label! {
    /// How an HTTP request of ours ended.
    CodeClass {
        Informational = "1xx",
        Successful = "2xx",
        Redirection = "3xx",
        ClientError = "4xx",
        ServerError = "5xx",
        /// There was no response.
        Failed = "none",
    }
}

impl CodeClass {
    /// `status`: of the response; `None`: there was none.
    pub const fn of(status: Option<u16>) -> Self {
        match status {
            Some(100..200) => Self::Informational,
            Some(200..300) => Self::Successful,
            Some(300..400) => Self::Redirection,
            Some(400..500) => Self::ClientError,
            Some(500..600) => Self::ServerError,
            _ => Self::Failed,
        }
    }
}

label! {
    /// What a recipient of tracked mail did.
    TrackingHit {
        /// A link was followed.
        Click = "click",
        /// The image was loaded.
        Open = "open",
        /// A link or an image that is not known.
        Unknown = "unknown",
    }
}

label! {
    /// Which of our HTTP surfaces was asked.
    Api {
        Management = "v2",
        Legacy = "v1",
        /// The web interface and files.
        Web = "web",
    }
}

label! {
    /// What becomes of a row of the queue.
    QueueState {
        /// Its time has come, and nobody has taken it yet.
        Due = "due",
        /// Its time has not come.
        Waiting = "waiting",
        /// A worker has it.
        Taken = "taken",
    }
}

impl Labels for MessageStatus {
    /// One more, so that a status that is not in the list has a place, too.
    const COUNT: usize = MessageStatus::ALL.len() + 1;

    fn index(self) -> usize {
        MessageStatus::ALL.iter().position(|status| *status == self).unwrap_or(MessageStatus::ALL.len())
    }

    fn values(self) -> Vec<&'static str> {
        vec![self.as_str()]
    }
}

impl Labels for MessageScope {
    const COUNT: usize = 2;

    fn index(self) -> usize {
        match self {
            MessageScope::Outgoing => 0,
            MessageScope::Incoming => 1,
        }
    }

    fn values(self) -> Vec<&'static str> {
        vec![self.as_str()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_have_places_of_their_own() {
        let pairs = [YesNo::Yes, YesNo::No].into_iter().flat_map(|tls| {
            [MessageType::Outgoing, MessageType::Bounce, MessageType::Incoming].map(|kind| (kind, tls))
        });
        let mut places: Vec<usize> = pairs.map(Labels::index).collect();
        places.sort_unstable();
        assert_eq!(places, [0, 1, 2, 3, 4, 5]);
        assert_eq!((MessageType::Bounce, YesNo::No).values(), ["bounce", "no"]);
    }

    #[test]
    fn codes_have_classes() {
        assert_eq!(CodeClass::of(Some(204)).as_str(), "2xx");
        assert_eq!(CodeClass::of(Some(999)).as_str(), "none");
        assert_eq!(CodeClass::of(None).as_str(), "none");
    }
}
