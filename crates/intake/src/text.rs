//! Cells as text: encodings, stray spaces, and the ways in which spreadsheets and databases say 'nothing'.

use std::borrow::Cow;

/// Without the spaces, tabs and carriage returns around it.
pub(crate) fn trim(mut cell: &[u8]) -> &[u8] {
    while let [first, rest @ ..] = cell
        && *first <= b' '
    {
        cell = rest;
    }
    while let [rest @ .., last] = cell
        && *last <= b' '
    {
        cell = rest;
    }
    cell
}

/// The same of a cell with a date or a time: non-breaking spaces too, in whichever encoding.
pub(crate) fn trim_all(mut cell: &[u8]) -> &[u8] {
    loop {
        let before = cell;
        cell = trim(cell);
        cell = cell.strip_prefix(b"\xc2\xa0").or_else(|| cell.strip_prefix(b"\xa0")).unwrap_or(cell);
        cell = cell.strip_suffix(b"\xc2\xa0").or_else(|| cell.strip_suffix(b"\xa0")).unwrap_or(cell);
        if cell.len() == before.len() {
            return cell;
        }
    }
}

/// Whether the cell holds nothing: one of the ways in which programs write an empty cell, or a look-up that failed. Where
/// the difference matters, [`is_failed`] tells the two apart.
pub(crate) fn is_blank(cell: &[u8]) -> bool {
    match cell {
        [] => true,
        [b'N' | b'n', ..] => {
            is_failed(cell) || [&b"NULL"[..], b"NaN"].iter().any(|word| cell.eq_ignore_ascii_case(word))
        }
        [b'#', ..] => is_failed(cell),
        [b'\\', b'N'] => true,
        // Nothing but spaces that do not look like any: non-breaking, or of no width.
        [0x80..=0xff, ..] => tidy(cell).is_empty(),
        _ => false,
    }
}

/// Whether the cell is what a spreadsheet leaves where a formula found nothing, or a person where nothing is available: it
/// stands for a value that nobody knows, and is no empty cell.
pub(crate) fn is_failed(cell: &[u8]) -> bool {
    const OF_SPREADSHEETS: [&[u8]; 7] = [b"#N/A", b"#REF!", b"#VALUE!", b"#NULL!", b"#NAME?", b"#DIV/0!", b"#NUM!"];
    OF_SPREADSHEETS.iter().any(|word| cell.eq_ignore_ascii_case(word)) || cell.eq_ignore_ascii_case(b"N/A")
}

/// Whether no unquoted cell of these lines needs decoding, nor holds a space that `tidy` would change.
pub(crate) fn is_plain(bytes: &[u8]) -> bool {
    // Without a way out in the middle, so that the compiler takes many bytes at a time.
    let is_odd = |byte: &u8| (*byte < b' ') & (*byte != b'\n') & (*byte != b'\r') & (*byte != 0);
    let has_odd = || bytes.iter().fold(false, |odd, byte| odd | is_odd(byte));
    let returns = || bytes.iter().filter(|byte| **byte == b'\r').count();
    let line_ends = || bytes.windows(2).filter(|pair| *pair == b"\r\n").count();
    bytes.is_ascii()
        && memchr::memmem::find(bytes, b"  ").is_none()
        && !has_odd()
        && (memchr::memchr(b'\r', bytes).is_none() || returns() == line_ends())
}

/// The bytes as text: UTF-8 where they are that, and Windows-1252 where they are not.
pub(crate) fn decode(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0,
    }
}

/// The text with every run of white space (non-breaking and zero-width too) as one space, and none around it.
pub(crate) fn tidy(bytes: &[u8]) -> Cow<'_, str> {
    let text = decode(bytes);
    let odd = |c: char| (c.is_whitespace() && c != ' ') || matches!(c, '\u{200b}' | '\u{feff}');
    if !text.contains("  ") && !text.contains(odd) && text.trim().len() == text.len() {
        return text;
    }
    let mut tidied = String::with_capacity(text.len());
    for word in text.split(|c: char| c.is_whitespace() || odd(c)).filter(|word| !word.is_empty()) {
        if !tidied.is_empty() {
            tidied.push(' ');
        }
        tidied.push_str(word);
    }
    Cow::Owned(tidied)
}

/// Text as names of roles, titles and teams are compared: tidied and in lower case.
pub(crate) fn folded(text: &str) -> String {
    tidy(text.as_bytes()).to_lowercase()
}

/// At most `limit` bytes of it, cut between characters.
pub(crate) fn bounded(bytes: &[u8], limit: usize) -> String {
    let mut text = decode(&bytes[..bytes.len().min(limit)]).into_owned();
    if text.len() > limit {
        let end = (0..=limit).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        text.truncate(end);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stray_spaces_and_old_encodings() {
        assert_eq!(trim(b" \t P1 \r\n"), b"P1");
        assert_eq!(tidy("Ann\u{a0} \u{a0}Bramble\u{200b}".as_bytes()), "Ann Bramble");
        assert_eq!(tidy(b"Ren\xe9e\xa0Fern"), "Renée Fern");
        assert_eq!(folded("ALLOCATED\u{a0}Case  worker "), "allocated case worker");
        for (blank, failed) in [
            ("", false),
            ("NULL", false),
            ("nan", false),
            ("\\N", false),
            ("\u{a0}", false),
            ("\u{a0} \u{200b}", false),
            ("#N/A", true),
            ("n/a", true),
            ("#REF!", true),
            ("#DIV/0!", true),
        ] {
            assert_eq!((is_blank(blank.as_bytes()), is_failed(blank.as_bytes())), (true, failed), "{blank}");
        }
        assert!(is_blank(b"\xa0") && !is_blank("\u{a0}P1".as_bytes()) && !is_blank("é".as_bytes()));
        assert!(!is_blank(b"NONE") && !is_blank(b"-1") && !is_blank(b"None"));
        assert!(bounded("éé".as_bytes(), 3).len() <= 3);
        assert!(is_plain(b"a,b c\r\n") && !is_plain(b"a\rb\r\n") && !is_plain(b"a\tb"));
        assert!(is_plain(b"a,b c\n") && !is_plain(b"a  b") && !is_plain("é".as_bytes()));
    }
}
