//! Reads an extract back for the tests, with the CSV crate and nothing of our own.

use std::collections::HashMap;
use std::path::Path;

/// A table in memory: rows by column name.
pub struct Table {
    columns: HashMap<String, usize>,
    pub rows: Vec<csv::StringRecord>,
}

impl Table {
    pub fn read(folder: &Path, name: &str) -> Table {
        let mut reader = csv::Reader::from_path(folder.join(format!("{name}.csv"))).unwrap();
        let columns = reader.headers().unwrap().iter().enumerate().map(|(n, c)| (c.to_owned(), n)).collect();
        Table { columns, rows: reader.records().map(Result::unwrap).collect() }
    }

    pub fn get<'a>(&self, row: &'a csv::StringRecord, column: &str) -> &'a str {
        &row[self.columns[column]]
    }

    pub fn column(&self, column: &str) -> Vec<&str> {
        self.rows.iter().map(|row| self.get(row, column)).collect()
    }
}

/// Days since 1970 of a cell such as `2026-06-30` or `2026-06-30T00:00:00`; none for an empty cell.
pub fn day(cell: &str) -> Option<i64> {
    if cell.is_empty() {
        return None;
    }
    let part = |from: usize, to: usize| cell[from..to].parse::<i64>().unwrap();
    let (year, month, date) = (part(0, 4), part(5, 7), part(8, 10));
    let leap = |y: i64| (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
    let lengths = [31, if leap(year) { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    assert!((1..=12).contains(&month) && (1..=lengths[month as usize - 1]).contains(&date), "no such day: {cell}");
    let years: i64 = (1970..year).map(|y| if leap(y) { 366 } else { 365 }).sum();
    Some(years + lengths[..month as usize - 1].iter().sum::<i64>() + date - 1)
}
