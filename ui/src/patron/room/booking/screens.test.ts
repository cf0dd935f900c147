// Each screen of booking as it is drawn, and the words on it.
import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';

import { language } from '$lib/language.svelte';
import { expectAccessible } from '$lib/test/axe';
import type { AppointmentView, DeskView, Happened, MessageView } from '$lib/wire';

import App from '../../App.svelte';
import {
  appointment,
  AVANE,
  consultation,
  day,
  heldUntil,
  MINUTE,
  plain,
  slot,
  slots,
  stands,
  told,
} from '../../test/bookings';
import { CLOSED, Desk, ended, fromBo, history, OPEN, waiting } from '../../test/cast';
import { waitingNotes } from '../words';
import type { BookingTrouble } from './booking.svelte';
import {
  appointmentHappenedWords,
  atWords,
  beginsWords,
  bookingTroubleWords,
  spanWords,
  stateWords,
  topicWords,
  weekWords,
  zoneWords,
} from './words';

const ROME = 'Europe/Rome';
/** Tuesday, at ten in Rome. */
const AT = Date.parse('2126-11-26T10:00:00+01:00');
const OFFERED = [consultation(), plain({ id: 'other', name: { it: 'Ricerca', en: 'Sources' } })];

const button = (name: string | RegExp) => screen.getByRole('button', { name });
const heading = async (name: string) => screen.findByRole('heading', { level: 1, name });
const given: Partial<DeskView> = { consultations: OFFERED, zone: ROME };

/** A page of a patron whom the desk knows. */
function show(own: AppointmentView[] = [], state = OPEN, more: Partial<DeskView> = {}): Desk {
  const desk = new Desk();
  render(App, { visit: desk.visit, calls: true, room: () => import('../index') });
  desk.greetStranger(state, { ...given, ...more });
  desk.put(null);
  desk.say(history([]), told(stands(own)));
  return desk;
}

beforeAll(() => import('../index'), 120_000);

beforeEach(() => {
  language.choose('it');
  sessionStorage.clear();
  document.hasFocus = () => true;
  vi.stubGlobal('matchMedia', () => ({ matches: false }));
  window.scrollTo = () => undefined;
});

