//! The manual page of options is the one that the code makes.

use std::path::Path;

#[test]
fn the_committed_manual_of_options_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/manual/configuration.md");
    let made = postal::config::manual();
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == made,
        "docs/manual/configuration.md is not what `postal config docs` prints; run `make config-docs`"
    );
}
