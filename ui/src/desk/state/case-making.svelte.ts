// A case that is being made: from a conversation, from what is written down after it, or
// by hand.
import type {
  CaseForm,
  CaseId,
  CasesField,
  CasesRefusal,
  ContactId,
  DeskId,
  MessageId,
  MessageView,
  ThreadId,
  TopicId,
} from '$lib/wire';

import type { AskOfCases, CaseNews } from './cases.svelte';

/** The longest subject, in characters. */
export const LONGEST_SUBJECT = 120;

/** From what a case is made. */
export interface CaseOf {
  desk: DeskId;
  thread?: ThreadId | null;
  contact?: ContactId | null;
  subject?: string;
  topic?: TopicId | null;
  note?: string;
  /** The day that is promised when nobody says otherwise. */
  promised: string;
  asker?: { name: string; mail: string; phone: string };
  /** What was said in the conversation, to choose from. */
  said?: readonly MessageView[];
  /** Of it, what is chosen at first. */
  chosen?: readonly MessageId[];
}

interface Means {
  ask: AskOfCases;
  news: (what: CaseNews) => void;
}

export class CaseMaking {
  form = $state<CaseForm | null>(null);
  said = $state.raw<readonly MessageView[]>([]);
  refused = $state.raw<CasesRefusal | null>(null);
  busy = $state(false);

  readonly #means: Means;

  constructor(means: Means) {
    this.#means = means;
  }

  readonly fault = $derived.by((): CasesField | null =>
    this.refused?.type === 'fault' ? this.refused.field : null,
  );

  begin(of: CaseOf): void {
    this.refused = null;
    this.said = of.said ?? [];
    this.form = {
      desk: of.desk,
      thread: of.thread ?? null,
      contact: of.contact ?? null,
      messages: [...(of.chosen ?? [])],
      subject: (of.subject ?? '').slice(0, LONGEST_SUBJECT),
      topic: of.topic ?? null,
      note: of.note ?? '',
      promised: of.promised,
      asker: of.asker ?? { name: '', mail: '', phone: '' },
    };
  }

  close(): void {
    this.form = null;
    this.said = [];
    this.refused = null;
  }

  pick(message: MessageId, on: boolean): void {
    const { form } = this;
    if (!form) return;
    const others = form.messages.filter((one) => one !== message);
    // They go in the order in which they were said.
    const chosen = on ? [...others, message] : others;
    form.messages = this.said.map(({ id }) => id).filter((id) => chosen.includes(id));
  }

  /** Makes it, and says which it is; nothing while something is wrong with it. */
  async make(): Promise<CaseId | null> {
    const { form } = this;
    if (!form || this.busy) return null;
    this.busy = true;
    const tidy = { ...$state.snapshot(form), subject: form.subject.trim(), note: form.note.trim() };
    const { refused, brought } = await this.#means.ask({ type: 'makeCase', form: tidy });
    this.busy = false;
    this.refused = refused;
    if (refused || brought.type !== 'made') return null;
    this.close();
    this.#means.news({ type: 'caseMade', case: brought.case, number: brought.name });
    return brought.case;
  }
}

/** The first words that a patron said, as a subject. */
export function subjectFrom(said: readonly MessageView[]): string {
  const first = said.find(({ speaker, text }) => speaker.type === 'patron' && text.trim() !== '');
  const line = first?.text.trim().split('\n')[0] ?? '';
  return line.length <= LONGEST_SUBJECT ? line : `${line.slice(0, LONGEST_SUBJECT - 1)}…`;
}
