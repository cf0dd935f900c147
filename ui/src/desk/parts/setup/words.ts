// What the program and the assistant find, in words.
import { language } from '$lib/language.svelte';
import { m } from '$lib/paraglide/messages';
import type { NetworkFound, NetworkTrouble, ServerTrouble, SetupTrouble } from '$lib/wire';

import type { HoursTrouble } from '../../state/setup-hours';
import type { NameTrouble, PasswordTrouble } from '../../state/setup-names';

export function nameWord(trouble: NameTrouble | null): string | null {
  switch (trouble) {
    case null:
      return null;
    case 'missing':
      return m.desk_setup_missing();
    case 'tooLong':
      return m.desk_setup_too_long();
    case 'handleLength':
      return m.desk_setup_library_handle_length();
    case 'handleCharacters':
      return m.desk_setup_library_handle_characters();
    case 'handleEdges':
      return m.desk_setup_library_handle_edges();
    case 'user':
      return m.desk_setup_you_user_wrong();
  }
}

export function passwordWord(trouble: PasswordTrouble | null): string | null {
  switch (trouble) {
    case null:
      return null;
    case 'tooShort':
      return m.desk_setup_you_password_short();
    case 'tooLong':
      return m.desk_setup_you_password_long();
    case 'isUser':
      return m.desk_setup_you_password_user();
  }
}

export function hoursWord(trouble: HoursTrouble): string {
  switch (trouble) {
    case 'time':
      return m.desk_setup_hours_time();
    case 'order':
      return m.desk_setup_hours_order();
    case 'overlap':
      return m.desk_setup_hours_overlap();
    case 'neverOpen':
      return m.desk_setup_hours_never_open();
  }
}

/** The fields of the network step. */
export type NetworkField = 'host' | 'port' | 'certificate' | 'key';

/** What was found wrong at a field. */
export function networkWord(found: NetworkFound | null, field: NetworkField): string | null {
  const trouble = found?.troubles.find((one) => fieldOf(one) === field);
  return trouble ? ofNetwork(trouble) : null;
}

function fieldOf(trouble: NetworkTrouble): NetworkField {
  switch (trouble.type) {
    case 'notAName':
      return 'host';
    case 'certificateUnreadable':
    case 'notACertificate':
    case 'otherName':
    case 'notYet':
    case 'ended':
      return 'certificate';
    case 'keyUnreadable':
    case 'notAKey':
    case 'keyOfAnother':
      return 'key';
    case 'portTaken':
    case 'portForbidden':
      return 'port';
  }
}

function ofNetwork(trouble: NetworkTrouble): string {
  switch (trouble.type) {
    case 'notAName':
      return m.desk_setup_network_not_a_name();
    case 'certificateUnreadable':
      return m.desk_setup_network_certificate_unreadable();
    case 'notACertificate':
      return m.desk_setup_network_not_a_certificate();
    case 'keyUnreadable':
      return m.desk_setup_network_key_unreadable();
    case 'notAKey':
      return m.desk_setup_network_not_a_key();
    case 'keyOfAnother':
      return m.desk_setup_network_key_of_another();
    case 'otherName': {
      const names = trouble.names.join(', ') || m.desk_setup_network_no_names();
      return m.desk_setup_network_other_name({ names });
    }
    case 'notYet':
      return m.desk_setup_network_not_yet();
    case 'ended':
      return m.desk_setup_network_ended();
    case 'portTaken':
      return m.desk_setup_network_port_taken();
    case 'portForbidden':
      return m.desk_setup_network_port_forbidden();
  }
}

export function serverWord(trouble: ServerTrouble): string {
  switch (trouble) {
    case 'notAnAddress':
      return m.desk_setup_server_not_an_address();
    case 'notSecure':
      return m.desk_setup_server_not_secure();
    case 'noSuchName':
      return m.desk_setup_server_no_such_name();
    case 'noAnswer':
      return m.desk_setup_server_no_answer();
    case 'notTrusted':
      return m.desk_setup_server_not_trusted();
    case 'notSportello':
      return m.desk_setup_server_not_sportello();
    case 'unwell':
      return m.desk_setup_server_unwell();
  }
}

export function troubleWord(trouble: SetupTrouble): string {
  switch (trouble.type) {
    case 'portTaken':
      return m.desk_setup_trouble_port_taken({ port: trouble.port });
    case 'portForbidden':
      return m.desk_setup_trouble_port_forbidden({ port: trouble.port });
    case 'certificate':
      return m.desk_setup_trouble_certificate();
    case 'inUse':
      return m.desk_setup_trouble_in_use();
    case 'folder':
      return m.desk_setup_trouble_folder({ path: trouble.path });
    case 'fromTheFuture':
      return m.desk_setup_trouble_future();
    case 'refused':
      return m.desk_setup_trouble_refused({ why: trouble.why });
    case 'other':
      return m.desk_setup_trouble_other({ what: trouble.what });
  }
}

/** The day on which something ends. */
export function dayWord(at: number): string {
  return new Intl.DateTimeFormat(language.current, { dateStyle: 'long' }).format(at);
}

/** The name of a day of the week; 0 is Monday. */
export function weekdayWord(day: number): string {
  const monday = Date.UTC(2024, 0, 1); // it was one
  const at = monday + day * 24 * 60 * 60 * 1000;
  const format = new Intl.DateTimeFormat(language.current, { weekday: 'long', timeZone: 'UTC' });
  return format.format(at);
}
