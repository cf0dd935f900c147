// The outbox of the played program: what its orders make of what is shown.
import type {
  OutboxOrder,
  OutboxView,
  OutboxWindowOrder,
  OutgoingView,
  TroubleView,
  WindowOutbox,
} from '$lib/wire';

const MINUTE = 60_000;

function outgoing(number: number, given: Partial<OutgoingView>, now: number): OutgoingView {
  return {
    id: `outgoing-${number}`,
    channel: 'mail',
    kind: 'answered',
    address: 'ada.lovelace@example.org',
    thread: null,
    patron: 'Ada',
    state: { type: 'queued', due: now + MINUTE },
    trouble: null,
    attempts: 0,
    messageId: `0193-${number}@sportello.example`,
    createdAt: now - 5 * MINUTE,
    changedAt: now - 5 * MINUTE,
    ...given,
  };
}

const PUSH = { channel: 'push', address: 'fcm.googleapis.com' } as const;

/** What the server shows of an outbox with things of all kinds, or before there is mail. */
function outboxView(now: number, mail: boolean): OutboxView {
  if (!mail) return { channels: [], trouble: [], next: [], gone: [], hasMail: false, mail: null };
  const cause = (cause: TroubleView['cause'], said = ''): TroubleView => ({ cause, said });
  return {
    channels: [
      { channel: 'mail', waiting: 2, pausedAt: null },
      { channel: 'push', waiting: 1, pausedAt: null },
    ],
    trouble: [
      outgoing(1, { state: { type: 'uncertain' }, trouble: cause('cutOff'), attempts: 1 }, now),
      outgoing(
        2,
        {
          kind: 'privateLink',
          address: 'una.casella.dal.nome.molto.lungo@biblioteche.provincia.example.org',
          patron: '',
          state: { type: 'failed' },
          trouble: cause('recipientRefused', '550 5.1.1 nobody of that name'),
          attempts: 1,
        },
        now,
      ),
      outgoing(
        7,
        {
          ...PUSH,
          patron: '',
          state: { type: 'failed' },
          trouble: cause('gone', '410 Gone'),
          attempts: 1,
        },
        now,
      ),
    ],
    next: [
      outgoing(3, { kind: 'yourTurn' }, now),
      outgoing(8, { ...PUSH, kind: 'yourTurn' }, now),
      outgoing(4, { trouble: cause('deferred', '451 try again later'), attempts: 2 }, now),
    ],
    gone: [
      outgoing(5, { state: { type: 'read' }, attempts: 1 }, now),
      outgoing(6, { state: { type: 'sent' }, kind: 'privateLink', attempts: 1 }, now),
    ],
    hasMail: true,
    mail: {
      account: {
        server: 'smtp.comune.example',
        port: 587,
        security: 'startTls',
        user: 'biblioteca',
        sender: 'biblioteca@comune.example',
        senderName: 'Biblioteca comunale',
        bounces: '',
        authority: '',
      },
      hasPassword: true,
    },
  };
}

/** An outbox that somebody looks at. */
export function outboxOf(now: number, { mail = true } = {}): WindowOutbox {
  return { view: outboxView(now, mail), answer: null };
}

/** What an order makes of the outbox. */
export function afterOutboxOrder(
  before: WindowOutbox,
  { number, order }: OutboxWindowOrder,
  now: number,
): WindowOutbox {
  if (order.type === 'watch') {
    return { ...before, view: order.on ? (before.view ?? outboxView(now, true)) : null };
  }
  const view = before.view ?? outboxView(now, true);
  const fault = faultOf(order);
  const refused = fault ? { type: 'fault' as const, fault } : null;
  const answer = { number, refused, trouble: refused ? null : troubleOf(order) };
  return { view: refused ? view : perform(view, order, now), answer };
}

function faultOf(order: OutboxOrder): 'server' | 'sender' | null {
  if (order.type !== 'saveMail' && order.type !== 'testMail') return null;
  if (order.account.server.trim() === '') return 'server';
  return order.account.sender.includes('@') ? null : 'sender';
}

function troubleOf(order: OutboxOrder): TroubleView | null {
  const isBad = order.type === 'testMail' && order.password === 'sbagliata';
  return isBad ? { cause: 'wrongPassword', said: '535 5.7.8 authentication failed' } : null;
}

function perform(view: OutboxView, order: OutboxOrder, now: number): OutboxView {
  switch (order.type) {
    case 'sendAgain':
    case 'arrived': {
      const one = view.trouble.find(({ id }) => id === order.id);
      const trouble = view.trouble.filter(({ id }) => id !== order.id);
      if (!one) return view;
      return order.type === 'arrived'
        ? { ...view, trouble, gone: [{ ...one, state: { type: 'sent' } }, ...view.gone] }
        : { ...view, trouble, next: [{ ...one, state: { type: 'sending' } }, ...view.next] };
    }
    case 'setPaused': {
      const { channel, paused } = order;
      const pausedAt = paused ? now : null;
      const channels = view.channels.map((one) =>
        one.channel === channel ? { ...one, pausedAt } : one,
      );
      return { ...view, channels };
    }
    case 'saveMail':
      return { ...view, hasMail: true, mail: { account: order.account, hasPassword: true } };
    case 'removeMail':
      return { ...view, hasMail: false, mail: null };
    case 'testMail':
    case 'watch':
      return view;
  }
}
