import { describe, expect, it } from 'vitest';

import { blankHours } from './blank-settings';
import { dateAsTyped, HoursEditor, tidyDate, tidyTime, timesOf, todayIn } from './hours-editor';

describe('what is typed', () => {
  it('is a time with or without its zeros', () => {
    for (const typed of ['9', '09', '9:00', '9.00', '900', ' 9,00 ']) {
      expect(tidyTime(typed)).toBe('09:00');
    }
    expect(tidyTime('1930')).toBe('19:30');
    expect(tidyTime('mattina')).toBe('mattina');
  });

  it('is a date in the order of the country', () => {
    for (const typed of ['24/12/2026', '24.12.26', '24-12-2026', '2026-12-24']) {
      expect(tidyDate(typed)).toBe('2026-12-24');
    }
    expect(tidyDate('1/6/2026')).toBe('2026-06-01');
    expect(tidyDate('Natale')).toBe('Natale');
    expect(dateAsTyped('2026-12-24')).toBe('24/12/2026');
    expect(dateAsTyped('Natale')).toBe('Natale');
  });

  it('stays in its place when it is no opening', () => {
    expect(timesOf('09:00-13:00')).toEqual({ from: '09:00', to: '13:00' });
    expect(timesOf('mattina')).toEqual({ from: 'mattina', to: '' });
  });
});

describe('the editor of hours', () => {
  it('opens a day in the morning, and again after a pause', () => {
    const hours = blankHours();
    const editor = new HoursEditor(hours);
    const [monday = []] = hours.week;
    editor.addOpening(monday);
    editor.addOpening(monday);
    editor.setOpening(monday, 1, 'to', '1830');
    expect(monday).toEqual(['09:00-13:00', '15:00-18:30']);
    editor.copyFromDayBefore(1);
    expect(hours.week[1]).toEqual(monday);
    expect(hours.week[1]).not.toBe(monday);
    editor.removeOpening(monday, 0);
    expect(monday).toEqual(['15:00-18:30']);
  });

  it('moves a closure of one day as a whole, and stretches a longer one', () => {
    const hours = blankHours();
    const editor = new HoursEditor(hours);
    editor.addClosure('2026-12-24');
    const [closure] = hours.closures;
    if (!closure) throw new Error('no closure');
    editor.setFrom(closure, '27/12/2026');
    expect(closure).toMatchObject({ from: '2026-12-27', to: '2026-12-27' });
    editor.setTo(closure, '5/1/2027');
    editor.setFrom(closure, '28/12/2026');
    expect(closure).toMatchObject({ from: '2026-12-28', to: '2027-01-05' });
    editor.setTo(closure, '');
    expect(closure.to).toBe('2026-12-28');
    editor.removeClosure(0);
    expect(hours.closures).toEqual([]);
  });

  it('closes today where the clock hangs', () => {
    const lateInRome = Date.UTC(2026, 11, 24, 23, 30);
    expect(todayIn('Europe/Rome', lateInRome)).toBe('2026-12-25');
    expect(todayIn('America/New_York', lateInRome)).toBe('2026-12-24');
    expect(todayIn('nowhere', lateInRome)).toMatch(/^2026-12-2\d$/);
  });
});
