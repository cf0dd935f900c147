import { describe, expect, it } from 'vitest';

import { accountsView, noAccounts } from '$lib/host/mock-accounts';
import type { AccountsRefusal, AccountsWindowOrder } from '$lib/wire';

import {
  Accounts,
  chatsTrouble,
  passwordTrouble,
  personTrouble,
  strengthOf,
  userTrouble,
} from './accounts.svelte';

const NOW = 1_800_000_000_000;

/** Accounts whose program writes down what it is told, and answers when it is made to. */
function accounts() {
  const told: AccountsWindowOrder[] = [];
  const made = new Accounts((order) => {
    told.push(order);
    return Promise.resolve(true);
  });
  const shown = noAccounts({ view: accountsView(NOW) });
  made.take(shown, false);
  const answer = (refused: AccountsRefusal | null) => {
    const last = told.at(-1);
    if (last?.type !== 'ask') throw new Error('nothing was asked');
    made.take({ ...shown, answer: { number: last.number, refused } }, false);
  };
  const asked = () => told.flatMap((order) => (order.type === 'ask' ? [order.order] : []));
  return { made, told, asked, answer };
}

describe('a password', () => {
  it('is told in words how it looks', () => {
    expect(strengthOf('', 'ada')).toBeNull();
    expect(strengthOf('corta', 'ada')).toBe('short');
    expect(strengthOf('aaaaaaaaaaaaaaaaaaaa', 'ada')).toBe('weak');
    expect(strengthOf('Maria.Rossi', 'maria.rossi')).toBe('weak');
    expect(strengthOf('acqua e sale', 'ada')).toBe('good');
    expect(strengthOf('quattro parole a caso', 'ada')).toBe('strong');
  });

  it('is judged before it is sent, as the server judges it', () => {
    expect(passwordTrouble('corta', 'ada')).toBe('passwordTooShort');
    expect(passwordTrouble(' ADA.bianchi', 'ada.bianchi')).toBe('passwordIsUser');
    expect(passwordTrouble('acqua e sale', 'ada')).toBeNull();
  });

  it('is changed once, and what was typed stays when it is refused', async () => {
    const { made, asked, answer } = accounts();
    made.password.old = 'sbagliata';
    made.password.fresh = 'breve';
    await made.changePassword();
    expect(asked()).toEqual([]);
    expect(made.password.trouble).toBe('passwordTooShort');
    made.password.fresh = 'acqua e sale';
    const first = made.changePassword();
    await made.changePassword();
    expect(asked()).toEqual([{ type: 'changePassword', old: 'sbagliata', new: 'acqua e sale' }]);
    answer('wrongPassword');
    await first;
    expect(made.password.trouble).toBe('wrongPassword');
    expect(made.password.fresh).toBe('acqua e sale');
    const second = made.changePassword();
    await Promise.resolve();
    answer(null);
    await second;
    expect(made.password.changed).toBe(true);
    expect(made.password.fresh).toBe('');
  });
});

describe('names', () => {
  it('behind the handle are judged while they are typed', () => {
    for (const good of ['', 'maria.rossi', ' Maria.Rossi ', 'a-1']) {
      expect(personTrouble(good)).toBeNull();
    }
    for (const bad of ['m', 'maria rossi', '.maria', 'perché']) {
      expect(personTrouble(bad)).toBe('badPerson');
    }
  });

  it('to sign in with are judged while they are typed', () => {
    for (const good of ['ada', 'maria.rossi@comune.it', ' ADA ']) {
      expect(userTrouble(good)).toBeNull();
    }
    for (const bad of ['', 'a', 'maria rossi', 'niccolò']) expect(userTrouble(bad)).toBe('badUser');
  });
});

