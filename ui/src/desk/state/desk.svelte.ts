// The window's one state: what the program said last, what follows from it, and what
// the librarian may ask for. It decides nothing that the program decides.
import type { Host } from '$lib/host/host';
import { readPicture } from '$lib/host/picture';
import type { ContactId, LineEntry, Mode, Presence, WindowOrder, WindowState } from '$lib/wire';

import { OwnPicture } from '../picture/own-picture.svelte';
import { PatronPicture } from '../picture/patron-picture.svelte';
import { decodesVp8 } from '../picture/vp8';
import type { Chord } from './chord';
import { Clock } from './clock.svelte';
import { NewsBoard } from './news.svelte';
import { Remembered } from './remembered.svelte';
import { SignIn } from './sign-in.svelte';

/** What stands in the window. */
export type Screen = 'starting' | 'cutOff' | 'signIn' | 'desk';

/** The link that was copied last; "done" is said for a while. */
export type Copied = { link: string; how: 'done' | 'failed' };

const COPIED_MS = 4000;

export class Desk {
  readonly clock = new Clock();
  readonly news = new NewsBoard();
  readonly signIn = new SignIn();
  readonly patronPicture: PatronPicture;
  readonly ownPicture = new OwnPicture();
  readonly personFolded = new Remembered('person-folded', false);

  copied = $state.raw<Copied | null>(null);

  #state = $state.raw<WindowState | null>(null);
  #cutOff = $state(false);
  /** Contacts that were answered or declined here, until the program has done it. */
  #settling = $state.raw<readonly ContactId[]>([]);

  #uncopy: ReturnType<typeof setTimeout> | undefined;

  readonly #host: Host;

  constructor(host: Host) {
    this.#host = host;
    this.patronPicture = new PatronPicture({
      drawn: () => host.drawn(),
      needKeyPicture: () => void this.#ask({ type: 'needKeyPicture' }),
      cannotDecodeVp8: () => void this.#ask({ type: 'setPictures', decodesVp8: false }),
    });
  }

