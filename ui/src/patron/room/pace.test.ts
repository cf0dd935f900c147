// What is announced, rung and read aloud while somebody waits.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { ring } from './bell';
import { browserOf, permissionSteps } from './browsers';
import { Calm } from './calm.svelte';
import { Spoken, type Speech } from './spoken.svelte';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe('announcements', () => {
  it('of a line that moves fast say only the newest place', () => {
    const calm = new Calm();
    calm.say('posto 9', false);
    for (const place of [8, 7, 6]) calm.say(`posto ${place}`, false);
    expect(calm.text).toBe('posto 9');
    vi.advanceTimersByTime(5000);
    expect(calm.text).toBe('posto 6');
    calm.close();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('that press do not wait, and leave nothing old behind them', () => {
    const calm = new Calm();
    calm.say('posto 2', false);
    calm.say('posto 1', false);
    calm.say('suona', true);
    expect(calm.text).toBe('suona');
    vi.advanceTimersByTime(10_000);
    expect(calm.text).toBe('suona');
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('the bell', () => {
  it('shakes once, or until it is stopped', () => {
    const shake = vi.fn();
    const audio = () => null;
    ring({ audio, shake }, 'once');
    vi.advanceTimersByTime(10_000);
    expect(shake).toHaveBeenCalledOnce();
    const stop = ring({ audio, shake }, 'on');
    vi.advanceTimersByTime(6_000);
    expect(shake).toHaveBeenCalledTimes(4);
    stop();
    expect(shake).toHaveBeenLastCalledWith([]);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('reading aloud', () => {
  class Said {
    lang = '';
    constructor(readonly text: string) {}
  }

  function speech(...languages: string[]) {
    let found: () => void = () => undefined;
    const voices = languages.map((lang) => ({ lang }) as SpeechSynthesisVoice);
    const made = {
      late: () => found(),
      voices: [] as SpeechSynthesisVoice[],
      getVoices: () => made.voices,
      speak: vi.fn(),
      cancel: vi.fn(),
      addEventListener: (_: string, then: () => void) => (found = then),
      removeEventListener: vi.fn(),
    };
    made.voices = voices;
    return made;
  }

  beforeEach(() => vi.stubGlobal('SpeechSynthesisUtterance', Said));

  it('is offered only where there is a voice for the language', () => {
    expect(new Spoken(undefined).speaks('it')).toBe(false);
    const own = speech('it-IT');
    const spoken = new Spoken(own as unknown as Speech);
    expect([spoken.speaks('it'), spoken.speaks('en')]).toEqual([true, false]);
    own.voices = [{ lang: 'en-US' } as SpeechSynthesisVoice];
    own.late();
    expect(spoken.speaks('en'), 'found late').toBe(true);
  });

  it('reads the newest only, and only when it was asked to', () => {
    const own = speech('it-IT');
    const spoken = new Spoken(own as unknown as Speech);
    spoken.say('posto 2', 'it');
    expect(own.speak).not.toHaveBeenCalled();
    spoken.on = true;
    spoken.say('posto 1', 'it');
    expect(own.cancel).toHaveBeenCalled();
    expect(own.speak.mock.calls[0]?.[0]).toMatchObject({ text: 'posto 1', lang: 'it-IT' });
  });
});

describe('the help for a refused permission', () => {
  const safari = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/15.0 Safari/605.1.15';
  it.each([
    ['chrome', 'Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0.0.0 Safari/537.36', 0],
    ['edge', 'Mozilla/5.0 (Windows NT 10.0) Chrome/140.0.0.0 Safari/537.36 Edg/140.0', 0],
    ['chromePhone', 'Mozilla/5.0 (Linux; Android 14) Chrome/140.0.0.0 Mobile Safari/537.36', 5],
    ['firefox', 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0', 0],
    ['safari', safari, 0],
    ['safariPhone', safari, 5],
    ['safariPhone', 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0) CriOS/140.0 Safari/604.1', 5],
  ] as const)('knows %s', (browser, agent, touchPoints) => {
    expect(browserOf(agent, touchPoints)).toBe(browser);
    expect(permissionSteps(browser)).toHaveLength(3);
  });
});
