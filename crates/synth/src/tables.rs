//! The files of an extract: their columns, and a writer that fills one row at a time.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use crate::dates::{Civil, Day};
use crate::{Error, SsdVersion};

/// How a date is written in a file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum DateStyle {
    /// `2026-06-30`
    Plain,
    /// `2026-06-30T00:00:00`
    Midnight,
}

/// One CSV file being written. Rows are made cell by cell and counted.
pub(crate) struct Sheet {
    name: &'static str,
    columns: usize,
    cells: usize,
    line: Vec<u8>,
    out: BufWriter<File>,
    dates: DateStyle,
    pub rows: u64,
}

impl Sheet {
    fn create(folder: &Path, name: &'static str, header: &str, dates: DateStyle) -> Result<Sheet, Error> {
        let path = folder.join(format!("{name}.csv"));
        let file = File::create(&path).map_err(|cause| Error::Write { file: path, cause })?;
        let mut sheet = Sheet {
            name,
            columns: header.split_whitespace().count(),
            cells: 0,
            line: Vec::with_capacity(512),
            out: BufWriter::with_capacity(1 << 16, file),
            dates,
            rows: 0,
        };
        for column in header.split_whitespace() {
            sheet.text(column);
        }
        sheet.end()?;
        sheet.rows = 0;
        Ok(sheet)
    }

    fn start_cell(&mut self) {
        if self.cells > 0 {
            self.line.push(b',');
        }
        self.cells += 1;
    }

    /// A cell of text, quoted where it must be.
    pub fn text(&mut self, text: &str) -> &mut Self {
        self.start_cell();
        if text.bytes().any(|byte| matches!(byte, b',' | b'"' | b'\n' | b'\r')) {
            self.line.push(b'"');
            for byte in text.bytes() {
                if byte == b'"' {
                    self.line.push(b'"');
                }
                self.line.push(byte);
            }
            self.line.push(b'"');
        } else {
            self.line.extend_from_slice(text.as_bytes());
        }
        self
    }

    /// An empty cell.
    pub fn blank(&mut self) -> &mut Self {
        self.text("")
    }

    /// An id: letters, then a number of at least `width` digits.
    pub fn id(&mut self, letters: &str, number: u64, width: usize) -> &mut Self {
        self.start_cell();
        self.line.extend_from_slice(letters.as_bytes());
        self.digits(number, width);
        self
    }

    /// A number.
    pub fn number(&mut self, number: u64) -> &mut Self {
        self.id("", number, 1)
    }

    /// `Y` or `N`.
    pub fn flag(&mut self, yes: bool) -> &mut Self {
        self.text(if yes { "Y" } else { "N" })
    }

    /// A date in the file's own style.
    pub fn day(&mut self, day: Day) -> &mut Self {
        self.start_cell();
        self.date_digits(day);
        if self.dates == DateStyle::Midnight {
            self.line.extend_from_slice(b"T00:00:00");
        }
        self
    }

    /// A date, or an empty cell.
    pub fn maybe_day(&mut self, day: Option<Day>) -> &mut Self {
        match day {
            Some(day) => self.day(day),
            None => self.blank(),
        }
    }

    /// A date with hours and minutes, in London civil time.
    pub fn moment(&mut self, day: Day, minute_of_day: i32) -> &mut Self {
        self.start_cell();
        self.date_digits(day);
        self.line.push(b'T');
        self.digits((minute_of_day / 60) as u64, 2);
        self.line.push(b':');
        self.digits((minute_of_day % 60) as u64, 2);
        self
    }

    fn date_digits(&mut self, day: Day) {
        let date = Civil::from(day);
        self.digits(date.year as u64, 4);
        self.line.push(b'-');
        self.digits(u64::from(date.month), 2);
        self.line.push(b'-');
        self.digits(u64::from(date.day), 2);
    }

    fn digits(&mut self, mut number: u64, width: usize) {
        let mut backwards = [b'0'; 20];
        let mut used = 0;
        while number > 0 {
            backwards[used] = b'0' + (number % 10) as u8;
            number /= 10;
            used += 1;
        }
        let used = used.max(width);
        self.line.extend(backwards[..used].iter().rev());
    }

