// Stills of the patron's picture: asked for with a purpose, and taken once the patron
// has said yes. The server decides what may be; here stands what is typed, and that a
// consent is used once.
import type { ContactId, SeatContact, StillsOrder } from '$lib/wire';

/** The longest purpose the server takes, in characters. */
export const LONGEST_PURPOSE = 120;

/** How the stills reach the rest of the window. */
export interface StillMeans {
  order: (order: StillsOrder) => Promise<boolean>;
  /** The patron's picture as it is now; null when none can be seen. */
  take: () => Promise<Uint8Array<ArrayBuffer> | null>;
  send: (contact: ContactId, bytes: Uint8Array<ArrayBuffer>) => Promise<void>;
  failed: () => void;
}

export class Stills {
  /** What the form asks for, while it is open. */
  open = $state(false);
  purpose = $state('');

  readonly #means: StillMeans;
  /** The consent that was used last. */
  #used = '';

  constructor(means: StillMeans) {
    this.#means = means;
  }

  /** Asks the patron. */
  async ask(contact: ContactId): Promise<void> {
    const purpose = this.purpose.trim();
    if (purpose === '') return;
    if (await this.#means.order({ type: 'ask', contact, purpose })) this.open = false;
  }

  async withdraw(contact: ContactId): Promise<void> {
    await this.#means.order({ type: 'withdraw', contact });
  }

  /** The contact as it stands: a new consent is used at once. */
  follow(contact: SeatContact | null): void {
    const still = contact?.still;
    if (!contact?.here || still?.type !== 'allowed') return;
    const consent = `${contact.id} ${still.until}`;
    if (consent === this.#used) return;
    this.#used = consent;
    void this.#take(contact.id);
  }

  /** Another contact: what was typed for the one before is put away. */
  reset(): void {
    this.open = false;
    this.purpose = '';
  }

  async #take(contact: ContactId): Promise<void> {
    try {
      const picture = await this.#means.take();
      if (!picture) throw new Error('There is no picture.');
      await this.#means.send(contact, picture);
      this.purpose = '';
    } catch {
      this.#means.failed();
      await this.withdraw(contact);
    }
  }
}
