// Every colour of a consultation can be read, in both themes.
import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import type { Colour } from '$lib/wire';

const COLOURS: Colour[] = ['blue', 'green', 'amber', 'red', 'violet', 'teal'];

const source = readFileSync('src/desk/calendar-colours.css', 'utf8');
const [light = '', dark = ''] = source.split('@media (prefers-color-scheme: dark)');

function valueOf(theme: string, name: string): string {
  return new RegExp(`--${name}: (#\\w{6});`).exec(theme)?.[1] ?? '';
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

describe.each([
  ['light', light],
  ['dark', dark],
])('the %s theme', (_, theme) => {
  it.each(COLOURS)('reads on %s at 7:1', (colour) => {
    const ground = luminance(valueOf(theme, `${colour}-ground`));
    const ink = luminance(valueOf(theme, `on-${colour}`));
    const ratio = (Math.max(ground, ink) + 0.05) / (Math.min(ground, ink) + 0.05);
    expect(ratio).toBeGreaterThanOrEqual(7);
  });
});

it('every colour has a class', () => {
  for (const colour of COLOURS) expect(source).toContain(`.colour-${colour} {`);
});
