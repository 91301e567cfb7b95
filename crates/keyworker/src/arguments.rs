//! The commands and their arguments, as people type them.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Every child who needs a social worker has one, by name; and where one has not, everybody who must know does.
#[derive(Debug, Parser)]
#[command(name = "keyworker", version, max_term_width = 110)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Makes up an authority, reads it in as an extract, and shows its pages
    Demo(Demo),
    /// Shows the pages of a store, on this machine only
    Serve(Serve),
    /// Reads a Standard Safeguarding Dataset extract, or a file of facts, into a store
    Import(Import),
    /// The rows that imports could not use, or not whole; as a CSV to put right
    Rejected(Rejected),
    /// Who has no worker that counts, since when, and what is due
    Standing(Standing),
    /// How many, by which definition; or where two counts differ, and why
    Count(Count),
    /// Every date of one child: the fact, the clause and the count of days behind it
    Explain(Explain),
    /// Says from which day on everything that is done is recorded in Keyworker: what is not on record since was not done
    RecordedHere(RecordedHere),
    /// Whether a worker may hold a child, and what stands against it
    MayHold(MayHold),
    /// Who could take a child: whoever may be asked, what stands against the others, and what each carries
    Candidates(Candidates),
    /// What a worker carries, line by line
    Workload(Workload),
    /// Checks, tests, explains and compares policy packs
    #[command(subcommand)]
    Policy(Policy),
    /// Writes every fact of a store or an extract as JSON Lines
    Export(Export),
    /// Brings the list of bank holidays up to date from GOV.UK's file
    Holidays(Holidays),
    /// Checks that nothing in a store was changed since it was recorded
    Verify(Verify),
}

/// Where the facts come from: one of three.
#[derive(Debug, Clone, Args)]
pub struct From {
    /// A store
    #[arg(long, value_name = "FILE", group = "from")]
    pub store: Option<PathBuf>,
    /// A folder with a Standard Safeguarding Dataset extract, one CSV a table
    #[arg(long, value_name = "FOLDER", group = "from")]
    pub extract: Option<PathBuf>,
    /// A file of facts in JSON Lines
    #[arg(long, value_name = "FILE", group = "from")]
    pub facts: Option<PathBuf>,
    #[command(flatten)]
    pub reading: Reading,
}

/// How an extract is read.
#[derive(Debug, Clone, Args)]
pub struct Reading {
    /// The site file: what this council's codes and names mean
    #[arg(long, value_name = "FILE")]
    pub site: Option<PathBuf>,
    /// When the extract was taken: 2026-06-30, or 2026-06-30T06:00 in London
    #[arg(long, value_name = "WHEN")]
    pub taken: Option<String>,
    /// How many threads may work
    #[arg(long, value_name = "N", default_value_t = 2)]
    pub threads: usize,
}

/// When is asked about, and by which policy.
#[derive(Debug, Clone, Args)]
pub struct Asked {
    /// As at: the end of that day (2026-06-30), or an instant (2026-06-30T14:00); now if left out
    #[arg(long, value_name = "WHEN")]
    pub as_at: Option<String>,
    /// As known then: leaves out what was recorded later
    #[arg(long, value_name = "WHEN")]
    pub known_at: Option<String>,
    /// Packs, by name (pg, as, ap, mon, base, counts, in-name, combined, comparison) or by file
    #[arg(long, value_name = "PACK", value_delimiter = ',')]
    pub policy: Vec<String>,
    /// The answer as JSON
    #[arg(long)]
    pub json: bool,
}

/// `demo`.
#[derive(Debug, Args)]
pub struct Demo {
    /// Where the extract and the store are written; a folder of the system's for passing files if left out
    #[arg(long, value_name = "FOLDER")]
    pub folder: Option<PathBuf>,
    /// How many open children
    #[arg(long, value_name = "N", default_value_t = 2500)]
    pub children: u32,
    /// The seed: the same seed makes the same authority
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// The port of the pages on this machine
    #[arg(long, value_name = "PORT", default_value_t = 8089)]
    pub port: u16,
    /// Stops once everything is ready, without showing the pages
    #[arg(long)]
    pub no_serve: bool,
    /// As if today were that day
    #[arg(long, value_name = "DAY")]
    pub as_at: Option<String>,
}

