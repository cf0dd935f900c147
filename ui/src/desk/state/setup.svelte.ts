// The assistant of the first run: its steps, what is typed in them, and what is wrong
// with it. What is typed stays, back and forth, until it is done.
import type { Founding, Network, SetupOrder, Setup as SetupView } from '$lib/wire';

import {
  dayTrouble,
  type HoursTrouble,
  MOST_SPANS,
  nextSpan,
  openings,
  type Preset,
  tidyTime,
  type Week,
  weekOf,
} from './setup-hours';
import {
  handleTrouble,
  nameTrouble,
  passwordTrouble,
  suggestedHandle,
  suggestedUser,
  tidyHandle,
  userTrouble,
} from './setup-names';

export type Choice = 'sample' | 'here' | 'network' | 'join';
export type Step = 'way' | 'network' | 'library' | 'hours' | 'you' | 'server' | 'trial';

interface Ways {
  order: (order: SetupOrder) => Promise<boolean>;
  /** What the desk of a new library is called, and its site. */
  usual: () => { desk: string; branch: string };
}

/** How long nothing must be typed before the program looks at it. */
const REST_MS = 600;
const HIGHEST_PORT = 65535;
const USUAL_PORT = '8443';
const ITALY = 'Europe/Rome';

export class Setup {
  /** What the program says; null where nothing can be set up. */
  view = $state.raw<SetupView | null>(null);

  step = $state<Step>('way');
  choice = $state<Choice>('here');
  /** The steps that were left, or tried to be: what is wrong in them is said. */
  tried = $state.raw<readonly Step[]>([]);

  host = $state('');
  port = $state(USUAL_PORT);
  certificate = $state('');
  key = $state('');

  library = $state('');
  #handle = $state<string | null>(null);
  branch = $state<string | null>(null);
  address = $state('');

  preset = $state<Preset>('split');
  week = $state<Week>(weekOf('split'));
  readonly zone = zoneHere();
  holidays = $state(zoneHere() === ITALY);

  name = $state('');
  #user = $state<string | null>(null);
  password = $state('');
  passwordShown = $state(false);

  server = $state('');

