// Accounts in the window: what is shown, what was asked and how it came out, and what
// can be undone. The forms hold what is typed until it is saved.
import type {
  AccountsOrder,
  AccountsRefusal,
  AccountsWindowOrder,
  InvitationId,
  InvitationTrouble,
  Language,
  PersonEntry,
  Role,
  WindowAccounts,
} from '$lib/wire';

/** Nothing is known of accounts. */
export const NO_ACCOUNTS: WindowAccounts = {
  user: '',
  kept: null,
  invitation: null,
  invitationTrouble: null,
  view: null,
  answer: null,
  link: null,
};

/** The fewest characters of a password. */
export const SHORTEST_PASSWORD = 10;

/** How hard a password is to guess, as far as its looks tell. */
export type Strength = 'short' | 'weak' | 'good' | 'strong';

/** Nothing for an empty password. */
export function strengthOf(password: string, user: string): Strength | null {
  if (password === '') return null;
  const letters = [...password];
  const different = letters.filter((one, at) => letters.indexOf(one) === at).length;
  if (letters.length < SHORTEST_PASSWORD) return 'short';
  if (different < 6 || same(password, user)) return 'weak';
  return letters.length >= 16 && different >= 9 ? 'strong' : 'good';
}

/** Why a password can't be chosen; null when it can. The server judges by the same rules. */
export function passwordTrouble(password: string, user: string): AccountsRefusal | null {
  if (user !== '' && same(password, user)) return 'passwordIsUser';
  return [...password].length < SHORTEST_PASSWORD ? 'passwordTooShort' : null;
}

function same(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}

const PERSON = /^[a-z0-9][a-z0-9.-]{1,62}[a-z0-9]$/;
const USER = /^[a-z0-9.\-_@]{2,64}$/;

/** Why this is no name behind a handle; null when it is one, or empty. */
export function personTrouble(typed: string): AccountsRefusal | null {
  const name = typed.trim().toLowerCase();
  return name === '' || PERSON.test(name) ? null : 'badPerson';
}

/** How many chats somebody may have at once. */
export const CHATS = { fewest: 1, most: 8 };

/** Why this is no number of chats; null when it is one. */
export function chatsTrouble(typed: string): AccountsRefusal | null {
  const chats = /^\d{1,2}$/.test(typed.trim()) ? Number(typed) : 0;
  return chats >= CHATS.fewest && chats <= CHATS.most ? null : 'badChats';
}

/** Why this is no name to sign in with; null when it is one. */
export function userTrouble(typed: string): AccountsRefusal | null {
  return USER.test(typed.trim().toLowerCase()) ? null : 'badUser';
}

/** How an order came out: done, or why not. */
export type Outcome = 'done' | AccountsRefusal;

/** Something that was taken away or changed a moment ago. */
export interface Undoable {
  what: 'person' | 'invitation' | 'changes';
  name: string;
  order: AccountsOrder;
}

type Tell = (order: AccountsWindowOrder) => Promise<boolean>;

export class Accounts {
  shown = $state.raw<WindowAccounts>(NO_ACCOUNTS);
  readonly password = new PasswordForm();
  readonly invite = new InviteForm();
  readonly join = new JoinForm();
  /** Who is being changed. */
  editing = $state.raw<PersonForm | null>(null);
  undoable = $state.raw<Undoable | null>(null);
  /** Why the last thing that has no field of its own was not done. */
  trouble = $state.raw<AccountsRefusal | null>(null);

  readonly #tell: Tell;
  #number = 0;
  #waiting: { number: number; settle: (outcome: Outcome) => void } | null = null;

  constructor(tell: Tell) {
    this.#tell = tell;
  }

  readonly view = $derived(this.shown.view);

  take(shown: WindowAccounts, signedOut: boolean): void {
    this.shown = shown;
    const waiting = this.#waiting;
    if (waiting && shown.answer?.number === waiting.number) {
      this.#waiting = null;
      waiting.settle(shown.answer.refused ?? 'done');
    }
    if (signedOut) this.#clear();
  }

