// Written from src-tauri/wire by `make types`; change it there.

export type ContactId = string;

export type MessageId = string;

export type LegId = string;

export type LibrarianId = string;

export type SeatId = string;

export type Handle = string;

export type Mode = "video" | "voice" | "chat";

export type Language = "it" | "en";

export type EndedBy = "patron" | "librarian" | "absence" | "closing";

export type ChosenPresence = "available" | "inPerson" | "away";

export type Presence = "available" | "onContact" | "wrapUp" | "inPerson" | "away" | "offline";

export type ThreadId = string;

export type DeskId = string;

export type DeviceId = string;

export type GroupId = string;

export type TopicId = string;

export type FileId = string;

export type PersonName = string;

export type Role = "librarian" | "supervisor" | "administrator";

export type Outcome = "resolvedAtFirstLevel" | "handedOff" | "appointment" | "callBack" | "abandoned" | "messageLeft" | "notReached" | "blocked";

export type Rating = number;

export type Happened = "turnMissed" | "closedWhileWaiting" | "callUnanswered" | "appointmentBooked" | "appointmentToConfirm" | "appointmentMoved" | "appointmentCancelled" | "appointmentTomorrow" | "appointmentSoon" | "appointmentUnconfirmed" | "appointmentMissed" | "loanNotice" | "loanRenewed" | "loanNotRenewed" | "loanRenewalAsked" | "loanReturnSaid" | "loanToTalkAbout" | "cardLinked" | "noticesStopped" | "caseOpened" | "caseAsked" | "caseAnswered" | "casePromiseMoved" | "caseClosed" | "caseReopened" | "caseInfoAdded" | "callBackAgreed" | "callBackMoved" | "callBackGivenUp" | "callBackCalledOff";

export type Attachment = { 
/**
 * Which; made by the server.
 */
file: FileId, 
/**
 * What its sender called it, tidied.
 */
name: string, 
/**
 * What it is, by its content.
 */
kind: FileKind, 
/**
 * In bytes.
 */
size: number, 
/**
 * When the patron consented to it, if it is a still of their picture:
 * milliseconds since 1970 UTC.
 */
consentedAt: number | null, };

export type FileKind = "jpeg" | "png" | "webp" | "pdf" | "text";

export type AnswerId = string;

export type AnswerTrouble = "notAllowed" | "badName" | "badText" | "unknownPlaceholder" | "full" | "notSaved";

export type StillAnswer = "yes" | "no" | "noPicture";

export type TransferTo = { "type": "librarian", 
/**
 * Who.
 */
librarian: LibrarianId, } | { "type": "group", 
/**
 * Which.
 */
group: GroupId, };

export type SessionId = string;

export type InvitationId = string;

export type OutgoingId = string;

export type Channel = "mail" | "push" | "calendar";

export type OutgoingKind = "privateLink" | "answered" | "yourTurn" | "callBack" | "appointmentBooked" | "appointmentToConfirm" | "appointmentMoved" | "appointmentCancelled" | "appointmentReminder" | "loanNotice" | "cardCode" | "handOff" | "caseNews" | "calendarKeep" | "calendarRemove";

export type Cause = "nameNotFound" | "nobodyAnswers" | "tooSlow" | "cut" | "notAMailServer" | "turnedAway" | "busy" | "noEncryption" | "encryptionFailed" | "certificateNotTrusted" | "certificateSignsItself" | "certificateForAnotherName" | "certificateExpired" | "certificateNotYetValid" | "badAuthority" | "plainOnlyAtHome" | "passwordMissing" | "wrongPassword" | "signInNeeded" | "noSignIn" | "senderRefused" | "mailboxNotFound" | "mailboxFull" | "deferred" | "recipientRefused" | "tooLarge" | "refused" | "badLetter" | "gone" | "placeForbidden" | "notSet" | "tooLate" | "cutOff" | "notACalendar" | "changedThere";

export type MailSecurity = "startTls" | "tls" | "plain";

export type MailAccountForm = { 
/**
 * The server's name or address.
 */
server: string, 
/**
 * Its port.
 */
port: number, 
/**
 * How the way to it is kept secret.
 */
security: MailSecurity, 
/**
 * The name to sign in with; empty when the server asks for none.
 */
user: string, 
/**
 * The address that stands in every letter.
 */
sender: string, 
/**
 * The name beside it; may be empty.
 */
senderName: string, 
/**
 * The mailbox that hears of letters that could not be delivered; may be empty.
 */
bounces: string, 
/**
 * The mailbox that answers come to; may be empty.
 */
replies: string, 
/**
 * PEM: whose certificates are trusted besides the usual ones; may be empty.
 */
authority: string, };

export type MailFault = "server" | "port" | "line" | "sender" | "bounces" | "replies" | "authority" | "password" | "passwordAgain";

export type AppointmentId = string;

export type BookedBy = "patron" | "librarian";

export type CancelledBy = "patron" | "desk" | "noConfirmation";

export type Colour = "blue" | "green" | "amber" | "red" | "violet" | "teal";

export type ConsultationId = string;

export type FeedId = string;

export type Meeting = "video" | "voice" | "inPerson";

export type LoanId = string;

export type BorrowerId = string;

export type SourceId = string;

export type NoticeId = string;

export type LoanRequestId = string;

export type UploadId = string;

export type CaseId = string;

export type CallBackId = string;

export type CaseEntryId = string;

export type OfficeId = string;

export type LetterInId = string;

export type NoticeKind = "predue" | "due" | "overdue1" | "overdue2" | "overdue3";

export type NotRenewed = "tooMany" | "awaited" | "tooSoon" | "overdue" | "card" | "returned" | "notThisOne";

export type SourceCause = "nameNotFound" | "nobodyAnswers" | "tooSlow" | "cut" | "encryptionFailed" | "certificateNotTrusted" | "certificateSignsItself" | "certificateForAnotherName" | "certificateExpired" | "certificateNotYetValid" | "badAuthority" | "plainOnlyAtHome" | "notSet" | "passwordMissing" | "wrongPassword" | "basicOff" | "oAuthOff" | "rightMissing" | "maintenance" | "busy" | "leadsElsewhere" | "notKoha" | "badAnswer" | "tooMuch" | "notAble" | "folderMissing" | "folderUnreadable" | "folderNotWritable" | "fileEmpty" | "fileTooLarge" | "fileIsWorkbook" | "fileNotText" | "fileTooManyRows" | "fileTooManyColumns" | "fileNoColumns" | "fileQuotesOpen" | "fileColumnsMissing" | "asksFirst";

export type Column = "loan" | "borrower" | "card" | "name" | "surname" | "mail" | "phone" | "language" | "item" | "title" | "author" | "lent" | "due" | "renewals" | "awaited" | "status" | "returned" | "renewsItself";

export type DayOrder = "dayFirst" | "monthFirst";

export type Mapping = { 
/**
 * The heading of the column that says it. Where a file has no headings they are
 * `#1`, `#2` and so on.
 */
columns: { [key in Column]?: string }, 
/**
 * What comes first in days that can be read both ways, if the file itself does not
 * prove it.
 */
order: DayOrder, };

export type RowFault = "dueMissing" | "dueUnreadable" | "dueTooFar" | "noBorrower" | "numberTooLong" | "numberRounded" | "loanTwice" | "quoteOpen" | "tooManyCells" | "cellTooLong" | "mailUnreadable" | "lentUnreadable" | "renewalsUnreadable";

export type ReportPeriod = { 
/**
 * The first.
 */
from: string, 
/**
 * The last.
 */
to: string, };

export type PeriodKind = "month" | "quarter" | "year" | "days";

export type ReportSlice = { 
/**
 * The desks of one branch, as they belong to it today.
 */
branch: BranchId | null, 
/**
 * One desk.
 */
desk: DeskId | null, 
/**
 * One topic.
 */
topic: TopicId | null, };

export type ReportsForm = { 
/**
 * How soon somebody should be answered, in seconds: T of SL and SL2.
 */
withinSeconds: number, 
/**
 * Administrators see on the screen how much each librarian has answered. Off unless
 * the library has agreed on it with its staff.
 */
perPerson: boolean, };

export type CasePolicy = { 
/**
 * For how many days after a case is closed its words and files are kept; so long,
 * too, mail waits that nobody has put anywhere. What reports count stays.
 */
keptDays: number, 
/**
 * How many open days after today an answer is promised when nobody says otherwise.
 */
usualPromiseDays: number, };

export type Share = { 
/**
 * How many.
 */
part: number, 
/**
 * Of how many.
 */
whole: number, };

export type Lengths = { 
/**
 * Half of them took no longer.
 */
median: number, 
/**
 * Nine of ten took no longer.
 */
ninetieth: number, 
/**
 * The longest.
 */
longest: number, };

export type Mean = { 
/**
 * Of how many.
 */
count: number, 
/**
 * The mean in hundredths, rounded; none where it would tell of too few.
 */
hundredths: number | null, };

export type Totals = { 
/**
 * Visits: patrons who took a place in the line.
 */
came: number, 
/**
 * Of these, who was answered at least once.
 */
answered: number, 
/**
 * And within T.
 */
answeredInTime: number, 
/**
 * Over without an answer.
 */
abandoned: number, 
/**
 * And within T: who left so soon has hardly waited.
 */
abandonedInTime: number, 
/**
 * Left the line without an answer because the time of an appointment had come.
 */
toAppointment: number, 
/**
 * In the line when the report was made.
 */
waiting: number, 
/**
 * Calls that librarians made to patrons; no visits.
 */
calledOut: number, 
/**
 * Of these, how many were answered.
 */
reached: number, 
/**
 * From the arrival to the first answer, of those answered.
 */
wait: Lengths | null, 
/**
 * From the arrival to the end, of those abandoned.
 */
patience: Lengths | null, 
/**
 * Of the answered who had been told a range of minutes, whose wait lay in it.
 */
told: Share, 
/**
 * From the answer to the end, in seconds; without what was spent in the line again.
 */
talk: Mean, 
/**
 * Of the answered that are over, how many were resolved there and then.
 */
firstLevel: Share, 
/**
 * Answered, over, and nobody wrote down how: counted as resolved.
 */
notWritten: number, 
/**
 * The patrons' ratings, 1 to 5.
 */
rating: Mean, };

export type Visits = { 
/**
 * All.
 */
came: number, 
/**
 * Answered.
 */
answered: number, 
/**
 * Abandoned.
 */
abandoned: number, 
/**
 * Answered, over, and resolved there and then.
 */
resolved: number, };

export type OfMode = { 
/**
 * Which.
 */
mode: Mode, 
/**
 * How many.
 */
visits: Visits, };

export type OfDay = { 
/**
 * The day; of a month the first.
 */
day: string, 
/**
 * How many.
 */
visits: Visits, };

export type OfOutcome = { 
/**
 * How.
 */
outcome: Outcome, 
/**
 * How many.
 */
count: number, };

export type OfTopic = { 
/**
 * Which; none for those about nothing that was said.
 */
topic: TopicId | null, 
/**
 * In Italian.
 */
italian: string, 
/**
 * In English.
 */
english: string, 
/**
 * How many; none for fewer than [`FEW`].
 */
visits: Visits | null, };

export type OfLanguage = { 
/**
 * Which.
 */
language: Language, 
/**
 * How many; none for fewer than [`FEW`].
 */
visits: Visits | null, };

export type OfDesk = { 
/**
 * Which.
 */
desk: DeskId, 
/**
 * What people call it.
 */
name: string, 
/**
 * How many; none for fewer than [`FEW`].
 */
visits: Visits | null, };

export type OfPerson = { 
/**
 * Who.
 */
librarian: LibrarianId, 
/**
 * What they are called.
 */
name: string, 
/**
 * How many visits; none for fewer than [`FEW`].
 */
answered: number | null, 
/**
 * How long they took on average, in seconds.
 */
talk: Mean, };

export type Cases = { 
/**
 * Opened in this time.
 */
opened: number, 
/**
 * Of these, how many have had an answer.
 */
answered: number, 
/**
 * Of those that have had one or whose promised day is over, which were answered by
 * the day that was promised first.
 */
inTime: Share, 
/**
 * Closed in this time, whenever they were opened.
 */
closed: number, };

export type Appointments = { 
/**
 * Booked in this time, for whenever.
 */
booked: number, 
/**
 * In this time it took place.
 */
kept: number, 
/**
 * The patron did not come.
 */
noShows: number, 
/**
 * The patron cancelled it.
 */
cancelledByPatron: number, 
/**
 * The desk did.
 */
cancelledByDesk: number, 
/**
 * Nobody confirmed it.
 */
notConfirmed: number, 
/**
 * It is still to come.
 */
toCome: number, };

export type OfNotice = { 
/**
 * Which.
 */
kind: NoticeKind, 
/**
 * How many.
 */
count: number, };

export type Notices = { 
/**
 * How many were sent, by kind.
 */
sent: Array<OfNotice>, 
/**
 * Loans that were renewed.
 */
renewed: number, 
/**
 * Renewals that could not be.
 */
notRenewed: number, 
/**
 * Patrons who said that it was returned.
 */
returned: number, 
/**
 * Patrons who wanted to talk about it.
 */
toTalk: number, };

export type Report = { 
/**
 * The library's name.
 */
library: string, 
/**
 * Which part of it, in words; empty for all of it.
 */
part: string, 
/**
 * The days.
 */
period: ReportPeriod, 
/**
 * What they are.
 */
kind: PeriodKind, 
/**
 * The clock by which they are counted.
 */
zone: string, 
/**
 * Which part of the library.
 */
slice: ReportSlice, 
/**
 * T, in seconds.
 */
withinSeconds: number, 
/**
 * When it was made: milliseconds since 1970 UTC.
 */
madeAt: number, 
/**
 * It is about so few that nothing is told.
 */
tooFew: boolean, 
/**
 * The figures.
 */
totals: Totals, 
/**
 * The days before.
 */
periodBefore: ReportPeriod, 
/**
 * Their figures; none where they are of too few, or of a time that nothing is
 * known of.
 */
before: Totals | null, 
/**
 * By channel.
 */
modes: Array<OfMode>, 
/**
 * Arrivals by day of the week, Monday first, and hour.
 */
hours: Array<Array<number>>, 
/**
 * By day, or by month where there are many ([`Report::is_by_month`]).
 */
days: Array<OfDay>, 
/**
 * By outcome; visits that are over.
 */
outcomes: Array<OfOutcome>, 
/**
 * By topic.
 */
topics: Array<OfTopic>, 
/**
 * By language.
 */
languages: Array<OfLanguage>, 
/**
 * By desk, where there are several.
 */
desks: Array<OfDesk>, 
/**
 * By librarian: only where the library has set so, and for administrators.
 */
people: Array<OfPerson> | null, 
/**
 * What went on as a case.
 */
cases: Cases, 
/**
 * What was booked.
 */
appointments: Appointments, 
/**
 * Notices about loans; none for a topic: no loan has one.
 */
notices: Notices | null, };

export type LoanMark = { 
/**
 * Which.
 */
id: LoanId, 
/**
 * Its title; may be empty.
 */
title: string, 
/**
 * The day on which it was due.
 */
due: string, };

export type CaseLevel = "first" | "second";

export type CaseState = "open" | "waitingForOffice" | "waitingForPatron" | "answered" | "closed" | "reopened";

export type CaseEntryKind = "opened" | "contact" | "excerpt" | "note" | "handedOff" | "officeWrote" | "askedPatron" | "patronWrote" | "answered" | "told" | "otherWrote" | "autoReply" | "notDelivered" | "assigned" | "promiseMoved" | "changed" | "snoozed" | "closed" | "reopened" | "callBackAgreed" | "callBackMoved" | "callBackCalledOff" | "calledBack" | "notReached" | "callBackGivenUp";

export type MailRemark = { "type": "tooLarge", 
/**
 * So large.
 */
megabytes: number, } | { "type": "unreadable", } | { "type": "notYet", };

export type CaseMark = { 
/**
 * Which.
 */
id: CaseId, 
/**
 * Its number.
 */
number: string, 
/**
 * What it is about.
 */
subject: string, 
/**
 * Who has it; empty for the desk itself.
 */
office: string, 
/**
 * The day by which an answer is promised.
 */
promised: string, };

export type CaseFile = { 
/**
 * Which.
 */
id: FileId, 
/**
 * What it is called.
 */
name: string, 
/**
 * What it is, as its sender said: `application/pdf`.
 */
kind: string, 
/**
 * In bytes.
 */
size: number, };

export type NoticeState = "written" | "pushed" | "read" | "mailed" | "uncertain" | "failed" | "forPrint" | "printed";

export type ComingNotice = { 
/**
 * The day on which it goes out.
 */
day: string, 
/**
 * Which.
 */
kind: NoticeKind, };

export type ConsultationView = { 
/**
 * Which.
 */
id: ConsultationId, 
/**
 * What people call it.
 */
name: SpokenView, 
/**
 * What it is for; may be empty.
 */
description: SpokenView, 
/**
 * How long it lasts.
 */
minutes: number, 
/**
 * How one may meet.
 */
meetings: Array<Meeting>, 
/**
 * Where one may meet in person.
 */
places: Array<PlaceView>, 
/**
 * What is asked of whoever books, in this order.
 */
questions: Array<QuestionView>, 
/**
 * Its colour in a calendar.
 */
colour: Colour, 
/**
 * What it is about.
 */
topic: TopicId | null, 
/**
 * The hours of the week at which somebody gives it, Monday first, each as
 * `09:00-13:00`.
 */
week: Array<Array<string>>, 
/**
 * A booking by a patron holds only once they have followed the link of a letter.
 */
confirmByMail: boolean, };

export type PlaceView = { 
/**
 * The branch.
 */
branch: BranchId, 
/**
 * What people call it.
 */
name: string, 
/**
 * Where it stands; may be empty.
 */
address: string, };

export type QuestionView = { 
/**
 * What.
 */
text: SpokenView, 
/**
 * Nothing is booked without an answer.
 */
required: boolean, };

export type SlotView = { 
/**
 * When it begins.
 */
starts: number, 
/**
 * When it ends.
 */
ends: number, 
/**
 * Who could give it; patrons are not told.
 */
librarians: Array<LibrarianId>, };

export type DayView = { 
/**
 * The local day, as `2026-11-24`.
 */
date: string, 
/**
 * Never empty, in order.
 */
slots: Array<SlotView>, };

export type AppointmentStateView = { "type": "held", 
/**
 * Until then.
 */
until: number, } | { "type": "unconfirmed", 
/**
 * Until then.
 */
until: number, } | { "type": "booked" } | { "type": "arrived" } | { "type": "done" } | { "type": "cancelled", 
/**
 * By whom.
 */
by: CancelledBy, } | { "type": "noShow" };

export type AppointmentMark = { 
/**
 * Which appointment.
 */
id: AppointmentId, 
/**
 * When it was to begin as the message was written.
 */
starts: number, };

