// Moves the focus to the heading of a new screen, so that the keyboard and the
// screen reader are where the eyes are. The first screen is left alone: the reader
// starts at the top of the page.
let first = true;

export function arrive(heading: HTMLElement): void {
  if (first) first = false;
  else heading.focus({ preventScroll: true });
  window.scrollTo?.(0, 0);
}
