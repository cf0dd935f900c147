import { describe, expect, it } from 'vitest';

import type { AnswerView, Language } from '$lib/wire';

import { AnswerPicker, inserted } from './answer-picker.svelte';
import type { Values } from './placeholders';

const ANSWERS: AnswerView[] = [
  { id: 'a', name: 'Accesso', italian: 'Ciao {nome}', english: 'Hello {name}' },
  { id: 'o', name: 'Orari', italian: 'Aperti {orari}', english: '' },
  { id: 'w', name: 'Welcome', italian: '', english: 'Welcome to {library}' },
];

const values = (language: Language): Values => ({
  name: 'Tom',
  desk: '',
  library: 'Empoli',
  librarian: 'Ada',
  email: '',
  hours: language === 'it' ? 'lunedì' : '',
  link: '',
});

function picker(language: Language): AnswerPicker {
  const made = new AnswerPicker(
    () => ANSWERS,
    () => ({ language, values }),
  );
  made.show();
  return made;
}

const names = (made: AnswerPicker) => made.choices.map(({ id }) => id);

describe('the list of answers', () => {
  it('offers those in the language of the patron first, and the others after', () => {
    expect(names(picker('en'))).toEqual(['a-en', 'w-en', 'a-it', 'o-it']);
    expect(names(picker('it'))).toEqual(['a-it', 'o-it', 'a-en', 'w-en']);
  });

  it('fills them in, and tells what it does not know', () => {
    const [hello] = picker('en').choices;
    expect([hello?.text, hello?.left]).toEqual(['Hello Tom', []]);
    const made = new AnswerPicker(
      () => ANSWERS,
      () => ({ language: 'it', values: () => ({ ...values('it'), name: '' }) }),
    );
    made.show();
    expect([made.chosen?.text, made.chosen?.left]).toEqual(['Ciao {nome}', ['{nome}']]);
  });

  it('is filtered by every word, whatever case and accents, in name and text', () => {
    const made = picker('it');
    made.words = 'LÙNEDI orari';
    expect(names(made)).toEqual([]);
    made.words = 'aperti ORÀ';
    expect(names(made)).toEqual(['o-it']);
    expect(made.chosen?.id).toBe('o-it');
  });

  it('is walked through and round again, and starts anew with other words', () => {
    const made = picker('it');
    made.move(-1);
    expect(made.chosen?.id).toBe('w-en');
    made.move(1);
    expect(made.chosen?.id).toBe('a-it');
    made.move(1);
    made.words = 'ciao';
    expect(made.chosen?.id).toBe('a-it');
    made.words = 'nothing like it';
    made.move(1);
    expect(made.chosen).toBeNull();
  });
});

describe('an answer that is put into the draft', () => {
  it('stands at the caret, which goes behind it', () => {
    expect(inserted('Salve!  A presto.', 7, 7, 'Aperti oggi.')).toEqual({
      draft: 'Salve! Aperti oggi. A presto.',
      from: 19,
      to: 19,
    });
  });

  it('has its first hole selected, to be typed over', () => {
    const { draft, from, to } = inserted('', 0, 0, 'Ciao {nome}, a {email}');
    expect(draft.slice(from, to)).toBe('{nome}');
  });
});
