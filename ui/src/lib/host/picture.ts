// The bytes of a picture on their way from the program, as `picture` in
// src-tauri/wire/src/window.rs lays them out. Nothing is drawn here.

const PATRON_VP8_KEY = 1;
const PATRON_VP8_DELTA = 2;
const PATRON_I420 = 3;
const OWN_I420 = 4;
const LEVELS = 5;

/** The length of the header in bytes. */
export const HEADER = 12;

/** Three planes without padding: Y, then U and V at half the size, rounded up. */
export interface Planes {
  width: number;
  height: number;
  /** 90 kHz. */
  time: number;
  data: Uint8Array<ArrayBuffer>;
}

/** A VP8 frame. */
export interface Vp8Frame {
  /** It can be decoded alone. */
  key: boolean;
  /** 90 kHz; begins anew after 32 bits. */
  time: number;
  data: Uint8Array<ArrayBuffer>;
}

/** What a picture message holds. */
export type Picture =
  | { of: 'patron'; as: 'vp8'; frame: Vp8Frame }
  | { of: 'patron'; as: 'i420'; planes: Planes }
  /** A patron's picture that can't be read; its credit is owed all the same. */
  | { of: 'patron'; as: 'broken' }
  | { of: 'own'; planes: Planes }
  /** No picture: how loud it is, 0 to 1. */
  | { of: 'sound'; own: number; patron: number };

/** How many bytes the planes of a picture take. */
export function planesLength(width: number, height: number): number {
  return width * height + 2 * Math.ceil(width / 2) * Math.ceil(height / 2);
}

/** Reads a message; nothing when it is no picture at all. */
export function readPicture(bytes: ArrayBuffer): Picture | null {
  if (bytes.byteLength === 0) return null;
  const view = new DataView(bytes);
  const kind = view.getUint8(0);
  if (kind === LEVELS) {
    if (bytes.byteLength !== HEADER + 2) return null;
    const level = (at: number) => view.getUint8(HEADER + at) / 255;
    return { of: 'sound', own: level(0), patron: level(1) };
  }
  const ofPatron = kind >= PATRON_VP8_KEY && kind <= PATRON_I420;
  if (!ofPatron && kind !== OWN_I420) return null;
  if (bytes.byteLength <= HEADER) return ofPatron ? { of: 'patron', as: 'broken' } : null;

  const width = view.getUint16(2, true);
  const height = view.getUint16(4, true);
  const time = view.getUint32(8, true);
  const data = new Uint8Array(bytes, HEADER);
  if (kind === PATRON_VP8_KEY || kind === PATRON_VP8_DELTA) {
    return { of: 'patron', as: 'vp8', frame: { key: kind === PATRON_VP8_KEY, time, data } };
  }

  const planes = { width, height, time, data };
  const whole = width > 0 && height > 0 && data.length === planesLength(width, height);
  if (ofPatron)
    return whole ? { of: 'patron', as: 'i420', planes } : { of: 'patron', as: 'broken' };
  return whole ? { of: 'own', planes } : null;
}

/** Writes a message as the program does; for the mock and the tests. */
export function packPicture(
  kind: 'patronKey' | 'patronDelta' | 'patronI420' | 'ownI420' | 'levels',
  width: number,
  height: number,
  time: number,
  data: Uint8Array,
): ArrayBuffer {
  const bytes = new ArrayBuffer(HEADER + data.length);
  const view = new DataView(bytes);
  const kinds = {
    patronKey: PATRON_VP8_KEY,
    patronDelta: PATRON_VP8_DELTA,
    patronI420: PATRON_I420,
    ownI420: OWN_I420,
    levels: LEVELS,
  };
  view.setUint8(0, kinds[kind]);
  view.setUint16(2, width, true);
  view.setUint16(4, height, true);
  view.setUint32(8, time >>> 0, true);
  new Uint8Array(bytes, HEADER).set(data);
  return bytes;
}
