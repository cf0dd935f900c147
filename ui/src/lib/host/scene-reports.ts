// Reports of the scenes: a month at a busy library, and how the program would answer.
import type {
  Report,
  ReportPeriod,
  ReportQuestion,
  ReportsWindowOrder,
  Totals,
  Visits,
  WindowReports,
} from '$lib/wire';

const DAY = 86_400_000;

export const NO_REPORTS_YET: WindowReports = { look: { type: 'none' }, saving: { type: 'none' } };

function visits(came: number): Visits {
  const answered = Math.round(came * 0.86);
  return { came, answered, abandoned: came - answered, resolved: Math.round(answered * 0.8) };
}

function totals(came: number): Totals {
  const { answered, abandoned } = visits(came);
  return {
    came,
    answered,
    answeredInTime: Math.round(answered * 0.71),
    abandoned,
    abandonedInTime: Math.round(abandoned * 0.3),
    toAppointment: 0,
    waiting: 0,
    calledOut: 31,
    reached: 24,
    wait: { median: 14, ninetieth: 132, longest: 905 },
    patience: { median: 76, ninetieth: 240, longest: 611 },
    told: { part: Math.round(answered * 0.84), whole: answered },
    talk: { count: answered, hundredths: 31_240 },
    firstLevel: { part: Math.round(answered * 0.8), whole: answered },
    notWritten: 17,
    rating: { count: 96, hundredths: 462 },
  };
}

/** The month before, or as many days. */
function before({ from, to }: ReportPeriod): ReportPeriod {
  const month = (text: string, months: number, day: number) => {
    const [year = 0, number = 1] = text.split('-').map(Number);
    return new Date(Date.UTC(year, number - 1 + months, day)).toISOString().slice(0, 10);
  };
  const isMonth = from.endsWith('-01') && to === month(from, 1, 0);
  if (isMonth) return { from: month(from, -1, 1), to: month(from, 0, 0) };
  const days = (Date.parse(to) - Date.parse(from)) / DAY + 1;
  const back = (day: string) => new Date(Date.parse(day) - days * DAY).toISOString().slice(0, 10);
  return { from: back(from), to: back(to) };
}

export function reportOf(now: number, { period, slice }: ReportQuestion): Report {
  const days: Report['days'] = [];
  for (
    let at = Date.parse(period.from);
    at <= Date.parse(period.to) && days.length < 92;
    at += DAY
  ) {
    const weekday = new Date(at).getUTCDay();
    const came = weekday === 0 ? 0 : 9 + ((at / DAY) % 7);
    days.push({ day: new Date(at).toISOString().slice(0, 10), visits: visits(came) });
  }
  const isMonth = period.from.endsWith('-01') && Number(period.to.slice(8)) > 27;
  const isShort = days.length < 28;
  return {
    library: 'Biblioteca di Empoli',
    part: slice.topic ? 'Prestiti e rinnovi' : '',
    period,
    kind: isMonth && days.length <= 31 ? 'month' : 'days',
    zone: 'Europe/Rome',
    slice,
    withinSeconds: 20,
    madeAt: now,
    tooFew: isShort && slice.topic !== null,
    totals: totals(312),
    periodBefore: before(period),
    before: totals(279),
    modes: [
      { mode: 'video', visits: visits(120) },
      { mode: 'voice', visits: visits(64) },
      { mode: 'chat', visits: visits(128) },
    ],
    hours: Array.from({ length: 7 }, (_, day) =>
      Array.from({ length: 24 }, (_, hour) =>
        day < 6 && hour >= 9 && hour < 19 ? ((day * 5 + hour * 3) % 9) + 1 : 0,
      ),
    ),
    days,
    outcomes: [
      { outcome: 'resolvedAtFirstLevel', count: 214 },
      { outcome: 'abandoned', count: 44 },
      { outcome: 'handedOff', count: 38 },
      { outcome: 'messageLeft', count: 16 },
    ],
    topics: [
      {
        topic: 'topic-1',
        italian: 'Prestiti e rinnovi',
        english: 'Loans and renewals',
        visits: visits(190),
      },
      { topic: null, italian: '', english: '', visits: visits(115) },
      { topic: 'topic-2', italian: 'Sala studio', english: 'Study room', visits: null },
    ],
    languages: [
      { language: 'it', visits: visits(287) },
      { language: 'en', visits: visits(25) },
    ],
    desks: [
      { desk: 'desk-1', name: 'Sportello', visits: visits(250) },
      { desk: 'desk-2', name: 'Ragazzi', visits: visits(62) },
    ],
    people: null,
    cases: { opened: 38, answered: 31, inTime: { part: 27, whole: 33 }, closed: 29 },
    appointments: {
      booked: 22,
      kept: 17,
      noShows: 2,
      cancelledByPatron: 3,
      cancelledByDesk: 1,
      notConfirmed: 0,
      toCome: 0,
    },
    notices: slice.topic
      ? null
      : {
          sent: [
            { kind: 'predue', count: 410 },
            { kind: 'due', count: 198 },
            { kind: 'overdue1', count: 75 },
            { kind: 'overdue2', count: 12 },
            { kind: 'overdue3', count: 3 },
          ],
          renewed: 133,
          notRenewed: 9,
          returned: 21,
          toTalk: 6,
        },
  };
}

/** What the program would show after an order. */
export function afterReportsOrder(
  before: WindowReports,
  order: ReportsWindowOrder,
  now: number,
): WindowReports {
  switch (order.type) {
    case 'look': {
      const report = reportOf(now, order.question);
      return { look: { type: 'there', report }, saving: { type: 'none' } };
    }
    case 'save': {
      const path = `/home/ada/Scaricati/rapporto-${order.question.period.from}.${order.form}`;
      return { ...before, saving: { type: 'saved', path } };
    }
    case 'leave':
      return NO_REPORTS_YET;
  }
}
