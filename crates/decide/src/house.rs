//! The house's own rules: those in which no council's policy can differ.

use record::words::{Accreditation, Post, Status, UnitLevel};
use record::{Day, Kind, Moment, WorkerId};

/// A rule of the house that a command breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum House {
    /// It has no date.
    NoDate,
    /// It is dated after the present.
    Future,
    /// It is dated before the child was born.
    BeforeBirth {
        /// The civil date of birth.
        born: Day,
    },
    /// The child's case is not open, or not known to be (AP-22).
    NotOpen,
    /// The actor holds no post for this child, and does not work with it (PG-05).
    NoPost,
    /// The actor does not hold the post in which they say they act.
    NotInPost {
        /// That post.
        post: Post,
    },
    /// There is no such offer or involvement of this child.
    NoSuchInvolvement,
    /// No offer of this child waits for an answer.
    NoOffer,
    /// Nobody works with this child.
    NobodyInvolved,
    /// It is over.
    Over,
    /// It is no offer, or was accepted already.
    NotAnOpenOffer,
    /// Only the worker to whom it was offered can answer (AP-03).
    NotWhoWasAsked {
        /// That worker, where one is known.
        asked: Option<WorkerId>,
    },
    /// An offer does not say what is allocated, what is to be done, or how that is reviewed (AP-24).
    TermsMissing,
    /// The part is none that can be offered.
    NoPart,
    /// The worker is no person but a pool.
    Pool {
        /// The pool.
        worker: WorkerId,
    },
    /// The worker has left, or has a last day by then (PG-02).
    Gone {
        /// Who.
        worker: WorkerId,
        /// The last civil day.
        last: Day,
    },
    /// The worker has that part already, or was offered it.
    AlreadyTheirs {
        /// Who.
        worker: WorkerId,
    },
    /// Somebody else was offered that part and has not answered: there is one lead and one key worker (AP-09).
    OfferedToAnother {
        /// Who.
        worker: Option<WorkerId>,
    },
    /// The case is on duty already.
    OnDuty,
    /// The case is not on duty.
    NotOnDuty,
    /// The receiving team is the one that owns the case.
    OwnTeam,
    /// What ends by a decision of its own goes on while the case would be closed (AS-18, AP-37).
    StatusGoesOn {
        /// What goes on.
        status: Status,
    },
    /// It would give an open case to another team without a transfer (AP-16 to AP-18).
    MovesTheCase,
    /// Two records are said to be of one child, and two teams have them (AP-16).
    OfTwoTeams,
    /// The same manager signed for the other side: two have to (AP-17).
    SameSignatory,
    /// An oversight says nothing and sets no day.
    SaysNothing,
    /// A risk assessment says what people are worried about, how great the risk is and what is needed (AS-04, AS-15).
    RiskNotAssessed,
    /// An action does not say what is to be done, or by when (AS-12).
    ActionUnsaid,
    /// There is no such task of this child.
    NoSuchTask,
    /// The task was done, or dropped.
    TaskOver,
    /// A day that the oversight sets lies before it.
    SetsThePast {
        /// That civil date.
        day: Day,
    },
    /// It goes on already.
    GoesOn {
        /// The kind of fact that would begin it.
        kind: Kind,
    },
    /// Nothing of the kind goes on that could end.
    NothingBegun {
        /// The kind of fact that would end it.
        kind: Kind,
    },
    /// That act is done about a child.
    NotOfWorkers,
    /// That act is done about a worker.
    NotAboutAChild,
    /// There is no act about whom it names.
    NobodysAct,
    /// The actor answers for no team of that worker.
    NotTheirManager {
        /// The worker.
        worker: WorkerId,
    },
    /// Somebody else has to say it of whoever acts (AP-05).
    OfOneself,
    /// Nobody supervises themselves (AP-05).
    SupervisesThemselves {
        /// Who.
        worker: WorkerId,
    },
    /// The worker's last day is on record already (PG-02).
    LeavesAlready {
        /// Who.
        worker: WorkerId,
        /// That civil date.
        last: Day,
    },
    /// A share is from 0 to 100 percent, and an authorised load at most five full ones (AP-26).
    Percent {
        /// What was given.
        percent: i32,
    },
    /// Facts of that kind are not recorded one by one.
    NotRecorded {
        /// The kind.
        kind: Kind,
    },
    /// The record has facts about whoever is to be put on it (AP-03).
    OnRecord,
    /// A day of birth lies ahead.
    BornLater {
        /// That civil date.
        day: Day,
    },
    /// A post is given and ended by whoever holds one above it, for the same units or more (PG-05).
    NotYoursToGive {
        /// The post.
        post: Post,
    },
    /// Nobody gives themselves a post, or ends their own (PG-05).
    OwnPost,
    /// The worker does not hold that post for that unit.
    PostNotHeld {
        /// The post.
        post: Post,
    },
    /// Whoever acknowledges for a post holds it, stands in, or has it fallen to them (AS-16).
    NotTheirsToAcknowledge {
        /// The post.
        post: Post,
    },
    /// What is done about a capacity issue is for the leadership team (AP-14).
    NotLeadership,
    /// There is no such capacity issue of this unit.
    NoSuchIssue,
    /// The capacity issue is over.
    IssueOver,
    /// A unit cannot belong to itself, or to one that belongs to it.
    BelongsToItself,
    /// It is for managers.
    ForManagers {
        /// The clause that says so.
        clause: &'static str,
    },
    /// Each side of a transfer is for a manager of that side (AP-17).
    NotManagerOfSide,
    /// The worker has said that they will take the part, which begins with the second signature of the transfer (AP-22).
    TakesWithSignature,
    /// The child is offered to another team's worker, and no transfer to that team is under way (AP-16).
    NotTransferring,
    /// The actor holds no post above the unit.
    NotOverUnit,
    /// The actor holds no post for whoever that carer belongs to (AP-08).
    NotTheirCarer,
    /// What is on record of a later day stands against it: it is put on an earlier one (AP-22, AP-09).
    Overtaken {
        /// That later instant.
        since: Moment,
    },
    /// There is no such record of this child (AS-28).
    NoSuchRecord,
    /// It was carried back before (AS-28).
    CarriedBefore,
    /// The record says already that the child died.
    DiedBefore,
    /// Nobody else on record is meant.
    NobodyElse,
    /// Both are one child already.
    SameAlready,
    /// They are not held to be one child.
    NotTheSame,
    /// They are of one family already.
    OneFamily,
    /// A child of that name and date of birth is on record.
    LikeAnother,
    /// The record was not made here.
    FromAnExtract,
    /// The record is somebody else's, whom the actor does not manage.
    NotTheirRecord,
    /// Nobody was in, and was seen (AS-05).
    SeenAndNobodyIn,
    /// It does not say why.
    NoReason {
        /// The clause that asks why.
        clause: &'static str,
    },
    /// A duty worker is a social worker (AS-13).
    NotOfDuty {
        /// Who was named.
        worker: WorkerId,
    },
    /// Whoever supports and supervises somebody is somebody else (AP-19).
    SupportsThemselves {
        /// Who.
        worker: WorkerId,
    },
    /// Whoever supports and supervises somebody is an experienced social worker (AP-05, AP-19).
    NoSupport {
        /// Who was named.
        worker: WorkerId,
    },
    /// A child is seen more often, and not less often, than every four weeks (AS-05).
    Interval {
        /// In calendar days.
        days: i32,
    },
    /// What was asked for room is of another level than is said (AS-02).
    AnotherLevel {
        /// What is said.
        asked: UnitLevel,
    },
    /// The record does not say that the worker holds the training that the task asks for (AP-21).
    Untrained {
        /// Who.
        worker: WorkerId,
        /// Which training.
        training: Accreditation,
    },
    /// The child's own team or district is asked for room (AS-02).
    AsksItself,
    /// A case is transferred to a team (AP-16).
    NoTeam,
    /// No transfer to another team is under way, whose work could be looked through (AP-17).
    NoTransfer,
    /// The work was looked through already, and nothing of it was left (AP-17).
    CheckedBefore,
    /// Nothing is said of the work (AP-17).
    NothingFound,
    /// Another authority was asked to take the case over, and has not said that it does: until then a team here owns it (AP-16).
    NotTakenOver,
    /// A transfer to another team is under way (AP-16).
    GoesElsewhere {
        /// That team.
        to: record::UnitId,
    },
    /// It ends before it begins.
    EndsBefore {
        /// The last civil day that was given.
        until: Day,
    },
    /// Nobody works so many hours a week.
    Hours,
    /// The worker is on that team's rota for that day.
    OnTheRota {
        /// Who.
        worker: WorkerId,
        /// That civil date.
        on: Day,
    },
    /// The case was closed on that day, and no time says which came first.
    ClosedThatDay {
        /// That civil date.
        day: Day,
    },
    /// There is nothing in the way from which the actor can make an exception.
    NothingToExcept,
    /// An exception would be over before it begins.
    ExceptionOver {
        /// The last civil day on which it was to hold.
        until: Day,
    },
    /// Nobody but a social worker supervises carers (AP-08).
    NoSocialWorker {
        /// Who was named.
        worker: WorkerId,
    },
    /// The child is not born yet, and cannot have been seen (AS-05).
    NotBornYet,
    /// The record says that the child had died by then.
    HadDied,
    /// The offer was made after that.
    NotYetOffered,
    /// Nobody told whoever holds that post anything that they could acknowledge (AS-16).
    NothingToAcknowledge {
        /// The post.
        post: Post,
    },
    /// A day is set that lies more than a year ahead (PG-07).
    TooFarAhead {
        /// That civil date.
        day: Day,
    },
    /// A visit does not say what it was: whether the child was seen, or nobody was in (AS-05).
    VisitUnsaid,
    /// Whoever is registered was an adult of an age at which nobody is a child in need or a care leaver (AP-03).
    GrownUp {
        /// The civil date of birth.
        born: Day,
    },
}
