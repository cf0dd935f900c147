// A librarian without a voice: speaks the seat's messages and lets every step of a call
// pass by. For the pages that need somebody at the desk and no media.
import { randomUUID } from 'node:crypto';

import WebSocket from 'ws';

import { until } from './until.mjs';

export class Librarian {
  static async signIn(cast, desk, user = 'ada') {
    const librarian = new Librarian(desk, user);
    cast.join(librarian);
    await librarian.open({ type: 'signIn', user, password: desk.passwords[user] });
    await librarian.tell({ type: 'setPresence', presence: 'available' });
    await until(`${user} to be available`, () => librarian.desk?.presence === 'available');
    return librarian;
  }

  constructor(server, user) {
    this.server = server;
    this.user = user;
    this.seat = randomUUID();
    this.heard = [];
    this.messages = [];
    this.desk = null;
    this.threads = null;
    this.house = null;
  }

  async open(first) {
    this.socket = new WebSocket(`${this.server.server.replace(/^http/, 'ws')}/api/seat`);
    this.socket.on('error', (error) => this.heard.push({ error: error.message }));
    this.socket.on('message', (data) => this.hear(JSON.parse(String(data))));
    this.socket.on('open', () => this.tell({ ...first, seat: this.seat }));
    this.welcome = null;
    await until(`${this.user} to sign in`, () => this.welcome);
  }

  /** Again, with the token of the first time. */
  async resume() {
    await this.open({ type: 'resume', token: this.token });
  }

  hear(message) {
    this.heard.push(message);
    switch (message.type) {
      case 'welcome':
        this.welcome = message;
        this.token = message.token || this.token;
        break;
      case 'desk':
        this.desk = message.desk;
        this.wrapUp(message.desk.wrapUp);
        break;
      case 'house':
        this.house = message.house;
        break;
      case 'threads':
        this.threads = message.threads;
        break;
      case 'history':
        this.messages = message.messages;
        break;
      case 'message':
        this.messages = [...this.messages, message.message];
        break;
    }
  }

  tell(message) {
    this.socket.send(JSON.stringify(message));
  }

  /** The first contact that rings here. */
  async ringing() {
    return until(`it to ring at ${this.user}`, () =>
      this.desk?.line.find(({ ringsHere }) => ringsHere),
    );
  }

  /** Answers whoever rings; gives back the contact. */
  async answer(mode) {
    const entry = await this.ringing();
    this.tell({ type: 'accept', contact: entry.contact, with: mode ?? entry.mode });
    return until(`${this.user} to be on the contact`, () =>
      this.desk?.contacts.find(({ id }) => id === entry.contact),
    );
  }

  decline(contact) {
    this.tell({ type: 'decline', contact });
  }

  /** The first thread with something that nobody has read. */
  unreadThread() {
    return until(`an unread thread at ${this.user}`, () =>
      this.threads?.find(({ unread }) => unread),
    );
  }

  openThread(thread) {
    this.tell({ type: 'openThread', thread });
  }

  /** How far the messages of a thread have come. */
  mark(thread, marks) {
    this.tell({ type: 'mark', thread, marks });
  }

  /** Writes into a thread; into that of the first contact, if none is named. */
  say(text, thread = this.desk.contacts[0].thread) {
    this.tell({ type: 'say', thread, id: randomUUID(), text, file: null });
  }

  /** Ends a contact: the first, if none is named. */
  hangUp(contact = this.desk.contacts[0].id) {
    this.tell({ type: 'hangUp', contact });
  }

  /** Writes a contact down as settled, once, so that the next may ring. */
  wrapUp(wrapUp) {
    if (!wrapUp || wrapUp.contact === this.wrappedUp) return;
    this.wrappedUp = wrapUp.contact;
    const [contact, outcome] = [wrapUp.contact, 'resolvedAtFirstLevel'];
    this.tell({ type: 'wrapUp', contact, topic: null, outcome, note: '' });
  }

  /**
   * Books for the patron of a thread, at whatever hour; gives back which appointment it is.
   *
   * @param {{name?: string, meeting?: 'video' | 'voice' | 'inPerson', librarian?: string}} [wish]
   *   the Italian name of what is booked and the name of who gives it; the first, and
   *   whoever can
   */
  async book(thread, starts, { name, meeting = 'video', librarian } = {}) {
    const { consultations, librarians, branches } = this.house;
    const offered = consultations.find(({ view }) => !name || view.name.it === name);
    const number = this.heard.length;
    const appointment = randomUUID();
    const order = {
      ...{ type: 'book', appointment, thread, consultation: offered.view.id, meeting },
      branch: meeting === 'inPerson' ? branches[0].branch : null,
      librarian: librarians.find((one) => one.name === librarian)?.id ?? null,
      ...{ starts, anyway: true },
    };
    this.tell({ type: 'calendar', number, order });
    const { told } = await until('an answer about the appointment', () =>
      this.heard.find(({ type, told }) => type === 'calendar' && told.number === number),
    );
    if (told.type !== 'done') throw new Error(`not booked: ${JSON.stringify(told)}`);
    return appointment;
  }

  goAway() {
    this.tell({ type: 'setPresence', presence: 'away' });
  }

  comeBack() {
    this.tell({ type: 'setPresence', presence: 'available' });
  }

  /** Waits for somebody's words. */
  async untilTold(text) {
    return until(`${this.user} to read “${text}”`, () =>
      this.messages.find((message) => message.text === text),
    );
  }

  log() {
    const shown = this.heard.filter(({ type }) => type !== 'heartbeat').slice(-60);
    return shown.map((message) => `  ${this.user}| ${JSON.stringify(message)}`).join('\n');
  }

  stop() {
    this.socket?.terminate();
  }
}
