//! Logging in to a relay (RFC 4954).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac};
use md5::Md5;
use postal_mail::reply::Reply;

use super::Capabilities;
use super::attempt::Fault;
use super::target::{Auth, AuthMechanism, TlsMode};
use super::wire::Wire;

/// Which mechanism to use. `None`: there is none that both sides know and that keeps the password safe.
///
/// In mode Auto a listener can suppress STARTTLS, so the password itself is then never sent in clear; mode None says
/// that the operator wants it so.
pub fn choose(auth: &Auth, capabilities: &Capabilities, is_tls: bool, mode: TlsMode) -> Option<AuthMechanism> {
    use AuthMechanism::{CramMd5, Login, Plain};
    let order = if is_tls { [Plain, Login, CramMd5] } else { [CramMd5, Plain, Login] };
    let may_show_password = is_tls || mode == TlsMode::None;
    order.into_iter().find(|mechanism| {
        capabilities.auth.iter().any(|offered| offered == mechanism.as_str())
            && auth.mechanism.is_none_or(|wanted| wanted == *mechanism)
            && (may_show_password || *mechanism == CramMd5)
    })
}

/// The last reply: 235 when it went well.
pub async fn log_in(wire: &mut Wire, auth: &Auth, mechanism: AuthMechanism) -> Result<Reply, Fault> {
    match mechanism {
        AuthMechanism::Plain => {
            let response = STANDARD.encode(format!("\0{}\0{}", auth.user, auth.password));
            wire.secret_command(&format!("AUTH PLAIN {response}"), "AUTH PLAIN ***").await
        }
        AuthMechanism::Login => {
            let mut reply = wire.command("AUTH LOGIN").await?;
            for secret in [&auth.user, &auth.password] {
                if !reply.is_intermediate() {
                    break;
                }
                reply = wire.secret_command(&STANDARD.encode(secret), "***").await?;
            }
            Ok(reply)
        }
        AuthMechanism::CramMd5 => {
            let reply = wire.command("AUTH CRAM-MD5").await?;
            if !reply.is_intermediate() {
                return Ok(reply);
            }
            let challenge = STANDARD
                .decode(reply.text().trim())
                .map_err(|_| Fault::Protocol("the CRAM-MD5 challenge is not base64".to_owned()))?;
            let response = STANDARD.encode(cram_md5(auth, &challenge)?);
            wire.secret_command(&response, "***").await
        }
    }
}

/// RFC 2195 §2.
fn cram_md5(auth: &Auth, challenge: &[u8]) -> Result<String, Fault> {
    let mut mac = Hmac::<Md5>::new_from_slice(auth.password.as_bytes())
        .map_err(|error| Fault::Protocol(format!("CRAM-MD5: {error}")))?;
    mac.update(challenge);
    Ok(format!("{} {:x}", auth.user, mac.finalize().into_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn auth(mechanism: Option<AuthMechanism>) -> Auth {
        Auth { user: "tim".into(), password: "tanstaaftanstaaf".into(), mechanism }
    }

    #[test]
    fn the_example_of_rfc_2195_comes_out() {
        let response = cram_md5(&auth(None), b"<1896.697170952@postoffice.reston.mci.net>").unwrap();
        assert_eq!(response, "tim b913a602c7eda7a495b4e6e7334d3890");
    }

    #[test]
    fn the_password_is_not_shown_to_a_listener_unless_configured() {
        let offered = |names: &[&str]| Capabilities {
            auth: names.iter().map(|name| (*name).to_owned()).collect(),
            ..Capabilities::default()
        };
        let all = offered(&["PLAIN", "LOGIN", "CRAM-MD5"]);
        assert_eq!(choose(&auth(None), &all, true, TlsMode::Auto), Some(AuthMechanism::Plain));
        assert_eq!(choose(&auth(None), &all, false, TlsMode::Auto), Some(AuthMechanism::CramMd5));
        assert_eq!(choose(&auth(None), &offered(&["PLAIN"]), false, TlsMode::Auto), None);
        assert_eq!(choose(&auth(None), &offered(&["PLAIN"]), false, TlsMode::None), Some(AuthMechanism::Plain));
        assert_eq!(choose(&auth(Some(AuthMechanism::Login)), &all, true, TlsMode::Tls), Some(AuthMechanism::Login));
        assert_eq!(choose(&auth(Some(AuthMechanism::Login)), &offered(&["PLAIN"]), true, TlsMode::Tls), None);
    }
}
