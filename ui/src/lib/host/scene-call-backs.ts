// Who is to be called back, for the scenes that stand still.
import type { CallBackView, WindowCallBacks } from '$lib/wire';

const MINUTE = 60_000;

export function callBack(given: Partial<CallBackView> & { id: string }): CallBackView {
  return {
    desk: 'desk-1',
    name: 'Omar El Idrissi',
    language: 'it',
    case: null,
    thread: 'thread-1',
    way: { type: 'page', mode: 'voice' },
    about: '',
    due: 0,
    isDue: false,
    tries: 0,
    mostTries: 3,
    takenBy: null,
    present: true,
    ...given,
  };
}

/** Two whose time has come, two whom somebody calls, and one for later. */
export function callBacksOf(now: number): WindowCallBacks {
  const phone = (number: string) => ({ type: 'phone', number }) as const;
  return {
    open: [
      callBack({
        id: 'call-back-1',
        due: now - 4 * MINUTE,
        isDue: true,
        case: { id: 'case-12', number: '2026/12', subject: 'Mappa catastale di Ponzano' },
        about: 'Ha le fotografie',
      }),
      callBack({
        id: 'call-back-2',
        name: 'Nives Bo',
        due: now - 2 * MINUTE,
        isDue: true,
        tries: 1,
        present: false,
      }),
      callBack({ id: 'call-back-3', name: 'Tom Ashby', way: phone('0571 757840'), takenBy: 'ada' }),
      callBack({ id: 'call-back-4', name: '', way: phone(''), takenBy: 'bo' }),
      callBack({ id: 'call-back-5', name: 'Giulia Ferri', due: now + 90 * MINUTE, way: phone('') }),
    ],
    answer: null,
  };
}
