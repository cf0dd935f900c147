import { describe, expect, it } from 'vitest';

import { packPicture, planesLength, readPicture } from './picture';

describe('the bytes of a picture', () => {
  it('are read as the program lays them out', () => {
    const bytes = new Uint8Array([2, 0, 0, 0, 0, 0, 0, 0, 0x10, 0x20, 0x30, 0xf0, 7, 8, 9]).buffer;
    expect(readPicture(bytes)).toEqual({
      of: 'patron',
      as: 'vp8',
      frame: { key: false, time: 0xf0302010, data: new Uint8Array([7, 8, 9]) },
    });
  });

  it('give back what was packed', () => {
    const data = new Uint8Array(planesLength(5, 3)).fill(9);
    expect(readPicture(packPicture('ownI420', 5, 3, 90_000, data))).toEqual({
      of: 'own',
      planes: { width: 5, height: 3, time: 90_000, data },
    });
    expect(readPicture(packPicture('patronKey', 0, 0, 1, new Uint8Array([1])))).toMatchObject({
      as: 'vp8',
      frame: { key: true },
    });
  });

  it('round odd sizes of the colour planes up', () => {
    expect(planesLength(5, 3)).toBe(15 + 2 * 3 * 2);
  });

  it('of a patron that can not be read are named broken, for their credit is owed', () => {
    const short = packPicture('patronI420', 4, 4, 0, new Uint8Array(3));
    expect(readPicture(short)).toEqual({ of: 'patron', as: 'broken' });
    expect(readPicture(new Uint8Array([1, 0, 0]).buffer)).toEqual({ of: 'patron', as: 'broken' });
    const nothing = packPicture('patronI420', 0, 0, 0, new Uint8Array(0));
    expect(readPicture(nothing)).toEqual({ of: 'patron', as: 'broken' });
  });

  it('of nobody are nothing', () => {
    expect(readPicture(new ArrayBuffer(0))).toBeNull();
    expect(readPicture(new Uint8Array(20).buffer)).toBeNull();
    expect(readPicture(new Uint8Array(20).fill(9).buffer)).toBeNull();
    expect(readPicture(packPicture('ownI420', 4, 4, 0, new Uint8Array(3)))).toBeNull();
  });
});

it('how loud it is comes by the same way', () => {
  const bytes = packPicture('levels', 0, 0, 0, new Uint8Array([255, 51]));
  expect(readPicture(bytes)).toEqual({ of: 'sound', own: 1, patron: 0.2 });
  expect(readPicture(packPicture('levels', 0, 0, 0, new Uint8Array([1])))).toBeNull();
});
