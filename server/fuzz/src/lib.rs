//! The fuzz targets. Their bodies stand beside the tests of `postal-mail`, which replay the corpora in this folder.

#[path = "../../mail/tests/fuzz/targets.rs"]
pub mod targets;
