// The sections of the settings, in the order in which they are shown. Each is one entry
// here and one component; who may not use a section does not see it.
import type { LucideIcon } from '@lucide/svelte';
import BellRing from '@lucide/svelte/icons/bell-ring';
import BookUp from '@lucide/svelte/icons/book-up';
import CalendarSync from '@lucide/svelte/icons/calendar-sync';
import MessageSquareQuote from '@lucide/svelte/icons/message-square-quote';
import Monitor from '@lucide/svelte/icons/monitor';
import Server from '@lucide/svelte/icons/server';
import Building from '@lucide/svelte/icons/building-2';
import Clock from '@lucide/svelte/icons/clock';
import Headset from '@lucide/svelte/icons/headset';
import History from '@lucide/svelte/icons/history';
import Landmark from '@lucide/svelte/icons/landmark';
import MessageSquareText from '@lucide/svelte/icons/message-square-text';
import ChartColumn from '@lucide/svelte/icons/chart-column';
import Ban from '@lucide/svelte/icons/ban';
import KeyRound from '@lucide/svelte/icons/key-round';
import Headphones from '@lucide/svelte/icons/headphones';
import Palette from '@lucide/svelte/icons/palette';
import Briefcase from '@lucide/svelte/icons/briefcase';
import Inbox from '@lucide/svelte/icons/inbox';
import MailOpen from '@lucide/svelte/icons/mail-open';
import MailIcon from '@lucide/svelte/icons/mail';
import Send from '@lucide/svelte/icons/send';
import Users from '@lucide/svelte/icons/users';
import CalendarClock from '@lucide/svelte/icons/calendar-clock';
import CalendarPlus from '@lucide/svelte/icons/calendar-plus';
import Tags from '@lucide/svelte/icons/tags';
import UsersRound from '@lucide/svelte/icons/users-round';
import type { Component } from 'svelte';

import { m } from '$lib/paraglide/messages';
import type { Role } from '$lib/wire';

import Blocks from '../accounts/Blocks.svelte';
import MyAccount from '../accounts/MyAccount.svelte';
import People from '../accounts/People.svelte';
import Mailbox from '../cases/Mailbox.svelte';
import Letters from '../outbox/Letters.svelte';
import MailAccount from '../outbox/MailAccount.svelte';
import OutboxMark from '../outbox/Mark.svelte';
import Outgoing from '../outbox/Outgoing.svelte';
import Calendars from '../outside/Calendars.svelte';
import Sources from '../loans/Sources.svelte';
import Answers from './Answers.svelte';
import Appearance from './Appearance.svelte';
import ThisComputer from './ThisComputer.svelte';
import ThisServer from './ThisServer.svelte';
import Availability from './consultations/Availability.svelte';
import Cases from './cases/Cases.svelte';
import Reports from './reports/Reports.svelte';
import Notices from './notices/Notices.svelte';
import Consultations from './consultations/Consultations.svelte';
import Branches from './library/Branches.svelte';
import Changes from './library/Changes.svelte';
import Desks from './library/Desks.svelte';
import Groups from './library/Groups.svelte';
import Hours from './library/Hours.svelte';
import LibraryItself from './library/LibraryItself.svelte';
import Texts from './library/Texts.svelte';
import Topics from './library/Topics.svelte';
import SoundAndPicture from './SoundAndPicture.svelte';

/** What a section is about: this computer, whoever is signed in, or the whole library. */
export type Group = 'computer' | 'mine' | 'library';

export interface Section {
  id: string;
  title: () => string;
  icon: LucideIcon;
  group: Group;
  roles: readonly Role[];
  component: Component;
  /** What stands beside its title when something in it wants to be looked at. */
  mark?: Component;
}

const EVERYBODY: readonly Role[] = ['librarian', 'supervisor', 'administrator'];

const ADMINISTRATORS: readonly Role[] = ['administrator'];

