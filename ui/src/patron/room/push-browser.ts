// What the browser can do about pushes, behind few words: so that what is decided
// (push.svelte.ts) can be tested without one.
import type { SubscriptionView } from '$lib/wire';

/** Whether this browser can be told. */
export type PushSupport =
  | 'yes'
  /** Not this browser, or not over this address. */
  | 'no'
  /** A phone or tablet by Apple: only from its home screen. */
  | 'homeScreen';

export interface PushBrowser {
  support(): PushSupport;
  /** What the person said about notifications before. */
  permission(): NotificationPermission;
  /** Asks the person; only right after a tap. */
  ask(): Promise<NotificationPermission>;
  /** The subscription that is there. */
  known(): Promise<SubscriptionView | null>;
  subscribe(serverKey: string): Promise<SubscriptionView>;
  unsubscribe(): Promise<void>;
  /** What the server calls the browser with this endpoint. */
  device(endpoint: string): Promise<string>;
}

const WORKER = '/push-worker.js';

/** This browser, for the desk with this handle. */
export function pushBrowser(handle: string): PushBrowser {
  const scope = `/@${handle}`;
  const registration = () => navigator.serviceWorker.getRegistration(scope);

  async function known(): Promise<PushSubscription | null> {
    return (await (await registration())?.pushManager.getSubscription()) ?? null;
  }

  return {
    support,
    permission: () => Notification.permission,
    ask: () => Notification.requestPermission(),
    known: async () => {
      const subscription = await known();
      return subscription && asTold(subscription);
    },
    subscribe: async (serverKey) => {
      await navigator.serviceWorker.register(WORKER, { scope });
      const { pushManager } = await navigator.serviceWorker.ready;
      const options = { userVisibleOnly: true, applicationServerKey: serverKey };
      const taken = pushManager.subscribe(options).catch(async (why: unknown) => {
        // One that is tied to another key of the server is in the way, and good for nothing.
        const old = await pushManager.getSubscription();
        if (!old) throw why;
        await old.unsubscribe();
        return pushManager.subscribe(options);
      });
      return asTold(await taken);
    },
    unsubscribe: async () => {
      await (await known())?.unsubscribe();
      await (await registration())?.unregister();
    },
    device: async (endpoint) => {
      const bytes = new TextEncoder().encode(endpoint);
      const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
      return base64url(String.fromCharCode(...hash));
    },
  };
}

function support(): PushSupport {
  const can = 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window;
  if (can) return 'yes';
  const { userAgent, maxTouchPoints } = navigator;
  // An iPad calls itself a Mac.
  const isApple = /iPhone|iPad|iPod/.test(userAgent);
  return isApple || (/Macintosh/.test(userAgent) && maxTouchPoints > 1) ? 'homeScreen' : 'no';
}

function asTold(subscription: PushSubscription): SubscriptionView {
  const { endpoint, keys } = subscription.toJSON();
  return { endpoint: endpoint ?? '', key: keys?.p256dh ?? '', auth: keys?.auth ?? '' };
}

function base64url(bytes: string): string {
  return btoa(bytes).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}