describe('chats at once', () => {
  it('are judged while they are typed', () => {
    for (const good of ['1', '8', ' 3 ']) expect(chatsTrouble(good)).toBeNull();
    for (const bad of ['', '0', '9', '80', '-1', '2,5', 'due'])
      expect(chatsTrouble(bad)).toBe('badChats');
  });

  it('are changed, and made again as they were', async () => {
    const { made, asked, answer } = accounts();
    const bruno = accountsView(NOW).people[1];
    if (!bruno) throw new Error('nobody');
    made.edit(bruno);
    if (!made.editing) throw new Error('no form');
    made.editing.chats = '9';
    await made.saveEditing();
    expect(made.editing?.trouble).toBe('badChats');
    expect(asked()).toEqual([]);
    made.editing.chats = '1';
    const saving = made.saveEditing();
    await Promise.resolve();
    expect(asked().at(-1)).toMatchObject({ librarian: bruno.id, chats: 1 });
    answer(null);
    await saving;
    expect(made.editing).toBeNull();
    expect(made.undoable).toMatchObject({ what: 'changes', name: 'Bruno Conti' });
    const undoing = made.undo();
    await Promise.resolve();
    answer(null);
    await undoing;
    expect(asked().at(-1)).toMatchObject({ type: 'editPerson', person: 'bruno.conti', chats: 3 });
    expect(made.undoable).toBeNull();
  });

  it('that were not changed leave nothing to undo', async () => {
    const { made, answer } = accounts();
    const bruno = accountsView(NOW).people[1];
    if (!bruno) throw new Error('nobody');
    made.edit(bruno);
    const saving = made.saveEditing();
    await Promise.resolve();
    answer(null);
    await saving;
    expect(made.undoable).toBeNull();
  });
});

describe('people', () => {
  it('who are removed can be taken back until something else is done', async () => {
    const { made, asked, answer } = accounts();
    const bruno = accountsView(NOW).people[1];
    if (!bruno) throw new Error('nobody');
    const removing = made.remove(bruno);
    await Promise.resolve();
    answer(null);
    await removing;
    expect(made.undoable).toMatchObject({ what: 'person', name: 'Bruno Conti' });
    const undoing = made.undo();
    await Promise.resolve();
    answer(null);
    await undoing;
    expect(made.undoable).toBeNull();
    expect(asked().at(-1)).toEqual({ type: 'setActive', librarian: bruno.id, active: true });
  });

  it('who are the last administrator stay, and the window knows why', async () => {
    const { made, answer } = accounts();
    const ada = accountsView(NOW).people[0];
    if (!ada) throw new Error('nobody');
    const removing = made.remove(ada);
    await Promise.resolve();
    answer('lastAdministrator');
    await removing;
    expect(made.undoable).toBeNull();
    expect(made.trouble).toBe('lastAdministrator');
  });

  it('are changed with what was typed, and the form stays when it is refused', async () => {
    const { made, asked, answer } = accounts();
    const bruno = accountsView(NOW).people[1];
    if (!bruno) throw new Error('nobody');
    made.edit(bruno);
    if (!made.editing) throw new Error('no form');
    made.editing.person = 'bru no';
    await made.saveEditing();
    expect(made.editing?.trouble).toBe('badPerson');
    made.editing.person = ' poster ';
    made.editing.setLanguage('en', true);
    const saving = made.saveEditing();
    await Promise.resolve();
    expect(asked().at(-1)).toMatchObject({ person: 'poster', languages: ['en'] });
    answer('personReserved');
    await saving;
    expect(made.editing?.trouble).toBe('personReserved');
  });
});

describe('what was asked', () => {
  it('is not waited for after the session has ended', async () => {
    const { made } = accounts();
    const ending = made.endOtherSessions();
    made.take(noAccounts(), true);
    await ending;
    expect(made.shown.view).toBeNull();
  });

  it('is put away with a link when the librarian looks elsewhere', async () => {
    const { made, told } = accounts();
    made.take({ ...made.shown, link: { ...LINK } }, false);
    await made.watch(false);
    expect(told.map(({ type }) => type)).toEqual(['putLinkAway', 'ask']);
  });
});

describe('an invitation', () => {
  it('is used with a name and a password that can be', async () => {
    const { made, told } = accounts();
    made.join.user = 'maria rossi';
    made.join.password = 'acqua e sale';
    await made.joinIn();
    expect(made.joinTrouble).toEqual({ type: 'refused', why: 'badUser' });
    made.join.user = ' maria ';
    await made.joinIn();
    expect(told).toEqual([{ type: 'join', user: 'maria', password: 'acqua e sale' }]);
  });
});

const LINK = {
  invitation: 'invitation-1',
  name: 'Dora',
  forPassword: false,
  link: 'https://desk.example/invito#x',
  qr: '',
  expiresAt: NOW,
};
