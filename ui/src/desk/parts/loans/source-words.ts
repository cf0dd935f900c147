// The words of where loans are read from, and of files.
import { m } from '$lib/paraglide/messages';
import type {
  Column,
  FileSendingTrouble,
  ReadingView,
  RowFault,
  SourceCause,
  SourceKind,
} from '$lib/wire';

import { numberWord } from './words';

export function sourceKindWord(kind: SourceKind['type']): string {
  switch (kind) {
    case 'file':
      return m.desk_sources_kind_file();
    case 'koha':
      return m.desk_sources_kind_koha();
    case 'hand':
      return m.desk_sources_kind_hand();
  }
}

export function sourceKindHelp(kind: SourceKind['type']): string {
  switch (kind) {
    case 'file':
      return m.desk_sources_kind_file_help();
    case 'koha':
      return m.desk_sources_kind_koha_help();
    case 'hand':
      return m.desk_sources_kind_hand_help();
  }
}

export function readingWord({ done, of }: ReadingView): string {
  return of === null
    ? m.desk_sources_reading({ done: numberWord(done) })
    : m.desk_sources_reading_of({ done: numberWord(done), of: numberWord(of) });
}

/** What is in the way of reading loans, and what to do about it. */
export function causeWord(cause: SourceCause): string {
  switch (cause) {
    case 'nameNotFound':
      return m.desk_sources_cause_name();
    case 'nobodyAnswers':
      return m.desk_sources_cause_nobody();
    case 'tooSlow':
      return m.desk_sources_cause_slow();
    case 'cut':
      return m.desk_sources_cause_cut();
    case 'encryptionFailed':
      return m.desk_sources_cause_encryption();
    case 'certificateNotTrusted':
      return m.desk_sources_cause_certificate();
    case 'certificateSignsItself':
      return m.desk_sources_cause_certificate_self();
    case 'certificateForAnotherName':
      return m.desk_sources_cause_certificate_name();
    case 'certificateExpired':
      return m.desk_sources_cause_certificate_expired();
    case 'certificateNotYetValid':
      return m.desk_sources_cause_certificate_early();
    case 'badAuthority':
      return m.desk_sources_cause_authority();
    case 'plainOnlyAtHome':
      return m.desk_sources_cause_plain();
    case 'notSet':
      return m.desk_sources_cause_not_set();
    case 'passwordMissing':
      return m.desk_sources_cause_password_missing();
    case 'wrongPassword':
      return m.desk_sources_cause_password();
    case 'basicOff':
      return m.desk_sources_cause_basic_off();
    case 'oAuthOff':
      return m.desk_sources_cause_oauth_off();
    case 'rightMissing':
      return m.desk_sources_cause_right();
    case 'maintenance':
      return m.desk_sources_cause_maintenance();
    case 'busy':
      return m.desk_sources_cause_busy();
    case 'leadsElsewhere':
      return m.desk_sources_cause_elsewhere();
    case 'notKoha':
      return m.desk_sources_cause_not_koha();
    case 'badAnswer':
      return m.desk_sources_cause_bad_answer();
    case 'tooMuch':
      return m.desk_sources_cause_too_much();
    case 'notAble':
      return m.desk_sources_cause_not_able();
    case 'folderMissing':
      return m.desk_sources_cause_folder_missing();
    case 'folderUnreadable':
      return m.desk_sources_cause_folder_unreadable();
    case 'folderNotWritable':
      return m.desk_sources_cause_folder_not_writable();
    case 'fileEmpty':
      return m.desk_sources_cause_file_empty();
    case 'fileTooLarge':
      return m.desk_sources_cause_file_large();
    case 'fileIsWorkbook':
      return m.desk_sources_cause_file_workbook();
    case 'fileNotText':
      return m.desk_sources_cause_file_not_text();
    case 'fileTooManyRows':
      return m.desk_sources_cause_file_rows();
    case 'fileTooManyColumns':
      return m.desk_sources_cause_file_many_columns();
    case 'fileNoColumns':
      return m.desk_sources_cause_file_no_columns();
    case 'fileQuotesOpen':
      return m.desk_sources_cause_file_quotes();
    case 'fileColumnsMissing':
      return m.desk_sources_cause_file_columns();
    case 'asksFirst':
      return m.desk_sources_cause_asks_first();
  }
}

/** Why a file did not arrive, and what to do. */
export function fileTroubleWord(why: FileSendingTrouble): string {
  switch (why) {
    case 'tooLarge':
      return m.desk_sources_file_too_large();
    case 'notATable':
      return m.desk_sources_file_not_a_table();
    case 'tooMany':
      return m.desk_sources_file_too_many();
    case 'failed':
      return m.desk_sources_file_failed();
  }
}

/** What is wrong with a row. */
export function rowFaultWord(why: RowFault): string {
  switch (why) {
    case 'dueMissing':
      return m.desk_sources_row_due_missing();
    case 'dueUnreadable':
      return m.desk_sources_row_due_unreadable();
    case 'dueTooFar':
      return m.desk_sources_row_due_far();
    case 'noBorrower':
      return m.desk_sources_row_no_borrower();
    case 'numberTooLong':
      return m.desk_sources_row_number_long();
    case 'numberRounded':
      return m.desk_sources_row_number_rounded();
    case 'loanTwice':
      return m.desk_sources_row_twice();
    case 'quoteOpen':
      return m.desk_sources_row_quote();
    case 'tooManyCells':
      return m.desk_sources_row_cells();
    case 'cellTooLong':
      return m.desk_sources_row_cell_long();
    case 'mailUnreadable':
      return m.desk_sources_row_mail();
    case 'lentUnreadable':
      return m.desk_sources_row_lent();
    case 'renewalsUnreadable':
      return m.desk_sources_row_renewals();
  }
}

export function columnWord(column: Column): string {
  switch (column) {
    case 'loan':
      return m.desk_sources_column_loan();
    case 'borrower':
      return m.desk_sources_column_borrower();
    case 'card':
      return m.desk_sources_column_card();
    case 'name':
      return m.desk_sources_column_name();
    case 'surname':
      return m.desk_sources_column_surname();
    case 'mail':
      return m.desk_sources_column_mail();
    case 'phone':
      return m.desk_sources_column_phone();
    case 'language':
      return m.desk_sources_column_language();
    case 'item':
      return m.desk_sources_column_item();
    case 'title':
      return m.desk_sources_column_title();
    case 'author':
      return m.desk_sources_column_author();
    case 'lent':
      return m.desk_sources_column_lent();
    case 'due':
      return m.desk_sources_column_due();
    case 'renewals':
      return m.desk_sources_column_renewals();
    case 'awaited':
      return m.desk_sources_column_awaited();
    case 'status':
      return m.desk_sources_column_status();
    case 'returned':
      return m.desk_sources_column_returned();
    case 'renewsItself':
      return m.desk_sources_column_renews();
  }
}

/** The head of a column; a file without heads has `#1`, `#2` and so on. */
export function headWord(head: string): string {
  const [, number] = /^#(\d+)$/.exec(head) ?? [];
  return number ? m.desk_sources_head_number({ number }) : head;
}