describe('booking', () => {
  it.each([
    ['open', OPEN],
    ['closed', CLOSED],
  ] as const)('goes from the front of a desk that is %s to an appointment', async (_, state) => {
    const desk = show([], state);
    await userEvent.click(await screen.findByRole('button', { name: 'Prenota una consulenza' }));
    expect(await heading('Che cosa vuoi prenotare?')).toHaveFocus();
    expect(button(/Aiuto digitale/)).toHaveTextContent(
      /SPID e ebook.*30 minuti.*lunedì 15:00–18:00; mercoledì 09:00–12:30, 15:00–17:00/,
    );
    await expectAccessible();
    await userEvent.click(button(/Aiuto digitale/));
    expect(await heading('Come vuoi incontrarci?')).toHaveFocus();
    await expectAccessible();
    await userEvent.click(button(/Avane/));
    await heading('Quando ti va bene?');
    expect(screen.getByText('Cerco gli orari liberi…')).toBeVisible();
    desk.say(told(slots([day(AT)], { more: AT })));
    expect(
      await screen.findByRole('heading', { level: 2, name: /martedì 26 novembre/ }),
    ).toBeVisible();
    await expectAccessible();
    desk.ordered();
    await userEvent.click(button(/^10:00, martedì 26 novembre/));
    expect(desk.ordered()).toEqual([
      {
        type: 'hold',
        consultation: 'digital',
        meeting: 'inPerson',
        branch: AVANE.branch,
        starts: AT,
      },
    ]);
    desk.say(told({ type: 'done', appointment: 'appointment' }));
    desk.say(told(stands([heldUntil(Date.now() + 5 * MINUTE, { starts: AT })])));
    expect(await heading('Come ti chiami e come ti avvisiamo')).toHaveFocus();
    expect(screen.getByText('Ti teniamo questo orario per altri 5 minuti.')).toBeVisible();
    await expectAccessible();
    await userEvent.click(button('Prenota'));
    expect(screen.getByText('Manca il tuo nome.')).toBeVisible();
    const name = screen.getByLabelText('Come ti chiami?');
    await waitFor(() => expect(name).toHaveFocus());
    expect(name).toHaveAccessibleDescription('Manca il tuo nome.');
    await expectAccessible();
    await userEvent.type(name, 'Ada');
    await userEvent.type(screen.getByLabelText('Quale servizio?'), 'SPID');
    await userEvent.type(screen.getByLabelText('La tua email'), 'ada@example.org');
    expect(screen.getByLabelText('Quale dispositivo? (facoltativo)')).toBeVisible();
    await userEvent.click(button('Prenota'));
    expect(desk.ordered()).toMatchObject([
      { type: 'book', name: 'Ada', answers: ['SPID', ''], mail: 'ada@example.org' },
    ]);
    desk.say(told({ type: 'done', appointment: 'appointment' }));
    desk.say(
      told(stands([appointment({ starts: AT, meeting: 'inPerson', place: ['Avane', 'Via 1'] })])),
    );
    expect(await heading('Appuntamento prenotato')).toHaveFocus();
    const main = screen.getByRole('main');
    expect(main).toHaveTextContent(/martedì 26 novembre 2126, dalle 10:00 alle 10:30/);
    expect(main).toHaveTextContent(/Al tuo orario vieni a: Avane, Via 1\..*Puoi spostarlo/);
    expect(main).toHaveTextContent(/Bo Bianchi/);
    expect(screen.getByRole('link', { name: /calendario/ })).toHaveAttribute(
      'href',
      '/api/@biblioteca.prova/appointments/appointment.ics',
    );
    await expectAccessible();
    await userEvent.click(button('Fatto'));
    expect(main.dataset['state']).toBe('front');
    expect(screen.getByRole('article', { name: 'Aiuto digitale' })).toBeVisible();
  });

  it('tells what is free instead, and says the last minute to who listens', async () => {
    const desk = show([], OPEN, { consultations: [plain()] });
    await userEvent.click(await screen.findByRole('button', { name: 'Prenota una consulenza' }));
    await heading('Quando ti va bene?');
    desk.say(told(slots([day(AT)])));
    await userEvent.click(await screen.findByRole('button', { name: /^10:00, / }));
    desk.say(told({ type: 'refused', why: 'taken', next: [slot(AT + 60 * MINUTE)] }));
    expect(await screen.findByRole('alert')).toHaveTextContent(/preso un’altra persona/);
    const next = screen.getByRole('region', { name: 'I primi orari liberi' });
    await expectAccessible();
    await userEvent.click(within(next).getByRole('button', { name: /alle 11:00/ }));
    desk.say(told({ type: 'done', appointment: 'appointment' }));
    desk.say(told(stands([heldUntil(Date.now() + 0.9 * MINUTE)])));
    await heading('Come ti chiami e come ti avvisiamo');
    const said = screen.getAllByRole('status').map((region) => region.textContent);
    expect(said).toContainEqual(expect.stringMatching(/^Manca un minuto/));
    await expectAccessible();
    desk.ordered();
    await userEvent.click(button('Cambia orario'));
    expect(desk.ordered()).toMatchObject([{ type: 'letGo' }, { type: 'slots' }]);
  });

  it('tells that a letter has to be answered', async () => {
    const desk = show([], OPEN, { consultations: [plain({ confirmByMail: true })] });
    await userEvent.click(await screen.findByRole('button', { name: 'Prenota una consulenza' }));
    desk.say(told(slots([day(AT)])));
    await userEvent.click(await screen.findByRole('button', { name: /^10:00, / }));
    desk.say(told({ type: 'done', appointment: 'appointment' }));
    desk.say(told(stands([heldUntil(Date.now() + 5 * MINUTE)])));
    expect(await screen.findByLabelText('La tua email')).toHaveAccessibleDescription(
      /un link da aprire entro due ore/,
    );
    const until = AT - 60 * MINUTE;
    desk.say(told(stands([appointment({ starts: AT, state: { type: 'unconfirmed', until } })])));
    await heading('Manca solo la tua conferma');
    expect(screen.getByRole('main')).toHaveTextContent(/entro martedì 26 novembre 2126 alle 9:00/);
    await expectAccessible();
  });

  it('can be had from the thread, after a call, and in the line, which it does not lose', async () => {
    const desk = show();
    await userEvent.click(await screen.findByRole('button', { name: 'Lascia un messaggio' }));
    await userEvent.click(await screen.findByRole('button', { name: 'Prenota una consulenza' }));
    await heading('Che cosa vuoi prenotare?');
    await userEvent.click(button('Indietro'));
    await heading('Lascia un messaggio');
    desk.put(waiting(3), 'chat');
    await heading('Sei in fila');
    await userEvent.click(button('Prenota una consulenza'));
    await heading('Che cosa vuoi prenotare?');
    expect(screen.getByText(/resti in fila, al posto 3/)).toBeVisible();
    desk.put(waiting(1, true), 'chat');
    await screen.findByRole('heading', { level: 1, name: /Stiamo chiamando/ });
    desk.put(ended(), 'chat');
    await heading('Che cosa vuoi prenotare?');
    await userEvent.click(button('Indietro'));
    await heading('La conversazione è finita');
    await userEvent.click(button('Prenota una consulenza'));
    await heading('Che cosa vuoi prenotare?');
  });

  it('is offered with the topic that it is about', async () => {
    show([], OPEN, { topics: [{ id: 'loans', italian: 'Prestiti', english: 'Loans' }] });
    await userEvent.click(await screen.findByRole('button', { name: /^Chat/ }));
    await userEvent.selectOptions(
      await screen.findByLabelText('Di che cosa hai bisogno?'),
      'Prestiti',
    );
    expect(
      await screen.findByText(/anche prenotare «Aiuto digitale», in questi orari: lunedì/),
    ).toBeVisible();
    await expectAccessible();
    await userEvent.click(button('Prenota: Aiuto digitale'));
    await heading('Come vuoi incontrarci?');
  });

  it('is not there where nothing can be booked', async () => {
    show([], OPEN, { consultations: [] });
    await screen.findByRole('link', { name: 'banco@biblioteca.example' });
    expect(screen.queryByRole('button', { name: /Prenota/ })).toBeNull();
    expect(screen.queryByText('Consulenze su appuntamento')).toBeNull();
  });
});

