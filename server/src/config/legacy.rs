//! The file format of Postal 1 and 2 (version 1): its keys, and what became of them.

use super::error::{Place, Warning};
use super::file::{Contents, suggestion};
use super::options;
use super::yaml::{Data, Node};

/// Keys, or starts of keys, that are accepted and mean nothing any more.
const DROPPED: &[&str] = &[
    "rabbitmq",
    "workers",
    "fast_server",
    "logging.stdout",
    "logging.root",
    "logging.max_log_files",
    "logging.max_log_file_size",
    "smtp_server.strip_received_headers",
];

/// Sorts the keys of a legacy file into options.
pub fn read(entries: Vec<(String, Node)>, place: &dyn Fn(usize) -> Place, contents: &mut Contents) {
    for (key, node) in entries {
        if key != "version" {
            read_key(key, node, place, contents);
        }
    }
}

fn read_key(key: String, node: Node, place: &dyn Fn(usize) -> Place, contents: &mut Contents) {
    if is_dropped(&key) {
        contents.dropped.push((key, node.line));
        return;
    }
    if let Some(option) = options().find(|option| option.legacy == Some(key.as_str())) {
        contents.insert(option.key(), node, place);
        return;
    }
    let line = node.line;
    match node.data {
        Data::Map(children) => {
            for (name, child) in children {
                read_key(format!("{key}.{name}"), child, place, contents);
            }
        }
        // `smtp_server:` with nothing below it.
        _ if node.is_null() => {}
        _ => {
            let hint = match options().find(|option| option.key() == key) {
                Some(_) => "; it can only be set in a version 2 file or by its variable".to_owned(),
                None => suggestion(&key, options().filter_map(|option| option.legacy).map(str::to_owned)),
            };
            contents
                .warnings
                .push(Warning { place: place(line), message: format!("unknown key {key}, ignored{hint}") });
        }
    }
}

fn is_dropped(key: &str) -> bool {
    DROPPED.iter().any(|dropped| key.strip_prefix(dropped).is_some_and(|rest| rest.is_empty() || rest.starts_with('.')))
}