  readonly screen = $derived.by((): Screen => {
    if (this.#cutOff) return 'cutOff';
    switch (this.#state?.connection.type) {
      case undefined:
        return 'starting';
      case 'signedOut':
      case 'signingIn':
        return 'signIn';
      case 'online':
      case 'away':
        return this.#state?.desk ? 'desk' : 'starting';
    }
  });

  readonly server = $derived(this.#state?.server ?? '');
  readonly embedded = $derived(this.#state?.embedded ?? false);
  readonly signingIn = $derived(this.#state?.connection.type === 'signingIn');
  readonly signInTrouble = $derived(
    this.#state?.connection.type === 'signedOut' ? this.#state.connection.why : null,
  );

  /** The server can't be reached; a call goes on without it. */
  readonly serverAway = $derived(this.#state?.connection.type === 'away');

  readonly desk = $derived(this.#state?.desk ?? null);
  readonly line = $derived(this.desk?.seat.line ?? []);
  readonly ringing = $derived(this.line.filter((entry) => entry.ringsHere));
  readonly chosen = $derived(this.desk?.seat.chosen ?? 'away');
  readonly presence = $derived.by((): Presence =>
    this.serverAway ? 'offline' : (this.desk?.seat.presence ?? 'offline'),
  );
  readonly contact = $derived(this.desk?.seat.contact ?? null);
  readonly contactHere = $derived(this.contact?.here ? this.contact : null);
  readonly messages = $derived(this.desk?.messages ?? []);
  readonly call = $derived(this.desk?.call ?? null);

  /** Begins to listen; the window is empty until the program has spoken. */
  async start(): Promise<void> {
    try {
      await this.#host.attach(
        (state) => this.take(state),
        (bytes) => this.takePicture(bytes),
      );
    } catch {
      this.#cutOff = true;
      return;
    }
    await this.#ask({ type: 'setPictures', decodesVp8: await decodesVp8() });
  }

  take(state: WindowState): void {
    const before = this.contactHere?.id;
    const hadCall = this.call !== null;
    this.#state = state;
    this.#cutOff = false;
    const refused = this.news.take(state.news).some(({ what }) => what.type === 'refused');
    this.#settling = refused
      ? []
      : this.#settling.filter((id) => this.ringing.some(({ contact }) => contact === id));
    if (state.connection.type === 'signedOut') {
      this.signIn.prefill(state.server, state.embedded);
    }
    if (this.screen === 'desk') this.signIn.forget();
    if (this.contactHere?.id !== before || (hadCall && this.call === null)) {
      this.patronPicture.clear();
      this.ownPicture.clear();
    }
  }

  takePicture(bytes: ArrayBuffer): void {
    const picture = readPicture(bytes);
    if (!picture) return;
    if (picture.of === 'own') this.ownPicture.take(picture.planes);
    else this.patronPicture.take(picture);
  }

  /** The keys that work everywhere. Says whether there was anything to do. */
  press(chord: Chord): boolean {
    if (this.screen !== 'desk') return false;
    const [first] = this.ringing;
    switch (chord) {
      case 'answer':
        if (first) void this.answer(first);
        return first !== undefined;
      case 'decline':
        if (first) void this.decline(first);
        return first !== undefined;
      case 'presence':
        void this.switchPresence();
        return true;
    }
  }

  /** Whether this contact was answered or declined a moment ago. */
  settling(entry: LineEntry): boolean {
    return this.#settling.includes(entry.contact);
  }

  async answer(entry: LineEntry, mode: Mode = entry.mode): Promise<void> {
    await this.#settle(entry, { type: 'answer', contact: entry.contact, with: mode });
  }

  async decline(entry: LineEntry): Promise<void> {
    await this.#settle(entry, { type: 'decline', contact: entry.contact });
  }

  async submitSignIn(): Promise<void> {
    await this.#order(this.signIn.order(this.embedded));
  }

  async signOut(): Promise<void> {
    await this.#order({ type: 'signOut' });
  }

  async choose(presence: 'available' | 'away'): Promise<void> {
    await this.#order({ type: 'setPresence', presence });
  }

  async switchPresence(): Promise<void> {
    await this.choose(this.chosen === 'available' ? 'away' : 'available');
  }

  async hangUp(): Promise<void> {
    await this.#order({ type: 'hangUp' });
  }

  async setCamera(on: boolean): Promise<void> {
    await this.#order({ type: 'setCamera', on });
  }

  async setMicrophone(on: boolean): Promise<void> {
    await this.#order({ type: 'setMicrophone', on });
  }

  /** Says something to the patron; fails when the program did not take the words. */
  async say(text: string): Promise<void> {
    if (!(await this.#order({ type: 'say', text }))) throw new Error('The words were not taken.');
  }

  async copy(link: string): Promise<void> {
    clearTimeout(this.#uncopy);
    try {
      await this.#host.copyLink(link);
      this.copied = { link, how: 'done' };
      this.#uncopy = setTimeout(() => (this.copied = null), COPIED_MS);
    } catch {
      this.copied = { link, how: 'failed' };
    }
  }

  async #settle(entry: LineEntry, order: WindowOrder): Promise<void> {
    if (this.settling(entry)) return;
    this.#settling = [...this.#settling, entry.contact];
    if (!(await this.#order(order))) {
      this.#settling = this.#settling.filter((id) => id !== entry.contact);
    }
  }

  async #order(order: WindowOrder): Promise<boolean> {
    const done = await this.#ask(order);
    if (!done) this.news.tell({ type: 'orderFailed' });
    return done;
  }

  /** What nobody asked for by hand fails in silence; the program tries again. */
  async #ask(order: WindowOrder): Promise<boolean> {
    try {
      await this.#host.order(order);
      return true;
    } catch {
      return false;
    }
  }
}
