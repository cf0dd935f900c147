// The W3C WebDriver protocol, as far as one window needs it.

const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';

export class WebDriver {
  #base;
  #session = '';

  constructor(base) {
    this.#base = base;
  }

  async open(capabilities) {
    const { sessionId } = await this.#ask('POST', '/session', {
      capabilities: { alwaysMatch: capabilities },
    });
    this.#session = `/session/${sessionId}`;
    await this.#ask('POST', `${this.#session}/timeouts`, { script: 60_000 });
  }

  async close() {
    if (this.#session) await this.#ask('DELETE', this.#session);
    this.#session = '';
  }

  /** Runs a function in the page and gives back what it returns, or promises. */
  run(task, ...args) {
    const script = `return (${task}).apply(null, arguments)`;
    return this.#ask('POST', `${this.#session}/execute/sync`, { script, args });
  }

  /** Runs a source text in the page. */
  load(source) {
    return this.#ask('POST', `${this.#session}/execute/sync`, { script: source, args: [] });
  }

  async find(css) {
    const element = await this.#ask('POST', `${this.#session}/element`, {
      using: 'css selector',
      value: css,
    });
    return element[ELEMENT];
  }

  async click(css) {
    await this.#ask('POST', `${this.#session}/element/${await this.find(css)}/click`, {});
  }

  async type(css, text) {
    await this.#ask('POST', `${this.#session}/element/${await this.find(css)}/value`, { text });
  }

  /** Presses keys one after another, held until the last is down: `['\uE009', '\uE007']`. */
  async press(...keys) {
    const down = keys.map((value) => ({ type: 'keyDown', value }));
    const up = [...keys].reverse().map((value) => ({ type: 'keyUp', value }));
    await this.#ask('POST', `${this.#session}/actions`, {
      actions: [{ type: 'key', id: 'keyboard', actions: [...down, ...up] }],
    });
  }

  async #ask(method, path, body) {
    const answer = await fetch(`${this.#base}${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(90_000),
    });
    const { value } = await answer.json();
    if (!answer.ok) throw new Error(`WebDriver: ${value?.error}: ${value?.message}`);
    return value;
  }
}
