//! Which commit appended each fact that somebody asked for, and in which order: what one request made belongs together.

use record::FactId;
use rustc_hash::FxHashMap;

use crate::chain::{Position, Sequence};
use crate::error::StoreError;
use crate::reader::Reader;

impl Reader {
    /// Of each fact that a request with a key of its own appended, and no import: the commit that did, and its position.
    ///
    /// # Errors
    /// Where the file is damaged.
    pub fn requested(&self) -> Result<FxHashMap<FactId, (Sequence, Position)>, StoreError> {
        let read = || -> Result<FxHashMap<FactId, (Sequence, Position)>, StoreError> {
            let mut select = self.connection().prepare_cached(
                "SELECT fact, sequence, position FROM commits CROSS JOIN log ON position BETWEEN first AND last \
                 WHERE idempotency IS NOT NULL",
            )?;
            let mut rows = select.query([])?;
            let mut made = FxHashMap::default();
            while let Some(row) = rows.next()? {
                let (sequence, position): (i64, i64) = (row.get(1)?, row.get(2)?);
                made.insert(FactId(row.get(0)?), (sequence as u64, position as u64));
            }
            Ok(made)
        };
        read().map_err(|error| self.said(error))
    }
}