/** What administrators set of the library. */
const LIBRARY: readonly Pick<Section, 'id' | 'title' | 'icon' | 'component'>[] = [
  {
    id: 'library',
    title: () => m.desk_library_title_library(),
    icon: Landmark,
    component: LibraryItself,
  },
  {
    id: 'branches',
    title: () => m.desk_library_title_branches(),
    icon: Building,
    component: Branches,
  },
  { id: 'desks', title: () => m.desk_library_title_desks(), icon: Headset, component: Desks },
  { id: 'groups', title: () => m.desk_library_title_groups(), icon: UsersRound, component: Groups },
  { id: 'hours', title: () => m.desk_library_title_hours(), icon: Clock, component: Hours },
  { id: 'topics', title: () => m.desk_library_title_topics(), icon: Tags, component: Topics },
  {
    id: 'consultations',
    title: () => m.desk_consultations_title(),
    icon: CalendarPlus,
    component: Consultations,
  },
  {
    id: 'texts',
    title: () => m.desk_library_title_texts(),
    icon: MessageSquareText,
    component: Texts,
  },
  { id: 'changes', title: () => m.desk_library_title_changes(), icon: History, component: Changes },
];

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
    id: 'devices',
    title: () => m.desk_devices_title(),
    icon: Headphones,
    group: 'computer',
    roles: EVERYBODY,
    component: SoundAndPicture,
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
  {
    id: 'account',
    title: () => m.desk_accounts_mine_title(),
    icon: KeyRound,
    group: 'mine',
    roles: EVERYBODY,
    component: MyAccount,
  },
  {
    id: 'availability',
    title: () => m.desk_consultations_when_title(),
    icon: CalendarClock,
    group: 'mine',
    roles: EVERYBODY,
    component: Availability,
  },
  ...LIBRARY.map((section): Section => ({ ...section, group: 'library', roles: ADMINISTRATORS })),
  {
    id: 'answers',
    title: () => m.desk_threads_answers_section(),
    icon: MessageSquareQuote,
    group: 'library',
    roles: ['supervisor', 'administrator'],
    component: Answers,
  },
  {
    id: 'outgoing',
    title: () => m.desk_outbox_title(),
    icon: Send,
    group: 'library',
    roles: EVERYBODY,
    component: Outgoing,
    mark: OutboxMark,
  },
  {
    id: 'mail',
    title: () => m.desk_outbox_mail_title(),
    icon: MailIcon,
    group: 'library',
    roles: ADMINISTRATORS,
    component: MailAccount,
  },
  {
    id: 'cases',
    title: () => m.desk_cases_settings_title(),
    icon: Briefcase,
    group: 'library',
    roles: ADMINISTRATORS,
    component: Cases,
  },
  {
    id: 'mailbox',
    title: () => m.desk_cases_mailbox_title(),
    icon: Inbox,
    group: 'library',
    roles: ADMINISTRATORS,
    component: Mailbox,
  },
  {
    id: 'letters',
    title: () => m.desk_outbox_letters_title(),
    icon: MailOpen,
    group: 'library',
    roles: ADMINISTRATORS,
    component: Letters,
  },
  {
    id: 'calendars',
    title: () => m.desk_outside_title(),
    icon: CalendarSync,
    group: 'library',
    roles: EVERYBODY,
    component: Calendars,
  },
  {
    id: 'notices',
    title: () => m.desk_notices_title(),
    icon: BellRing,
    group: 'library',
    roles: ADMINISTRATORS,
    component: Notices,
  },
  {
    id: 'loan-sources',
    title: () => m.desk_sources_title(),
    icon: BookUp,
    group: 'library',
    roles: EVERYBODY,
    component: Sources,
  },
  {
    id: 'reports',
    title: () => m.desk_reports_settings_title(),
    icon: ChartColumn,
    group: 'library',
    roles: ADMINISTRATORS,
    component: Reports,
  },
  {
    id: 'people',
    title: () => m.desk_accounts_people_title(),
    icon: Users,
    group: 'library',
    roles: ['administrator'],
    component: People,
  },
  {
    id: 'blocks',
    title: () => m.desk_accounts_blocks_title(),
    icon: Ban,
    group: 'library',
    roles: ['supervisor', 'administrator'],
    component: Blocks,
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
