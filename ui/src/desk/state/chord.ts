// The keys that work wherever the focus is.

export type Chord = 'answer' | 'decline' | 'presence' | 'block';

/** How they are written on the buttons, besides the words of the language. */
export const PRESENCE_KEY = 'F9';

/** What the keys mean, if they mean anything; a key held down means it once. */
export function chordOf(event: KeyboardEvent): Chord | null {
  if (event.repeat || event.isComposing || event.altKey || event.metaKey) return null;
  if (event.ctrlKey) {
    if (event.shiftKey) return event.key === 'Backspace' ? 'block' : null;
    if (event.key === 'Enter') return 'answer';
    return event.key === 'Backspace' ? 'decline' : null;
  }
  return event.key === PRESENCE_KEY && !event.shiftKey ? 'presence' : null;
}
