// The real program: Tauri commands, and two channels for what comes by itself.
import { Channel, invoke } from '@tauri-apps/api/core';
import { getCurrentWindow } from '@tauri-apps/api/window';

import type { ContactId, SourceId, ThreadId, WindowOrder, WindowState } from '$lib/wire';

import type { Host } from './host';

/** The program that opened this window. */
export const tauriHost: Host = {
  async attach(onState, onPicture) {
    const states = new Channel<WindowState>(onState);
    const pictures = new Channel<ArrayBuffer>(onPicture);
    await invoke('attach', { states, pictures });
  },

  async order(order: WindowOrder) {
    await invoke('order', { order });
  },

  drawn() {
    // Nobody is left to be owed a credit when this fails: the program is quitting.
    invoke('drawn').catch(() => undefined);
  },

  async sendFile(thread: ThreadId, name: string, bytes: Uint8Array<ArrayBuffer>) {
    // A header holds no more than ASCII, and half a character can't be encoded.
    const whole = name.replace(/\p{Surrogate}/gu, '');
    const headers = { thread, name: encodeURIComponent(whole) };
    await invoke('send_file', bytes, { headers });
  },

  async sendStill(contact: ContactId, name: string, bytes: Uint8Array<ArrayBuffer>) {
    const headers = { still: contact, name: encodeURIComponent(name) };
    await invoke('send_file', bytes, { headers });
  },

  async sendCalendar(bytes: Uint8Array<ArrayBuffer>) {
    await invoke('send_file', bytes, { headers: { busy: 'yes' } });
  },

  async sendLoans(source: SourceId, name: string, bytes: Uint8Array<ArrayBuffer>) {
    const headers = { loans: source, name: encodeURIComponent(name) };
    await invoke('send_file', bytes, { headers });
  },

  async copyLink(link: string) {
    // Where a webview forbids it, the window says to copy by hand.
    await navigator.clipboard.writeText(link);
  },

  setColours(colours) {
    // Not every desktop can; the window then looks as the system says.
    getCurrentWindow()
      .setTheme(colours)
      .catch(() => undefined);
  },
};
