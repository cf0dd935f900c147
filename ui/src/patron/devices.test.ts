// Camera and microphone: what fails is told and never stands in the way.
import { describe, expect, it, vi } from 'vitest';

import { Devices } from './devices.svelte';
import { levelOf } from './meter';
import { media, type Track } from './test/cast';

describe('the devices', () => {
  it('are asked for in one question', async () => {
    const browser = media();
    const devices = new Devices(browser);
    await devices.open('video');
    expect(browser.getUserMedia).toHaveBeenCalledOnce();
    expect([devices.camera, devices.microphone]).not.toContain(null);
  });

  it('of a voice call are the microphone alone', async () => {
    const browser = media();
    const devices = new Devices(browser);
    await devices.open('voice');
    expect(browser.getUserMedia.mock.calls[0]?.[0]).not.toHaveProperty('video');
    expect(devices.camera).toBeNull();
  });

  it.each([
    ['NotAllowedError', 'denied'],
    ['NotFoundError', 'missing'],
    ['NotReadableError', 'busy'],
    ['TypeError', 'failed'],
  ])('without a camera (%s) still give the microphone', async (name, trouble) => {
    const devices = new Devices(media({ video: name }));
    await devices.open('video');
    expect(devices.cameraTrouble).toBe(trouble);
    expect(devices.microphoneTrouble).toBeNull();
    expect(devices.microphone).not.toBeNull();
  });

  it('without a microphone still give the camera', async () => {
    const devices = new Devices(media({ audio: 'NotFoundError' }));
    await devices.open('video');
    expect(devices.microphoneTrouble).toBe('missing');
    expect(devices.camera).not.toBeNull();
  });

  it('say when the address is not secure', async () => {
    const devices = new Devices(undefined);
    await devices.open('video');
    expect([devices.cameraTrouble, devices.microphoneTrouble]).toEqual(['insecure', 'insecure']);
  });

  it('give the camera back when it is switched off, and only mute the microphone', async () => {
    const devices = new Devices(media());
    await devices.open('video');
    const { camera, microphone } = devices as unknown as Record<string, Track>;
    await devices.setCamera(false);
    await devices.setMicrophone(false);
    expect(camera?.stopped).toBe(true);
    expect(microphone).toMatchObject({ stopped: false, enabled: false });
    await devices.setCamera(true);
    expect(devices.camera).not.toBeNull();
  });

  it('tell when one is pulled out', async () => {
    const devices = new Devices(media());
    await devices.open('video');
    const told = vi.fn();
    devices.onchange = told;
    (devices.camera as unknown as Track).onended?.();
    expect(devices.camera).toBeNull();
    expect(devices.cameraTrouble).toBe('missing');
    expect(told).toHaveBeenCalledOnce();
  });

  it('that come after the end are given back', async () => {
    const tracks: Track[] = [];
    const browser = media();
    const devices = new Devices({
      getUserMedia: async (what) => {
        const stream = await browser.getUserMedia(what);
        tracks.push(...(stream.getTracks() as unknown as Track[]));
        return stream;
      },
    });
    const opening = devices.open('video');
    devices.close();
    await opening;
    expect(devices.camera).toBeNull();
    expect(tracks.map(({ stopped }) => stopped)).toEqual([true, true]);
  });
});

describe('the meter', () => {
  it('is empty in silence, full for a loud voice, and between for speech', () => {
    expect(levelOf([0, 0, 0])).toBe(0);
    expect(levelOf([0.0005, -0.0005])).toBe(0);
    expect(levelOf([0.05, -0.05])).toBeGreaterThan(0.5);
    expect(levelOf([0.9, -0.9])).toBe(1);
  });
});
