// Asks axe whether a drawn screen can be used by everyone.
import axe from 'axe-core';
import { expect } from 'vitest';

/**
 * Fails with axe's own words. Colours are left to a real browser: jsdom has no
 * layout to measure them on.
 */
export async function expectAccessible(element: Element = document.body): Promise<void> {
  const { violations } = await axe.run(element, {
    rules: { 'color-contrast': { enabled: false } },
  });
  const said = violations.map(
    ({ id, help, nodes }) => `${id}: ${help}\n  ${nodes.map((node) => node.html).join('\n  ')}`,
  );
  expect(said).toEqual([]);
}
