//! Mistakes in a pack, as its author reads them: where, what is wrong, what to write instead.

use std::fmt;
use std::ops::Range;

/// One mistake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The bytes of the text that it is about.
    pub span: Range<usize>,
    /// What is wrong, in the author's words.
    pub says: String,
    /// What to write instead.
    pub help: Option<String>,
}

/// All mistakes of one pack, in the order of their places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problems {
    /// The pack's file, as the caller named it.
    pub file: String,
    /// Its text.
    pub text: String,
    /// The mistakes; never empty.
    pub problems: Vec<Problem>,
}

impl Problems {
    /// The line and column, both counted from 1, of that byte.
    pub fn place(&self, byte: usize) -> (usize, usize) {
        let before = self.text.get(..byte).unwrap_or(&self.text);
        let line = before.matches('\n').count() + 1;
        (line, before.chars().rev().take_while(|c| *c != '\n').count() + 1)
    }
}

impl fmt::Display for Problems {
    /// Each mistake with its line, underlined.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.problems.iter().enumerate() {
            let (line_number, column) = self.place(problem.span.start);
            let line = self.text.lines().nth(line_number - 1).unwrap_or_default();
            let rest_of_line = line.chars().count().saturating_sub(column - 1).max(1);
            let spanned = self.text.get(problem.span.clone()).unwrap_or_default();
            let width = spanned.lines().next().unwrap_or_default().chars().count().clamp(1, rest_of_line);
            let margin = line_number.to_string().len();
            if index > 0 {
                writeln!(f)?;
            }
            writeln!(f, "{}:{line_number}:{column}: {}", self.file, problem.says)?;
            writeln!(f, "{line_number} | {line}")?;
            writeln!(f, "{:margin$} | {:skip$}{}", "", "", "^".repeat(width), skip = column - 1)?;
            if let Some(help) = &problem.help {
                writeln!(f, "{:margin$} = {help}", "")?;
            }
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}
