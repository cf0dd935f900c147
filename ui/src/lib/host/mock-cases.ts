// Cases of the played program: what its orders make of what is shown.
import type {
  CaseChange,
  CaseEntryKind,
  CaseRow,
  CasesBrought,
  CasesLook,
  CasesOrder,
  CasesRefusal,
  CasesView,
  CasesWindowOrder,
  CaseView,
  WindowCases,
} from '$lib/wire';

import { caseEntries, caseOf, caseRow, casesView, manyCases, sevenCases } from './scene-cases';

const NOTHING: CasesBrought = { type: 'nothing' };
const PAGE = 50;

type Done = { refused: CasesRefusal } | { brought: CasesBrought } | object;

/** What a scene plays besides. */
export interface Played {
  /** Three hundred cases. */
  many?: boolean;
  /** What changes is refused so. */
  refuses?: CasesRefusal;
}

export class MockCases {
  #view: CasesView;
  #rows: CaseRow[];
  readonly #cases: Record<string, CaseView> = {};
  readonly #now: () => number;
  readonly #refuses: CasesRefusal | null;
  /** Threads whose cases somebody asked for. */
  #asked: string[];
  #made = 100;
  #open: string | null;

  constructor(before: WindowCases, now: () => number, { many = false, refuses }: Played = {}) {
    this.#now = now;
    this.#refuses = refuses ?? null;
    this.#view = before.view ?? casesView(now(), { letters: [], near: [] });
    const none = before.view !== null && before.view.offices.length === 0;
    this.#rows = none ? [] : many ? manyCases(now()) : sevenCases(now());
    this.#asked = before.ofThreads.map(({ thread }) => thread);
    this.#open = before.open?.row.id ?? null;
    if (before.open) this.#cases[before.open.row.id] = before.open;
  }

