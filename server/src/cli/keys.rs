//! `postal default-dkim-record`.

use super::Failure;
use super::context::load_config;
use crate::app::Keys;

/// The value of the TXT record at `<dns.dkim_identifier>._domainkey.<dns.return_path_domain>`.
pub fn default_dkim_record() -> Result<(), Failure> {
    let loaded = load_config()?;
    let signing = Keys::load_signing(&loaded.config)?;
    println!("v=DKIM1; t=s; h=sha256; p={};", signing.public_key_base64());
    Ok(())
}
