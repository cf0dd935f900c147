// Mail from beginning to end: an administrator sets the account and hears in plain words
// that the password is wrong, then that it is right; a patron asks for the link and opens
// it in another browser; a password that has become wrong stops the mail, costs no letter,
// and is mended; the library writes in words of its own.
import assert from 'node:assert/strict';

import { story } from '../kit/cast.mjs';
import { Patron } from '../kit/patron.mjs';
import { linkIn, Post, setAccount, typePassword } from '../kit/post.mjs';
import { Screen } from '../kit/screen.mjs';
import { until } from '../kit/until.mjs';
import { Window } from '../kit/window.mjs';

const LONG = { patience: 300_000 };
const PASSWORD = 'acqua e sale';
const WRONG = 'olio e sale';
const OWN = 'Notizie dalla biblioteca';

story(
  'mail is set up in the window, reaches a patron, stands still for a wrong password, and goes on',
  async (cast) => {
    const post = await Post.open(cast, { user: 'biblioteca', password: PASSWORD });
    const screen = await Screen.open(cast);
    const ada = await Window.open(cast, screen);
    await ada.press('desk_rail_settings');
    await ada.press('desk_outbox_mail_title');
    await ada.untilRead('desk_outbox_mail_security');
    await setAccount(ada, post);

    await typePassword(ada, WRONG);
    await ada.press('desk_outbox_mail_test');
    await ada.untilRead('desk_outbox_cause_wrong_password');
    await ada.hasNoFault('a test of the mail account that went wrong');
    await ada.keepShot('mail-wrong-password');
    await typePassword(ada, PASSWORD);
    await ada.press('desk_outbox_mail_test');
    await ada.untilRead('desk_outbox_mail_test_good');
    assert.deepEqual(post.letters, [], 'a test sends nothing');
    await ada.press('desk_outbox_mail_save');
    await ada.untilRead('desk_outbox_mail_saved');

    const carla = await Patron.arrive(cast, ada, { name: 'Carla' });
    await carla.call('chat');
    await carla.untilState('waiting');
    await askForLink(carla, 'carla@example.org');
    const letter = await post.untilCame(1);
    assert.match(letter.to, /carla@example\.org/);
    const elsewhere = await Patron.arrive(cast, ada, { link: linkIn(letter) });
    await elsewhere.untilState('waiting');

    await typePassword(ada, WRONG);
    await ada.press('desk_outbox_mail_save');
    await ada.untilRead('desk_outbox_mail_saved');
    const before = post.signIns;
    const dino = await Patron.arrive(cast, ada, { name: 'Dino' });
    await dino.call('chat');
    await dino.untilState('waiting');
    await askForLink(dino, 'dino@example.org');
    await ada.untilRead('desk_outbox_mark_still');
    await ada.press('desk_outbox_title');
    await ada.untilRead('desk_outbox_try_now');
    await ada.untilRead('desk_outbox_cause_wrong_password');
    assert.equal(post.signIns, before + 1);
    await ada.hasNoFault('mail that stands still');
    await ada.keepShot('mail-stands-still');
    await ada.press('desk_outbox_open_account');
    await ada.untilRead('desk_outbox_mail_what');
    await typePassword(ada, PASSWORD);
    await ada.press('desk_outbox_mail_save');
    await post.untilCame(2);

    await ada.press('desk_outbox_letters_title');
    await ada.untilRead('desk_outbox_letters_subject');
    await ada.retype('form input[type="text"]', OWN);
    await until('the preview to know it', async () =>
      ada.driver.run(
        (own) => document.querySelector('.letter')?.innerText.includes(own) ?? false,
        OWN,
      ),
    );
    await ada.hasNoFault('a wording being written');
    await ada.keepShot('mail-wording');
    await ada.press('desk_outbox_letters_save');
    await ada.untilRead('desk_outbox_letters_saved');
    const eva = await Patron.arrive(cast, ada, { name: 'Eva' });
    await eva.call('chat');
    await eva.untilState('waiting');
    await askForLink(eva, 'eva@example.org');
    const own = await post.untilCame(3);
    assert.ok(own.text.includes(`Subject: ${OWN}`), own.text);
  },
  LONG,
);

/** A patron who waits says where they want to be reached, and wants the link there. */
async function askForLink(patron, address) {
  const details = patron.page.locator('details', { hasText: patron.words('patron_reach') });
  const field = patron.page.getByLabel(patron.words('patron_reach_address'));
  await details.first().waitFor();
  if (!(await field.isVisible())) await details.last().locator('summary').click();
  await field.fill(address);
  await patron.button('patron_reach_save').click();
  await patron.shown('patron_reach_saved').first().waitFor();
  await patron.button('patron_reach_link').click();
  await patron.shown('patron_reach_link_sent').first().waitFor();
}
