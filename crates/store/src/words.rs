//! The number of every word that the log has ever held.
//!
//! Content is written with a word's number in this table, never with its place in a list of `record`, so that a list
//! there may be reordered. The table only grows: a new word goes at its end, a word is never moved, renamed or taken
//! out. A word that `record` renames keeps its old line here and gets a new one, and an upcast leads from old to new.
//! The tests hold all of that.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// Every word; its place is its number.
pub(crate) const WORDS: &[&str] = &[
    "female",
    "male",
    "indeterminate",
    "lead",
    "key worker",
    "co-worker",
    "involved",
    "social worker",
    "student social worker",
    "newly qualified social worker",
    "senior practitioner",
    "assistant team manager",
    "team manager",
    "service manager",
    "young people's advisor",
    "family support worker",
    "social work assistant",
    "trainee",
    "leaving care worker",
    "independent reviewing officer",
    "nurse",
    "community worker",
    "pool",
    "other",
    "duty social worker",
    "practice supervisor",
    "duty team manager",
    "senior manager",
    "head of service",
    "assistant director",
    "deputy director",
    "director",
    "business support",
    "child in need",
    "section 47 enquiry",
    "child protection plan",
    "looked after",
    "privately fostered",
    "pre-proceedings",
    "care proceedings",
    "secure accommodation",
    "permanency agreed",
    "social worker no longer continuous",
    "court-directed work",
    "care leaver",
    "managing caseloads",
    "first contact or re-referral",
    "left role",
    "restructure",
    "transfer under standard process",
    "absence cover or return",
    "child requested change",
    "parent or carer requested change",
    "worker died",
    "left the authority",
    "case closed",
    "de-allocated",
    "sickness",
    "annual leave",
    "maternity or paternity",
    "training",
    "authority",
    "service",
    "district",
    "team",
    "parent",
    "carer",
    "child",
    "referrer",
    "school",
    "health",
    "other agency",
    "adopter",
    "foster carer",
    "risk assessment",
    "safety plan",
    "initial plan",
    "actions",
    "decision",
    "support to allocate",
    "seen",
    "seen alone",
    "bedroom seen",
    "nobody in",
    "agencies consulted",
    "would be a duty case",
    "would not be a duty case",
    "giving",
    "receiving",
    "both",
    "workload capacity",
    "staff absence",
    "vacancy",
    "child_details",
    "died",
    "access_restricted",
    "access_restriction_ended",
    "family_group",
    "same_as",
    "not_same_as",
    "referral_received",
    "case_closed",
    "need_identified",
    "assessment_started",
    "assessment_completed",
    "status_started",
    "status_ended",
    "allocation_offered",
    "allocation_accepted",
    "allocation_declined",
    "involvement_started",
    "involvement_ended",
    "successor_identified",
    "put_on_duty",
    "taken_off_duty",
    "duty_worker_assigned",
    "team_held",
    "team_held_ended",
    "partner_held",
    "partner_held_ended",
    "payments_only",
    "payments_only_ended",
    "closure_proposed",
    "closure_withdrawn",
    "ready_to_transfer",
    "transfer_signed",
    "transfer_ended",
    "left_unallocated",
    "duty_question_answered",
    "visit",
    "management_oversight",
    "next_seen_set",
    "next_review_set",
    "next_plan_review_set",
    "plan_review_held",
    "letter_sent",
    "letter_withheld",
    "agency_involved",
    "agency_involvement_ended",
    "notice_given",
    "safety_planning_agreed",
    "worker_details",
    "worker_joined",
    "worker_left",
    "registered",
    "not_registered",
    "absence_started",
    "absence_ended",
    "engagement",
    "unit_details",
    "corrected",
    "coverage",
    "pack_adopted",
    "holiday_announced",
    "holiday_withdrawn",
    "imported",
    "erased",
    "not known",
];

static NUMBERS: LazyLock<FxHashMap<&'static str, u32>> =
    LazyLock::new(|| WORDS.iter().enumerate().map(|(number, word)| (*word, number as u32)).collect());

/// The number of that word; nothing where the table lacks it, which the tests rule out for every word of `record`.
pub(crate) fn number_of(word: &str) -> Option<u32> {
    NUMBERS.get(word).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use record::Kind;
    use record::fields::FieldType;

    #[test]
    fn every_word_of_the_record_has_a_number() {
        let lists = Kind::ALL.iter().flat_map(|kind| kind.fields()).filter_map(|field| match field.of {
            FieldType::Word(list) | FieldType::Words(list) => Some(list),
            _ => None,
        });
        for word in lists.chain([Kind::NAMES]).flatten() {
            assert!(number_of(word).is_some(), "append '{word}' to the end of WORDS");
        }
        assert_eq!(NUMBERS.len(), WORDS.len(), "a word stands twice in WORDS");
    }

    #[test]
    fn no_word_ever_changes_its_number() {
        // The digest of the words as of version 1. If this fails, a word was moved, renamed or taken out, and logs
        // would be read wrongly: put it back and append instead.
        const FIRST: usize = 157;
        let digest = blake3::hash(WORDS[..FIRST].join("\n").as_bytes()).to_hex();
        assert_eq!(digest.as_str(), "49ffea6ac597c16a6d58e546b91316b484c358d68a9348a25b9908d7c1db79e5");
    }
}
