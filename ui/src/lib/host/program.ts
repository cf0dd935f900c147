// Chooses the program around the window; the mock exists in mock mode only.
import type { Host } from './host';
import { tauriHost } from './tauri';

export async function program(): Promise<Host> {
  if (import.meta.env.MODE !== 'mock') return tauriHost;
  const { MockHost, sceneOf } = await import('./mock');
  const { sceneLinks } = await import('./scenes');
  const scene = sceneOf(location.href);
  const link = scene && sceneLinks[scene];
  if (link && location.hash === '') history.replaceState(null, '', link);
  return new MockHost(scene);
}
