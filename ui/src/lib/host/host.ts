// What the window needs from the program around it, and the only way to it.
// `tauri.ts` is the program; `mock.ts` plays one for the bench and the tests.
import type { ContactId, SourceId, ThreadId, WindowOrder, WindowState } from '$lib/wire';

/** The program around the window. */
export interface Host {
  /**
   * Begins to listen; called once, at start. Every change brings the whole state;
   * a picture comes as the bytes that `picture.ts` describes.
   */
  attach(
    onState: (state: WindowState) => void,
    onPicture: (bytes: ArrayBuffer) => void,
  ): Promise<void>;

  /** Asks for something. What comes of it shows in the next state. */
  order(order: WindowOrder): Promise<void>;

  /**
   * Gives back the credit of one patron's picture that was drawn or thrown away.
   * The program keeps few on the way, so each must be given back exactly once.
   */
  drawn(): void;

  /**
   * Hands over a file to be sent into an open thread. What comes of it shows in the
   * next states.
   */
  sendFile(thread: ThreadId, name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;

  /**
   * Hands over a still of the patron's picture, to which they consented in this contact.
   * What comes of it shows in the next states.
   */
  sendStill(contact: ContactId, name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;

  /**
   * Hands over the librarian's own calendar, to be read for when they are busy. What
   * comes of it shows in the next states.
   */
  sendCalendar(bytes: Uint8Array<ArrayBuffer>): Promise<void>;

  /**
   * Hands over a file of loans for a source. Its preview shows in the next states.
   */
  sendLoans(source: SourceId, name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;

  /** Puts a link on the clipboard. */
  copyLink(link: string): Promise<void>;

  /** Light or dark, whatever the system says; null follows the system again. */
  setColours(colours: 'light' | 'dark' | null): void;
}
