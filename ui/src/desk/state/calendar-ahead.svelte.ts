// What is ahead of this librarian today, at a glance.
import type { SeatAppointment } from '$lib/wire';

const MINUTE_MS = 60_000;
/** From so long before its beginning on, whoever has come can be ticked off. */
const COMES_MS = 30 * MINUTE_MS;

export class Ahead {
  readonly #today: () => readonly SeatAppointment[];
  readonly #now: () => number;

  constructor(today: () => readonly SeatAppointment[], now: () => number) {
    this.#today = today;
    this.#now = now;
  }

  /** What is not over, the next first. */
  readonly all = $derived.by(() =>
    this.#today().filter(({ state, ends }) => {
      switch (state.type) {
        case 'booked':
        case 'unconfirmed':
        case 'arrived':
          return ends > this.#now();
        case 'held':
        case 'done':
        case 'cancelled':
        case 'noShow':
          return false;
      }
    }),
  );

  /** How many minutes until it begins; less than nothing once it should have begun. */
  minutesTo({ starts }: SeatAppointment): number {
    return Math.ceil((starts - this.#now()) / MINUTE_MS);
  }

  /** Somebody is expected in person about now: whether they came is for us to say. */
  canCome({ meeting, state, starts }: SeatAppointment): boolean {
    return meeting === 'inPerson' && state.type === 'booked' && starts - COMES_MS <= this.#now();
  }

  /** It has begun, and nobody has said that they came. */
  canMiss(appointment: SeatAppointment): boolean {
    return this.canCome(appointment) && appointment.starts <= this.#now();
  }
}
