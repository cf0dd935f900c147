// The settings of the library, for administrators: how they stand, the forms that are
// open, and the way back. Every form is kept until it is saved or given up.
import { book } from '$lib/book';
import type {
  Administration as View,
  AdministrationOrder,
  BranchId,
  ConsultationId,
  DeskId,
  Fault,
  GroupId,
  SettingsChange,
  SettingsView,
  Verdict,
} from '$lib/wire';

import {
  blankBranch,
  blankConsultation,
  blankDesk,
  blankGroup,
  blankHours,
  blankNotices,
} from './blank-settings';
import { SettingsForm, type Asks } from './settings-form.svelte';

type Of<T extends SettingsChange['type']> = Extract<SettingsChange, { type: T }>;

interface Around {
  /** Gives an order to the program; false when it could not be given. */
  order(order: AdministrationOrder): Promise<boolean>;
  /** Something was saved, and can be taken back. */
  saved(number: number): void;
  /** Going back was refused. */
  notUndone(why: Fault['why']): void;
}

export class Administration {
  settings = $state.raw<SettingsView | null>(null);
  /** What could not be taken away, and why. */
  removal = $state.raw<{ key: string; why: Fault['why'] } | null>(null);

  readonly #around: Around;
  readonly #forms = book<string, { form: SettingsForm; stands: () => SettingsChange | null }>();
  readonly #answers = book<number, (verdict: Verdict) => void>();
  #watchers = 0;
  // A window that was opened anew must not take old answers for its own.
  #asked = Math.floor(Math.random() * 2 ** 30);

  constructor(around: Around) {
    this.#around = around;
  }

