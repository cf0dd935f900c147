// The thread with the desk, as this page lives it: what was said, what is still on
// its way, how far each side has come, who is typing, and the files. It is there
// without a contact, too. A message keeps its id until the server has it on disk, so
// that saying it again is harmless.
import { book } from '$lib/book';
import type { ChatLine, ChatUpload, UploadTrouble } from '$lib/parts/chat';
import type {
  Attachment,
  CallBackId,
  DeskView,
  FromPatron,
  Language,
  LoanMark,
  MarksView,
  MessageView,
  OwnCallBack,
  RefusalCode,
  ToPatron,
} from '$lib/wire';

import type { Registered } from '../address';
import type { ThreadEars } from '../visit.svelte';
import type { PushBrowser } from './push-browser';
import { Booking, type BookingParts } from './booking/booking.svelte';
import { Cases, type CasesParts } from './cases/cases.svelte';
import { caseNewsIn, caseNewsOf, isCaseHappened, type CaseNews } from './cases/news';
import { Loans, type LoansParts } from './loans/loans.svelte';
import { Reach } from './reach.svelte';
import { keepUnsent, readUnsent, type Store, type Unsent } from './outbox';
import { consentWords, happenedWords } from './words';

/** When something that could not be said is said again. */
const AGAIN_MS = 5_000;
/** That somebody types is said so often, and true for so long. */
const TYPING_EVERY_MS = 3_000;
const TYPING_LASTS_MS = 5_000;
/** The largest file the server takes. */
const LARGEST_FILE = 10 * 1024 * 1024;

/** What a thread is given. */
export interface ThreadParts {
  tell: (message: FromPatron) => boolean;
  /** Makes the server know this page. */
  become: () => Promise<Registered>;
  upload: Upload;
  /** Where a file can be fetched. */
  href: (file: string) => string;
  newId: () => string;
  now: () => number;
  store: Store | null;
  /** The desk, once it is known. */
  desk: () => DeskView | null;
  /** Puts the screen of bookings before the patron, or away. */
  showBooking: BookingParts['show'];
  /** The same with the screen of loans. */
  showLoans: LoansParts['show'];
  /** The same with the screen of cases. */
  showCases: CasesParts['show'];
  /** The patron chooses how to talk about a loan. */
  arrive: LoansParts['arrive'];
  /** What the browser can do about pushes. */
  push: PushBrowser;
  /** The page is in front of somebody. */
  watched: () => boolean;
}

/** Sends a file; fails with an `UploadTrouble`. */
export type Upload = (
  file: File,
  progress: (share: number) => void,
  stopped: AbortSignal,
) => Promise<Attachment>;

/** Words that never will reach the desk. */
export interface Undelivered {
  text: string;
  why: RefusalCode;
}

export class Thread implements ThreadEars {
  /** What is being written, whichever screen the field stands in. */
  draft = $state('');
  undelivered = $state.raw<Undelivered[]>([]);
  uploads = $state.raw<ChatUpload[]>([]);
  /** Who is typing at the desk; empty for nobody. */
  typing = $state('');
  /** The server lets nobody new in for a moment. */
  crowded = $state(false);
  /** A call was wished for that can't be yet: the librarian is on another. */
  callLater = $state(false);

  /** How the patron wants to be reached. */
  readonly reach: Reach;
  /** What the patron books. */
  readonly booking: Booking;
  /** What the patron has out. */
  readonly loans: Loans;
  /** What the library sees to for the patron. */
  readonly cases: Cases;
  /** When the library calls the patron back, the next first. */
  callBacks = $state.raw<readonly OwnCallBack[]>([]);

  private heard = $state.raw<MessageView[]>([]);
  private unsent = $state.raw<Unsent[]>([]);
  /** How far the desk has come. */
  private desk = $state.raw<MarksView>({ received: 0, read: 0 });
  /** How far the patron has come. */
  private own = $state.raw<MarksView>({ received: 0, read: 0 });

