// The devices of the computer that the mock plays: chosen, tried, never unplugged.
import type { DevicesOrder, DevicesView, DeviceUse } from '$lib/wire';

import { devicesOf } from './scene-devices';

const SOUNDS_FOR_MS = 1500;

export class MockDevices {
  view: DevicesView;

  constructor(view: DevicesView = devicesOf()) {
    this.view = view;
  }

  /** Obeys; `told` is called when something shows only later. */
  obey(order: DevicesOrder, told: () => void): void {
    switch (order.type) {
      case 'look':
        break;
      case 'choose':
        this.#choose(order.usedFor, order.id);
        break;
      case 'rehearse':
        this.#change({
          rehearsal: order.on
            ? { camera: true, microphone: true, silent: false, troubles: [] }
            : null,
        });
        break;
      case 'tryRinging':
        this.#sound('ringing', told);
        break;
      case 'trySpeaker':
        this.#sound('speaker', told);
        break;
    }
  }

  rememberCamera(on: boolean): void {
    this.#change({ chosen: { ...this.view.chosen, cameraOff: !on } });
  }

  #choose(usedFor: DeviceUse, id: string | null): void {
    const { cameras, microphones, speakers, chosen } = this.view;
    const all = [...cameras, ...microphones, ...speakers];
    const device = all.find((one) => one.id === id) ?? null;
    this.#change({ chosen: { ...chosen, [usedFor]: device } });
  }

  #sound(sounding: DeviceUse, told: () => void): void {
    this.#change({ sounding });
    setTimeout(() => {
      this.#change({ sounding: null });
      told();
    }, SOUNDS_FOR_MS);
  }

  #change(changed: Partial<DevicesView>): void {
    this.view = { ...this.view, ...changed };
  }
}
