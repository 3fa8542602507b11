//! Many entries from a file at once, or a look at what they would do.

use std::collections::HashSet;

use super::is_live;
use super::manage::{Keeper, SuppressionError, SuppressionForm, add_all};
use super::table::{TableRow, rows};
use crate::model::{Suppression, Timestamp, ViolationCode, Violations};
use crate::store::suppressions::{self, Added};
use crate::store::{Store, StoreError};

pub use super::table::{Format, Mapping};

/// Rows of one file.
pub const MAX_ROWS: usize = 100_000;

/// A file and how to read it.
#[derive(Debug)]
pub struct Import<'a> {
    pub bytes: &'a [u8],
    pub format: Format,
    pub mapping: Mapping,
    /// What a row does not say.
    pub defaults: SuppressionForm,
    /// Look, and change nothing.
    pub is_dry_run: bool,
}

/// What came, or would come, of a file.
#[derive(Debug, Default)]
pub struct ImportReport {
    pub rows: u64,
    /// Addresses that nothing kept mail back from before.
    pub new: u64,
    /// Addresses that were on the list, or that stand in the file before.
    pub duplicate: u64,
    /// Rows that were left out.
    pub invalid: Vec<InvalidRow>,
}

/// A row that breaks rules.
#[derive(Debug)]
pub struct InvalidRow {
    /// Line of the file on which it begins, from 1.
    pub line: u64,
    pub violations: Violations,
}

/// Reads a file row by row and adds its valid rows, in batches: a row counts when its batch is committed, and the same file
/// can be sent again after an interruption.
pub async fn import(
    store: &Store,
    keeper: &Keeper,
    import: &Import<'_>,
    now: Timestamp,
) -> Result<ImportReport, SuppressionError> {
    let table = || rows(import.bytes, import.format, &import.mapping, &import.defaults);
    // Counted first, so that a file that is too long does nothing.
    if table()?.take(MAX_ROWS + 1).count() > MAX_ROWS {
        let message = format!("has more than {MAX_ROWS} rows");
        return Err(Violations::one("body", ViolationCode::TooLong, message).into());
    }
    let mut report = ImportReport::default();
    let mut seen = HashSet::new();
    let mut batch = Vec::with_capacity(keeper.batch());
    for TableRow { line, form } in table()? {
        report.rows += 1;
        let entry = form.and_then(|form| {
            let mut violations = Violations::new();
            let entry = form.checked(keeper.list(), now, &mut violations);
            violations.into_result().map(|()| entry)
        });
        match entry {
            Err(violations) => report.invalid.push(InvalidRow { line, violations }),
            Ok(entry) if !seen.insert(suppressions::address_key(&entry.address)) => report.duplicate += 1,
            Ok(entry) => batch.push(entry),
        }
        if batch.len() == keeper.batch() {
            finish(store, keeper, &batch, import.is_dry_run, now, &mut report).await?;
            batch.clear();
        }
    }
    finish(store, keeper, &batch, import.is_dry_run, now, &mut report).await?;
    Ok(report)
}

async fn finish(
    store: &Store,
    keeper: &Keeper,
    batch: &[Suppression],
    is_dry_run: bool,
    now: Timestamp,
    report: &mut ImportReport,
) -> Result<(), StoreError> {
    if batch.is_empty() {
        return Ok(());
    }
    let new = if is_dry_run {
        let keys: Vec<String> = batch.iter().map(|entry| suppressions::address_key(&entry.address)).collect();
        let known = suppressions::find_all(&mut store.read().await?, keeper.list(), &keys).await?;
        let is_known = |key: &&String| known.get(*key).is_some_and(|entry| is_live(entry.keep_until, now));
        keys.len() - keys.iter().filter(is_known).count()
    } else {
        let added = add_all(store, keeper, batch, now).await?;
        added.into_iter().filter(|added| *added == Added::New).count()
    };
    report.new += new as u64;
    report.duplicate += (batch.len() - new) as u64;
    Ok(())
}