describe('own appointments', () => {
  const card = () => screen.findByRole('article', { name: 'Aiuto digitale' });

  it('are cancelled by a second press, and what was not done is said there', async () => {
    const desk = show([appointment({ starts: AT })]);
    await card();
    await userEvent.click(button('Annulla l’appuntamento'));
    expect(desk.ordered().filter(({ type }) => type === 'cancel')).toEqual([]);
    await expectAccessible();
    await userEvent.click(button('No, tieni'));
    expect(button('Annulla l’appuntamento')).toHaveFocus();
    await userEvent.click(button('Annulla l’appuntamento'));
    await userEvent.click(button('Sì, annulla'));
    expect(desk.ordered()).toEqual([{ type: 'cancel', appointment: 'appointment' }]);
    desk.say(told({ type: 'refused', why: 'tooLate', next: [] }));
    expect(await screen.findByText(/Manca troppo poco/)).toBeVisible();
  });

  it('are moved', async () => {
    const desk = show([appointment({ starts: AT })]);
    await card();
    await userEvent.click(button('Sposta'));
    expect(await heading('Scegli un altro orario')).toHaveFocus();
    desk.say(told(slots([day(AT + 60 * MINUTE)], { appointment: 'appointment' })));
    await userEvent.click(await screen.findByRole('button', { name: /^11:00, / }));
    desk.say(told({ type: 'done', appointment: 'appointment' }));
    desk.say(told(stands([appointment({ starts: AT + 60 * MINUTE })])));
    await heading('Appuntamento spostato');
    expect(screen.getByRole('main')).toHaveTextContent(/dalle 11:00 alle 11:30/);
  });

  it('are entered from ten minutes before; then the line takes over by itself', async () => {
    const soon = appointment({ starts: Date.now() + 6 * MINUTE });
    const desk = show([soon]);
    await card();
    await userEvent.click(button('Entra'));
    expect(desk.ordered()).toContainEqual({ type: 'enter', appointment: 'appointment' });
    desk.say(told(stands([{ ...soon, entered: true }])));
    await heading('Aspettiamo insieme il tuo orario');
    expect(screen.getByText('Comincia tra 6 minuti.')).toBeVisible();
    expect(button('Prova fotocamera e microfono')).toBeVisible();
    await expectAccessible();
    desk.put(waiting(1), 'video');
    await heading('Sei in fila');
    desk.say(told(stands([{ ...soon, state: { type: 'arrived' }, late: true }])));
    expect(await screen.findByText(/Chi ti segue è in ritardo/)).toBeVisible();
  });

  it('in the thread are told of with what is over', async () => {
    const missed = appointment({ id: 'missed', state: { type: 'noShow' }, starts: Date.now() });
    const desk = show([missed]);
    desk.say(history([fromBo('1', 'Buongiorno')]), told(stands([missed])));
    await userEvent.click(await screen.findByRole('button', { name: 'Hai una risposta' }));
    expect(await card()).toHaveTextContent('Non ci siamo incontrati');
    expect(screen.queryByRole('button', { name: 'Sposta' })).toBeNull();
  });

  it('are told of by the desk in the chat', async () => {
    const desk = show();
    const message: MessageView = {
      ...fromBo('1', 'Aiuto digitale'),
      speaker: { type: 'desk', happened: 'appointmentBooked' },
      appointment: { id: 'appointment', starts: AT },
    };
    desk.say({ type: 'message', message });
    await userEvent.click(await screen.findByRole('button', { name: 'Hai una risposta' }));
    expect(await screen.findByRole('log')).toHaveTextContent(
      'Appuntamento prenotato: Aiuto digitale, martedì 26 novembre 2126 alle 10:00.',
    );
  });
});

