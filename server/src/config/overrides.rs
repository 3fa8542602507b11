//! Variables without a section that one process may be given: `PORT`, `BIND_ADDRESS` and those of the health server.

use std::net::{IpAddr, SocketAddr};

use super::error::{ConfigError, ConfigErrors, Place};
use super::setting::parse_address;
use super::source::Environment;

/// Where a web or SMTP process listens: `PORT` and `BIND_ADDRESS` win over the section's values.
///
/// For a process with one role only; in one with several they would hit all of them.
pub fn listen_address(environment: &Environment, address: IpAddr, port: u16) -> Result<SocketAddr, ConfigErrors> {
    overridden(environment, ("BIND_ADDRESS", "PORT"), address, port)
}

/// The same for health checks: `HEALTH_SERVER_PORT` and `HEALTH_SERVER_BIND_ADDRESS`.
pub fn health_address(environment: &Environment, address: IpAddr, port: u16) -> Result<SocketAddr, ConfigErrors> {
    overridden(environment, ("HEALTH_SERVER_BIND_ADDRESS", "HEALTH_SERVER_PORT"), address, port)
}

fn overridden(
    environment: &Environment,
    (address_name, port_name): (&str, &str),
    address: IpAddr,
    port: u16,
) -> Result<SocketAddr, ConfigErrors> {
    let mut errors = Vec::new();
    let mut refuse = |name: &str, expected: &str, found: &str| {
        let place = Place::Variable(name.to_owned());
        errors.push(ConfigError { place, message: format!("expected {expected}, found `{found}`") });
    };
    let mut socket = SocketAddr::new(address, port);
    if let Some(text) = environment.var(address_name) {
        match parse_address(text) {
            Some(address) => socket.set_ip(address),
            None => refuse(address_name, "an IP address such as 127.0.0.1, :: or [::]", text),
        }
    }
    if let Some(text) = environment.var(port_name) {
        match text.trim().parse() {
            Ok(port) => socket.set_port(port),
            Err(_) => refuse(port_name, "a port from 0 to 65535", text),
        }
    }
    if errors.is_empty() { Ok(socket) } else { Err(errors.into()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_win_over_the_section_with_and_without_brackets() {
        let default: IpAddr = "127.0.0.1".parse().unwrap();
        for (variables, expected) in [
            (vec![], "127.0.0.1:5000"),
            (vec![("PORT", "8080")], "127.0.0.1:8080"),
            (vec![("BIND_ADDRESS", "::")], "[::]:5000"),
            (vec![("BIND_ADDRESS", "[::]"), ("PORT", "1")], "[::]:1"),
            (vec![("BIND_ADDRESS", ""), ("PORT", "")], "127.0.0.1:5000"),
            (vec![("HEALTH_SERVER_PORT", "1")], "127.0.0.1:5000"),
        ] {
            let environment = variables.iter().copied().collect();
            assert_eq!(listen_address(&environment, default, 5000), Ok(expected.parse().unwrap()), "{variables:?}");
        }
        let environment = [("HEALTH_SERVER_PORT", "9"), ("HEALTH_SERVER_BIND_ADDRESS", "::1")].into_iter().collect();
        assert_eq!(health_address(&environment, default, 5000), Ok("[::1]:9".parse().unwrap()));
    }

    #[test]
    fn both_mistakes_are_reported() {
        let environment = [("PORT", "x"), ("BIND_ADDRESS", "y")].into_iter().collect();
        let errors = listen_address(&environment, "::".parse().unwrap(), 1).unwrap_err();
        assert_eq!(errors.errors.len(), 2);
        assert!(errors.to_string().contains("environment variable PORT: expected a port"));
    }
}