    /// Ends the row.
    ///
    /// # Panics
    /// When the number of cells is not the number of columns, which only a mistake in this crate can cause.
    pub fn end(&mut self) -> Result<(), Error> {
        assert_eq!(self.cells, self.columns, "a row of {} has the wrong number of cells", self.name);
        self.line.push(b'\n');
        self.out.write_all(&self.line).map_err(|cause| Error::Write { file: self.name.into(), cause })?;
        self.line.clear();
        self.cells = 0;
        self.rows += 1;
        Ok(())
    }

    fn finish(&mut self) -> Result<(), Error> {
        self.out.flush().map_err(|cause| Error::Write { file: self.name.into(), cause })
    }
}

macro_rules! extract {
    ($($(#[$meta:meta])* $field:ident: $style:ident, $header:literal;)*) => {
        /// Every file of the extract, open for writing.
        pub(crate) struct Extract { $($(#[$meta])* pub $field: Sheet,)* }

        /// Every file's name without `.csv`, with its columns in order.
        pub const TABLES: &[(&str, &str)] = &[$((stringify!($field), $header),)*];

        impl Extract {
            pub fn create(folder: &Path, version: SsdVersion) -> Result<Extract, Error> {
                // Both styles are met in extracts; within one extract a date always looks the same.
                let ssd = if version == SsdVersion::V145 { DateStyle::Midnight } else { DateStyle::Plain };
                let ours = DateStyle::Plain;
                Ok(Extract { $($field: Sheet::create(folder, stringify!($field), $header, $style(ssd, ours))?,)* })
            }

            /// Writes what is still in memory, and says how many rows each file has.
            pub fn finish(&mut self) -> Result<Vec<(&'static str, u64)>, Error> {
                $(self.$field.finish()?;)*
                Ok(vec![$((stringify!($field), self.$field.rows),)*])
            }
        }
    };
}

#[allow(non_snake_case)]
fn SSD(ssd: DateStyle, _: DateStyle) -> DateStyle {
    ssd
}

#[allow(non_snake_case)]
fn OURS(_: DateStyle, ours: DateStyle) -> DateStyle {
    ours
}

extract! {
    ssd_department: SSD, "dept_team_id dept_team_name dept_team_parent_id dept_team_parent_name";
    ssd_professionals: SSD, "prof_professional_id prof_staff_id prof_professional_name prof_social_worker_registration_no \
        prof_agency_worker_flag prof_professional_job_title prof_professional_caseload prof_professional_department \
        prof_full_time_equivalency";
    ssd_person: SSD, "pers_legacy_id pers_person_id pers_upn pers_forename pers_surname pers_sex pers_gender \
        pers_ethnicity pers_dob pers_single_unique_id pers_upn_unknown pers_send_flag pers_expected_dob pers_death_date \
        pers_is_mother pers_nationality";
    ssd_family: SSD, "fami_table_id fami_family_id fami_person_id";
    ssd_disability: SSD, "disa_table_id disa_person_id disa_disability_code";
    ssd_immigration_status: SSD, "immi_immigration_status_id immi_person_id immi_immigration_status_start_date \
        immi_immigration_status_end_date immi_immigration_status";
    ssd_contacts: SSD, "cont_contact_id cont_person_id cont_contact_date cont_contact_source_code \
        cont_contact_source_desc cont_contact_outcome_json";
    ssd_cin_episodes: SSD, "cine_referral_id cine_person_id cine_referral_date cine_cin_primary_need_code \
        cine_referral_source_code cine_referral_source_desc cine_referral_outcome_json cine_referral_nfa \
        cine_close_reason cine_close_date cine_referral_team cine_referral_worker_id";
    ssd_cin_assessments: SSD, "cina_assessment_id cina_person_id cina_referral_id cina_assessment_start_date \
        cina_assessment_child_seen cina_assessment_auth_date cina_assessment_outcome_json cina_assessment_outcome_nfa \
        cina_assessment_team cina_assessment_worker_id";
    ssd_assessment_factors: SSD, "cinf_table_id cinf_assessment_id cinf_assessment_factors_json";
    ssd_cin_plans: SSD, "cinp_cin_plan_id cinp_referral_id cinp_person_id cinp_cin_plan_start_date \
        cinp_cin_plan_end_date cinp_cin_plan_team cinp_cin_plan_worker_id";
    ssd_cin_visits: SSD, "cinv_cin_visit_id cinv_person_id cinv_cin_visit_date cinv_cin_visit_seen \
        cinv_cin_visit_seen_alone cinv_cin_visit_bedroom";
    ssd_s47_enquiry: SSD, "s47e_s47_enquiry_id s47e_referral_id s47e_person_id s47e_s47_start_date s47e_s47_end_date \
        s47e_s47_nfa s47e_s47_outcome_json s47e_s47_completed_by_team s47e_s47_completed_by_worker_id";
    ssd_initial_cp_conference: SSD, "icpc_icpc_id icpc_icpc_meeting_id icpc_s47_enquiry_id icpc_person_id \
        icpc_cp_plan_id icpc_referral_id icpc_icpc_transfer_in icpc_icpc_target_date icpc_icpc_date \
        icpc_icpc_outcome_cp_flag icpc_icpc_outcome_json icpc_icpc_team icpc_icpc_worker_id";
    ssd_cp_plans: SSD, "cppl_cp_plan_id cppl_referral_id cppl_icpc_id cppl_person_id cppl_cp_plan_start_date \
        cppl_cp_plan_end_date cppl_cp_plan_ola cppl_cp_plan_initial_category cppl_cp_plan_latest_category";
    ssd_cp_reviews: SSD, "cppr_cp_review_id cppr_person_id cppr_cp_plan_id cppr_cp_review_due cppr_cp_review_date \
        cppr_cp_review_meeting_id cppr_cp_review_outcome_continue_cp cppr_cp_review_quorate \
        cppr_cp_review_participation";
    ssd_cp_visits: SSD, "cppv_cp_visit_id cppv_person_id cppv_cp_plan_id cppv_cp_visit_date cppv_cp_visit_seen \
        cppv_cp_visit_seen_alone cppv_cp_visit_bedroom";
    ssd_cla_episodes: SSD, "clae_cla_episode_id clae_person_id clae_cla_placement_id clae_cla_episode_start_date \
        clae_cla_episode_start_reason clae_cla_primary_need_code clae_cla_episode_ceased_date \
        clae_cla_episode_ceased_reason clae_cla_id clae_referral_id clae_cla_last_iro_contact_date \
        clae_entered_care_date";
    ssd_cla_placement: SSD, "clap_cla_placement_id clap_cla_id clap_person_id clap_cla_placement_start_date \
        clap_cla_placement_type clap_cla_placement_urn clap_cla_placement_distance clap_cla_placement_provider \
        clap_cla_placement_postcode clap_cla_placement_end_date clap_cla_placement_change_reason";
    ssd_cla_reviews: SSD, "clar_cla_review_id clar_cla_id clar_cla_review_due_date clar_cla_review_date \
        clar_cla_review_cancelled clar_cla_review_participation";
    ssd_cla_visits: SSD, "clav_cla_visit_id clav_cla_id clav_person_id clav_cla_visit_date clav_cla_visit_seen \
        clav_cla_visit_seen_alone";
    ssd_legal_status: SSD, "lega_legal_status_id lega_person_id lega_legal_status lega_legal_status_start_date \
        lega_legal_status_end_date";
    ssd_pre_proceedings: SSD, "prep_table_id prep_person_id prep_plo_family_id prep_pre_pro_decision_date \
        prep_initial_pre_pro_meeting_date prep_pre_pro_outcome prep_agree_stepdown_issue_date \
        prep_cp_plans_referral_period prep_legal_gateway_outcome prep_prev_pre_proc_child prep_prev_care_proc_child \
        prep_pre_pro_letter_date prep_care_pro_letter_date prep_pre_pro_meetings_num prep_pre_pro_parents_legal_rep \
        prep_parents_legal_rep_point_of_issue prep_court_reference prep_care_proc_court_hearings \
        prep_care_proc_short_notice prep_proc_short_notice_reason prep_la_inital_plan_approved \
        prep_la_initial_care_plan prep_la_final_plan_approved prep_la_final_care_plan";
    ssd_involvements: SSD, "invo_involvements_id invo_professional_id invo_professional_role_id \
        invo_professional_team invo_person_id invo_involvement_start_date invo_involvement_end_date \
        invo_worker_change_reason invo_referral_id";
    keyworker_workers: OURS, "worker_id joined left leaving_recorded employer agency profession registered_from \
        registered_until hours_per_week";
    keyworker_absences: OURS, "absence_id worker_id kind first_day returned_on likely_end";
    keyworker_casework: OURS, "record_id child_id kind at worker_id by_role recipient detail detail_date";
}
