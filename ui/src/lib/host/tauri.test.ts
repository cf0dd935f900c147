import { clearMocks, mockIPC } from '@tauri-apps/api/mocks';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { tauriHost } from './tauri';

const asked: { command: string; payload: unknown }[] = [];

function program(answer: (command: string) => unknown = () => null) {
  asked.length = 0;
  mockIPC((command, payload) => {
    asked.push({ command, payload });
    return answer(command);
  });
}

describe('the program around the window', () => {
  afterEach(() => {
    clearMocks();
    vi.unstubAllGlobals();
  });

  it('is attached with a channel for states and one for pictures', async () => {
    program();
    await tauriHost.attach(
      () => undefined,
      () => undefined,
    );
    expect(asked).toHaveLength(1);
    expect(asked[0]?.command).toBe('attach');
    expect(Object.keys(asked[0]?.payload as object)).toEqual(['states', 'pictures']);
  });

  it('is given orders in one envelope and says why it refuses one', async () => {
    program((command) => {
      if (command === 'order') throw 'no such desk';
    });
    await expect(tauriHost.order({ type: 'hangUp', contact: 'contact-0' })).rejects.toBe(
      'no such desk',
    );
    expect(asked).toEqual([
      { command: 'order', payload: { order: { type: 'hangUp', contact: 'contact-0' } } },
    ]);
  });

  it('gets a credit for each picture drawn', () => {
    program();
    tauriHost.drawn();
    expect(asked.map(({ command }) => command)).toEqual(['drawn']);
  });

  it('is handed a file as bytes, its name in a header that holds no more than ASCII', async () => {
    const invoked = vi.fn().mockResolvedValue(null);
    vi.stubGlobal('__TAURI_INTERNALS__', { invoke: invoked });
    const bytes = new Uint8Array([1, 2, 3]);
    await tauriHost.sendFile('thread-1', 'è un\ud800 libro.pdf', bytes);
    expect(invoked).toHaveBeenCalledExactlyOnceWith('send_file', bytes, {
      headers: { thread: 'thread-1', name: '%C3%A8%20un%20libro.pdf' },
    });
  });

  it('copies a link, and says so when it can not', async () => {
    const writeText = vi.fn().mockResolvedValue(undefined);
    vi.stubGlobal('navigator', { clipboard: { writeText } });
    await tauriHost.copyLink('https://a.example/@b');
    expect(writeText).toHaveBeenCalledWith('https://a.example/@b');

    vi.stubGlobal('navigator', {});
    await expect(tauriHost.copyLink('https://a.example/@b')).rejects.toThrow();
  });
});
