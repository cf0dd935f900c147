// A name server that knows one name. Browsers look up the servers of a call by questions
// of their own, and pass over the hosts file.
import { createSocket } from 'node:dgram';
import { isIPv4 } from 'node:net';

const PORT = 53;
/** An address of the fourth version. */
const A = 1;
const SECONDS = 60;

export class Names {
  /** Answers on this computer; only who may open port 53 can have one. */
  static async open(cast, name, address) {
    if (!isIPv4(address)) throw new Error(`${address} is no address for it`);
    const names = new Names();
    names.socket = createSocket('udp4');
    names.socket.on('message', (question, { port, address: asker }) =>
      names.socket.send(answer(question, name, address), port, asker),
    );
    await new Promise((done, fail) => {
      names.socket.once('error', fail);
      names.socket.bind(PORT, '127.0.0.1', done);
    });
    return cast.join(names);
  }

  stop() {
    this.socket.close();
  }
}

/** The answer to a question (RFC 1035): the address, or that there is none. */
function answer(question, name, address) {
  const asked = [];
  let at = 12;
  for (; question[at]; at += 1 + question[at]) {
    asked.push(question.toString('latin1', at + 1, at + 1 + question[at]));
  }
  const end = at + 5;
  const isKnown = asked.join('.').toLowerCase() === name && question.readUInt16BE(at + 1) === A;
  const head = Buffer.from(question.subarray(0, 12));
  head.writeUInt16BE(0x8580, 2); // an answer, of who knows
  head.writeUInt16BE(isKnown ? 1 : 0, 6);
  head.fill(0, 8);
  const record = Buffer.from([0xc0, 12, 0, A, 0, 1, 0, 0, 0, SECONDS, 0, 4]);
  const known = [record, Buffer.from(address.split('.').map(Number))];
  return Buffer.concat([head, question.subarray(12, end), ...(isKnown ? known : [])]);
}
