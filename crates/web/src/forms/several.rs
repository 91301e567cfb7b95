//! The same for several children at once: what can be done so, and where a choice of children on a list leads.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use decide::{ActKind, RECORDED};

use super::Doing;
use super::labels::{ACT_GROUPS, RECORD_GROUPS};
use super::route::ALSO;
use crate::acts::Of;
use crate::asked::{Asked, Site};
use crate::at::escaped;
use crate::error::PageError;
use crate::view::{Choice, ChoiceGroup};

/// At most so many children are chosen at once: as many as an address holds.
const MOST: usize = 100;

/// What is done most often for several children at once.
const OFTEN: [&str; 5] = ["act/offer", "record/notice_given", "act/oversee", "act/put-on-duty", "record/letter_sent"];

/// What can be done for several children at once, in groups as on a child's page.
///
/// What is done most often from a list of children who need a worker stands first, and again in its own group.
pub fn choices() -> Vec<ChoiceGroup> {
    let acts: Vec<Doing> = ActKind::ALL.iter().map(|kind| Doing::Act(*kind)).collect();
    let records: Vec<Doing> = RECORDED.iter().map(|kind| Doing::Record(Of::Child, *kind)).collect();
    let often = ChoiceGroup {
        label: "Most often".to_owned(),
        choices: OFTEN.iter().filter_map(|name| read(name)).map(choice_of).collect(),
    };
    let groups = ACT_GROUPS.iter().map(|group| (*group, &acts));
    let groups = groups.chain(RECORD_GROUPS.iter().map(|group| (*group, &records)));
    let group = |(label, all): (&'static str, &Vec<Doing>)| {
        let own = all.iter().filter(|doing| doing.for_several() && doing.called().group == label);
        ChoiceGroup { label: label.to_owned(), choices: own.copied().map(choice_of).collect() }
    };
    std::iter::once(often).chain(groups.map(group).filter(|group| !group.choices.is_empty())).collect()
}

fn choice_of(doing: Doing) -> Choice {
    Choice { value: written(doing), label: doing.called().title.to_owned(), chosen: false }
}

fn written(doing: Doing) -> String {
    let what = if matches!(doing, Doing::Act(_)) { "act" } else { "record" };
    format!("{what}/{}", doing.name())
}

fn read(written: &str) -> Option<Doing> {
    let doing = match written.split_once('/')? {
        ("act", name) => Doing::act(Of::Child, name),
        ("record", name) => Doing::record(Of::Child, name),
        _ => None,
    };
    doing.filter(|doing| doing.for_several())
}

/// From a list on which children were chosen to the form, of the first of them and for the others too.
pub(super) async fn chosen(State(site): State<Site>, asked: Asked) -> Response {
    let ask = |_: &dyn crate::Queries, asked: &Asked| {
        asked.only(&["do", "child"])?;
        let doing = asked.one_of("do", read, "what is done, as the lists of children offer it")?.ok_or_else(|| {
            PageError::bad("Nothing was chosen that is to be done.", "Go back and choose what is done for them.")
        })?;
        let mut children: Vec<&str> = Vec::new();
        for (name, id) in &asked.query {
            if name == "child" && !children.contains(&id.as_str()) {
                children.push(id);
            }
        }
        let Some((first, others)) = children.split_first() else {
            return Err(PageError::bad("No child was chosen.", "Go back and choose at least one."));
        };
        if children.len() > MOST {
            return Err(PageError::bad(
                "More than a hundred children were chosen.",
                "Go back and choose fewer at a time.",
            ));
        }
        let also: Vec<String> = others.iter().map(|id| format!("{ALSO}={}", escaped(id))).collect();
        let query = if also.is_empty() { String::new() } else { format!("?{}", also.join("&")) };
        Ok(Redirect::to(&format!("{}{query}", doing.path(first))).into_response())
    };
    site.answer(asked, ask).await
}
