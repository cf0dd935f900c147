// Sentences of the screens that come after the choice.
import { language } from '$lib/language.svelte';
import { m } from '$lib/paraglide/messages';
import type {
  Happened,
  MessageView,
  Mode,
  PassingTo,
  PatronContactState,
  ReachRefusal,
  RefusalCode,
  WaitView,
} from '$lib/wire';

import type { Call, CallLink } from '../call.svelte';
import type { DeviceTrouble } from '../devices.svelte';
import type { ArrivalTrouble, Screen } from '../visit.svelte';
import { appointmentHappenedWords, atWords } from './booking/words';
import { callBackHappenedWords } from './call-backs/said';
import type { CaseHappened } from './cases/news';
import { loansHappenedWords } from './loans/words';
import type { PushState } from './push.svelte';
import type { Reach } from './reach.svelte';

/** The screens that come after the choice. */
export type RoomScreen = Exclude<Screen, { name: 'connecting' | 'front' }>;

export function prepareWords(mode: Mode): string {
  switch (mode) {
    case 'video':
      return m.patron_prepare_video();
    case 'voice':
      return m.patron_prepare_voice();
    case 'chat':
      return m.patron_prepare_chat();
  }
}

/** Why there is no place in the line. */
export function arrivalWords(trouble: ArrivalTrouble): string {
  switch (trouble) {
    case 'deskClosed':
      return m.patron_trouble_closed();
    case 'tooMany':
      return m.patron_trouble_many();
    case 'blocked':
      return m.patron_trouble_blocked();
    case 'failed':
      return m.patron_trouble_failed();
    case 'link':
      return m.patron_trouble_link();
  }
}

export function cameraWords(trouble: DeviceTrouble): string {
  switch (trouble) {
    case 'denied':
      return m.patron_camera_denied();
    case 'missing':
      return m.patron_camera_missing();
    case 'busy':
      return m.patron_camera_busy();
    case 'insecure':
      return m.patron_devices_insecure();
    case 'failed':
      return m.patron_camera_failed();
  }
}

export function microphoneWords(trouble: DeviceTrouble): string {
  switch (trouble) {
    case 'denied':
      return m.patron_microphone_denied();
    case 'missing':
      return m.patron_microphone_missing();
    case 'busy':
      return m.patron_microphone_busy();
    case 'insecure':
      return m.patron_devices_insecure();
    case 'failed':
      return m.patron_microphone_failed();
  }
}

/** How the connection stands, where that is worth a word. */
export function linkWords(link: CallLink): string {
  switch (link) {
    case 'connecting':
      return m.patron_link_connecting();
    case 'interrupted':
      return m.patron_link_interrupted();
    case 'connected':
      return '';
  }
}

/** What is to be known of the librarian's devices. */
export function aboutLibrarian(call: Call, mode: Mode, librarian: string): string {
  if (call.link !== 'connected') return '';
  if (!call.librarian.microphone) return m.patron_librarian_muted({ librarian });
  if (mode === 'voice') return m.patron_librarian_voice();
  return call.librarian.camera ? '' : m.patron_librarian_unseen({ librarian });
}

/** The days of the week, Monday first. */
export function weekdays(): string[] {
  const names = new Intl.DateTimeFormat(language.current, { weekday: 'long' });
  // The first of January 2024 was a Monday.
  return Array.from({ length: 7 }, (_, index) => names.format(new Date(2024, 0, 1 + index)));
}

/** How long it will still be, under the numeral. */
export function stillWords(wait: WaitView): string {
  if (wait.type === 'unknown') return m.patron_still_unknown();
  const { shortest, longest } = wait;
  if (longest <= 1) return m.patron_still_short();
  if (shortest === 0) return m.patron_still_at_most({ longest });
  return shortest === longest
    ? m.patron_still_about({ longest })
    : m.patron_still_range({ shortest, longest });
}

