import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { WindowState } from '$lib/wire';

import { MockHost, sceneOf } from './mock';
import { MockPictures, paint } from './mock-pictures';
import { planesLength, readPicture } from './picture';

/** How loud it is comes by the same way, and is no picture. */
const isPicture = (bytes: ArrayBuffer) => readPicture(bytes)?.of !== 'sound';

function living() {
  const states: WindowState[] = [];
  const pictures: ArrayBuffer[] = [];
  const host = new MockHost(null);
  void host.attach(
    (state) => states.push(state),
    (bytes) => {
      if (isPicture(bytes)) pictures.push(bytes);
      if (readPicture(bytes)?.of === 'patron') host.drawn();
    },
  );
  return { host, pictures, now: () => states.at(-1) };
}

describe('the mock', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => {
    vi.clearAllTimers();
    vi.useRealTimers();
  });

  it('plays a scene of the address, or lives', () => {
    expect(sceneOf('http://localhost/?scene=ringing')).toBe('ringing');
    expect(sceneOf('http://localhost/?scene=toString')).toBeNull();
    expect(sceneOf('http://localhost/')).toBeNull();
  });

  it('lives: one signs in, somebody rings, is answered, talks, and is gone', () => {
    const { host, now, pictures } = living();
    void host.order({ type: 'signIn', server: '', user: 'ada', password: 'x' });
    vi.advanceTimersByTime(1000);
    expect(now()?.connection).toMatchObject({ type: 'signedOut', why: { type: 'refused' } });

    void host.order({ type: 'signIn', server: '', user: 'ada', password: 'secret' });
    vi.advanceTimersByTime(5000);
    const rings = now()?.desk?.seat.line.find(({ ringsHere }) => ringsHere);
    if (!rings) throw new Error('nobody rings');
    void host.order({ type: 'answer', contact: rings.contact, with: 'video' });
    expect(now()?.desk?.seat.contacts[0]?.id).toBe(rings.contact);

    const said = () => now()?.desk?.conversations[0]?.messages.map(({ pending }) => pending);
    const thread = now()?.desk?.seat.contacts[0]?.thread ?? '';
    void host.order({ type: 'say', thread, text: 'Buongiorno' });
    expect(said()).toEqual([true]);
    vi.advanceTimersByTime(3000);
    expect(said()).toEqual([false, false]);
    void host.order({ type: 'hangUp', contact: rings.contact });
    expect(now()?.desk?.seat.contacts).toEqual([]);
    expect(now()?.desk?.seat.wrapUp?.contact).toBe(rings.contact);
    expect(now()?.news.at(-1)?.what).toEqual({ type: 'contactEnded', patron: '', by: 'librarian' });
    vi.advanceTimersByTime(30_000);
    expect(now()?.desk?.seat.wrapUp).toBeNull();
    const before = pictures.length;
    vi.advanceTimersByTime(1000);
    expect(pictures).toHaveLength(before);
  });

  it('calls the patron of a thread, who answers', () => {
    const { host, now } = living();
    void host.order({ type: 'signIn', server: '', user: 'ada', password: 'secret' });
    vi.advanceTimersByTime(1000);
    void host.order({ type: 'openThread', thread: 'thread-1' });
    expect(now()?.desk?.reading?.name).toBe('Omar El Idrissi');
    void host.order({ type: 'read', thread: 'thread-1', upTo: 1 });
    expect(now()?.desk?.threads[0]?.unread).toBe(false);
    void host.sendFile('thread-1', 'scheda.pdf');
    expect(now()?.desk?.reading?.uploading).toEqual(['scheda.pdf']);
    void host.order({ type: 'callPatron', thread: 'thread-1', mode: 'voice' });
    expect(now()?.desk?.seat.contacts[0]).toMatchObject({ calling: true, thread: 'thread-1' });
    vi.advanceTimersByTime(3000);
    expect(now()?.desk?.seat.contacts[0]?.calling).toBe(false);
    expect(now()?.desk?.reading?.uploading).toEqual([]);
    void host.order({
      type: 'setMode',
      contact: now()?.desk?.seat.contacts[0]?.id ?? '',
      mode: 'chat',
    });
    expect(now()?.desk?.seat.contacts[0]?.proposed).toBe('chat');
    vi.advanceTimersByTime(3000);
    expect(now()?.desk?.seat.contacts[0]).toMatchObject({ mode: 'chat', proposed: null });
    expect(now()?.desk?.call).toBeNull();
  });

  it('stops the pictures of a patron whose credits do not come back', () => {
    const pictures = new MockPictures();
    const seen: ArrayBuffer[] = [];
    pictures.show({ patron: true, own: false });
    pictures.start((bytes) => void (isPicture(bytes) && seen.push(bytes)));
    vi.advanceTimersByTime(2000);
    expect(seen).toHaveLength(3);
    pictures.drawn();
    vi.advanceTimersByTime(100);
    expect(seen).toHaveLength(4);
  });

  it('paints whole pictures of any size', () => {
    expect(paint(7, 5, 0)).toHaveLength(planesLength(7, 5));
  });
});