  /** Looks at accounts from now on, or no more. */
  async watch(on: boolean): Promise<void> {
    if (!on) {
      this.undoable = null;
      this.trouble = null;
      this.editing = null;
      this.password.clear();
      if (this.shown.link) await this.#tell({ type: 'putLinkAway' });
    }
    this.#number += 1;
    await this.#tell({ type: 'ask', number: this.#number, order: { type: 'watch', on } });
  }

  /** Asks the server for one thing, and waits for how it came out. One at a time. */
  async ask(order: AccountsOrder): Promise<Outcome> {
    this.#waiting?.settle('notSaved');
    this.#number += 1;
    const number = this.#number;
    const answered = new Promise<Outcome>((settle) => {
      this.#waiting = { number, settle };
    });
    if (!(await this.#tell({ type: 'ask', number, order }))) return 'notSaved';
    return answered;
  }

  async changePassword(): Promise<void> {
    const form = this.password;
    form.trouble = passwordTrouble(form.fresh, this.view?.user ?? '');
    if (form.trouble || form.saving) return;
    form.saving = true;
    const outcome = await this.ask({ type: 'changePassword', old: form.old, new: form.fresh });
    form.saving = false;
    if (outcome === 'done') form.succeed();
    else form.trouble = outcome;
  }

  async endSession(session: string): Promise<void> {
    await this.#do({ type: 'endSession', session });
  }

  async endOtherSessions(): Promise<void> {
    await this.#do({ type: 'endOtherSessions' });
  }

  async sendInvitation(): Promise<void> {
    const form = this.invite;
    if (form.saving || form.name.trim() === '') return;
    form.saving = true;
    const outcome = await this.ask({ type: 'invite', name: form.name, role: form.role });
    form.saving = false;
    if (outcome === 'done') form.clear();
    else form.trouble = outcome;
  }

  async renew(invitation: InvitationId): Promise<void> {
    await this.#do({ type: 'renewInvitation', invitation });
  }

  async revoke(invitation: InvitationId, name: string): Promise<void> {
    const back: AccountsOrder = { type: 'setRevoked', invitation, revoked: false };
    if (await this.#do({ type: 'setRevoked', invitation, revoked: true }))
      this.undoable = { what: 'invitation', name, order: back };
  }

  edit(person: PersonEntry): void {
    this.trouble = null;
    this.editing = new PersonForm(person);
  }

  async saveEditing(): Promise<void> {
    const form = this.editing;
    if (!form || form.saving) return;
    form.trouble = form.judge();
    if (form.trouble) return;
    form.saving = true;
    this.undoable = null;
    const outcome = await this.ask(form.order());
    form.saving = false;
    if (outcome !== 'done') {
      form.trouble = outcome;
      return;
    }
    if (this.editing === form) this.editing = null;
    if (form.changed)
      this.undoable = { what: 'changes', name: form.before.name, order: form.wayBack() };
  }

  async remove(person: PersonEntry): Promise<void> {
    const back: AccountsOrder = { type: 'setActive', librarian: person.id, active: true };
    this.editing = null;
    if (await this.#do({ type: 'setActive', librarian: person.id, active: false }))
      this.undoable = { what: 'person', name: person.name, order: back };
  }

  async undo(): Promise<void> {
    const undoable = this.undoable;
    if (undoable) await this.#do(undoable.order);
  }

  async resetPassword(person: PersonEntry): Promise<void> {
    this.editing = null;
    await this.#do({ type: 'resetPassword', librarian: person.id });
  }

  async endBlock(thread: string): Promise<void> {
    await this.#do({ type: 'endBlock', thread });
  }

  async putLinkAway(): Promise<void> {
    await this.#tell({ type: 'putLinkAway' });
  }

  /** Looks at the invitation whose link was pasted. */
  async lookAtInvitation(): Promise<void> {
    const link = this.join.link.trim();
    if (link !== '') await this.#tell({ type: 'lookAtInvitation', link });
  }

  async putInvitationAway(): Promise<void> {
    this.join.clear();
    await this.#tell({ type: 'putInvitationAway' });
  }

  /** Uses the invitation that was looked at. */
  async joinIn(): Promise<void> {
    const form = this.join;
    const user = this.shown.invitation?.user ?? form.user;
    form.trouble = userTrouble(user) ?? passwordTrouble(form.password, user);
    if (form.trouble === null)
      await this.#tell({ type: 'join', user: user.trim(), password: form.password });
  }

  /** Why the invitation did not work: what was typed, or what the server says. */
  readonly joinTrouble = $derived.by((): InvitationTrouble | null =>
    this.join.trouble ? { type: 'refused', why: this.join.trouble } : this.shown.invitationTrouble,
  );

  async #do(order: AccountsOrder): Promise<boolean> {
    this.undoable = null;
    const outcome = await this.ask(order);
    this.trouble = outcome === 'done' ? null : outcome;
    return outcome === 'done';
  }

  #clear(): void {
    this.#waiting?.settle('notSaved');
    this.#waiting = null;
    this.undoable = null;
    this.trouble = null;
    this.editing = null;
    this.password.clear();
    this.invite.clear();
  }
}

/** The own password, as it is typed. */
export class PasswordForm {
  old = $state('');
  fresh = $state('');
  saving = $state(false);
  /** It was changed a moment ago. */
  changed = $state(false);
  trouble = $state.raw<AccountsRefusal | null>(null);

  clear(): void {
    this.old = '';
    this.fresh = '';
    this.saving = false;
    this.changed = false;
    this.trouble = null;
  }

  succeed(): void {
    this.clear();
    this.changed = true;
  }
}

/** Somebody who is to be invited, as they are typed. */
export class InviteForm {
  name = $state('');
  role = $state<Role>('librarian');
  saving = $state(false);
  trouble = $state.raw<AccountsRefusal | null>(null);

  clear(): void {
    this.name = '';
    this.role = 'librarian';
    this.saving = false;
    this.trouble = null;
  }
}

/** What is chosen by an invitation. */
export class JoinForm {
  link = $state('');
  user = $state('');
  password = $state('');
  trouble = $state.raw<AccountsRefusal | null>(null);

  clear(): void {
    this.link = '';
    this.user = '';
    this.password = '';
    this.trouble = null;
  }
}

/** What is set of somebody, as it is typed. */
export class PersonForm {
  readonly before: PersonEntry;
  name = $state('');
  person = $state('');
  role = $state<Role>('librarian');
  languages = $state.raw<readonly Language[]>([]);
  chats = $state('');
  saving = $state(false);
  trouble = $state.raw<AccountsRefusal | null>(null);

  constructor(person: PersonEntry) {
    this.before = person;
    this.name = person.name;
    this.person = person.person ?? '';
    this.role = person.role;
    this.languages = person.languages;
    this.chats = String(person.chats);
  }

  /** What can't be, as far as the window knows. */
  judge(): AccountsRefusal | null {
    if (this.name.trim() === '') return 'badName';
    return personTrouble(this.person) ?? chatsTrouble(this.chats);
  }

  /** It says something else than what is so. */
  get changed(): boolean {
    return JSON.stringify(this.order()) !== JSON.stringify(this.wayBack());
  }

  setLanguage(language: Language, on: boolean): void {
    const others = this.languages.filter((one) => one !== language);
    this.languages = on ? [...others, language].sort() : others;
  }

  order(): AccountsOrder {
    return {
      type: 'editPerson',
      librarian: this.before.id,
      name: this.name,
      person: this.person.trim(),
      role: this.role,
      languages: [...this.languages],
      chats: Number(this.chats),
    };
  }

  /** What makes it again as it was. */
  wayBack(): AccountsOrder {
    const { id, name, person, role, languages, chats } = this.before;
    return {
      type: 'editPerson',
      librarian: id,
      name,
      person: person ?? '',
      role,
      languages: [...languages],
      chats,
    };
  }
}
