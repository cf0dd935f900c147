// Nothing covers anything, whatever is booked.
import { describe, expect, it } from 'vitest';

import { hoursOf, inLanes, type Stretch } from './calendar-layout';

const DAY: Stretch = { from: 8 * 60, until: 20 * 60 };
const at = (from: number, minutes: number) => ({ from, until: from + minutes });

describe('the hours that are shown', () => {
  it('are those of a library, and more where something is booked outside them', () => {
    expect(hoursOf([])).toEqual(DAY);
    expect(hoursOf([at(7 * 60 + 30, 30), at(20 * 60 + 15, 60)])).toEqual({
      from: 7 * 60,
      until: 22 * 60,
    });
  });

  it('end with the day', () => {
    expect(hoursOf([at(23 * 60 + 45, 90)]).until).toBe(24 * 60);
  });
});

describe('lanes', () => {
  it('are one where nothing overlaps', () => {
    const { lanes, placed } = inLanes([at(540, 60), at(600, 30)], DAY);
    expect(lanes).toBe(1);
    expect(placed).toMatchObject([
      { row: 4, rows: 4, lane: 0, span: 1 },
      { row: 8, rows: 2, lane: 0, span: 1 },
    ]);
  });

  it('keep apart what overlaps, of any lengths', () => {
    const things = [at(540, 90), at(555, 15), at(570, 30), at(600, 60), at(630, 30), at(800, 60)];
    const { placed } = inLanes(things, DAY);
    for (const one of placed) {
      const clash = placed.filter(
        (other) =>
          other !== one &&
          other.lane < one.lane + one.span &&
          one.lane < other.lane + other.span &&
          other.row < one.row + one.rows &&
          one.row < other.row + other.rows,
      );
      expect(clash).toEqual([]);
    }
  });

  it('leave the whole day to what has no neighbours', () => {
    const { lanes, placed } = inLanes([at(540, 60), at(540, 60), at(540, 60), at(900, 30)], DAY);
    expect(lanes).toBe(3);
    expect(placed.map(({ lane, span }) => [lane, span])).toEqual([
      [0, 1],
      [1, 1],
      [2, 1],
      [0, 3],
    ]);
  });

  it('draw what is short long enough to be pressed', () => {
    expect(inLanes([at(540, 10)], DAY).placed[0]?.rows).toBe(2);
  });
});
