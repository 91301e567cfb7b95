//! Tables and lines for people, as wide as the terminal is.

use comfy_table::{ColumnConstraint, ContentArrangement, Table, presets};

/// A table with those headings, without a frame.
pub fn table(headings: &[&str]) -> Table {
    fitted(headings, None)
}

/// The same; where the terminal's columns are known, cells wrap at words to fit. The first column is never wrapped: it
/// holds what each row is called, and a name that is cut in two cannot be copied.
pub fn fitted(headings: &[&str], columns: Option<u16>) -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    if let Some(columns) = columns {
        table.set_content_arrangement(ContentArrangement::Dynamic).set_width(columns);
    }
    table.set_header(headings.to_vec());
    if let Some(first) = table.column_mut(0) {
        first.set_constraint(ColumnConstraint::ContentWidth);
    }
    table
}

/// The line, that many spaces in, with its end. Where the terminal's columns are known it goes on below, two further in.
pub fn indented(line: &str, indent: usize, columns: Option<u16>) -> String {
    let Some(columns) = columns.map(usize::from).filter(|columns| *columns > indent + 20) else {
        return format!("{:indent$}{line}\n", "");
    };
    let (mut text, mut length) = (String::new(), 0);
    for word in line.split(' ') {
        let wide = word.chars().count();
        if length > 0 && length + 1 + wide > columns {
            text.push_str(&format!("\n{:further$}", "", further = indent + 2));
            length = indent + 2;
        } else if length > 0 {
            text.push(' ');
            length += 1;
        } else {
            text.push_str(&" ".repeat(indent));
            length = indent;
        }
        text.push_str(word);
        length += wide;
    }
    text.push('\n');
    text
}

/// "1 child", "2 children".
pub fn plural(count: u64, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_row_is_called_stays_whole() {
        let mut table = fitted(&["Definition", "Counted", "Since", "Days", "Counted from"], Some(60));
        table.add_row(["counts/no-worker-disputed", "possibly", "Wed 30 September 2026", "42", "Thu 1 October 2026"]);
        assert!(table.to_string().contains("counts/no-worker-disputed"), "{table}");
        assert!(table.to_string().lines().all(|line| line.chars().count() <= 60), "{table}");
    }

    #[test]
    fn a_long_line_goes_on_below() {
        let line = "one two three four five six seven eight nine ten";
        assert_eq!(indented(line, 2, None), format!("  {line}\n"));
        let wrapped = indented(line, 2, Some(30));
        assert_eq!(wrapped, "  one two three four five six\n    seven eight nine ten\n");
        // A word longer than the terminal is wide is not cut: an id must stay whole.
        let id = "x".repeat(50);
        assert_eq!(indented(&id, 0, Some(30)), format!("{id}\n"));
    }
}