export type BookingRefusal = "inThePast" | "closed" | "tooShortNotice" | "tooFarAhead" | "taken" | "dayFull" | "noSuchConsultation" | "noSuchAppointment" | "tooLate" | "holdOver" | "answerMissing" | "answerTooLong" | "tooManyOfYours" | "notGiven" | "alreadyOver" | "tooEarly" | "notConfirmed" | "nameMissing" | "noWay" | "badAddress" | "notAllowed" | "notSaved";

export type Signal = { "type": "offer", 
/**
 * SDP.
 */
sdp: string, } | { "type": "answer", 
/**
 * SDP.
 */
sdp: string, } | { "type": "candidate", 
/**
 * As `RTCIceCandidate.toJSON()` gives it.
 */
candidate: CandidateInit, };

export type CandidateInit = { 
/**
 * The candidate line; empty at the end of candidates.
 */
candidate: string, 
/**
 * The media section it belongs to.
 */
sdpMid: string | null, 
/**
 * The index of that section.
 */
sdpMLineIndex: number | null, };

export type IceServer = { 
/**
 * `stun:` or `turn:` addresses.
 */
urls: Array<string>, 
/**
 * Empty for STUN.
 */
username: string, 
/**
 * Empty for STUN.
 */
credential: string, };

export type CallData = { "type": "devices", 
/**
 * A live picture is being sent.
 */
camera: boolean, 
/**
 * Sound is being sent.
 */
microphone: boolean, };

export type Speaker = { "type": "patron" } | { "type": "librarian", 
/**
 * As colleagues and patrons read it.
 */
name: string, } | { "type": "desk", 
/**
 * What happened.
 */
happened: Happened, };

export type MessageView = { 
/**
 * Made by the author's side.
 */
id: MessageId, 
/**
 * The contact during which it was said, if there was one.
 */
contact: ContactId | null, 
/**
 * Whose words.
 */
speaker: Speaker, 
/**
 * The words; may be empty beside a file.
 */
text: string, 
/**
 * The file that hangs on it.
 */
attachment: Attachment | null, 
/**
 * The appointment that it is about, if the desk wrote it.
 */
appointment: AppointmentMark | null, 
/**
 * The loans that it is about, if the desk wrote it; none once they are forgotten.
 */
loans: Array<LoanMark>, 
/**
 * The case that it is about, if the desk wrote it.
 */
case: CaseMark | null, 
/**
 * Milliseconds since 1970 UTC; no two messages of a thread have the same.
 */
at: number, };

export type MarksView = { 
/**
 * Up to here it has reached a program of theirs: then it was delivered.
 */
received: number, 
/**
 * Up to here they have read.
 */
read: number, };

export type TopicView = { 
/**
 * Which.
 */
id: TopicId, 
/**
 * In Italian.
 */
italian: string, 
/**
 * In English.
 */
english: string, };

export type WaitView = { "type": "unknown" } | { "type": "range", 
/**
 * At the shortest.
 */
shortest: number, 
/**
 * At the longest.
 */
longest: number, 
/**
 * The longest ends before the desk closes.
 */
fits: boolean, };

export type RefusalCode = "deskClosed" | "noSuchContact" | "contactEnded" | "answeredByColleague" | "notRinging" | "alreadyOnContact" | "blocked" | "noSuchThread" | "noSuchFile" | "patronNotThere" | "doesNotFit" | "tooSoon" | "noConsent" | "nobodyToTake" | "notAllowed" | "badText" | "badMessage" | "tooMany" | "notSaved";

export type FromPatron = { "type": "arrive", 
/**
 * How to meet.
 */
mode: Mode, 
/**
 * What to be called; may be empty.
 */
name: string, 
/**
 * What the page is read in.
 */
language: Language, 
/**
 * What it is about, if the patron said so.
 */
topic: TopicId | null, 
/**
 * The person behind the handle who is asked for.
 */
person: PersonName | null, } | { "type": "introduce", 
/**
 * What to be called; may be empty.
 */
name: string, 
/**
 * What the page is read in.
 */
language: Language, } | { "type": "leave", } | { "type": "say", 
/**
 * Made by the page.
 */
id: MessageId, 
/**
 * The words; may be empty beside a file.
 */
text: string, 
/**
 * A file that was uploaded before.
 */
file: FileId | null, } | { "type": "mark", 
/**
 * How far.
 */
marks: MarksView, } | { "type": "typing", } | { "type": "setMode", 
/**
 * Which.
 */
mode: Mode, } | { "type": "answerCall", 
/**
 * Which contact.
 */
contact: ContactId, 
/**
 * Answer it with this; `None` says no.
 */
with: Mode | null, } | { "type": "answerStill", 
/**
 * In which contact.
 */
contact: ContactId, 
/**
 * What the patron says.
 */
answer: StillAnswer, } | { "type": "rate", 
/**
 * Which contact.
 */
contact: ContactId, 
/**
 * From 1 to 5.
 */
rating: Rating, } | { "type": "reach", 
/**
 * What.
 */
order: ReachOrder, } | { "type": "booking", 
/**
 * What.
 */
order: BookingOrder, } | { "type": "loans", 
/**
 * What.
 */
order: OwnLoansOrder, } | { "type": "cases", 
/**
 * What.
 */
order: OwnCasesOrder, } | { "type": "callBacks", 
/**
 * What.
 */
order: OwnCallBacksOrder, } | { "type": "signal", 
/**
 * The peer connection it belongs to; made by the page.
 */
leg: LegId, 
/**
 * The step.
 */
signal: Signal, };

export type ToPatron = { "type": "desk", 
/**
 * The desk.
 */
desk: DeskView, } | { "type": "contact", 
/**
 * The contact.
 */
contact: PatronContact | null, 
/**
 * Where to look for a way to the librarian, with credentials of this call and
 * this patron: in a call, and anew while it lasts; otherwise none.
 */
iceServers: Array<IceServer>, } | { "type": "history", 
/**
 * The messages.
 */
messages: Array<MessageView>, 
/**
 * How far the desk has come in what the patron wrote.
 */
desk: MarksView, 
/**
 * How far the patron has come.
 */
own: MarksView, } | { "type": "marks", 
/**
 * How far.
 */
desk: MarksView, } | { "type": "typing", 
/**
 * Their name.
 */
librarian: string, } | { "type": "message", 
/**
 * The message.
 */
message: MessageView, } | { "type": "signal", 
/**
 * The peer connection it belongs to.
 */
leg: LegId, 
/**
 * The step.
 */
signal: Signal, } | { "type": "reach", 
/**
 * What.
 */
news: ReachNews, } | { "type": "booking", 
/**
 * What.
 */
news: BookingNews, } | { "type": "loans", 
/**
 * What.
 */
news: OwnLoansNews, } | { "type": "cases", 
/**
 * It.
 */
news: OwnCasesNews, } | { "type": "callBacks", 
/**
 * They.
 */
callBacks: Array<OwnCallBack>, } | { "type": "refused", 
/**
 * Why.
 */
code: RefusalCode, 
/**
 * The message that was not taken, if it was one.
 */
about: MessageId | null, } | { "type": "superseded" } | { "type": "heartbeat" };

export type SubscriptionView = { 
/**
 * The address of its push service that leads to it.
 */
endpoint: string, 
/**
 * Its public key, `p256dh`, in base64url.
 */
key: string, 
/**
 * What it shares with the server, in base64url.
 */
auth: string, };

export type PushView = { 
/**
 * The server's public key, to which a browser ties its subscription.
 */
serverKey: string, 
/**
 * The browsers that are told: of each the SHA-256 of its endpoint, in base64url.
 */
devices: Array<DeviceId>, };

export type ReachOrder = { "type": "ask", } | { "type": "wish", 
/**
 * Which.
 */
wish: ReachWishView, } | { "type": "push", 
/**
 * Which.
 */
subscription: SubscriptionView, } | { "type": "noPush", 
/**
 * Which.
 */
device: DeviceId, } | { "type": "sendLink", };

export type ReachWishView = { "type": "notAtAll", } | { "type": "mail", 
/**
 * As it was typed.
 */
address: string, };

export type ReachNews = { "type": "stands", 
/**
 * The library can write by mail.
 */
mail: boolean, 
/**
 * What the patron said; none while they have not.
 */
wish: ReachWishView | null, 
/**
 * Pushes to browsers; none when the server has none.
 */
push: PushView | null, } | { "type": "linkSent", } | { "type": "refused", 
/**
 * Why.
 */
why: ReachRefusal, };

export type ReachRefusal = "badAddress" | "noMail" | "noPush" | "later" | "notSaved";

export type BookingOrder = { "type": "ask", } | { "type": "slots", 
/**
 * Which.
 */
consultation: ConsultationId, 
/**
 * How to meet.
 */
meeting: Meeting, 
/**
 * Where, to meet in person.
 */
branch: BranchId | null, 
/**
 * Not before this.
 */
from: number | null, } | { "type": "hold", 
/**
 * Which consultation.
 */
consultation: ConsultationId, 
/**
 * How to meet.
 */
meeting: Meeting, 
/**
 * Where, to meet in person.
 */
branch: BranchId | null, 
/**
 * When it begins.
 */
starts: number, } | { "type": "letGo", } | { "type": "book", 
/**
 * Which.
 */
appointment: AppointmentId, 
/**
 * What to be called.
 */
name: string, 
/**
 * What the page is read in.
 */
language: Language, 
/**
 * To the questions, in their order; empty where there is none.
 */
answers: Array<string>, 
/**
 * Where to write; none leaves the ways that are known.
 */
mail: string | null, } | { "type": "slotsToMove", 
/**
 * Which.
 */
appointment: AppointmentId, 
/**
 * Not before this.
 */
from: number | null, } | { "type": "move", 
/**
 * Which.
 */
appointment: AppointmentId, 
/**
 * When it is to begin.
 */
starts: number, } | { "type": "cancel", 
/**
 * Which.
 */
appointment: AppointmentId, } | { "type": "enter", 
/**
 * Which.
 */
appointment: AppointmentId, };

export type BookingNews = { "type": "stands", 
/**
 * The patron's own: what is ahead and what was of late, the earliest first.
 */
appointments: Array<AppointmentView>, 
/**
 * A way to be reached must be named to book: none is known yet.
 */
needsWay: boolean, 
/**
 * The library can write by mail.
 */
mail: boolean, } | { "type": "slots", 
/**
 * Of which consultation.
 */
consultation: ConsultationId, 
/**
 * To move this one; none for a new one.
 */
appointment: AppointmentId | null, 
/**
 * The next days on which something is free.
 */
days: Array<DayView>, 
/**
 * From when to ask for more; none when there is no more.
 */
more: number | null, } | { "type": "done", 
/**
 * Which.
 */
appointment: AppointmentId, } | { "type": "refused", 
/**
 * Why.
 */
why: BookingRefusal, 
/**
 * What is free instead, next.
 */
next: Array<SlotView>, };

export type AppointmentView = { 
/**
 * Which.
 */
id: AppointmentId, 
/**
 * What kind it is.
 */
consultation: ConsultationId, 
/**
 * What people call it.
 */
name: SpokenView, 
/**
 * How one meets.
 */
meeting: Meeting, 
/**
 * The branch's name and address, to meet in person; otherwise empty.
 */
place: Array<string>, 
/**
 * When it begins.
 */
starts: number, 
/**
 * When it ends.
 */
ends: number, 
/**
 * Who gives it, as patrons read it.
 */
librarian: string, 
/**
 * How it stands.
 */
state: AppointmentStateView, 
/**
 * Until when the patron can move or cancel it.
 */
changeUntil: number, 
/**
 * From when the patron can enter.
 */
opens: number, 
/**
 * The patron has entered, and it has not begun.
 */
entered: boolean, 
/**
 * It has begun, the patron is here, and the librarian is late.
 */
late: boolean, };

export type CallBackWay = { "type": "page", 
/**
 * How to meet.
 */
mode: Mode, } | { "type": "phone", 
/**
 * The number, where it may be read: by who calls, and its end by whom it is for.
 * Otherwise empty.
 */
number: string, };

export type CallBackTime = { "type": "soon", } | { "type": "at", 
/**
 * What it shows.
 */
shown: string, };

export type OwnCallBacksOrder = { "type": "callOff", 
/**
 * Which.
 */
callBack: CallBackId, };

export type OwnCallBack = { 
/**
 * Which.
 */
id: CallBackId, 
/**
 * How they are called; of a number only its end.
 */
way: CallBackWay, 
/**
 * When: milliseconds since 1970 UTC.
 */
due: number, 
/**
 * The number of its case; may be empty.
 */
case: string, 
/**
 * Somebody calls now: it can't be called off.
 */
calling: boolean, };

export type OwnCasesOrder = { "type": "ask", } | { "type": "addInfo", 
/**
 * Which.
 */
case: CaseId, 
/**
 * The words.
 */
text: string, } | { "type": "close", 
/**
 * Which.
 */
case: CaseId, } | { "type": "erase", 
/**
 * Which.
 */
case: CaseId, };

export type OwnCasesNews = { "type": "stands", 
/**
 * The newest first.
 */
cases: Array<OwnCase>, } | { "type": "done", 
/**
 * About which.
 */
case: CaseId, } | { "type": "refused", 
/**
 * About which.
 */
case: CaseId, 
/**
 * Why.
 */
why: OwnCasesRefusal, };

export type OwnCasesRefusal = "gone" | "text" | "over" | "tooManyTries" | "notSaved";

export type OwnCase = { 
/**
 * Which.
 */
id: CaseId, 
/**
 * Its number.
 */
number: string, 
/**
 * What it is about.
 */
subject: string, 
/**
 * Where it stands.
 */
state: OwnCaseState, 
/**
 * Who has it; empty for the desk.
 */
office: string, 
/**
 * The day by which an answer is promised.
 */
promised: string, 
/**
 * When it was made: milliseconds since 1970 UTC.
 */
openedAt: number, 
/**
 * What was said, the oldest first.
 */
entries: Array<OwnCaseEntry>, };

export type OwnCaseState = "inHand" | "withOffice" | "waitsForYou" | "answered" | "closed";

export type OwnCaseEntry = { 
/**
 * What.
 */
what: OwnCaseWhat, 
/**
 * When: milliseconds since 1970 UTC.
 */
at: number, 
/**
 * The words; may be empty.
 */
text: string, 
/**
 * The files that hang on it.
 */
files: Array<CaseFile>, };

export type OwnCaseWhat = "asked" | "wrote" | "answered" | "promiseMoved" | "closed" | "reopened";

export type OwnLoansOrder = { "type": "ask", } | { "type": "nameCard", 
/**
 * The number on the card.
 */
card: string, } | { "type": "code", 
/**
 * Its six digits.
 */
code: string, } | { "type": "link", 
/**
 * It.
 */
secret: string, } | { "type": "renew", 
/**
 * Which.
 */
loan: LoanId, } | { "type": "returned", 
/**
 * Which.
 */
loan: LoanId, } | { "type": "talkAbout", 
/**
 * Which.
 */
loan: LoanId, } | { "type": "setNotices", 
/**
 * Whose.
 */
borrower: BorrowerId, 
/**
 * They are sent.
 */
on: boolean, } | { "type": "unlink", 
/**
 * Whose.
 */
borrower: BorrowerId, };

export type OwnLoansNews = { "type": "stands", 
/**
 * The cards that are linked, in the order of their linking.
 */
cards: Array<OwnCard>, 
/**
 * A code was sent for this card and is awaited, as the patron typed it.
 */
awaited: string | null, } | { "type": "codeSent", } | { "type": "done", 
/**
 * About which loan; none when it was about a card.
 */
loan: LoanId | null, } | { "type": "refused", 
/**
 * About which loan; none when it was about a card.
 */
loan: LoanId | null, 
/**
 * Why.
 */
why: OwnLoansRefusal, };

export type OwnLoansRefusal = { "type": "notOffered", } | { "type": "badCard", } | { "type": "tooManyTries", } | { "type": "wrongCode", 
/**
 * How many tries are left.
 */
left: number, } | { "type": "codeOver", } | { "type": "linkOver", } | { "type": "gone", } | { "type": "notRenewed", 
/**
 * Which of them.
 */
why: NotRenewed, } | { "type": "away", } | { "type": "notSaved", };

export type OwnCard = { 
/**
 * Whose.
 */
borrower: BorrowerId, 
/**
 * What they are called; may be empty.
 */
name: string, 
/**
 * The last characters of the card's number.
 */
cardEnd: string, 
/**
 * Notices are sent.
 */
notices: boolean, 
/**
 * What they have out, the next due first.
 */
loans: Array<OwnLoan>, 
/**
 * Since when that is so, as far as the library has told: milliseconds since 1970
 * UTC.
 */
readAt: number, };

export type OwnLoan = { 
/**
 * Which.
 */
id: LoanId, 
/**
 * Its title; may be empty.
 */
title: string, 
/**
 * Who wrote it; may be empty.
 */
author: string, 
/**
 * The day on which it is due.
 */
due: string, 
/**
 * How it stands.
 */
state: OwnLoanState, };

export type OwnLoanState = "out" | "overdue" | "renewalAsked" | "returnSaid";

export type DeskView = { 
/**
 * The library's name.
 */
library: string, 
/**
 * The desk's name.
 */
name: string, 
/**
 * The desk's handle, without `@`.
 */
handle: Handle, 
/**
 * Whether anybody is there.
 */
state: DeskState, 
/**
 * How many wait in the line.
 */
waiting: number, 
/**
 * How long who arrives now for a call would wait, without a topic.
 */
wait: WaitView, 
/**
 * How long who arrives now for a chat would.
 */
chatWait: WaitView, 
/**
 * Where to write by mail; may be empty.
 */
email: string, 
/**
 * What may be asked about.
 */
topics: Array<TopicView>, 
/**
 * What may be booked.
 */
consultations: Array<ConsultationView>, 
/**
 * Patrons can have their loans told here.
 */
loans: boolean, 
/**
 * The branch's name and address, in one line each; may be empty.
 */
branch: Array<string>, 
/**
 * The hours of the week, Monday first, each opening as `09:00-13:00`; empty
 * when the desk has no hours of its own.
 */
hours: Array<Array<string>>, 
/**
 * The person behind the handle whom the page was opened for.
 */
person: PersonView | null, 
/**
 * How long a thread is kept after its last message, in days.
 */
retentionDays: number, 
/**
 * The librarian sees the patron's picture clearly only once they admit it.
 */
admission: boolean, 
/**
 * What the desk says to whoever comes, or while it is closed; may be empty.
 */
greeting: SpokenView, 
/**
 * Whom to ask about one's data; may be empty.
 */
privacyContact: string, 
/**
 * What the library adds to its notice about privacy; may be empty.
 */
privacyNotice: SpokenView, 
/**
 * Where the clock on the desk's wall hangs, as a name of the IANA list; empty
 * when the desk has no hours.
 */
zone: string, };

