// Where the focus goes when what had it is gone.
import { tick } from 'svelte';

function isLost(): boolean {
  const { activeElement, body } = document;
  return activeElement === null || activeElement === body;
}

/** Takes the focus, but only when nobody has it. */
export function takeLostFocus(element: HTMLElement): void {
  // What matters may stand above it, and must stay in view.
  if (isLost()) element.focus({ preventScroll: true });
}

/**
 * A dialog lies over the window for as long as it is drawn; then the focus is again where it
 * was. The browser sees to that when a dialog is closed, not when it is taken away.
 */
export function liesOver(dialog: HTMLDialogElement): () => void {
  const before = document.activeElement;
  dialog.showModal();
  return () => {
    void tick().then(() => {
      if (before instanceof HTMLElement && isLost()) before.focus();
    });
  };
}

/** What scrolls is reached by Tab even when nothing in it can be: then the arrows move it. */
export function scrollsByKeys(element: HTMLElement): void {
  element.tabIndex = 0;
}

/** The same for what scrolls sideways only where there is too little room for it. */
export function scrollsByKeysWhereNarrow(element: HTMLElement): () => void {
  const sizes = new ResizeObserver(() => {
    if (element.scrollWidth > element.clientWidth) scrollsByKeys(element);
    else element.removeAttribute('tabindex');
  });
  for (const one of [element, ...element.children]) sizes.observe(one);
  return () => sizes.disconnect();
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
