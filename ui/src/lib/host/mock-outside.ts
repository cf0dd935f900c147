// Calendars outside of the played program: what its orders make of what is shown.
import type {
  CalendarChoice,
  FeedView,
  OutsideOrder,
  OutsideView,
  WindowDesk,
  WindowOutside,
} from '$lib/wire';

const DAY = 24 * 60 * 60_000;
const SECRET = 'k3J8vQm2Xw9RzT5bNc7HfLp1Ys4Dg6Ua0EiOqWxZtVB';

const CALENDARS: CalendarChoice[] = [
  { collection: 'https://cloud.example/dav/consulenze/', name: 'Consulenze', takesEvents: true },
  { collection: 'https://cloud.example/dav/ferie/', name: 'Ferie del Comune', takesEvents: false },
];

/** Calendars outside of which nothing is known. */
export const NOTHING_OUTSIDE: WindowOutside = {
  view: null,
  made: null,
  answer: null,
  reading: { type: 'none' },
};

/** What the server shows to somebody who looks after everybody's, or their own. */
export function outsideView(now: number, everybodys = true): OutsideView {
  const own: FeedView = {
    id: 'feed-1',
    of: { type: 'librarian', librarian: 'ada' },
    name: 'Ada Lastri',
    names: true,
    madeBy: 'Ada Lastri',
    madeAt: now - 3 * DAY,
  };
  const desk: FeedView = {
    id: 'feed-2',
    of: { type: 'desk', desk: 'desk-1' },
    name: 'Sportello della biblioteca',
    names: false,
    madeBy: '',
    madeAt: now - 200 * DAY,
  };
  const busy = everybodys ? { readAt: now - DAY, ahead: 41 } : { readAt: null, ahead: 0 };
  const feeds = everybodys ? [own, desk] : [];
  return { feeds, mayMakeForOthers: everybodys, busy, administers: false, account: null };
}

/** Calendars that somebody looks at. */
export function outsideOf(
  now: number,
  { everybodys = true, made = false, administers = false } = {},
): WindowOutside {
  const view = { ...outsideView(now, everybodys), administers };
  const address = addressOf(SECRET);
  return { ...NOTHING_OUTSIDE, view, made: made ? { id: 'feed-1', address } : null };
}

/** What an order makes of calendars outside. */
export function afterOutsideOrder(
  { outside, role, librarian, house }: WindowDesk,
  { number, order }: { number: number; order: OutsideOrder },
  now: number,
): WindowOutside {
  const fresh = outsideView(now, role !== 'librarian');
  const view = outside.view ?? { ...fresh, administers: role === 'administrator' };
  const done = (changed: Partial<WindowOutside>): WindowOutside => ({
    ...outside,
    ...changed,
    answer: { number, refused: null, calendars: [], trouble: null },
  });
  switch (order.type) {
    case 'watch':
      return { ...outside, view: order.on ? view : null, made: null };
    case 'makeFeed': {
      const { of } = order;
      const known =
        of.type === 'desk'
          ? house.desks.find(({ id }) => id === of.desk)
          : house.librarians.find((one) => one.id === of.librarian);
      const feed: FeedView = {
        id: `feed-${now}`,
        of,
        name: known?.name ?? librarian.name,
        names: order.names,
        madeBy: librarian.name,
        madeAt: now,
      };
      const feeds = [feed, ...view.feeds];
      return done({ view: { ...view, feeds }, made: { id: feed.id, address: addressOf(SECRET) } });
    }
    case 'revokeFeed':
      return done({ view: { ...view, feeds: view.feeds.filter(({ id }) => id !== order.id) } });
    case 'findCalendars': {
      const bad = order.password === 'sbagliata';
      const trouble = bad ? { cause: 'wrongPassword' as const, said: '401 Unauthorized' } : null;
      const calendars = bad ? [] : CALENDARS;
      return { ...outside, answer: { number, refused: null, calendars, trouble } };
    }
    case 'saveCalendar':
      return done({ view: { ...view, account: { account: order.account, hasPassword: true } } });
    case 'removeCalendar':
      return done({ view: { ...view, account: null } });
    case 'forgetBusy': {
      const busy = { readAt: null, ahead: 0 };
      return done({ view: { ...view, busy }, reading: { type: 'none' } });
    }
    case 'restoreFeed': {
      const before = outsideView(now).feeds.find(({ id }) => id === order.id);
      const feeds = before ? [...view.feeds, before] : view.feeds;
      return done({ view: { ...view, feeds } });
    }
  }
}

/** What becomes of a calendar that is read: it must begin like one. */
export function afterReading(
  outside: WindowOutside,
  bytes: Uint8Array,
  now: number,
): WindowOutside {
  const text = new TextDecoder().decode(bytes);
  if (!text.startsWith('BEGIN:VCALENDAR')) {
    return { ...outside, reading: { type: 'failed', why: 'notACalendar' } };
  }
  const times = text.split('BEGIN:VEVENT').length - 1;
  const busy = { readAt: now, ahead: times };
  const view = outside.view && { ...outside.view, busy };
  return { ...outside, view, reading: { type: 'read', times, unread: 2 } };
}

function addressOf(secret: string): string {
  return `https://sportello.biblioteca.empoli.example/calendar/${secret}.ics`;
}