export type SpokenView = { 
/**
 * In Italian.
 */
it: string, 
/**
 * In English.
 */
en: string, };

export type PersonView = { 
/**
 * Behind the handle.
 */
person: PersonName, 
/**
 * As patrons read it.
 */
name: string, 
/**
 * They may be rung now; otherwise a colleague answers.
 */
available: boolean, };

export type DeskState = { "type": "open", 
/**
 * When it closes, if it has hours.
 */
until: number | null, 
/**
 * How many may be rung now.
 */
available: number, 
/**
 * How many are talking with somebody, or writing down how it came out.
 */
onContact: number, 
/**
 * How many serve somebody at the counter.
 */
inPerson: number, } | { "type": "nobodyThere", 
/**
 * When it closes, if it has hours.
 */
until: number | null, } | { "type": "closed", 
/**
 * When it opens next.
 */
opens: number | null, 
/**
 * Why today, if it is an exception; may be empty.
 */
reason: string, };

export type PatronContact = { 
/**
 * Its id.
 */
id: ContactId, 
/**
 * How patron and librarian meet.
 */
mode: Mode, 
/**
 * Where it stands.
 */
state: PatronContactState, };

export type PatronContactState = { "type": "waiting", 
/**
 * 1 is the next to be served.
 */
position: number, 
/**
 * How long it will still be.
 */
wait: WaitView, 
/**
 * It is ringing at a librarian.
 */
ringing: boolean, 
/**
 * How many of those before have booked their time.
 */
bookedBefore: number, 
/**
 * The patron missed a turn and stepped back.
 */
steppedBack: boolean, 
/**
 * Who may answer serves somebody at the counter: it may take longer.
 */
atCounter: boolean, 
/**
 * The person who was asked for can't be had: a colleague will answer.
 */
insteadOf: string | null, } | { "type": "calling", 
/**
 * The librarian's name.
 */
librarian: string, } | { "type": "talking", 
/**
 * The librarian's name.
 */
librarian: string, 
/**
 * Since when it is this librarian: another one may have the same name.
 */
since: number, 
/**
 * What the librarian sends.
 */
answeredWith: Mode, 
/**
 * The librarian will be back in a moment.
 */
onHold: boolean, 
/**
 * The librarian proposes to go on with this.
 */
proposed: Mode | null, 
/**
 * The librarian sees the patron's picture clearly.
 */
admitted: boolean, 
/**
 * The librarian asks whether they may take a still of the patron's picture,
 * for this.
 */
stillFor: string | null, 
/**
 * The librarian passes the contact on, and it rings there.
 */
passingTo: PassingTo | null, } | { "type": "ended", 
/**
 * By whom.
 */
by: EndedBy, 
/**
 * How it came out.
 */
outcome: Outcome, 
/**
 * Who had answered, if anybody.
 */
librarian: string | null, 
/**
 * What the patron said of it.
 */
rating: Rating | null, };

export type PassingTo = { "type": "librarian", 
/**
 * Their name.
 */
name: string, } | { "type": "colleagues" };

export type LibrarianView = { 
/**
 * The account.
 */
id: LibrarianId, 
/**
 * The name.
 */
name: string, };

export type PublicAddress = { 
/**
 * `https://host` without a slash at the end.
 */
base: string, 
/**
 * The link works on the server's own computer only.
 */
thisComputerOnly: boolean, };

export type SignInRefusal = "wrongNameOrPassword" | "sessionEnded" | "tooManyTries";

export type SeatDesk = { 
/**
 * What the librarian chose.
 */
chosen: ChosenPresence, 
/**
 * What is so.
 */
presence: Presence, 
/**
 * Who waits, the next first; at most a hundred.
 */
line: Array<LineEntry>, 
/**
 * How many wait.
 */
waiting: number, 
/**
 * The contacts under way, at this seat or at another of the same librarian: the
 * call first, then the chats as they were answered.
 */
contacts: Array<SeatContact>, 
/**
 * The contact that is to be written down: the oldest, if there are several.
 */
wrapUp: WrapUpView | null, 
/**
 * Colleagues who are signed in, and what they do.
 */
colleagues: Array<ColleagueView>, 
/**
 * Groups with somebody else in them, and how many could take a contact now.
 */
groups: Array<GroupView>, };

export type ColleagueView = { 
/**
 * The account.
 */
id: LibrarianId, 
/**
 * As colleagues and patrons read it.
 */
name: string, 
/**
 * What is so.
 */
presence: Presence, 
/**
 * A call can be passed on to them now.
 */
takesCalls: boolean, 
/**
 * A chat can be passed on to them now.
 */
takesChats: boolean, };

export type GroupView = { 
/**
 * Which.
 */
id: GroupId, 
/**
 * What people call it.
 */
name: string, 
/**
 * How many of them could take a call now.
 */
takeCalls: number, 
/**
 * How many of them could take a chat now.
 */
takeChats: number, };

export type TransferOrder = { "type": "to", 
/**
 * At whom.
 */
whom: TransferTo, 
/**
 * What they should know; may be empty.
 */
note: string, 
/**
 * If nobody takes it, it goes to the line at once.
 */
elseLine: boolean, } | { "type": "takeBack", } | { "type": "toLine", 
/**
 * What the next one should know; may be empty.
 */
note: string, };

export type TransferView = { 
/**
 * The colleague's name, or the group's.
 */
to: string, 
/**
 * Until when it rings there: milliseconds since 1970 UTC.
 */
until: number, 
/**
 * If nobody takes it, it goes to the line at once.
 */
elseLine: boolean, };

export type PassedOnView = { 
/**
 * Their name.
 */
by: string, 
/**
 * What they wrote; may be empty.
 */
note: string, };

export type WrapUpView = { 
/**
 * Which contact.
 */
contact: ContactId, 
/**
 * As the patron gave it; may be empty.
 */
name: string, 
/**
 * What the patron said it was about.
 */
topic: TopicId | null, 
/**
 * An appointment was booked meanwhile: it may have come out with that.
 */
booked: boolean, 
/**
 * When its time is over: milliseconds since 1970 UTC.
 */
until: number, 
/**
 * How many more are to be written down after it.
 */
behind: number, };

export type House = { 
/**
 * The library's name.
 */
library: string, 
/**
 * Where its clock hangs, as `Europe/Rome`: appointments are told in its time.
 */
zone: string, 
/**
 * The public handles of its desks.
 */
handles: Array<Handle>, 
/**
 * What contacts may be about.
 */
topics: Array<TopicView>, 
/**
 * The desks, by id.
 */
desks: Array<DeskName>, 
/**
 * The branches, where appointments may be.
 */
branches: Array<PlaceView>, 
/**
 * What desks offer to book.
 */
consultations: Array<SeatConsultation>, 
/**
 * Everybody who works there.
 */
librarians: Array<LibrarianView>, 
/**
 * What leaves patrons unanswered.
 */
warnings: Array<WarningView>, };

export type DeskName = { 
/**
 * Which.
 */
id: DeskId, 
/**
 * What people call it.
 */
name: string, 
/**
 * The patron's picture stays blurred until it is admitted.
 */
admission: boolean, 
/**
 * Its public name, without `@`.
 */
handle: Handle, 
/**
 * Where it may be written to by mail; may be empty.
 */
email: string, 
/**
 * The hours of its week, Monday first, each opening as `09:00-13:00`; empty when
 * it has none.
 */
hours: Array<Array<string>>, };

export type WarningView = { "type": "nobodyAnswers", 
/**
 * Which.
 */
desk: DeskId, } | { "type": "neverOpens", 
/**
 * Which.
 */
desk: DeskId, } | { "type": "emptyGroup", 
/**
 * Which.
 */
group: GroupId, 
/**
 * What people call it.
 */
name: string, } | { "type": "nobodyGives", 
/**
 * Which.
 */
consultation: ConsultationId, 
/**
 * What people call it.
 */
name: SpokenView, };

export type ThreadEntry = { 
/**
 * Which.
 */
thread: ThreadId, 
/**
 * The desk.
 */
desk: DeskId, 
/**
 * As the patron gave it; may be empty.
 */
name: string, 
/**
 * What the patron reads.
 */
language: Language, 
/**
 * Whose the newest message is.
 */
speaker: Speaker, 
/**
 * Its beginning.
 */
excerpt: string, 
/**
 * When it was said: milliseconds since 1970 UTC.
 */
at: number, 
/**
 * The patron wrote something that no librarian has read.
 */
unread: boolean, 
/**
 * The patron's page is open: they can be called.
 */
present: boolean, };

export type LineEntry = { 
/**
 * Which contact.
 */
contact: ContactId, 
/**
 * As the patron gave it; may be empty.
 */
name: string, 
/**
 * How the patron wants to meet.
 */
mode: Mode, 
/**
 * What the patron reads.
 */
language: Language, 
/**
 * The desk that was reached.
 */
desk: DeskId, 
/**
 * What it is about, if the patron said so.
 */
topic: TopicId | null, 
/**
 * Whom the patron asked for, if anybody.
 */
wanted: string | null, 
/**
 * When the patron came: milliseconds since 1970 UTC.
 */
arrivedAt: number, 
/**
 * It rings at this librarian.
 */
ringsHere: boolean, 
/**
 * The patron's page is away for the moment.
 */
absent: boolean, 
/**
 * It is the patron's turn, and their page is away: they are waited for.
 */
called: boolean, 
/**
 * This librarian may answer for it, now or later.
 */
mine: boolean, 
/**
 * The appointment that it is, if it was booked.
 */
booked: AppointmentMark | null, 
/**
 * Who passed it on, if anybody did.
 */
passedOn: PassedOnView | null, 
/**
 * It is not in the line: a colleague talks with the patron and passes it on.
 */
fromColleague: boolean, };

export type SeatContact = { 
/**
 * Which.
 */
id: ContactId, 
/**
 * Its thread.
 */
thread: ThreadId, 
/**
 * The desk that was reached.
 */
desk: DeskId, 
/**
 * What it is about, if the patron said so.
 */
topic: TopicId | null, 
/**
 * It still rings at the patron's page: this librarian called.
 */
calling: boolean, 
/**
 * It is on hold.
 */
onHold: boolean, 
/**
 * Another mode was proposed to the patron.
 */
proposed: Mode | null, 
/**
 * The patron's picture is to be seen clearly.
 */
admitted: boolean, 
/**
 * As the patron gave it; may be empty.
 */
name: string, 
/**
 * How the patron wants to meet.
 */
mode: Mode, 
/**
 * What the librarian sends.
 */
answeredWith: Mode, 
/**
 * What the patron reads.
 */
language: Language, 
/**
 * When it was answered: milliseconds since 1970 UTC.
 */
since: number, 
/**
 * It is at this seat, not at another of the same librarian.
 */
here: boolean, 
/**
 * Whom the patron asked for, if anybody.
 */
wanted: string | null, 
/**
 * The patron's page is away for the moment.
 */
absent: boolean, 
/**
 * The appointment that it is, if it was booked.
 */
booked: AppointmentMark | null, 
/**
 * How it stands with a still of the patron's picture.
 */
still: StillView, 
/**
 * It rings at colleagues, for one of them to go on with it.
 */
transfer: TransferView | null, 
/**
 * Who passed it on, if anybody did.
 */
passedOn: PassedOnView | null, };

export type BranchId = string;

export type Strategy = "ringAll" | "longestIdle" | "fewestContacts" | "inOrder";

export type LibraryForm = { 
/**
 * What people call it.
 */
name: string, 
/**
 * Whom to ask about one's data.
 */
privacyContact: string, 
/**
 * What is added to the notice about privacy, in Italian.
 */
privacyItalian: string, 
/**
 * The same in English.
 */
privacyEnglish: string, };

export type BranchForm = { 
/**
 * What people call it.
 */
name: string, 
/**
 * Where it stands; may be empty.
 */
address: string, };

export type DeskForm = { 
/**
 * Its public name, with or without `@`.
 */
handle: string, 
/**
 * What people call it.
 */
name: string, 
/**
 * Its site.
 */
branch: BranchId | null, 
/**
 * Where patrons may write; may be empty.
 */
email: string, 
/**
 * Who is rung first.
 */
strategy: Strategy, 
/**
 * How long an offer rings.
 */
ringingSeconds: number, 
/**
 * How long a wrap-up takes at most.
 */
wrapUpSeconds: number, 
/**
 * Who answers, in this order; empty means everybody.
 */
tiers: Array<TierForm>, 
/**
 * The patron's picture stays blurred until the librarian admits it.
 */
admission: boolean, 
/**
 * How long a thread is kept.
 */
retentionDays: number, 
/**
 * Who may show the desk in a frame.
 */
embedAncestors: Array<string>, };

export type TierForm = { 
/**
 * Who.
 */
group: GroupId, 
/**
 * How long a contact has waited before they ring, too.
 */
afterSeconds: number, };

export type TextsForm = { 
/**
 * To whoever comes, in Italian.
 */
greetingItalian: string, 
/**
 * The same in English.
 */
greetingEnglish: string, 
/**
 * While the desk is closed, in Italian.
 */
closedItalian: string, 
/**
 * The same in English.
 */
closedEnglish: string, };

export type GroupForm = { 
/**
 * What people call it.
 */
name: string, 
/**
 * Who belongs to it, in order.
 */
members: Array<LibrarianId>, };

export type TopicForm = { 
/**
 * Which; none for a new one.
 */
id: TopicId | null, 
/**
 * In Italian.
 */
italian: string, 
/**
 * In English.
 */
english: string, 
/**
 * Who is asked first.
 */
group: GroupId | null, };

export type ConsultationForm = { 
/**
 * The desk that offers it.
 */
desk: DeskId, 
/**
 * What people call it, in Italian.
 */
italian: string, 
/**
 * The same in English; one of the two may be empty.
 */
english: string, 
/**
 * What it is for, in Italian; may be empty.
 */
descriptionItalian: string, 
/**
 * The same in English.
 */
descriptionEnglish: string, 
/**
 * How long it lasts.
 */
minutes: number, 
/**
 * How one may meet.
 */
meetings: Array<Meeting>, 
/**
 * For how many minutes before it the librarian is kept free.
 */
beforeMinutes: number, 
/**
 * And after it.
 */
afterMinutes: number, 
/**
 * How many minutes before its beginning it can last be booked.
 */
noticeMinutes: number, 
/**
 * How many days ahead it can be booked.
 */
aheadDays: number, 
/**
 * How many there are on one day at most; none for as many as fit.
 */
mostPerDay: number | null, 
/**
 * Who gives it.
 */
givers: Array<LibrarianId>, 
/**
 * What is asked of whoever books.
 */
questions: Array<QuestionForm>, 
/**
 * Its colour in the calendar.
 */
colour: Colour, 
/**
 * What it is about.
 */
topic: TopicId | null, 
/**
 * A booking by a patron holds only once they have followed the link of a letter.
 */
confirmByMail: boolean, 
/**
 * How many minutes before its beginning the patron can last move or cancel it.
 */
changeMinutes: number, };

export type QuestionForm = { 
/**
 * In Italian.
 */
italian: string, 
/**
 * In English; one of the two may be empty.
 */
english: string, 
/**
 * Nothing is booked without an answer.
 */
required: boolean, };

export type NoticeWording = { 
/**
 * Of which kind.
 */
kind: NoticeKind, 
/**
 * In which language.
 */
language: Language, 
/**
 * What it says above the list of loans; `{name}` and `{library}` are filled in.
 */
text: string, };

export type Unlinked = "nothing" | "mail";

export type NoticesForm = { 
/**
 * They go out at all.
 */
isOn: boolean, 
/**
 * How many days before the due date it is said; none for not at all.
 */
daysBefore: number | null, 
/**
 * It is said on the day.
 */
onTheDay: boolean, 
/**
 * How many days after it, the first to the third time; none for not at all.
 */
daysAfter: [number | null, number | null, number | null], 
/**
 * After how many days the first of them comes already when somebody else waits.
 */
daysAfterWhenAwaited: number | null, 
/**
 * One message a day for a borrower, with everything in it; otherwise one a loan.
 */
isDigest: boolean, 
/**
 * Nothing goes out from this minute of the day on.
 */
quietFrom: number, 
/**
 * And until this one; the same for no quiet hours.
 */
quietUntil: number, 
/**
 * Loans that the ILS renews by itself get none before they are overdue.
 */
skipsRenewing: boolean, 
/**
 * After how many hours somebody who has not read it is written to by mail.
 */
mailAfterHours: number, 
/**
 * Data older than so many hours say nothing.
 */
staleAfterHours: number, 
/**
 * For how many days after the return the words of a notice are kept.
 */
keptDays: number, 
/**
 * What is done about borrowers who have no thread.
 */
unlinked: Unlinked, 
/**
 * What is spoken to whom the source names no language of.
 */
language: Language, 
/**
 * What is said in the library's own words; where it has none, it is left out.
 */
wordings: Array<NoticeWording>, };

export type SettingsChange = { "type": "library", 
/**
 * As it is to be.
 */
form: LibraryForm, } | { "type": "branch", 
/**
 * Which; none for a new one.
 */
branch: BranchId | null, 
/**
 * As it is to be.
 */
form: BranchForm, } | { "type": "branchHours", 
/**
 * Which.
 */
branch: BranchId, 
/**
 * As they are to be; none means whenever somebody is there.
 */
hours: HoursForm | null, } | { "type": "desk", 
/**
 * Which; none for a new one.
 */
desk: DeskId | null, 
/**
 * As it is to be.
 */
form: DeskForm, } | { "type": "deskHours", 
/**
 * Which.
 */
desk: DeskId, 
/**
 * As they are to be; none means those of its branch.
 */
hours: HoursForm | null, } | { "type": "texts", 
/**
 * Which.
 */
desk: DeskId, 
/**
 * As it is to be.
 */
form: TextsForm, } | { "type": "group", 
/**
 * Which; none for a new one.
 */
group: GroupId | null, 
/**
 * As it is to be.
 */
form: GroupForm, } | { "type": "topics", 
/**
 * As they are to be.
 */
topics: Array<TopicForm>, } | { "type": "consultation", 
/**
 * Which; none for a new one.
 */
consultation: ConsultationId | null, 
/**
 * As it is to be.
 */
form: ConsultationForm, } | { "type": "notices", 
/**
 * Which.
 */
desk: DeskId, 
/**
 * As it is to be.
 */
form: NoticesForm, } | { "type": "reports", 
/**
 * As it is to be.
 */
form: ReportsForm, } | { "type": "cases", 
/**
 * As it is to be.
 */
form: CasePolicy, } | { "type": "removeBranch", 
/**
 * Which.
 */
branch: BranchId, } | { "type": "removeDesk", 
/**
 * Which.
 */
desk: DeskId, } | { "type": "removeGroup", 
/**
 * Which.
 */
group: GroupId, } | { "type": "removeConsultation", 
/**
 * Which.
 */
consultation: ConsultationId, };

