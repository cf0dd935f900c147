// What the chat shows, and how a text is judged before it is sent.
import type { Snippet } from 'svelte';

import type { Attachment, FileTrouble } from '../wire';

/** The longest message the server takes, in characters. */
export const LONGEST_TEXT = 4_000;

/** What may be sent as a file; the server judges by the content. */
export const FILE_KINDS = '.jpg,.jpeg,.png,.webp,.pdf,.txt,image/jpeg,image/png,image/webp';

/** From here on the writer is told how much is left. */
const NEAR_THE_LIMIT = 300;

/** How far a message has come, once the server has it. */
export type Reached = 'sent' | 'delivered' | 'read';

/** A file of a message. */
export interface ChatFile extends Attachment {
  /** Where it can be fetched; without it, `onsave` fetches it. */
  href?: string;
}

/** One message, as the chat draws it. */
export interface ChatLine {
  id: string;
  /** Said from this page. */
  own: boolean;
  author: string;
  text: string;
  /** Milliseconds since 1970 UTC. */
  at: number;
  /** The server has not taken it yet. */
  pending: boolean;
  /** Nobody said it: it happened. */
  narrated?: boolean | undefined;
  /** How far an own message has come. */
  reached?: Reached | undefined;
  file?: ChatFile | undefined;
  /** The author is named, on the own side too: several speak there. */
  signed?: boolean | undefined;
  /** What else there is to say of it, small. */
  aside?: string | undefined;
}

/** Why a file did not go. */
export type UploadTrouble = Exclude<FileTrouble, 'noConsent'>;

/** A file on its way to the server. */
export interface ChatUpload {
  id: string;
  name: string;
  /** How much of it has arrived, 0 to 1; null when nobody knows. */
  share: number | null;
  trouble: UploadTrouble | null;
}

/** The words of one chat among others. */
export interface ChatLabels {
  /** Names the list of messages. */
  log: string;
  /** Names the field to write in. */
  field: string;
  /** Stands where no message is yet. */
  empty: string;
}

/** One message and what is drawn about it only where it changes. */
export interface ChatRow {
  line: ChatLine;
  /** The first of its day, and not of today. */
  startsDay: boolean;
  /** The first of a run by one author. */
  startsRun: boolean;
}

/** What one chat's field can do besides. */
export interface FieldTools {
  /** Buttons beside the one for files. */
  buttons?: Snippet;
  /** A key was pressed; says whether it meant something. */
  onkey?: (event: KeyboardEvent) => boolean;
  /** Whether a text may not go yet. */
  stops?: (text: string) => boolean;
}

/** A piece of a text, and where it leads. */
export interface Piece {
  text: string;
  /** An address of the web, or nothing. */
  href: string | null;
  /** It was looked for; the reader is at the current one. */
  mark?: 'found' | 'current';
}

const sameDay = (one: number, other: number) =>
  new Date(one).toDateString() === new Date(other).toDateString();

/** Puts messages into rows, telling where a day or another author begins. */
export function rows(lines: readonly ChatLine[], now: number): ChatRow[] {
  return lines.map((line, index) => {
    const before = lines[index - 1];
    const newDay = !before || !sameDay(before.at, line.at);
    return {
      line,
      startsDay: newDay && !(index === 0 && sameDay(line.at, now)),
      startsRun:
        newDay ||
        before.own !== line.own ||
        before.author !== line.author ||
        before.narrated !== line.narrated,
    };
  });
}

/** How many characters may still be written; null while there is room. */
export function charactersLeft(text: string): number | null {
  const left = LONGEST_TEXT - [...text].length;
  return left <= NEAR_THE_LIMIT ? left : null;
}

const ADDRESS = /\bhttps?:\/\/[^\s<>"«»“”]+/gi;
/** What ends a sentence does not belong to an address. */
const TAIL = /[.,;:!?'’)\]}*_]+$/;

/** Finds the addresses in a text. They are shown in full, as they were written. */
export function pieces(text: string): Piece[] {
  const found: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = trimmed(match[0]);
    const at = match.index ?? 0;
    if (!isAddress(address)) continue;
    if (at > from) found.push({ text: text.slice(from, at), href: null });
    found.push({ text: address, href: address });
    from = at + address.length;
  }
  if (from < text.length) found.push({ text: text.slice(from), href: null });
  return found;
}

function trimmed(address: string): string {
  const tail = TAIL.exec(address)?.[0] ?? '';
  const bare = address.slice(0, address.length - tail.length);
  // The parenthesis that closes one of the address itself belongs to it.
  const opens = bare.split('(').length > bare.split(')').length;
  return tail.startsWith(')') && opens ? `${bare})` : bare;
}

function isAddress(text: string): boolean {
  try {
    return ['http:', 'https:'].includes(new URL(text).protocol);
  } catch {
    return false;
  }
}

/** The size of a file, for people. */
export function sizeWords(bytes: number, language: string): string {
  const [size, unit] =
    bytes < 1_000_000 ? [Math.max(1, bytes / 1_000), 'kilobyte'] : [bytes / 1_000_000, 'megabyte'];
  const maximumFractionDigits = size < 10 && unit === 'megabyte' ? 1 : 0;
  const shape = { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits } as const;
  return new Intl.NumberFormat(language, shape).format(size);
}
