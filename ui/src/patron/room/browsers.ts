// Where a browser hides the permission that it was refused; told in short steps. The
// name a browser gives itself is good for words, never for what is possible.
import { m } from '$lib/paraglide/messages';

export type Browser = 'safariPhone' | 'safari' | 'firefox' | 'edge' | 'chromePhone' | 'chrome';

/** Which browser this is, from what it calls itself. */
export function browserOf(agent: string, touchPoints: number): Browser {
  // An iPad calls itself a Mac, and every browser of a phone by Apple is its Safari.
  if (/iPhone|iPad|iPod/.test(agent) || (/Macintosh/.test(agent) && touchPoints > 1)) {
    return 'safariPhone';
  }
  if (/Firefox\//.test(agent)) return 'firefox';
  if (/Android/.test(agent)) return 'chromePhone';
  if (/Edg\//.test(agent)) return 'edge';
  if (/Chrom(e|ium)\//.test(agent)) return 'chrome';
  return /Safari\//.test(agent) ? 'safari' : 'chrome';
}

/** What to do, in order. */
export function permissionSteps(browser: Browser): string[] {
  switch (browser) {
    case 'safariPhone':
      return [
        m.patron_help_safari_phone_1(),
        m.patron_help_safari_phone_2(),
        m.patron_help_again(),
      ];
    case 'safari':
      return [m.patron_help_safari_1(), m.patron_help_safari_2(), m.patron_help_again()];
    case 'firefox':
      return [m.patron_help_firefox_1(), m.patron_help_firefox_2(), m.patron_help_again()];
    case 'edge':
      return [m.patron_help_edge_1(), m.patron_help_edge_2(), m.patron_help_again()];
    case 'chromePhone':
      return [
        m.patron_help_chrome_phone_1(),
        m.patron_help_chrome_phone_2(),
        m.patron_help_again(),
      ];
    case 'chrome':
      return [m.patron_help_chrome_1(), m.patron_help_chrome_2(), m.patron_help_again()];
  }
}
