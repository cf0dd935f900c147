// Where the focus goes when what had it is gone.

/** Takes the focus, but only when nobody has it. */
export function takeLostFocus(element: HTMLElement): void {
  const { activeElement, body } = document;
  if (activeElement === null || activeElement === body) {
    // What matters may stand above it, and must stay in view.
    element.focus({ preventScroll: true });
  }
}
