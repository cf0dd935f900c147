// What the desk wrote into a conversation about call-backs; when, stands in its words.
import { m } from '$lib/paraglide/messages';
import type { Happened } from '$lib/wire';

/** What the desk wrote about call-backs. */
export type CallBackHappened = Extract<Happened, `callBack${string}`>;

export const isOfCallBack = (happened: Happened): happened is CallBackHappened =>
  happened.startsWith('callBack');

export function callBackHappenedWord(happened: CallBackHappened, when: string): string {
  switch (happened) {
    case 'callBackAgreed':
      return m.desk_callbacks_said_agreed({ when });
    case 'callBackMoved':
      return m.desk_callbacks_said_moved({ when });
    case 'callBackGivenUp':
      return m.desk_callbacks_said_given_up();
    case 'callBackCalledOff':
      return m.desk_callbacks_said_called_off();
  }
}
