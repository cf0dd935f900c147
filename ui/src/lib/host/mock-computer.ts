// A computer around the window that only plays one, for scenes and the mock.
import type { ComputerOrder, ComputerView, ShortcutsView } from '$lib/wire';

const SHORTCUTS: ShortcutsView = {
  type: 'possible',
  on: false,
  answer: {
    chord: 'Ctrl+Alt+Enter',
    choices: ['Ctrl+Alt+Enter', 'Ctrl+Alt+R', 'Ctrl+Shift+F9'],
    taken: false,
  },
  presence: {
    chord: 'Ctrl+Alt+P',
    choices: ['Ctrl+Alt+P', 'Ctrl+Alt+D', 'Ctrl+Shift+F10'],
    taken: false,
  },
};

/** A computer that has everything. */
export function computerOf(given: Partial<ComputerView> = {}): ComputerView {
  return {
    autostart: false,
    rest: 'tray',
    notifications: { type: 'withButtons' },
    shortcuts: SHORTCUTS,
    quitting: false,
    asked: null,
    ...given,
  };
}

/** The computer after an order; `needed` says that somebody would lose by the end. */
export function obeyed(view: ComputerView, order: ComputerOrder, needed: boolean): ComputerView {
  const { shortcuts } = view;
  switch (order.type) {
    case 'setAutostart':
      return { ...view, autostart: order.on };
    case 'setShortcuts':
      if (shortcuts.type === 'impossible') return view;
      return { ...view, shortcuts: { ...shortcuts, on: order.on } };
    case 'setChord': {
      if (shortcuts.type === 'impossible') return view;
      const { shortcut, chord } = order;
      const chosen = { ...shortcuts[shortcut], chord, taken: false };
      return { ...view, shortcuts: { ...shortcuts, [shortcut]: chosen } };
    }
    case 'quit':
      return { ...view, quitting: needed };
    case 'quitAnyway':
    case 'stay':
      return { ...view, quitting: false };
    case 'dismiss':
      return { ...view, asked: null };
  }
}