export type Told = { "type": "library" } | { "type": "branchAdded", 
/**
 * What people call it.
 */
name: string, } | { "type": "branch", 
/**
 * What people call it.
 */
name: string, } | { "type": "branchRemoved", 
/**
 * What people called it.
 */
name: string, } | { "type": "hours", 
/**
 * What people call it.
 */
name: string, } | { "type": "deskAdded", 
/**
 * What people call it.
 */
name: string, } | { "type": "desk", 
/**
 * What people call it.
 */
name: string, } | { "type": "deskRemoved", 
/**
 * What people called it.
 */
name: string, } | { "type": "texts", 
/**
 * What people call the desk.
 */
name: string, } | { "type": "groupAdded", 
/**
 * What people call it.
 */
name: string, } | { "type": "group", 
/**
 * What people call it.
 */
name: string, } | { "type": "groupRemoved", 
/**
 * What people called it.
 */
name: string, } | { "type": "topics" } | { "type": "consultationAdded", 
/**
 * What people call it.
 */
name: string, } | { "type": "consultation", 
/**
 * What people call it.
 */
name: string, } | { "type": "consultationRemoved", 
/**
 * What people called it.
 */
name: string, } | { "type": "notices", 
/**
 * What people call the desk.
 */
name: string, } | { "type": "reports" } | { "type": "cases" } | { "type": "file" } | { "type": "wentBack", 
/**
 * Before a change of this time: milliseconds since 1970 UTC.
 */
at: number, };

export type Fault = { 
/**
 * Where.
 */
field: Field, 
/**
 * In which row, where the field has several; the day of a week, Monday is 0.
 */
row: number | null, 
/**
 * Why.
 */
why: Why, };

export type Field = "name" | "italian" | "english" | "address" | "handle" | "branch" | "email" | "ringing" | "wrapUp" | "tiers" | "retention" | "embedAncestors" | "members" | "group" | "privacyContact" | "privacyItalian" | "privacyEnglish" | "greetingItalian" | "greetingEnglish" | "closedItalian" | "closedEnglish" | "zone" | "week" | "closures" | "person" | "chats" | "desk" | "descriptionItalian" | "descriptionEnglish" | "minutes" | "meetings" | "before" | "after" | "notice" | "ahead" | "mostPerDay" | "givers" | "questions" | "topic" | "changeLimit" | "rules" | "away" | "noticeKinds" | "daysBefore" | "daysAfter" | "daysAfterWhenAwaited" | "quietFrom" | "quietUntil" | "mailAfter" | "staleAfter" | "keptDays" | "wordings" | "within" | "usualPromise" | "itself";

export type Why = { "type": "missing" } | { "type": "tooLong", 
/**
 * How many it may have.
 */
most: number, } | { "type": "unreadable" } | { "type": "outOfBounds", 
/**
 * The least.
 */
least: number, 
/**
 * The most.
 */
most: number, } | { "type": "tooMany", 
/**
 * How many there may be.
 */
most: number, } | { "type": "taken" } | { "type": "twice" } | { "type": "unknown" } | { "type": "noHandle" } | { "type": "noEmail" } | { "type": "noOrigin" } | { "type": "noZone" } | { "type": "noOpening", 
/**
 * What stands there.
 */
text: string, } | { "type": "backwards", 
/**
 * What stands there.
 */
text: string, } | { "type": "overlap" } | { "type": "noDate" } | { "type": "endsBefore" } | { "type": "noneChosen" } | { "type": "noStep", 
/**
 * Of which.
 */
of: number, } | { "type": "withinNotice" } | { "type": "noHours" } | { "type": "notLater" } | { "type": "unknownPlaceholder", 
/**
 * What stands there.
 */
text: string, } | { "type": "twoPlaces" } | { "type": "inUse" } | { "type": "changedMeanwhile" };

export type HoursForm = { 
/**
 * A name of the IANA list.
 */
zone: string, 
/**
 * Closed on the public holidays of Italy.
 */
italianHolidays: boolean, 
/**
 * The openings of each day, Monday first, each as `09:00-13:00`.
 */
week: Array<Array<string>>, 
/**
 * Dates that differ.
 */
closures: Array<ClosureForm>, };

export type ClosureForm = { 
/**
 * The first day, as `2026-12-24`.
 */
from: string, 
/**
 * The last day; empty means the first.
 */
to: string, 
/**
 * Openings of those days; none means closed.
 */
hours: Array<string>, 
/**
 * Why, for the page; may be empty.
 */
reason: string, };

export type HoursPreview = { 
/**
 * Open at this moment.
 */
open: boolean, 
/**
 * When that changes, if it does within sixty days.
 */
changes: string | null, 
/**
 * Why today differs; may be empty.
 */
reason: string, 
/**
 * The next days that differ, today included.
 */
ahead: Array<PreviewDay>, };

export type PreviewDay = { 
/**
 * Which.
 */
date: string, 
/**
 * Its openings; none when closed.
 */
hours: Array<string>, 
/**
 * Why; may be empty.
 */
reason: string, };

export type AdministrationOrder = { "type": "watch", } | { "type": "unwatch", } | { "type": "check", 
/**
 * Comes back with the verdict.
 */
asked: number, 
/**
 * The change.
 */
change: SettingsChange, } | { "type": "save", 
/**
 * Comes back with the verdict.
 */
asked: number, 
/**
 * The change.
 */
change: SettingsChange, 
/**
 * How the thing stood when its form was opened; none for a new thing, and
 * for one that goes.
 */
seen: SettingsChange | null, } | { "type": "goBack", 
/**
 * Comes back with the verdict.
 */
asked: number, 
/**
 * Which change.
 */
before: number, 
/**
 * The newest change that was seen: newer ones are not taken back unseen.
 */
newest: number, };

export type Verdict = { 
/**
 * The number it was asked with.
 */
asked: number, 
/**
 * Its number, if it was saved: what would take it back.
 */
saved: number | null, 
/**
 * All that is wrong, if it can't be.
 */
faults: Array<Fault>, 
/**
 * What leaves patrons unanswered, if it were so.
 */
warnings: Array<WarningView>, 
/**
 * What the hours mean, if there were hours among it.
 */
preview: HoursPreview | null, };

export type SettingsView = { 
/**
 * The library itself.
 */
library: LibraryForm, 
/**
 * Its branches.
 */
branches: Array<BranchSettings>, 
/**
 * Its desks.
 */
desks: Array<DeskSettings>, 
/**
 * Its groups.
 */
groups: Array<GroupSettings>, 
/**
 * Its topics.
 */
topics: Array<TopicForm>, 
/**
 * What its desks offer to book.
 */
consultations: Array<ConsultationSettings>, 
/**
 * What reports show.
 */
reports: ReportsForm, 
/**
 * How long cases are kept, and by when they are answered.
 */
cases: CasePolicy, 
/**
 * Who can belong to a group.
 */
people: Array<LibrarianView>, 
/**
 * What leaves patrons unanswered.
 */
warnings: Array<WarningView>, 
/**
 * The newest changes, the newest first.
 */
changes: Array<ChangeView>, };

export type BranchSettings = { 
/**
 * Which.
 */
id: BranchId, 
/**
 * What is set.
 */
form: BranchForm, 
/**
 * Its hours; none means whenever somebody is there.
 */
hours: HoursForm | null, };

export type DeskSettings = { 
/**
 * Which.
 */
id: DeskId, 
/**
 * What is set.
 */
form: DeskForm, 
/**
 * Its own hours; none means those of its branch.
 */
hours: HoursForm | null, 
/**
 * What its page says.
 */
texts: TextsForm, 
/**
 * When its notices go out, and what they say.
 */
notices: NoticesForm, };

export type GroupSettings = { 
/**
 * Which.
 */
id: GroupId, 
/**
 * What is set.
 */
form: GroupForm, };

export type ConsultationSettings = { 
/**
 * Which.
 */
id: ConsultationId, 
/**
 * What is set.
 */
form: ConsultationForm, };

export type ChangeView = { 
/**
 * Grows with each change.
 */
number: number, 
/**
 * When: milliseconds since 1970 UTC.
 */
at: number, 
/**
 * Who; empty for the command line, and for who is gone.
 */
who: string, 
/**
 * What was changed.
 */
what: Told, };

export type Administration = { 
/**
 * As they stand.
 */
settings: SettingsView, 
/**
 * What came of what was asked for last, the newest last; the window finds its
 * own by their numbers.
 */
verdicts: Array<Verdict>, };

export type AnswerView = { 
/**
 * Which; made by the window.
 */
id: AnswerId, 
/**
 * What librarians call it.
 */
name: string, 
/**
 * In Italian, with placeholders; may be empty if there is an English text.
 */
italian: string, 
/**
 * In English, with placeholders; may be empty if there is an Italian text.
 */
english: string, };

export type AnswersOrder = { "type": "save", 
/**
 * The answer.
 */
answer: AnswerView, } | { "type": "remove", 
/**
 * Which.
 */
id: AnswerId, };

export type StillView = { "type": "unasked" } | { "type": "asked", 
/**
 * What for.
 */
purpose: string, 
/**
 * When the question is over.
 */
until: number, } | { "type": "allowed", 
/**
 * What for.
 */
purpose: string, 
/**
 * When the consent is over.
 */
until: number, } | { "type": "refused", 
/**
 * When they may be asked again.
 */
until: number, };

export type VisitView = { 
/**
 * Which contact.
 */
contact: ContactId, 
/**
 * How they met, last.
 */
mode: Mode, 
/**
 * When the patron came, or was called.
 */
arrivedAt: number, 
/**
 * A librarian called the patron.
 */
calledOut: boolean, 
/**
 * When it was answered, if it was.
 */
answeredAt: number | null, 
/**
 * When it was over, if it is.
 */
endedAt: number | null, 
/**
 * By whom it was ended.
 */
endedBy: EndedBy | null, 
/**
 * Who answered, or called.
 */
librarian: string | null, 
/**
 * How it came out.
 */
outcome: Outcome | null, 
/**
 * The librarian wrote down how it came out.
 */
wrappedUp: boolean, 
/**
 * What it was about.
 */
topic: TopicId | null, 
/**
 * What the librarian wrote for colleagues; may be empty.
 */
note: string, };

export type AccountsOrder = { "type": "watch", 
/**
 * From now on.
 */
on: boolean, } | { "type": "changePassword", 
/**
 * The password so far.
 */
old: string, 
/**
 * The new one.
 */
new: string, } | { "type": "endSession", 
/**
 * Which.
 */
session: SessionId, } | { "type": "endOtherSessions", } | { "type": "invite", 
/**
 * As colleagues and patrons will read it.
 */
name: string, 
/**
 * What they may do besides answering.
 */
role: Role, } | { "type": "renewInvitation", 
/**
 * Which.
 */
invitation: InvitationId, } | { "type": "setRevoked", 
/**
 * Which.
 */
invitation: InvitationId, 
/**
 * Taken back.
 */
revoked: boolean, } | { "type": "editPerson", 
/**
 * Whose.
 */
librarian: LibrarianId, 
/**
 * As colleagues and patrons read it.
 */
name: string, 
/**
 * Their own name behind a desk's handle; empty for none.
 */
person: string, 
/**
 * What they may do besides answering.
 */
role: Role, 
/**
 * What they speak; empty means every language of the desk.
 */
languages: Array<Language>, 
/**
 * How many chats they may have at once, beside a call: 1 to 8.
 */
chats: number, } | { "type": "setActive", 
/**
 * Who.
 */
librarian: LibrarianId, 
/**
 * Works here.
 */
active: boolean, } | { "type": "resetPassword", 
/**
 * Who.
 */
librarian: LibrarianId, } | { "type": "endBlock", 
/**
 * The patron's thread.
 */
thread: ThreadId, };

export type AccountsView = { 
/**
 * The name this librarian signs in with.
 */
user: string, 
/**
 * Their sessions, this one first.
 */
sessions: Array<SessionView>, 
/**
 * Who works here, by name; empty for who is no administrator.
 */
people: Array<PersonEntry>, 
/**
 * Who was asked and has not come yet, the newest first.
 */
invitations: Array<InvitationView>, 
/**
 * Patrons who may not come; empty for who is no supervisor.
 */
blocks: Array<BlockView>, };

export type SessionView = { 
/**
 * Which.
 */
id: SessionId, 
/**
 * It is the one that is looking.
 */
this: boolean, 
/**
 * The program and the computer, as the program says; may be empty.
 */
program: string, 
/**
 * Since when: milliseconds since 1970 UTC.
 */
begunAt: number, 
/**
 * When it was last used, to the minute.
 */
lastUsedAt: number, };

export type PersonEntry = { 
/**
 * Who.
 */
id: LibrarianId, 
/**
 * The name to sign in with.
 */
user: string, 
/**
 * As colleagues and patrons read it.
 */
name: string, 
/**
 * Their own name behind a desk's handle.
 */
person: PersonName | null, 
/**
 * What they may do besides answering.
 */
role: Role, 
/**
 * What they speak; empty means every language of the desk.
 */
languages: Array<Language>, 
/**
 * How many chats they may have at once, beside a call.
 */
chats: number, 
/**
 * They are the last administrator: they can neither go nor be less.
 */
lastAdministrator: boolean, };

export type InvitationView = { 
/**
 * Which.
 */
id: InvitationId, 
/**
 * Who is invited.
 */
name: string, 
/**
 * What they will be.
 */
role: Role, 
/**
 * Whose account gets a new password by it; none for somebody new.
 */
librarian: LibrarianId | null, 
/**
 * When it ends, or ended: milliseconds since 1970 UTC.
 */
expiresAt: number, };

export type BlockView = { 
/**
 * Their thread.
 */
thread: ThreadId, 
/**
 * As the patron gave it; may be empty.
 */
name: string, 
/**
 * Why.
 */
reason: string, 
/**
 * Until when: milliseconds since 1970 UTC.
 */
until: number, };

export type MadeLink = { 
/**
 * For which invitation.
 */
invitation: InvitationId, 
/**
 * Who is to use it.
 */
name: string, 
/**
 * It is for a new password of an account that is there.
 */
forPassword: boolean, 
/**
 * The whole link.
 */
link: string, 
/**
 * The link as a QR code, an SVG picture.
 */
qr: string, 
/**
 * When it ends: milliseconds since 1970 UTC.
 */
expiresAt: number, };

export type AccountsRefusal = "notAllowed" | "notFound" | "invitationOver" | "lastAdministrator" | "ownAccount" | "badName" | "badPerson" | "personReserved" | "personTaken" | "badChats" | "badUser" | "userTaken" | "passwordTooShort" | "passwordTooLong" | "passwordIsUser" | "wrongPassword" | "tooManyTries" | "notSaved";

export type CalendarOrder = { "type": "watch", 
/**
 * From when; none to look no more.
 */
from: number | null, 
/**
 * Until when.
 */
until: number, } | { "type": "slots", 
/**
 * Of which consultation.
 */
consultation: ConsultationId, 
/**
 * How to meet.
 */
meeting: Meeting, 
/**
 * Where, to meet in person.
 */
branch: BranchId | null, 
/**
 * With whom; none for whoever is free.
 */
librarian: LibrarianId | null, 
/**
 * Not before this.
 */
from: number | null, } | { "type": "book", 
/**
 * Made by the window, so that booking twice is harmless.
 */
appointment: AppointmentId, 
/**
 * For whom.
 */
thread: ThreadId, 
/**
 * What.
 */
consultation: ConsultationId, 
/**
 * How to meet.
 */
meeting: Meeting, 
/**
 * Where, to meet in person.
 */
branch: BranchId | null, 
/**
 * With whom; none for whoever has had the fewest.
 */
librarian: LibrarianId | null, 
/**
 * When it begins.
 */
starts: number, 
/**
 * Also where the librarian does not usually give it; never over another.
 */
anyway: boolean, } | { "type": "move", 
/**
 * Which.
 */
appointment: AppointmentId, 
/**
 * When it is to begin.
 */
starts: number, 
/**
 * Who is to give it; none leaves whoever does.
 */
librarian: LibrarianId | null, 
/**
 * As in `Book`.
 */
anyway: boolean, } | { "type": "cancel", 
/**
 * Which.
 */
appointment: AppointmentId, } | { "type": "came", 
/**
 * Which.
 */
appointment: AppointmentId, } | { "type": "noShow", 
/**
 * Which.
 */
appointment: AppointmentId, } | { "type": "availability", 
/**
 * What.
 */
order: AvailabilityOrder, } | { "type": "outside", 
/**
 * What.
 */
order: OutsideOrder, };

export type CalendarView = { 
/**
 * From when.
 */
from: number, 
/**
 * Until when.
 */
until: number, 
/**
 * The earliest first.
 */
appointments: Array<SeatAppointment>, 
/**
 * When librarians are busy with something else.
 */
busy: Array<BusyView>, };

export type BusyView = { 
/**
 * Who.
 */
librarian: LibrarianId, 
/**
 * From when.
 */
from: number, 
/**
 * Until when.
 */
until: number, };

export type SeatAppointment = { 
/**
 * Which.
 */
id: AppointmentId, 
/**
 * The desk.
 */
desk: DeskId, 
/**
 * What kind it is.
 */
consultation: ConsultationId, 
/**
 * What people call it.
 */
name: SpokenView, 
/**
 * Its colour.
 */
colour: Colour, 
/**
 * Who gives it.
 */
librarian: LibrarianId, 
/**
 * The patron's thread.
 */
thread: ThreadId, 
/**
 * What the patron calls themself.
 */
patron: string, 
/**
 * How they meet.
 */
meeting: Meeting, 
/**
 * Where, for a meeting in person.
 */
branch: BranchId | null, 
/**
 * When it begins.
 */
starts: number, 
/**
 * When it ends.
 */
ends: number, 
/**
 * How it stands.
 */
state: AppointmentStateView, 
/**
 * What was asked, in the library's first language, and what was answered.
 */
answers: Array<AnsweredView>, 
/**
 * Who booked.
 */
bookedBy: BookedBy, 
/**
 * The patron is here for it, and it has not begun.
 */
entered: boolean, };

export type AnsweredView = { 
/**
 * What was asked.
 */
question: SpokenView, 
/**
 * What was answered; may be empty.
 */
answer: string, };

export type SeatConsultation = { 
/**
 * The desk that offers it.
 */
desk: DeskId, 
/**
 * As patrons see it.
 */
view: ConsultationView, 
/**
 * Who gives it.
 */
givers: Array<LibrarianId>, };

export type AvailabilityForm = { 
/**
 * At which hours, and how.
 */
rules: Array<RuleForm>, 
/**
 * Days on which they give none.
 */
away: Array<AwayForm>, };

