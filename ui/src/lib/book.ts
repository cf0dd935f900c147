/** A map for bookkeeping that nothing draws: it need not tell anybody when it changes. */
export function book<Key, Value>(): Map<Key, Value> {
  return new Map();
}
