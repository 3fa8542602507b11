//! Rules about the repository itself: who may use whom, what may be linked in, how large a file may grow.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use regex::Regex;
use walkdir::WalkDir;

/// Level of each module; a module may use modules on lower levels.
const LEVELS: &[(u8, &[&str])] = &[
    (7, &["cli"]),
    (6, &["app"]),
    (5, &["smtp_server", "http", "health", "worker"]),
    (
        4,
        &[
            "accounts",
            "tenancy",
            "domains",
            "routing",
            "ingest",
            "queue",
            "bounces",
            "inspection",
            "delivery",
            "suppression",
            "statistics",
            "webhooks",
            "events",
            "tracking",
            "ip_pools",
            "retention",
            "notifications",
            "readiness",
            "bulk",
        ],
    ),
    (3, &["store", "dns", "smtp_client", "http_client", "scanners", "verification", "mailer", "openid"]),
    (2, &["model", "config", "clock", "random", "secrets", "telemetry", "metrics"]),
];

/// What a module may use besides: mostly on its own level. Handlers are handed the app, which is wired above them.
const BESIDES: &[(&str, &[&str])] = &[
    ("http", &["app"]),
    ("health", &["app", "http"]),
    ("accounts", &["tenancy"]),
    (
        "delivery",
        &[
            "queue",
            "suppression",
            "statistics",
            "tenancy",
            "domains",
            "routing",
            "ingest",
            "bounces",
            "inspection",
            "tracking",
            "ip_pools",
        ],
    ),
    ("routing", &["ingest"]),
    ("bulk", &["queue", "suppression"]),
    ("webhooks", &["routing"]),
    ("bounces", &["ingest", "domains", "suppression"]),
    ("ingest", &["tenancy", "domains", "queue", "ip_pools"]),
    ("http_client", &["dns"]),
    ("openid", &["http_client", "dns", "smtp_client"]),
    ("verification", &["dns"]),
    ("queue", &["suppression"]),
    ("mailer", &["smtp_client"]),
    ("tenancy", &["notifications"]),
    ("notifications", &["statistics"]),
    ("clock", &["model"]),
    ("config", &["model"]),
    ("metrics", &["model"]),
    ("random", &["model"]),
    ("secrets", &["random"]),
    ("telemetry", &["config"]),
];

/// The limit for a file; beyond it, split by meaning.
const MAX_LINES: usize = 500;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn rust_files(folder: &str) -> Vec<PathBuf> {
    WalkDir::new(root().join(folder))
        .into_iter()
        .map(Result::unwrap)
        .map(walkdir::DirEntry::into_path)
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .collect()
}

fn level_of(module: &str) -> Option<u8> {
    LEVELS.iter().find(|(_, modules)| modules.contains(&module)).map(|(level, _)| *level)
}

#[test]
fn modules_use_only_lower_levels() {
    let source = root().join("server/src");
    let one = Regex::new(r"\bcrate::([a-z_]+)").unwrap();
    let group = Regex::new(r"use crate::\{([^;]*)\};").unwrap();
    let first_segment = Regex::new(r"(?:^|,)\s*([a-z_]+)").unwrap();
    let mut violations = Vec::new();
    for path in rust_files("server/src") {
        let relative = path.strip_prefix(&source).unwrap();
        let module = relative.iter().next().unwrap().to_str().unwrap().trim_end_matches(".rs");
        if matches!(module, "main" | "lib") {
            continue;
        }
        let level = level_of(module).unwrap_or_else(|| panic!("module {module} has no level in architecture.rs"));
        let text = std::fs::read_to_string(&path).unwrap();
        let mut used: Vec<String> = one.captures_iter(&text).map(|found| found[1].to_owned()).collect();
        for found in group.captures_iter(&text) {
            used.extend(first_segment.captures_iter(&found[1]).map(|segment| segment[1].to_owned()));
        }
        for other in used {
            let Some(other_level) = level_of(&other) else { continue };
            let is_allowed = other == module
                || other_level < level
                || BESIDES.iter().any(|(from, to)| *from == module && to.contains(&other.as_str()));
            if !is_allowed {
                violations.push(format!("{} uses {other}", relative.display()));
            }
        }
    }
    violations.sort();
    violations.dedup();
    assert!(violations.is_empty(), "{violations:#?}");
}

