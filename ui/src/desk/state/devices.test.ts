import { beforeEach, expect, test } from 'vitest';

import type { DevicesOrder, DevicesView } from '$lib/wire';

import { Devices } from './devices.svelte';

let orders: DevicesOrder[];
let devices: Devices;

beforeEach(() => {
  orders = [];
  const note = (order: DevicesOrder) => void orders.push(order);
  devices = new Devices({ order: note, ask: note });
});

const view = (given: Partial<DevicesView>): DevicesView => ({ ...devices.view, ...given });

test('what was chosen can be seen although it is not plugged in', () => {
  const jabra = { id: 'jabra', name: 'Jabra' };
  devices.view = view({
    microphones: [{ id: 'usb', name: 'USB' }],
    chosen: { ...devices.view.chosen, microphone: jabra },
  });
  expect(devices.options('microphone')).toEqual([
    { id: 'usb', name: 'USB', gone: false },
    { ...jabra, gone: true },
  ]);
  expect(devices.chosen('microphone')).toBe('jabra');
  expect(devices.chosen('camera')).toBe('');
});

test('speaker and bell are chosen apart from the same outputs', () => {
  devices.view = view({ speakers: [{ id: 'hall', name: 'Sala' }] });
  expect(devices.options('speaker')).toEqual(devices.options('ringing'));
  devices.choose('ringing', 'hall');
  devices.choose('speaker', '');
  expect(orders).toEqual([
    { type: 'choose', usedFor: 'ringing', id: 'hall' },
    { type: 'choose', usedFor: 'speaker', id: null },
  ]);
});

test('the lists are asked for while anybody looks', () => {
  const menu = devices.look();
  const settings = devices.look();
  menu();
  expect(orders).toEqual([{ type: 'look', on: true }]);
  settings();
  expect(orders.at(-1)).toEqual({ type: 'look', on: false });
});

test('a rehearsal is closed with what has opened it', () => {
  const end = devices.rehearse();
  end();
  expect(orders).toEqual([
    { type: 'rehearse', on: true },
    { type: 'rehearse', on: false },
  ]);
});

test('the floating picture goes through the corners and comes back', () => {
  const corners = Array.from({ length: 4 }, () => {
    devices.nextCorner();
    return devices.corner;
  });
  expect(corners).toEqual(['bottomLeft', 'topLeft', 'topRight', 'bottomRight']);
});
