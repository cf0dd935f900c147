// The page read aloud, for who waits with their eyes elsewhere: by the browser's own
// voice, where there is one for the language.
import type { Language } from '$lib/wire';

/** What is used of a browser's speech. */
export type Speech = Pick<
  SpeechSynthesis,
  'getVoices' | 'speak' | 'cancel' | 'addEventListener' | 'removeEventListener'
>;

export class Spoken {
  on = $state(false);

  private voices = $state.raw<SpeechSynthesisVoice[]>([]);
  private readonly speech: Speech | undefined;
  /** Some browsers find their voices late. */
  private readonly look = () => {
    this.voices = this.speech?.getVoices() ?? [];
  };

  constructor(speech: Speech | undefined) {
    this.speech = speech;
    this.look();
    speech?.addEventListener?.('voiceschanged', this.look);
  }

  /** There is a voice for this language. */
  speaks(language: Language): boolean {
    return this.voices.some(({ lang }) => lang.toLowerCase().startsWith(language));
  }

  say(text: string, language: Language): void {
    if (!this.on || !this.speech || text === '') return;
    this.speech.cancel();
    const said = new SpeechSynthesisUtterance(text);
    said.lang = language === 'it' ? 'it-IT' : 'en-GB';
    this.speech.speak(said);
  }

  close(): void {
    this.speech?.removeEventListener?.('voiceschanged', this.look);
    this.speech?.cancel();
  }
}