/// `serve`.
#[derive(Debug, Args)]
pub struct Serve {
    /// The store
    #[arg(long, value_name = "FILE")]
    pub store: PathBuf,
    /// The port on this machine
    #[arg(long, value_name = "PORT", default_value_t = 8089)]
    pub port: u16,
    /// Packs, by name or by file; those that ship if left out
    #[arg(long, value_name = "PACK", value_delimiter = ',')]
    pub policy: Vec<String>,
    /// As if it were that day or instant now; for demonstrations
    #[arg(long, value_name = "WHEN")]
    pub now: Option<String>,
    /// Let people and programs act through it: forms on the pages, and POST /api/v1/acts, described by /api/openapi.json.
    /// Nothing else can write to the store meanwhile: no import, no adoption
    #[arg(long)]
    pub acts: bool,
}

/// `may-hold`.
#[derive(Debug, Args)]
pub struct MayHold {
    /// The child
    #[arg(long, value_name = "ID")]
    pub child: String,
    /// The worker
    #[arg(long, value_name = "ID")]
    pub worker: String,
    /// In which part: lead, key worker, co-worker, involved
    #[arg(long, value_name = "PART", default_value = "lead")]
    pub part: String,
    /// Another worker who leads, or would
    #[arg(long, value_name = "ID")]
    pub lead: Option<String>,
    /// Somebody is named to support and supervise
    #[arg(long)]
    pub support_named: bool,
    #[command(flatten)]
    pub from: From,
    #[command(flatten)]
    pub asked: Asked,
}

/// `candidates`.
#[derive(Debug, Args)]
pub struct Candidates {
    /// The child
    #[arg(value_name = "CHILD")]
    pub child: String,
    /// In which part: lead, key worker, co-worker, involved
    #[arg(long, value_name = "PART", default_value = "lead")]
    pub part: String,
    /// Who would offer it; where nobody is named, nothing is held against whoever does
    #[arg(long, value_name = "WORKER")]
    pub acting: Option<String>,
    /// Those who cannot be asked too
    #[arg(long)]
    pub all: bool,
    #[command(flatten)]
    pub from: From,
    #[command(flatten)]
    pub asked: Asked,
}

/// `workload`.
#[derive(Debug, Args)]
pub struct Workload {
    /// The worker
    #[arg(value_name = "WORKER")]
    pub worker: String,
    #[command(flatten)]
    pub from: From,
    #[command(flatten)]
    pub asked: Asked,
}

/// `import`.
#[derive(Debug, Args)]
pub struct Import {
    /// The store; made if it is not there
    #[arg(long, value_name = "FILE", required_unless_present = "propose", conflicts_with = "propose")]
    pub store: Option<PathBuf>,
    /// A folder with a Standard Safeguarding Dataset extract, one CSV a table
    #[arg(long, value_name = "FOLDER", group = "what", required = true)]
    pub extract: Option<PathBuf>,
    /// A file of facts in JSON Lines
    #[arg(long, value_name = "FILE", group = "what")]
    pub facts: Option<PathBuf>,
    /// Imports nothing: drafts a site file from the extract in that folder, and writes it to --site, or here
    #[arg(long, value_name = "FOLDER", group = "what")]
    pub propose: Option<PathBuf>,
    /// Rejected rows, put right: what `keyworker rejected --csv` wrote, corrected by hand. They are read in the place of
    /// the rows that they were, in this extract and in later ones
    #[arg(long, value_name = "FILE", requires = "extract")]
    pub mend: Option<PathBuf>,
    #[command(flatten)]
    pub reading: Reading,
    /// The authority's name, for a new store
    #[arg(long, value_name = "NAME", default_value = "An authority")]
    pub authority: String,
    /// Who imports
    #[arg(long, value_name = "NAME", default_value = "import")]
    pub by: String,
    /// Rows of the earlier extract that are not in this one: take back what they said, or leave it standing. Of rows that
    /// were left standing nobody is asked again
    #[arg(long, value_name = "correct|keep")]
    pub vanished: Option<WhatVanished>,
    /// Very many facts of a table that this extract says otherwise, or no more: put its word in the place of theirs
    #[arg(long, value_name = "correct")]
    pub changed: Option<WhatChanged>,
    /// Says what the import would change, and writes nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Lists every rejected row
    #[arg(long)]
    pub rejected: bool,
    /// The answer as JSON
    #[arg(long)]
    pub json: bool,
}