#[test]
fn sql_stands_only_in_the_store() {
    let statement = Regex::new(r#""(?:SELECT|INSERT INTO|UPDATE|DELETE FROM) "#).unwrap();
    let store = root().join("server/src/store");
    let offenders: Vec<_> = rust_files("server/src")
        .into_iter()
        .filter(|path| !path.starts_with(&store))
        .filter(|path| statement.is_match(&std::fs::read_to_string(path).unwrap()))
        .collect();
    assert!(offenders.is_empty(), "{offenders:#?}");
}

#[test]
fn no_file_is_too_long() {
    let mut offenders = BTreeMap::new();
    for folder in ["server/src", "server/mail/src", "server/tests"] {
        for path in rust_files(folder) {
            let lines = std::fs::read_to_string(&path).unwrap().lines().count();
            if lines > MAX_LINES {
                offenders.insert(path, lines);
            }
        }
    }
    assert!(offenders.is_empty(), "split these: {offenders:#?}");
}

#[test]
fn every_module_says_what_it_is_for() {
    let silent: Vec<_> = rust_files("server/src")
        .into_iter()
        .filter(|path| !std::fs::read_to_string(path).unwrap().starts_with("//! "))
        .collect();
    assert!(silent.is_empty(), "these lack a //! line: {silent:#?}");
}

#[test]
fn migrations_have_the_same_names_on_each_engine() {
    let known: Vec<String> = postal::store::migrations::names().map(|name| format!("{name}.sql")).collect();
    for engine in ["sqlite", "mariadb", "postgres"] {
        let mut files: Vec<String> = std::fs::read_dir(root().join("migrations").join(engine))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        files.sort();
        assert_eq!(files, known, "migrations/{engine} and store/migrations.rs disagree");
    }
}

/// A file that no `mod` names is neither compiled nor tested.
#[test]
fn every_file_is_a_module() {
    let mut orphans = Vec::new();
    for folder in ["server/src", "server/mail/src", "server/tests/it"] {
        let folder = root().join(folder);
        for path in rust_files(folder.to_str().unwrap()) {
            let stem = path.file_stem().unwrap().to_str().unwrap();
            if matches!(stem, "main" | "lib") {
                continue;
            }
            let (name, directory) = if stem == "mod" {
                let directory = path.parent().unwrap();
                (directory.file_name().unwrap().to_str().unwrap(), directory.parent().unwrap())
            } else {
                (stem, path.parent().unwrap())
            };
            let siblings = rust_files(directory.to_str().unwrap());
            let declares =
                Regex::new(&format!(r#"(?m)^\s*(?:pub(?:\([a-z]+\))? )?mod {name};|\[path = "{name}\.rs"\]"#)).unwrap();
            let is_declared = siblings
                .into_iter()
                .filter(|sibling| sibling.parent() == Some(directory))
                .chain([directory.with_extension("rs")])
                .filter_map(|parent| std::fs::read_to_string(parent).ok())
                .any(|text| declares.is_match(&text));
            if !is_declared {
                orphans.push(path);
            }
        }
    }
    assert!(orphans.is_empty(), "no module declares these: {orphans:#?}");
}

#[test]
fn dependencies_have_licences_that_we_may_ship() {
    const ALLOWED: &[&str] = &[
        "MIT",
        "MIT-0",
        "Apache-2.0",
        "Apache-2.0 WITH LLVM-exception",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "ISC",
        "Zlib",
        "0BSD",
        "BSL-1.0",
        "CC0-1.0",
        "MPL-2.0",
        "Unicode-3.0",
        "Unlicense",
        "OpenSSL",
        "CDLA-Permissive-2.0",
        "NCSA",
        "bzip2-1.0.6",
    ];
    let metadata = cargo_metadata::MetadataCommand::new()
        .manifest_path(root().join("Cargo.toml"))
        .other_options(vec!["--locked".to_owned(), "--offline".to_owned()])
        .exec()
        .unwrap();
    let words = Regex::new(r"[^()]+").unwrap();
    let offenders: Vec<String> = metadata
        .packages
        .iter()
        .filter(|package| {
            let licence = package.license.clone().unwrap_or_default().replace('/', " OR ");
            // Of alternatives one must do; of conjunctions each.
            !licence.split(" AND ").all(|part| {
                words
                    .find_iter(part)
                    .flat_map(|found| found.as_str().split(" OR ").collect::<Vec<_>>())
                    .any(|name| ALLOWED.contains(&name.trim()))
            })
        })
        .map(|package| format!("{} {}: {:?}", package.name, package.version, package.license))
        .collect();
    assert!(offenders.is_empty(), "{offenders:#?}");
}

#[test]
fn every_dependency_is_used() {
    let name = Regex::new(r"(?m)^([a-z0-9_-]+) = ").unwrap();
    let section = Regex::new(r"(?s)\[(?:dev-|build-)?dependencies\]\n(.*?)(?:\n\[|\z)").unwrap();
    for (manifest, folders) in [
        ("server/Cargo.toml", ["server/src", "server/tests"]),
        ("server/mail/Cargo.toml", ["server/mail/src", "server/mail/src"]),
    ] {
        let manifest: String = std::fs::read_to_string(root().join(manifest)).unwrap();
        let build = std::fs::read_to_string(root().join("server/build.rs")).unwrap();
        let text: String = folders
            .iter()
            .flat_map(|folder| rust_files(folder))
            .map(|path| std::fs::read_to_string(path).unwrap())
            .chain([build])
            .collect();
        for dependencies in section.captures_iter(&manifest) {
            for found in name.captures_iter(&dependencies[1]) {
                // The one library whose name is not the package's.
                let library = if &found[1] == "md-5" { "md5".to_owned() } else { found[1].replace('-', "_") };
                let used = Regex::new(&format!(r"\b{library}(?:::|;)")).unwrap();
                assert!(used.is_match(&text), "{} is not used; remove it", &found[1]);
            }
        }
    }
}
