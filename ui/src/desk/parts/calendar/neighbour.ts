// Which appointment an arrow leads to.

/** The appointment beside the one that has the focus; none at the edge, or for other
    keys. */
export function neighbour(
  grid: HTMLElement,
  from: EventTarget | null,
  key: string,
): HTMLElement | null {
  if (!(from instanceof HTMLElement) || !from.dataset.appointment) return null;
  const columns = [...grid.querySelectorAll<HTMLElement>('[data-date]')].map((column) => [
    ...column.querySelectorAll<HTMLElement>('[data-appointment]'),
  ]);
  const here = columns.findIndex((column) => column.includes(from));
  const at = columns[here]?.indexOf(from) ?? -1;
  switch (key) {
    case 'ArrowUp':
      return columns[here]?.[at - 1] ?? null;
    case 'ArrowDown':
      return columns[here]?.[at + 1] ?? null;
    case 'ArrowLeft':
      return across(columns.slice(0, here).reverse(), at);
    case 'ArrowRight':
      return across(columns.slice(here + 1), at);
    default:
      return null;
  }
}

function across(columns: readonly HTMLElement[][], at: number): HTMLElement | null {
  const column = columns.find(({ length }) => length > 0);
  return column?.[Math.min(at, column.length - 1)] ?? null;
}
