// What the keys do that work everywhere.
import { nextPane } from '../focus';
import type { Chord } from './chord';
import type { Desk } from './desk.svelte';

/** Does what a chord means; says whether there was anything to do. */
export function press(desk: Desk, chord: Chord, nth: number): boolean {
  if (chord === 'quit') {
    void desk.computer.quit();
    return true;
  }
  if (!desk.attended) return false;
  const [first] = desk.ringing;
  if (desk.screen === 'setup' && !first) return false; // its own keys are its own
  switch (chord) {
    case 'answer':
      if (first) void desk.answer(first);
      else if (desk.writing) void desk.saveWrapUp(desk.writing);
      else return false;
      return true;
    case 'decline':
      if (first) void desk.decline(first);
      return first !== undefined;
    case 'presence':
      void desk.switchPresence();
      return true;
    case 'microphone':
      if (desk.call) void desk.setMicrophone(!desk.call.own.microphone);
      return desk.call !== null;
    case 'camera':
      if (desk.call) void desk.setCamera(!desk.call.own.camera);
      return desk.call !== null;
    case 'hold':
      if (desk.callContact) void desk.hold(!desk.callContact.onHold, desk.callContact);
      return desk.call !== null;
    case 'hangUp':
      if (desk.contactHere) void desk.hangUp();
      return desk.contactHere !== null;
    case 'transfer':
      return desk.passOnHere();
    case 'block':
      if (desk.contactHere && !desk.contactHere.calling) desk.blocking.open = true;
      return desk.blocking.open;
    case 'find':
      return desk.threads.find();
    case 'contact': {
      const meant = desk.contacts.all[nth - 1];
      if (meant) desk.show(meant.id);
      else if (nth === desk.contacts.all.length + 1 && desk.papers) desk.showPaper();
      else return false;
      return true;
    }
    case 'book':
      return desk.bookHere();
    case 'calendar':
      if (desk.calendar.isThere) desk.go(desk.place === 'calendar' ? 'desk' : 'calendar');
      return desk.calendar.isThere;
    case 'loans':
      if (desk.loans.isThere) desk.go(desk.place === 'loans' ? 'desk' : 'loans');
      return desk.loans.isThere;
    case 'cases':
      desk.go(desk.place === 'cases' ? 'desk' : 'cases');
      return true;
    case 'earlier':
    case 'later':
    case 'today':
      if (!desk.calendarShown) return false;
      if (chord === 'today') desk.calendar.goToToday();
      else desk.calendar.turn(chord === 'later' ? 1 : -1);
      return true;
    case 'pane':
      return nextPane();
    case 'settings':
      desk.go(desk.place === 'settings' ? 'desk' : 'settings');
      return true;
    case 'sheet':
      desk.sheetOpen = !desk.sheetOpen;
      return true;
  }
}