  /** What was pasted is no address alone, but the link of an invitation to it. */
  readonly invited = $derived(/\/invito#./.test(this.server));

  /** Whoever went on is kept until the program has looked. */
  looking = $state(false);

  /** Something was sent, and the program has not spoken since. */
  #sent = $state(false);
  #rest: ReturnType<typeof setTimeout> | undefined;
  readonly #ways: Ways;

  constructor(ways: Ways) {
    this.#ways = ways;
  }

  readonly assistant = $derived(this.view?.assistant ?? null);
  readonly working = $derived(this.#sent || (this.view?.working ?? false));
  readonly trouble = $derived(this.view?.trouble ?? null);
  /** The library that is kept on this computer. */
  readonly kept = $derived(this.view?.library ?? '');
  /** The assistant was begun anew, and there is something to go back to. */
  readonly leavable = $derived(this.view !== null && this.view.way !== null);

  readonly steps = $derived.by((): readonly Step[] => {
    const more: readonly Step[] = this.kept === '' ? ['library', 'hours', 'you'] : [];
    switch (this.choice) {
      case 'sample':
        return ['way'];
      case 'here':
        return ['way', ...more, 'trial'];
      case 'network':
        return ['way', 'network', ...more, 'trial'];
      case 'join':
        return ['way', 'server', 'trial'];
    }
  });
  readonly number = $derived(Math.max(0, this.steps.indexOf(this.step)) + 1);
  /** After this step the program does it. */
  readonly last = $derived(this.steps[this.number] === 'trial' || this.choice === 'sample');

  readonly handle = $derived(this.#handle ?? suggestedHandle(this.library));
  readonly user = $derived(this.#user ?? suggestedUser(this.name));
  readonly branchName = $derived(this.branch ?? this.#usualBranch());

  readonly troubles = $derived({
    library: nameTrouble(this.library),
    handle: handleTrouble(this.handle),
    branch: nameTrouble(this.branchName),
    name: nameTrouble(this.name),
    user: userTrouble(this.user),
    password: passwordTrouble(this.password, this.user),
    server: this.server.trim() === '' ? ('missing' as const) : null,
    host: this.host.trim() === '' ? ('missing' as const) : null,
    port: portTrouble(this.port),
    certificate: this.certificate.trim() === '' ? ('missing' as const) : null,
    key: this.key.trim() === '' ? ('missing' as const) : null,
  });

  readonly days = $derived(this.week.map((spans): HoursTrouble | null => dayTrouble(spans)));
  readonly hoursTrouble = $derived.by((): HoursTrouble | null => {
    if (this.preset === 'always') return null;
    const wrong = this.days.find((trouble) => trouble !== null);
    if (wrong) return wrong;
    return this.week.every((spans) => spans.length === 0) ? 'neverOpen' : null;
  });

  /** What was found of exactly what stands in the fields. */
  readonly networkFound = $derived.by(() => {
    const found = this.view?.network ?? null;
    const now = this.#network();
    return found && now && same(found.network, now) ? found : null;
  });
  readonly serverFound = $derived(
    this.view?.server?.typed === this.server ? this.view.server : null,
  );

  /** Whether what is wrong in a step may be said. */
  says(step: Step): boolean {
    return this.tried.includes(step);
  }

  take(view: SetupView | null): void {
    const before = this.view?.assistant ?? null;
    this.#sent = false;
    this.view = view;
    if (this.looking && this.networkFound) {
      this.looking = false;
      void this.next();
    }
    const now = view?.assistant ?? null;
    if (now === before) return;
    if (now === 'choosing') this.step = 'way';
    if (now === 'trying') {
      this.step = 'trial';
      this.choice = choiceOf(view);
      this.password = '';
    }
  }

  /** A link led here, with an invitation or without: it stands in its step at once. */
  leadTo(server: string, invitation: string | null): void {
    this.choice = 'join';
    this.step = 'server';
    this.server =
      invitation === null ? server : `${server.replace(/\/+$/, '')}/invito#${invitation}`;
    this.typedServer();
  }

  typeHandle(typed: string): void {
    this.#handle = typed;
  }

  typeUser(typed: string): void {
    this.#user = typed;
  }

  choosePreset(preset: Preset): void {
    this.preset = preset;
    if (preset !== 'own') this.week = weekOf(preset);
  }

  openDay(day: number, open: boolean): void {
    this.#changeDay(day, (spans) => (open ? [nextSpan([])] : spans.slice(0, 0)));
  }

  addSpan(day: number): void {
    this.#changeDay(day, (spans) =>
      spans.length < MOST_SPANS ? [...spans, nextSpan(spans)] : spans,
    );
  }

  removeSpan(day: number): void {
    this.#changeDay(day, (spans) => spans.slice(0, -1));
  }

  typeTime(day: number, index: number, end: 'from' | 'to', typed: string): void {
    this.#changeDay(day, (spans) =>
      spans.map((span, at) => (at === index ? { ...span, [end]: typed } : span)),
    );
  }

  tidyTime(day: number, index: number, end: 'from' | 'to'): void {
    const typed = this.week[day]?.[index]?.[end];
    if (typed !== undefined && tidyTime(typed) !== typed) {
      this.typeTime(day, index, end, tidyTime(typed));
    }
  }

  /** The program looks at what was typed once the keys rest. */
  typedNetwork(): void {
    this.#soon(() => {
      const network = this.#network();
      if (network && this.networkFound === null) return { type: 'lookAtNetwork', network };
      return null;
    });
  }

  typedServer(): void {
    this.#soon(() => {
      if (this.troubles.server || this.serverFound) return null;
      return { type: 'lookForServer', server: this.server };
    });
  }

  /** Goes on from a step, if nothing in it is wrong. Says whether it did. */
  async next(): Promise<boolean> {
    if (this.working) return false;
    clearTimeout(this.#rest);
    this.#try(this.step);
    if (!this.#sound(this.step)) return false;
    if (!this.last) {
      const following = this.steps[this.number];
      if (following) this.step = following;
      return true;
    }
    return this.#do(this.#finish());
  }

  back(): void {
    this.looking = false;
    const before = this.steps[this.number - 2];
    if (before && this.step !== 'trial') this.step = before;
  }

  async beginAnew(): Promise<void> {
    await this.#ways.order({ type: 'beginAnew' });
  }

  async leave(): Promise<void> {
    await this.#ways.order({ type: 'leave' });
  }

  async startAgain(): Promise<void> {
    await this.#do({ type: 'startAgain' });
  }

  async drawCode(link: string): Promise<void> {
    await this.#ways.order({ type: 'drawCode', link });
  }

  async openPoster(link: string): Promise<void> {
    await this.#ways.order({ type: 'openPoster', link });
  }

  /** The code of a link as a picture; null until it was drawn. */
  codeOf(link: string): string | null {
    const code = this.view?.codes.find((one) => one.link === link);
    return code ? `data:image/svg+xml,${encodeURIComponent(code.svg)}` : null;
  }

  /** Whether a step can be left. */
  #sound(step: Step): boolean {
    const { troubles } = this;
    switch (step) {
      case 'way':
      case 'trial':
        return true;
      case 'network': {
        const empty = troubles.host ?? troubles.port ?? troubles.certificate ?? troubles.key;
        if (empty) return false;
        if (!this.networkFound) this.#look();
        return this.networkFound?.troubles.length === 0;
      }
      case 'library':
        return !troubles.library && !troubles.handle && !troubles.branch;
      case 'hours':
        return this.hoursTrouble === null;
      case 'you':
        return !troubles.name && !troubles.user && !troubles.password;
      case 'server':
        return !troubles.server;
    }
  }

  #look(): void {
    const network = this.#network();
    if (!network) return;
    this.looking = true;
    void this.#ways.order({ type: 'lookAtNetwork', network });
  }

  #finish(): SetupOrder {
    const network = this.choice === 'network' ? this.#network() : null;
    switch (this.choice) {
      case 'sample':
        return { type: 'openSample' };
      case 'join':
        return { type: 'join', server: this.server };
      case 'here':
      case 'network':
        return this.kept === ''
          ? { type: 'found', network, founding: this.#founding() }
          : { type: 'openLibrary', network };
    }
  }

  #founding(): Founding {
    const hours =
      this.preset === 'always'
        ? null
        : {
            zone: this.zone,
            italianHolidays: this.zone === ITALY && this.holidays,
            week: this.week.map(openings) as NonNullable<Founding['hours']>['week'],
          };
    return {
      library: this.library.trim(),
      handle: tidyHandle(this.handle),
      desk: this.#ways.usual().desk,
      branch: this.branchName.trim(),
      address: this.address.trim(),
      hours,
      name: this.name.trim(),
      user: this.user.trim(),
      password: this.password,
    };
  }

  #network(): Network | null {
    if (portTrouble(this.port)) return null;
    const { host, certificate, key } = this;
    return { host, port: Number(this.port), certificate, key };
  }

  #usualBranch(): string {
    return this.#ways.usual().branch;
  }

  #changeDay(day: number, change: (spans: Week[number]) => Week[number]): void {
    this.week = this.week.map((spans, at) => (at === day ? change(spans) : spans));
    this.preset = 'own';
  }

  #try(step: Step): void {
    if (!this.tried.includes(step)) this.tried = [...this.tried, step];
  }

  async #do(order: SetupOrder): Promise<boolean> {
    this.#sent = true;
    const done = await this.#ways.order(order);
    if (!done) this.#sent = false;
    return done;
  }

  #soon(ask: () => SetupOrder | null): void {
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => {
      const order = ask();
      if (order) void this.#ways.order(order);
    }, REST_MS);
  }
}

function portTrouble(typed: string): 'port' | null {
  const port = /^\d{1,5}$/.test(typed.trim()) ? Number(typed) : 0;
  return port >= 1 && port <= HIGHEST_PORT ? null : 'port';
}

function same(one: Network, other: Network): boolean {
  return (
    one.host === other.host &&
    one.port === other.port &&
    one.certificate === other.certificate &&
    one.key === other.key
  );
}

function choiceOf(view: SetupView | null): Choice {
  return view?.way?.type ?? 'here';
}

/** Where this computer's clock hangs. */
function zoneHere(): string {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return timeZone?.includes('/') ? timeZone : ITALY;
}
