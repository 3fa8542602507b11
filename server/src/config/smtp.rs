//! Section `smtp`.

use super::relay::AuthType;
use super::secret::Secret;
use super::section::section;
use super::setting::words;

section! {
    /// The server for Postal's own mails: password resets, notices, domain verification.
    Smtp = "smtp" {
        /// Host.
        host: String = "127.0.0.1", legacy same;
        /// Port.
        port: u16 = "25", legacy same;
        /// User name; without it no authentication.
        username: Option<String> = "", legacy same;
        /// Password.
        password: Option<Secret> = "", legacy same;
        /// `plain`, `login` or `cram_md5`.
        authentication_type: AuthType = "login";
        /// Require STARTTLS.
        enable_starttls: bool = "false";
        /// Use STARTTLS when offered.
        enable_starttls_auto: bool = "true";
        /// `peer` = verify the certificate, `none` = do not.
        openssl_verify_mode: VerifyMode = "peer";
        /// Name of the sender.
        from_name: String = "Postal", legacy same;
        /// Address of the sender.
        from_address: String = "postal@example.com", legacy same;
    }
}

words! {
    /// Whether the peer's certificate is verified.
    VerifyMode, "`peer` or `none`", unset Peer {
        Peer = "peer",
        None = "none",
    }
}
