// The search in the thread that stands on the screen: what is looked for, where it
// stands, and at which place the reader is.
import { book } from '$lib/book';
import { pieces, type ChatLine, type Piece } from '$lib/parts/chat';

import { Finder, type Range } from './folded';

interface Place {
  line: string;
  range: Range;
}

export class ThreadSearch {
  open = $state(false);

  #words = $state('');
  #lines = $state.raw<readonly ChatLine[]>([]);
  /** Counted from the newest: new words at the end move nobody. */
  #fromEnd = $state(0);

  readonly #finder = new Finder();

  readonly places = $derived.by((): Place[] => {
    if (!this.open || this.#words.trim() === '') return [];
    return this.#lines.flatMap(({ id, text }) =>
      this.#finder.find(text, this.#words).map((range) => ({ line: id, range })),
    );
  });

  /** Where the reader is, from 1; 0 when nothing was found. */
  readonly at = $derived(Math.max(0, this.places.length - this.#fromEnd));
  readonly current = $derived(this.places[this.at - 1] ?? null);

  readonly #byLine = $derived.by(() => {
    const byLine = book<string, Range[]>();
    for (const { line, range } of this.places) {
      byLine.set(line, [...(byLine.get(line) ?? []), range]);
    }
    return byLine;
  });

  get words(): string {
    return this.#words;
  }

  /** Other words: the reader begins at the newest place. */
  set words(words: string) {
    this.#words = words;
    this.#fromEnd = 0;
  }

  /** What stands in the thread now. */
  take(lines: readonly ChatLine[]): void {
    this.#lines = lines;
  }

  /** To the older place, and round again from the newest. */
  older(): void {
    this.#move(1);
  }

  newer(): void {
    this.#move(-1);
  }

  close(): void {
    this.open = false;
    this.words = '';
  }

  /** The text of a line in pieces, with what was found told apart. */
  marked(line: ChatLine): Piece[] {
    const ranges = this.#byLine.get(line.id);
    if (!ranges) return pieces(line.text);
    const { current } = this;
    let at = 0;
    return pieces(line.text).flatMap((piece) => {
      const [from, to] = [at, at + piece.text.length];
      at = to;
      return cut(piece, from, to, ranges, (range) => current?.range === range);
    });
  }

  #move(by: number): void {
    const { length } = this.places;
    if (length > 0) this.#fromEnd = (this.#fromEnd + by + length) % length;
  }
}

/** Cuts a piece where the ranges begin and end in it. */
function cut(
  piece: Piece,
  from: number,
  to: number,
  ranges: readonly Range[],
  isCurrent: (range: Range) => boolean,
): Piece[] {
  const parts: Piece[] = [];
  const part = (start: number, end: number, mark?: Piece['mark']) => {
    if (end <= start) return;
    const text = piece.text.slice(start - from, end - from);
    parts.push(mark ? { text, href: piece.href, mark } : { text, href: piece.href });
  };
  let done = from;
  for (const range of ranges) {
    const [start, end] = [Math.max(range.from, from), Math.min(range.to, to)];
    if (end <= start) continue;
    part(done, start);
    part(start, end, isCurrent(range) ? 'current' : 'found');
    done = end;
  }
  part(done, to);
  return parts;
}