/** What else is so while somebody waits. */
export function waitingNotes(
  state: PatronContactState & { type: 'waiting' },
  late: boolean,
): string[] {
  const notes: string[] = [];
  if (late) notes.push(m.patron_booking_late());
  if (state.steppedBack) notes.push(m.patron_stepped_back());
  if (state.bookedBefore > 0) {
    notes.push(m.patron_booking_before({ count: state.bookedBefore }));
  }
  if (state.insteadOf !== null) notes.push(m.patron_instead_of({ name: state.insteadOf }));
  if (state.atCounter) notes.push(m.patron_waiting_at_counter());
  if (state.wait.type === 'range' && !state.wait.fits) notes.push(m.patron_waiting_too_late());
  return notes;
}

/** What the desk itself put into the thread; of an appointment, which and when. News of a
    case are drawn, not told in a line. */
export function happenedWords(
  happened: Exclude<Happened, CaseHappened>,
  message: Pick<MessageView, 'text' | 'appointment' | 'loans' | 'at'>,
  zone: string,
): string {
  switch (happened) {
    case 'turnMissed':
      return m.patron_happened_turn_missed();
    case 'closedWhileWaiting':
      return m.patron_happened_closed();
    case 'callUnanswered':
      return m.patron_happened_unanswered();
    case 'loanNotice':
    case 'loanRenewed':
    case 'loanNotRenewed':
    case 'loanRenewalAsked':
    case 'loanReturnSaid':
    case 'loanToTalkAbout':
    case 'cardLinked':
    case 'noticesStopped':
      return loansHappenedWords(happened, message);
    case 'callBackAgreed':
    case 'callBackMoved':
    case 'callBackGivenUp':
    case 'callBackCalledOff':
      return callBackHappenedWords(happened, message.text);
    default: {
      const { text, appointment, at } = message;
      return appointmentHappenedWords(happened, text, atWords(appointment?.starts ?? at, zone));
    }
  }
}

/** How long a private link works, and whom it is for. */
export function privateLinkWords(until: number | null): string {
  if (until === null) return m.patron_link_care();
  const shape = { day: 'numeric', month: 'long', year: 'numeric' } as const;
  const day = new Intl.DateTimeFormat(language.current, shape).format(until);
  return m.patron_link_care_until({ day });
}

/** A still says when it was allowed. */
export function consentWords(at: number | null): string | undefined {
  if (at === null) return undefined;
  const clock = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  const time = new Intl.DateTimeFormat(language.current, clock).format(at);
  return m.patron_still_consented({ time });
}

/** Who passes the patron on, and to whom. */
export function passingWords(librarian: string, to: PassingTo): string {
  return to.type === 'librarian'
    ? m.patron_passing_to({ librarian, name: to.name })
    : m.patron_passing_on({ librarian });
}

/** Why words did not reach the desk. */
export function undeliveredWords(why: RefusalCode): string {
  switch (why) {
    case 'blocked':
      return m.patron_undelivered_blocked();
    case 'noSuchFile':
      return m.patron_undelivered_file();
    case 'badText':
      return m.patron_undelivered_text();
    default:
      return m.patron_undelivered();
  }
}

/** How it ended: a heading, and what comes next. */
export function endWords(state: PatronContactState & { type: 'ended' }): {
  title: string;
  text: string;
} {
  const { by, outcome } = state;
  switch (outcome) {
    case 'blocked':
      return { title: m.patron_ended_title(), text: m.patron_ended_blocked() };
    case 'notReached':
      return { title: m.patron_ended_not_reached_title(), text: m.patron_ended_not_reached() };
    case 'messageLeft':
      if (by === 'closing') {
        return { title: m.patron_ended_closing_title(), text: m.patron_ended_message() };
      }
      if (by === 'absence') {
        return { title: m.patron_ended_absence_title(), text: m.patron_ended_absence_message() };
      }
      return { title: m.patron_ended_title(), text: m.patron_ended_message() };
    case 'handedOff':
      return { title: m.patron_ended_title(), text: m.patron_ended_handed_off() };
    case 'appointment':
      return { title: m.patron_ended_title(), text: m.patron_ended_appointment() };
    case 'resolvedAtFirstLevel':
    case 'abandoned':
      break;
  }
  switch (by) {
    case 'patron':
      return {
        title: m.patron_ended_title(),
        text: m.patron_ended_patron(),
      };
    case 'librarian':
      return { title: m.patron_ended_title(), text: m.patron_ended_librarian() };
    case 'absence':
      return { title: m.patron_ended_absence_title(), text: m.patron_ended_absence() };
    case 'closing':
      return { title: m.patron_ended_closing_title(), text: m.patron_ended_closing() };
  }
}

