// What helps in a thread, in the real window: an answer at hand, a draft that is kept, the
// search, and files. WebDriver can neither drag a file from the system nor put one on the
// clipboard: the page is told of them by an event of its own, with real bytes.
import assert from 'node:assert/strict';

import { story } from '../kit/cast.mjs';
import { Desk } from '../kit/desk.mjs';
import { Patron } from '../kit/patron.mjs';
import { Screen } from '../kit/screen.mjs';
import { until } from '../kit/until.mjs';
import { Window } from '../kit/window.mjs';

const LONG = { patience: 300_000 };
const CONTROL = '\uE009';
const ENTER = '\uE007';
const ESCAPE = '\uE00C';
const DRAFT = 'Guardo negli scaffali e';
/** A picture of one green dot. */
const DOT =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M/wHwAEBgIApD5fRAAAAABJRU5ErkJggg==';

story(
  'an answer at hand is put in with the name of whoever reads it, and a hole in it goes not out',
  async (cast) => {
    const screen = await Screen.open(cast);
    const ada = await Window.open(cast, screen);
    await ada.press('desk_rail_settings');
    await ada.press('desk_threads_answers_section');
    await ada.press('desk_threads_answers_new');
    await until('the form', () => ada.driver.find('form input[type="text"]'));
    await ada.driver.type('form input[type="text"]', 'Saluto');
    const text = 'Buongiorno {nome}, sono {bibliotecario}. Ci vediamo: {orari}';
    await ada.driver.type('form textarea[lang="it"]', text);
    await ada.hasNoFault('an answer being written');
    await ada.press('desk_threads_answers_save');
    await ada.untilRead('desk_threads_answers_saved', { name: 'Saluto' });
    await ada.press('desk_rail_desk');

    const carla = await Patron.arrive(cast, ada, { name: 'Carla' });
    await carla.call('chat');
    await ada.press('desk_ring_answer');
    await carla.untilState('talking');
    await until('the field', () => ada.driver.find(ada.field));
    await ada.driver.type(ada.field, '/');
    await until('the answers', () => ada.driver.find('[role="combobox"]'));
    await ada.driver.type('[role="combobox"]', 'salu');
    await ada.untilRead('desk_threads_answers_left', { words: '{orari}' });
    await ada.hasNoFault('choosing an answer');
    await ada.keepShot('thread-answers');
    await ada.driver.press(ENTER);
    await until('the answer in the field', async () =>
      (await ada.value(ada.field)).startsWith('Buongiorno Carla, sono Ada Bianchi.'),
    );
    await ada.driver.type(ada.field, ENTER);
    await ada.untilRead('desk_threads_answers_hole', { words: '{orari}' });
    await ada.keepShot('thread-answers-hole');
    await ada.retype(ada.field, `Buongiorno Carla, sono Ada Bianchi.${ENTER}`);
    await carla.untilRead('Buongiorno Carla, sono Ada Bianchi.');
  },
  LONG,
);

story(
  'a draft stays with its thread when another is opened, and when the program starts again',
  async (cast) => {
    const screen = await Screen.open(cast);
    const desk = await Desk.open(cast);
    const data = await cast.folder('home');
    const ada = await Window.open(cast, screen, { sample: false, data });
    await ada.join(desk, 'ada', desk.passwords.ada);
    await writes(cast, desk, 'Carla', 'Avete romanzi gialli?');
    await writes(cast, desk, 'Dino', 'A che ora chiudete?');

    await ada.openThread('Carla');
    await ada.untilInChat('Avete romanzi gialli?');
    await ada.retype(ada.field, DRAFT);
    await ada.openThread('Dino');
    await ada.untilInChat('A che ora chiudete?');
    assert.equal(await ada.value(ada.field), '');
    await ada.untilRead('desk_threads_draft', { text: DRAFT });
    await ada.keepShot('thread-draft');
    await ada.openThread('Carla');
    await ada.untilInChat('Avete romanzi gialli?');
    assert.equal(await ada.value(ada.field), DRAFT);
    await ada.stop();

    const again = await Window.open(cast, screen, { sample: false, data });
    await again.untilRead('desk_threads_draft', { text: DRAFT });
    await again.openThread('Carla');
    await again.untilInChat('Avete romanzi gialli?');
    assert.equal(await again.value(again.field), DRAFT);
    await again.driver.type(again.field, ` Le scrivo${ENTER}`);
    await again.untilInChat(`${DRAFT} Le scrivo`);
    assert.equal(await again.value(again.field), '');
  },
  LONG,
);

