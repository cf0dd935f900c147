// Names as the assistant suggests and judges them, by the rules of the program.

/** Why something that was typed can't be taken. */
export type NameTrouble =
  'missing' | 'tooLong' | 'handleLength' | 'handleCharacters' | 'handleEdges' | 'user';
export type PasswordTrouble = 'tooShort' | 'tooLong' | 'isUser';

const LONGEST_NAME = 100;
const HANDLE = { shortest: 3, longest: 64 };
export const SHORTEST_PASSWORD = 10;
const LONGEST_PASSWORD = 256;

/** Words that say nothing of which library it is. */
const SMALL = new Set(
  'di del dello della dell dei degli delle d de da e ed il lo la l i gli le of the and at in'.split(
    ' ',
  ),
);

/** "Biblioteca di Empoli" is biblioteca.empoli; empty when nothing can be made of it. */
export function suggestedHandle(library: string): string {
  const words = plain(library)
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '' && !SMALL.has(word));
  let handle = '';
  for (const word of words) {
    const longer = handle === '' ? word : `${handle}.${word}`;
    if (longer.length > HANDLE.longest) break;
    handle = longer;
  }
  return handleTrouble(handle) === null ? handle : '';
}

/** "Maria Rossi" signs in as maria.rossi. */
export function suggestedUser(name: string): string {
  const user = plain(name)
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')
    .join('.');
  return userTrouble(user) === null ? user : '';
}

/** As it is kept, however it was typed. */
export function tidyHandle(typed: string): string {
  return typed.trim().replace(/^@/, '').toLowerCase();
}

export function handleTrouble(typed: string): NameTrouble | null {
  const handle = tidyHandle(typed);
  if (handle === '') return 'missing';
  if (handle.length < HANDLE.shortest || handle.length > HANDLE.longest) return 'handleLength';
  if (!/^[a-z0-9.-]+$/.test(handle)) return 'handleCharacters';
  return /^[a-z0-9].*[a-z0-9]$/.test(handle) ? null : 'handleEdges';
}

export function nameTrouble(typed: string): NameTrouble | null {
  const name = typed.trim().replace(/\s+/g, ' ');
  if (name === '') return 'missing';
  return [...name].length > LONGEST_NAME ? 'tooLong' : null;
}

export function userTrouble(typed: string): NameTrouble | null {
  const user = typed.trim().toLowerCase();
  if (user === '') return 'missing';
  return /^[a-z0-9.\-_@]{2,64}$/.test(user) ? null : 'user';
}

export function passwordTrouble(password: string, user: string): PasswordTrouble | null {
  if ([...password].length < SHORTEST_PASSWORD) return 'tooShort';
  if (new TextEncoder().encode(password).length > LONGEST_PASSWORD) return 'tooLong';
  return password.toLowerCase() === user.trim().toLowerCase() ? 'isUser' : null;
}

function plain(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase();
}
