//! A legacy file in the present format, for `postal config convert`.

use std::fmt::Write as _;
use std::path::Path;

use super::error::{ConfigError, ConfigErrors, Place};
use super::file::{self, Version};
use super::section::{OptionSpec, Reader};
use super::source::{Environment, Sources};
use super::yaml::{Data, Node};
use super::{Config, Relay, SECTIONS};

/// The version 2 equivalent of `text`; `path` is for error messages. A file that is already version 2 stays as it is.
pub fn convert(text: &str, path: &Path) -> Result<String, ConfigErrors> {
    let contents = file::contents(text, path)?;
    if contents.version == Version::Two {
        return Ok(text.to_owned());
    }
    let mut options = contents.options;
    options.retain(|_, node| !node.is_null());
    let sources = Sources::new(Environment::default(), path.to_path_buf(), options.clone());
    let mut reader = Reader::new(&sources);
    let config = Config::read(&mut reader);
    if !reader.errors.is_empty() {
        return Err(reader.errors.into());
    }

    let mut out = "version: 2\n".to_owned();
    for (name, _, specs) in SECTIONS {
        let mut lines = String::new();
        for option in *specs {
            if let Some(node) = options.get(&option.key()) {
                lines.push_str(&line(option, node, &config).map_err(|message| ConfigError {
                    place: Place::File { path: path.to_path_buf(), line: node.line },
                    message: format!("{}: {message}", option.key()),
                })?);
            }
        }
        if !lines.is_empty() {
            let _ = write!(out, "\n{name}:\n{lines}");
        }
    }
    if !contents.dropped.is_empty() || !contents.warnings.is_empty() {
        out.push_str("\n# Left out:\n");
    }
    for (key, line) in contents.dropped {
        let _ = writeln!(out, "# {key} (line {line}): not used any more");
    }
    for warning in contents.warnings {
        let _ = writeln!(out, "# {warning}");
    }
    Ok(out)
}

fn line(option: &OptionSpec, node: &Node, config: &Config) -> Result<String, String> {
    let name = option.name;
    if option.key() == "postal.smtp_relays" {
        let relays: String = config
            .postal
            .smtp_relays
            .iter()
            .fold(String::new(), |out, it| out + "    - " + &quoted(&relay_url(it)) + "\n");
        return Ok(if relays.is_empty() { String::new() } else { format!("  {name}:\n{relays}") });
    }
    match &node.data {
        Data::List(items) => {
            let mut out = format!("  {name}:\n");
            for item in items.iter().filter(|item| !item.is_null()) {
                let _ = writeln!(out, "    - {}", quoted(&item.describe()));
            }
            Ok(out)
        }
        Data::Scalar { text, .. } => {
            // Numbers and booleans keep their spelling, for example octal ones, and so their meaning.
            let is_bare = option.type_name.starts_with("integer") || option.type_name == "boolean";
            Ok(format!("  {name}: {}\n", if is_bare { text.clone() } else { quoted(text) }))
        }
        Data::Map(_) => Err("a map cannot be converted".to_owned()),
    }
}

fn relay_url(relay: &Relay) -> String {
    let host = relay.host.to_string();
    let host = if host.contains(':') { format!("[{host}]") } else { host };
    format!("smtp://{host}:{}?ssl_mode={}", relay.port, relay.tls)
}

/// A YAML double-quoted scalar; JSON's is one.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_legacy_file_becomes_a_version_2_file_that_means_the_same() {
        let legacy = "web:\n  host: mail.shop.example\n  protocol: http\ndns:\n  mx_records:\n    - mx.shop.example\n  \
                      return_path: rp.shop.example\ngeneral:\n  maximum_delivery_attempts: 010\nrabbitmq:\n  host: x\n\
                      smtp_relays:\n  - hostname: relay.example\n    port: 587\n  - hostname:\nweb_server:\n  port: \n";
        let converted = convert(legacy, Path::new("postal.yml")).unwrap();
        assert_eq!(
            converted,
            "version: 2\n\npostal:\n  web_hostname: \"mail.shop.example\"\n  web_protocol: \"http\"\n  \
             default_maximum_delivery_attempts: 010\n  smtp_relays:\n    - \"smtp://relay.example:587?ssl_mode=Auto\"\n\n\
             dns:\n  mx_records:\n    - \"mx.shop.example\"\n  return_path_domain: \"rp.shop.example\"\n\n\
             # Left out:\n# rabbitmq (line 10): not used any more\n"
        );
        assert_eq!(convert(&converted, Path::new("postal.yml")).unwrap(), converted);
    }
}
