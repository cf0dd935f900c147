// Accounts of the played program: what its orders make of what is shown.
import type {
  AccountsOrder,
  AccountsRefusal,
  AccountsView,
  AccountsWindowOrder,
  MadeLink,
  WindowAccounts,
} from '$lib/wire';

const DAY = 86_400_000;

/** Accounts before anybody has asked for them. */
export function noAccounts(given: Partial<WindowAccounts> = {}): WindowAccounts {
  return {
    user: '',
    kept: null,
    invitation: null,
    invitationTrouble: null,
    view: null,
    answer: null,
    link: null,
    ...given,
  };
}

/** Accounts of a library with people of all kinds. */
export function accountsView(now: number): AccountsView {
  return {
    user: 'ada.bianchi',
    sessions: [
      {
        id: 'session-1',
        this: true,
        program: 'Sportello 0.1.0, banco-prestiti',
        begunAt: now - 3 * DAY,
        lastUsedAt: now,
      },
      {
        id: 'session-2',
        this: false,
        program: 'Sportello 0.1.0, ufficio',
        begunAt: now - DAY,
        lastUsedAt: now - DAY / 4,
      },
      { id: 'session-3', this: false, program: '', begunAt: now - DAY, lastUsedAt: now - DAY },
    ],
    people: [
      person(1, 'Ada Bianchi', 'ada.bianchi', { role: 'administrator', lastAdministrator: true }),
      person(2, 'Bruno Conti', 'bruno', { person: 'bruno.conti' }),
      person(3, LONG_NAME, 'maria.vittoria.castelfranco-della.robbia@biblioteca.example', {
        role: 'supervisor',
        languages: ['en', 'it'],
      }),
    ],
    invitations: [
      {
        id: 'invitation-1',
        name: 'Dora Blu',
        role: 'librarian',
        librarian: null,
        expiresAt: now + 5 * DAY,
      },
      {
        id: 'invitation-2',
        name: 'Ezio Verdi',
        role: 'supervisor',
        librarian: null,
        expiresAt: now - DAY,
      },
      {
        id: 'invitation-3',
        name: 'Bruno Conti',
        role: 'librarian',
        librarian: 'librarian-2',
        expiresAt: now + 6 * DAY,
      },
    ],
    blocks: [
      { thread: 'thread-7', name: 'Piero', reason: 'Insulti ripetuti', until: now + 20 * DAY },
      { thread: 'thread-8', name: '', reason: 'Minacce al telefono', until: now + 90 * DAY },
    ],
  };
}

const LONG_NAME = 'Maria Vittoria Annunziata Castelfranco-Della Robbia Bentivog';

function person(
  number: number,
  name: string,
  user: string,
  given: Partial<AccountsView['people'][number]>,
): AccountsView['people'][number] {
  return {
    id: `librarian-${number}`,
    user,
    name,
    person: null,
    role: 'librarian',
    languages: [],
    chats: 3,
    lastAdministrator: false,
    ...given,
  };
}

/** A link that was made. */
export function madeLink(name: string, now: number, given: Partial<MadeLink> = {}): MadeLink {
  return {
    invitation: 'invitation-4',
    name,
    forPassword: false,
    link: 'https://sportello.biblioteca.empoli.example/invito#Q2hpIGxlZ2dlIHF1ZXN0bz8gTmVzc3Vubw',
    qr: QR,
    expiresAt: now + 7 * DAY,
    ...given,
  };
}

const QR =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path fill="#fff" d="M0 0h9v9H0z"/><path d="M1 1h3v3h-3zM5 1h3v3h-3zM1 5h3v3h-3zM6 6h1v1h-1z"/></svg>';

/** What an order makes of accounts; the name to sign in with when somebody joined. */
export function afterOrder(
  before: WindowAccounts,
  order: AccountsWindowOrder,
  now: number,
): { accounts: WindowAccounts; joined: boolean } {
  const accounts = { ...before };
  let joined = false;
  switch (order.type) {
    case 'lookAtInvitation':
      if (order.link.includes('/invito#')) {
        const server = 'https://sportello.biblioteca.empoli.example';
        const library = 'Biblioteca di Empoli';
        accounts.invitation = { library, name: 'Maria Rossi', user: null, server };
        accounts.invitationTrouble = null;
      } else accounts.invitationTrouble = { type: 'badLink' };
      break;
    case 'join':
      if (order.user === 'bruno')
        accounts.invitationTrouble = { type: 'refused', why: 'userTaken' };
      else {
        joined = true;
        Object.assign(accounts, { invitation: null, invitationTrouble: null, user: order.user });
      }
      break;
    case 'putInvitationAway':
      Object.assign(accounts, { invitation: null, invitationTrouble: null });
      break;
    case 'putLinkAway':
      accounts.link = null;
      break;
    case 'ask': {
      const { number } = order;
      const refused = perform(accounts, order.order, now);
      if (order.order.type !== 'watch') accounts.answer = { number, refused };
    }
  }
  return { accounts, joined };
}

function perform(
  accounts: WindowAccounts,
  order: AccountsOrder,
  now: number,
): AccountsRefusal | null {
  if (order.type === 'watch') {
    accounts.view = order.on ? accountsView(now) : null;
    return null;
  }
  const view = accounts.view ?? accountsView(now);
  switch (order.type) {
    case 'changePassword':
      return order.old.length < 3 ? 'wrongPassword' : null;
    case 'endSession':
      accounts.view = { ...view, sessions: view.sessions.filter(({ id }) => id !== order.session) };
      break;
    case 'endOtherSessions':
      accounts.view = { ...view, sessions: view.sessions.filter((one) => one.this) };
      break;
    case 'invite':
      accounts.link = madeLink(order.name, now);
      break;
    case 'renewInvitation': {
      const known = view.invitations.find(({ id }) => id === order.invitation);
      accounts.link = madeLink(known?.name ?? '', now, { invitation: order.invitation });
      break;
    }
    case 'resetPassword': {
      const known = view.people.find(({ id }) => id === order.librarian);
      accounts.link = madeLink(known?.name ?? '', now, { forPassword: true });
      break;
    }
    case 'setRevoked':
      accounts.view = order.revoked
        ? { ...view, invitations: view.invitations.filter(({ id }) => id !== order.invitation) }
        : { ...view, invitations: accountsView(now).invitations };
      break;
    case 'editPerson': {
      if (order.person === 'poster') return 'personReserved';
      const { name, role, languages, chats } = order;
      const person = order.person === '' ? null : order.person;
      const changed = view.people.map((one) =>
        one.id === order.librarian ? { ...one, name, role, languages, chats, person } : one,
      );
      accounts.view = { ...view, people: changed };
      break;
    }
    case 'setActive':
      accounts.view = order.active
        ? { ...view, people: accountsView(now).people }
        : { ...view, people: view.people.filter(({ id }) => id !== order.librarian) };
      break;
    case 'endBlock':
      accounts.view = {
        ...view,
        blocks: view.blocks.filter(({ thread }) => thread !== order.thread),
      };
      break;
  }
  return null;
}
