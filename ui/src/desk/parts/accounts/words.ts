// The words of accounts: roles, refusals, and how a password looks.
import { language } from '$lib/language.svelte';
import { m } from '$lib/paraglide/messages';
import type { AccountsRefusal, InvitationTrouble, Role } from '$lib/wire';

import type { Strength, Undoable } from '../../state/accounts.svelte';

export const ROLES: readonly Role[] = ['librarian', 'supervisor', 'administrator'];

export function roleWord(role: Role): string {
  switch (role) {
    case 'librarian':
      return m.desk_accounts_role_librarian();
    case 'supervisor':
      return m.desk_accounts_role_supervisor();
    case 'administrator':
      return m.desk_accounts_role_administrator();
  }
}

export function roleHelp(role: Role): string {
  switch (role) {
    case 'librarian':
      return m.desk_accounts_role_librarian_help();
    case 'supervisor':
      return m.desk_accounts_role_supervisor_help();
    case 'administrator':
      return m.desk_accounts_role_administrator_help();
  }
}

export function undoableWord({ what, name }: Undoable): string {
  switch (what) {
    case 'person':
      return m.desk_accounts_removed({ name });
    case 'invitation':
      return m.desk_accounts_revoked({ name });
    case 'changes':
      return m.desk_accounts_edited({ name });
  }
}

export function strengthWord(strength: Strength): string {
  switch (strength) {
    case 'short':
      return m.desk_accounts_strength_short();
    case 'weak':
      return m.desk_accounts_strength_weak();
    case 'good':
      return m.desk_accounts_strength_good();
    case 'strong':
      return m.desk_accounts_strength_strong();
  }
}

export function refusalWord(why: AccountsRefusal): string {
  switch (why) {
    case 'notAllowed':
      return m.desk_accounts_refused_not_allowed();
    case 'notFound':
      return m.desk_accounts_refused_not_found();
    case 'invitationOver':
      return m.desk_accounts_refused_invitation_over();
    case 'lastAdministrator':
      return m.desk_accounts_last_administrator();
    case 'ownAccount':
      return m.desk_accounts_own_account();
    case 'badName':
      return m.desk_accounts_refused_bad_name();
    case 'badPerson':
      return m.desk_accounts_refused_bad_person();
    case 'personReserved':
      return m.desk_accounts_refused_person_reserved();
    case 'personTaken':
      return m.desk_accounts_refused_person_taken();
    case 'badChats':
      return m.desk_accounts_refused_bad_chats();
    case 'badUser':
      return m.desk_accounts_refused_bad_user();
    case 'userTaken':
      return m.desk_accounts_refused_user_taken();
    case 'passwordTooShort':
      return m.desk_accounts_refused_password_too_short();
    case 'passwordTooLong':
      return m.desk_accounts_refused_password_too_long();
    case 'passwordIsUser':
      return m.desk_accounts_refused_password_is_user();
    case 'wrongPassword':
      return m.desk_accounts_refused_wrong_password();
    case 'tooManyTries':
      return m.desk_accounts_refused_too_many();
    case 'notSaved':
      return m.desk_accounts_refused_not_saved();
  }
}

export function invitationWord(trouble: InvitationTrouble): string {
  switch (trouble.type) {
    case 'badLink':
      return m.desk_accounts_join_bad_link();
    case 'unreachable':
      return m.desk_accounts_join_unreachable();
    case 'refused':
      return refusalWord(trouble.why);
  }
}

/** A day and a time, as they are read here. */
export function momentWord(at: number): string {
  return new Intl.DateTimeFormat(language.current, {
    dateStyle: 'medium',
    timeStyle: 'short',
    hourCycle: 'h23',
  }).format(at);
}

/** A day, as it is read here. */
export function dayWord(at: number): string {
  return new Intl.DateTimeFormat(language.current, { dateStyle: 'long' }).format(at);
}
