// A mailbox on a real Dovecot, on loopback, with one account. Mail is put into it as a mail
// server delivers it. Dovecot hands its work to users of its own, and so wants root, as the
// window's tests do.
import { chmod, chown, mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { Program, theirs } from './programs.mjs';
import { freePort } from './radicale.mjs';
import { until } from './until.mjs';
import { connect } from 'node:net';

/** Debian's user and group `mail`. */
const MAIL = 8;

export class Mailbox {
  user = 'risposte';
  password = 'acqua e sale';
  /** How many mails were delivered. */
  #delivered = 0;

  static async open(cast) {
    const mailbox = new Mailbox();
    mailbox.folder = await cast.folder('mailbox');
    mailbox.port = await freePort();
    cast.join(mailbox);
    await mailbox.#start();
    return mailbox;
  }

  async #start() {
    const { folder } = this;
    await chmod(folder, 0o755);
    await mkdir(path.join(folder, 'mail'));
    await chown(path.join(folder, 'mail'), MAIL, MAIL);
    for (const part of ['', 'cur', 'new', 'tmp']) {
      const its = path.join(this.#maildir, part);
      await mkdir(its);
      await chown(its, MAIL, MAIL);
    }
    await writeFile(path.join(folder, 'users'), `${this.user}:{PLAIN}${this.password}\n`);
    const settings = path.join(folder, 'dovecot.conf');
    await writeFile(settings, this.#written());
    this.program = new Program('dovecot', theirs('dovecot', { standard: '/usr/sbin/dovecot' }), [
      '-F',
      '-c',
      settings,
    ]);
    await until('Dovecot to answer', () => answers(this.port));
  }

  get #maildir() {
    return path.join(this.folder, 'mail', this.user);
  }

  #written() {
    const { folder, port } = this;
    return `protocols = imap
base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/log
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
auth_failure_delay = 0
mailbox_idle_check_interval = 1s
mail_location = maildir:${folder}/mail/%n
first_valid_uid = ${MAIL}
mail_uid = mail
mail_gid = mail
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service imap-login {
  inet_listener imap {
    port = ${port}
  }
}
passdb {
  driver = passwd-file
  args = scheme=PLAIN username_format=%n ${folder}/users
}
userdb {
  driver = static
  args = uid=mail gid=mail home=${folder}/mail/%n
}
namespace inbox {
  inbox = yes
}
`;
  }

  /** A mail comes in: its lines, without their ends. */
  async deliver(lines) {
    this.#delivered += 1;
    const name = `${this.#delivered}.${process.pid}.story`;
    const file = path.join(this.#maildir, 'new', name);
    await writeFile(file, lines.join('\r\n') + '\r\n');
    await chown(file, MAIL, MAIL);
  }

  /** Waits until all that came is marked as read. */
  async untilAllRead() {
    await until('every mail to be marked as read', async () => {
      const read = await readdir(path.join(this.#maildir, 'cur'));
      return read.filter((name) => /:2,.*S/.test(name)).length === this.#delivered;
    });
  }

  log() {
    return this.program?.log() ?? '';
  }

  async stop() {
    await this.program?.stop();
  }
}

function answers(port) {
  return new Promise((done) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('data', () => (socket.destroy(), done(true)));
    socket.once('error', () => done(false));
  });
}
