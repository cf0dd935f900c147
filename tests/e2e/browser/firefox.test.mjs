// Firefox has codecs, a camera and an SDP of its own: one call shows that they meet ours.
import { story } from '../kit/cast.mjs';
import { Desk } from '../kit/desk.mjs';
import { openFirefox } from '../kit/firefox.mjs';
import { Seat } from '../kit/seat.mjs';
import { isSyntheticPicture, look } from '../kit/senses.mjs';
import { until } from '../kit/until.mjs';
import { words } from '../kit/words.mjs';

const it = words('it');

// What it plays can't be listened to on a computer without a sound card.
story('Firefox makes a video call: it sees the librarian, is seen and is heard', async (cast) => {
  const desk = await Desk.open(cast);
  const ada = await Seat.signIn(cast, desk);
  const browser = await openFirefox(cast);
  const page = await browser.newPage();
  const complaints = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  cast.join({
    log: () => complaints.map((text) => `  Firefox| ${text}`).join('\n'),
    picture: () => page.screenshot(),
  });

  await page.goto(desk.link);
  const press = (name) => page.locator(`main button ::-p-text(${name})`).setTimeout(15_000).click();
  await press(it('patron_video'));
  await page.locator('[role="meter"]').setTimeout(15_000).wait();
  await press(it('patron_call'));
  await page.locator('main[data-state="talking"]').setTimeout(20_000).wait();

  await until('the librarian to be seen in Firefox', async () =>
    isSyntheticPicture(await look(page, 'librarian-picture')),
  );
  await ada.untilTold('picture');
  const before = await ada.report();
  await until("Firefox's picture to move on at the seat", async () => {
    const { pictures, width, height } = await ada.report();
    return pictures > before.pictures + 10 && width >= 320 && height >= 240;
  });
  // Its fake microphone hums one tone without end.
  await until("Firefox's sound at the seat", async () => (await ada.report()).heard.hertz > 0);

  await press(it('patron_control_hang_up'));
  await page.locator('main[data-state="ended"]').setTimeout(10_000).wait();
  await ada.untilTold('ended');
  if (complaints.length > 0) throw new Error(`the page complained: ${complaints.join('\n')}`);
});
