// What the chat shows, and how a text is judged before it is sent.

/** The longest message the server takes, in characters. */
export const LONGEST_TEXT = 4_000;

/** From here on the writer is told how much is left. */
const NEAR_THE_LIMIT = 300;

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
      startsRun: newDay || before.own !== line.own || before.author !== line.author,
    };
  });
}

/** How many characters may still be written; null while there is room. */
export function charactersLeft(text: string): number | null {
  const left = LONGEST_TEXT - text.length;
  return left <= NEAR_THE_LIMIT ? left : null;
}
