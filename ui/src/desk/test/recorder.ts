// A program for tests: it writes down what it is asked, and says what it is told to.
import type { Host } from '$lib/host/host';
import { scenes, type Scene } from '$lib/host/scenes';
import type { WindowOrder, WindowState } from '$lib/wire';

import { Desk } from '../state/desk.svelte';

export class Recorder implements Host {
  readonly orders: WindowOrder[] = [];
  readonly copied: string[] = [];
  readonly files: { thread: string; name: string; bytes: number[] }[] = [];
  colours: 'light' | 'dark' | null = null;
  readonly stills: { contact: string; name: string; bytes: number[] }[] = [];
  readonly calendars: number[][] = [];
  readonly loans: { source: string; name: string; bytes: number[] }[] = [];
  /** What the window asks to be shown of loans, as soon as it stands there. */
  readonly looked: WindowOrder[] = [];
  credits = 0;
  refuses = false;
  /** It never answers an order. */
  hangs = false;

  #state: (state: WindowState) => void = () => undefined;
  #picture: (bytes: ArrayBuffer) => void = () => undefined;

  /** What was asked for by hand. */
  get asked(): WindowOrder[] {
    return this.orders.filter(({ type }) => type !== 'read' && type !== 'typing');
  }

  async attach(
    onState: (state: WindowState) => void,
    onPicture: (bytes: ArrayBuffer) => void,
  ): Promise<void> {
    if (this.refuses) throw new Error('nobody there');
    this.#state = onState;
    this.#picture = onPicture;
  }

  async order(order: WindowOrder): Promise<void> {
    if (looksAtLoans(order) || looksAtCases(order)) this.looked.push(order);
    else this.orders.push(order);
    if (this.refuses) throw new Error('refused');
    if (this.hangs) await new Promise(() => undefined);
  }

  drawn(): void {
    this.credits += 1;
  }

  async sendFile(thread: string, name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    if (this.refuses) throw new Error('refused');
    this.files.push({ thread, name, bytes: [...bytes] });
  }

  async sendStill(contact: string, name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    if (this.refuses) throw new Error('refused');
    this.stills.push({ contact, name, bytes: [...bytes] });
  }

  async sendCalendar(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    if (this.refuses) throw new Error('refused');
    this.calendars.push([...bytes]);
  }

  async sendLoans(source: string, name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    if (this.refuses) throw new Error('refused');
    this.loans.push({ source, name, bytes: [...bytes] });
  }

  async copyLink(link: string): Promise<void> {
    if (this.refuses) throw new Error('forbidden');
    this.copied.push(link);
  }

  setColours(colours: 'light' | 'dark' | null): void {
    this.colours = colours;
  }

  tell(state: WindowState): void {
    this.#state(state);
  }

  show(bytes: ArrayBuffer): void {
    this.#picture(bytes);
  }
}

function looksAtLoans(order: WindowOrder): boolean {
  if (order.type !== 'loans' || order.order.type !== 'ask') return false;
  const { type } = order.order.order;
  return type === 'watch' || type === 'askThread';
}

function looksAtCases(order: WindowOrder): boolean {
  if (order.type !== 'cases' || order.order.type !== 'ask') return false;
  const { type } = order.order.order;
  return type === 'watch' || type === 'askThread';
}

/** The moment at which every scene is looked at. */
export const NOW = new Date(2026, 10, 21, 10, 30).getTime();

/** A desk and its program; its first order about pictures is forgotten. */
export async function deskAt(scene: Scene): Promise<{ desk: Desk; host: Recorder }> {
  const host = new Recorder();
  const desk = new Desk(host);
  await desk.start();
  host.orders.length = 0;
  host.tell(scenes[scene](NOW));
  desk.clock.now = NOW;
  return { desk, host };
}
