// What everybody must be able to use: axe finds nothing with all its rules, nothing lies
// outside a narrow screen, in both languages, light and dark.
import assert from 'node:assert/strict';

import { AxeBuilder } from '@axe-core/playwright';

import { until } from './until.mjs';

const NARROW = { width: 320, height: 640 };
const WIDE = { width: 1280, height: 800 };

/** Any two of language, light and width meet in one of these. */
const WAYS = [
  { language: 'it', colorScheme: 'light', viewport: NARROW },
  { language: 'it', colorScheme: 'dark', viewport: WIDE },
  { language: 'en', colorScheme: 'dark', viewport: NARROW },
  { language: 'en', colorScheme: 'light', viewport: WIDE },
];

/** Shows a state of the page in the ways it can be seen, and judges each. */
export async function isForEverybody(patron, state) {
  const { page } = patron;
  await page.emulateMedia({ reducedMotion: 'reduce' });
  for (const { language, colorScheme, viewport } of WAYS) {
    await chooseLanguage(patron, language);
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize(viewport);
    await settled(page);
    const how = `${state}, ${language}, ${colorScheme}, ${viewport.width} px`;
    await hasNoFault(page, how);
    await staysInside(page, how);
  }
  await chooseLanguage(patron, patron.language);
}

async function chooseLanguage({ page }, language) {
  const chosen = () => page.evaluate(() => document.documentElement.lang);
  if ((await chosen()) === language) return;
  await page.locator(`button[lang="${language}"]`).click();
  await until(`the page to be read in ${language}`, async () => (await chosen()) === language);
}

/** Twice drawn, and nothing is on its way any more. */
export function settled(page) {
  return page.evaluate(atRest);
}

/** Runs in a page: resolves when what moves or fades there has come to its end. */
export async function atRest() {
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  await frame();
  await frame();
  const passing = document.getAnimations().filter((animation) => {
    const { iterations } = animation.effect?.getComputedTiming() ?? {};
    return animation.playState === 'running' && iterations !== Infinity;
  });
  await Promise.all(passing.map((animation) => animation.finished.catch(() => undefined)));
}

export async function hasNoFault(page, how) {
  const { violations, passes } = await new AxeBuilder({ page }).analyze();
  assert.ok(passes.length > 5, `${how}: axe saw too little`);
  assert.deepEqual(told(violations), [], `${how}: axe finds faults`);
}

/** The faults in a form that can be read. */
export function told(violations) {
  return violations.map(({ id, nodes }) => ({
    id,
    where: nodes.map(({ target, failureSummary }) => `${target.join(' ')} ${failureSummary}`),
  }));
}

export async function staysInside(page, how) {
  const wide = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    return [...document.querySelectorAll('body *')]
      .filter((one) => one.getBoundingClientRect().right > clientWidth + 1)
      .map((one) => `${one.tagName.toLowerCase()}.${one.className}`)
      .slice(0, 8);
  });
  assert.deepEqual(wide, [], `${how}: it scrolls sideways`);
}
