import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { WindowState } from '$lib/wire';

import { MockHost, sceneOf } from './mock';
import { MockPictures, paint } from './mock-pictures';
import { planesLength, readPicture } from './picture';

function living() {
  const states: WindowState[] = [];
  const pictures: ArrayBuffer[] = [];
  const host = new MockHost(null);
  void host.attach(
    (state) => states.push(state),
    (bytes) => {
      pictures.push(bytes);
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
    expect(now()?.desk?.seat.contact?.id).toBe(rings.contact);

    void host.order({ type: 'say', text: 'Buongiorno' });
    expect(now()?.desk?.messages[0]?.pending).toBe(true);
    vi.advanceTimersByTime(3000);
    expect(now()?.desk?.messages.map(({ pending }) => pending)).toEqual([false, false]);
    void host.order({ type: 'hangUp' });
    expect(now()?.desk?.seat.contact).toBeNull();
    expect(now()?.news.at(-1)?.what).toEqual({ type: 'contactEnded', by: 'librarian' });
    const before = pictures.length;
    vi.advanceTimersByTime(1000);
    expect(pictures).toHaveLength(before);
  });

  it('stops the pictures of a patron whose credits do not come back', () => {
    const pictures = new MockPictures();
    const seen: ArrayBuffer[] = [];
    pictures.show({ patron: true, own: false });
    pictures.start((bytes) => seen.push(bytes));
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
