//! Reading small text files that people write, with advice where one is not plain UTF-8.

use std::path::Path;

use crate::failure::Failure;

/// The file's text, without a byte-order mark.
///
/// # Errors
/// Where the file cannot be read, or is not text in UTF-8.
pub fn read(path: &Path) -> Result<String, Failure> {
    let bytes = std::fs::read(path).map_err(|error| Failure::File { path: path.to_owned(), error })?;
    let refused = |what: &str| {
        let shown = path.display();
        Err(Failure::Unreadable(format!("{shown} {what}: open it in a text editor and save it as UTF-8")))
    };
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return refused("is in UTF-16");
    }
    if bytes.contains(&0) {
        return refused("is not a text file, or not in UTF-8");
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(text.strip_prefix('\u{FEFF}').map(str::to_owned).unwrap_or(text)),
        Err(error) => {
            let valid = &error.as_bytes()[..error.utf8_error().valid_up_to()];
            let line = valid.iter().filter(|byte| **byte == b'\n').count() + 1;
            refused(&format!("is not in UTF-8 (from line {line} on)"))
        }
    }
}
