// Chooses the program around the window; the mock exists in mock mode only.
import type { Host } from './host';
import { tauriHost } from './tauri';

export async function program(): Promise<Host> {
  if (import.meta.env.MODE !== 'mock') return tauriHost;
  const { MockHost, sceneOf } = await import('./mock');
  return new MockHost(sceneOf(location.href));
}
