// The sections of the settings, in the order in which they are shown. Each is one entry
// here and one component; who may not use a section does not see it.
import type { LucideIcon } from '@lucide/svelte';
import Monitor from '@lucide/svelte/icons/monitor';
import Palette from '@lucide/svelte/icons/palette';
import Server from '@lucide/svelte/icons/server';
import type { Component } from 'svelte';

import { m } from '$lib/paraglide/messages';
import type { Role } from '$lib/wire';

import Appearance from './Appearance.svelte';
import ThisComputer from './ThisComputer.svelte';
import ThisServer from './ThisServer.svelte';

/** What a section is about: this computer, whoever is signed in, or the whole library. */
export type Group = 'computer' | 'mine' | 'library';

export interface Section {
  id: string;
  title: () => string;
  icon: LucideIcon;
  group: Group;
  roles: readonly Role[];
  component: Component;
}

const EVERYBODY: readonly Role[] = ['librarian', 'supervisor', 'administrator'];

const SECTIONS: readonly Section[] = [
  {
    id: 'appearance',
    title: () => m.desk_settings_appearance(),
    icon: Palette,
    group: 'computer',
    roles: EVERYBODY,
    component: Appearance,
  },
  {
    id: 'this-computer',
    title: () => m.desk_computer_title(),
    icon: Monitor,
    group: 'computer',
    roles: EVERYBODY,
    component: ThisComputer,
  },
  {
    id: 'server',
    title: () => m.desk_setup_settings_title(),
    icon: Server,
    group: 'computer',
    roles: EVERYBODY,
    component: ThisServer,
  },
];

/** The groups in their order, with what somebody of this role may set. */
export function sectionsFor(role: Role): { group: Group; sections: Section[] }[] {
  const groups: readonly Group[] = ['computer', 'mine', 'library'];
  return groups
    .map((group) => ({
      group,
      sections: SECTIONS.filter((one) => one.group === group && one.roles.includes(role)),
    }))
    .filter(({ sections }) => sections.length > 0);
}
