// How the window looks on this computer. What follows the system needs nothing of us;
// a choice of its own is remembered, and taken up again when the window opens.
import type { Host } from '$lib/host/host';

export type Colours = 'system' | 'light' | 'dark';
export type Contrast = 'system' | 'more';

const COLOURS = 'sportello.desk.colours';
const CONTRAST = 'sportello.desk.contrast';

export class Appearance {
  colours = $state<Colours>(remembered<Colours>(COLOURS, ['light', 'dark']) ?? 'system');
  contrast = $state<Contrast>(remembered<Contrast>(CONTRAST, ['more']) ?? 'system');

  readonly #host: Pick<Host, 'setColours'>;

  constructor(host: Pick<Host, 'setColours'>) {
    this.#host = host;
    this.#apply();
  }

  chooseColours(colours: Colours): void {
    this.colours = colours;
    remember(COLOURS, colours);
    this.#apply();
  }

  chooseContrast(contrast: Contrast): void {
    this.contrast = contrast;
    remember(CONTRAST, contrast);
    this.#apply();
  }

  #apply(): void {
    this.#host.setColours(this.colours === 'system' ? null : this.colours);
    document.documentElement.toggleAttribute('data-more-contrast', this.contrast === 'more');
  }
}

function remembered<T extends string>(key: string, choices: readonly T[]): T | null {
  try {
    const value = localStorage.getItem(key);
    return choices.find((one) => one === value) ?? null;
  } catch {
    return null;
  }
}

function remember(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Storage may be forbidden; the choice then lasts as long as the window.
  }
}