  /** A section is looked at, until the answer is called. */
  watch(): () => void {
    this.#watchers += 1;
    if (this.#watchers === 1) void this.#around.order({ type: 'watch' });
    return () => {
      this.#watchers -= 1;
      if (this.#watchers === 0) void this.#around.order({ type: 'unwatch' });
    };
  }

  /** What the program knows of the settings now. */
  take(view: View | null): void {
    if (!view) return;
    if (JSON.stringify(view.settings) !== JSON.stringify(this.settings)) {
      this.settings = view.settings;
      for (const { form, stands } of this.#forms.values()) form.take(stands());
    }
    for (const verdict of view.verdicts) {
      const answer = this.#answers.get(verdict.asked);
      this.#answers.delete(verdict.asked);
      answer?.(verdict);
    }
  }

  /** What was asked for may never be answered. */
  retry(): void {
    this.#answers.clear();
    for (const { form } of this.#forms.values()) form.retry();
  }

  /** Whoever signs out leaves nothing half written behind. */
  clear(): void {
    this.settings = null;
    this.removal = null;
    this.#forms.clear();
    this.#answers.clear();
  }

  /** Whether something was typed there and is not saved. */
  unsaved(key: string): boolean {
    return this.#forms.get(key)?.form.dirty ?? false;
  }

  library(): SettingsForm<Of<'library'>> {
    const stands = () =>
      this.settings && ({ type: 'library', form: this.settings.library } as const);
    const form = { name: '', privacyContact: '', privacyItalian: '', privacyEnglish: '' };
    return this.#form('library', stands, { type: 'library', form });
  }

  branch(branch: BranchId | null): SettingsForm<Of<'branch'>> {
    const stands = () => {
      const known = this.settings?.branches.find(({ id }) => id === branch);
      return known ? ({ type: 'branch', branch, form: known.form } as const) : null;
    };
    return this.#form(`branch:${branch}`, stands, { type: 'branch', branch, form: blankBranch() });
  }

  branchHours(branch: BranchId): SettingsForm<Of<'branchHours'>> {
    const stands = () => {
      const known = this.settings?.branches.find(({ id }) => id === branch);
      return known ? ({ type: 'branchHours', branch, hours: known.hours } as const) : null;
    };
    const hours = blankHours();
    return this.#form(`branchHours:${branch}`, stands, { type: 'branchHours', branch, hours });
  }

  desk(desk: DeskId | null): SettingsForm<Of<'desk'>> {
    const stands = () => {
      const known = this.settings?.desks.find(({ id }) => id === desk);
      return known ? ({ type: 'desk', desk, form: known.form } as const) : null;
    };
    return this.#form(`desk:${desk}`, stands, { type: 'desk', desk, form: blankDesk() });
  }

  deskHours(desk: DeskId): SettingsForm<Of<'deskHours'>> {
    const stands = () => {
      const known = this.settings?.desks.find(({ id }) => id === desk);
      return known ? ({ type: 'deskHours', desk, hours: known.hours } as const) : null;
    };
    const hours = blankHours();
    return this.#form(`deskHours:${desk}`, stands, { type: 'deskHours', desk, hours });
  }

  texts(desk: DeskId): SettingsForm<Of<'texts'>> {
    const stands = () => {
      const known = this.settings?.desks.find(({ id }) => id === desk);
      return known ? ({ type: 'texts', desk, form: known.texts } as const) : null;
    };
    const form = {
      greetingItalian: '',
      greetingEnglish: '',
      closedItalian: '',
      closedEnglish: '',
    };
    return this.#form(`texts:${desk}`, stands, { type: 'texts', desk, form });
  }

  group(group: GroupId | null): SettingsForm<Of<'group'>> {
    const stands = () => {
      const known = this.settings?.groups.find(({ id }) => id === group);
      return known ? ({ type: 'group', group, form: known.form } as const) : null;
    };
    return this.#form(`group:${group}`, stands, { type: 'group', group, form: blankGroup() });
  }

  topics(): SettingsForm<Of<'topics'>> {
    const stands = () =>
      this.settings && ({ type: 'topics', topics: this.settings.topics } as const);
    return this.#form('topics', stands, { type: 'topics', topics: [] });
  }

  consultation(consultation: ConsultationId | null): SettingsForm<Of<'consultation'>> {
    const stands = () => {
      const known = this.settings?.consultations.find(({ id }) => id === consultation);
      return known ? ({ type: 'consultation', consultation, form: known.form } as const) : null;
    };
    const form = blankConsultation(this.settings?.desks[0]?.id ?? '');
    return this.#form(`consultation:${consultation}`, stands, {
      type: 'consultation',
      consultation,
      form,
    });
  }

  notices(desk: DeskId): SettingsForm<Of<'notices'>> {
    const stands = () => {
      const known = this.settings?.desks.find(({ id }) => id === desk);
      return known ? ({ type: 'notices', desk, form: known.notices } as const) : null;
    };
    return this.#form(`notices:${desk}`, stands, { type: 'notices', desk, form: blankNotices() });
  }

  reports(): SettingsForm<Of<'reports'>> {
    const stands = () =>
      this.settings && ({ type: 'reports', form: this.settings.reports } as const);
    const form = { withinSeconds: 20, perPerson: false };
    return this.#form('reports', stands, { type: 'reports', form });
  }

  cases(): SettingsForm<Of<'cases'>> {
    const stands = () => this.settings && ({ type: 'cases', form: this.settings.cases } as const);
    const form = { keptDays: 365, usualPromiseDays: 5 };
    return this.#form('cases', stands, { type: 'cases', form });
  }

  /** Takes something away; it can be brought back. */
  async remove(key: string, change: SettingsChange): Promise<void> {
    this.removal = null;
    await this.#asks(
      (asked) => ({ type: 'save', asked, change, seen: null }),
      (verdict) => {
        if (verdict.saved !== null) this.#around.saved(verdict.saved);
        else if (verdict.faults[0]) this.removal = { key, why: verdict.faults[0].why };
      },
    );
  }

  /** Goes back to how everything was before a change. */
  async goBack(
    before: number,
    newest = this.settings?.changes[0]?.number ?? before,
  ): Promise<void> {
    await this.#asks(
      (asked) => ({ type: 'goBack', asked, before, newest }),
      (verdict) => {
        if (verdict.saved !== null) this.#around.saved(verdict.saved);
        else if (verdict.faults[0]) this.#around.notUndone(verdict.faults[0].why);
      },
    );
  }

  #form<C extends SettingsChange>(key: string, stands: () => C | null, blank: C): SettingsForm<C> {
    const known = this.#forms.get(key);
    if (known) return known.form as unknown as SettingsForm<C>;
    const form = new SettingsForm<C>(stands(), blank, this.#asks, (number) =>
      this.#around.saved(number),
    );
    this.#forms.set(key, { form: form as unknown as SettingsForm, stands });
    return form;
  }

  readonly #asks: Asks = async (order, answer) => {
    this.#asked += 1;
    const asked = this.#asked;
    this.#answers.set(asked, answer);
    const done = await this.#around.order(order(asked));
    if (!done) this.#answers.delete(asked);
    return done;
  };
}