export type RuleForm = { 
/**
 * How one may meet.
 */
meetings: Array<Meeting>, 
/**
 * Where, for a meeting in person.
 */
branch: BranchId | null, 
/**
 * The hours, with dates that differ.
 */
hours: HoursForm, };

export type AwayForm = { 
/**
 * The first, as `2026-12-24`.
 */
from: string, 
/**
 * The last; empty means the first.
 */
until: string, 
/**
 * Why, for colleagues; may be empty.
 */
reason: string, };

export type AvailabilityFault = { 
/**
 * In which rule; none when it is in none.
 */
rule: number | null, 
/**
 * What.
 */
fault: Fault, };

export type AvailabilityOrder = { "type": "ask", 
/**
 * Who.
 */
librarian: LibrarianId, } | { "type": "check", 
/**
 * Whose.
 */
librarian: LibrarianId, 
/**
 * As it is to be.
 */
form: AvailabilityForm, } | { "type": "save", 
/**
 * Whose.
 */
librarian: LibrarianId, 
/**
 * As it is to be.
 */
form: AvailabilityForm, 
/**
 * How it stood when the form was opened.
 */
seen: AvailabilityForm, };

export type AvailabilityTold = { "type": "view", 
/**
 * Which order.
 */
number: number, 
/**
 * It.
 */
view: AvailabilityView, } | { "type": "judged", 
/**
 * Which order.
 */
number: number, 
/**
 * All of it; empty when it can be saved.
 */
faults: Array<AvailabilityFault>, } | { "type": "saved", 
/**
 * Which order.
 */
number: number, 
/**
 * How it stands.
 */
view: AvailabilityView, } | { "type": "refused", 
/**
 * Which order.
 */
number: number, 
/**
 * Why.
 */
why: AvailabilityRefusal, };

export type AvailabilityView = { 
/**
 * Who.
 */
librarian: LibrarianId, 
/**
 * As it stands; empty when nothing was said.
 */
form: AvailabilityForm, 
/**
 * Where the library's clock hangs, as a name of the IANA list: for new hours.
 */
zone: string, };

export type AvailabilityRefusal = { "type": "faults", 
/**
 * All of it.
 */
faults: Array<AvailabilityFault>, } | { "type": "notAllowed" } | { "type": "nobody" } | { "type": "changedMeanwhile", 
/**
 * How it stands now.
 */
view: AvailabilityView, } | { "type": "notSaved" };

export type OutsideOrder = { "type": "watch", 
/**
 * From now on.
 */
on: boolean, } | { "type": "makeFeed", 
/**
 * Whose appointments it holds.
 */
of: FeedOf, 
/**
 * It names the patrons.
 */
names: boolean, 
/**
 * What whoever reads it reads.
 */
language: Language, } | { "type": "revokeFeed", 
/**
 * Which.
 */
id: FeedId, } | { "type": "findCalendars", 
/**
 * The account, as it is typed.
 */
account: CalendarAccount, 
/**
 * The password; none takes the one that is kept.
 */
password: string | null, } | { "type": "saveCalendar", 
/**
 * The account, with the calendar that was chosen.
 */
account: CalendarAccount, 
/**
 * The password; none leaves the one that is kept.
 */
password: string | null, } | { "type": "removeCalendar", } | { "type": "forgetBusy", } | { "type": "restoreFeed", 
/**
 * Which.
 */
id: FeedId, };

export type FeedOf = { "type": "desk", 
/**
 * Which.
 */
desk: DeskId, } | { "type": "librarian", 
/**
 * Who.
 */
librarian: LibrarianId, };

export type BorrowerView = { 
/**
 * Who.
 */
id: BorrowerId, 
/**
 * What they are called; may be empty.
 */
name: string, 
/**
 * The number of their card; may be empty.
 */
card: string, 
/**
 * The source has an address to write to.
 */
hasMail: boolean, 
/**
 * Their thread, if they have one.
 */
thread: ThreadId | null, 
/**
 * Notices are sent to them.
 */
notices: boolean, 
/**
 * From which source they are, by name.
 */
source: string, 
/**
 * What they have out, the next due first.
 */
loans: Array<SeatLoan>, };

export type FileOutcome = { 
/**
 * Rows of the file.
 */
rows: number, 
/**
 * Loans that are new.
 */
new: number, 
/**
 * Loans that have changed: another due date, mostly.
 */
changed: number, 
/**
 * Loans that are as they were.
 */
same: number, 
/**
 * Loans that would be closed: they are not in the file.
 */
closes: number, 
/**
 * So many would be closed that somebody must say so.
 */
asksFirst: boolean, 
/**
 * Rows that would be left out.
 */
rejected: number, 
/**
 * The first hundred of them.
 */
rejects: Array<RejectedRow>, 
/**
 * The first five loans, as they would be.
 */
loans: Array<ReadLoan>, };

export type FilePreview = { 
/**
 * Which file.
 */
upload: UploadId, 
/**
 * What it is called.
 */
name: string, 
/**
 * For which source.
 */
source: SourceId, 
/**
 * What stands at the head of its columns.
 */
heads: Array<string>, 
/**
 * Its first rows, as they stand there; at most five.
 */
sample: Array<Array<string>>, 
/**
 * Which column is what.
 */
columns: Mapping, 
/**
 * How the rows would be understood; none while columns are missing.
 */
outcome: FileOutcome | null, 
/**
 * The same file was taken before: it changes nothing.
 */
isSame: boolean, };

export type KohaSignIn = "apiKey" | "password";

export type LedgerEntry = { 
/**
 * Which.
 */
id: NoticeId, 
/**
 * Of which kind.
 */
kind: NoticeKind, 
/**
 * What the borrower is called; may be empty.
 */
name: string, 
/**
 * The number of their card; may be empty.
 */
card: string, 
/**
 * Their thread, if it went there.
 */
thread: ThreadId | null, 
/**
 * The title; empty once it is forgotten.
 */
title: string, 
/**
 * The day on which it was due.
 */
due: string, 
/**
 * When it was written: milliseconds since 1970 UTC.
 */
at: number, 
/**
 * How it stands.
 */
state: NoticeState, 
/**
 * Why it was sent again, and by whom; empty if it was not.
 */
again: string, 
/**
 * It can be sent again: the loan is still out.
 */
isOpen: boolean, };

export type LoanForm = { 
/**
 * The borrower's card.
 */
card: string, 
/**
 * What they are called; may be empty.
 */
name: string, 
/**
 * Where they read mail; may be empty.
 */
mail: string, 
/**
 * The title.
 */
title: string, 
/**
 * The item's number; may be empty.
 */
item: string, 
/**
 * The day on which it is due.
 */
due: string, };

export type LoanRequestKind = "renew" | "returned";

export type LoanRequestView = { 
/**
 * Which.
 */
id: LoanRequestId, 
/**
 * What.
 */
kind: LoanRequestKind, 
/**
 * About which loan.
 */
loan: LoanId, 
/**
 * Its title; may be empty.
 */
title: string, 
/**
 * The item's number; may be empty.
 */
item: string, 
/**
 * The day on which it is due.
 */
due: string, 
/**
 * What the borrower is called; may be empty.
 */
name: string, 
/**
 * The number of their card; may be empty.
 */
card: string, 
/**
 * Their thread.
 */
thread: ThreadId, 
/**
 * When it was asked: milliseconds since 1970 UTC.
 */
at: number, };

export type LoansField = "name" | "desk" | "folder" | "address" | "user" | "password" | "authority" | "card" | "mail" | "title" | "due" | "reason";

export type CallBacksOrder = { "type": "agree", 
/**
 * Made by the window; the same twice is one.
 */
callBack: CallBackId, 
/**
 * The case to which it belongs.
 */
case: CaseId | null, 
/**
 * The conversation; of a case, the case knows it.
 */
thread: ThreadId | null, 
/**
 * How.
 */
way: CallBackWay, 
/**
 * When.
 */
when: CallBackTime, 
/**
 * What for, in a few words; may be empty.
 */
about: string, } | { "type": "move", 
/**
 * Which.
 */
callBack: CallBackId, 
/**
 * When.
 */
when: CallBackTime, } | { "type": "callOff", 
/**
 * Which.
 */
callBack: CallBackId, } | { "type": "take", 
/**
 * Which.
 */
callBack: CallBackId, } | { "type": "cameOut", 
/**
 * Which.
 */
callBack: CallBackId, 
/**
 * How.
 */
how: CallCameOut, };

export type CallCameOut = "reached" | "notReached" | "later" | "notTried";

export type CallBackView = { 
/**
 * Which.
 */
id: CallBackId, 
/**
 * The desk that calls.
 */
desk: DeskId, 
/**
 * What they are called; may be empty.
 */
name: string, 
/**
 * What they read.
 */
language: Language, 
/**
 * The case to which it belongs.
 */
case: CallBackCaseView | null, 
/**
 * The conversation, if there is one.
 */
thread: ThreadId | null, 
/**
 * How they are called; the number is there for who has taken it.
 */
way: CallBackWay, 
/**
 * What for; may be empty.
 */
about: string, 
/**
 * When: milliseconds since 1970 UTC.
 */
due: number, 
/**
 * Its time has come: it is in the line.
 */
isDue: boolean, 
/**
 * How often they were tried in vain.
 */
tries: number, 
/**
 * How often they are tried at most.
 */
mostTries: number, 
/**
 * Who calls.
 */
takenBy: LibrarianId | null, 
/**
 * The patron's page is open.
 */
present: boolean, };

export type CallBackCaseView = { 
/**
 * Which.
 */
id: CaseId, 
/**
 * Its number.
 */
number: string, 
/**
 * What it is about.
 */
subject: string, };

export type CallBackRefusal = { "type": "noSuchCallBack" } | { "type": "taken", 
/**
 * Who.
 */
by: LibrarianId, } | { "type": "tooEarly" } | { "type": "past" } | { "type": "tooFar" } | { "type": "noSuchTime" } | { "type": "closed", 
/**
 * Why on that day, if it is out of the ordinary; may be empty.
 */
reason: string, 
/**
 * When it opens after that.
 */
opens: number | null, } | { "type": "noPage" } | { "type": "badNumber" } | { "type": "tooMany" } | { "type": "notNow" } | { "type": "alreadyOnContact" } | { "type": "notSaved" };

export type CasesOrder = { "type": "watch", 
/**
 * From now on.
 */
on: boolean, } | { "type": "askList", 
/**
 * Which.
 */
look: CasesLook, 
/**
 * Go on after this one.
 */
after: CaseId | null, } | { "type": "openCase", 
/**
 * Which.
 */
case: CaseId, } | { "type": "closeCase", } | { "type": "askThread", 
/**
 * Which.
 */
thread: ThreadId, } | { "type": "makeCase", 
/**
 * As it is to be.
 */
form: CaseForm, } | { "type": "changeCase", 
/**
 * Which.
 */
case: CaseId, 
/**
 * What.
 */
change: CaseChange, } | { "type": "takeCase", 
/**
 * Which.
 */
case: CaseId, } | { "type": "addNote", 
/**
 * To which case.
 */
case: CaseId, 
/**
 * The words.
 */
text: string, } | { "type": "previewHandOff", 
/**
 * Of which case.
 */
case: CaseId, 
/**
 * As it is typed.
 */
form: HandOffForm, } | { "type": "handOff", 
/**
 * Which.
 */
case: CaseId, 
/**
 * As it is to go out.
 */
form: HandOffForm, } | { "type": "answerPatron", 
/**
 * Of which case.
 */
case: CaseId, 
/**
 * The words.
 */
text: string, 
/**
 * The entry whose files go along.
 */
filesOf: CaseEntryId | null, 
/**
 * Close the case with it.
 */
close: boolean, } | { "type": "askPatron", 
/**
 * Of which case.
 */
case: CaseId, 
/**
 * The words.
 */
text: string, } | { "type": "endCase", 
/**
 * Which.
 */
case: CaseId, 
/**
 * Why, for colleagues; may be empty.
 */
note: string, } | { "type": "reopenCase", 
/**
 * Which.
 */
case: CaseId, } | { "type": "saveOffice", 
/**
 * Which; none for a new one.
 */
id: OfficeId | null, 
/**
 * As it is to be.
 */
form: OfficeForm, } | { "type": "removeOffice", 
/**
 * Which.
 */
id: OfficeId, } | { "type": "exportOffices", } | { "type": "importOffices", 
/**
 * The file.
 */
text: string, 
/**
 * Only say what would be done.
 */
dry: boolean, } | { "type": "fileLetter", 
/**
 * Which mail.
 */
letter: LetterInId, 
/**
 * To which case.
 */
case: CaseId, } | { "type": "letterToCase", 
/**
 * Which mail.
 */
letter: LetterInId, 
/**
 * Of which desk.
 */
desk: DeskId, } | { "type": "dropLetter", 
/**
 * Which.
 */
letter: LetterInId, } | { "type": "saveMailbox", 
/**
 * As it is to be; none to read no mail.
 */
form: MailboxForm | null, 
/**
 * The password; none leaves the one that is kept.
 */
password: string | null, } | { "type": "tryMailbox", 
/**
 * As it is typed.
 */
form: MailboxForm, 
/**
 * The password; none takes the one that is kept.
 */
password: string | null, };

export type CasesLook = { 
/**
 * Words of a subject, a name, a mail, a note; or a number. May be empty.
 */
text: string, 
/**
 * Which shelf.
 */
shelf: CasesShelf, 
/**
 * Only those of this owner.
 */
owner: LibrarianId | null, 
/**
 * Only those of nobody; no owner is asked for then.
 */
unowned: boolean, 
/**
 * Only those of this desk.
 */
desk: DeskId | null, 
/**
 * Only those about this.
 */
topic: TopicId | null, };

export type CasesShelf = "toDo" | "overdue" | "waitingForOffice" | "waitingForPatron" | "snoozed" | "answered" | "closed" | "all";

export type CaseForm = { 
/**
 * Of which desk.
 */
desk: DeskId, 
/**
 * The conversation from which it is made, if it is from one: there the patron hears
 * of it.
 */
thread: ThreadId | null, 
/**
 * The contact from which it is made.
 */
contact: ContactId | null, 
/**
 * The messages that belong to it.
 */
messages: Array<MessageId>, 
/**
 * What it is about, in a line.
 */
subject: string, 
/**
 * What it is about, as the desk sorts it.
 */
topic: TopicId | null, 
/**
 * What a colleague must know; may be empty.
 */
note: string, 
/**
 * The day by which an answer is promised; none for the usual.
 */
promised: string | null, 
/**
 * Who asked, where no conversation says so.
 */
asker: AskerForm, };

export type AskerForm = { 
/**
 * What they are called; may be empty.
 */
name: string, 
/**
 * Where they read mail; may be empty.
 */
mail: string, 
/**
 * The number to call; may be empty.
 */
phone: string, };

export type CaseChange = { "type": "subject", 
/**
 * It.
 */
subject: string, } | { "type": "topic", 
/**
 * It; none for none.
 */
topic: TopicId | null, } | { "type": "promise", 
/**
 * It.
 */
day: string, } | { "type": "owner", 
/**
 * Who; none for nobody.
 */
librarian: LibrarianId | null, } | { "type": "snooze", 
/**
 * The day; none for not.
 */
until: string | null, } | { "type": "asker", 
/**
 * They.
 */
asker: AskerForm, };

export type HandOffForm = { 
/**
 * To whom: an entry of the address book.
 */
office: OfficeId, 
/**
 * What is asked, in the librarian's words.
 */
summary: string, 
/**
 * The messages of the conversation that go along.
 */
messages: Array<MessageId>, 
/**
 * The patron's name is left out of them.
 */
hideNames: boolean, 
/**
 * How the patron can be reached goes along: they agree.
 */
withContact: boolean, 
/**
 * The files of the case or the conversation that go along.
 */
files: Array<FileId>, 
/**
 * The day by which the patron is promised an answer.
 */
promised: string, };

export type OfficeForm = { 
/**
 * What it is called.
 */
name: string, 
/**
 * Where it reads mail.
 */
mail: string, 
/**
 * The number to call; may be empty.
 */
phone: string, 
/**
 * When it can be reached, in words; may be empty.
 */
hours: string, 
/**
 * What else librarians should know; may be empty.
 */
note: string, 
/**
 * What it sees to.
 */
topics: Array<TopicId>, 
/**
 * What it answers goes straight to the patron.
 */
straight: boolean, };

export type MailboxForm = { 
/**
 * The server's name or address.
 */
server: string, 
/**
 * Its port.
 */
port: number, 
/**
 * How the way to it is kept secret.
 */
security: MailSecurity, 
/**
 * The name to sign in with.
 */
user: string, 
/**
 * The mailbox that is read; `INBOX` mostly.
 */
folder: string, 
/**
 * PEM: whose certificates are trusted besides the usual ones; may be empty.
 */
authority: string, 
/**
 * Mail that belongs to no case becomes one, of this desk; none leaves it to be put
 * somewhere by a librarian.
 */
unknown: DeskId | null, };

export type CasesTold = { "type": "view", 
/**
 * It.
 */
view: CasesView, } | { "type": "list", 
/**
 * Which order.
 */
number: number, 
/**
 * At most fifty.
 */
cases: Array<CaseRow>, 
/**
 * There are more.
 */
more: boolean, } | { "type": "case", 
/**
 * It.
 */
case: CaseView, } | { "type": "gone", 
/**
 * Which.
 */
case: CaseId, } | { "type": "ofThread", 
/**
 * Which.
 */
thread: ThreadId, 
/**
 * They.
 */
cases: Array<CaseRow>, } | { "type": "made", 
/**
 * Which order.
 */
number: number, 
/**
 * It.
 */
case: CaseId, 
/**
 * Its number.
 */
name: string, } | { "type": "done", 
/**
 * Which.
 */
number: number, } | { "type": "previewed", 
/**
 * Which order.
 */
number: number, 
/**
 * To whom: name and address.
 */
to: string, 
/**
 * Its subject.
 */
subject: string, 
/**
 * Its text.
 */
text: string, 
/**
 * What goes along.
 */
files: Array<CaseFile>, } | { "type": "offices", 
/**
 * Which order.
 */
number: number, 
/**
 * A CSV file.
 */
text: string, } | { "type": "imported", 
/**
 * Which order.
 */
number: number, 
/**
 * So many are new.
 */
added: number, 
/**
 * So many are changed.
 */
changed: number, 
/**
 * Lines that were left out, by their number, with what is wrong with them.
 */
rejected: Array<RejectedLine>, } | { "type": "triedMailbox", 
/**
 * Which order.
 */
number: number, 
/**
 * So many mails lie there, if it could be read.
 */
mails: number | null, 
/**
 * What was in the way.
 */
trouble: TroubleView | null, } | { "type": "refused", 
/**
 * Which.
 */
number: number, 
/**
 * Why.
 */
why: CasesRefusal, };

export type RejectedLine = { 
/**
 * Its number, counted from 1.
 */
line: number, 
/**
 * What is wrong.
 */
field: CasesField, };

