//! What each table's row says, as compact rows.

use record::Tri;
use record::words::{Sex, VisitPart, Word as _};

use crate::block::{Reader, Stop};
use crate::casework;
use crate::codes;
use crate::columns::{Person, Row, Time, Visit};
use crate::index::{LOCAL, NONE};
use crate::placements::{LegalStatus, PlacementType};
use crate::referrals::{self, spell_of};
use crate::report::{Noted, Outcome};
use crate::site::{AssessmentWithoutNfa, Part, RoleRule};
use crate::tables::{END, ID, OWN, PERSON, START, Table};
use crate::text;

/// Reads a row of any table about children into the block's columns.
pub(crate) fn read(reader: &mut Reader<'_, '_>) -> Result<(), Stop> {
    match reader.sheet.spec.table {
        Table::CinVisits | Table::CpVisits | Table::ClaVisits => visit(reader),
        Table::Involvements => involvement(reader),
        Table::CinEpisodes => episode(reader),
        Table::ClaEpisodes => looked_after(reader),
        Table::CinAssessments => assessment(reader),
        Table::CpPlans => plan(reader),
        Table::S47Enquiry | Table::CinPlans | Table::PreProceedings => status(reader),
        Table::Permanence => permanence(reader),
        Table::Person => person(reader),
        Table::Family => family(reader),
        Table::Disability => disability(reader),
        Table::CpReviews => review_of_plan(reader),
        Table::ClaReviews => looked_after_review(reader),
        Table::ClaPlacements => placement(reader),
        Table::LegalStatus => legal_status(reader),
        Table::InitialConferences => conference(reader),
        Table::Casework => casework::read(reader),
        Table::Department | Table::Professionals | Table::Workers | Table::Absences => crate::staff::keep(reader),
    }
}

fn plain_row(child: u32, row: u32) -> Row {
    Row { child, row, start: Time::MISSING, end: Time::MISSING, key: 0, worker: NONE, other: NONE, code: 0 }
}

fn visit(reader: &mut Reader<'_, '_>) -> Result<(), Stop> {
    if reader.sheet.header.column(ID).is_some() {
        reader.row_id();
    }
    let child = child_or_of_spell(reader)?;
    let at = reader.time(START);
    let mut parts = 0;
    let seen = reader.yes(OWN);
    if at.is_missing() && !seen.is_yes() {
        return Err(reader.stop(START, b"", Outcome::Unknown, "no date: whether there was a visit is not known"));
    }
    // A visit without a date that can be read meets nothing, and may have met anything: it is used for that. What is
    // wrong with its date has been noted.
    let at = if at.is_missing() {
        reader.refuse(START, b"", "no date: that there was a visit is used, and when is not known");
        Time::UNKNOWN
    } else {
        reader.happened(START, at)
    };
    if seen.is_unknown() && reader.cell(OWN).is_empty() {
        reader.out.note(Noted::SeenBlank);
    }
    let rest = [OWN + 1, OWN + 2].map(|place| reader.yes(place));
    let mut unreadable = |place: usize, said: Tri| {
        let written = !reader.cell(place).is_empty() || reader.failed_cell(place).is_some();
        said.is_unknown() && (written || reader.sheet.header.column(place).is_none())
    };
    let rest_not_known = unreadable(OWN + 1, rest[0]) || unreadable(OWN + 2, rest[1]);
    for (said, part) in [
        (seen.is_yes(), VisitPart::Seen),
        (rest[0].is_yes(), VisitPart::SeenAlone),
        (rest[1].is_yes(), VisitPart::Bedroom),
        (seen.is_unknown(), VisitPart::SeenNotKnown),
        (rest_not_known, VisitPart::RestNotKnown),
    ] {
        parts |= u8::from(said) << part.index();
    }
    let row = reader.row;
    reader.out.visits.push(Visit::new(child, row, at, parts));
    Ok(())
}

