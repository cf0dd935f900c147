// A program that only plays one: a living desk for `npm run dev:desk`. People arrive,
// ring, talk and leave; a scene of `scenes.ts` stands still. It is no part of the
// program that is delivered.
import type { LineEntry, Mode, SeatContact, WindowDesk, WindowOrder, WindowState } from '$lib/wire';

import type { Host } from './host';
import { MockPictures } from './mock-pictures';
import { call, deskOf, entry, lineOf, scenes, type Scene } from './scenes';

const ARRIVES_EVERY_MS = 25_000;
const RINGS_FOR_MS = 40_000;
const CONNECTS_AFTER_MS = 1200;
const SAVED_AFTER_MS = 600;
const REPLIES_AFTER_MS = 2500;

const ARRIVALS: { name: string; mode: Mode; language: 'it' | 'en' }[] = [
  { name: 'Giulia Ferri', mode: 'video', language: 'it' },
  { name: '', mode: 'chat', language: 'it' },
  { name: 'Tom Ashby', mode: 'voice', language: 'en' },
  { name: 'Nives Bo', mode: 'video', language: 'it' },
];

/** The scene of the page's address, such as `?scene=ringing`. */
export function sceneOf(address: string): Scene | null {
  const name = new URL(address).searchParams.get('scene');
  return name !== null && Object.hasOwn(scenes, name) ? (name as Scene) : null;
}

export class MockHost implements Host {
  readonly #pictures: MockPictures;
  #state: WindowState;
  #tell: (state: WindowState) => void = () => undefined;
  #news = 0;
  #made = 0;
  readonly #living: boolean;

  constructor(scene: Scene | null, pictures = new MockPictures()) {
    this.#living = scene === null;
    this.#pictures = pictures;
    const now = Date.now();
    this.#state = scene
      ? scenes[scene](now)
      : {
          connection: { type: 'signedOut', why: null },
          server: 'https://localhost:7788',
          embedded: true,
          desk: null,
          news: [],
        };
  }

  attach(
    onState: (state: WindowState) => void,
    onPicture: (bytes: ArrayBuffer) => void,
  ): Promise<void> {
    this.#tell = onState;
    this.#pictures.start(onPicture);
    this.#change({});
    if (this.#living) setInterval(() => this.#arrive(), ARRIVES_EVERY_MS);
    return Promise.resolve();
  }

  drawn(): void {
    this.#pictures.drawn();
  }

  copyLink(link: string): Promise<void> {
    return navigator.clipboard.writeText(link);
  }

  order(order: WindowOrder): Promise<void> {
    switch (order.type) {
      case 'signIn':
        this.#signIn(order.server, order.password);
        break;
      case 'signOut':
        this.#change({ connection: { type: 'signedOut', why: null }, desk: null });
        break;
      case 'setPresence':
        this.#changeSeat({ chosen: order.presence, presence: order.presence });
        break;
      case 'answer':
        this.#answer(order.contact, order.with);
        break;
      case 'decline':
        this.#stopRinging(order.contact);
        break;
      case 'hangUp':
        this.#hangUp();
        break;
      case 'say':
        this.#say(order.text);
        break;
      case 'setCamera':
        this.#changeCall({ camera: order.on });
        break;
      case 'setMicrophone':
        this.#changeCall({ microphone: order.on });
        break;
      case 'setPictures':
      case 'needKeyPicture':
        break;
    }
    return Promise.resolve();
  }

  #signIn(server: string, password: string): void {
    this.#change({ connection: { type: 'signingIn' } });
    setTimeout(() => {
      if (server.includes(' ')) {
        this.#change({ connection: { type: 'signedOut', why: { type: 'badAddress' } } });
      } else if (password.length < 3) {
        const why = { type: 'refused', code: 'wrongNameOrPassword' } as const;
        this.#change({ connection: { type: 'signedOut', why } });
      } else {
        const seat = { ...deskOf().seat, line: lineOf(2, Date.now()) };
        this.#change({ connection: { type: 'online' }, desk: deskOf({ seat }) });
        setTimeout(() => this.#arrive(), 3000);
      }
    }, 900);
  }

  #arrive(): void {
    const seat = this.#state.desk?.seat;
    if (!seat) return;
    this.#made += 1;
    const arrival = ARRIVALS[this.#made % ARRIVALS.length];
    const ringsHere = seat.presence === 'available';
    const id = 1000 + this.#made;
    const arrived = entry(id, { ...arrival, ringsHere, arrivedAt: Date.now() });
    this.#changeSeat({ line: [...seat.line, arrived] });
    if (ringsHere) setTimeout(() => this.#miss(arrived), RINGS_FOR_MS);
  }

  #miss(arrived: LineEntry): void {
    const rings = this.#state.desk?.seat.line.some(
      ({ contact, ringsHere }) => contact === arrived.contact && ringsHere,
    );
    if (!rings) return;
    this.#stopRinging(arrived.contact);
    this.#tellNews({ type: 'missed', patron: arrived.name });
  }

