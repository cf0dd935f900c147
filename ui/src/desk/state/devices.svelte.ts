// Camera, microphone and speakers: what there is, what was chosen, what is tried.
import type { DeviceEntry, DevicesOrder, DevicesView, DeviceUse } from '$lib/wire';

import { Levels } from './levels.svelte';

/** What the devices ask of the window. */
export interface DevicesOutlet {
  /** What was asked for by hand. */
  order(order: DevicesOrder): void;
  /** What follows from where the librarian looks. */
  ask(order: DevicesOrder): void;
}

/** One that can be chosen; `gone` is chosen and not plugged in. */
export type Option = DeviceEntry & { gone: boolean };

/** The corners of the floating picture, in the order in which it moves. */
const CORNERS = ['bottomRight', 'bottomLeft', 'topLeft', 'topRight'] as const;
export type Corner = (typeof CORNERS)[number];

export const USES: readonly DeviceUse[] = ['camera', 'microphone', 'speaker', 'ringing'];

const NOTHING: DevicesView = {
  cameras: [],
  microphones: [],
  speakers: [],
  chosen: { camera: null, microphone: null, speaker: null, ringing: null, cameraOff: false },
  rehearsal: null,
  sounding: null,
  unheard: null,
};

export class Devices {
  readonly levels = new Levels();

  view = $state.raw<DevicesView>(NOTHING);
  /** The menu at the call bar. */
  menuOpen = $state(false);
  /** Where the floating picture stands. */
  corner = $state<Corner>('bottomRight');

  readonly #outlet: DevicesOutlet;
  #looking = 0;
  #rehearsing = 0;

  constructor(outlet: DevicesOutlet) {
    this.#outlet = outlet;
  }

  readonly cameraOn = $derived(!this.view.chosen.cameraOff);

  /** What can be chosen; what was chosen stands there although it is gone. */
  options(usedFor: DeviceUse): Option[] {
    const plugged = this.#plugged(usedFor).map((one) => ({ ...one, gone: false }));
    const chosen = this.view.chosen[usedFor];
    const gone = chosen && !plugged.some(({ id }) => id === chosen.id);
    return gone ? [...plugged, { ...chosen, gone: true }] : plugged;
  }

  /** The id of what was chosen; empty for the system's choice. */
  chosen(usedFor: DeviceUse): string {
    return this.view.chosen[usedFor]?.id ?? '';
  }

  choose(usedFor: DeviceUse, id: string): void {
    this.#outlet.order({ type: 'choose', usedFor, id: id === '' ? null : id });
  }

  tryRinging(): void {
    this.#outlet.order({ type: 'tryRinging' });
  }

  trySpeaker(): void {
    this.#outlet.order({ type: 'trySpeaker' });
  }

  /** The lists are looked at until the returned function is called. */
  look(): () => void {
    if (this.#looking++ === 0) this.#outlet.ask({ type: 'look', on: true });
    return () => {
      if (--this.#looking === 0) this.#outlet.ask({ type: 'look', on: false });
    };
  }

  /** Camera and microphone are tried until the returned function is called. */
  rehearse(): () => void {
    if (this.#rehearsing++ === 0) this.#outlet.ask({ type: 'rehearse', on: true });
    return () => {
      if (--this.#rehearsing === 0) this.#outlet.ask({ type: 'rehearse', on: false });
    };
  }

  /** The floating picture goes on to the next corner. */
  nextCorner(): void {
    const next = (CORNERS.indexOf(this.corner) + 1) % CORNERS.length;
    this.corner = CORNERS[next] ?? 'bottomRight';
  }

  #plugged(usedFor: DeviceUse): readonly DeviceEntry[] {
    switch (usedFor) {
      case 'camera':
        return this.view.cameras;
      case 'microphone':
        return this.view.microphones;
      case 'speaker':
      case 'ringing':
        return this.view.speakers;
    }
  }
}
