// What the part of an address says that no server sees.
import type { Visit } from '../visit.svelte';
import { threadOf } from './furnish';
import { openLink } from './requests';

/** Goes where it leads: a private link to the thread, `#prestiti` to the loans,
    `#richieste` to the cases, and a personal link to somebody's own. */
export async function openedBy(visit: Visit, fragment: string): Promise<void> {
  const [, word = '', , secret = ''] = /^#(\w+)(=([\w-]+))?$/.exec(fragment) ?? [];
  const { loans } = threadOf(visit);
  switch (word) {
    case 'k':
      if (!secret) break;
      if ((await openLink(visit.handle, secret)) === 'known') visit.read();
      else visit.trouble = 'link';
      break;
    case 'tessera':
      if (secret) loans.link(secret);
      visit.aside = 'loans';
      break;
    case 'prestiti':
    case 'loans':
      visit.aside = 'loans';
      break;
    case 'richieste':
    case 'requests':
      visit.aside = 'cases';
      break;
  }
}
