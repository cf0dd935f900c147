// Call-backs in the window: what the server shows, what is being agreed, and how an order
// came out. One order at a time.
import { newId } from '$lib/ids';
import type {
  CallBackId,
  CallBackRefusal,
  CallBacksOrder,
  CallBackView,
  CallCameOut,
  CaseId,
  Mode,
  ThreadId,
  WindowCallBacks,
} from '$lib/wire';
import { addDays, wallOf } from '$lib/zoned';

/** Nobody is to be called back. */
export const NO_CALL_BACKS: WindowCallBacks = { open: [], answer: null };

/** The longest word of what it is for, in characters. */
export const LONGEST_ABOUT = 160;

/** With whom it is agreed: about a case, or in a conversation. */
export interface CallBackOf {
  case: CaseId | null;
  thread: ThreadId | null;
  name: string;
  about: string;
  phone: string;
}

/** What is chosen and typed. */
export interface CallBackForm {
  /** The one that is moved; a new one is agreed where there is none. */
  moves: CallBackId | null;
  of: CallBackOf;
  soon: boolean;
  date: string;
  time: string;
  way: 'page' | 'phone';
  mode: Mode;
  phone: string;
  about: string;
}

interface Means {
  tell: (number: number, order: CallBacksOrder) => Promise<boolean>;
  now: () => number;
  zone: () => string;
  /** Who is signed in. */
  self: () => string | null;
}

export class CallBacks {
  open = $state.raw<readonly CallBackView[]>([]);
  form = $state<CallBackForm | null>(null);
  /** Why the last order was not done. */
  trouble = $state.raw<CallBackRefusal | null>(null);
  busy = $state(false);

  readonly #means: Means;
  // A window that was opened anew must not take old answers for its own.
  #number = Math.floor(Math.random() * 2 ** 30);
  #waiting: { number: number; settle: (refused: CallBackRefusal | null) => void } | null = null;

  constructor(means: Means) {
    this.#means = means;
  }

  /** Those in the line: their time has come, or somebody calls. */
  readonly due = $derived(this.open.filter((one) => one.isDue || one.takenBy !== null));
  readonly later = $derived(this.open.filter((one) => !one.isDue && one.takenBy === null));

  ofCase(id: CaseId): CallBackView[] {
    return this.open.filter((one) => one.case?.id === id);
  }

  /** This librarian calls a number. */
  isMine(one: CallBackView): boolean {
    return one.takenBy !== null && one.takenBy === this.#means.self();
  }

  take(shown: WindowCallBacks): void {
    this.open = shown.open;
    const waiting = this.#waiting;
    if (waiting && shown.answer?.number === waiting.number) {
      this.#waiting = null;
      waiting.settle(shown.answer.refused);
    }
  }

  /** Nobody is signed in any more: nothing of anybody's call-backs stays. */
  leave(): void {
    this.#waiting?.settle({ type: 'notSaved' });
    this.#waiting = null;
    this.open = [];
    this.close();
  }

  /** A call-back is to be agreed. */
  begin(of: CallBackOf): void {
    this.#fill(null, of, of.thread === null ? 'phone' : 'page', of.about);
  }

  /** Another time is to be agreed. */
  beginToMove(one: CallBackView): void {
    const of = {
      case: one.case?.id ?? null,
      thread: one.thread,
      name: one.name,
      about: one.about,
      phone: '',
    };
    this.#fill(one.id, of, one.way.type, one.about);
  }

  close(): void {
    this.form = null;
    this.trouble = null;
  }

  /** Agrees it, or moves it. Says whether that was done. */
  async agree(): Promise<boolean> {
    const { form } = this;
    if (!form) return false;
    const { moves, of, soon, date, time, phone, mode, way } = $state.snapshot(form);
    const when = soon
      ? ({ type: 'soon' } as const)
      : ({ type: 'at', shown: `${date}T${time}` } as const);
    const done = await this.#ask(
      moves
        ? { type: 'move', callBack: moves, when }
        : {
            type: 'agree',
            callBack: newId(),
            case: of.case,
            thread: of.thread,
            way: way === 'page' ? { type: 'page', mode } : { type: 'phone', number: phone.trim() },
            when,
            about: form.about.trim(),
          },
    );
    if (done) this.close();
    return done;
  }

  async call(one: CallBackView): Promise<boolean> {
    return this.#ask({ type: 'take', callBack: one.id });
  }

  async cameOut(one: CallBackView, how: CallCameOut): Promise<boolean> {
    return this.#ask({ type: 'cameOut', callBack: one.id, how });
  }

  async callOff(one: CallBackView): Promise<boolean> {
    return this.#ask({ type: 'callOff', callBack: one.id });
  }

  #fill(moves: CallBackId | null, of: CallBackOf, way: 'page' | 'phone', about: string): void {
    const { date } = wallOf(this.#means.now(), this.#means.zone());
    this.trouble = null;
    this.form = {
      moves,
      of,
      soon: false,
      date: addDays(date, 1),
      time: '10:00',
      way,
      mode: 'voice',
      phone: of.phone,
      about: about.slice(0, LONGEST_ABOUT),
    };
  }

  async #ask(order: CallBacksOrder): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    const number = ++this.#number;
    const answered = new Promise<CallBackRefusal | null>((settle) => {
      this.#waiting = { number, settle };
    });
    const told = await this.#means.tell(number, order);
    if (!told) this.#waiting = null;
    this.trouble = told ? await answered : { type: 'notSaved' };
    this.busy = false;
    return this.trouble === null;
  }
}
