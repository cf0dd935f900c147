// News that fade.
import { fireEvent, screen, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';

import { scenes } from '$lib/host/scenes';

import { atTheSameMoment, open } from '../test/open';

atTheSameMoment();

const notTakenOver = (given: { asked?: string; refused?: boolean; inLine?: boolean }) =>
  ({
    type: 'notTakenOver',
    patron: 'Dora',
    asked: null,
    refused: false,
    inLine: false,
    ...given,
  }) as const;

describe('the news', () => {
  it('are told in words, and can be sent away', async () => {
    await open('news');
    const news = screen.getByRole('region', { name: 'Avvisi' });
    expect(news).toHaveTextContent('Qualcuno ha chiamato e qui non ha risposto nessuno.');
    expect(news).toHaveTextContent('Bo Cecchi ha risposto a Piero.');
    const [first] = within(news).getAllByRole('button', { name: "Chiudi l'avviso" });
    if (first) await userEvent.click(first);
    expect(news).not.toHaveTextContent('Qualcuno');
  });

  it('of a missed ring lead back to being available', async () => {
    const { host } = await open('madeAway');
    const news = screen.getByRole('region', { name: 'Avvisi' });
    expect(news).toHaveTextContent('Qui non ha risposto nessuno: la presenza ora è Assente.');
    await userEvent.click(within(news).getByRole('button', { name: 'Torna Disponibile' }));
    expect(host.orders).toEqual([{ type: 'setPresence', presence: 'available' }]);
    expect(news).not.toHaveTextContent('Assente');
  });

  it.each([
    [{ type: 'fileSaved', path: '/home/ada/Scaricati/a.pdf' }, 'File salvato: /home/ada/Scar'],
    [{ type: 'fileNotSaved', name: '' }, 'Non si riesce a salvare il file.'],
    [{ type: 'fileNotSent', name: 'a.zip', why: 'wrongKind' }, 'a.zip non è partito. Si possono'],
    [{ type: 'patronDidNotAnswer', patron: '' }, 'Qualcuno non ha risposto.'],
    [
      { type: 'takenOver', patron: 'Dora', librarian: 'Cleo Neri' },
      'Cleo Neri ha preso la conversazione con Dora.',
    ],
    [
      { type: 'takenBack', patron: '', librarian: 'Bo Conti' },
      'Bo Conti continua la conversazione con chi chiama.',
    ],
    [
      notTakenOver({ asked: 'Cleo Neri', refused: true }),
      'Cleo Neri adesso non può. Dora è ancora qui.',
    ],
    [notTakenOver({ asked: 'Cleo Neri' }), 'Cleo Neri non ha risposto. Dora è ancora qui.'],
    [notTakenOver({}), 'Nessuno ha risposto. Dora è ancora qui.'],
    [
      notTakenOver({ inLine: true }),
      'Nessuno ha potuto rispondere. Dora è di nuovo in fila, al suo posto.',
    ],
    [{ type: 'wouldCall', patron: 'Dora' }, 'Dora vorrebbe parlare, oltre che scrivere.'],
    [{ type: 'earlierPatron', patron: 'Piero' }, 'suona per primo al posto di Piero'],
    [{ type: 'presenceChanged', presence: 'inPerson' }, 'ora è Al banco'],
    [
      { type: 'contactEnded', patron: 'Piero', by: 'closing' },
      'Piero: Lo sportello ha chiuso: la conversazione è finita',
    ],
    [{ type: 'refused', code: 'patronNotThere' }, 'non ha la pagina aperta'],
  ] as const)('%o says “%s”', async (what, words) => {
    const { host } = await open('empty');
    host.tell({ ...scenes.empty(), news: [{ number: 1, what }] });
    const news = screen.getByRole('region', { name: 'Avvisi' });
    await vi.waitFor(() => expect(news).toHaveTextContent(words));
  });

  it('stay while the pointer or the focus is on them', async () => {
    const { desk } = await open('news');
    const hold = vi.spyOn(desk.news, 'hold');
    const release = vi.spyOn(desk.news, 'release');
    const news = screen.getByRole('region', { name: 'Avvisi' });
    await fireEvent.pointerEnter(news);
    await fireEvent.pointerLeave(news);
    const [first, second] = within(news).getAllByRole('button');
    first?.focus();
    second?.focus();
    expect(hold).toHaveBeenCalledTimes(3);
    expect(release).toHaveBeenCalledTimes(1);
    second?.blur();
    expect(release).toHaveBeenCalledTimes(2);
  });
});
