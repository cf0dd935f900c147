// The ports at which mail servers usually are, by how one speaks to them.
import type { MailSecurity } from '$lib/wire';

export type UsualPorts = Readonly<Record<MailSecurity, number>>;

export const SMTP_PORTS: UsualPorts = { startTls: 587, tls: 465, plain: 25 };
export const IMAP_PORTS: UsualPorts = { startTls: 143, tls: 993, plain: 143 };
