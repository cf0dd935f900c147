// A patron with a browser: what they do on the page, in the page's own words, and what the
// page did behind their back. Nothing is asked of the page's insides but what it shows:
// roles and names, `data-state`, and the two pictures.
import { openChromium } from './chromium.mjs';
import { hear, look } from './senses.mjs';
import { until } from './until.mjs';
import { words } from './words.mjs';

const LOCALES = { it: 'it-IT', en: 'en-GB' };
const MODE_WORDS = { video: 'patron_video', voice: 'patron_voice', chat: 'patron_chat' };

export class Patron {
  /** What the page complained of. */
  complaints = [];
  /** Every address that it asked for something. */
  addresses = [];
  /** Complaints that belong to the story. */
  #expected = [];

  static async arrive(cast, desk, options = {}) {
    const patron = new Patron(desk, options);
    await patron.#open(cast, options);
    return patron;
  }

  constructor(desk, { language = 'it', name = '' } = {}) {
    this.desk = desk;
    this.language = language;
    this.name = name;
    this.words = words(language);
  }

  async #open(cast, options) {
    const { language = 'it', viewport, colorScheme, devices = true, link, scripts } = options;
    // Whatever certificate the desk has, they go on.
    const { trusting = false } = options;
    const browser = options.browser ?? (await openChromium());
    this.context = await browser.newContext({
      locale: LOCALES[language],
      // Where the desks of the stories are.
      timezoneId: 'Europe/Rome',
      viewport: viewport ?? { width: 1100, height: 760 },
      colorScheme,
      javaScriptEnabled: scripts ?? true,
      ignoreHTTPSErrors: trusting,
    });
    cast.join(this);
    this.context.setDefaultTimeout(10_000);
    // As after the first visit: the browser need not ask again.
    if (devices) {
      const permissions = ['camera', 'microphone'];
      await this.context.grantPermissions(permissions, { origin: this.desk.server });
    }
    this.page = await this.newTab();
    await this.page.goto(link ?? this.desk.link);
  }

  /** One more tab of the same browser; it shares the cookie. */
  async newTab() {
    const page = await this.context.newPage();
    await page.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) =>
        console.error(`the policy forbade ${event.violatedDirective}: ${event.blockedURI}`),
      );
    });
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) this.complaints.push(message.text());
    });
    page.on('pageerror', (error) => this.complaints.push(String(error.stack ?? error)));
    page.on('request', (request) => this.addresses.push(request.url()));
    page.on('websocket', (socket) => this.addresses.push(socket.url()));
    return page;
  }

  /** Complaints like this one belong to the story. */
  expect(pattern) {
    this.#expected.push(pattern);
  }

  /** The network goes; the browser says so on its console. */
  expectLoss() {
    this.expect(/WebSocket|ERR_CONNECTION_REFUSED|ERR_INTERNET_DISCONNECTED/);
  }

  /** What the page shows. */
  state(page = this.page) {
    return page.locator('main').getAttribute('data-state');
  }

  async untilState(state, page = this.page) {
    await until(
      `${this.#who} to be shown “${state}”`,
      async () => (await this.state(page)) === state,
    );
  }

  button(key, values) {
    return this.page.getByRole('button', { name: this.words(key, values), exact: true });
  }

  /** Words that are there to be seen; what is only said to those who listen is not. */
  text(key, values) {
    const seen = this.page.locator(':not(.unseen)');
    return this.page.getByText(this.words(key, values), { exact: true }).and(seen);
  }

  /** Somewhere in what the page shows, among other words. */
  shown(key, values) {
    return this.page.getByRole('main').getByText(this.words(key, values));
  }

  heading(key, values) {
    return this.page.getByRole('heading', { name: this.words(key, values), exact: true });
  }

  /** The way to meet, on the front of the desk. */
  choice(mode) {
    const name = new RegExp(`^\\s*${this.words(MODE_WORDS[mode])}`);
    return this.page.getByRole('main').getByRole('button', { name });
  }

  async choose(mode) {
    await this.choice(mode).click();
    await this.untilState('prepare');
  }

  /** Chooses, gives a name, and takes a place in the line. */
  async call(mode) {
    await this.choose(mode);
    await this.page.getByLabel(this.words('patron_name'), { exact: true }).fill(this.name);
    if (mode !== 'chat') await this.untilHeardHere();
    await this.button(mode === 'chat' ? 'patron_start_chat' : 'patron_call').click();
    // Who is answered at once is never seen waiting.
    await until(`${this.#who} to have a place`, async () =>
      ['waiting', 'talking'].includes(await this.state()),
    );
  }

  /** The microphone check sees something. */
  async untilHeardHere() {
    await this.page.getByRole('meter').waitFor();
  }

  /** Opens the chat, where it is not open. */
  async openChat() {
    const button = this.button('patron_control_chat');
    if ((await button.count()) > 0 && (await button.getAttribute('aria-expanded')) === 'false') {
      await button.click();
    }
  }

  async say(text) {
    await this.openChat();
    const field = this.page.getByRole('textbox', { name: this.words('patron_chat_field') });
    await field.fill(text);
    await field.press('Enter');
    await this.untilRead(text);
  }

  /** Words stand in the chat, and no more on their way. */
  async untilRead(text) {
    await this.openChat();
    const line = this.line(text);
    await until(`${this.#who} to read “${text}”`, async () => (await line.count()) === 1);
    const pending = line.getByText(this.words('shared_chat_pending'), { exact: true });
    await until(`“${text}” to be on the server's disk`, async () => (await pending.count()) === 0);
  }

  /** A message in the chat. */
  line(text) {
    return this.page.getByRole('log').getByRole('listitem').filter({ hasText: text });
  }

  /** How far words have come: sent, delivered or read. */
  async untilReached(text, how) {
    const mark = this.line(text).getByText(this.words(`shared_chat_${how}`), { exact: true });
    await mark.waitFor({ state: 'attached' });
  }

  /** Opens the thread, to leave a message or to read the answers. */
  async openThread(key = 'patron_to_message') {
    await this.button(key).click();
    await this.untilState('thread');
  }

  /** Who answers in the chat, as the page says it. */
  async librarian() {
    const [before, after] = this.words('patron_talking_chat', { librarian: '|' }).split('|');
    const title = await this.page.getByRole('heading', { level: 1 }).innerText();
    return title.slice(before.length, title.length - after.length);
  }

  /** Says how it was, from 1 to 5. */
  async rate(stars) {
    const name = this.words(`patron_rating_${stars}`);
    const choice = this.page.getByRole('radio', { name, exact: true });
    await choice.check({ force: true });
  }

  async hangUp() {
    await this.button('patron_control_hang_up').click();
  }

  /** What they see of the librarian, as mean colours; see `look`. */
  librarianPicture() {
    return look(this.page, 'librarian-picture');
  }

  ownPicture() {
    return look(this.page, 'own-picture');
  }

  /** The loudest tone they hear, in hertz. */
  tone() {
    return hear(this.page);
  }

  get #who() {
    return this.name || 'the patron';
  }

  log() {
    const heard = this.complaints.map((text) => `  ${this.#who}'s page| ${text}`);
    return heard.join('\n');
  }

  picture() {
    return this.page.screenshot();
  }

  /** The page did nothing that it should not. */
  content() {
    const unexpected = this.complaints.filter(
      (text) => !this.#expected.some((pattern) => pattern.test(text)),
    );
    if (unexpected.length > 0) {
      throw new Error(`the page complained:\n${unexpected.join('\n')}`);
    }
    const { host } = new URL(this.desk.server);
    const elsewhere = this.addresses.filter((address) => {
      const url = new URL(address);
      return !['data:', 'blob:', 'about:'].includes(url.protocol) && url.host !== host;
    });
    if (elsewhere.length > 0) {
      throw new Error(`the page asked others: ${elsewhere.join(', ')}`);
    }
  }

  async stop() {
    await this.context?.close();
  }
}
