// A browser's side of pushes, as a test wants it.
import type { SubscriptionView } from '$lib/wire';

import type { PushBrowser, PushSupport } from '../room/push-browser';

export const SUBSCRIPTION: SubscriptionView = {
  endpoint: 'https://push.example/a',
  key: 'k',
  auth: 'a',
};

export interface FakePush extends PushBrowser {
  subscribed: SubscriptionView | null;
}

export function fakePush({
  support = 'yes' as PushSupport,
  before = 'default' as NotificationPermission,
  answers = Promise.resolve('granted') as Promise<NotificationPermission>,
  fails = false,
  subscribed = null as SubscriptionView | null,
} = {}): FakePush {
  let permission = before;
  const browser: FakePush = {
    subscribed,
    support: () => support,
    permission: () => permission,
    ask: async () => (permission = await answers),
    known: () => Promise.resolve(browser.subscribed),
    subscribe: () => {
      if (fails) return Promise.reject(new Error('the push service is not there'));
      browser.subscribed = SUBSCRIPTION;
      return Promise.resolve(SUBSCRIPTION);
    },
    unsubscribe: () => {
      browser.subscribed = null;
      return Promise.resolve();
    },
    device: (endpoint) => Promise.resolve(`device of ${endpoint}`),
  };
  return browser;
}
