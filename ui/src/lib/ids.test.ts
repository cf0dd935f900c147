// Ids made by this side.
import { expect, it } from 'vitest';

import { newId } from './ids';

it('an id is a version 4 UUID, and a new one each time', () => {
  const made = Array.from({ length: 100 }, newId);
  for (const id of made) {
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  }
  expect(new Set(made).size).toBe(100);
});
