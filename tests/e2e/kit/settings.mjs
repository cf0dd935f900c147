// Settings of the sample library with hours of its own: the demo has none, so that it is
// open whenever somebody sits there.
import { readFileSync } from 'node:fs';
import path from 'node:path';

import { REPOSITORY } from './programs.mjs';

const DEMO = path.join(REPOSITORY, 'src-tauri/server/src/demo.toml');
/** Where the part of the file begins that says what can be booked. */
const BOOKED = /^# What can be booked/m;
const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const ZONE = 'Europe/Rome';
const HOUR_MS = 60 * 60 * 1000;

/** The sample library's settings without what can be booked; its desk has this opening each
 * day, or no hours. */
export function settings(opening) {
  const [demo] = readFileSync(DEMO, 'utf8').split(BOOKED);
  if (!opening) return demo;
  const week = DAYS.map((day) => `${day} = ["${opening}"]`).join('\n');
  // The desk stands last in it, so that its table can go on.
  return `${demo}\n[desk.hours]\nzone = "${ZONE}"\n[desk.hours.week]\n${week}\n`;
}

/** One short opening a day, hours from now, and the words that say when it comes. */
export function closedNow(now = Date.now()) {
  const opensAt = now + 6 * HOUR_MS;
  const hour = told(opensAt, { hour: '2-digit', hourCycle: 'h23' });
  const time = `${Number(hour)}:00`;
  const today = told(now, { weekday: 'long' });
  const day = told(opensAt, { weekday: 'long' });
  const opens =
    day === today ? ['patron_closed_today', { time }] : ['patron_closed_until', { day, time }];
  return { opening: `${hour}:00-${hour}:30`, opens };
}

const told = (at, shape) => new Intl.DateTimeFormat('it', { timeZone: ZONE, ...shape }).format(at);

/** The sample library offers a consultation by video, which Ada gives from ten to eight: all times are written alike in two digits. */
export function withConsultations() {
  const week = DAYS.map((day) => `${day} = ["10:00-20:00"]`).join('\n');
  return `${settings()}
[[consultation]]
desk = "@biblioteca.prova"
name = { italian = "Ricerca bibliografica", english = "Finding sources" }
minutes = 30
meetings = ["video"]
notice_hours = 0
givers = ["ada"]

[[availability]]
librarian = "ada"
[[availability.rule]]
meetings = ["video"]
[availability.rule.hours]
zone = "${ZONE}"
[availability.rule.hours.week]
${week}
`;
}
