//! The certificates and the settings of a post office.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};

use super::{DOMAIN, LATER, Ports, REFUSED, RESIDENTS, SENDER, VANISHED};

/// An authority, and the server's certificate by it; rustls takes no server that shows
/// the certificate of an authority.
pub(super) fn write_certificates(folder: &Path) -> String {
    let mut params = CertificateParams::new(Vec::new()).expect("no names");
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().expect("chance enough");
    let authority = CertifiedIssuer::self_signed(params, key).expect("an authority");
    let params = CertificateParams::new(vec!["localhost".to_owned()]).expect("a name");
    let key = KeyPair::generate().expect("chance enough");
    let certificate = params.signed_by(&key, &authority).expect("a certificate");
    write(&folder.join("cert.pem"), &certificate.pem());
    write(&folder.join("key.pem"), &key.serialize_pem());
    authority.pem()
}

/// Writes down how the three programs are to do their work.
pub(super) fn write_settings(folder: &Path, ports: Ports, rules: &str) {
    let mail = folder.join("mail");
    std::fs::create_dir(&mail).expect("there is room");
    // The programs hand their work to users of their own.
    open_to_all(folder);
    owned_by_mail(&mail);
    let here = folder.display();
    let (name, password) = SENDER;
    let everybody = || RESIDENTS.into_iter().chain([name]);
    let users: String = everybody()
        .map(|who| format!("{who}:{{PLAIN}}{password}\n"))
        .collect();
    write(&folder.join("users"), &users);
    let delivered: String = everybody()
        .chain([VANISHED])
        .map(|who| format!("{who}@{DOMAIN}: mail\n"))
        .collect();
    let its = folder.join("jail/etc");
    std::fs::create_dir_all(&its).expect("there is room");
    write(&its.join("vusers"), &delivered);
    let Ports {
        start_tls,
        tls,
        delivery,
        relay,
        imap,
        imap_tls,
        refuses,
    } = ports;
    let (_, refused) = REFUSED.split_once('@').expect("an address");
    let counter = format!(
        "protocols = submission
hostname = mx.{DOMAIN}
submission_relay_host = 127.0.0.1
submission_relay_port = {relay}
submission_relay_trusted = no
ssl = yes
ssl_cert = <{here}/cert.pem
ssl_key = <{here}/key.pem
disable_plaintext_auth = yes
auth_mechanisms = plain login
auth_failure_delay = 0
service anvil {{
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service submission-login {{
  inet_listener submission {{
    port = {start_tls}
  }}
  inet_listener submissions {{
    port = {tls}
    ssl = yes
  }}
}}
"
    );
    let mailboxes = format!(
        "protocols = lmtp imap
ssl = yes
ssl_cert = <{here}/cert.pem
ssl_key = <{here}/key.pem
disable_plaintext_auth = yes
auth_mechanisms = plain login
auth_failure_delay = 0
mailbox_idle_check_interval = 1s
service anvil {{
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {delivery}
  }}
}}
service imap-login {{
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imap_tls}
    ssl = yes
  }}
}}
"
    );
    for (name, own) in [("counter", counter), ("mailboxes", mailboxes)] {
        let its = folder.join(name);
        std::fs::create_dir(&its).expect("there is room");
        let both = format!(
            "base_dir = {here}/{name}/run
state_dir = {here}/{name}/state
log_path = {here}/{name}/log
listen = 127.0.0.1
recipient_delimiter = +
mail_location = maildir:{here}/mail/%n
first_valid_uid = 8
mail_uid = mail
mail_gid = mail
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%n {here}/users
}}
userdb {{
  driver = static
  args = uid=mail gid=mail home={here}/mail/%n
}}
namespace inbox {{
  inbox = yes
}}
"
        );
        write(&its.join("dovecot.conf"), &format!("{both}{own}"));
    }
    write(
        &its.join("smtpd.conf"),
        &format!(
            "{rules}table users file:/etc/vusers
table later {{ \"{LATER}@{DOMAIN}\" }}
filter \"later\" phase rcpt-to match rcpt-to <later> reject \"451 4.7.1 come back later\"
smtp sub-addr-delim '+'
listen on 127.0.0.1 port {relay} hostname mx.{DOMAIN} filter \"later\"
action \"deliver\" lmtp \"127.0.0.1:{delivery}\" rcpt-to virtual <users>
match from any for domain \"{DOMAIN}\" action \"deliver\"
table never {{ \"{REFUSED}\" }}
filter \"never\" phase rcpt-to match rcpt-to <never> reject \"550 5.1.1 nobody of that name\"
listen on 127.0.0.1 port {refuses} hostname mx.{refused} filter \"never\"
action \"refused\" relay host \"smtp://127.0.0.1:{refuses}\"
match from any for domain \"{refused}\" action \"refused\"
"
        ),
    );
}

fn write(file: &Path, text: &str) {
    std::fs::write(file, text).expect("there is room");
}

fn open_to_all(folder: &Path) {
    std::fs::set_permissions(folder, Permissions::from_mode(0o755)).expect("it is ours");
}

fn owned_by_mail(folder: &Path) {
    let owned = Command::new("chown").arg("mail:mail").arg(folder).status();
    let owned = owned.is_ok_and(|status| status.success());
    assert!(owned, "a post office wants to be opened by root");
}
