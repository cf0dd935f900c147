// One form of the settings: what was typed, how the thing stood when the form was
// opened, and what the server thinks of it. What is typed stays until it is saved or
// given up, wherever the librarian goes in between.
import type {
  AdministrationOrder,
  Fault,
  Field,
  HoursPreview,
  SettingsChange,
  Verdict,
  WarningView,
} from '$lib/wire';

/** How long nothing is typed before it is judged. */
export const PAUSE_MS = 350;

/** Asks the server; false when nothing could be asked. */
export type Asks = (
  order: (asked: number) => AdministrationOrder,
  answer: (verdict: Verdict) => void,
) => Promise<boolean>;

/** A form, as far as the editor of hours knows it. */
export interface Judged {
  fault(field: Field, row?: number | null): Fault | undefined;
  edited(): void;
}

const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

export class SettingsForm<C extends SettingsChange = SettingsChange> {
  faults = $state.raw<Fault[]>([]);
  warnings = $state.raw<WarningView[]>([]);
  preview = $state.raw<HoursPreview | null>(null);
  saving = $state(false);
  /** What a colleague made of it meanwhile. */
  theirs = $state.raw<C | null>(null);
  /** Theirs is looked at, instead of what was typed here. */
  showsTheirs = $state(false);
  /** It is no more: a colleague took it away. */
  gone = $state(false);

  #draft = $state() as C;
  /** How it stood; none for what is new. */
  #seen = $state.raw<C | null>(null);
  readonly #blank: C;
  readonly #asks: Asks;
  readonly #saved: (number: number) => void;
  #pause: ReturnType<typeof setTimeout> | undefined;
  /** What was typed when the newest question was asked. */
  #asked = 0;

  constructor(stands: C | null, blank: C, asks: Asks, saved: (number: number) => void) {
    this.#seen = stands;
    this.#blank = structuredClone(blank);
    this.#asks = asks;
    this.#saved = saved;
    this.#draft = structuredClone(stands ?? blank);
  }

  readonly isNew = $derived(this.#seen === null);
  readonly dirty = $derived.by(() => !same(this.#draft, this.#seen ?? this.#blank));

  /** What stands in the fields: what was typed or, for a look, what the colleague wrote. */
  get draft(): C {
    return this.showsTheirs && this.theirs ? this.theirs : this.#draft;
  }

  /** What is wrong with a field, or with one of its rows. */
  fault(field: Field, row: number | null = null): Fault | undefined {
    return this.faults.find((one) => one.field === field && one.row === row);
  }

  /** Faults that stand at none of these fields. */
  otherFaults(fields: readonly Field[]): Fault[] {
    return this.faults.filter(({ field }) => !fields.includes(field));
  }

  /** The settings have changed, or stand as they stood. */
  take(stands: C | null): void {
    if (stands === null) {
      this.gone = this.#seen !== null;
      return;
    }
    this.gone = false;
    if (same(stands, this.#seen)) {
      this.theirs = null;
      this.showsTheirs = false;
    } else if (!this.dirty || same(stands, this.#draft)) this.#start(stands);
    else this.theirs = stands;
  }

  /** Something was typed: it is judged as soon as the typing rests. */
  edited(): void {
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => void this.check(), PAUSE_MS);
  }

  async check(): Promise<void> {
    clearTimeout(this.#pause);
    const change = this.#change();
    this.#asked += 1;
    const asked = this.#asked;
    await this.#asks(
      (number) => ({ type: 'check', asked: number, change }),
      (verdict) => {
        if (asked === this.#asked) this.#judge(verdict);
      },
    );
  }

  async save(): Promise<void> {
    if (this.saving || this.showsTheirs) return;
    clearTimeout(this.#pause);
    this.#asked += 1;
    this.saving = true;
    const change = this.#change();
    const seen = this.#seen;
    const asked = await this.#asks(
      (number) => ({ type: 'save', asked: number, change, seen }),
      (verdict) => this.#settle(verdict),
    );
    if (!asked) this.saving = false;
  }

  /** Back to how it stands. */
  discard(): void {
    this.#start(this.theirs ?? this.#seen);
    void this.check();
  }

  /** What was typed stays, and is saved over what the colleague wrote. */
  keepMine(): void {
    if (!this.theirs) return;
    this.#seen = this.theirs;
    this.theirs = null;
    this.showsTheirs = false;
    this.#clearChanged();
  }

  /** It could not be saved, for all that is known: it can be tried again. */
  retry(): void {
    this.saving = false;
  }

  #change(): C {
    return $state.snapshot(this.#draft) as C;
  }

  #start(stands: C | null): void {
    this.#seen = stands;
    this.#draft = structuredClone(stands ?? this.#blank);
    this.theirs = null;
    this.showsTheirs = false;
    this.faults = [];
  }

  #judge(verdict: Verdict): void {
    this.faults = verdict.faults;
    this.warnings = verdict.warnings;
    this.preview = verdict.preview;
  }

  #settle(verdict: Verdict): void {
    this.saving = false;
    this.#judge(verdict);
    if (verdict.saved === null) return;
    // The settings came first, in the same turn; what is new has its own form there.
    if (this.isNew) this.#start(null);
    this.#saved(verdict.saved);
  }

  #clearChanged(): void {
    this.faults = this.faults.filter(({ why }) => why.type !== 'changedMeanwhile');
  }
}