fn involvement(reader: &mut Reader<'_, '_>) -> Result<(), Stop> {
    let key = reader.key();
    let child = reader.person()?;
    let role = reader.cell(OWN + 1);
    let known = match reader.memo.roles.get(role) {
        Some(known) => *known,
        None => {
            let known = reader.shared.site.role(&text::decode(role));
            reader.memo.roles.insert(role.to_vec(), known);
            known
        }
    };
    // A role that nobody explained may be the child's worker's: the row is kept as not understood, and what it says of
    // who holds the child stays not known, rather than nobody.
    let (part, accepted, not_understood) = match known {
        Some(RoleRule { part: Part::Worker(part), accepted }) => (part as u32, accepted, None),
        Some(RoleRule { part: Part::NotAWorker, .. }) => return Err(Stop(Outcome::NotNeeded)),
        None => {
            let written = text::bounded(role, 100);
            *reader.out.unknown_roles.entry(written.clone()).or_default() += 1;
            let reason = if role.is_empty() {
                "unknown: no role, so the part that this worker plays is not known".to_owned()
            } else {
                format!("unknown: role not in the site file. Add \"{written}\" = {{ part = \"...\" }} under [roles]")
            };
            let stop = reader.stop(OWN + 1, role, Outcome::Unknown, reason);
            (ROLE_NOT_KNOWN, record::Tri::Unknown, Some(stop))
        }
    };
    // Both days are handed on, though they contradict each other: a list of open rows believes the end, and every other
    // rule takes neither as known.
    let (start, end, _) = reader.spell_as_written(START, END);
    let refused = reader.refused();
    let worker = reader.worker(OWN);
    if worker == NONE {
        reader.out.note(Noted::UnknownWorker);
        if reader.refused() == refused {
            reader.refuse(OWN, b"", "no worker that can be read: somebody is recorded, and it is not known who");
        }
    }
    let team = reader.team(OWN + 2);
    let reason = reader.cell(OWN + 3);
    let mut code = part | (accepted as u32) << 2;
    let referral = reader.note_referral();
    if end.is_missing() {
        reader.out.open_referrals.extend(referral);
    }
    let known = match reader.memo.end_reasons.get(reason) {
        _ if reason.is_empty() => None,
        Some(known) => Some(*known),
        None => {
            let known = reader.shared.site.end_reason(&text::decode(reason));
            reader.memo.end_reasons.insert(reason.to_vec(), known);
            Some(known)
        }
    };
    match known {
        Some(None) => {
            let what = "unknown code: add it under [end-reasons] of the site file";
            // Where the row is open, the code says why this worker came: nothing is taken from it.
            let note = if end.is_missing() { Reader::mention } else { Reader::refuse };
            note(reader, OWN + 3, reason, what);
        }
        Some(Some(reason)) if !end.is_missing() => code |= (reason as u32 + 1) << 4,
        _ => {}
    }
    let row = Row { start, end, key, worker, other: team, code, ..plain_row(child, reader.row) };
    reader.out.rows.push(row);
    not_understood.map_or(Ok(()), Err)
}

/// Where [`Row::code`] says that the part is not known.
pub(crate) const ROLE_NOT_KNOWN: u32 = 1 << 16;

