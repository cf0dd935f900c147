// Where the focus goes when what had it is gone.

/** Takes the focus, but only when nobody has it. */
export function takeLostFocus(element: HTMLElement): void {
  const { activeElement, body } = document;
  if (activeElement === null || activeElement === body) {
    // What matters may stand above it, and must stay in view.
    element.focus({ preventScroll: true });
  }
}

/** What scrolls is reached by Tab even when nothing in it can be: then the arrows move it. */
export function scrollsByKeys(element: HTMLElement): void {
  element.tabIndex = 0;
}

/**
 * Puts the focus into the next part of the window, after the one that has it; the parts
 * carry `data-pane`. Says whether there was one.
 */
export function nextPane(): boolean {
  const panes = [...document.querySelectorAll<HTMLElement>('[data-pane]')];
  const here = panes.findIndex((pane) => pane.contains(document.activeElement));
  const next = panes[(here + 1) % panes.length];
  next?.focus();
  return next !== undefined;
}
