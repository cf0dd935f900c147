// Several contacts at once: the strip of them, by hand and by keys.
import { screen, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { describe, expect, it } from 'vitest';

import { expectAccessible } from '$lib/test/axe';

import { atTheSameMoment, button, open } from '../test/open';

atTheSameMoment();

const strip = () => screen.getByRole('navigation', { name: 'Conversazioni in corso' });
const inFront = () => within(strip()).getByRole('button', { current: true });

describe('one call and three chats', () => {
  it('stand side by side, with who has written and who is typing', async () => {
    await open('severalChats');
    expect(within(strip()).getAllByRole('button')).toHaveLength(4);
    expect(button(/Omar El Idrissi.*messaggi da leggere/)).toBeInTheDocument();
    expect(button(/Maria Vittoria.*sta scrivendo/)).toBeInTheDocument();
    await expectAccessible(document.body);
  });

  it('come to the front by a click and by their number', async () => {
    const { host } = await open('severalChats');
    await userEvent.click(button(/Omar El Idrissi/));
    expect(inFront()).toHaveTextContent('Omar El Idrissi');
    expect(screen.getByRole('heading', { level: 1 })).toHaveTextContent('Omar El Idrissi');
    await userEvent.keyboard('{Control>}1{/Control}');
    expect(screen.getByRole('heading', { level: 1 })).toHaveTextContent('Giulia Ferri');
    expect(host.asked).toEqual([]);
  });

  it('keep the picture of the call in sight while a chat is in front', async () => {
    await open('severalChats');
    await userEvent.click(button(/Omar El Idrissi/));
    expect(within(strip()).getByTestId('patron-picture')).toBeInTheDocument();
    await userEvent.click(button(/Giulia Ferri/));
    expect(within(strip()).queryByTestId('patron-picture')).toBeNull();
    expect(screen.getByTestId('patron-picture')).toBeInTheDocument();
  });

  it('offer no second call', async () => {
    await open('severalChats');
    await userEvent.click(button(/Omar El Idrissi/));
    expect(screen.queryByRole('button', { name: 'Passa alla voce' })).toBeNull();
  });

  it('need no strip when there is one', async () => {
    await open('video');
    expect(screen.queryByRole('navigation', { name: 'Conversazioni in corso' })).toBeNull();
  });
});

describe('what is to be written down beside contacts under way', () => {
  it('has a place among them and says what comes after', async () => {
    await open('severalWrapUp');
    await userEvent.click(button('Da annotare: Piero'));
    expect(inFront()).toHaveTextContent('Da annotare: Piero');
    expect(screen.getByText('Poi da annotare: 1')).toBeInTheDocument();
    await expectAccessible(document.body);
  });
});
