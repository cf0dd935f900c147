// A mail server of the story's own: it speaks as much SMTP as a letter needs, wants the
// password that it is told to want, and keeps what it accepted.
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';

import { until } from './until.mjs';

export class Post {
  /** The letters that were accepted, the first first. */
  letters = [];
  /** How many times somebody said a name and a password. */
  signIns = 0;
  #sockets = new Set();

  static async open(cast, { user, password }) {
    const post = new Post(user, password);
    await new Promise((done) => post.server.listen(0, '127.0.0.1', done));
    post.port = post.server.address().port;
    cast.join(post);
    return post;
  }

  constructor(user, password) {
    this.credentials = Buffer.from(`\0${user}\0${password}`).toString('base64');
    this.server = createServer((socket) => void this.#serve(socket));
  }

  async #serve(socket) {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    const say = (line) => socket.write(`${line}\r\n`);
    say('220 double ESMTP');
    let letter = null;
    let to = '';
    for await (const line of createInterface({ input: socket })) {
      if (letter) {
        if (line !== '.') {
          letter.push(line.replace(/^\./, ''));
          continue;
        }
        this.letters.push({ to, text: letter.join('\n') });
        letter = null;
        say('250 accepted');
        continue;
      }
      const [word, ...rest] = line.split(' ');
      switch (word.toUpperCase()) {
        case 'EHLO':
          socket.write('250-double\r\n250-AUTH PLAIN\r\n250 8BITMIME\r\n');
          break;
        case 'AUTH':
          this.signIns += 1;
          say(rest.at(-1) === this.credentials ? '235 welcome' : '535 5.7.8 wrong password');
          break;
        case 'RCPT':
          to = line;
          say('250 well');
          break;
        case 'DATA':
          letter = [];
          say('354 go on');
          break;
        case 'QUIT':
          say('221 goodbye');
          socket.end();
          break;
        default:
          say('250 well');
      }
    }
  }

  /** Waits for so many letters, and gives back the last. */
  untilCame(count) {
    return until(`${count} letters at the mail server`, () =>
      this.letters.length >= count ? this.letters[count - 1] : null,
    );
  }

  stop() {
    for (const socket of this.#sockets) socket.destroy();
    return new Promise((done) => this.server.close(done));
  }
}

/** The private link in a letter. */
export function linkIn({ text }) {
  const whole = text.replaceAll('=\n', '').replaceAll('=3D', '=');
  return whole.match(/https?:\/\/\S+#k=[\w-]{43}/)[0];
}

/** Types the fields of the account with which the library writes mail, but its password. */
export async function setAccount(window, post) {
  await chooseFirst(window, 'main select', 'plain');
  await window.retype('main input[id$="-server"]', '127.0.0.1');
  await window.retype('main input[type="number"]', String(post.port));
  await window.retype('main input[id$="-user"]', 'biblioteca');
  await window.retype('main input[id$="-sender"]', 'biblioteca@example.org');
  await window.retype('main input[id$="-replies"]', 'risposte@example.org');
}

/** Chooses in the first list that there is. */
export async function chooseFirst(window, css, value) {
  await until(`the list ${css}`, () => window.driver.find(css));
  await window.driver.run(
    (css, value) => {
      const select = document.querySelector(css);
      select.value = value;
      select.dispatchEvent(new Event('change', { bubbles: true }));
    },
    css,
    value,
  );
}

export async function typePassword(window, password) {
  await window.retype('main input[type="password"]', password);
}
