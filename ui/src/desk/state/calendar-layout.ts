// Where things stand in a day of the calendar: from which quarter of an hour to which,
// and in which lane, so that nothing covers anything.

/** The grid counts in these minutes. */
export const STEP = 15;
/** What is shorter is drawn as long, so that it can be pressed. */
const SHORTEST = 30;
/** The hours that are shown in any case. */
const USUAL = { from: 8 * 60, until: 20 * 60 };
const DAY = 24 * 60;

/** Minutes since midnight, the end not included. */
export interface Stretch {
  from: number;
  until: number;
}

/** A thing in its place. Rows and lanes count from 0. */
export interface Placed<Thing> {
  thing: Thing;
  row: number;
  rows: number;
  lane: number;
  /** How many lanes its day has. */
  lanes: number;
}

/** From which full hour to which the days are drawn, so that all of them fit. */
export function hoursOf(all: readonly Stretch[]): Stretch {
  const from = Math.min(USUAL.from, ...all.map((one) => one.from));
  const until = Math.max(USUAL.until, ...all.map(drawnUntil));
  return { from: Math.floor(from / 60) * 60, until: Math.min(Math.ceil(until / 60) * 60, DAY) };
}

/** Puts the things of a day side by side where they overlap. */
export function inLanes<Thing extends Stretch>(
  things: readonly Thing[],
  shown: Stretch,
): Placed<Thing>[] {
  const ordered = [...things].sort((one, other) => one.from - other.from);
  const ends: number[] = [];
  const placed = ordered.map((thing) => {
    const free = ends.findIndex((end) => end <= thing.from);
    const lane = free === -1 ? ends.length : free;
    ends[lane] = drawnUntil(thing);
    return { thing, lane };
  });
  return placed.map(({ thing, lane }) => {
    const from = Math.max(thing.from, shown.from);
    const until = Math.min(drawnUntil(thing), shown.until);
    return {
      thing,
      row: Math.floor((from - shown.from) / STEP),
      rows: Math.max(Math.ceil((until - from) / STEP), 1),
      lane,
      lanes: ends.length,
    };
  });
}

function drawnUntil({ from, until }: Stretch): number {
  return Math.min(Math.max(until, from + SHORTEST), DAY);
}
