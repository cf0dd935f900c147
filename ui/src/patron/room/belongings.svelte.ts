// What is the patron's own: the private link to the thread, and their data.
import type { PrivateLink } from './requests';

/** What belongings are given. */
export interface BelongingsParts {
  makeLink: () => Promise<PrivateLink | null>;
  forget: () => Promise<boolean>;
  /** The server has forgotten the patron. */
  forgotten: () => void;
  copy: (text: string) => Promise<void>;
}

/** How far being forgotten has come; it can't be undone, so it is asked twice. */
export type Forgetting = 'no' | 'asked' | 'going' | 'failed';

/** How far the private link has come. */
export type Linking = 'none' | 'making' | 'made' | 'copied' | 'failed';

export class Belongings {
  forgetting = $state<Forgetting>('no');
  linking = $state<Linking>('none');
  link = $state('');
  /** When the link ends, if it does. */
  until = $state<number | null>(null);
  /** The link as a picture; the page may draw it, and nothing in it can act. */
  picture = $state('');

  private readonly parts: BelongingsParts;

  constructor(parts: BelongingsParts) {
    this.parts = parts;
  }

  async makeLink(): Promise<void> {
    this.linking = 'making';
    const made = await this.parts.makeLink();
    this.close();
    this.linking = made ? 'made' : 'failed';
    if (!made) return;
    this.link = made.link;
    this.until = made.until;
    if (made.qr) this.picture = `data:image/svg+xml,${encodeURIComponent(made.qr)}`;
  }

  async copy(): Promise<void> {
    try {
      await this.parts.copy(this.link);
      this.linking = 'copied';
    } catch {
      // The link stands there to be copied by hand.
    }
  }

  ask(): void {
    this.forgetting = 'asked';
  }

  keep(): void {
    this.forgetting = 'no';
  }

  async forget(): Promise<void> {
    this.forgetting = 'going';
    if (await this.parts.forget()) {
      this.close();
      this.parts.forgotten();
    } else {
      this.forgetting = 'failed';
    }
  }

  close(): void {
    this.picture = '';
    this.link = '';
  }
}
