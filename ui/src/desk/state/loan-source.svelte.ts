// Where loans are read from, as somebody types it in.
import type {
  DeskId,
  KohaSignIn,
  LoansField,
  LoansOrder,
  LoansRefusal,
  SourceForm,
  SourceId,
  SourceKind,
  SourceTroubleView,
  SourceView,
} from '$lib/wire';

import { AccountForm } from './account-form.svelte';
import type { Ask } from './loans.svelte';

export class LoanSourceForm extends AccountForm<LoansRefusal, SourceTroubleView> {
  /** It stands open: for the source with this id, or for a new one. */
  open = $state.raw<{ id: SourceId | null } | null>(null);
  name = $state('');
  desk = $state<DeskId>('');
  kind = $state<SourceKind['type']>('file');
  folder = $state('');
  isWhole = $state(true);
  address = $state('');
  signIn = $state<KohaSignIn>('apiKey');
  /** How many loans there were when it was tried, if that was said. */
  loans = $state.raw<number | null>(null);
  /** The name of the source that was kept last. */
  saved = $state.raw<string | null>(null);

  readonly #ask: Ask;

  constructor(ask: Ask) {
    super();
    this.#ask = ask;
  }

  /** The field in which something is wrong. */
  readonly fault = $derived.by((): LoansField | null =>
    this.refused?.type === 'fault' ? this.refused.field : null,
  );

  /** Begins a new one, at this desk. */
  begin(desk: DeskId): void {
    this.empty();
    this.desk = desk;
    this.open = { id: null };
  }

  edit({ id, form }: SourceView): void {
    this.empty();
    this.name = form.name;
    this.desk = form.desk;
    this.kind = form.kind.type;
    if (form.kind.type === 'file') {
      this.folder = form.kind.folder;
      this.isWhole = form.kind.isWhole;
    } else if (form.kind.type === 'koha') {
      const { address, signIn, user, authority } = form.kind;
      Object.assign(this, { address, signIn, user, authority });
    }
    this.open = { id };
  }

  close(): void {
    this.empty();
    this.open = null;
  }

  /** Something was typed: what came of it before holds no more. */
  typed(): void {
    if (!this.busy) this.done = 'none';
    this.saved = null;
  }

  async try(): Promise<void> {
    if (!this.open) return;
    await this.tries(
      () => this.#try(),
      'good',
      ({ loans }) => (this.loans = loans),
    );
  }

  async save(): Promise<void> {
    if (!this.open) return;
    const { name } = this;
    const order = { type: 'saveSource', ...this.#typed() } as const;
    if (!(await this.keeps(() => this.#ask(order), 'none'))) return;
    this.close();
    this.saved = name.trim();
  }

  protected blank(): void {
    const none = { name: '', folder: '', address: '', user: '', password: '', authority: '' };
    Object.assign(this, none);
    this.kind = 'file';
    this.isWhole = true;
    this.signIn = 'apiKey';
    this.loans = null;
    this.saved = null;
  }

  async #try() {
    const { refused, brought } = await this.#ask({ type: 'trySource', ...this.#typed() });
    const tried = brought.type === 'tried' ? brought : null;
    return { refused, trouble: tried?.trouble ?? null, loans: tried?.loans ?? null };
  }

  #typed(): Pick<Extract<LoansOrder, { type: 'saveSource' }>, 'id' | 'form' | 'password'> {
    const form: SourceForm = { name: this.name.trim(), desk: this.desk, kind: this.#kind() };
    const password = this.kind === 'koha' ? this.newPassword : null;
    return { id: this.open?.id ?? null, form, password };
  }

  #kind(): SourceKind {
    switch (this.kind) {
      case 'file':
        return { type: 'file', folder: this.folder.trim(), isWhole: this.isWhole };
      case 'koha': {
        const { signIn, authority } = this;
        const address = this.address.trim();
        return { type: 'koha', address, signIn, user: this.user.trim(), authority };
      }
      case 'hand':
        return { type: 'hand' };
    }
  }
}
