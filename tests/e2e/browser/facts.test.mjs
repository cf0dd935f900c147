// What the page says of the desk: in its HTML without any script, of a desk that keeps
// hours, and of a person behind the handle.
import assert from 'node:assert/strict';

import { story } from '../kit/cast.mjs';
import { Desk } from '../kit/desk.mjs';
import { Librarian } from '../kit/librarian.mjs';
import { Patron } from '../kit/patron.mjs';
import { closedNow, settings } from '../kit/settings.mjs';
import { until } from '../kit/until.mjs';

story('without any script the page tells status, hours, address and email', async (cast) => {
  const desk = await Desk.open(cast);
  const { opening } = closedNow();
  await desk.apply(settings(opening));
  const dino = await Patron.arrive(cast, desk, { scripts: false });
  await dino.page.getByRole('heading', { name: 'Biblioteca di Prova' }).waitFor();
  const facts = [
    'Chiuso',
    opening.split('-')[0],
    'Piazza della Biblioteca 1',
    'sportello@biblioteca.example',
  ];
  // A running server takes new settings over within two seconds.
  await until(`the page to tell ${facts.join(', ')}`, async () => {
    await dino.page.reload();
    const text = await dino.page.getByRole('main').innerText();
    return facts.every((fact) => text.includes(fact));
  });
  await dino.page.getByRole('link', { name: 'sportello@biblioteca.example' }).waitFor();

  await desk.apply(settings(null));
  await Librarian.signIn(cast, desk);
  await until('the HTML to say that it is open', async () => {
    await dino.page.reload();
    const told = await dino.page.getByRole('main').innerText();
    return told.includes('Aperto') && told.includes('Nessuno è in fila.');
  });
});

story('a desk out of its hours says when it opens, whoever sits there', async (cast) => {
  const desk = await Desk.open(cast);
  await Librarian.signIn(cast, desk);
  const carla = await Patron.arrive(cast, desk, { name: 'Carla' });
  await carla.text('patron_open').waitFor();

  const { opening, opens } = closedNow();
  await desk.apply(settings(opening));
  await carla
    .shown(...opens)
    .first()
    .waitFor();
  assert.equal(await carla.choice('chat').count(), 0, 'nothing to choose at a closed desk');
  await carla.openThread();
  await carla.say('A domani');
  await carla.untilReached('A domani', 'sent');
  await carla.page.getByText(carla.words('patron_hours'), { exact: true }).click();
  await carla.page.getByRole('definition').getByText(opening.replace('-', '–')).first().waitFor();

  await desk.apply(settings(null));
  await carla.button('patron_back').click();
  await carla.text('patron_open').waitFor();
});

story(
  'who asks for a person is told whether they are there, and rings there first',
  async (cast) => {
    const desk = await Desk.open(cast);
    const bruno = await Librarian.signIn(cast, desk, 'bruno');
    const link = `${desk.link}/ada.bianchi`;
    const carla = await Patron.arrive(cast, desk, { name: 'Carla', link });
    await carla.text('patron_person_away', { name: 'Ada Bianchi' }).waitFor();
    const ada = await Librarian.signIn(cast, desk, 'ada');
    await carla.text('patron_person_there', { name: 'Ada Bianchi' }).waitFor();

    await carla.call('voice');
    const entry = await ada.ringing();
    assert.equal(entry.wanted, 'Ada Bianchi');
    assert.ok(!bruno.desk.line.some(({ ringsHere }) => ringsHere), 'it rings at nobody else');
    await ada.answer();
    await carla.untilState('talking');

    const dino = await Patron.arrive(cast, desk, { name: 'Dino', link });
    await dino.text('patron_person_away', { name: 'Ada Bianchi' }).waitFor();
    await dino.call('voice');
    await dino.text('patron_instead_of', { name: 'Ada Bianchi' }).waitFor();
    await bruno.answer();
    await dino.untilState('talking');
    assert.ok(bruno.desk.contacts.some(({ name }) => name === 'Dino'));
  },
);

story('a person whom nobody knows leads to the desk', async (cast) => {
  const desk = await Desk.open(cast);
  await Librarian.signIn(cast, desk);
  const carla = await Patron.arrive(cast, desk, { link: `${desk.link}/nessuno.qui` });
  await carla.text('patron_open').waitFor();
  await carla.choice('chat').waitFor();
  carla.expect(/404/);
  const answer = await carla.page.goto(`${desk.link}/No_Name!`);
  assert.equal(answer.status(), 404, 'what can be no name leads nowhere');
});
