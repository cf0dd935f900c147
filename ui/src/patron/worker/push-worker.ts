// Hears the pushes of one desk and shows them, with the page closed too. It keeps nothing
// and answers no request of the page: the page is always the server's own.
//
// What it is told stands in src-tauri/server/src/outbox/push.rs. A service worker's types
// are not those of a page, so the few that are needed are named here.

interface Told {
  title?: string;
  body?: string;
  lang?: string;
  about?: string;
  urgent?: boolean;
}

interface Waiting {
  waitUntil(done: Promise<unknown>): void;
}

interface PushEvent extends Event, Waiting {
  data: { json(): unknown } | null;
}

interface NotificationClick extends Event, Waiting {
  notification: Notification;
}

interface Page {
  url: string;
  focus(): Promise<unknown>;
  postMessage(message: unknown): void;
}

interface Worker {
  registration: ServiceWorkerRegistration;
  clients: {
    matchAll(options: { type: 'window'; includeUncontrolled: boolean }): Promise<Page[]>;
    openWindow(url: string): Promise<unknown>;
  };
  skipWaiting(): Promise<void>;
  addEventListener(type: 'install', heard: (event: Event & Waiting) => void): void;
  addEventListener(type: 'push', heard: (event: PushEvent) => void): void;
  addEventListener(type: 'notificationclick', heard: (event: NotificationClick) => void): void;
}

const worker = self as unknown as Worker;

/** What a page is told that a notification was opened; see room/opened.ts. */
const OPENED = 'opened';

function toldIn(event: PushEvent): Told {
  try {
    return (event.data?.json() ?? {}) as Told;
  } catch {
    return {};
  }
}

/** A browser wants something to be seen for each push, whatever was in it. */
function show({ title, body = '', lang = '', about, urgent = false }: Told): Promise<void> {
  const options: NotificationOptions & { renotify?: boolean } = {
    body,
    lang,
    icon: '/icon-small.png',
    badge: '/icon-small.png',
    requireInteraction: urgent,
  };
  // What is said again of the same takes its place, and is heard again.
  if (about) Object.assign(options, { tag: about, renotify: true });
  return worker.registration.showNotification(title || 'Sportello', options);
}

/** The desk's page: the one that is open, or a new one. */
async function open(): Promise<void> {
  const desk = worker.registration.scope;
  const pages = await worker.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const own = pages.find(({ url }) => {
    const rest = url.startsWith(desk) ? url.slice(desk.length) : null;
    return rest !== null && /^$|^[/?#]/.test(rest);
  });
  if (!own) {
    await worker.clients.openWindow(`${desk}?${OPENED}`);
    return;
  }
  own.postMessage({ type: OPENED });
  await own.focus();
}

worker.addEventListener('install', (event) => event.waitUntil(worker.skipWaiting()));
worker.addEventListener('push', (event) => event.waitUntil(show(toldIn(event))));
worker.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(open());
});

export {};
