// What the far side said itself about something in the way.
import type { Cause, SourceCause } from '$lib/wire';

interface Trouble {
  cause: Cause | SourceCause;
  said: string;
}

/**
 * The causes of which this computer speaks: nobody answered, or nobody was asked. What it
 * says of them it says in its system's words, and our own say it better.
 */
const ITS_OWN: ReadonlySet<Trouble['cause']> = new Set<Trouble['cause']>([
  'nameNotFound',
  'nobodyAnswers',
  'tooSlow',
  'cut',
  'cutOff',
  'tooLate',
  'encryptionFailed',
  'certificateNotTrusted',
  'certificateSignsItself',
  'certificateForAnotherName',
  'certificateExpired',
  'certificateNotYetValid',
  'badAuthority',
  'plainOnlyAtHome',
  'notSet',
  'passwordMissing',
  'folderMissing',
  'folderUnreadable',
  'folderNotWritable',
]);

/** What the server said, if it was the server who said it; empty otherwise. */
export function saidByServer({ cause, said }: Trouble): string {
  return ITS_OWN.has(cause) ? '' : said;
}
