// What letters say in the played program: a wording is judged as far as a person would
// notice, and filled in with invented names.
import type {
  Language,
  LettersOrder,
  LetterTried,
  LetterView,
  OutgoingKind,
  PagePart,
  PlaceholderView,
  WindowOutbox,
  WordingFault,
  WordingForm,
} from '$lib/wire';

const KINDS: readonly OutgoingKind[] = ['privateLink', 'answered', 'yourTurn'];
const LANGUAGES: readonly Language[] = ['it', 'en'];

function placeholders(language: Language): PlaceholderView[] {
  const named = (it: string, en: string, sample: string, inSubject = false) => ({
    word: language === 'it' ? it : en,
    sample,
    inSubject,
  });
  return [
    named('saluto', 'greeting', language === 'it' ? 'Gentile Ada Rossi,' : 'Dear Ada Rossi,'),
    named('biblioteca', 'library', 'Biblioteca di prova', true),
    named('sportello', 'desk', 'Sportello prestiti', true),
    named('link', 'link', 'https://sportello.example/@biblioteca.prova#…'),
  ];
}

function standard(kind: OutgoingKind, language: Language): LetterView {
  const it = language === 'it';
  const wording = {
    kind,
    language,
    subject: it ? 'Un messaggio da {biblioteca}' : 'A message from {library}',
    text: it
      ? "{saluto}\n\nallo {sportello} c'è una risposta per Lei.\n\n{link}\n\n{biblioteca}"
      : '{greeting}\n\nthere is an answer for you at the {desk}.\n\n{link}\n\n{library}',
  };
  return { wording, own: false, placeholders: placeholders(language) };
}

function standards(): LetterView[] {
  return KINDS.flatMap((kind) => LANGUAGES.map((language) => standard(kind, language)));
}

function faultOf({ subject, text, language }: WordingForm): WordingFault | null {
  const named = (line: string) => [...line.matchAll(/\{([^{}\n]*)\}/g)].map(([, word]) => word);
  const known = placeholders(language);
  if (subject.trim() === '') return 'noSubject';
  const inSubject = known.filter((one) => one.inSubject).map(({ word }) => word);
  if (named(subject).some((word) => !inSubject.includes(word ?? ''))) return 'notInSubject';
  if (text.trim() === '') return 'noText';
  const words = known.map(({ word }) => word);
  if (named(text).some((word) => !words.includes(word ?? ''))) return 'unknownPlaceholder';
  return named(text).includes('link') ? null : 'noLink';
}

function tried(form: WordingForm): LetterTried {
  const fault = faultOf(form);
  if (fault) return { fault, subject: '', text: '', page: [] };
  const known = placeholders(form.language);
  const fill = (line: string) =>
    known.reduce((filled, { word, sample }) => filled.replaceAll(`{${word}}`, sample), line);
  const words = form.language === 'it' ? 'Legga la risposta' : 'Read the answer';
  const page = form.text
    .split(/\n{2,}/)
    .map((part): PagePart =>
      part.trim() === '{link}'
        ? { type: 'button', words }
        : { type: 'paragraph', lines: fill(part).split('\n') },
    );
  return { fault: null, subject: fill(form.subject), text: `${fill(form.text)}\n`, page };
}

/** What an order about letters makes of the outbox. */
export function afterLettersOrder(
  before: WindowOutbox,
  number: number,
  order: LettersOrder,
): WindowOutbox {
  const letters = before.letters.length > 0 ? before.letters : standards();
  const answer = { number, refused: null, trouble: null };
  const changed = (one: LetterView) =>
    letters.map((old) =>
      old.wording.kind === one.wording.kind && old.wording.language === one.wording.language
        ? one
        : old,
    );
  switch (order.type) {
    case 'show':
      return { ...before, letters, answer };
    case 'try':
      return { ...before, letters, tried: tried(order.wording), answer };
    case 'save': {
      const fault = faultOf(order.wording);
      if (fault) return { ...before, answer: { ...answer, refused: { type: 'wording', fault } } };
      const { wording } = order;
      const own = { wording, own: true, placeholders: placeholders(wording.language) };
      return { ...before, letters: changed(own), answer };
    }
    case 'restore':
      return { ...before, letters: changed(standard(order.kind, order.language)), answer };
  }
}