/// `rejected`.
#[derive(Debug, Args)]
pub struct Rejected {
    /// The store
    #[arg(long, value_name = "FILE")]
    pub store: PathBuf,
    /// Those of one file, such as ssd_involvements.csv
    #[arg(long, value_name = "NAME")]
    pub file: Option<String>,
    /// Those about one child, by its id in its source
    #[arg(long, value_name = "ID")]
    pub child: Option<String>,
    /// Those too that were mended since, or were put right or taken out in the source
    #[arg(long)]
    pub all: bool,
    /// Writes the rows as they were to a CSV file, to be put right there and read with `import --mend`: those of one file,
    /// named with --file where rows of several were rejected
    #[arg(long, value_name = "FILE", conflicts_with = "json")]
    pub csv: Option<PathBuf>,
    /// The answer as JSON
    #[arg(long)]
    pub json: bool,
}

/// What becomes of rows that an earlier extract had and a later one has not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum WhatVanished {
    /// Take back what they said, as corrections
    Correct,
    /// Leave standing what they said
    Keep,
}

/// What becomes of facts where a later extract changes more than a tenth of a table's, and more than twenty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum WhatChanged {
    /// Put what this extract says in the place of what the earlier ones said, as corrections
    Correct,
}

/// `standing`.
#[derive(Debug, Args)]
pub struct Standing {
    #[command(flatten)]
    pub from: From,
    #[command(flatten)]
    pub asked: Asked,
    /// One child, by its id in its source
    #[arg(long, value_name = "ID")]
    pub child: Option<String>,
    /// Which definition: pg/unallocated, or pg for the one by which that pack counts
    #[arg(long, value_name = "NAME")]
    pub definition: Option<String>,
    /// A list that the policy lays out, as CSV
    #[arg(long, value_name = "LIST")]
    pub list: Option<String>,
    /// Writes the answer there
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// `count`.
#[derive(Debug, Args)]
pub struct Count {
    #[command(flatten)]
    pub from: From,
    #[command(flatten)]
    pub asked: Asked,
    /// Which definition; every one of the packs if left out
    #[arg(long, value_name = "NAME")]
    pub definition: Option<String>,
    /// Which units stand above what a policy allows for a whole area, and who is told of it
    #[arg(long, conflicts_with_all = ["definition", "against", "against_known_at"])]
    pub areas: bool,
    /// Another definition: shows the children that differ, and why
    #[arg(long, value_name = "NAME")]
    pub against: Option<String>,
    /// The same count as known then: shows the children that differ, and which records made the difference
    #[arg(long, value_name = "WHEN")]
    pub against_known_at: Option<String>,
}

/// `explain`.
#[derive(Debug, Args)]
pub struct Explain {
    #[command(flatten)]
    pub from: From,
    #[command(flatten)]
    pub asked: Asked,
    /// The child, by its id in its source
    #[arg(long, value_name = "ID")]
    pub child: String,
}

/// `policy`.
#[derive(Debug, Subcommand)]
pub enum Policy {
    /// Every mistake in these packs, each with its line and what to write instead
    Check {
        /// Names of packs that ship, files, or folders of which every pack (*.toml) is checked; all that ship if left out
        files: Vec<String>,
        /// The answer as JSON
        #[arg(long)]
        json: bool,
    },
    /// Runs the tests that packs carry inside
    Test {
        /// Names of packs that ship, or files; all that ship and have tests if left out
        packs: Vec<String>,
        /// The answer as JSON
        #[arg(long)]
        json: bool,
    },
    /// One rule in plain words, from the pack alone; or every rule of one clause
    Explain {
        /// The pack's name, or its file; or PACK/RULE in one word; or a clause alone, of a pack that ships
        pack: String,
        /// The rule's name within the pack, or a clause such as PG-08
        rule: Option<String>,
        /// The answer as JSON
        #[arg(long)]
        json: bool,
    },
    /// Each clause: what it says, what Keyworker does about it, which rules follow it; without any child's data
    Handbook {
        /// The pack's name, or its file
        pack: String,
        /// As a page of its own, to print or put on an intranet
        #[arg(long, conflicts_with = "markdown")]
        html: bool,
        /// As Markdown
        #[arg(long)]
        markdown: bool,
        /// As JSON
        #[arg(long, conflicts_with_all = ["html", "markdown"])]
        json: bool,
    },
    /// What differs between two packs, or two versions of one
    Diff {
        /// The one
        one: String,
        /// The other
        other: String,
        /// The answer as JSON
        #[arg(long)]
        json: bool,
    },
    /// Puts an adoption file on the record of a store: which pack governs whom, from when on, and who decided it
    Adopt(Adopt),
    /// Which policy governs which team, by which version, since when and by whose decision, and where none does
    Governs(Governs),
    /// The words in which a test's history is written
    Words {
        /// The answer as JSON
        #[arg(long)]
        json: bool,
    },
}

/// `policy adopt`.
#[derive(Debug, Args)]
pub struct Adopt {
    /// The adoption file
    pub file: PathBuf,
    /// The store
    #[arg(long, value_name = "FILE")]
    pub store: PathBuf,
    /// A pack of the council's own that the file names; packs that ship are known
    #[arg(long, value_name = "FILE")]
    pub pack: Vec<String>,
    /// Says what would be adopted, and writes nothing
    #[arg(long)]
    pub dry_run: bool,
    /// The answer as JSON
    #[arg(long)]
    pub json: bool,
}

/// `recorded-here`.
#[derive(Debug, Args)]
pub struct RecordedHere {
    /// The store
    #[arg(long, value_name = "FILE")]
    pub store: PathBuf,
    /// The first day of which everything that is done is recorded in Keyworker
    #[arg(long, value_name = "DATE")]
    pub from: String,
    /// For that unit and what belongs to it, by its id; for the whole authority if left out
    #[arg(long, value_name = "ID")]
    pub unit: Option<String>,
    /// Who decided it
    #[arg(long, value_name = "NAME")]
    pub by: String,
    /// The answer as JSON
    #[arg(long)]
    pub json: bool,
}

/// `policy governs`.
#[derive(Debug, Args)]
pub struct Governs {
    /// The store
    #[arg(long, value_name = "FILE")]
    pub store: PathBuf,
    #[command(flatten)]
    pub asked: Asked,
}

/// `export`.
#[derive(Debug, Args)]
pub struct Export {
    #[command(flatten)]
    pub from: From,
    /// The file to write
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// `holidays`.
#[derive(Debug, Args)]
pub struct Holidays {
    /// The store
    #[arg(long, value_name = "FILE")]
    pub store: PathBuf,
    /// GOV.UK's bank-holidays.json
    #[arg(long, value_name = "FILE")]
    pub file: PathBuf,
    /// Who brings it up to date
    #[arg(long, value_name = "NAME", default_value = "holidays")]
    pub by: String,
    /// Accepts a file that lacks several holidays that are on the record
    #[arg(long)]
    pub withdraw: bool,
}

/// `verify`.
#[derive(Debug, Args)]
pub struct Verify {
    /// The store
    #[arg(long, value_name = "FILE")]
    pub store: PathBuf,
    /// The answer as JSON
    #[arg(long)]
    pub json: bool,
}