fn episode(reader: &mut Reader<'_, '_>) -> Result<(), Stop> {
    let key = reader.key();
    let child = reader.person()?;
    let (start, end) = reader.spell(START, END);
    // A closing after the extract was taken had not come by then: its day is wrong, or it is planned.
    let mut end = reader.happened(END, end);
    // A referral on which no further action is taken is over on the day that it came.
    let mut code = 0;
    match (end.is_missing(), reader.yes(OWN)) {
        (true, Tri::Yes) => {
            reader.out.note(Noted::ClosedSameDay);
            code |= CLOSED_BY_NO_FURTHER_ACTION;
            end = start.day().map_or(Time::UNKNOWN, |day| Time::of(record::When::On(day)));
        }
        // Of a cell that says something which nobody can read it is not known whether the referral is over.
        (true, Tri::Unknown) if !reader.cell(OWN).is_empty() => end = Time::UNKNOWN,
        _ => {}
    }
    if end.is_missing() && !reader.cell(OWN + 3).is_empty() {
        let reason = "a reason for closing, and no date: whether it is closed is not known";
        reader.refuse(END, b"", reason);
        end = Time::UNKNOWN;
    }
    let team = reader.team(OWN + 1);
    // The worker of a referral is not used; a child's id in that column says that the two stand in each other's.
    let (people, worker) = (reader.shared.people, if child & LOCAL == 0 { &[] } else { reader.cell(OWN + 2) });
    code |= if people.find(worker).is_some() { CHILD_FOR_WORKER } else { 0 };
    codes::note_unknown(reader);
    let row = Row { start, end, key, other: team, code, ..plain_row(child, reader.row) };
    reader.out.rows.push(row);
    Ok(())
}

/// Where [`Row::code`] of a referral says that its worker's column holds a child's id, and its child's an unknown one.
pub(crate) const CHILD_FOR_WORKER: u32 = 1;
/// Where it says that no cell gives the closing's day: it is taken from the referral's own, since no further action was taken.
pub(crate) const CLOSED_BY_NO_FURTHER_ACTION: u32 = 1 << 1;

fn looked_after(reader: &mut Reader<'_, '_>) -> Result<(), Stop> {
    status(reader)?;
    codes::note_unknown(reader);
    let (period, child) = (reader.cell(OWN), reader.person()?);
    if !period.is_empty() {
        reader.out.spells.push((spell_of(Table::ClaEpisodes, period), child));
    }
    Ok(())
}

fn plan(reader: &mut Reader<'_, '_>) -> Result<(), Stop> {
    status(reader)?;
    codes::note_unknown(reader);
    let (plan, child) = (reader.cell(ID), reader.person()?);
    if !plan.is_empty() {
        reader.out.spells.push((spell_of(Table::CpPlans, plan), child));
    }
    Ok(())
}

fn status(reader: &mut Reader<'_, '_>) -> Result<(), Stop> {
    let key = reader.key();
    let child = reader.person()?;
    let (start, end) = reader.spell(START, END);
    let row = Row { start, end, key, ..plain_row(child, reader.row) };
    reader.note_referral();
    reader.out.rows.push(row);
    Ok(())
}

fn permanence(reader: &mut Reader<'_, '_>) -> Result<(), Stop> {
    let key = reader.key();
    let child = reader.person()?;
    // Only the decision that the child should be placed for adoption is a plan of permanence beyond doubt.
    if reader.cell(START).is_empty() && reader.failed_cell(START).is_none() {
        return Err(Stop(Outcome::NotNeeded));
    }
    let (start, end) = reader.spell(START, END);
    let row = Row { start, end, key, ..plain_row(child, reader.row) };
    reader.out.rows.push(row);
    Ok(())
}

fn assessment(reader: &mut Reader<'_, '_>) -> Result<(), Stop> {
    let key = reader.key();
    let child = reader.person()?;
    let (start, end) = reader.spell(START, END);
    // An assessment that is completed after the extract was taken was not, by then; the day is wrong, or it is planned.
    let end = reader.happened(END, end);
    let in_need = match (reader.yes(OWN), reader.shared.site.assessment_without_nfa) {
        (Tri::Yes, _) => Tri::No,
        // A column that is not there is no blank cell.
        (Tri::Unknown, _) if reader.sheet.header.column(OWN).is_none() => Tri::Unknown,
        (Tri::No, _) | (Tri::Unknown, AssessmentWithoutNfa::InNeed) => Tri::Yes,
        (Tri::Unknown, AssessmentWithoutNfa::Unknown) => Tri::Unknown,
    };
    let row = Row { start, end, key, code: in_need as u32, ..plain_row(child, reader.row) };
    reader.note_referral();
    reader.out.rows.push(row);
    Ok(())
}

