// The bell of the page: two tones and a shake, made here, since a file for it would
// have to be fetched first. A browser that was never touched plays nothing; the title
// and the words say it too.

const TONES = [659, 880];
const TONE_S = 0.18;
const EVERY_MS = 3_000;
const SHAKE = [300, 150, 300];

/** What a bell rings with. */
export interface BellParts {
  /** A new way to play sound, or none. */
  audio: () => AudioContext | null;
  shake: (pattern: number[]) => void;
}

/** This browser's. */
export const browserBell: BellParts = {
  audio: () => ('AudioContext' in window ? new AudioContext() : null),
  shake: (pattern) => void navigator.vibrate?.(pattern),
};

/** Rings, once or until the returned function is called. */
export function ring(bell: BellParts, often: 'once' | 'on'): () => void {
  let context: AudioContext | null = null;
  const strike = () => {
    bell.shake(SHAKE);
    context ??= bell.audio();
    if (context) play(context);
  };
  strike();
  const timer = often === 'on' ? setInterval(strike, EVERY_MS) : undefined;
  return () => {
    clearInterval(timer);
    bell.shake([]);
    void context?.close().catch(() => undefined);
  };
}

function play(context: AudioContext): void {
  void context.resume().catch(() => undefined);
  TONES.forEach((frequency, index) => {
    const from = context.currentTime + index * TONE_S;
    const tone = context.createOscillator();
    const loud = context.createGain();
    tone.frequency.value = frequency;
    // A tone that begins or ends at once clicks.
    loud.gain.setValueAtTime(0, from);
    loud.gain.linearRampToValueAtTime(0.25, from + 0.02);
    loud.gain.linearRampToValueAtTime(0, from + TONE_S);
    tone.connect(loud).connect(context.destination);
    tone.start(from);
    tone.stop(from + TONE_S);
  });
}
