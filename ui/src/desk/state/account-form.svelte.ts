// What the forms for an account on another server have in common: the account can be tried
// as it is typed, its password stays where none is typed, and one thing is done at a time.
import type { TroubleView } from '$lib/wire';

/** What came of the form last. */
export type AccountDone = 'none' | 'trying' | 'good' | 'bad' | 'saving' | 'saved' | 'removed';

export abstract class AccountForm<Refusal, Trouble = TroubleView, Good extends string = 'good'> {
  user = $state('');
  /** Empty leaves the one that is kept. */
  password = $state('');
  authority = $state('');
  done = $state<AccountDone | Good>('none');
  refused = $state.raw<Refusal | null>(null);
  /** What was in the way of a try. */
  trouble = $state.raw<Trouble | null>(null);

  /** It shows what was typed here, or the account that there is. */
  #filled = false;

  readonly busy = $derived(this.done === 'trying' || this.done === 'saving');

  /** What is typed may go: the account that there is can be shown again. */
  empty(): void {
    this.#filled = false;
    this.blank();
    this.clear();
  }

  /** Nothing is typed any more. */
  protected abstract blank(): void;

  /** Nothing came of it so far. */
  protected clear(): void {
    this.done = 'none';
    this.refused = null;
    this.trouble = null;
  }

  /** Whether the account that there is can be shown: later, something may have been typed. */
  protected fillsNow(): boolean {
    const first = !this.#filled;
    this.#filled = true;
    return first;
  }

  /** The password that was typed, if one was. */
  protected get newPassword(): string | null {
    return this.password === '' ? null : this.password;
  }

  /** Tries what is typed, and takes what that brought if it went well. */
  protected async tries<Brought extends { refused: Refusal | null; trouble: Trouble | null }>(
    ask: () => Promise<Brought>,
    good: Good,
    take: (brought: Brought) => void = () => undefined,
  ): Promise<void> {
    if (this.busy) return;
    this.done = 'trying';
    const brought = await ask();
    const { refused, trouble } = brought;
    this.refused = refused;
    this.trouble = trouble;
    if (!refused && !trouble) take(brought);
    this.done = refused ? 'none' : trouble ? 'bad' : good;
  }

  /** Keeps what is typed, or takes away what was kept; says whether that was done. */
  protected async keeps(
    ask: () => Promise<{ refused: Refusal | null }>,
    done: 'saved' | 'removed' | 'none',
  ): Promise<boolean> {
    if (this.busy) return false;
    this.done = 'saving';
    const { refused } = await ask();
    this.refused = refused;
    this.trouble = null;
    this.done = refused ? 'none' : done;
    if (!refused) this.password = '';
    return !refused;
  }
}
