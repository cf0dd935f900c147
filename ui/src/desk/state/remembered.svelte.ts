// A yes or no that this computer remembers, such as a folded column.
export class Remembered {
  readonly #key: string;
  #value = $state(false);

  constructor(key: string, usual: boolean) {
    this.#key = `sportello.desk.${key}`;
    this.#value = read(this.#key) ?? usual;
  }

  get value(): boolean {
    return this.#value;
  }

  set value(value: boolean) {
    this.#value = value;
    try {
      localStorage.setItem(this.#key, String(value));
    } catch {
      // Storage may be forbidden; the choice then lasts as long as the window.
    }
  }
}

function read(key: string): boolean | null {
  try {
    const value = localStorage.getItem(key);
    return value === null ? null : value === 'true';
  } catch {
    return null;
  }
}