/** The title of the document: news first, for a tab that is not in front. */
export function titleWords(screen: RoomScreen, where: string): string {
  switch (screen.name) {
    case 'prepare':
    case 'elsewhere':
    case 'thread':
    case 'booking':
    case 'loans':
    case 'cases':
      return where;
    case 'waiting':
      return screen.state.ringing
        ? m.patron_title_ringing({ where })
        : m.patron_title_waiting({ where, position: screen.state.position });
    case 'calling':
      return m.patron_title_calling({ where, librarian: screen.state.librarian });
    case 'talking':
      return m.patron_title_talking({ where, librarian: screen.state.librarian });
    case 'ended':
      return m.patron_title_ended({ where });
  }
}

/** What a screen reader is told when the screen changes by itself. */
export function newsWords(screen: RoomScreen): string {
  switch (screen.name) {
    case 'prepare':
    case 'thread':
    case 'booking':
    case 'loans':
    case 'cases':
      return '';
    case 'waiting':
      return screen.state.ringing
        ? m.patron_ringing_text()
        : `${m.patron_announce_waiting({ position: screen.state.position })} ${stillWords(screen.state.wait)}`;
    case 'calling':
      return m.patron_announce_calling({ librarian: screen.state.librarian });
    case 'talking': {
      const { librarian, onHold, passingTo } = screen.state;
      if (passingTo) return passingWords(librarian, passingTo);
      return onHold ? m.patron_on_hold({ librarian }) : m.patron_announce_talking({ librarian });
    }
    case 'ended':
      return endWords(screen.state).title;
    case 'elsewhere':
      return m.patron_elsewhere_title();
  }
}

/** News that can't wait for the next calm moment. */
export function urgent(screen: RoomScreen): boolean {
  return screen.name !== 'waiting' || screen.state.ringing;
}

/** Why the patron can't be reached as they want. */
export function reachTroubleWords(why: ReachRefusal): string {
  switch (why) {
    case 'badAddress':
      return m.patron_reach_bad_address();
    case 'noMail':
      return m.patron_reach_no_mail();
    case 'noPush':
      return m.patron_push_failed();
    case 'later':
      return m.patron_reach_later();
    case 'notSaved':
      return m.patron_reach_not_saved();
  }
}

/** Why this device can't be told; with `mail`, what can be done instead. */
export function pushTroubleWords(state: PushState, mail: boolean): string {
  const words = troubleOfPush(state);
  return words && mail ? `${words} ${m.patron_push_mail_instead()}` : words;
}

function troubleOfPush(state: PushState): string {
  switch (state) {
    case 'no':
      return m.patron_push_no();
    case 'homeScreen':
      return m.patron_push_home_screen();
    case 'denied':
      return m.patron_push_denied();
    case 'failed':
      return m.patron_push_failed();
    case 'none':
    case 'off':
    case 'asking':
    case 'on':
      return '';
  }
}

/** How who goes for now is called to their turn; empty when they can't be. */
export function keepWords({ called, address }: Reach): string {
  switch (called) {
    case 'mail':
      return m.patron_reach_keep_what({ address: address ?? '' });
    case 'here':
      return m.patron_push_keep_what();
    case 'both':
      return m.patron_push_keep_what_both({ address: address ?? '' });
    case '':
      return '';
  }
}

/** The same, to who has gone. */
export function outWords({ called, address }: Reach): string {
  switch (called) {
    case 'here':
      return m.patron_push_out_text();
    case 'both':
      return m.patron_push_out_text_both({ address: address ?? '' });
    case 'mail':
    case '':
      return m.patron_reach_out_text({ address: address ?? '' });
  }
}
