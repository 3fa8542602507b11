//! The records of a domain as a zone file, to be imported by a DNS provider. RFC 1035 §5.1.

use super::records::{DnsRecord, KeyStage, RecordKind, split_strings};

/// Records that may be removed are left out. `domain`: A-labels.
pub fn zone_file(domain: &str, records: &[DnsRecord]) -> String {
    let mut text = format!("; DNS records of {domain} for sending and receiving mail with Postal\n$ORIGIN {domain}.\n");
    for record in records.iter().filter(|record| record.key != Some(KeyStage::Removable)) {
        let data = match record.kind {
            RecordKind::Txt => {
                let strings = split_strings(&record.value);
                strings.iter().map(|string| quoted(string)).collect::<Vec<_>>().join(" ")
            }
            RecordKind::Cname => format!("{}.", record.value),
            RecordKind::Mx => format!("{} {}.", record.priority.unwrap_or_default(), record.value),
        };
        let note = if record.is_optional { " ; optional" } else { "" };
        text.push_str(&format!("{} {} IN {} {data}{note}\n", record.relative_name, record.ttl, record.kind.as_str()));
    }
    text
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