  #stopRinging(contact: string): void {
    const line = this.#state.desk?.seat.line ?? [];
    this.#changeSeat({
      line: line.map((one) => (one.contact === contact ? { ...one, ringsHere: false } : one)),
    });
  }

  #answer(id: string, mode: Mode): void {
    const line = this.#state.desk?.seat.line ?? [];
    const chosen = line.find(({ contact }) => contact === id);
    if (!chosen) return;
    const contact: SeatContact = {
      id,
      name: chosen.name,
      mode: chosen.mode,
      answeredWith: mode,
      language: chosen.language,
      since: Date.now(),
      here: true,
      absent: false,
    };
    const others = line.filter((one) => one !== chosen);
    this.#changeSeat({
      contact,
      presence: 'onContact',
      line: others.map((one) => ({ ...one, ringsHere: false })),
    });
    if (chosen.mode === 'chat') return;
    const camera = mode === 'video';
    this.#changeDesk({
      call: call({
        link: 'connecting',
        own: { camera, microphone: true },
        patron: { camera: chosen.mode === 'video', microphone: true },
      }),
    });
    setTimeout(() => {
      const { desk } = this.#state;
      if (desk?.call) this.#changeDesk({ call: { ...desk.call, link: 'connected' } });
    }, CONNECTS_AFTER_MS);
  }

  #hangUp(): void {
    const chosen = this.#state.desk?.seat.chosen ?? 'away';
    this.#changeSeat({ contact: null, presence: chosen });
    this.#changeDesk({ call: null, messages: [] });
    this.#tellNews({ type: 'contactEnded', by: 'librarian' });
  }

  #say(text: string): void {
    this.#put('librarian', text, true);
    if (this.#state.connection.type === 'away') return;
    setTimeout(() => {
      const messages = this.#state.desk?.messages ?? [];
      this.#changeDesk({ messages: messages.map((one) => ({ ...one, pending: false })) });
    }, SAVED_AFTER_MS);
    setTimeout(() => this.#put('patron', 'Grazie mille!', false), REPLIES_AFTER_MS);
  }

  #put(from: 'patron' | 'librarian', text: string, pending: boolean): void {
    const desk = this.#state.desk;
    const contact = desk?.seat.contact;
    if (!desk || !contact) return;
    this.#made += 1;
    const speaker =
      from === 'patron'
        ? { type: 'patron' as const }
        : { type: 'librarian' as const, name: desk.librarian.name };
    const id = `said-${this.#made}`;
    const message = { id, contact: contact.id, speaker, text, at: Date.now() };
    this.#changeDesk({ messages: [...desk.messages, { message, pending }] });
  }

  #changeCall(own: { camera?: boolean; microphone?: boolean }): void {
    const view = this.#state.desk?.call;
    if (view) this.#changeDesk({ call: { ...view, own: { ...view.own, ...own } } });
  }

  #tellNews(what: WindowState['news'][number]['what']): void {
    this.#news += 1;
    this.#change({ news: [...this.#state.news.slice(-4), { number: this.#news, what }] });
  }

  #changeSeat(seat: Partial<WindowDesk['seat']>): void {
    const { desk } = this.#state;
    if (desk) this.#changeDesk({ seat: { ...desk.seat, ...seat } });
  }

  #changeDesk(changed: Partial<WindowDesk>): void {
    const { desk } = this.#state;
    if (desk) this.#change({ desk: { ...desk, ...changed } });
  }

  #change(changed: Partial<WindowState>): void {
    this.#state = { ...this.#state, ...changed };
    const view = this.#state.desk?.call;
    const flows = view?.link === 'connected' || view?.link === 'interrupted';
    this.#pictures.show({
      patron: flows && view.patron.camera,
      own: view?.own.camera === true,
    });
    this.#tell(this.#state);
  }
}
