// Firefox, driven over WebDriver BiDi, with its own fake camera and microphone.
import path from 'node:path';

import puppeteer from 'puppeteer-core';

import { theirs } from './programs.mjs';

/** Nothing is asked, nothing is fetched from elsewhere, and loopback is a way to meet. */
const PREFERENCES = {
  'media.navigator.streams.fake': true,
  'media.navigator.permission.disabled': true,
  'media.autoplay.default': 0,
  'media.peerconnection.ice.loopback': true,
  'media.peerconnection.ice.obfuscate_host_addresses': false,
  'media.gmp-manager.updateEnabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'app.update.enabled': false,
  'browser.safebrowsing.downloads.enabled': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'intl.accept_languages': 'it-IT, it',
};

export async function openFirefox(cast) {
  const home = await cast.folder('firefox');
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: theirs('firefox-esr', { variable: 'SPORTELLO_FIREFOX' }),
    headless: true,
    userDataDir: path.join(home, 'profile'),
    // It writes into the home folder too, and that may be anybody's.
    env: { ...process.env, HOME: home },
    extraPrefsFirefox: PREFERENCES,
  });
  cast.join({ stop: () => browser.close() });
  return browser;
}