  obey(shown: WindowCases, given: CasesWindowOrder): WindowCases {
    if (given.type !== 'ask') return shown;
    const { number, order } = given;
    switch (order.type) {
      case 'watch':
        return { ...shown, view: order.on ? this.#view : null };
      case 'openCase':
        this.#open = order.case;
        this.#change(order.case, { news: false });
        return this.#shown(shown);
      case 'closeCase':
        this.#open = null;
        return this.#shown(shown);
      case 'askThread':
        this.#asked = [...this.#asked.filter((one) => one !== order.thread), order.thread];
        return this.#shown(shown);
    }
    const outcome = this.#do(order);
    const refused = 'refused' in outcome ? outcome.refused : null;
    const brought = 'brought' in outcome ? outcome.brought : NOTHING;
    return { ...this.#shown(shown), answer: { number, refused, brought } };
  }

  #shown(before: WindowCases): WindowCases {
    const open = this.#open === null ? null : this.#whole(this.#open);
    const ofThreads = this.#asked.map((thread) => ({
      thread,
      cases: thread === 'thread-1' ? this.#rows.slice(0, 2) : [],
    }));
    return { ...before, view: before.view && this.#view, open, ofThreads };
  }

  #do(order: CasesOrder): Done {
    if (order.type === 'askList') return this.#list(order.look, order.after);
    if (order.type === 'previewHandOff') {
      const { summary, files, hideNames } = order.form;
      const text = `Buongiorno,\n\n${summary}\n\n${hideNames ? 'Utente' : 'Omar El Idrissi'}\n`;
      const office = this.#view.offices.find(({ id }) => id === order.form.office);
      if (!office) return fault('office');
      if (summary.trim() === '') return fault('text');
      const open = this.#whole(order.case);
      const along = open?.entries.flatMap((one) => one.files) ?? [];
      const to = `${office.form.name} <${office.form.mail}>`;
      const subject = `[${open?.row.number}] ${open?.row.subject}`;
      const sent = along.filter(({ id }) => files.includes(id));
      return { brought: { type: 'preview', to, subject, text, files: sent } };
    }
    if (this.#refuses) return { refused: this.#refuses };
    switch (order.type) {
      case 'makeCase': {
        if (order.form.subject === '') return fault('subject');
        const { form } = order;
        return this.#make({
          subject: form.subject,
          desk: form.desk,
          topic: form.topic,
          asker: form.asker.name,
          promised: form.promised ?? '',
        });
      }
      case 'changeCase':
        return this.#changed(order.case, order.change);
      case 'takeCase':
        this.#change(order.case, { owner: 'ada' });
        return this.#said(order.case, 'assigned', 'Ada Lastri');
      case 'addNote':
        return this.#said(order.case, 'note', order.text);
      case 'answerPatron':
        this.#change(order.case, { state: order.close ? 'closed' : 'answered' });
        return this.#said(order.case, 'answered', order.text);
      case 'askPatron':
        this.#change(order.case, { state: 'waitingForPatron' });
        return this.#said(order.case, 'askedPatron', order.text);
      case 'handOff': {
        const office = this.#view.offices.find(({ id }) => id === order.form.office);
        const name = office?.form.name ?? '';
        this.#change(order.case, { state: 'waitingForOffice', office: name });
        return this.#said(order.case, 'handedOff', order.form.summary, name);
      }
      case 'endCase':
        this.#change(order.case, { state: 'closed', overdue: false });
        return this.#said(order.case, 'closed', order.note);
      case 'reopenCase':
        this.#change(order.case, { state: 'reopened' });
        return this.#said(order.case, 'reopened', '');
      case 'saveOffice': {
        if (order.form.name.trim() === '') return fault('name');
        if (!order.form.mail.includes('@')) return fault('mail');
        this.#made += 1;
        const id = order.id ?? `office-${this.#made}`;
        const entry = { id, form: order.form, badSince: null, badSaid: '' };
        const others = this.#view.offices.filter((one) => one.id !== id);
        const offices = [...others, entry].sort((one, other) =>
          one.form.name.localeCompare(other.form.name),
        );
        return this.#see({ offices });
      }
      case 'removeOffice':
        return this.#see({ offices: this.#view.offices.filter(({ id }) => id !== order.id) });
      case 'exportOffices':
        return { brought: { type: 'offices', text: 'nome;mail\n' } };
      case 'importOffices': {
        if (!order.text.includes(';')) return { refused: { type: 'notATable' } };
        const rejected = [{ line: 3, field: 'mail' as const }];
        return { brought: { type: 'imported', added: 2, changed: 1, rejected } };
      }
      case 'fileLetter':
        this.#see({ letters: this.#view.letters.filter(({ id }) => id !== order.letter) });
        return this.#said(order.case, 'otherWrote', 'La mappa c’è, domani la fotografo.');
      case 'dropLetter':
        return this.#see({ letters: this.#view.letters.filter(({ id }) => id !== order.letter) });
      case 'letterToCase': {
        const letter = this.#view.letters.find(({ id }) => id === order.letter);
        this.#see({ letters: this.#view.letters.filter(({ id }) => id !== order.letter) });
        const { subject = '', from = '' } = letter ?? {};
        return this.#make({ subject: subject || from, desk: order.desk, asker: from });
      }
      case 'saveMailbox': {
        if (order.form && order.form.server === '') return fault('server');
        const { form } = order;
        const mailbox = form && { form, hasPassword: true, readAt: null, trouble: null };
        return this.#see({ mailbox });
      }
      case 'tryMailbox': {
        if (order.form.server === '') return fault('server');
        const wrong = order.password === 'sbagliata';
        const trouble = wrong
          ? ({ cause: 'wrongPassword', said: 'AUTHENTICATIONFAILED' } as const)
          : null;
        return { brought: { type: 'triedMailbox', mails: wrong ? null : 14, trouble } };
      }
      default:
        return {};
    }
  }

  #make(given: Partial<CaseRow>): Done {
    this.#made += 1;
    const row = caseRow(this.#made, { ...given, state: 'open' }, this.#now());
    this.#rows = [row, ...this.#rows];
    this.#cases[row.id] = caseOf(row, this.#now(), {
      entries: caseEntries(this.#now()).slice(0, 1),
    });
    return { brought: { type: 'made', case: row.id, name: row.number } };
  }

  #changed(id: string, change: CaseChange): Done {
    switch (change.type) {
      case 'subject':
        if (change.subject === '') return fault('subject');
        this.#change(id, { subject: change.subject });
        return this.#said(id, 'changed', change.subject);
      case 'topic':
        this.#change(id, { topic: change.topic });
        return {};
      case 'promise':
        this.#change(id, { promised: change.day, overdue: false });
        return this.#said(id, 'promiseMoved', change.day);
      case 'owner':
        this.#change(id, { owner: change.librarian });
        return {};
      case 'snooze': {
        const at = change.until === null ? null : Date.parse(`${change.until}T08:00:00Z`);
        this.#replace(id, { snoozedUntil: at });
        return {};
      }
      case 'asker':
        this.#replace(id, { asker: change.asker });
        this.#change(id, { asker: change.asker.name });
        return {};
    }
  }

  #list({ text, shelf, owner, unowned, desk, topic }: CasesLook, after: string | null): Done {
    const words = text.toLowerCase();
    const found = this.#rows
      .filter((one) => isOn(shelf, one))
      .filter((one) => owner === null || one.owner === owner)
      .filter((one) => !unowned || one.owner === null)
      .filter((one) => desk === null || one.desk === desk)
      .filter((one) => topic === null || one.topic === topic)
      .filter((one) => `${one.number} ${one.subject} ${one.asker}`.toLowerCase().includes(words));
    const from = found.findIndex(({ id }) => id === after) + 1;
    const cases = found.slice(from, from + PAGE);
    return { brought: { type: 'list', cases, more: from + PAGE < found.length } };
  }

  #whole(id: string): CaseView | null {
    const row = this.#rows.find((one) => one.id === id);
    if (!row) return this.#cases[id] ?? null;
    this.#cases[id] ??= caseOf(row, this.#now());
    return { ...this.#cases[id], row };
  }

  #said(id: string, kind: CaseEntryKind, text: string, whom = ''): Done {
    const open = this.#whole(id);
    if (!open) return { refused: { type: 'gone' } };
    this.#made += 1;
    const [first] = caseEntries(this.#now());
    if (!first) return {};
    const letter = kind === 'handedOff' ? ({ type: 'sending' } as const) : null;
    const said = { ...first, id: `entry-${this.#made}`, kind, at: this.#now(), text, letter };
    this.#replace(id, { entries: [...open.entries, { ...said, with: whom }] });
    return {};
  }

  #replace(id: string, changed: Partial<CaseView>): void {
    const open = this.#whole(id);
    if (open) this.#cases[id] = { ...open, ...changed };
  }

  #change(id: string, changed: Partial<CaseRow>): void {
    this.#rows = this.#rows.map((one) => (one.id === id ? { ...one, ...changed } : one));
  }

  #see(changed: Partial<CasesView>): Done {
    this.#view = { ...this.#view, ...changed };
    return {};
  }
}

function isOn(shelf: CasesLook['shelf'], { state, overdue, news }: CaseRow): boolean {
  switch (shelf) {
    case 'toDo':
      return state === 'open' || state === 'reopened' || news;
    case 'overdue':
      return overdue;
    case 'snoozed':
      return false;
    case 'all':
      return true;
    default:
      return state === shelf;
  }
}

function fault(field: Extract<CasesRefusal, { type: 'fault' }>['field']): Done {
  return { refused: { type: 'fault', field } };
}
