/** A map for bookkeeping that nothing draws: it need not tell anybody when it changes. */
export function book<Key, Value>(): Map<Key, Value> {
  return new Map();
}

/** A set for the same. */
export function pile<Item>(items: Iterable<Item> = []): Set<Item> {
  return new Set(items);
}
