// When the librarians of the played library give consultations: what is typed is judged
// roughly and kept.
import type {
  AvailabilityFault,
  AvailabilityForm,
  AvailabilityOrder,
  AvailabilityTold,
  HoursForm,
  RuleForm,
} from '$lib/wire';

import { ZONE } from './scene-calendar';

/** How many answers are kept. */
const TOLD = 8;

function hours(week: string[][]): HoursForm {
  return { zone: ZONE, italianHolidays: true, week, closures: [] };
}

/** Calls on two mornings, in person on an afternoon, and a fortnight away. */
const GIVEN: AvailabilityForm = {
  rules: [
    {
      meetings: ['video', 'voice'],
      branch: null,
      hours: hours([['09:00-13:00'], ['09:00-13:00'], [], [], [], [], []]),
    },
    {
      meetings: ['inPerson'],
      branch: 'branch-1',
      hours: hours([[], ['15:00-18:00'], [], ['15:00-18:00'], [], [], []]),
    },
  ],
  away: [{ from: '2026-12-24', until: '2027-01-06', reason: 'Ferie' }],
};

const NONE: AvailabilityForm = { rules: [], away: [] };

export class MockAvailability {
  readonly #given = new Map<string, AvailabilityForm>([['ada', GIVEN]]);

  /** What is told of an order, after what was told before. */
  obey(
    before: readonly AvailabilityTold[],
    number: number,
    order: AvailabilityOrder,
  ): AvailabilityTold[] {
    return [...before.slice(1 - TOLD), this.#answer(number, order)];
  }

  #answer(number: number, order: AvailabilityOrder): AvailabilityTold {
    const { librarian } = order;
    const view = (form: AvailabilityForm) => ({ librarian, form, zone: ZONE });
    switch (order.type) {
      case 'ask':
        return { type: 'view', number, view: view(this.#given.get(librarian) ?? NONE) };
      case 'check':
        return { type: 'judged', number, faults: faultsOf(order.form) };
      case 'save': {
        const faults = faultsOf(order.form);
        if (faults.length > 0) return { type: 'refused', number, why: { type: 'faults', faults } };
        this.#given.set(librarian, order.form);
        return { type: 'saved', number, view: view(order.form) };
      }
    }
  }
}

function faultsOf(form: AvailabilityForm): AvailabilityFault[] {
  return form.rules.flatMap((rule, at) => faultsOfRule(rule, at));
}

function faultsOfRule({ meetings, branch, hours }: RuleForm, rule: number): AvailabilityFault[] {
  const faults: AvailabilityFault[] = [];
  const add = (field: AvailabilityFault['fault']['field'], type: 'noneChosen' | 'noHours') =>
    faults.push({ rule, fault: { field, row: null, why: { type } } });
  if (meetings.length === 0) add('meetings', 'noneChosen');
  if (meetings.includes('inPerson') && branch === null) add('branch', 'noneChosen');
  if (hours.week.every((openings) => openings.length === 0)) add('week', 'noHours');
  return faults;
}