story(
  'words are found in a thread, and files come in by pasting and by letting go of them',
  async (cast) => {
    const screen = await Screen.open(cast);
    const ada = await Window.open(cast, screen);
    const carla = await Patron.arrive(cast, ada, { name: 'Carla' });
    await carla.call('chat');
    await ada.press('desk_ring_answer');
    await carla.untilState('talking');
    for (const words of [
      'Cerco un libro sulle api',
      'per mia figlia',
      'oppure un libro di fiabe',
    ]) {
      await carla.say(words);
    }
    await ada.untilInChat('oppure un libro di fiabe');

    await until('the field', () => ada.driver.find(ada.field));
    await ada.driver.click(ada.field);
    await ada.driver.press(CONTROL, 'f');
    await until('the search', () => ada.driver.find('[role="search"] input'));
    await ada.driver.type('[role="search"] input', 'libro');
    await ada.untilRead('desk_threads_find_count', { at: 2, all: 2 });
    await until('the newest place', async () => (await current(ada)).includes('fiabe'));
    await ada.driver.press(ENTER);
    await ada.untilRead('desk_threads_find_count', { at: 1, all: 2 });
    await until('the older place', async () => (await current(ada)).includes('api'));
    await ada.hasNoFault('searching a thread');
    await ada.keepShot('thread-search');
    await ada.driver.press(ESCAPE);
    await until('the focus back in the field', () =>
      ada.driver.run((css) => document.activeElement === document.querySelector(css), ada.field),
    );

    await give(ada, 'paste', 'appunti.png');
    await carla.untilRead('appunti.png');
    await ada.untilInChat('appunti.png');
    assert.equal(await give(ada, 'dragover', 'scheda.png'), true, 'the page takes what is dragged');
    await ada.untilRead('shared_chat_drop');
    await ada.keepShot('thread-drop');
    await give(ada, 'drop', 'scheda.png');
    await carla.untilRead('scheda.png');
    await ada.untilInChat('scheda.png');
    // What comes is what was given.
    const [width, height] = await carla.page.evaluate(async () => {
      const links = [...document.querySelectorAll('[role="log"] a[href]')];
      const blob = await (await fetch(links.at(-1).href)).blob();
      const picture = await createImageBitmap(blob);
      return [picture.width, picture.height];
    });
    assert.deepEqual([width, height], [1, 1]);
  },
  LONG,
);

/** Somebody writes without waiting for an answer. */
async function writes(cast, desk, name, text) {
  const patron = await Patron.arrive(cast, desk, { name });
  await patron.openThread();
  await patron.page.getByLabel(patron.words('patron_name'), { exact: true }).fill(name);
  await patron.say(text);
  return patron;
}

/** The message in which the place is where the reader is. */
function current(window) {
  return window.driver.run(
    () => document.querySelector('mark.current')?.closest('li')?.innerText ?? '',
  );
}

/** An event brings the page a file; whether the page took it. */
function give(window, type, name) {
  return window.driver.run(
    (css, type, name, bytes) => {
      const content = Uint8Array.from(atob(bytes), (one) => one.charCodeAt(0));
      const carried = new DataTransfer();
      carried.items.add(new File([content], name, { type: 'image/png' }));
      const about = { bubbles: true, cancelable: true };
      const event =
        type === 'paste'
          ? new ClipboardEvent(type, { ...about, clipboardData: carried })
          : new DragEvent(type, { ...about, dataTransfer: carried });
      return !document.querySelector(css).dispatchEvent(event);
    },
    window.field,
    type,
    name,
    DOT,
  );
}
