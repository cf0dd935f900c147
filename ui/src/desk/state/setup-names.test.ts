// What is suggested can be taken, and what can't be taken is told.
import { describe, expect, it } from 'vitest';

import {
  handleTrouble,
  nameTrouble,
  passwordTrouble,
  suggestedHandle,
  suggestedUser,
  userTrouble,
} from './setup-names';

describe('the name in the link', () => {
  it.each([
    ['Biblioteca di Empoli', 'biblioteca.empoli'],
    ["Biblioteca dell'Archiginnasio", 'biblioteca.archiginnasio'],
    ['Città di Forlì – Biblioteca Saffi', 'citta.forli.biblioteca.saffi'],
    ['The Library of Leeds', 'library.leeds'],
    ['', ''],
    ['Ab', ''],
    ['図書館', ''],
  ])('of %s is suggested as %s', (library, handle) => {
    expect(suggestedHandle(library)).toBe(handle);
  });

  it('is never suggested longer than it may be', () => {
    const long = suggestedHandle('Biblioteca '.repeat(20));
    expect(long.length).toBeLessThanOrEqual(64);
    expect(handleTrouble(long)).toBeNull();
  });

  it.each([
    ['biblioteca.empoli', null],
    [' @Biblioteca.Empoli ', null],
    ['', 'missing'],
    ['ab', 'handleLength'],
    ['a'.repeat(65), 'handleLength'],
    ['biblioteca empoli', 'handleCharacters'],
    ['perché.no', 'handleCharacters'],
    ['.empoli', 'handleEdges'],
    ['empoli-', 'handleEdges'],
  ])('%j is told to be %s', (typed, trouble) => {
    expect(handleTrouble(typed)).toBe(trouble);
  });
});

it('a person signs in by their name', () => {
  expect(suggestedUser('Maria Rossi')).toBe('maria.rossi');
  expect(suggestedUser("Niccolò D'Amico")).toBe('niccolo.d.amico');
  expect(suggestedUser('王')).toBe('');
  expect(userTrouble('maria rossi')).toBe('user');
  expect(userTrouble('Maria@empoli')).toBeNull();
});

it('names are there and not too long', () => {
  expect(nameTrouble('  ')).toBe('missing');
  expect(nameTrouble('à'.repeat(101))).toBe('tooLong');
  expect(nameTrouble('à'.repeat(100))).toBeNull();
});

it('a password has ten characters and is not the user name', () => {
  expect(passwordTrouble('acqua sal', 'maria')).toBe('tooShort');
  expect(passwordTrouble('acqua sale', 'maria')).toBeNull();
  expect(passwordTrouble('Maria.Rossi', 'maria.rossi')).toBe('isUser');
  expect(passwordTrouble('x'.repeat(257), 'maria')).toBe('tooLong');
});
