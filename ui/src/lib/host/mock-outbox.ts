// The outbox of the played program: what its orders make of what is shown.
import type {
  OutboxConcerns,
  OutboxOrder,
  OutboxView,
  OutboxWindowOrder,
  OutgoingView,
  TroubleView,
  WindowOutbox,
} from '$lib/wire';

import { afterLettersOrder } from './mock-letters';

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
    left: false,
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
      { channel: 'mail', waiting: 2, pausedAt: null, standstill: null },
      { channel: 'push', waiting: 1, pausedAt: null, standstill: null },
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
        replies: '',
        authority: '',
      },
      hasPassword: true,
    },
  };
}

/** An outbox of which nothing is known. */
export const NOTHING: WindowOutbox = {
  view: null,
  concerns: { trouble: [], still: [] },
  letters: [],
  tried: null,
  answer: null,
};

/** What concerns everybody of what is shown. */
function concernsOf({ trouble, channels }: OutboxView): OutboxConcerns {
  const still = channels.filter(({ standstill }) => standstill).map(({ channel }) => channel);
  return { trouble, still };
}

/** The same, with mail that stands still. */
function standingStill(view: OutboxView, now: number): OutboxView {
  const standstill = {
    trouble: { cause: 'wrongPassword', said: '535 5.7.8 authentication failed' },
    since: now - 20 * MINUTE,
    againAt: now + 10 * MINUTE,
  } as const;
  const channels = view.channels.map((one) =>
    one.channel === 'mail' ? { ...one, standstill } : one,
  );
  return { ...view, channels };
}

/** An outbox that somebody looks at. */
export function outboxOf(now: number, { mail = true, still = false } = {}): WindowOutbox {
  const shown = outboxView(now, mail);
  const view = still ? standingStill(shown, now) : shown;
  return { ...NOTHING, view, concerns: concernsOf(view) };
}

/** What concerns everybody, where nobody looks: something is in doubt in this thread. */
export function outboxInDoubt(thread: string, now: number): WindowOutbox {
  const { trouble } = outboxView(now, true);
  const ofThread = trouble.map((one) => ({ ...one, thread }));
  return { ...NOTHING, concerns: { trouble: ofThread, still: [] } };
}

/** What an order makes of the outbox. */
export function afterOutboxOrder(
  before: WindowOutbox,
  { number, order }: OutboxWindowOrder,
  now: number,
): WindowOutbox {
  if (order.type === 'watch') {
    const whole = outboxView(now, true);
    const fresh = before.concerns.still.length > 0 ? standingStill(whole, now) : whole;
    return { ...before, view: order.on ? (before.view ?? fresh) : null };
  }
  if (order.type === 'letters') return afterLettersOrder(before, number, order.order);
  const view = before.view ?? outboxView(now, true);
  const fault = faultOf(order);
  const refused = fault ? { type: 'fault' as const, fault } : null;
  const answer = { number, refused, trouble: refused ? null : troubleOf(order) };
  const next = refused ? view : perform(view, order, now);
  const concerns = before.view ? concernsOf(next) : afterLooking(before.concerns, order);
  return { ...before, view: before.view ? next : null, concerns, answer };
}

/** What concerns everybody once somebody has looked at one of it. */
function afterLooking({ trouble, still }: OutboxConcerns, order: OutboxOrder): OutboxConcerns {
  const looked = 'id' in order ? order.id : null;
  return { trouble: trouble.filter(({ id }) => id !== looked), still };
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
    case 'leave':
    case 'arrived': {
      const one = view.trouble.find(({ id }) => id === order.id);
      const trouble = view.trouble.filter(({ id }) => id !== order.id);
      if (!one) return view;
      if (order.type === 'arrived') {
        return { ...view, trouble, gone: [{ ...one, state: { type: 'sent' } }, ...view.gone] };
      }
      return order.type === 'leave'
        ? { ...view, trouble, gone: [{ ...one, left: true }, ...view.gone] }
        : { ...view, trouble, next: [{ ...one, state: { type: 'sending' } }, ...view.next] };
    }
    case 'tryNow': {
      const channels = view.channels.map((one) => ({ ...one, standstill: null }));
      return { ...view, channels };
    }
    case 'setPaused': {
      const { channel, paused } = order;
      const pausedAt = paused ? now : null;
      const channels = view.channels.map((one) =>
        one.channel === channel ? { ...one, pausedAt, standstill: null } : one,
      );
      return { ...view, channels };
    }
    case 'saveMail':
      return { ...view, hasMail: true, mail: { account: order.account, hasPassword: true } };
    case 'removeMail':
      return { ...view, hasMail: false, mail: null };
    case 'testMail':
    case 'letters':
    case 'watch':
      return view;
  }
}
