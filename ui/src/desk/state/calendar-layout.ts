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
  /** How many lanes it takes: what has no neighbours has the whole day. */
  span: number;
}

/** A day whose things stand in their places. */
export interface Laid<Thing> {
  lanes: number;
  placed: Placed<Thing>[];
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
): Laid<Thing> {
  const ordered = [...things].sort((one, other) => one.from - other.from);
  const knots: { ends: number[]; all: { thing: Thing; lane: number }[] }[] = [];
  for (const thing of ordered) {
    const last = knots.at(-1);
    const knot = last && Math.max(...last.ends) > thing.from ? last : { ends: [], all: [] };
    if (knot !== last) knots.push(knot);
    const free = knot.ends.findIndex((end) => end <= thing.from);
    const lane = free === -1 ? knot.ends.length : free;
    knot.ends[lane] = drawnUntil(thing);
    knot.all.push({ thing, lane });
  }
  const lanes = Math.max(1, ...knots.map(({ ends }) => ends.length));
  const placed = knots.flatMap(({ ends, all }) =>
    all.map(({ thing, lane }) => {
      const from = Math.max(thing.from, shown.from);
      const until = Math.min(drawnUntil(thing), shown.until);
      const left = Math.floor((lane * lanes) / ends.length);
      const right = Math.floor(((lane + 1) * lanes) / ends.length);
      return {
        thing,
        row: Math.floor((from - shown.from) / STEP),
        rows: Math.max(Math.ceil((until - from) / STEP), 1),
        lane: left,
        span: right - left,
      };
    }),
  );
  return { lanes, placed };
}

function drawnUntil({ from, until }: Stretch): number {
  return Math.min(Math.max(until, from + SHORTEST), DAY);
}
