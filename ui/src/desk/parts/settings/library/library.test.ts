// What an administrator meets in the settings of the library.
import { screen, within } from '@testing-library/svelte';
import { userEvent } from '@testing-library/user-event';
import { tick } from 'svelte';
import { describe, expect, it } from 'vitest';

import { atTheSameMoment, button, open } from '../../../test/open';

async function openAt(section: string) {
  const opened = await open('settings');
  opened.desk.follow(`#settings/${section}`);
  await tick();
  return opened;
}

describe('the settings of the library', () => {
  atTheSameMoment();

  it('are shown to administrators and watched', async () => {
    const { host } = await openAt('library');
    expect(screen.getByRole('heading', { level: 1 })).toHaveTextContent('Biblioteca');
    expect(host.asked).toContainEqual({ type: 'administer', order: { type: 'watch' } });
  });

  it('are nothing for others', async () => {
    const { desk } = await open('empty');
    desk.follow('#settings/library');
    await tick();
    expect(screen.getByRole('heading', { level: 1 })).toHaveTextContent('Aspetto');
    expect(screen.queryByRole('button', { name: 'Sportelli' })).toBeNull();
  });

  it('say at the field what is wrong', async () => {
    const { desk } = await openAt('library');
    const name = screen.getByLabelText('Nome');
    desk.administration.library().faults = [{ field: 'name', row: null, why: { type: 'missing' } }];
    await tick();
    expect(name).toHaveAttribute('aria-invalid', 'true');
    expect(name).toHaveAccessibleDescription(/Scrivere qualcosa qui/);
  });

  it('save a form by its button alone, and only when something was typed', async () => {
    const { host } = await openAt('library');
    expect(button('Salva')).toHaveAttribute('aria-disabled', 'true');
    await userEvent.type(screen.getByLabelText('Nome'), '!');
    expect(button('Salva')).toHaveAttribute('aria-disabled', 'false');
    await userEvent.click(button('Salva'));
    const saves = host.asked.filter(
      (order) => order.type === 'administer' && order.order.type === 'save',
    );
    expect(saves).toHaveLength(1);
  });

  it('move a member up by the keyboard, and the button keeps the focus', async () => {
    const { desk } = await openAt('groups');
    desk.administration.group('group-1');
    await userEvent.click(screen.getByText('Prestito'));
    await tick();
    const up = await screen.findByRole('button', { name: 'Sposta Bo Cecchi più su' });
    up.focus();
    await userEvent.keyboard('{Enter}');
    expect(desk.administration.group('group-1').draft.form.members[0]).toBe('bo');
    expect(up).toHaveFocus();
  });

  it('close today with one click, and can be told why', async () => {
    const { desk } = await openAt('hours');
    await userEvent.click(screen.getByText('Sede: Sede centrale'));
    await userEvent.click(await screen.findByRole('button', { name: 'Chiudi oggi' }));
    const form = desk.administration.branchHours('branch-1');
    expect(form.draft.hours?.closures.at(-1)).toMatchObject({ from: '2026-11-21' });
  });

  it('offer the way back to before each change', async () => {
    const { host } = await openAt('changes');
    const [first] = screen
      .getAllByRole('listitem')
      .filter((item) => within(item).queryByText('Orari: Sede centrale'));
    expect(first).toBeDefined();
    const [, second] = screen.getAllByRole('button', { name: /Torna a prima di/ });
    if (!second) throw new Error('no second change');
    await userEvent.click(second);
    expect(host.asked.at(-1)).toMatchObject({
      type: 'administer',
      order: { type: 'goBack', before: 2, newest: 3 },
    });
  });
});
