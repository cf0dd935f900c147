// The families of state of which the window is made, and what each may ask of the program
// and of the others.
import type { Host } from '$lib/host/host';
import { m } from '$lib/paraglide/messages';
import type { House, WindowDesk, WindowOrder } from '$lib/wire';
import { knownZone, wallOf } from '$lib/zoned';

import { OwnPicture } from '../picture/own-picture.svelte';
import { PatronPicture } from '../picture/patron-picture.svelte';
import { Accounts } from './accounts.svelte';
import { Administration } from './administration.svelte';
import { Answers } from './answers.svelte';
import { Appearance } from './appearance.svelte';
import { Availabilities } from './availability.svelte';
import { Blocking } from './blocking.svelte';
import { Booking } from './booking.svelte';
import { Calendar } from './calendar.svelte';
import { CallBacks } from './call-backs.svelte';
import { Cases } from './cases.svelte';
import { Clock } from './clock.svelte';
import { Computer } from './computer.svelte';
import { Contacts } from './contacts.svelte';
import { Devices } from './devices.svelte';
import { LoansPanel } from './loans-panel.svelte';
import { Loans } from './loans.svelte';
import { NewsBoard } from './news.svelte';
import { Outbox } from './outbox.svelte';
import { Outside } from './outside.svelte';
import { Remembered } from './remembered.svelte';
import { Reports } from './reports.svelte';
import { Setup } from './setup.svelte';
import { SignIn } from './sign-in.svelte';
import { Stills } from './stills.svelte';
import { Threads } from './threads.svelte';
import { Transfers } from './transfers.svelte';
import { WrapUp } from './wrap-up.svelte';

/** Somebody looks at this window. */
const watched = () => document.visibilityState === 'visible' && document.hasFocus();

export abstract class DeskParts {
  readonly clock = new Clock();
  readonly news = new NewsBoard();
  readonly signIn = new SignIn();
  readonly accounts: Accounts;
  readonly outbox: Outbox;
  readonly calendar: Calendar;
  readonly booking: Booking;
  readonly outside: Outside;
  readonly loans: Loans;
  readonly cases: Cases;
  readonly callBacks: CallBacks;
  readonly reports: Reports;
  readonly setup: Setup;
  readonly patronPicture: PatronPicture;
  readonly ownPicture = new OwnPicture();
  readonly wrapUp = new WrapUp();
  readonly blocking = new Blocking();
  readonly administration: Administration;
  readonly availability: Availabilities;
  readonly contacts = new Contacts();
  readonly threads: Threads;
  readonly answers: Answers;
  readonly stills: Stills;
  readonly transfers: Transfers;
  readonly devices: Devices;
  readonly appearance: Appearance;
  readonly computer: Computer;
  readonly personFolded = new Remembered('person-folded', false);
  readonly loansPanel = new LoansPanel();

  protected readonly host: Host;

  /** What is shown to whoever is signed in. */
  abstract get desk(): WindowDesk | null;
  abstract get house(): House;

  constructor(host: Host) {
    this.host = host;
    this.appearance = new Appearance(host);
    this.accounts = new Accounts((order) => this.order({ type: 'accounts', order }));
    this.outbox = new Outbox((order) => this.order({ type: 'outbox', order }));
    this.calendar = new Calendar({
      tell: (order) => this.order({ type: 'calendar', order }),
      now: () => this.clock.now,
      house: () => this.house,
      news: (what) => this.news.tell(what),
    });
    this.booking = new Booking({
      calendar: this.calendar,
      house: () => this.house,
      news: (what) => this.news.tell(what),
    });
    this.outside = new Outside({
      tell: (order) => this.order({ type: 'calendar', order }),
      send: (bytes) => host.sendCalendar(bytes),
    });
    this.loans = new Loans({
      tell: (order) => this.order({ type: 'loans', order }),
      send: (source, name, bytes) => host.sendLoans(source, name, bytes),
    });
    this.cases = new Cases({
      tell: (order) => this.order({ type: 'cases', order }),
      news: (what) => this.news.tell(what),
      drafts: {
        draftOf: (key) => this.threads.draftOf(key),
        keep: (key, draft) => this.threads.keep(key, draft),
      },
      zone: () => this.calendar.zone,
      watched,
    });
    this.callBacks = new CallBacks({
      tell: (number, order) => this.order({ type: 'callBacks', number, order }),
      now: () => this.clock.now,
      zone: () => this.calendar.zone,
      self: () => this.desk?.librarian.id ?? null,
    });
    this.reports = new Reports({
      tell: (order) => this.order({ type: 'reports', order }),
      today: () => wallOf(this.clock.now, knownZone(this.house.zone)).date,
    });
    this.devices = new Devices({
      order: (order) => void this.order({ type: 'devices', order }),
      ask: (order) => void this.ask({ type: 'devices', order }),
    });
    this.computer = new Computer((order) => this.order({ type: 'computer', order }));
    this.setup = new Setup({
      order: (order) => this.order({ type: 'setup', order }),
      usual: () => ({ desk: m.desk_setup_usual_desk(), branch: m.desk_setup_usual_branch() }),
    });
    this.threads = new Threads({
      host,
      order: (order) => this.order(order),
      ask: (order) => this.ask(order),
      fileNotSent: (name, why) => this.news.tell({ type: 'fileNotSent', name, why }),
      folderNotSent: (name) => this.news.tell({ type: 'folderNotSent', name }),
      watched,
    });
    this.administration = new Administration({
      order: (order) => this.order({ type: 'administer', order }),
      saved: (number) => this.news.tell({ type: 'settingsSaved', number }),
      notUndone: (why) => this.news.tell({ type: 'settingsNotUndone', why }),
    });
    this.availability = new Availabilities({
      order: (number, order) => {
        const asked = { type: 'availability', order } as const;
        return this.order({ type: 'calendar', order: { type: 'ask', number, order: asked } });
      },
      news: (what) => this.news.tell(what),
    });
    this.answers = new Answers((order) => this.order({ type: 'answers', order }));
    this.stills = new Stills({
      order: (order) => this.order({ type: 'stills', order }),
      take: () => this.patronPicture.still(),
      send: (contact, bytes) => host.sendStill(contact, m.desk_threads_still_file(), bytes),
      failed: () => this.news.tell({ type: 'stillNotTaken' }),
    });
    this.transfers = new Transfers((contact, order) =>
      this.order({ type: 'transfer', contact, order }),
    );
    this.patronPicture = new PatronPicture({
      drawn: () => host.drawn(),
      needKeyPicture: () => void this.ask({ type: 'needKeyPicture' }),
      cannotDecodeVp8: () => void this.ask({ type: 'setPictures', decodesVp8: false }),
    });
  }

  /** Asks the program for something, and tells when it was not even taken. */
  protected async order(order: WindowOrder): Promise<boolean> {
    const done = await this.ask(order);
    if (!done) this.news.tell({ type: 'orderFailed' });
    return done;
  }

  /** What nobody asked for by hand fails in silence; the program tries again. */
  protected async ask(order: WindowOrder): Promise<boolean> {
    try {
      await this.host.order(order);
      return true;
    } catch {
      return false;
    }
  }
}
