// A call is passed on from the real window: refused by a colleague, who read what it is
// about, and back with whoever gave it; taken at the second try; and another is put back
// into the line, where the next who is free answers.
import assert from 'node:assert/strict';

import { story } from '../kit/cast.mjs';
import { Desk } from '../kit/desk.mjs';
import { Patron } from '../kit/patron.mjs';
import { Screen } from '../kit/screen.mjs';
import { Seat } from '../kit/seat.mjs';
import { hearsTheTone, isHeard } from '../kit/senses.mjs';
import { Window } from '../kit/window.mjs';

const LONG = { patience: 300_000 };
const BRUNO = { librarian: 'Bruno Conti', patron: 'Carla' };

story(
  'a call is passed on, refused, passed on again and taken; another goes back into the line',
  async (cast) => {
    const desk = await Desk.open(cast);
    const screen = await Screen.open(cast);
    const data = await cast.folder('home');
    const ada = await Window.open(cast, screen, { sample: false, data });
    await ada.join(desk, 'ada', desk.passwords.ada);
    const carla = await calls(cast, desk, ada, 'Carla');
    const bruno = await Seat.signIn(cast, desk, { user: 'bruno', answer: 'no' });

    await begin(ada, BRUNO.librarian, 'Cerca una mappa di Ponzano');
    await ada.hasNoFault('to whom a call is passed');
    await ada.keepShot('transfer-whom');
    await ada.press('desk_transfer_do');
    const { contact } = await bruno.untilTold('ringing');
    assert.equal(contact.passedOn.note, 'Cerca una mappa di Ponzano');
    await carla
      .text('patron_passing_to', { librarian: 'Ada Bianchi', name: BRUNO.librarian })
      .waitFor();
    await ada.untilButton('desk_transfer_take_back');
    await ada.hasNoFault('a call that is being passed');
    await ada.keepShot('transfer-going');

    bruno.order({ type: 'decline', contact: contact.contact });
    await ada.untilRead('desk_transfer_refused', BRUNO);
    await ada.keepShot('transfer-refused');
    await carla.text('patron_on_hold', { librarian: 'Ada Bianchi' }).waitFor();

    const after = bruno.events.length;
    await begin(ada, BRUNO.librarian, '');
    await ada.press('desk_transfer_do');
    await bruno.untilTold('ringing', { after });
    bruno.order({ type: 'answer', contact: contact.contact, with: 'voice' });
    await carla.page.getByRole('heading', { name: BRUNO.librarian }).waitFor();
    await hearsTheTone(carla);
    await isHeard(bruno);
    await ada.untilRead('desk_transfer_taken_over', BRUNO);
    await ada.keepShot('transfer-taken');

    // Whoever is put back waits for the next who is free: here it does not ring at once.
    const dora = await calls(cast, desk, ada, 'Dora');
    await begin(ada, null, '');
    await ada.press('desk_transfer_do_line');
    await dora.untilState('waiting');
    await ada.untilRead('desk_transfer_from', { by: 'Ada Bianchi' });
    await ada.hasNoFault('a call that went back into the line');
    await ada.keepShot('transfer-in-line');
    const before = bruno.events.length;
    bruno.order({ type: 'hangUp' });
    await carla.untilState('ended');
    const written = { outcome: 'resolvedAtFirstLevel', topic: null, note: '' };
    bruno.order({ type: 'wrapUp', contact: contact.contact, ...written });
    const { contact: next } = await bruno.untilTold('ringing', { after: before });
    assert.equal(next.name, 'Dora');
    bruno.order({ type: 'answer', contact: next.contact, with: 'voice' });
    await dora.untilState('talking');
    await hearsTheTone(dora);
  },
  LONG,
);

/** Somebody calls by voice, and is answered in the window. */
async function calls(cast, desk, window, name) {
  const patron = await Patron.arrive(cast, desk, { name });
  await patron.call('voice');
  await window.untilRinging();
  await window.press('desk_ring_answer');
  await patron.untilState('talking');
  await hearsTheTone(patron);
  return patron;
}

/** Chooses to whom the call goes, nobody for the line, and says what it is about. */
async function begin(window, name, note) {
  await window.press('desk_transfer_button');
  await window.untilRead('desk_transfer_colleagues');
  if (name) await window.check('desk_transfer_free', { name, presence: 'Disponibile' });
  else await window.check('desk_transfer_line');
  if (note) await window.retype('form input[id$="-note"]', note);
}
