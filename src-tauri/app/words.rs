//! What the program says outside its window: in notifications and in the tray.

use sportello_wire::window::Rest;
use sportello_wire::{ChosenPresence, Language, Mode};

/// All of it, in one language.
pub(crate) struct Words {
    nameless: &'static str,
    calls: &'static str,
    video: &'static str,
    voice: &'static str,
    chat: &'static str,
    passed_on: &'static str,
    pub(crate) answer: &'static str,
    pub(crate) answer_with_voice: &'static str,
    pub(crate) decline: &'static str,
    message: &'static str,
    call_back: &'static str,
    pub(crate) open: &'static str,
    pub(crate) quit: &'static str,
    pub(crate) missed: &'static str,
    pub(crate) presence: &'static str,
    available: &'static str,
    in_person: &'static str,
    away: &'static str,
    now_available: &'static str,
    now_in_person: &'static str,
    now_away: &'static str,
    signed_out: &'static str,
    pub(crate) goes_on: &'static str,
    in_the_tray: &'static str,
    minimised: &'static str,
}

const ITALIAN: Words = Words {
    nameless: "Qualcuno",
    calls: "chiama lo sportello",
    video: "Videochiamata",
    voice: "Chiamata vocale",
    chat: "Chat",
    passed_on: "da parte di",
    answer: "Rispondi",
    answer_with_voice: "Solo voce",
    decline: "Lascia ai colleghi",
    message: "Nuovo messaggio",
    call_back: "È ora di richiamare",
    open: "Apri",
    quit: "Esci",
    missed: "Non hai risposto",
    presence: "Presenza",
    available: "Disponibile",
    in_person: "Al banco",
    away: "Assente",
    now_available: "Ora risulti disponibile",
    now_in_person: "Ora risulti al banco",
    now_away: "Ora risulti assente",
    signed_out: "Nessuno ha effettuato l'accesso",
    goes_on: "Sportello resta attivo",
    in_the_tray: "La finestra è chiusa, ma chi chiama squilla ancora. Si riapre e si esce \
                  dall'icona accanto all'orologio.",
    minimised: "La finestra è ridotta a icona, e chi chiama squilla ancora. Per uscire: \
                Ctrl+Q nella finestra.",
};

const ENGLISH: Words = Words {
    nameless: "Somebody",
    calls: "is calling the desk",
    video: "Video call",
    voice: "Voice call",
    chat: "Chat",
    passed_on: "passed on by",
    answer: "Answer",
    answer_with_voice: "Voice only",
    decline: "Leave to colleagues",
    message: "New message",
    call_back: "Time to call back",
    open: "Open",
    quit: "Quit",
    missed: "You did not answer",
    presence: "Presence",
    available: "Available",
    in_person: "At the counter",
    away: "Away",
    now_available: "You are now shown as available",
    now_in_person: "You are now shown as serving in person",
    now_away: "You are now shown as away",
    signed_out: "Nobody is signed in",
    goes_on: "Sportello goes on",
    in_the_tray: "The window is closed, but callers still ring. Open it again, or quit, from \
                  the icon beside the clock.",
    minimised: "The window is minimised, and callers still ring. To quit: Ctrl+Q in the window.",
};

impl Words {
    /// In the language of the system: Italian unless it says otherwise.
    pub(crate) fn of_the_system() -> &'static Self {
        match system_language() {
            Language::It => &ITALIAN,
            Language::En => &ENGLISH,
        }
    }

    pub(crate) fn who(&self, name: &str) -> String {
        format!("{} {}", self.name(name), self.calls)
    }

    pub(crate) fn who_wrote(&self, name: &str) -> String {
        format!("{}: {}", self.message, self.name(name))
    }

    pub(crate) fn to_call_back(&self, name: &str) -> String {
        format!("{}: {}", self.call_back, self.name(name))
    }

    fn name<'a>(&self, name: &'a str) -> &'a str {
        if name.is_empty() { self.nameless } else { name }
    }

    pub(crate) const fn chosen(&self, presence: Option<ChosenPresence>) -> &'static str {
        match presence {
            Some(ChosenPresence::Available) => self.available,
            Some(ChosenPresence::InPerson) => self.in_person,
            Some(ChosenPresence::Away) => self.away,
            None => self.signed_out,
        }
    }

    pub(crate) const fn now(&self, presence: ChosenPresence) -> &'static str {
        match presence {
            ChosenPresence::Available => self.now_available,
            ChosenPresence::InPerson => self.now_in_person,
            ChosenPresence::Away => self.now_away,
        }
    }

    /// How somebody calls, and who passes the call on, if a colleague does.
    pub(crate) fn how(&self, mode: Mode, passed_on_by: Option<&str>) -> String {
        let how = match mode {
            Mode::Video => self.video,
            Mode::Voice => self.voice,
            Mode::Chat => self.chat,
        };
        passed_on_by.map_or_else(
            || how.to_owned(),
            |by| format!("{how}, {} {by}", self.passed_on),
        )
    }

    pub(crate) const fn where_it_went(&self, rest: Rest) -> &'static str {
        match rest {
            Rest::Tray => self.in_the_tray,
            Rest::Minimised => self.minimised,
        }
    }
}

fn system_language() -> Language {
    let named = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
    match named {
        Some(name) if name.starts_with("en") => Language::En,
        Some(_) | None => Language::It,
    }
}
