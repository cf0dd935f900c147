// The tokens are those of the Italian public design system where they say so, and
// can be read in both themes.
import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

const source = readFileSync('src/lib/look/tokens.css', 'utf8');
const italian = readFileSync('node_modules/design-tokens-italia/dist/css/variables.css', 'utf8');

/** A custom property's value in the design system, lengths in rem. */
function italianValue(name: string): string | undefined {
  const value = new RegExp(`--it-${name}: ([^;]+);`).exec(italian)?.[1];
  const pixels = /^(\d+)px$/.exec(value ?? '')?.[1];
  return pixels && !name.startsWith('radius') ? `${Number(pixels) / 16}rem` : value;
}

function values(css: string): Record<string, string> {
  return Object.fromEntries([...css.matchAll(/(--[\w-]+): ([^;]+);/g)].map((m) => [m[1], m[2]]));
}

function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const share = parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

const [light, afterLight] = source.split('@media (prefers-color-scheme: dark)') as [string, string];
const dark = afterLight.split('@media')[0] ?? '';
const themes = { light: values(light), dark: { ...values(light), ...values(dark) } };

it('tokens that name the design system have its values', () => {
  const claims = [...source.matchAll(/(--[\w-]+): ([^;]+); \/\* it: ([\w-]+) \*\//g)];
  expect(claims.length).toBeGreaterThan(50);
  for (const [, own, value, name] of claims) {
    expect(value, own).toBe(italianValue(name ?? ''));
  }
});

describe.each(Object.entries(themes))('the %s theme', (_, theme) => {
  it.each([
    ['ink', ['paper', 'surface', 'surface-strong']],
    ['ink-soft', ['paper', 'surface', 'surface-strong']],
    ['on-accent-soft', ['accent-soft']],
    ['on-good-soft', ['good-soft']],
    ['on-warn-soft', ['warn-soft']],
    ['on-danger-soft', ['danger-soft']],
    ['on-stage', ['stage', 'stage-raised']],
  ])('body text, 7:1: %s', (text, grounds) => {
    for (const ground of grounds) {
      expect(contrast(theme[`--${text}`] ?? '', theme[`--${ground}`] ?? '')).toBeGreaterThanOrEqual(
        7,
      );
    }
  });

  it.each([
    ['ink-faint', ['paper', 'surface', 'surface-strong', 'accent-soft']],
    ['accent', ['paper', 'surface', 'surface-strong']],
    ['on-accent', ['accent', 'accent-strong']],
    ['good', ['paper', 'surface']],
    ['warn', ['paper', 'surface']],
    ['danger-ink', ['paper', 'surface']],
    ['on-danger', ['danger', 'danger-strong']],
  ])('other text, 4.5:1: %s', (text, grounds) => {
    for (const ground of grounds) {
      expect(
        contrast(theme[`--${text}`] ?? '', theme[`--${ground}`] ?? ''),
        `${text} on ${ground}`,
      ).toBeGreaterThanOrEqual(4.5);
    }
  });

  it.each([
    ['line-strong', ['paper', 'surface']],
    ['focus', ['paper', 'surface']],
    ['stage-line', ['stage']],
  ])('edges that must be seen, 3:1: %s', (edge, grounds) => {
    for (const ground of grounds) {
      expect(contrast(theme[`--${edge}`] ?? '', theme[`--${ground}`] ?? '')).toBeGreaterThanOrEqual(
        3,
      );
    }
  });
});
