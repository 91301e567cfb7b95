//! The templates of the pages about a team's workers: their week, a supervision sheet, an absence worksheet.

use askama::Template;

use super::Shell;
use crate::view::*;

/// A team's week.
#[derive(Template)]
#[template(path = "team-week.html")]
pub struct TeamWeekTemplate<'a> {
    pub shell: Shell<'a>,
    pub page: &'a TeamWeekPage,
}

/// A worker's supervision sheet.
#[derive(Template)]
#[template(path = "supervision.html")]
pub struct SupervisionTemplate<'a> {
    pub shell: Shell<'a>,
    pub page: &'a SupervisionPage,
}

/// The worksheet for a worker's absence.
#[derive(Template)]
#[template(path = "absence.html")]
pub struct AbsenceTemplate<'a> {
    pub shell: Shell<'a>,
    pub page: &'a AbsencePage,
}

/// The handover from duty.
#[derive(Template)]
#[template(path = "handover.html")]
pub struct HandoverTemplate<'a> {
    pub shell: Shell<'a>,
    pub page: &'a HandoverPage,
}
