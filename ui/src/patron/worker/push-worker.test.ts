// The worker, on a stage of the test's own.
import { beforeEach, describe, expect, it, vi } from 'vitest';

type Heard = (event: Record<string, unknown>) => void;

const SCOPE = 'https://desk.example/@biblioteca.prova';
const ears: Record<string, Heard> = {};
const shown = vi.fn((_title: string, _options: Record<string, unknown>) => Promise.resolve());
const openWindow = vi.fn((_url: string) => Promise.resolve());
let pages: { url: string; focus: () => void; postMessage: (message: unknown) => void }[] = [];

vi.stubGlobal('self', {
  registration: { scope: SCOPE, showNotification: shown },
  clients: { matchAll: () => Promise.resolve(pages), openWindow },
  skipWaiting: () => Promise.resolve(),
  addEventListener: (type: string, heard: Heard) => (ears[type] = heard),
});

async function happens(type: string, event: Record<string, unknown>) {
  let done: unknown;
  ears[type]?.({ ...event, waitUntil: (promise: unknown) => (done = promise) });
  await done;
}

const pushed = (told: unknown) => happens('push', { data: { json: () => told } });
const clicked = () => happens('notificationclick', { notification: { close: vi.fn() } });

function page(url: string) {
  const open = { url, focus: vi.fn(), postMessage: vi.fn() };
  pages.push(open);
  return open;
}

beforeEach(async () => {
  vi.clearAllMocks();
  pages = [];
  await import('./push-worker');
});

describe('the worker', () => {
  it('shows what it is told, and the same thing once', async () => {
    const told = { title: 'Biblioteca', body: 'Tocca a te.', lang: 'it', about: 'x', urgent: true };
    await pushed(told);
    expect(shown).toHaveBeenCalledWith(
      'Biblioteca',
      expect.objectContaining({ body: 'Tocca a te.', tag: 'x', requireInteraction: true }),
    );
  });

  it('shows something even of a push that it can not read', async () => {
    await happens('push', { data: null });
    const unreadable = () => {
      throw new Error('no JSON');
    };
    await happens('push', { data: { json: unreadable } });
    expect(shown.mock.calls.map(([title]) => title)).toEqual(['Sportello', 'Sportello']);
  });

  it('brings the page of its own desk to the front, and no other', async () => {
    const another = page(`${SCOPE}2`);
    const own = page(`${SCOPE}/maria.rossi`);
    await clicked();
    expect(own.postMessage).toHaveBeenCalledWith({ type: 'opened' });
    expect(own.focus).toHaveBeenCalled();
    expect(another.focus).not.toHaveBeenCalled();
    expect(openWindow).not.toHaveBeenCalled();
  });

  it('opens the page of its desk when none is open', async () => {
    page('https://desk.example/@biblioteca.prova2');
    await clicked();
    expect(openWindow).toHaveBeenCalledWith(`${SCOPE}?opened`);
  });
});
