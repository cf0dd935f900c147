// Sentences of the screens that come after the choice.
import { m } from '$lib/paraglide/messages';
import type { Mode } from '$lib/wire';

import type { DeviceTrouble } from '../devices.svelte';
import type { Screen } from '../visit.svelte';

/** The screens that come after the choice. */
export type RoomScreen = Exclude<Screen, { name: 'connecting' | 'front' }>;

export function prepareWords(mode: Mode): string {
  switch (mode) {
    case 'video':
      return m.patron_prepare_video();
    case 'voice':
      return m.patron_prepare_voice();
    case 'chat':
      return m.patron_prepare_chat();
  }
}

export function cameraWords(trouble: DeviceTrouble): string {
  switch (trouble) {
    case 'denied':
      return m.patron_camera_denied();
    case 'missing':
      return m.patron_camera_missing();
    case 'busy':
      return m.patron_camera_busy();
    case 'insecure':
      return m.patron_devices_insecure();
    case 'failed':
      return m.patron_camera_failed();
  }
}

export function microphoneWords(trouble: DeviceTrouble): string {
  switch (trouble) {
    case 'denied':
      return m.patron_microphone_denied();
    case 'missing':
      return m.patron_microphone_missing();
    case 'busy':
      return m.patron_microphone_busy();
    case 'insecure':
      return m.patron_devices_insecure();
    case 'failed':
      return m.patron_microphone_failed();
  }
}

/** The title of the document: news first, for a tab that is not in front. */
export function titleWords(screen: RoomScreen, where: string): string {
  switch (screen.name) {
    case 'prepare':
    case 'elsewhere':
      return where;
    case 'waiting':
      return screen.ringing
        ? m.patron_title_ringing({ where })
        : m.patron_title_waiting({ where, position: screen.position });
    case 'talking':
      return m.patron_title_talking({ where, librarian: screen.librarian });
    case 'ended':
      return m.patron_title_ended({ where });
  }
}

/** What a screen reader is told when the screen changes by itself. */
export function newsWords(screen: RoomScreen): string {
  switch (screen.name) {
    case 'prepare':
      return '';
    case 'waiting':
      return screen.ringing
        ? m.patron_ringing_text()
        : m.patron_announce_waiting({ position: screen.position });
    case 'talking':
      return m.patron_announce_talking({ librarian: screen.librarian });
    case 'ended':
      return m.patron_ended_title();
    case 'elsewhere':
      return m.patron_elsewhere_title();
  }
}
