import { describe, expect, it } from 'vitest';

import { contact } from '$lib/host/scene-window';
import { scenes } from '$lib/host/scenes';

import { deskAt, NOW } from '../test/recorder';
import { Contacts } from './contacts.svelte';

const call = contact({ id: 'call' });
const chat = (id: string) => contact({ id, mode: 'chat', answeredWith: 'chat' });

describe('the contacts under way', () => {
  it('have the one in front that was answered last', () => {
    const contacts = new Contacts();
    expect(contacts.front).toBeNull();
    contacts.take([call], null);
    contacts.take([call, chat('a')], null);
    expect(contacts.front?.id).toBe('a');
    contacts.take([call, chat('a'), chat('b')], null);
    expect(contacts.front?.id).toBe('b');
  });

  it('stay as the librarian looks at them, whatever else ends', () => {
    const contacts = new Contacts();
    contacts.take([call, chat('a'), chat('b')], null);
    contacts.show('a');
    contacts.take([call, chat('a')], 'b');
    expect(contacts.front?.id).toBe('a');
  });

  it('give way to the paper of the one in front when it ends', () => {
    const contacts = new Contacts();
    contacts.take([call, chat('a')], null);
    contacts.take([call], 'a');
    expect(contacts.front).toBeNull();
    contacts.take([call], null);
    expect(contacts.front?.id).toBe('call');
  });

  it('do not come to the front from another seat', () => {
    const contacts = new Contacts();
    contacts.take([chat('a')], null);
    contacts.take([contact({ id: 'there', here: false }), chat('a')], null);
    expect(contacts.front?.id).toBe('a');
  });

  it('say whether one of them is a call', () => {
    const contacts = new Contacts();
    contacts.take([chat('a')], null);
    expect(contacts.onCall).toBe(false);
    contacts.take([call, chat('a')], null);
    expect(contacts.onCall).toBe(true);
  });
});

describe('several contacts at the desk', () => {
  it('are reached by their number, and orders mean the one in front', async () => {
    const { desk, host } = await deskAt('severalChats');
    expect(desk.press('contact', 2)).toBe(true);
    expect(desk.contact?.name).toBe('Omar El Idrissi');
    expect(desk.conversation?.name).toBe('Omar El Idrissi');
    expect(desk.press('contact', 9)).toBe(false);
    await desk.hangUp();
    expect(host.asked).toEqual([{ type: 'hangUp', contact: 'chat-1' }]);
  });

  it('keep the call and its picture, whatever is in front', async () => {
    const { desk, host } = await deskAt('severalChats');
    desk.show('chat-2');
    expect(desk.callContact?.name).toBe('Giulia Ferri');
    expect(desk.press('hold')).toBe(true);
    expect(host.asked).toEqual([{ type: 'hold', contact: 'contact-0', on: true }]);
  });

  it('keep what was typed in each', async () => {
    const { desk } = await deskAt('severalChats');
    desk.threads.keep('thread-of-chat-1', 'Sì, due');
    desk.show('chat-2');
    expect(desk.threads.draftOf('thread-of-chat-2')).toBe('');
    desk.show('chat-1');
    expect(desk.threads.draftOf('thread-of-chat-1')).toBe('Sì, due');
  });

  it('lead to what is to be written down, by the number after theirs', async () => {
    const { desk, host } = await deskAt('severalWrapUp');
    expect(desk.writing).toBeNull();
    expect(desk.press('contact', 3)).toBe(true);
    expect(desk.writing?.name).toBe('Piero');
    if (desk.writing) await desk.skipWrapUp(desk.writing);
    expect(host.asked).toEqual([
      {
        type: 'wrapUp',
        contact: 'contact-9',
        topic: 'topic-1',
        outcome: 'resolvedAtFirstLevel',
        note: '',
      },
    ]);
    expect(desk.contact).toBeNull();
    host.tell(scenes.severalChats(NOW));
    expect(desk.contact).not.toBeNull();
  });
});
