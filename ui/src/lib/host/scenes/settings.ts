// Scenes of the settings, of accounts, of the outbox and of reports.
import type { SettingsView, WindowState } from '$lib/wire';

import { accountsView, madeLink, noAccounts } from '../mock-accounts';
import { outboxInDoubt, outboxOf } from '../mock-outbox';
import { BOOKING_HOUSE } from '../scene-calendar';
import { settingsView } from '../scene-settings';
import { openThread, threadList } from '../scene-threads';
import { TWO_DESKS, signedIn } from '../scene-window';
import { booking } from '../scenes/booking';

/** An administrator who looks at accounts. */
function administrating(now: number, given: Partial<WindowState['accounts']>): WindowState {
  const accounts = noAccounts({
    user: 'ada.bianchi',
    kept: 'keyring',
    view: accountsView(now),
    ...given,
  });
  return signedIn({ role: 'administrator' }, { accounts });
}

/** An administrator looks at the settings; `#settings/hours` in the address shows them. */
function administering(now: number, given: Partial<SettingsView> = {}): WindowState {
  const settings = settingsView(now, given);
  const house = { ...TWO_DESKS, warnings: settings.warnings };
  return signedIn({
    role: 'administrator',
    house,
    administration: { settings, verdicts: [] },
  });
}

/** An administrator looks at consultations; nobody has said when they give the second. */
function offering(now: number, given: Partial<SettingsView> = {}): WindowState {
  const state = administering(now, given);
  const [first, second, ...others] = BOOKING_HOUSE.consultations;
  const silent = second && {
    ...second,
    view: { ...second.view, week: [[], [], [], [], [], [], []] },
  };
  const consultations = first && silent ? [first, silent, ...others] : [];
  const house = { ...BOOKING_HOUSE, consultations };
  return { ...state, desk: state.desk && { ...state.desk, house } };
}

export const settingsScenes = {
  settings: (now: number) => administering(now),
  settingsEmpty: (now: number) =>
    administering(now, { branches: [], groups: [], topics: [], changes: [] }),
  consultations: (now: number) => offering(now),
  consultationsEmpty: (now: number) => offering(now, { consultations: [] }),
  availability: (now: number) => signedIn(booking(now, { role: 'supervisor' })),
  availabilityEmpty: (now: number) =>
    signedIn(booking(now, { librarian: { id: 'bo', name: 'Bo Cecchi' } })),
  settingsProblems: (now: number) =>
    administering(now, {
      warnings: [
        { type: 'neverOpens', desk: 'desk-2' },
        { type: 'emptyGroup', group: 'group-2', name: 'Ragazzi' },
      ],
    }),
  noticesOfDesk: (now: number) =>
    administering(now, { desks: settingsView(now).desks.slice(0, 1) }),
  outbox: (now: number) => signedIn({ role: 'administrator', outbox: outboxOf(now) }),
  threadInDoubt: (now: number) => {
    const reading = openThread(now);
    return signedIn({
      threads: threadList(now),
      reading,
      outbox: outboxInDoubt(reading.thread, now),
    });
  },
  outboxStill: (now: number) =>
    signedIn({ role: 'administrator', outbox: outboxOf(now, { still: true }) }),
  outboxEmpty: (now: number) =>
    signedIn({ role: 'administrator', outbox: outboxOf(now, { mail: false }) }),
  reports: () => signedIn({ role: 'supervisor', house: TWO_DESKS }),
  casesSettings: () => signedIn({ role: 'administrator', house: TWO_DESKS }),
  reportsSettings: () => signedIn({ role: 'administrator', house: TWO_DESKS }),
  accounts: (now: number) => administrating(now, {}),
  accountsLink: (now: number) =>
    administrating(now, { kept: 'file', link: madeLink('Dora Blu', now) }),
} satisfies Record<string, (now: number) => WindowState>;
