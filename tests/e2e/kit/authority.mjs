// An authority of the house: who trusts it by its file trusts what it signs, nobody else.
import { execFile } from 'node:child_process';
import { request } from 'node:https';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

import { theirs } from './programs.mjs';

const execute = promisify(execFile);
const KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

export class Authority {
  static async found(cast) {
    const authority = new Authority();
    authority.folder = await cast.folder('authority');
    [authority.file, authority.key] = authority.#files('authority');
    await openssl(
      ...['req', '-x509', ...KEY, '-days', '30', '-subj', '/CN=Comune di Prova'],
      ...['-out', authority.file, '-keyout', authority.key],
    );
    return authority;
  }

  /** A certificate for a name, signed, and its key. */
  async sign(name) {
    const [certificate, key] = this.#files(name);
    const [asked, about] = ['csr', 'about'].map((end) => path.join(this.folder, `${name}.${end}`));
    await writeFile(about, `subjectAltName=DNS:${name}\n`);
    await openssl('req', '-new', ...KEY, '-subj', `/CN=${name}`, '-out', asked, '-keyout', key);
    await openssl(
      ...['x509', '-req', '-days', '30', '-in', asked, '-extfile', about, '-out', certificate],
      ...['-CA', this.file, '-CAkey', this.key, '-CAcreateserial'],
    );
    return { certificate, key };
  }

  /** The status of what is at an address, for somebody who trusts this authority alone. */
  async statusOf(url) {
    const ca = await readFile(this.file);
    return new Promise((done, fail) => {
      const asking = request(url, { ca, agent: false }, (answer) => {
        answer.resume();
        done(answer.statusCode);
      });
      asking.once('error', fail);
      asking.end();
    });
  }

  #files(name) {
    return ['pem', 'key'].map((end) => path.join(this.folder, `${name}.${end}`));
  }
}

function openssl(...words) {
  return execute(theirs('openssl'), words);
}
