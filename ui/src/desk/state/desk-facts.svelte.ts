// What the program said last, and what follows from it.
import type { House, Presence, WindowState } from '$lib/wire';

import { DeskParts } from './desk-parts.svelte';

/** What stands in the window. */
export type Screen = 'starting' | 'cutOff' | 'setup' | 'setupTrouble' | 'signIn' | 'desk';

/** Where the rail leads. */
export type Place = 'desk' | 'calendar' | 'cases' | 'loans' | 'reports' | 'settings';

const NO_HOUSE: House = {
  library: '',
  zone: '',
  handles: [],
  topics: [],
  desks: [],
  branches: [],
  consultations: [],
  librarians: [],
  warnings: [],
};

export abstract class DeskFacts extends DeskParts {
  /** Where the librarian is; whoever answers comes back to the desk. */
  place = $state<Place>('desk');
  /** The section of the settings that was opened last. */
  section = $state('');
  /** The sheet of keys lies over the window. */
  sheetOpen = $state(false);

  protected state = $state.raw<WindowState | null>(null);
  /** The program itself is not there. */
  protected cutOff = $state(false);

  readonly screen = $derived.by((): Screen => {
    if (this.cutOff) return 'cutOff';
    const { assistant, trouble, working } = this.setup;
    if (assistant === 'choosing') return 'setup';
    switch (this.state?.connection.type) {
      case undefined:
        return 'starting';
      case 'signedOut':
        if (working) return 'starting';
        return trouble ? 'setupTrouble' : 'signIn';
      case 'signingIn':
        return 'signIn';
      case 'online':
      case 'away':
        if (!this.state?.desk) return 'starting';
        return assistant === 'trying' ? 'setup' : 'desk';
    }
  });

  readonly server = $derived(this.state?.server ?? '');
  readonly embedded = $derived(this.state?.embedded ?? false);
  readonly signingIn = $derived(this.state?.connection.type === 'signingIn');
  readonly signInTrouble = $derived(
    this.state?.connection.type === 'signedOut' ? this.state.connection.why : null,
  );

  /** The server can't be reached; a call goes on without it. */
  readonly serverAway = $derived(this.state?.connection.type === 'away');
  /** Since when, and when it is looked for next. */
  readonly away = $derived(this.state?.away ?? null);

  readonly desk = $derived(this.state?.desk ?? null);
  /** Whoever is signed in would answer here; the assistant may stand before the desk. */
  readonly attended = $derived(
    this.screen === 'desk' || (this.screen === 'setup' && this.desk !== null),
  );
  readonly line = $derived(this.desk?.seat.line ?? []);
  readonly ringing = $derived(this.line.filter((entry) => entry.ringsHere));
  readonly chosen = $derived(this.desk?.seat.chosen ?? 'away');
  readonly presence = $derived.by((): Presence =>
    this.serverAway ? 'offline' : (this.desk?.seat.presence ?? 'offline'),
  );
  /** The contact in front, of those under way. */
  readonly contact = $derived(this.contacts.front);
  readonly contactHere = $derived(this.contact?.here ? this.contact : null);
  readonly house = $derived(this.desk?.house ?? NO_HOUSE);
  readonly waiting = $derived(this.desk?.seat.waiting ?? 0);
  /** The thread of the contact in front. */
  readonly conversation = $derived(
    this.desk?.conversations.find(({ thread }) => thread === this.contact?.thread) ?? null,
  );
  /** The thread that was opened from the list, unless it is talked in anyway. */
  readonly reading = $derived.by(() => {
    const reading = this.desk?.reading ?? null;
    const talked = this.contacts.all.some(({ thread }) => thread === reading?.thread);
    return talked ? null : reading;
  });
  /** The contact that is written down now; nothing while something else stands there. */
  readonly writing = $derived(this.contact || this.reading ? null : this.wrapUp.current);
  /** How many more are to be written down after what the program asks for. */
  readonly papersBehind = $derived(this.desk?.seat.wrapUp?.behind ?? 0);
  /** Something is to be written down while contacts are under way. */
  readonly papers = $derived(this.contacts.all.length > 0 ? this.wrapUp.current : null);
  /** The calendar stands there; once there is none any more, the desk does. */
  readonly calendarShown = $derived.by(
    () => this.place === 'calendar' && this.screen === 'desk' && this.calendar.isThere,
  );
  /** The same of loans. */
  readonly loansShown = $derived.by(
    () => this.place === 'loans' && this.screen === 'desk' && this.loans.isThere,
  );
  /** Who looks after the desk sees what it has done. */
  readonly seesReports = $derived(
    this.desk?.role === 'supervisor' || this.desk?.role === 'administrator',
  );
  readonly reportsShown = $derived(
    this.place === 'reports' && this.screen === 'desk' && this.seesReports,
  );
  readonly call = $derived(this.desk?.call ?? null);
  /** Whose call it is, whatever stands in front. */
  readonly callContact = $derived(
    this.call &&
      (this.contacts.all.find(({ here, calling, mode }) => here && !calling && mode !== 'chat') ??
        null),
  );
  /** The contact whose picture floats, because something else stands before the desk. */
  readonly floating = $derived.by(() => {
    const flows = this.call?.link === 'connected' || this.call?.link === 'interrupted';
    return flows && this.place !== 'desk' ? this.callContact : null;
  });
}
