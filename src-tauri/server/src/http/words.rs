//! The words of the pages that the server writes itself, Italian first. The page of
//! the app has its own (`ui/messages`); where both say the same, they say it alike.

use axum::http::{HeaderMap, header};
use sportello_core::Language;

/// The words of one language.
#[derive(Debug)]
pub(super) struct Words {
    /// `lang` of the page.
    pub(super) code: &'static str,
    pub(super) open: &'static str,
    pub(super) closed: &'static str,
    /// Before a time.
    pub(super) until: &'static str,
    /// Before a day and a time.
    pub(super) opens: &'static str,
    pub(super) today: &'static str,
    pub(super) tomorrow: &'static str,
    /// Between a day and a time.
    pub(super) at: &'static str,
    pub(super) nobody: &'static str,
    pub(super) line_empty: &'static str,
    pub(super) line_one: &'static str,
    /// Behind a number.
    pub(super) line_many: &'static str,
    /// Before a span of minutes.
    pub(super) wait: &'static str,
    pub(super) minutes: &'static str,
    pub(super) hours: &'static str,
    pub(super) closed_day: &'static str,
    pub(super) days: [&'static str; 7],
    pub(super) address: &'static str,
    pub(super) message_title: &'static str,
    pub(super) message_here: &'static str,
    pub(super) message_email: &'static str,
    /// Before the name of the desk.
    pub(super) description: &'static str,
    pub(super) poster_call: &'static str,
    pub(super) poster_how: &'static str,
    pub(super) poster_print: &'static str,
    pub(super) loans_poster_call: &'static str,
    pub(super) loans_poster_how: &'static str,
    pub(super) ask: &'static str,
    pub(super) new_tab: &'static str,
    pub(super) this_computer_only: &'static str,
    pub(super) button_title: &'static str,
    pub(super) button_text: &'static str,
    pub(super) button_link: &'static str,
    pub(super) button_frame: &'static str,
    pub(super) button_poster: &'static str,
    pub(super) record_title: &'static str,
    pub(super) record_name: &'static str,
    pub(super) record_since: &'static str,
    pub(super) record_reach: &'static str,
    pub(super) record_no_reach: &'static str,
    pub(super) record_devices: &'static str,
    pub(super) record_outgoing: &'static str,
    pub(super) record_outgoing_link: &'static str,
    pub(super) record_outgoing_answered: &'static str,
    pub(super) record_outgoing_turn: &'static str,
    pub(super) record_outgoing_appointment: &'static str,
    pub(super) record_outgoing_loans: &'static str,
    pub(super) record_outgoing_code: &'static str,
    pub(super) record_outgoing_case: &'static str,
    pub(super) record_outgoing_hand_off: &'static str,
    pub(super) record_messages: &'static str,
    pub(super) record_visits: &'static str,
    pub(super) record_appointments: &'static str,
    pub(super) record_cards: &'static str,
    pub(super) record_cases: &'static str,
    pub(super) record_promised: &'static str,
    pub(super) record_nothing: &'static str,
    pub(super) record_you: &'static str,
    pub(super) record_desk: &'static str,
    /// Before the time at which the patron consented to a still of their picture.
    pub(super) record_consented: &'static str,
    /// A turn that was missed, a desk that closed, a call that was not answered.
    pub(super) happened: [&'static str; 3],
    /// What happened to an appointment: booked, to be confirmed, moved, cancelled,
    /// tomorrow, soon, not confirmed, missed.
    pub(super) appointment: [&'static str; 8],
    /// What was said of loans: a notice, renewed, not renewed, renewal asked for, return
    /// said, to talk about, card linked, notices stopped.
    pub(super) loans: [&'static str; 8],
    /// A case opened, a question, an answer, another promise, closed, reopened, more said.
    pub(super) cases: [&'static str; 7],
    /// A call-back agreed, moved, given up, called off.
    pub(super) call_backs: [&'static str; 4],
    pub(super) record_call_backs: &'static str,
    pub(super) record_outgoing_call_back: &'static str,
    /// Video, voice, chat.
    pub(super) modes: [&'static str; 3],
    /// Resolved, handed off, an appointment, a call-back, abandoned, a message, not reached, blocked.
    pub(super) outcomes: [&'static str; 8],
}

impl Words {
    /// The language that these are.
    pub(super) fn language(&self) -> Language {
        if self.code == "it" {
            Language::It
        } else {
            Language::En
        }
    }
}

/// The words of a language.
pub(super) fn words(language: Language) -> &'static Words {
    match language {
        Language::It => &ITALIAN,
        Language::En => &ENGLISH,
    }
}

/// The language that a browser likes best, of those that are spoken here: Italian,
/// or English where it names another one first.
pub(super) fn language(headers: &HeaderMap) -> Language {
    let liked = headers.get(header::ACCEPT_LANGUAGE);
    let liked = liked.and_then(|liked| liked.to_str().ok()).unwrap_or("it");
    let mut best = ("it", -1.0);
    for one in liked.split(',').take(50) {
        let mut parts = one.trim().split(';');
        let tag = parts.next().unwrap_or_default().trim();
        let weight = parts.find_map(|part| part.trim().strip_prefix("q="));
        let weight = weight.map_or(Ok(1.0), str::parse::<f32>).unwrap_or(0.0);
        if weight > best.1 && weight > 0.0 && !tag.is_empty() {
            best = (tag, weight);
        }
    }
    let primary = best.0.split('-').next().unwrap_or_default();
    if primary.eq_ignore_ascii_case("it") || primary == "*" {
        Language::It
    } else {
        Language::En
    }
}

const ITALIAN: Words = Words {
    code: "it",
    open: "Aperto",
    closed: "Chiuso",
    until: "fino alle",
    opens: "Riapre",
    today: "oggi",
    tomorrow: "domani",
    at: "alle",
    nobody: "Adesso non c’è nessuno allo sportello",
    line_empty: "Nessuno è in fila.",
    line_one: "Una persona è in fila.",
    line_many: "persone sono in fila.",
    wait: "Attesa prevista:",
    minutes: "minuti",
    hours: "Orari dello sportello",
    closed_day: "chiuso",
    days: [
        "lunedì",
        "martedì",
        "mercoledì",
        "giovedì",
        "venerdì",
        "sabato",
        "domenica",
    ],
    address: "Dove siamo",
    message_title: "Lasciare un messaggio",
    message_here: "Quando lo sportello è chiuso puoi lasciare un messaggio da questa pagina: ti rispondiamo qui.",
    message_email: "Puoi scriverci anche per email:",
    description: "Videochiamata, voce o chat con la biblioteca, dal browser:",
    poster_call: "Parla con noi",
    poster_how: "Inquadra il codice con il telefono, oppure scrivi l’indirizzo nel browser: scegli video, voce o chat e ti rispondiamo. Non serve installare nulla.",
    poster_print: "Stampa questa pagina su un foglio A4.",
    loans_poster_call: "I tuoi prestiti sul telefono",
    loans_poster_how: "Inquadra il codice e scrivi il numero della tessera: ti mandiamo un codice all’indirizzo email che hai dato alla biblioteca. Poi vedi che cosa hai in prestito, ricevi i promemoria e chiedi il rinnovo. Senza email, mostra la tessera al banco.",
    ask: "Chiedi alla biblioteca",
    new_tab: "Si apre in una nuova scheda",
    this_computer_only: "Questo indirizzo funziona solo su questo computer: il server non ha ancora un indirizzo pubblico.",
    button_title: "Un pulsante per il sito della biblioteca",
    button_text: "Copia una di queste righe nella pagina del tuo sito. Nessuna delle due contiene script.",
    button_link: "Un collegamento, che va bene dappertutto:",
    button_frame: "Un riquadro con lo stato dello sportello:",
    button_poster: "Il manifesto da stampare, con il codice QR",
    record_title: "I tuoi dati allo sportello",
    record_name: "Il nome che hai dato",
    record_since: "La prima volta",
    record_reach: "Come vuoi essere avvisato",
    record_no_reach: "In nessun modo",
    record_devices: "I dispositivi che avvisiamo",
    record_outgoing: "Quello che ti abbiamo mandato",
    record_outgoing_link: "Il link alla conversazione",
    record_outgoing_answered: "L’avviso di una risposta",
    record_outgoing_turn: "L’avviso del tuo turno",
    record_outgoing_appointment: "Su un appuntamento",
    record_outgoing_loans: "Un promemoria sui tuoi prestiti",
    record_outgoing_code: "Il codice per la tua tessera",
    record_outgoing_case: "Notizie di una tua richiesta",
    record_outgoing_hand_off: "Una tua richiesta, passata a chi può rispondere",
    record_messages: "Quello che vi siete scritti",
    record_visits: "Le tue visite",
    record_appointments: "Appuntamenti",
    record_cards: "Tessere collegate e prestiti",
    record_cases: "Le tue richieste",
    record_promised: "Risposta promessa entro",
    record_nothing: "Niente.",
    record_you: "Tu",
    record_desk: "Lo sportello",
    record_consented: "Fermo immagine della tua telecamera, con il tuo consenso",
    happened: [
        "Era il tuo turno, ma non c’eri.",
        "Lo sportello ha chiuso mentre aspettavi.",
        "La biblioteca ti ha chiamato e non hai risposto.",
    ],
    appointment: [
        "Appuntamento fissato",
        "Appuntamento da confermare",
        "Appuntamento spostato",
        "Appuntamento annullato",
        "Promemoria: l’appuntamento è domani",
        "Promemoria: l’appuntamento è tra poco",
        "Appuntamento non confermato in tempo",
        "Non sei venuto all’appuntamento",
    ],
    loans: [
        "Promemoria sui tuoi prestiti",
        "Prestito prorogato",
        "Prestito non prorogato",
        "Hai chiesto una proroga",
        "Hai detto di aver restituito",
        "Hai chiesto di parlare di un prestito",
        "Tessera collegata",
        "Hai fermato i promemoria",
    ],
    cases: [
        "La tua richiesta è diventata una pratica",
        "La biblioteca ti chiede qualcosa",
        "La risposta alla tua richiesta",
        "La risposta tarda",
        "Pratica chiusa",
        "Pratica riaperta",
        "Hai aggiunto qualcosa",
    ],
    call_backs: [
        "La biblioteca ti richiama",
        "La biblioteca ti richiama a un’altra ora",
        "La biblioteca ti ha chiamato e non ti ha trovato",
        "La biblioteca non ti richiama più",
    ],
    record_call_backs: "Richiamate concordate",
    record_outgoing_call_back: "La biblioteca ti chiamava",
    modes: ["video", "voce", "chat"],
    outcomes: [
        "risolto subito",
        "passato ad altri",
        "rimandato a un appuntamento",
        "da richiamare",
        "uscita dalla fila",
        "messaggio lasciato",
        "nessuna risposta",
        "bloccato",
    ],
};

const ENGLISH: Words = Words {
    code: "en",
    open: "Open",
    closed: "Closed",
    until: "until",
    opens: "Opens again",
    today: "today",
    tomorrow: "tomorrow",
    at: "at",
    nobody: "Nobody is at the desk right now",
    line_empty: "Nobody is in line.",
    line_one: "One person is in line.",
    line_many: "people are in line.",
    wait: "Expected wait:",
    minutes: "minutes",
    hours: "Hours of the desk",
    closed_day: "closed",
    days: [
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
        "Saturday",
        "Sunday",
    ],
    address: "Where we are",
    message_title: "Leaving a message",
    message_here: "When the desk is closed you can leave a message on this page: we answer here.",
    message_email: "You can also write us an email:",
    description: "Video call, voice call or chat with the library, from the browser:",
    poster_call: "Talk to us",
    poster_how: "Point your phone’s camera at the code, or type the address into a browser: choose video, voice or chat, and we answer. Nothing to install.",
    poster_print: "Print this page on a sheet of A4.",
    loans_poster_call: "Your loans on your phone",
    loans_poster_how: "Point the camera at the code and type the number of your card: we send a code to the email address that you gave the library. Then you see what you have out, get reminders and ask to renew. Without email, show your card at the counter.",
    ask: "Ask the library",
    new_tab: "Opens in a new tab",
    this_computer_only: "This address works on this computer only: the server has no public address yet.",
    button_title: "A button for the library’s website",
    button_text: "Copy one of these lines into a page of your site. Neither holds a script.",
    button_link: "A link, which works everywhere:",
    button_frame: "A frame that shows how the desk is doing:",
    button_poster: "The poster to print, with the QR code",
    record_title: "Your data at the desk",
    record_name: "The name you gave",
    record_since: "First time",
    record_reach: "How you want to be reached",
    record_no_reach: "In no way",
    record_devices: "The devices we notify",
    record_outgoing: "What we sent you",
    record_outgoing_link: "The link to the conversation",
    record_outgoing_answered: "Word of an answer",
    record_outgoing_turn: "Word of your turn",
    record_outgoing_appointment: "About an appointment",
    record_outgoing_loans: "A reminder about your loans",
    record_outgoing_code: "The code for your library card",
    record_outgoing_case: "News of a request of yours",
    record_outgoing_hand_off: "A request of yours, handed to who can answer it",
    record_messages: "What you wrote to each other",
    record_visits: "Your visits",
    record_appointments: "Appointments",
    record_cards: "Linked cards and loans",
    record_cases: "Your requests",
    record_promised: "Answer promised by",
    record_nothing: "Nothing.",
    record_you: "You",
    record_desk: "The desk",
    record_consented: "Still of your camera, with your consent",
    happened: [
        "It was your turn, but you were not there.",
        "The desk closed while you waited.",
        "The library called you and you did not answer.",
    ],
    appointment: [
        "Appointment booked",
        "Appointment to be confirmed",
        "Appointment moved",
        "Appointment cancelled",
        "Reminder: the appointment is tomorrow",
        "Reminder: the appointment is soon",
        "Appointment not confirmed in time",
        "You did not come to the appointment",
    ],
    loans: [
        "Reminder about your loans",
        "Loan renewed",
        "Loan not renewed",
        "You asked to renew",
        "You said that you returned",
        "You asked to talk about a loan",
        "Card linked",
        "You stopped reminders",
    ],
    cases: [
        "Your request became a case",
        "The library asks you something",
        "The answer to your request",
        "The answer takes longer",
        "Case closed",
        "Case open again",
        "You added something",
    ],
    call_backs: [
        "The library will call you back",
        "The library will call you back at another time",
        "The library called and did not reach you",
        "The library will not call you back",
    ],
    record_call_backs: "Call-backs that were agreed",
    record_outgoing_call_back: "The library was calling you",
    modes: ["video", "voice", "chat"],
    outcomes: [
        "settled at once",
        "handed on",
        "left to an appointment",
        "to be called back",
        "left the line",
        "message left",
        "no answer",
        "blocked",
    ],
};

#[cfg(test)]
mod tests {
    use super::*;

    fn of(liked: &str) -> Language {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_LANGUAGE, liked.parse().expect("a header"));
        language(&headers)
    }

    #[test]
    fn italian_is_spoken_unless_the_browser_likes_another_language_better() {
        assert_eq!(language(&HeaderMap::new()), Language::It);
        for liked in ["it-IT,it;q=0.9,en;q=0.8", "en;q=0.5, IT", "*", "", ";;q=,"] {
            assert_eq!(of(liked), Language::It, "{liked}");
        }
        for liked in ["en-GB,it;q=0.9", "de, it;q=0.5", "it;q=0, fr"] {
            assert_eq!(of(liked), Language::En, "{liked}");
        }
    }
}