describe('the words', () => {
  const TROUBLES: BookingTrouble[] = [
    'inThePast',
    'closed',
    'tooShortNotice',
    'tooFarAhead',
    'taken',
    'dayFull',
    'noSuchConsultation',
    'noSuchAppointment',
    'tooLate',
    'holdOver',
    'answerMissing',
    'answerTooLong',
    'tooManyOfYours',
    'notGiven',
    'alreadyOver',
    'tooEarly',
    'notConfirmed',
    'nameMissing',
    'noWay',
    'badAddress',
    'notAllowed',
    'notSaved',
    'away',
    'tooMany',
  ];
  const HAPPENED = [
    'appointmentBooked',
    'appointmentToConfirm',
    'appointmentMoved',
    'appointmentCancelled',
    'appointmentTomorrow',
    'appointmentSoon',
    'appointmentUnconfirmed',
    'appointmentMissed',
  ] as const satisfies Happened[];

  it.each(['it', 'en'] as const)('are another sentence for each no and each news: %s', (read) => {
    language.choose(read);
    expect(new Set(TROUBLES.map(bookingTroubleWords)).size).toBe(TROUBLES.length);
    const news = HAPPENED.map((one) => appointmentHappenedWords(one, 'SPID', 'lunedì'));
    expect(new Set(news).size).toBe(HAPPENED.length);
    for (const words of news) expect(words).toMatch(/SPID.*lunedì/);
  });

  it('tell times by the library’s clock, and say where the own tells another', () => {
    expect(spanWords(slot(AT), ROME)).toBe('martedì 26 novembre 2126, dalle 10:00 alle 10:30');
    language.choose('en');
    expect(atWords(AT, ROME)).toBe('Tuesday, November 26, 2126 at 10:00');
    expect(zoneWords(AT, 'Pacific/Auckland')).toMatch(/22:00 there/);
    expect(zoneWords(AT, Intl.DateTimeFormat().resolvedOptions().timeZone)).toBe('');
  });

  it('tell when a topic has consultations, in one breath', () => {
    expect(weekWords(plain({ week: [] }))).toBe('');
    expect(topicWords(plain({ week: [] }))).toBe(
      'Su questo argomento puoi anche prenotare «Aiuto digitale».',
    );
    language.choose('en');
    expect(topicWords(consultation())).toBe(
      'On this topic you can also book “Digital help”, at these hours: Monday 15:00–18:00; Wednesday 09:00–12:30, 15:00–17:00.',
    );
  });

  it.each([
    [{ type: 'booked' }, 'Prenotato'],
    [{ type: 'unconfirmed', until: AT }, 'Da confermare entro martedì 26 novembre 2126 alle 10:00'],
    [{ type: 'arrived' }, 'In corso'],
    [{ type: 'done' }, 'Concluso'],
    [{ type: 'noShow' }, 'Non ci siamo incontrati'],
    [{ type: 'cancelled', by: 'patron' }, 'Annullato da te'],
    [{ type: 'cancelled', by: 'desk' }, 'Annullato dalla biblioteca'],
    [
      { type: 'cancelled', by: 'noConfirmation' },
      'Non confermato in tempo: l’orario è tornato libero',
    ],
  ] as const)('say how it stands: %o', (state, words) => {
    expect(stateWords(appointment({ state }), ROME)).toBe(words);
  });

  it('count the minutes until it begins, and who goes before', () => {
    expect(beginsWords(AT, AT - 61_000)).toBe('Comincia tra 2 minuti.');
    expect(beginsWords(AT, AT)).toBe('Comincia adesso.');
    const line = waiting(4, false, { bookedBefore: 2 }) as Parameters<typeof waitingNotes>[0];
    expect(waitingNotes(line, false)).toEqual(['2 persone con appuntamento passano prima di te.']);
    expect(waitingNotes({ ...line, bookedBefore: 0 }, true)).toEqual([
      'Chi ti segue è in ritardo: appena si libera, tocca a te.',
    ]);
  });
});
