// Runs before every test file.
import '@testing-library/jest-dom/vitest';

// jsdom draws no dialogs: that one is open is all they need to know.
HTMLDialogElement.prototype.showModal = function (this: HTMLDialogElement) {
  this.open = true;
};

// Nor does it lay anything out: no size is ever told.
globalThis.ResizeObserver ??= class {
  observe() {}
  unobserve() {}
  disconnect() {}
};

// The pretended browser speaks English; the screens are written in Italian first.
localStorage.setItem('sportello.language', 'it');