/// The ethnicity codes of the Children in Need census.
const ETHNICITIES: [&str; 20] = [
    "WBRI", "WIRI", "WIRT", "WOTH", "WROM", "MWBC", "MWBA", "MWAS", "MOTH", "AIND", "APKN", "ABAN", "AOTH", "BCRB",
    "BAFR", "BOTH", "CHNE", "OOTH", "REFU", "NOBT",
];

fn person(reader: &mut Reader<'_, '_>) -> Result<(), Stop> {
    let child = reader.person()?;
    // The id of the row is the child's own.
    let id = reader.cell(crate::tables::PERSON);
    reader.note_key(id);
    let (born, expected, died) = (reader.time(START), reader.time(END), reader.time_if_any(OWN + 5));
    let died = reader.happened(OWN + 5, died);
    let sex = match reader.cell(OWN + 2) {
        [] | b"U" | b"u" | b"0" => 0,
        b"F" | b"f" | b"2" => 1 + Sex::Female as u8,
        b"M" | b"m" | b"1" => 1 + Sex::Male as u8,
        b"I" | b"i" | b"9" => 1 + Sex::Indeterminate as u8,
        cell => match Sex::from_name(&text::folded(&text::decode(cell))) {
            Some(sex) => 1 + sex as u8,
            None if cell.eq_ignore_ascii_case(b"unknown") => 0,
            None => {
                reader.refuse(OWN + 2, cell, "unknown code: write F, M, I or U");
                0
            }
        },
    };
    let ethnicity = reader.cell(OWN + 3);
    let is_code = |code: &&str| ethnicity.eq_ignore_ascii_case(code.as_bytes());
    let ethnicity = if ethnicity.is_empty() || ETHNICITIES.iter().any(is_code) {
        reader.text_number(OWN + 3)
    } else {
        reader.refuse(OWN + 3, ethnicity, format!("unknown code: write one of {}", ETHNICITIES.join(", ")));
        NONE
    };
    let texts = [reader.text_number(OWN), reader.text_number(OWN + 1), ethnicity];
    let special_needs = reader.yes(OWN + 4);
    let row = reader.row;
    reader.out.persons.push(Person { child, row, born, expected, died, texts, sex, special_needs });
    Ok(())
}

fn family(reader: &mut Reader<'_, '_>) -> Result<(), Stop> {
    if reader.sheet.header.column(ID).is_some() {
        reader.row_id();
    }
    let child = reader.person()?;
    let family = reader.cell(OWN);
    if family.is_empty() {
        return Err(reader.stop(
            OWN,
            family,
            Outcome::Rejected,
            "no family id: to which family the child belongs is not said",
        ));
    }
    let family = reader.tidied(family);
    let row = Row { key: reader.sheet.keys.of(&family).0, ..plain_row(child, reader.row) };
    reader.out.rows.push(row);
    Ok(())
}

fn disability(reader: &mut Reader<'_, '_>) -> Result<(), Stop> {
    if reader.sheet.header.column(ID).is_some() {
        reader.row_id();
    }
    let child = reader.person()?;
    let code = reader.cell(OWN);
    if code.is_empty() {
        return Err(reader.stop(OWN, code, Outcome::Unknown, "no code: whether the child is disabled is not said"));
    }
    // NONE is the published code for 'no disability'.
    let disabled = !code.eq_ignore_ascii_case(b"NONE");
    let row = Row { code: u32::from(disabled), ..plain_row(child, reader.row) };
    reader.out.rows.push(row);
    Ok(())
}

fn review_of_plan(reader: &mut Reader<'_, '_>) -> Result<(), Stop> {
    if reader.sheet.header.column(ID).is_some() {
        reader.row_id();
    }
    let child = child_or_of_spell(reader)?;
    review(reader, child)
}