export type CasesRefusal = { "type": "gone", } | { "type": "takenBy", 
/**
 * Who.
 */
name: string, } | { "type": "notNow", 
/**
 * How it stands.
 */
state: CaseState, } | { "type": "fault", 
/**
 * What.
 */
field: CasesField, } | { "type": "nobodyToTell", } | { "type": "noMail", } | { "type": "tooMany", } | { "type": "tooLarge", } | { "type": "notATable", } | { "type": "notAllowed", } | { "type": "tooManyTries", } | { "type": "notSaved", };

export type CasesField = "subject" | "text" | "promised" | "snooze" | "name" | "mail" | "phone" | "hours" | "topic" | "desk" | "librarian" | "office" | "server" | "port" | "user" | "password" | "folder" | "authority" | "security";

export type CasesView = { 
/**
 * How many there are.
 */
counts: CasesCounts, 
/**
 * Cases of this librarian, or of nobody, whose promise comes near or is over.
 */
near: Array<CaseRow>, 
/**
 * The address book, by name.
 */
offices: Array<OfficeView>, 
/**
 * Mail that came and belongs to no case; the newest first, at most a hundred.
 */
letters: Array<LetterInView>, 
/**
 * From where mail is read, if it is.
 */
mailbox: MailboxView | null, 
/**
 * The day that is promised when nobody says otherwise, by desk.
 */
usualDays: Array<UsualDay>, };

export type UsualDay = { 
/**
 * At which desk.
 */
desk: DeskId, 
/**
 * It.
 */
day: string, };

export type CasesCounts = { 
/**
 * The desk is to do something.
 */
toDo: number, 
/**
 * The promised day is over.
 */
overdue: number, 
/**
 * An office is to answer.
 */
waitingForOffice: number, 
/**
 * The patron is to answer.
 */
waitingForPatron: number, 
/**
 * They sleep.
 */
snoozed: number, 
/**
 * The patron has an answer.
 */
answered: number, 
/**
 * Somebody has written what nobody has read.
 */
news: number, };

export type CaseRow = { 
/**
 * Which.
 */
id: CaseId, 
/**
 * Its number.
 */
number: string, 
/**
 * Of which desk.
 */
desk: DeskId, 
/**
 * What it is about.
 */
subject: string, 
/**
 * As the desk sorts it.
 */
topic: TopicId | null, 
/**
 * Where it stands.
 */
state: CaseState, 
/**
 * Who looks after it.
 */
owner: LibrarianId | null, 
/**
 * What whoever has it is called; empty for the desk.
 */
office: string, 
/**
 * What whoever asked is called; may be empty.
 */
asker: string, 
/**
 * The day by which an answer is promised.
 */
promised: string, 
/**
 * That day is over, and an answer owed.
 */
overdue: boolean, 
/**
 * Somebody has written what nobody has read.
 */
news: boolean, 
/**
 * When it changed last.
 */
changedAt: number, };

export type CaseView = { 
/**
 * As in a list.
 */
row: CaseRow, 
/**
 * Who is to settle it.
 */
level: CaseLevel, 
/**
 * The conversation in which the patron hears of it.
 */
thread: ThreadId | null, 
/**
 * Who asked.
 */
asker: AskerForm, 
/**
 * To whom it was handed last.
 */
office: OfficeId | null, 
/**
 * The office to suggest, by its topic.
 */
suggested: OfficeId | null, 
/**
 * It sleeps until then.
 */
snoozedUntil: number | null, 
/**
 * When it was made.
 */
openedAt: number, 
/**
 * When the patron was answered.
 */
answeredAt: number | null, 
/**
 * When it was closed.
 */
closedAt: number | null, 
/**
 * What happened to it, the oldest first; at most the last five hundred.
 */
entries: Array<CaseEntryView>, 
/**
 * The colleagues who have it open now, by name.
 */
alsoHere: Array<string>, };

export type CaseEntryView = { 
/**
 * Which.
 */
id: CaseEntryId, 
/**
 * What.
 */
kind: CaseEntryKind, 
/**
 * When.
 */
at: number, 
/**
 * The librarian who did it, by name; empty when none did.
 */
by: string, 
/**
 * Who wrote it, or to whom it was written: name or address; may be empty.
 */
with: string, 
/**
 * The subject of a mail; may be empty.
 */
subject: string, 
/**
 * The words; may be empty.
 */
text: string, 
/**
 * What a mail quotes, and its signature: folded away; may be empty.
 */
folded: string, 
/**
 * The files that hang on it.
 */
files: Array<CaseFile>, 
/**
 * How its letter stands, if it went out as one.
 */
letter: OutgoingStateView | null, 
/**
 * Parts of a mail that were left out: too many, or too large.
 */
leftOut: number, 
/**
 * What is to be said of a mail beside its words.
 */
remark: MailRemark | null, 
/**
 * The contact that it is about.
 */
contact: ContactId | null, };

export type OfficeView = { 
/**
 * Which.
 */
id: OfficeId, 
/**
 * As it is typed.
 */
form: OfficeForm, 
/**
 * Since when letters to it do not arrive.
 */
badSince: number | null, 
/**
 * What the mail server said of it; may be empty.
 */
badSaid: string, };

export type LetterInView = { 
/**
 * Which.
 */
id: LetterInId, 
/**
 * When it came.
 */
at: number, 
/**
 * Who wrote it: name and address.
 */
from: string, 
/**
 * Its subject; may be empty.
 */
subject: string, 
/**
 * Its beginning.
 */
text: string, 
/**
 * What is to be said of it beside its words.
 */
remark: MailRemark | null, 
/**
 * So many files.
 */
files: number, 
/**
 * The case that it may belong to, by its subject or its writer.
 */
suggested: CaseRow | null, };

export type MailboxView = { 
/**
 * As it is set.
 */
form: MailboxForm, 
/**
 * A password is kept.
 */
hasPassword: boolean, 
/**
 * When mail was looked for last, and it went well.
 */
readAt: number | null, 
/**
 * What is in the way.
 */
trouble: TroubleView | null, };

export type LoansOrder = { "type": "watch", 
/**
 * From now on.
 */
on: boolean, } | { "type": "saveSource", 
/**
 * Which; none for a new one.
 */
id: SourceId | null, 
/**
 * As it is to be.
 */
form: SourceForm, 
/**
 * Password or secret; none leaves the one that is kept.
 */
password: string | null, } | { "type": "removeSource", 
/**
 * Which.
 */
id: SourceId, } | { "type": "trySource", 
/**
 * Which, for its password; none for a new one.
 */
id: SourceId | null, 
/**
 * As it is typed.
 */
form: SourceForm, 
/**
 * Password or secret; none takes the one that is kept.
 */
password: string | null, } | { "type": "readSource", 
/**
 * Which.
 */
id: SourceId, } | { "type": "preview", 
/**
 * Which file.
 */
upload: UploadId, 
/**
 * Which column is what; none takes what is kept or guessed.
 */
columns: Mapping | null, } | { "type": "takeFile", 
/**
 * Which file.
 */
upload: UploadId, 
/**
 * Which column is what; kept for the next file of this source.
 */
columns: Mapping, 
/**
 * Close more loans at once than the brake allows.
 */
anyway: boolean, } | { "type": "dropFile", 
/**
 * Which.
 */
upload: UploadId, } | { "type": "saveLoan", 
/**
 * Which; none for a new one.
 */
id: LoanId | null, 
/**
 * Of which source by hand.
 */
source: SourceId, 
/**
 * As it is to be.
 */
form: LoanForm, } | { "type": "closeLoan", 
/**
 * Which.
 */
id: LoanId, } | { "type": "findBorrowers", 
/**
 * What was typed.
 */
text: string, } | { "type": "askThread", 
/**
 * Which.
 */
thread: ThreadId, } | { "type": "link", 
/**
 * Which thread.
 */
thread: ThreadId, 
/**
 * Who.
 */
borrower: BorrowerId, } | { "type": "unlink", 
/**
 * Who.
 */
borrower: BorrowerId, } | { "type": "makeLink", 
/**
 * Whose.
 */
borrower: BorrowerId, } | { "type": "setNotices", 
/**
 * Whom.
 */
borrower: BorrowerId, 
/**
 * They are sent.
 */
on: boolean, } | { "type": "setPaused", 
/**
 * None are sent.
 */
paused: boolean, } | { "type": "runNow", } | { "type": "askWeek", 
/**
 * Of which desk.
 */
desk: DeskId, } | { "type": "askLedger", 
/**
 * Words of a title, a name or a card; may be empty.
 */
text: string, 
/**
 * Only those that stand so.
 */
state: NoticeState | null, 
/**
 * Only what is older than this one.
 */
before: NoticeId | null, } | { "type": "sendAgain", 
/**
 * Which.
 */
id: NoticeId, 
/**
 * Why; it stands in the ledger.
 */
reason: string, } | { "type": "askPrint", } | { "type": "printed", 
/**
 * Which.
 */
ids: Array<NoticeId>, } | { "type": "renewed", 
/**
 * The request.
 */
request: LoanRequestId, 
/**
 * The day on which it is due now.
 */
due: string, } | { "type": "notRenewed", 
/**
 * The request.
 */
request: LoanRequestId, 
/**
 * Why.
 */
why: NotRenewed, } | { "type": "settle", 
/**
 * The request.
 */
request: LoanRequestId, };

export type LoansRefusal = { "type": "notAllowed", } | { "type": "gone", } | { "type": "fault", 
/**
 * Which part.
 */
field: LoansField, } | { "type": "notATable", } | { "type": "columnsMissing", } | { "type": "asksFirst", 
/**
 * How many would be closed.
 */
closes: number, 
/**
 * Of how many.
 */
of: number, } | { "type": "nothingToSay", } | { "type": "busy", } | { "type": "away", } | { "type": "tooManyTries", } | { "type": "notSaved", };

export type LoansView = { 
/**
 * Where loans are read from.
 */
sources: Array<SourceView>, 
/**
 * Nobody is sent a notice, since then: milliseconds since 1970 UTC.
 */
pausedAt: number | null, 
/**
 * How today's run stands; none before it has begun.
 */
run: RunView | null, 
/**
 * What became of the notices of the last day on which some were sent.
 */
morning: MorningView | null, 
/**
 * What patrons ask about their loans, the oldest first.
 */
requests: Array<LoanRequestView>, 
/**
 * How many notices wait to be printed.
 */
toPrint: number, 
/**
 * They may set sources.
 */
administers: boolean, 
/**
 * They may stop all notices.
 */
mayPause: boolean, };

export type MorningView = { 
/**
 * Which day.
 */
day: string, 
/**
 * Notices that were sent in one way or another.
 */
sent: number, 
/**
 * That failed, or are uncertain.
 */
failed: number, 
/**
 * That are to be printed.
 */
toPrint: number, };

export type NoticeWay = "thread" | "mail" | "print";

export type PrintLetter = { 
/**
 * The notices in it.
 */
ids: Array<NoticeId>, 
/**
 * What the borrower is called; may be empty.
 */
name: string, 
/**
 * The number of their card; may be empty.
 */
card: string, 
/**
 * Where they can be called; may be empty.
 */
phone: string, 
/**
 * In which language it is.
 */
language: Language, 
/**
 * What it says above the loans.
 */
text: string, 
/**
 * The loans: title and due day.
 */
loans: Array<PrintLoan>, };

export type PrintLoan = { 
/**
 * The title; may be empty.
 */
title: string, 
/**
 * The day on which it was due.
 */
due: string, };

export type ReadLoan = { 
/**
 * The borrower's card.
 */
card: string, 
/**
 * What they are called; may be empty.
 */
name: string, 
/**
 * The title; may be empty.
 */
title: string, 
/**
 * The day on which it is due.
 */
due: string, };

export type ReadingView = { 
/**
 * So many loans.
 */
done: number, 
/**
 * Of so many, if that is known.
 */
of: number | null, };

export type RejectedRow = { 
/**
 * Its line in the file, the first is 1.
 */
line: number, 
/**
 * Which.
 */
why: RowFault, 
/**
 * It is left out.
 */
leftOut: boolean, 
/**
 * What stands there; may be empty.
 */
cell: string, };

export type RunView = { 
/**
 * When it began: milliseconds since 1970 UTC.
 */
began: number, 
/**
 * When it ended; none while it is under way.
 */
ended: number | null, 
/**
 * Loans that were looked at.
 */
looked: number, 
/**
 * Loans there are to look at.
 */
of: number, 
/**
 * Notices that were sent.
 */
sent: number, 
/**
 * Why it waits, if it does.
 */
waits: RunWaits | null, };

export type RunWaits = "paused" | "quiet" | "stale" | "outboxFull" | "notSaved";

export type SeatLoan = { 
/**
 * Which.
 */
id: LoanId, 
/**
 * Its title; may be empty.
 */
title: string, 
/**
 * Who wrote it; may be empty.
 */
author: string, 
/**
 * The item's number; may be empty.
 */
item: string, 
/**
 * The day on which it is due.
 */
due: string, 
/**
 * It is overdue.
 */
isOverdue: boolean, 
/**
 * How often it was renewed, if that is known.
 */
renewals: number | null, 
/**
 * It was typed in, and can be changed here.
 */
byHand: boolean, 
/**
 * The notice that comes next, if one does.
 */
next: ComingNotice | null, };

export type SourceForm = { 
/**
 * What librarians call it.
 */
name: string, 
/**
 * The desk whose patrons these are.
 */
desk: DeskId, 
/**
 * What it is.
 */
kind: SourceKind, };

export type SourceKind = { "type": "file", 
/**
 * The folder; empty for none.
 */
folder: string, 
/**
 * Each file has all loans there are: what stands in none is returned.
 */
isWhole: boolean, } | { "type": "koha", 
/**
 * Its address, up to and without `/api/v1`.
 */
address: string, 
/**
 * How the program signs in.
 */
signIn: KohaSignIn, 
/**
 * The user, or the client's id.
 */
user: string, 
/**
 * PEM: who alone is believed about the server; may be empty.
 */
authority: string, } | { "type": "hand", };

export type SourceTroubleView = { 
/**
 * What.
 */
cause: SourceCause, 
/**
 * What the far side said, in one line; may be empty.
 */
said: string, 
/**
 * When: milliseconds since 1970 UTC.
 */
at: number, };

export type SourceView = { 
/**
 * Which.
 */
id: SourceId, 
/**
 * As it is set.
 */
form: SourceForm, 
/**
 * A password or secret is kept.
 */
hasPassword: boolean, 
/**
 * How many loans are out.
 */
loans: number, 
/**
 * How many borrowers have them.
 */
borrowers: number, 
/**
 * How many of those have a thread.
 */
linked: number, 
/**
 * When it was last read whole: milliseconds since 1970 UTC.
 */
readAt: number | null, 
/**
 * It was read too long ago: nothing is sent until it is read again.
 */
isStale: boolean, 
/**
 * It is being read: how many loans so far, of how many if that is known.
 */
reading: ReadingView | null, 
/**
 * What was in the way last.
 */
trouble: SourceTroubleView | null, 
/**
 * A file that waits for somebody to look at it.
 */
waiting: UploadId | null, 
/**
 * Which column is what, once that is known.
 */
columns: Mapping | null, };

export type WeekNotice = { 
/**
 * The day on which it goes out.
 */
day: string, 
/**
 * Which kind.
 */
kind: NoticeKind, 
/**
 * What the borrower is called; may be empty.
 */
name: string, 
/**
 * The number of their card; may be empty.
 */
card: string, 
/**
 * The title; may be empty.
 */
title: string, 
/**
 * The day on which it is due.
 */
due: string, 
/**
 * Where it goes.
 */
way: NoticeWay, };

export type OutsideView = { 
/**
 * The feeds that can be read, the newest first.
 */
feeds: Array<FeedView>, 
/**
 * They may make feeds of others and of desks, too.
 */
mayMakeForOthers: boolean, 
/**
 * When this librarian is busy with something else.
 */
busy: OwnBusy, 
/**
 * They may set the library's calendar.
 */
administers: boolean, 
/**
 * The library's calendar on a server; for administrators.
 */
account: CalendarAccountView | null, };

export type FeedView = { 
/**
 * Which.
 */
id: FeedId, 
/**
 * Whose appointments it holds.
 */
of: FeedOf, 
/**
 * What the desk or the librarian is called.
 */
name: string, 
/**
 * It names the patrons.
 */
names: boolean, 
/**
 * Who made it, by name; empty when they are gone.
 */
madeBy: string, 
/**
 * When: milliseconds since 1970 UTC.
 */
madeAt: number, };

export type OwnBusy = { 
/**
 * When it was read: milliseconds since 1970 UTC; none when it was not.
 */
readAt: number | null, 
/**
 * How many busy times of it are still ahead.
 */
ahead: number, };

export type CalendarAccount = { 
/**
 * The server, or anything of it that the account may know.
 */
address: string, 
/**
 * The name to sign in with; empty when the server asks for none.
 */
user: string, 
/**
 * Where the calendar is: a whole address. Empty before one is chosen.
 */
collection: string, 
/**
 * What it is called there.
 */
collectionName: string, 
/**
 * PEM: who alone is believed about the server; may be empty.
 */
authority: string, 
/**
 * Events name the patrons.
 */
names: boolean, 
/**
 * What whoever looks at the calendar reads.
 */
language: Language, };

export type CalendarFault = "address" | "line" | "collection" | "authority" | "passwordAgain";

export type CalendarAccountView = { 
/**
 * It.
 */
account: CalendarAccount, 
/**
 * A password is kept.
 */
hasPassword: boolean, };

export type CalendarChoice = { 
/**
 * Where it is.
 */
collection: string, 
/**
 * What it is called there.
 */
name: string, 
/**
 * Appointments can be kept in it.
 */
takesEvents: boolean, };

export type MadeFeed = { 
/**
 * Which.
 */
id: FeedId, 
/**
 * Its address. It is a secret, and told this once.
 */
address: string, };

export type OutsideRefusal = { "type": "notAllowed", } | { "type": "gone", } | { "type": "tooManyFeeds", } | { "type": "fault", 
/**
 * What.
 */
fault: CalendarFault, } | { "type": "tooManyTries", } | { "type": "notSaved", };

export type OutboxOrder = { "type": "watch", 
/**
 * From now on.
 */
on: boolean, } | { "type": "sendAgain", 
/**
 * Which.
 */
id: OutgoingId, } | { "type": "arrived", 
/**
 * Which.
 */
id: OutgoingId, } | { "type": "leave", 
/**
 * Which.
 */
id: OutgoingId, } | { "type": "tryNow", 
/**
 * Which channel.
 */
channel: Channel, } | { "type": "setPaused", 
/**
 * Which channel.
 */
channel: Channel, 
/**
 * Nothing goes out.
 */
paused: boolean, } | { "type": "saveMail", 
/**
 * The account.
 */
account: MailAccountForm, 
/**
 * The password; none leaves the one that is kept.
 */
password: string | null, } | { "type": "testMail", 
/**
 * The account, as it is typed.
 */
account: MailAccountForm, 
/**
 * The password; none takes the one that is kept.
 */
password: string | null, } | { "type": "removeMail", } | { "type": "letters", 
/**
 * What.
 */
order: LettersOrder, };