  private readonly parts: ThreadParts;
  private readonly stops = book<string, AbortController>();
  private introduction: { name: string; language: Language } | null = null;
  /** The thread stands on so many screens. */
  private shown = 0;
  private typedAt = -Infinity;
  private typingEnds: ReturnType<typeof setTimeout> | undefined;
  private saying: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: ThreadParts) {
    this.parts = parts;
    this.reach = new Reach((order) => parts.tell({ type: 'reach', order }), parts.push);
    this.booking = new Booking({
      tell: (order) => parts.tell({ type: 'booking', order }),
      become: () => parts.become(),
      desk: () => parts.desk(),
      now: () => parts.now(),
      show: (shown) => parts.showBooking(shown),
    });
    this.loans = new Loans({
      tell: (order) => parts.tell({ type: 'loans', order }),
      become: () => parts.become(),
      desk: () => parts.desk(),
      show: (shown) => parts.showLoans(shown),
      arrive: () => parts.arrive(),
    });
    this.cases = new Cases({
      tell: (order) => parts.tell({ type: 'cases', order }),
      store: parts.store,
      show: (shown) => parts.showCases(shown),
      erased: (id) => this.forgetCase(id),
    });
    this.unsent = readUnsent(parts.store);
  }

  /** What was said, with what is still on its way at the end. */
  readonly lines = $derived.by((): ChatLine[] => [
    ...this.heard.map((message) => this.line(message)),
    ...this.unsent.map(({ id, text, file, at }) => ({
      id,
      own: true,
      author: '',
      text,
      at,
      pending: true,
      file: file ? { ...file, href: this.parts.href(file.file) } : undefined,
    })),
  ]);

  readonly unread = $derived(
    this.heard.filter(({ speaker, at }) => speaker.type !== 'patron' && at > this.own.read).length,
  );

  readonly empty = $derived(this.heard.length === 0 && this.unsent.length === 0);

  /** Brings on its way what an earlier load of the page could not send. */
  settle(): void {
    if (this.unsent.length > 0) void this.deliver();
  }

  hear(message: ToPatron): void {
    switch (message.type) {
      case 'history':
        this.heard = message.messages;
        this.desk = message.desk;
        this.own = message.own;
        this.taken(message.messages.map(({ id }) => id));
        this.sayUnsent();
        this.look();
        this.booking.greet();
        this.loans.greet();
        this.cases.greet(message.messages);
        break;
      case 'message':
        this.hearMessage(message.message);
        break;
      case 'marks':
        this.desk = further(this.desk, message.desk);
        break;
      case 'typing':
        this.hearTyping(message.librarian);
        break;
      case 'refused':
        if (message.about !== null) this.hearUnsaid(message.code, message.about);
        else if (message.code === 'alreadyOnContact') this.callLater = true;
        break;
      case 'reach':
        this.reach.hear(message.news);
        break;
      case 'booking':
        this.booking.hear(message.news);
        break;
      case 'loans':
        this.loans.hear(message.news);
        break;
      case 'cases':
        this.cases.hear(message.news);
        break;
      case 'callBacks':
        this.callBacks = message.callBacks;
        break;
      case 'desk':
      case 'contact':
      case 'signal':
      case 'superseded':
      case 'heartbeat':
        break;
    }
  }

  /** The patron wants no call-back any more; that it is gone shows by itself. */
  callOff(callBack: CallBackId): void {
    this.parts.tell({ type: 'callBacks', order: { type: 'callOff', callBack } });
  }

  /** How to be called and answered, for who writes without a contact. */
  introduce(name: string, language: Language): void {
    this.introduction = { name: name.trim(), language };
  }

  say(text: string, file: Attachment | null = null): void {
    const message = { id: this.parts.newId(), text, file, at: this.parts.now() };
    this.setUnsent([...this.unsent, message]);
    this.typedAt = -Infinity;
    this.sayIntroduction();
    if (!this.send(message)) void this.deliver();
  }

  /** The patron types. */
  typed(): void {
    const now = this.parts.now();
    if (now - this.typedAt < TYPING_EVERY_MS) return;
    if (this.parts.tell({ type: 'typing' })) this.typedAt = now;
  }

  /** The thread is drawn, until the returned function is called. */
  show(): () => void {
    this.shown += 1;
    this.look();
    return () => {
      this.shown -= 1;
    };
  }

  /** Tells the desk how far the patron has come, if that is news. */
  look(): void {
    const newest = this.heard.filter(({ speaker }) => speaker.type !== 'patron').pop()?.at ?? 0;
    const read = this.shown > 0 && this.parts.watched() ? newest : 0;
    const marks = further(this.own, { received: newest, read });
    if (marks.received === this.own.received && marks.read === this.own.read) return;
    if (this.parts.tell({ type: 'mark', marks })) this.own = marks;
  }

  /** Sends files, each as a message of its own. */
  attach(files: readonly File[]): void {
    for (const file of files) void this.sendFile(file);
  }

  /** Stops a file, or forgets why it did not go. */
  cancel(id: string): void {
    this.stops.get(id)?.abort();
    this.dropUpload(id);
  }

  /** The patron was forgotten. */
  clear(): void {
    for (const stop of this.stops.values()) stop.abort();
    clearTimeout(this.saying);
    clearTimeout(this.typingEnds);
    this.heard = [];
    this.setUnsent([]);
    this.undelivered = [];
    this.uploads = [];
    this.draft = '';
    this.typing = '';
    this.own = { received: 0, read: 0 };
    this.desk = { received: 0, read: 0 };
    this.introduction = null;
    this.reach.clear();
    this.booking.clear();
    this.loans.clear();
    this.cases.clear();
  }

  /** The loans that a message asks an answer about. */
  noticeIn(id: string): readonly LoanMark[] {
    const message = this.heard.find((one) => one.id === id);
    return message && isNotice(message) ? message.loans : [];
  }

  /** What a message tells of a case. */
  caseNewsIn(id: string): CaseNews | null {
    return caseNewsIn(this.heard, id);
  }

  /** A case was erased: what was told of it is gone at the desk, too. */
  private forgetCase(id: string): void {
    this.heard = this.heard.map((one) =>
      one.case?.id === id ? { ...one, case: null, text: '' } : one,
    );
  }

  private line(message: MessageView): ChatLine {
    const { id, speaker, attachment, at } = message;
    const own = speaker.type === 'patron';
    const news = caseNewsOf(message);
    return {
      id,
      // What the patron adds to a case is told by the desk.
      own: own || news?.happened === 'caseInfoAdded',
      author: this.authorOf(message),
      text: this.wordsOf(message),
      at,
      pending: false,
      narrated: speaker.type === 'desk' && !isNotice(message) && !news,
      reached: own ? this.reached(at) : undefined,
      file: attachment ? { ...attachment, href: this.parts.href(attachment.file) } : undefined,
      aside: consentWords(attachment?.consentedAt ?? null),
    };
  }

  private authorOf(message: MessageView): string {
    if (message.speaker.type === 'librarian') return message.speaker.name;
    const news = caseNewsOf(message);
    const said = isNotice(message) || (news && news.happened !== 'caseInfoAdded');
    return said ? (this.parts.desk()?.library ?? '') : '';
  }

  /** The words of a message; news of a case are drawn as a card. */
  private wordsOf(message: MessageView): string {
    const { speaker, text } = message;
    if (speaker.type !== 'desk') return text;
    const { happened } = speaker;
    if (isCaseHappened(happened)) return '';
    return happenedWords(happened, message, this.parts.desk()?.zone ?? '');
  }

  private reached(at: number): ChatLine['reached'] {
    if (at <= this.desk.read) return 'read';
    return at <= this.desk.received ? 'delivered' : 'sent';
  }

  private hearMessage(message: MessageView): void {
    if (!this.heard.some(({ id }) => id === message.id)) {
      this.heard = [...this.heard, message];
    }
    this.cases.hearMessage(message);
    if (message.speaker.type === 'patron') this.introduction = null;
    else this.hearTyping('');
    this.taken([message.id]);
    this.look();
  }

  private hearTyping(librarian: string): void {
    clearTimeout(this.typingEnds);
    this.typing = librarian;
    if (librarian === '') return;
    this.typingEnds = setTimeout(() => (this.typing = ''), TYPING_LASTS_MS);
  }

  private hearUnsaid(why: RefusalCode, id: string): void {
    if (why === 'notSaved' || why === 'tooMany') {
      this.later();
      return;
    }
    const lost = this.unsent.filter((message) => message.id === id);
    this.undelivered = [
      ...this.undelivered,
      ...lost.map(({ text, file }) => ({ text: text || (file?.name ?? ''), why })),
    ];
    this.taken([id]);
  }

  private later(): void {
    clearTimeout(this.saying);
    this.saying = setTimeout(() => void this.deliver(), AGAIN_MS);
  }

  /** Brings what is unsent to the server, which may not know this page yet. */
  private async deliver(): Promise<void> {
    if (this.sayUnsent()) return;
    const registered = await this.parts.become();
    this.crowded = registered === 'tooMany';
    // Who is known has a greeting coming, and the history in it says the unsent
    // again; that a greeting may fail to come is why there is another try.
    if (this.unsent.length > 0) this.later();
  }

  private sayIntroduction(): void {
    if (this.introduction) this.parts.tell({ type: 'introduce', ...this.introduction });
  }

  /** False when the server can't hear it now. */
  private sayUnsent(): boolean {
    if (this.unsent.length === 0) return true;
    this.sayIntroduction();
    return this.unsent.every((message) => this.send(message));
  }

  private send({ id, text, file }: Unsent): boolean {
    return this.parts.tell({ type: 'say', id, text, file: file?.file ?? null });
  }

  private async sendFile(file: File): Promise<void> {
    const id = this.parts.newId();
    this.uploads = [...this.uploads, { id, name: file.name, share: 0, trouble: null }];
    const stop = new AbortController();
    this.stops.set(id, stop);
    try {
      if (file.size > LARGEST_FILE) throw 'tooLarge' satisfies UploadTrouble;
      const registered = await this.parts.become();
      if (registered !== 'known') throw registered === 'tooMany' ? 'tooMany' : 'failed';
      const progress = (share: number) => this.setUpload(id, { share });
      const attachment = await this.parts.upload(file, progress, stop.signal);
      if (stop.signal.aborted) return;
      this.dropUpload(id);
      this.say('', attachment);
    } catch (trouble) {
      if (!stop.signal.aborted) this.setUpload(id, { trouble: trouble as UploadTrouble });
    } finally {
      this.stops.delete(id);
    }
  }

  private setUpload(id: string, change: Partial<ChatUpload>): void {
    this.uploads = this.uploads.map((one) => (one.id === id ? { ...one, ...change } : one));
  }

  private dropUpload(id: string): void {
    this.uploads = this.uploads.filter((one) => one.id !== id);
  }

  private taken(ids: string[]): void {
    this.setUnsent(this.unsent.filter(({ id }) => !ids.includes(id)));
    if (this.unsent.length === 0) clearTimeout(this.saying);
  }

  private setUnsent(unsent: Unsent[]): void {
    this.unsent = unsent;
    keepUnsent(this.parts.store, unsent);
  }
}

/** A notice is said to the patron, as words of somebody are. */
function isNotice({ speaker }: MessageView): boolean {
  return speaker.type === 'desk' && speaker.happened === 'loanNotice';
}

/** Marks never go back. */
function further(one: MarksView, other: MarksView): MarksView {
  return {
    received: Math.max(one.received, other.received, other.read),
    read: Math.max(one.read, other.read),
  };
}
