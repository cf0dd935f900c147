// The devices of a computer to look at and to test with.
import type { DevicesView, DeviceTrouble, DeviceUse } from '$lib/wire';

/** A headset, a webcam, and speakers in the hall; the system chooses. */
export function devicesOf(given: Partial<DevicesView> = {}): DevicesView {
  return {
    cameras: [{ id: 'webcam', name: 'Logitech BRIO' }],
    microphones: [
      { id: 'built-in', name: 'Microfono integrato' },
      { id: 'jabra', name: 'Jabra Evolve2 40' },
    ],
    speakers: [
      { id: 'built-in', name: 'Altoparlanti integrati' },
      { id: 'jabra', name: 'Jabra Evolve2 40' },
      { id: 'hall', name: 'Altoparlante della sala di lettura al primo piano' },
    ],
    chosen: { camera: null, microphone: null, speaker: null, ringing: null, cameraOff: false },
    rehearsal: null,
    sounding: null,
    unheard: null,
    ...given,
  };
}

/** A device that is not plugged in, and what is used in its stead. */
export function gone(usedFor: DeviceUse, name = '', instead: string | null = null): DeviceTrouble {
  return { usedFor, name, why: 'missing', instead };
}