export type OutboxView = { 
/**
 * The channels on which something waits, or that are stopped.
 */
channels: Array<ChannelView>, 
/**
 * What somebody must look at: uncertain first, then failed, the newest first.
 */
trouble: Array<OutgoingView>, 
/**
 * What waits or is being sent, the next first.
 */
next: Array<OutgoingView>, 
/**
 * What went out, or was left as it is, the newest first.
 */
gone: Array<OutgoingView>, 
/**
 * The library can write by mail.
 */
hasMail: boolean, 
/**
 * The mail account; for administrators.
 */
mail: MailView | null, };

export type OutboxConcerns = { 
/**
 * What somebody must look at: uncertain first, then failed, the newest first.
 */
trouble: Array<OutgoingView>, 
/**
 * The channels that stand still by themselves.
 */
still: Array<Channel>, };

export type StandstillView = { 
/**
 * What is in the way.
 */
trouble: TroubleView, 
/**
 * Since when: milliseconds since 1970 UTC.
 */
since: number, 
/**
 * When it is tried again.
 */
againAt: number, };

export type LettersOrder = { "type": "show", } | { "type": "try", 
/**
 * It.
 */
wording: WordingForm, } | { "type": "save", 
/**
 * It.
 */
wording: WordingForm, } | { "type": "restore", 
/**
 * Of which letter.
 */
kind: OutgoingKind, 
/**
 * In which language.
 */
language: Language, };

export type WordingForm = { 
/**
 * Of which letter.
 */
kind: OutgoingKind, 
/**
 * In which language.
 */
language: Language, 
/**
 * The subject, with placeholders.
 */
subject: string, 
/**
 * The text, with placeholders.
 */
text: string, };

export type LetterView = { 
/**
 * The wording in use.
 */
wording: WordingForm, 
/**
 * It is the library's own.
 */
own: boolean, 
/**
 * The placeholders that its text may have.
 */
placeholders: Array<PlaceholderView>, };

export type PlaceholderView = { 
/**
 * The word between braces.
 */
word: string, 
/**
 * What stands there in a letter.
 */
sample: string, 
/**
 * It may stand in the subject, too.
 */
inSubject: boolean, };

export type LetterTried = { 
/**
 * What is wrong with it; then nothing is shown.
 */
fault: WordingFault | null, 
/**
 * The subject of a letter.
 */
subject: string, 
/**
 * The letter as text.
 */
text: string, 
/**
 * The letter as a page.
 */
page: Array<PagePart>, };

export type PagePart = { "type": "paragraph", 
/**
 * They.
 */
lines: Array<string>, } | { "type": "button", 
/**
 * What stands on it.
 */
words: string, };

export type WordingFault = "noSubject" | "subjectTooLong" | "subjectNotOneLine" | "notInSubject" | "noText" | "textTooLong" | "unknownPlaceholder" | "noLink" | "noCode";

export type ChannelView = { 
/**
 * Which.
 */
channel: Channel, 
/**
 * How many wait or are being sent.
 */
waiting: number, 
/**
 * Since when somebody has stopped it: milliseconds since 1970 UTC.
 */
pausedAt: number | null, 
/**
 * Why it stands still by itself.
 */
standstill: StandstillView | null, };

export type MailView = { 
/**
 * It.
 */
account: MailAccountForm, 
/**
 * A password is kept.
 */
hasPassword: boolean, };

export type OutgoingView = { 
/**
 * Which.
 */
id: OutgoingId, 
/**
 * The way on which it goes.
 */
channel: Channel, 
/**
 * What it is.
 */
kind: OutgoingKind, 
/**
 * Where it goes.
 */
address: string, 
/**
 * The thread it is about.
 */
thread: ThreadId | null, 
/**
 * What its patron is called; may be empty.
 */
patron: string, 
/**
 * How it stands.
 */
state: OutgoingStateView, 
/**
 * What was in the way last.
 */
trouble: TroubleView | null, 
/**
 * Somebody has looked at it, in doubt or failed as it is, and leaves it so.
 */
left: boolean, 
/**
 * How many attempts were begun.
 */
attempts: number, 
/**
 * By this id the mail server knows it.
 */
messageId: string, 
/**
 * When it was queued: milliseconds since 1970 UTC.
 */
createdAt: number, 
/**
 * When it came to stand as it stands.
 */
changedAt: number, };

export type OutgoingStateView = { "type": "queued", 
/**
 * For when: milliseconds since 1970 UTC.
 */
due: number, } | { "type": "sending", } | { "type": "sent", } | { "type": "uncertain", } | { "type": "failed", } | { "type": "read", };

export type TroubleView = { 
/**
 * Its kind.
 */
cause: Cause, 
/**
 * What the far side said; may be empty.
 */
said: string, };

export type OutboxRefusal = { "type": "notAllowed", } | { "type": "settled", } | { "type": "fault", 
/**
 * What.
 */
fault: MailFault, } | { "type": "wording", 
/**
 * What.
 */
fault: WordingFault, } | { "type": "tooManyTries", } | { "type": "notSaved", };

export type FileSending = { "type": "none" } | { "type": "sending" } | { "type": "there", 
/**
 * It.
 */
preview: FilePreview, } | { "type": "failed", 
/**
 * Why.
 */
why: FileSendingTrouble, };

export type FileSendingTrouble = "tooLarge" | "notATable" | "tooMany" | "failed";

export type LoansAnswer = { 
/**
 * Which, by the number the window gave it.
 */
number: number, 
/**
 * Why it was not done; none when it was.
 */
refused: LoansRefusal | null, 
/**
 * What it brought.
 */
brought: LoansBrought, };

export type LoansBrought = { "type": "nothing" } | { "type": "tried", 
/**
 * How many loans it has, if it says so.
 */
loans: number | null, 
/**
 * What was in the way.
 */
trouble: SourceTroubleView | null, } | { "type": "preview", 
/**
 * It.
 */
preview: FilePreview, } | { "type": "borrowers", 
/**
 * They, by name.
 */
borrowers: Array<BorrowerView>, } | { "type": "link", 
/**
 * Its address.
 */
address: string, 
/**
 * Until when it can be opened: milliseconds since 1970 UTC.
 */
until: number, } | { "type": "week", 
/**
 * The earliest first.
 */
notices: Array<WeekNotice>, 
/**
 * How many there are.
 */
count: number, } | { "type": "ledger", 
/**
 * The newest first.
 */
notices: Array<LedgerEntry>, 
/**
 * There are more.
 */
more: boolean, } | { "type": "print", 
/**
 * One for each borrower.
 */
letters: Array<PrintLetter>, };

export type LoansWindowOrder = { "type": "ask", 
/**
 * The window's own number for it, told back with the answer.
 */
number: number, 
/**
 * What.
 */
order: LoansOrder, } | { "type": "leaveFile", };

export type ThreadBorrowers = { 
/**
 * Which.
 */
thread: ThreadId, 
/**
 * They; mostly one.
 */
borrowers: Array<BorrowerView>, };

export type ReportQuestion = { 
/**
 * Of which days.
 */
period: ReportPeriod, 
/**
 * Of which part of the library.
 */
slice: ReportSlice, };

export type ReportsWindowOrder = { "type": "look", 
/**
 * Which.
 */
question: ReportQuestion, } | { "type": "save", 
/**
 * Which.
 */
question: ReportQuestion, 
/**
 * As what.
 */
form: ReportFileForm, 
/**
 * In which language.
 */
language: Language, } | { "type": "leave", };

export type ReportFileForm = "csv" | "pdf";

export type ReportLook = { "type": "none" } | { "type": "making" } | { "type": "there", 
/**
 * It.
 */
report: Report, } | { "type": "failed", 
/**
 * Why.
 */
why: ReportTrouble, };

export type ReportSaving = { "type": "none" } | { "type": "making" } | { "type": "saved", 
/**
 * Where.
 */
path: string, } | { "type": "failed", 
/**
 * Why.
 */
why: ReportTrouble, };

export type ReportTrouble = "notAllowed" | "wrongDays" | "busy" | "failed";

export type WindowReports = { 
/**
 * The report that is looked at.
 */
look: ReportLook, 
/**
 * The file that is saved.
 */
saving: ReportSaving, };

export type WindowCallBacks = { 
/**
 * Those that are not over, the next first.
 */
open: Array<CallBackView>, 
/**
 * How the last order came out.
 */
answer: CallBacksAnswer | null, };

export type CallBacksAnswer = { 
/**
 * Which, by the number the window gave it.
 */
number: number, 
/**
 * Why it was not done; none when it was.
 */
refused: CallBackRefusal | null, };

export type WindowCases = { 
/**
 * What the server shows, while it is watched.
 */
view: CasesView | null, 
/**
 * The case that is open.
 */
open: CaseView | null, 
/**
 * The case that was open was erased.
 */
gone: CaseId | null, 
/**
 * The cases of conversations that were asked for.
 */
ofThreads: Array<ThreadCases>, 
/**
 * How the last order came out.
 */
answer: CasesAnswer | null, };

export type ThreadCases = { 
/**
 * Which.
 */
thread: ThreadId, 
/**
 * The newest first.
 */
cases: Array<CaseRow>, };

export type CasesAnswer = { 
/**
 * Which, by the number the window gave it.
 */
number: number, 
/**
 * Why it was not done; none when it was.
 */
refused: CasesRefusal | null, 
/**
 * What it brought.
 */
brought: CasesBrought, };

export type CasesBrought = { "type": "nothing" } | { "type": "list", 
/**
 * They.
 */
cases: Array<CaseRow>, 
/**
 * There are more.
 */
more: boolean, } | { "type": "made", 
/**
 * It.
 */
case: CaseId, 
/**
 * Its number.
 */
name: string, } | { "type": "preview", 
/**
 * To whom: name and address.
 */
to: string, 
/**
 * Its subject.
 */
subject: string, 
/**
 * Its text.
 */
text: string, 
/**
 * What goes along.
 */
files: Array<CaseFile>, } | { "type": "offices", 
/**
 * A CSV file.
 */
text: string, } | { "type": "imported", 
/**
 * So many are new.
 */
added: number, 
/**
 * So many are changed.
 */
changed: number, 
/**
 * Lines that were left out.
 */
rejected: Array<RejectedLine>, } | { "type": "triedMailbox", 
/**
 * So many mails lie there.
 */
mails: number | null, 
/**
 * What was in the way.
 */
trouble: TroubleView | null, };

export type CasesWindowOrder = { "type": "ask", 
/**
 * The window's own number for it, told back with the answer.
 */
number: number, 
/**
 * What.
 */
order: CasesOrder, } | { "type": "saveFile", 
/**
 * Which.
 */
file: FileId, } | { "type": "saveOffices", 
/**
 * What the file is called.
 */
name: string, 
/**
 * A CSV file.
 */
text: string, };

export type WindowLoans = { 
/**
 * What the server shows, while it is watched.
 */
view: LoansView | null, 
/**
 * Who stands behind threads that were asked for.
 */
ofThreads: Array<ThreadBorrowers>, 
/**
 * A file of loans on its way to the server.
 */
sending: FileSending, 
/**
 * How the last order came out.
 */
answer: LoansAnswer | null, };

export type WindowOutside = { 
/**
 * What the server shows, while it is watched.
 */
view: OutsideView | null, 
/**
 * The feed that was made last, until somebody looks away.
 */
made: MadeFeed | null, 
/**
 * How the last order came out.
 */
answer: OutsideAnswer | null, 
/**
 * The librarian's own calendar, on its way to the server or read there.
 */
reading: BusyReading, };

export type OutsideAnswer = { 
/**
 * Which, by the number the window gave it.
 */
number: number, 
/**
 * Why it was not done; none when it was.
 */
refused: OutsideRefusal | null, 
/**
 * The calendars that were looked for.
 */
calendars: Array<CalendarChoice>, 
/**
 * What was in the way of looking for them.
 */
trouble: TroubleView | null, };

export type BusyReading = { "type": "none" } | { "type": "reading" } | { "type": "read", 
/**
 * How many times are busy in the year that comes.
 */
times: number, 
/**
 * How many entries could not be read, or not wholly.
 */
unread: number, } | { "type": "failed", 
/**
 * Why.
 */
why: BusyTrouble, };

export type BusyTrouble = "notACalendar" | "tooLarge" | "unreadable" | "tooMany" | "failed";

export type WindowCalendar = { 
/**
 * The days that are watched, once the server has told them.
 */
calendar: CalendarView | null, 
/**
 * The librarian's own appointments from now to the end of the day.
 */
today: Array<SeatAppointment>, 
/**
 * The free slots that were asked for last.
 */
slots: CalendarSlots | null, 
/**
 * How the last order came out.
 */
answer: CalendarAnswer | null, 
/**
 * What was told last of when consultations are given, by the numbers of the orders.
 */
availability: Array<AvailabilityTold>, };

export type CalendarSlots = { 
/**
 * The order that asked for them.
 */
number: number, 
/**
 * The next days on which something is free.
 */
days: Array<DayView>, 
/**
 * From when to ask for more; none when there is no more.
 */
more: number | null, };

export type CalendarAnswer = { 
/**
 * Which, by the number the window gave it.
 */
number: number, 
/**
 * Why it was not done; none when it was.
 */
refused: BookingRefusal | null, 
/**
 * What is free instead, next.
 */
next: Array<SlotView>, };

export type CalendarWindowOrder = { "type": "ask", 
/**
 * The window's own number for it, told back with the answer.
 */
number: number, 
/**
 * What.
 */
order: CalendarOrder, };

export type WindowState = { 
/**
 * How the seat stands with its server.
 */
connection: Connection, 
/**
 * The server's address, as typed or as embedded.
 */
server: string, 
/**
 * The server runs inside this program.
 */
embedded: boolean, 
/**
 * Since when the server is away, if it is.
 */
away: Away | null, 
/**
 * How this computer comes to a desk server; none where nothing can be set up.
 */
setup: Setup | null, 
/**
 * Everything that needs a sign-in; kept while the server is away.
 */
desk: WindowDesk | null, 
/**
 * News that fade: the window shows them and forgets them.
 */
news: Array<News>, 
/**
 * What only the computer around the window has.
 */
computer: ComputerView, 
/**
 * Who signs in, and what is shown of accounts.
 */
accounts: WindowAccounts, 
/**
 * Camera, microphone and speakers of this computer.
 */
devices: DevicesView, };

export type Connection = { "type": "signedOut", 
/**
 * Why not, if it was tried.
 */
why: SignInTrouble | null, } | { "type": "signingIn" } | { "type": "online" } | { "type": "away" };

export type SignInTrouble = { "type": "refused", 
/**
 * Why.
 */
code: SignInRefusal, } | { "type": "unreachable" } | { "type": "badAddress" };

export type WindowDesk = { 
/**
 * Who is signed in.
 */
librarian: LibrarianView, 
/**
 * What they may do besides answering.
 */
role: Role, 
/**
 * The library's name.
 */
library: string, 
/**
 * The links for patrons, complete.
 */
links: Array<string>, 
/**
 * Who can use those links.
 */
public: PublicAddress, 
/**
 * Presence, line and contacts.
 */
seat: SeatDesk, 
/**
 * Topics, desks and what leaves patrons unanswered.
 */
house: House, 
/**
 * The threads with news, or newest.
 */
threads: Array<ThreadEntry>, 
/**
 * The answers that librarians keep at hand.
 */
answers: WindowAnswers, 
/**
 * The threads of the contacts under way at this seat, in their order.
 */
conversations: Array<WindowThread>, 
/**
 * The thread that was opened from the list.
 */
reading: WindowThread | null, 
/**
 * The call under way at this seat; none for chats alone.
 */
call: CallView | null, 
/**
 * The settings, while an administrator watches them.
 */
administration: Administration | null, 
/**
 * What goes out to patrons who are not on the page.
 */
outbox: WindowOutbox, 
/**
 * What is booked.
 */
calendar: WindowCalendar, 
/**
 * Calendars outside of the desk.
 */
outside: WindowOutside, 
/**
 * Loans and notices.
 */
loans: WindowLoans, 
/**
 * Reports.
 */
reports: WindowReports, 
/**
 * Cases.
 */
cases: WindowCases, 
/**
 * Call-backs.
 */
callBacks: WindowCallBacks, };

export type WindowThread = { 
/**
 * Which.
 */
thread: ThreadId, 
/**
 * What its patron is called; may be empty.
 */
name: string, 
/**
 * What was said, oldest first; what is pending stands last.
 */
messages: Array<WindowMessage>, 
/**
 * How far the patron has come in what the desk wrote.
 */
patron: MarksView, 
/**
 * The patron is typing.
 */
typing: boolean, 
/**
 * The patron wrote something that has not been read.
 */
unread: boolean, 
/**
 * Files on their way to the server, by the name they were given.
 */
uploading: Array<string>, 
/**
 * What happened before, the oldest first.
 */
visits: Array<VisitView>, };

export type WindowMessage = { 
/**
 * The message.
 */
message: MessageView, 
/**
 * The server has not taken it yet.
 */
pending: boolean, };

export type CallView = { 
/**
 * How the peers are connected.
 */
link: CallLink, 
/**
 * The librarian's own devices.
 */
own: CallDevices, 
/**
 * The patron's devices, as their page says.
 */
patron: CallDevices, 
/**
 * The librarian's devices that can't be used, each once.
 */
troubles: Array<DeviceTrouble>, 
/**
 * The microphone has been on for a while and nothing is heard from it.
 */
silent: boolean, 
/**
 * How good the connection is, once that was measured.
 */
quality: CallQuality | null, };

export type CallLink = "connecting" | "connected" | "interrupted" | "failed";

export type CallDevices = { 
/**
 * A live picture is being sent.
 */
camera: boolean, 
/**
 * Sound is being sent.
 */
microphone: boolean, };

export type DevicesView = { 
/**
 * Cameras that are plugged in; the lists are filled and kept while somebody looks
 * at them, or a call is on.
 */
cameras: Array<DeviceEntry>, 
/**
 * Microphones that are plugged in.
 */
microphones: Array<DeviceEntry>, 
/**
 * Speakers and headphones that are plugged in.
 */
speakers: Array<DeviceEntry>, 
/**
 * What was chosen; kept on this computer.
 */
chosen: DevicesChosen, 
/**
 * The devices are tried, or one sees oneself before answering.
 */
rehearsal: RehearsalView | null, 
/**
 * A test sound is playing on this output.
 */
sounding: DeviceUse | null, 
/**
 * Why the last test sound was not heard where it should be.
 */
unheard: DeviceTrouble | null, };

