// The words of call-backs. Every code has its words, and says what to do.
import { m } from '$lib/paraglide/messages';
import type { CallBackRefusal, CallBackWay, House, Mode } from '$lib/wire';

import { whenWord } from '../calendar/words';
import { ownerWord } from '../cases/words';

export function wayWord(way: CallBackWay): string {
  if (way.type === 'phone') return m.desk_callbacks_way_phone();
  switch (way.mode) {
    case 'video':
      return m.desk_callbacks_way_video();
    case 'voice':
      return m.desk_callbacks_way_voice();
    case 'chat':
      return m.desk_callbacks_way_chat();
  }
}

export function modeWord(mode: Mode): string {
  switch (mode) {
    case 'video':
      return m.desk_callbacks_mode_video();
    case 'voice':
      return m.desk_callbacks_mode_voice();
    case 'chat':
      return m.desk_callbacks_mode_chat();
  }
}

/** Whom it is about, in the middle of a sentence. */
export function whomWord(name: string): string {
  return name === '' ? m.desk_callbacks_no_name() : name;
}

function closedWord(reason: string, opens: number | null, zone: string): string {
  const closed =
    reason === ''
      ? m.desk_callbacks_refused_closed()
      : m.desk_callbacks_refused_closed_why({ reason });
  return opens === null
    ? closed
    : `${closed} ${m.desk_callbacks_refused_opens({ when: whenWord(opens, zone) })}`;
}

export function refusalWord(why: CallBackRefusal, house: House, zone: string): string {
  switch (why.type) {
    case 'noSuchCallBack':
      return m.desk_callbacks_refused_gone();
    case 'taken':
      return m.desk_callbacks_refused_taken({ name: ownerWord(house, why.by) });
    case 'tooEarly':
      return m.desk_callbacks_refused_early();
    case 'past':
      return m.desk_callbacks_refused_past();
    case 'tooFar':
      return m.desk_callbacks_refused_far();
    case 'noSuchTime':
      return m.desk_callbacks_refused_time();
    case 'closed':
      return closedWord(why.reason, why.opens, zone);
    case 'noPage':
      return m.desk_callbacks_refused_no_page();
    case 'badNumber':
      return m.desk_callbacks_refused_number();
    case 'tooMany':
      return m.desk_callbacks_refused_many();
    case 'notNow':
      return m.desk_callbacks_refused_not_now();
    case 'alreadyOnContact':
      return m.desk_callbacks_refused_busy();
    case 'notSaved':
      return m.desk_callbacks_refused_saved();
  }
}
