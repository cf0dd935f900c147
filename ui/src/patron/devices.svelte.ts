// The patron's camera and microphone. Off is as good as on, and a call can be made
// with neither: what fails is told and never stands in the way. A camera that is
// switched off is given back, so that its light goes out; a muted microphone is kept.
import type { Mode } from '$lib/wire';

/** Why a device can't be used. */
export type DeviceTrouble = 'denied' | 'missing' | 'busy' | 'insecure' | 'failed';

/** What is used of `navigator.mediaDevices`; browsers hide it on unsafe addresses. */
export type Media = Pick<MediaDevices, 'getUserMedia'> & Partial<MediaDevices>;

/** What a device is for. */
export type Purpose = 'camera' | 'microphone' | 'speaker';

/** A device that can be chosen. */
export interface Choice {
  id: string;
  /** As the browser calls it; empty until it was allowed once. */
  name: string;
}

const PURPOSES: Record<string, Purpose> = {
  videoinput: 'camera',
  audioinput: 'microphone',
  audiooutput: 'speaker',
};

const SOUND: MediaTrackConstraints = {
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: true,
};

const SIZE: MediaTrackConstraints = {
  width: { ideal: 1280 },
  height: { ideal: 720 },
  frameRate: { ideal: 24, max: 30 },
};
const PICTURE: MediaTrackConstraints = { facingMode: 'user', ...SIZE };

/** Why, in one word, from what the browser threw. */
export function troubleOf(error: unknown): DeviceTrouble {
  switch ((error as { name?: unknown } | null)?.name) {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'denied';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'missing';
    case 'NotReadableError':
    case 'AbortError':
      return 'busy';
    default:
      return 'failed';
  }
}

export class Devices {
  camera = $state.raw<MediaStreamTrack | null>(null);
  microphone = $state.raw<MediaStreamTrack | null>(null);
  /** The microphone is not muted. */
  speaking = $state(true);
  /** The browser is asking the patron for leave. */
  asking = $state(false);
  cameraTrouble = $state<DeviceTrouble | null>(null);
  microphoneTrouble = $state<DeviceTrouble | null>(null);
  /** What there is to choose from. */
  choices = $state.raw<Record<Purpose, Choice[]>>({ camera: [], microphone: [], speaker: [] });
  /** What was chosen; empty for what the browser takes by itself. */
  chosen = $state.raw<Record<Purpose, string>>({ camera: '', microphone: '', speaker: '' });
  /** Something was asked for already. */
  opened = false;

  /** Told when a track or the mute changed. */
  onchange: (() => void) | null = null;

  private readonly media: Media | undefined;
  /** What was asked before a `close` is given back when it comes. */
  private round = 0;

  constructor(media: Media | undefined) {
    this.media = media;
  }

  /** Asks for what this way of meeting uses, in one question. */
  async open(mode: Mode): Promise<void> {
    this.opened = true;
    this.cameraTrouble = null;
    this.microphoneTrouble = null;
    if (mode === 'voice') {
      this.microphoneTrouble = await this.ask({ audio: this.sound() });
      return;
    }
    const both = await this.ask({ audio: this.sound(), video: this.picture() });
    if (both === null) return;
    if (both === 'insecure') {
      this.cameraTrouble = both;
      this.microphoneTrouble = both;
      return;
    }
    // One of the two may still be had.
    this.microphoneTrouble = await this.ask({ audio: this.sound() });
    const alone = both === 'denied' ? both : await this.ask({ video: this.picture() });
    this.cameraTrouble = alone;
  }

  async setCamera(on: boolean): Promise<void> {
    this.cameraTrouble = null;
    if (on) {
      this.cameraTrouble = await this.ask({ video: this.picture() });
    } else {
      this.camera?.stop();
      this.camera = null;
      this.onchange?.();
    }
  }

  async setMicrophone(on: boolean): Promise<void> {
    this.speaking = on;
    this.microphoneTrouble = null;
    if (this.microphone) {
      this.microphone.enabled = on;
      this.onchange?.();
    } else if (on) {
      this.microphoneTrouble = await this.ask({ audio: this.sound() });
    }
  }

  /** Looks which devices there are; their names are told to who was allowed once. */
  async list(): Promise<void> {
    const found: Record<Purpose, Choice[]> = { camera: [], microphone: [], speaker: [] };
    try {
      for (const { kind, deviceId, label } of (await this.media?.enumerateDevices?.()) ?? []) {
        const purpose = PURPOSES[kind];
        if (purpose && deviceId) found[purpose].push({ id: deviceId, name: label });
      }
    } catch {
      // Then there is nothing to choose from.
    }
    this.choices = found;
  }

  /** Goes on with another device; what is off stays off. */
  async choose(purpose: Purpose, id: string): Promise<void> {
    this.chosen = { ...this.chosen, [purpose]: id };
    if (purpose === 'camera' && this.camera) await this.setCamera(true);
    if (purpose === 'microphone' && this.microphone) {
      // Some browsers hand out one microphone at a time.
      this.microphone.stop();
      this.microphone = null;
      this.microphoneTrouble = await this.ask({ audio: this.sound() });
    }
  }

  /** Gives everything back. */
  close(): void {
    this.round += 1;
    this.camera?.stop();
    this.microphone?.stop();
    this.camera = null;
    this.microphone = null;
    this.speaking = true;
    this.asking = false;
    this.opened = false;
  }

  private sound(): MediaTrackConstraints {
    const { microphone } = this.chosen;
    return microphone ? { ...SOUND, deviceId: { exact: microphone } } : SOUND;
  }

  private picture(): MediaTrackConstraints {
    const { camera } = this.chosen;
    if (!camera) return PICTURE;
    return { ...SIZE, deviceId: { exact: camera } };
  }

  private async ask(what: MediaStreamConstraints): Promise<DeviceTrouble | null> {
    if (!this.media) return 'insecure';
    const round = this.round;
    this.asking = true;
    try {
      const stream = await this.media.getUserMedia(what);
      if (round === this.round) this.take(stream);
      else stream.getTracks().forEach((track) => track.stop());
      return null;
    } catch (error) {
      return troubleOf(error);
    } finally {
      if (round === this.round) this.asking = false;
    }
  }

  private take(stream: MediaStream): void {
    const [camera] = stream.getVideoTracks();
    const [microphone] = stream.getAudioTracks();
    if (camera) {
      this.camera?.stop();
      this.camera = camera;
      camera.onended = () => {
        if (this.camera !== camera) return;
        this.camera = null;
        this.cameraTrouble = 'missing';
        this.onchange?.();
      };
    }
    if (microphone) {
      this.microphone?.stop();
      this.microphone = microphone;
      microphone.enabled = this.speaking;
      microphone.onended = () => {
        if (this.microphone !== microphone) return;
        this.microphone = null;
        this.microphoneTrouble = 'missing';
        this.onchange?.();
      };
    }
    this.onchange?.();
  }
}

/** Whether the browser would hand the devices out without asking. */
export async function alreadyAllowed(mode: Mode): Promise<boolean> {
  const names = mode === 'video' ? ['camera', 'microphone'] : ['microphone'];
  try {
    const answers = await Promise.all(
      // Not every browser knows these names, and TypeScript knows that.
      names.map((name) => navigator.permissions.query({ name: name as PermissionName })),
    );
    return answers.every(({ state }) => state === 'granted');
  } catch {
    return false;
  }
}