export type DeviceEntry = { 
/**
 * Finds it again.
 */
id: string, 
/**
 * As the system calls it.
 */
name: string, };

export type DevicesChosen = { 
/**
 * For the own picture.
 */
camera: DeviceEntry | null, 
/**
 * For the own voice.
 */
microphone: DeviceEntry | null, 
/**
 * For the patron's voice.
 */
speaker: DeviceEntry | null, 
/**
 * For the bell.
 */
ringing: DeviceEntry | null, 
/**
 * Calls begin without the own picture, as the last one ended.
 */
cameraOff: boolean, };

export type DeviceUse = "camera" | "microphone" | "speaker" | "ringing";

export type RehearsalView = { 
/**
 * The camera gives pictures.
 */
camera: boolean, 
/**
 * The microphone is open.
 */
microphone: boolean, 
/**
 * The microphone has been open for a while and nothing is heard.
 */
silent: boolean, 
/**
 * What can't be used, each once.
 */
troubles: Array<DeviceTrouble>, };

export type DeviceTrouble = { 
/**
 * What for.
 */
usedFor: DeviceUse, 
/**
 * What it is called; empty when none was chosen and there is none.
 */
name: string, 
/**
 * Why.
 */
why: DeviceFault, 
/**
 * What is used in its stead.
 */
instead: string | null, };

export type DeviceFault = "missing" | "busy" | "forbidden" | "failed";

export type CallQuality = { 
/**
 * The word.
 */
grade: QualityGrade, 
/**
 * The cause, unless it is good.
 */
cause: QualityCause | null, };

export type QualityGrade = "poor" | "weak" | "good";

export type QualityCause = "lostSound" | "longWay" | "narrowNetwork" | "busyComputer";

export type DevicesOrder = { "type": "look", 
/**
 * Does.
 */
on: boolean, } | { "type": "choose", 
/**
 * For what.
 */
usedFor: DeviceUse, 
/**
 * Which; none is the system's choice.
 */
id: string | null, } | { "type": "rehearse", 
/**
 * Open.
 */
on: boolean, } | { "type": "tryRinging", } | { "type": "trySpeaker", };

export type News = { 
/**
 * Grows by one; the window shows each number once.
 */
number: number, 
/**
 * What happened.
 */
what: NewsItem, };

export type NewsItem = { "type": "answeredBy", 
/**
 * As the patron gave it; may be empty.
 */
patron: string, 
/**
 * The colleague.
 */
librarian: string, } | { "type": "patronLeft", 
/**
 * As the patron gave it; may be empty.
 */
patron: string, } | { "type": "missed", 
/**
 * As the patron gave it; may be empty.
 */
patron: string, } | { "type": "contactEnded", 
/**
 * As the patron gave it; may be empty.
 */
patron: string, 
/**
 * By whom.
 */
by: EndedBy, } | { "type": "refused", 
/**
 * Why.
 */
code: RefusalCode, } | { "type": "earlierPatron", 
/**
 * Whose ring was put off; may be empty.
 */
patron: string, } | { "type": "patronDidNotAnswer", 
/**
 * As the patron gave it; may be empty.
 */
patron: string, } | { "type": "wouldCall", 
/**
 * As the patron gave it; may be empty.
 */
patron: string, } | { "type": "takenOver", 
/**
 * As the patron gave it; may be empty.
 */
patron: string, 
/**
 * The colleague.
 */
librarian: string, } | { "type": "notTakenOver", 
/**
 * As the patron gave it; may be empty.
 */
patron: string, 
/**
 * The only one who was asked, if it was one.
 */
asked: string | null, 
/**
 * It was refused, not missed.
 */
refused: boolean, 
/**
 * It is in the line again, at its place.
 */
inLine: boolean, } | { "type": "takenBack", 
/**
 * As the patron gave it; may be empty.
 */
patron: string, 
/**
 * The colleague.
 */
librarian: string, } | { "type": "presenceChanged", 
/**
 * What it is now.
 */
presence: ChosenPresence, } | { "type": "fileNotSent", 
/**
 * What it is called.
 */
name: string, 
/**
 * Why.
 */
why: FileTrouble, } | { "type": "fileSaved", 
/**
 * Where.
 */
path: string, } | { "type": "fileNotSaved", 
/**
 * What it is called.
 */
name: string, } | { "type": "noRingingSound" };

export type FileTrouble = "tooLarge" | "wrongKind" | "unreadable" | "noConsent" | "tooMany" | "failed";

export type Away = { 
/**
 * Since when, in milliseconds since 1970 UTC.
 */
since: number, 
/**
 * When it is looked for next, in milliseconds since 1970 UTC; none while it is
 * being looked for.
 */
next: number | null, };

export type Setup = { 
/**
 * What was chosen and is in use; none on a new computer.
 */
way: Way | null, 
/**
 * The name of the library that is kept on this computer, if there is one.
 */
library: string, 
/**
 * Where the assistant stands; none when it is not wanted.
 */
assistant: Assistant | null, 
/**
 * The program is at it.
 */
working: boolean, 
/**
 * Why the last thing that was asked, or the desk server of this computer, did
 * not come off.
 */
trouble: SetupTrouble | null, 
/**
 * What was found of the name, certificate and port that were looked at last.
 */
network: NetworkFound | null, 
/**
 * What was found of the server that was looked at last.
 */
server: ServerFound | null, 
/**
 * The codes of links that were asked for.
 */
codes: Array<LinkCode>, };

export type Way = { "type": "sample" } | { "type": "here", 
/**
 * The port it had last, so that its link stays the same; 0 before the first.
 */
port: number, } | { "type": "network", 
/**
 * How.
 */
network: Network, } | { "type": "join", 
/**
 * Its address.
 */
server: string, };

export type Network = { 
/**
 * Its DNS name.
 */
host: string, 
/**
 * Where it listens.
 */
port: number, 
/**
 * The file with the certificate chain, PEM.
 */
certificate: string, 
/**
 * The file with its key, PEM.
 */
key: string, };

export type Assistant = "choosing" | "trying";

export type NetworkFound = { 
/**
 * What was looked at.
 */
network: Network, 
/**
 * What is in the way; nothing when it can be used.
 */
troubles: Array<NetworkTrouble>, 
/**
 * When the certificate ends, in milliseconds since 1970 UTC; 0 when it could not
 * be read.
 */
ends: number, };

export type NetworkTrouble = { "type": "notAName" } | { "type": "certificateUnreadable" } | { "type": "notACertificate" } | { "type": "keyUnreadable" } | { "type": "notAKey" } | { "type": "keyOfAnother" } | { "type": "otherName", 
/**
 * Which.
 */
names: Array<string>, } | { "type": "notYet" } | { "type": "ended" } | { "type": "portTaken" } | { "type": "portForbidden" };

export type ServerFound = { 
/**
 * As it was typed.
 */
typed: string, 
/**
 * Its address, complete; empty when what was typed is none.
 */
address: string, 
/**
 * What is in the way; none when it can be used.
 */
trouble: ServerTrouble | null, };

export type ServerTrouble = "notAnAddress" | "notSecure" | "noSuchName" | "noAnswer" | "notTrusted" | "notSportello" | "unwell";

export type SetupTrouble = { "type": "portTaken", 
/**
 * Which.
 */
port: number, } | { "type": "portForbidden", 
/**
 * Which.
 */
port: number, } | { "type": "certificate" } | { "type": "inUse" } | { "type": "folder", 
/**
 * Which.
 */
path: string, } | { "type": "fromTheFuture" } | { "type": "refused", 
/**
 * Why, in the words of the program.
 */
why: string, } | { "type": "other", 
/**
 * What, in the words of the program.
 */
what: string, };

export type LinkCode = { 
/**
 * The link.
 */
link: string, 
/**
 * Its QR code, an SVG element.
 */
svg: string, };

export type Founding = { 
/**
 * Its name.
 */
library: string, 
/**
 * The public name of its desk.
 */
handle: string, 
/**
 * What people call the desk.
 */
desk: string, 
/**
 * What people call the site.
 */
branch: string, 
/**
 * Where it stands; may be empty.
 */
address: string, 
/**
 * When it is open; none means whenever somebody is there.
 */
hours: FoundingHours | null, 
/**
 * The librarian's name, as patrons read it.
 */
name: string, 
/**
 * Their name to sign in with.
 */
user: string, 
/**
 * Their password.
 */
password: string, };

export type FoundingHours = { 
/**
 * Where the desk's clock hangs, such as `Europe/Rome`.
 */
zone: string, 
/**
 * Closed on the public holidays of Italy.
 */
italianHolidays: boolean, 
/**
 * From Monday to Sunday: openings such as `09:00-13:00`; none on a closed day.
 */
week: [Array<string>, Array<string>, Array<string>, Array<string>, Array<string>, Array<string>, Array<string>], };

export type SetupOrder = { "type": "lookAtNetwork", 
/**
 * Which.
 */
network: Network, } | { "type": "lookForServer", 
/**
 * Its address, as typed.
 */
server: string, } | { "type": "openSample" } | { "type": "found", 
/**
 * How it is reached; none from this computer alone.
 */
network: Network | null, 
/**
 * The library.
 */
founding: Founding, } | { "type": "openLibrary", 
/**
 * How it is reached; none from this computer alone.
 */
network: Network | null, } | { "type": "join", 
/**
 * Its address, as typed.
 */
server: string, } | { "type": "startAgain" } | { "type": "beginAnew" } | { "type": "leave" } | { "type": "drawCode", 
/**
 * Which.
 */
link: string, } | { "type": "openPoster", 
/**
 * Of which link.
 */
link: string, };

export type WindowAnswers = { 
/**
 * All of them, by their names.
 */
all: Array<AnswerView>, 
/**
 * The order that was not carried out last, until the next one.
 */
refused: RefusedAnswer | null, };

export type RefusedAnswer = { 
/**
 * Which answer.
 */
id: AnswerId, 
/**
 * Why.
 */
why: AnswerTrouble, };

export type StillsOrder = { "type": "ask", 
/**
 * In which contact.
 */
contact: ContactId, 
/**
 * What it is for, as the patron reads it: one line.
 */
purpose: string, } | { "type": "withdraw", 
/**
 * In which contact.
 */
contact: ContactId, };

export type WindowOrder = { "type": "signIn", 
/**
 * Its address; empty for the embedded one.
 */
server: string, 
/**
 * The account's name.
 */
user: string, 
/**
 * The account's password.
 */
password: string, } | { "type": "signOut" } | { "type": "setPresence", 
/**
 * The choice.
 */
presence: ChosenPresence, } | { "type": "answer", 
/**
 * Which.
 */
contact: ContactId, 
/**
 * With what.
 */
with: Mode, } | { "type": "decline", 
/**
 * Which.
 */
contact: ContactId, } | { "type": "hangUp", 
/**
 * Which.
 */
contact: ContactId, } | { "type": "wrapUp", 
/**
 * Which contact.
 */
contact: ContactId, 
/**
 * What it was about.
 */
topic: TopicId | null, 
/**
 * How it came out.
 */
outcome: Outcome, 
/**
 * What the next colleague should know; may be empty.
 */
note: string, } | { "type": "hold", 
/**
 * Which.
 */
contact: ContactId, 
/**
 * On hold.
 */
on: boolean, } | { "type": "setMode", 
/**
 * Which contact.
 */
contact: ContactId, 
/**
 * The mode.
 */
mode: Mode, } | { "type": "transfer", 
/**
 * Which.
 */
contact: ContactId, 
/**
 * What to do with it.
 */
order: TransferOrder, } | { "type": "admit", 
/**
 * Which contact.
 */
contact: ContactId, } | { "type": "block", 
/**
 * Which.
 */
contact: ContactId, 
/**
 * For how long.
 */
days: number, 
/**
 * Why, for the log.
 */
reason: string, } | { "type": "callPatron", 
/**
 * Which thread.
 */
thread: ThreadId, 
/**
 * How to meet.
 */
mode: Mode, } | { "type": "openThread", 
/**
 * Which.
 */
thread: ThreadId, } | { "type": "closeThread" } | { "type": "say", 
/**
 * Which.
 */
thread: ThreadId, 
/**
 * The words.
 */
text: string, } | { "type": "read", 
/**
 * Which.
 */
thread: ThreadId, 
/**
 * The time of the newest message that was seen.
 */
upTo: number, } | { "type": "typing", 
/**
 * In which thread.
 */
thread: ThreadId, } | { "type": "saveFile", 
/**
 * In which thread.
 */
thread: ThreadId, 
/**
 * The message it hangs on.
 */
message: MessageId, 
/**
 * Which.
 */
file: FileId, } | { "type": "setCamera", 
/**
 * On.
 */
on: boolean, } | { "type": "setMicrophone", 
/**
 * On.
 */
on: boolean, } | { "type": "setPictures", 
/**
 * It can decode VP8 itself.
 */
decodesVp8: boolean, } | { "type": "needKeyPicture" } | { "type": "computer", 
/**
 * What.
 */
order: ComputerOrder, } | { "type": "tryNow" } | { "type": "setup", 
/**
 * What is asked.
 */
order: SetupOrder, } | { "type": "administer", 
/**
 * What is asked for.
 */
order: AdministrationOrder, } | { "type": "answers", 
/**
 * How.
 */
order: AnswersOrder, } | { "type": "stills", 
/**
 * What.
 */
order: StillsOrder, } | { "type": "accounts", 
/**
 * What.
 */
order: AccountsWindowOrder, } | { "type": "calendar", 
/**
 * What.
 */
order: CalendarWindowOrder, } | { "type": "outbox", 
/**
 * What.
 */
order: OutboxWindowOrder, } | { "type": "loans", 
/**
 * What.
 */
order: LoansWindowOrder, } | { "type": "reports", 
/**
 * What.
 */
order: ReportsWindowOrder, } | { "type": "cases", 
/**
 * What.
 */
order: CasesWindowOrder, } | { "type": "callBacks", 
/**
 * Made by the window; the answer carries it.
 */
number: number, 
/**
 * What.
 */
order: CallBacksOrder, } | { "type": "devices", 
/**
 * What.
 */
order: DevicesOrder, };

export type ComputerView = { 
/**
 * The program starts with the session; `None` where it can't be told to.
 */
autostart: boolean | null, 
/**
 * Where the window goes when it is closed.
 */
rest: Rest, 
/**
 * Who shows the notifications; `None` until it is known.
 */
notifications: NotificationsView | null, 
/**
 * Keys that work while another program has the focus.
 */
shortcuts: ShortcutsView, 
/**
 * The librarian wants to quit, and somebody would lose by it.
 */
quitting: boolean, 
/**
 * A link opened the program.
 */
asked: Asked | null, };

export type Rest = "minimised" | "tray";

export type NotificationsView = { "type": "missing", } | { "type": "plain", } | { "type": "withButtons", };

export type ShortcutsView = { "type": "impossible" } | { "type": "possible", 
/**
 * The librarian wants them.
 */
on: boolean, 
/**
 * Answers whoever has rung for longest.
 */
answer: ShortcutView, 
/**
 * Goes away or becomes available.
 */
presence: ShortcutView, };

export type ShortcutView = { 
/**
 * The chord, such as `Ctrl+Alt+Enter`.
 */
chord: string, 
/**
 * The chords to choose from.
 */
choices: Array<string>, 
/**
 * It is wanted, and another program has it.
 */
taken: boolean, };

export type Asked = { "type": "join", 
/**
 * Its address.
 */
server: string, 
/**
 * The secret of an invitation, if the link has one.
 */
invitation: string | null, } | { "type": "unreadable" };

export type Shortcut = "answer" | "presence";

export type ComputerOrder = { "type": "setAutostart", 
/**
 * Start.
 */
on: boolean, } | { "type": "setShortcuts", 
/**
 * Have them.
 */
on: boolean, } | { "type": "setChord", 
/**
 * For which.
 */
shortcut: Shortcut, 
/**
 * One of its choices.
 */
chord: string, } | { "type": "quit", } | { "type": "quitAnyway", } | { "type": "stay", } | { "type": "dismiss", };

export type WindowAccounts = { 
/**
 * The name to sign in with that is known of last time; may be empty.
 */
user: string, 
/**
 * Where this computer keeps the session; none while it keeps none.
 */
kept: KeptIn | null, 
/**
 * An invitation that was looked at before signing in.
 */
invitation: SeenInvitation | null, 
/**
 * Why an invitation could not be looked at or used.
 */
invitationTrouble: InvitationTrouble | null, 
/**
 * What the server shows, while it is watched.
 */
view: AccountsView | null, 
/**
 * How the last order came out.
 */
answer: AccountsAnswer | null, 
/**
 * A link that was made, until it is put away.
 */
link: MadeLink | null, };

export type AccountsAnswer = { 
/**
 * Which, by the number the window gave it.
 */
number: number, 
/**
 * Why it was not done; none when it was.
 */
refused: AccountsRefusal | null, };

export type KeptIn = "keyring" | "file";

export type SeenInvitation = { 
/**
 * Who invites.
 */
library: string, 
/**
 * Who is invited.
 */
name: string, 
/**
 * The name to sign in with, where only a new password is to be chosen.
 */
user: string | null, 
/**
 * The server's address.
 */
server: string, };

export type InvitationTrouble = { "type": "badLink" } | { "type": "unreachable" } | { "type": "refused", 
/**
 * Why.
 */
why: AccountsRefusal, };

export type AccountsWindowOrder = { "type": "lookAtInvitation", 
/**
 * The link, as it was pasted.
 */
link: string, } | { "type": "join", 
/**
 * The name to sign in with that was chosen.
 */
user: string, 
/**
 * The password that was chosen.
 */
password: string, } | { "type": "putInvitationAway", } | { "type": "ask", 
/**
 * The window's own number for it, told back with the answer.
 */
number: number, 
/**
 * What.
 */
order: AccountsOrder, } | { "type": "putLinkAway", };

export type WindowOutbox = { 
/**
 * What the server shows, while it is watched.
 */
view: OutboxView | null, 
/**
 * What concerns everybody, watched or not.
 */
concerns: OutboxConcerns, 
/**
 * What every letter says, once somebody has asked.
 */
letters: Array<LetterView>, 
/**
 * The wording that was tried last.
 */
tried: LetterTried | null, 
/**
 * How the last order came out.
 */
answer: OutboxAnswer | null, };

export type OutboxAnswer = { 
/**
 * Which, by the number the window gave it.
 */
number: number, 
/**
 * Why it was not done; none when it was.
 */
refused: OutboxRefusal | null, 
/**
 * What was in the way of a test; none when nothing was, and after any other order.
 */
trouble: TroubleView | null, };

export type OutboxWindowOrder = { "type": "ask", 
/**
 * The window's own number for it, told back with the answer.
 */
number: number, 
/**
 * What.
 */
order: OutboxOrder, };

