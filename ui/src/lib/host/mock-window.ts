// The window of the played program: its state, and how it is changed. What flows in a call
// follows from it.
import type { SeatContact, WindowDesk, WindowState } from '$lib/wire';

import { MockDevices } from './mock-devices';
import type { MockPictures } from './mock-pictures';

export class MockWindow {
  readonly devices: MockDevices;
  readonly #pictures: MockPictures;
  #state: WindowState;
  #tell: (state: WindowState) => void = () => undefined;
  #news = 0;
  #made = 0;

  constructor(state: WindowState, pictures: MockPictures) {
    this.#state = state;
    this.#pictures = pictures;
    this.devices = new MockDevices(state.devices);
  }

  get state(): WindowState {
    return this.#state;
  }

  /** Whoever is told is told at once, and of each change. */
  follow(tell: (state: WindowState) => void): void {
    this.#tell = tell;
    this.change({});
  }

  /** Numbers what is made here. */
  next(): number {
    this.#made += 1;
    return this.#made;
  }

  change(changed: Partial<WindowState>): void {
    this.#state = { ...this.#state, ...changed, devices: this.devices.view };
    const { desk, devices } = this.#state;
    const view = desk?.call;
    const flows = view?.link === 'connected' || view?.link === 'interrupted';
    const rings = desk?.seat.line.some(({ ringsHere, mode }) => ringsHere && mode === 'video');
    const before = !view && (devices.rehearsal !== null || rings === true);
    this.#pictures.show({
      patron: flows && view.patron.camera,
      own: view?.own.camera === true || (before && !devices.chosen.cameraOff),
    });
    this.#pictures.hear({
      patron: flows && view.patron.microphone,
      own: view ? view.own.microphone : devices.rehearsal !== null,
    });
    this.#tell(this.#state);
  }

  changeDesk(changed: Partial<WindowDesk>): void {
    const { desk } = this.#state;
    if (desk) this.change({ desk: { ...desk, ...changed } });
  }

  changeSeat(seat: Partial<WindowDesk['seat']>): void {
    const { desk } = this.#state;
    if (desk) this.changeDesk({ seat: { ...desk.seat, ...seat } });
  }

  changeContact(id: string, changed: Partial<SeatContact>): void {
    const contacts = this.#state.desk?.seat.contacts ?? [];
    this.changeSeat({
      contacts: contacts.map((one) => (one.id === id ? { ...one, ...changed } : one)),
    });
  }

  changeCall(own: { camera?: boolean; microphone?: boolean }): void {
    const view = this.#state.desk?.call;
    if (view) this.changeDesk({ call: { ...view, own: { ...view.own, ...own } } });
  }

  tellNews(what: WindowState['news'][number]['what']): void {
    this.#news += 1;
    this.change({ news: [...this.#state.news.slice(-4), { number: this.#news, what }] });
  }
}
