// The words of call-backs, as whom they are for reads them.
import { m } from '$lib/paraglide/messages';
import type { Happened, OwnCallBack } from '$lib/wire';

/** What the desk put into the thread about call-backs; when, stands in its words. */
export function callBackHappenedWords(
  happened: Extract<Happened, `callBack${string}`>,
  when: string,
): string {
  switch (happened) {
    case 'callBackAgreed':
      return m.patron_callbacks_said_agreed({ when });
    case 'callBackMoved':
      return m.patron_callbacks_said_moved({ when });
    case 'callBackGivenUp':
      return m.patron_callbacks_said_given_up();
    case 'callBackCalledOff':
      return m.patron_callbacks_said_off();
  }
}

/** How they are called. */
export function wayWords({ way }: OwnCallBack): string {
  return way.type === 'phone'
    ? m.patron_callbacks_phone({ end: way.number })
    : m.patron_callbacks_page();
}
