// Which sentence says what is so, on the front; room/words.ts has the rest. The
// sentences themselves are in messages/patron.
import { language } from '$lib/language.svelte';
import { m } from '$lib/paraglide/messages';
import type { DeskState, DeskView, Mode, WaitView } from '$lib/wire';

const DAY_MS = 24 * 60 * 60 * 1000;

/** The library and, where it has a name of its own, the desk. */
export function whereOf(desk: DeskView | null): string {
  if (!desk) return m.shared_name();
  return desk.name === '' || desk.name === desk.library
    ? desk.library
    : `${desk.name}, ${desk.library}`;
}

/** The clock on the desk's wall; a desk without hours tells no times. */
type Wall = Pick<DeskView, 'state' | 'zone'>;

const format = (at: number, shape: Intl.DateTimeFormatOptions, zone: string) =>
  new Intl.DateTimeFormat(language.current, { ...shape, timeZone: zone || undefined }).format(at);

/** The time of day, in the local form. */
const clockWords = (at: number, zone: string) =>
  format(at, { hour: 'numeric', minute: '2-digit', hourCycle: 'h23' }, zone);

/** Whether it is open, and until when; if not, when it will be. */
export function stateWords({ state, zone }: Wall, now: number): string {
  switch (state.type) {
    case 'open':
      return state.until === null
        ? m.patron_open()
        : m.patron_open_until({ time: clockWords(state.until, zone) });
    case 'nobodyThere':
      return m.patron_nobody();
    case 'closed':
      return state.opens === null ? m.patron_closed() : opensWords(state.opens, now, zone);
  }
}

function opensWords(opens: number, now: number, zone: string): string {
  const time = clockWords(opens, zone);
  if (format(opens, {}, zone) === format(now, {}, zone)) {
    return m.patron_closed_today({ time });
  }
  const day: Intl.DateTimeFormatOptions =
    opens - now < 6 * DAY_MS
      ? { weekday: 'long' }
      : { weekday: 'long', day: 'numeric', month: 'long' };
  return m.patron_closed_until({ day: format(opens, day, zone), time });
}

/** Who is there to answer. */
export function peopleWords(state: DeskState & { type: 'open' }): string {
  if (state.available > 0) return m.patron_available({ count: state.available });
  if (state.onContact > 0) return m.patron_busy({ count: state.onContact });
  return state.inPerson > 0 ? m.patron_at_counter() : m.patron_busy_all();
}

/** How long the line is. */
export function lineWords(waiting: number): string {
  return waiting === 0 ? m.patron_line_empty() : m.patron_line({ count: waiting });
}

/** How long who comes now would wait. */
export function waitWords(wait: WaitView): string {
  if (wait.type === 'unknown') return m.patron_wait_unknown();
  const { shortest, longest } = wait;
  if (longest <= 1) return m.patron_wait_short();
  if (shortest === 0) return m.patron_wait_at_most({ longest });
  return shortest === longest
    ? m.patron_wait_about({ longest })
    : m.patron_wait_range({ shortest, longest });
}

/** That a chat is answered sooner than a call, where it is. */
export function chatWords({ wait, chatWait }: DeskView): string {
  const sooner =
    wait.type === 'range' && chatWait.type === 'range' && chatWait.longest < wait.longest;
  return sooner ? m.patron_wait_chat({ wait: waitWords(chatWait) }) : '';
}

/** It may not be enough, before the desk closes. */
export const tooLate = (wait: WaitView) => wait.type === 'range' && !wait.fits;

export function modeWords(mode: Mode): { name: string; hint: string } {
  switch (mode) {
    case 'video':
      return { name: m.patron_video(), hint: m.patron_video_hint() };
    case 'voice':
      return { name: m.patron_voice(), hint: m.patron_voice_hint() };
    case 'chat':
      return { name: m.patron_chat(), hint: m.patron_chat_hint() };
  }
}

/** What the front says at once, for those who listen. */
export function frontNews({ state, zone }: DeskView): string {
  const words = stateWords({ state, zone }, Date.now());
  return state.type === 'open' ? `${words}. ${peopleWords(state)}` : words;
}
