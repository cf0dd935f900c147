// What the page asks of the server beside the socket.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { uploader } from './requests';

/** A request whose server answers when it is told to. */
class Ask {
  static last: Ask;
  upload: { onprogress?: (event: { loaded: number; total: number }) => void } = {};
  headers: Record<string, string> = {};
  status = 0;
  responseText = '';
  opened: string[] = [];
  aborted = false;
  onload: () => void = () => undefined;
  onerror: () => void = () => undefined;

  constructor() {
    Ask.last = this;
  }

  open(...asked: string[]) {
    this.opened = asked;
  }

  setRequestHeader(name: string, value: string) {
    this.headers[name] = value;
  }

  send() {
    this.upload.onprogress?.({ loaded: 5, total: 10 });
  }

  abort() {
    this.aborted = true;
  }

  answer(status: number, body: unknown) {
    this.status = status;
    this.responseText = JSON.stringify(body);
    this.onload();
  }
}

beforeEach(() => vi.stubGlobal('XMLHttpRequest', Ask));
afterEach(() => vi.unstubAllGlobals());

const send = (stop = new AbortController(), progress: (share: number) => void = () => undefined) =>
  uploader('biblioteca.prova')(new File(['x'], 'perché.pdf'), progress, stop.signal);

describe('a file', () => {
  it('is posted with its name, and told how far it has come', async () => {
    const progress = vi.fn();
    const sent = send(undefined, progress);
    expect(Ask.last.opened).toEqual(['POST', '/api/@biblioteca.prova/files']);
    expect(Ask.last.headers).toEqual({ 'X-File-Name': 'perch%C3%A9.pdf' });
    expect(progress).toHaveBeenCalledWith(0.5);
    Ask.last.answer(200, {
      file: { file: 'f', name: 'perché.pdf', kind: 'pdf', size: 10, consentedAt: null },
    });
    expect(await sent).toEqual({
      file: 'f',
      name: 'perché.pdf',
      kind: 'pdf',
      size: 10,
      consentedAt: null,
    });
  });

  it.each([
    [415, { code: 'wrongKind' }, 'wrongKind'],
    [429, { code: 'tooMany' }, 'tooMany'],
    [413, 'no body of ours', 'tooLarge'],
    [503, { code: 'notSaved' }, 'failed'],
    [200, {}, 'failed'],
  ])('that is refused with %d says why', async (status, body, trouble) => {
    const sent = send();
    Ask.last.answer(status, body);
    await expect(sent).rejects.toBe(trouble);
  });

  it('stops on its way, and fails where there is no network', async () => {
    const stop = new AbortController();
    const sent = send(stop);
    stop.abort();
    expect(Ask.last.aborted).toBe(true);
    Ask.last.onerror();
    await expect(sent).rejects.toBe('failed');
  });
});
