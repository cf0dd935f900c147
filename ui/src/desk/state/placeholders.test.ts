import { describe, expect, it } from 'vitest';

import { filled, hoursInWords, leftIn, unknownIn, type Values } from './placeholders';

const VALUES: Values = {
  name: 'Giulia',
  desk: 'Banco centrale',
  library: 'Biblioteca di Empoli',
  librarian: 'Ada Lastri',
  email: '',
  hours: 'lunedì 09:00–13:00',
  link: '',
};

describe('an answer with placeholders', () => {
  it('is filled in, in either language and however it is written', () => {
    expect(filled('Ciao {nome}, sono {librarian}: {  ORARI }.', VALUES)).toBe(
      'Ciao Giulia, sono Ada Lastri: lunedì 09:00–13:00.',
    );
  });

  it('keeps what is not known, so that nobody overlooks the hole', () => {
    const text = filled('Scriva a {email} o a {link}; {altro}', VALUES);
    expect(text).toBe('Scriva a {email} o a {link}; {altro}');
    expect(leftIn(text)).toEqual(['{email}', '{link}']);
    expect(leftIn('{nome} {nome} {')).toEqual(['{nome}']);
  });

  it('says which words nobody knows', () => {
    expect(unknownIn('Ciao {noem}, {name} {} {a\nb}')).toEqual(['{noem}', '{}']);
  });
});

describe('the hours of a week', () => {
  const usual = ['09:00-13:00', '15:00-19:00'];

  it('put days that are alike together and leave closed ones out', () => {
    const week = [usual, usual, usual, [], usual, ['09:00-13:00'], []];
    expect(hoursInWords(week, 'it')).toBe(
      'lunedì–mercoledì 09:00–13:00 e 15:00–19:00; venerdì 09:00–13:00 e 15:00–19:00; sabato 09:00–13:00',
    );
    expect(hoursInWords(week, 'en')).toContain('Monday–Wednesday 09:00–13:00 and 15:00–19:00');
  });

  it('are nothing when there are none', () => {
    expect(hoursInWords([], 'it')).toBe('');
    expect(hoursInWords([[], [], []], 'it')).toBe('');
  });
});
