// Which sentence says what is so, on the front; room/words.ts has the rest. The
// sentences themselves are in messages/patron.
import { m } from '$lib/paraglide/messages';
import type { DeskState, DeskView, Mode } from '$lib/wire';

import type { ArrivalTrouble } from './visit.svelte';

/** The library and, where it has a name of its own, the desk. */
export function whereOf(desk: DeskView | null): string {
  if (!desk) return m.shared_name();
  return desk.name === '' || desk.name === desk.library
    ? desk.library
    : `${desk.name}, ${desk.library}`;
}

/** Who is there to answer. */
export function peopleWords(state: DeskState & { type: 'open' }): string {
  if (state.available > 0) return m.patron_available({ count: state.available });
  if (state.onContact > 0) return m.patron_busy({ count: state.onContact });
  return m.patron_busy_all();
}

/** How long the line is. */
export function lineWords(waiting: number): string {
  return waiting === 0 ? m.patron_line_empty() : m.patron_line({ count: waiting });
}

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

export function arrivalWords(trouble: ArrivalTrouble): string {
  switch (trouble) {
    case 'deskClosed':
      return m.patron_trouble_closed();
    case 'tooMany':
      return m.patron_trouble_many();
    case 'failed':
      return m.patron_trouble_failed();
  }
}

/** What the front says at once, for those who listen. */
export function frontNews({ state }: DeskView): string {
  return state.type === 'open'
    ? `${m.patron_open()}. ${peopleWords(state)}`
    : m.patron_closed_title();
}