fn looked_after_review(reader: &mut Reader<'_, '_>) -> Result<(), Stop> {
    if reader.sheet.header.column(ID).is_some() {
        reader.row_id();
    }
    let child = child_or_of_spell(reader)?;
    if reader.yes(OWN + 1).is_yes() {
        return Err(Stop(Outcome::NotNeeded));
    }
    review(reader, child)
}

/// The child whom the row names, or else whose looked-after period or plan it names. One whom no other file has met, named with
/// the plan of another, may be a slip of the hand: then the row may be that other's.
fn child_or_of_spell(reader: &mut Reader<'_, '_>) -> Result<u32, Stop> {
    let table = reader.sheet.spec.table;
    let place = referrals::spell_place(table);
    let spell = place.map(|place| (place, reader.cell(place))).filter(|(_, spell)| !spell.is_empty());
    let of_spell = |reader: &Reader<'_, '_>, spell: &[u8]| {
        reader.shared.spells.get(&spell_of(table, spell)).filter(|child| **child != NONE).copied()
    };
    let Some((place, spell)) = spell.filter(|_| reader.cell(PERSON).is_empty()) else {
        let child = reader.person()?;
        if let Some((_, spell)) = spell.filter(|_| child & LOCAL != 0)
            && let Some(other) = of_spell(reader, spell)
        {
            reader.may_be_of(other);
        }
        return Ok(child);
    };
    let child = of_spell(reader, spell);
    reader.memo.child = child;
    child.ok_or_else(|| {
        let reason = match table {
            Table::CpVisits | Table::CpReviews => "no child's id, and no row of ssd_cp_plans says whose plan this is",
            _ => "unknown: no row of ssd_cla_episodes says whose looked-after period this is",
        };
        let is_needed = reader.sheet.spec.columns[PERSON].needed;
        let outcome = if is_needed { Outcome::Rejected } else { Outcome::Unknown };
        reader.stop(place, spell, outcome, reason)
    })
}

fn placement(reader: &mut Reader<'_, '_>) -> Result<(), Stop> {
    let key = reader.key();
    let child = child_or_of_spell(reader)?;
    let (start, end) = reader.spell(START, END);
    let code = match reader.cell(OWN + 1) {
        [] => PlacementType::NotKnown,
        written => reader.shared.site.placement_type(&text::decode(written)).unwrap_or_else(|| {
            reader.refuse(OWN + 1, written, "unknown code: add it under [placement-types] of the site file");
            PlacementType::NotKnown
        }),
    };
    let row = Row { start, end, key, code: code as u32, ..plain_row(child, reader.row) };
    reader.out.rows.push(row);
    Ok(())
}

fn legal_status(reader: &mut Reader<'_, '_>) -> Result<(), Stop> {
    let key = reader.key();
    let child = reader.person()?;
    let (start, end) = reader.spell(START, END);
    let written = reader.cell(OWN);
    let code = reader.shared.site.legal_status(&text::decode(written)).unwrap_or_else(|| {
        reader.refuse(OWN, written, "unknown code: add it under [legal-statuses] of the site file");
        LegalStatus::NotKnown
    });
    let row = Row { start, end, key, code: code as u32, ..plain_row(child, reader.row) };
    reader.out.rows.push(row);
    Ok(())
}

fn conference(reader: &mut Reader<'_, '_>) -> Result<(), Stop> {
    if reader.sheet.header.column(ID).is_some() {
        reader.row_id();
    }
    let child = reader.person()?;
    reader.note_referral();
    review(reader, child)
}

fn review(reader: &mut Reader<'_, '_>, child: u32) -> Result<(), Stop> {
    let at = reader.time_if_any(START);
    if at.is_missing() {
        // Due and not held, which nothing that is read from this table says.
        return Err(Stop(Outcome::NotNeeded));
    }
    let at = reader.happened(START, at);
    let row = Row { start: at, ..plain_row(child, reader.row) };
    reader.out.rows.push(row);
    Ok(())
}
