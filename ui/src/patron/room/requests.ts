// What the page asks of the server beside the socket, once somebody is known: files,
// the private link, and the patron's own data.
import type { UploadTrouble } from '$lib/parts/chat';
import type { Attachment } from '$lib/wire';

import { api, post } from '../address';
import type { Upload } from './thread.svelte';

/** A private link, and the same as a picture. */
export interface PrivateLink {
  link: string;
  /** SVG. */
  qr: string;
  /** When it ends, if it does: milliseconds since 1970 UTC. */
  until: number | null;
}

/** Where a file of the thread can be fetched. */
export const fileHref = (handle: string, file: string) => `${api(handle)}/files/${file}`;

/** Where a file of a case can be fetched. */
export const caseFileHref = (handle: string, file: string) => `${api(handle)}/case-files/${file}`;

/** Where an appointment can be fetched for a calendar. */
export const appointmentHref = (handle: string, appointment: string) =>
  `${api(handle)}/appointments/${appointment}.ics`;

/** Where the patron's own data can be fetched. */
export const exportHref = (handle: string, kind: 'html' | 'json') =>
  `${api(handle)}/me/export.${kind}`;

/** The way for files to this desk. `fetch` tells nobody how far it has come. */
export function uploader(handle: string): Upload {
  return (file, progress, stopped) =>
    new Promise((done, fail: (why: UploadTrouble) => void) => {
      const ask = new XMLHttpRequest();
      ask.open('POST', `${api(handle)}/files`);
      ask.setRequestHeader('X-File-Name', encodeURIComponent(file.name));
      ask.upload.onprogress = ({ loaded, total }) => progress(total > 0 ? loaded / total : 0);
      ask.onload = () => {
        const answer = parse(ask.responseText);
        if (ask.status === 200 && answer.file) done(answer.file);
        else fail(troubleOf(answer.code ?? '', ask.status));
      };
      ask.onerror = ask.ontimeout = () => fail('failed');
      stopped.addEventListener('abort', () => ask.abort());
      ask.send(file);
    });
}

/** Opens a private link: then the server knows this browser as that patron. */
export const openLink = (handle: string, secret: string) =>
  post(`${api(handle)}/link`, JSON.stringify({ secret }));

/** Makes a private link; null when it could not be made. */
export async function makeLink(handle: string): Promise<PrivateLink | null> {
  try {
    const answer = await fetch(`${api(handle)}/link/new`, { method: 'POST' });
    return answer.ok ? ((await answer.json()) as PrivateLink) : null;
  } catch {
    return null;
  }
}

/** Has the server forget this patron. */
export async function forget(handle: string): Promise<boolean> {
  try {
    return (await fetch(`${api(handle)}/me/forget`, { method: 'POST' })).ok;
  } catch {
    return false;
  }
}

function parse(text: string): { file?: Attachment; code?: string } {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

function troubleOf(code: string, status: number): UploadTrouble {
  switch (code) {
    case 'tooLarge':
    case 'wrongKind':
    case 'unreadable':
    case 'tooMany':
      return code;
    default:
      return status === 413 ? 'tooLarge' : 'failed';
  }
}
