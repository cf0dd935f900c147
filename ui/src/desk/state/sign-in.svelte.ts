// What is typed to sign in. It stays when the server says no.
import type { SignInTrouble, WindowOrder } from '$lib/wire';

/** Where a trouble stands: at a field, or over the whole form. */
export type TroublePlace = 'server' | 'password' | 'form';

export class SignIn {
  server = $state('');
  user = $state('');
  password = $state('');
  /** Another server than the one inside this program. */
  another = $state(false);
  /** By an invitation, and not by a password. */
  invited = $state(false);

  #prefilled = false;
  #ledTo = '';

  /**
   * Takes the server and the user name the program knows, once: after that the fields
   * are the reader's.
   */
  prefill(server: string, embedded: boolean, user: string): void {
    if (this.#prefilled) return;
    this.#prefilled = true;
    if (!embedded) this.server = server;
    this.user = user;
  }

  /** Takes where a link leads to, once. Says whether it is new. */
  leadTo(server: string, invitation: string | null = null): boolean {
    const link = `${server} ${invitation ?? ''}`;
    if (this.#ledTo === link) return false;
    this.#ledTo = link;
    this.server = server;
    this.another = true;
    this.invited = invitation !== null;
    return true;
  }

  /** The order, as typed; an embedded server needs no address. */
  order(embedded: boolean): Extract<WindowOrder, { type: 'signIn' }> {
    const server = this.asksAddress(embedded) ? this.server.trim() : '';
    return { type: 'signIn', server, user: this.user.trim(), password: this.password };
  }

  /** Whether the address is asked for. */
  asksAddress(embedded: boolean): boolean {
    return !embedded || this.another;
  }

  /** After a sign-in nothing of the password stays in memory. */
  forget(): void {
    this.password = '';
    this.invited = false;
  }
}

/** Where to look after a trouble. */
export function placeOf(trouble: SignInTrouble, addressShown: boolean): TroublePlace {
  switch (trouble.type) {
    case 'refused':
      return trouble.code === 'wrongNameOrPassword' ? 'password' : 'form';
    case 'unreachable':
    case 'badAddress':
      return addressShown ? 'server' : 'form';
  }
}
