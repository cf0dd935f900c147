//! Mails as offices write them: most are a few lines over what they quote, some bring a
//! file, and one in a thousand brings a large one.

use std::fmt::Write as _;

/// How long the file is that one mail in so many brings, in kilobytes; the first that fits.
const FILES: [(u32, usize); 4] = [(1_000, 15 * 1_024), (100, 2 * 1_024), (20, 200), (5, 20)];
/// A line of base64, as long as they are.
const LINE: &str = "TW9sdGEgYWNxdWEgw6ggcGFzc2F0YSBzb3R0byBpIHBvbnRpIGRpIEVtcG9saSwgZSBu\r\n";

/// So many mails, to these addresses in turn.
pub(super) fn all(many: u32, addresses: &[String]) -> Vec<String> {
    let number = |number: u32| {
        let to = &addresses[number as usize % addresses.len()];
        mail(number, to)
    };
    (0..many).map(number).collect()
}

fn mail(number: u32, to: &str) -> String {
    let mut mail = format!(
        "Return-Path: <archivio@comune.example>\r\n\
         Delivered-To: {to}\r\n\
         Received: from mx.comune.example by mx.biblioteca.test; Mon, 23 Nov 2026 10:00:00 +0100\r\n\
         From: Anna Bini <archivio@comune.example>\r\n\
         To: {to}\r\n\
         Subject: =?utf-8?Q?R:_la_vostra_richiesta_n=C2=BA_{number}?=\r\n\
         Date: Mon, 23 Nov 2026 10:00:00 +0100\r\n\
         Message-ID: <{number}@comune.example>\r\n\
         MIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=\"parti\"\r\n\r\n\
         --parti\r\n\
         Content-Type: text/plain; charset=utf-8\r\n\
         Content-Transfer-Encoding: 8bit\r\n\r\n\
         Buongiorno,\r\n\r\nl'atto c'è: è il n. {number} del registro.\r\n\
         -- \r\nAnna Bini\r\nArchivio storico\r\n\r\n\
         Il giorno lun 23 nov 2026 alle ore 09:12 Biblioteca ha scritto:\r\n"
    );
    for line in 0..40 {
        let _ = write!(
            mail,
            "> riga {line} di ciò che avevamo chiesto all'archivio\r\n"
        );
    }
    if let Some((_, kilobytes)) = FILES.into_iter().find(|(each, _)| number % each == 0) {
        let _ = write!(
            mail,
            "--parti\r\nContent-Type: application/pdf; name=\"atto.pdf\"\r\n\
             Content-Disposition: attachment; filename=\"atto.pdf\"\r\n\
             Content-Transfer-Encoding: base64\r\n\r\n"
        );
        for _ in 0..kilobytes * 1_024 * 4 / 3 / LINE.len() {
            mail.push_str(LINE);
        }
    }
    mail.push_str("--parti--\r\n");
    mail
}
