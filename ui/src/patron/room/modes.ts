// Going on in another mode, on the same ticket: the devices first, so that the browser
// asks while the patron still looks at what they touched.
import type { Mode } from '$lib/wire';

import type { Devices } from '../devices.svelte';
import type { Visit } from '../visit.svelte';

/** Opens what the mode needs, gives back what it does not, and tells the desk. */
export async function goOn(visit: Visit, devices: Devices, from: Mode, to: Mode): Promise<void> {
  switch (to) {
    case 'video':
      await (devices.microphone ? devices.setCamera(true) : devices.open('video'));
      break;
    case 'voice':
      if (from === 'video') await devices.setCamera(false);
      else await devices.open('voice');
      break;
    case 'chat':
      devices.close();
      break;
  }
  visit.setMode(to);
}
