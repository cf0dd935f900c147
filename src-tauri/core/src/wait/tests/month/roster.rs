//! The desks: how many come, how long they talk, and who is on duty when.

/// A desk and its month.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Setting {
    pub(crate) contacts: usize,
    /// How long people talk, and how patient they are, beside the large desk.
    pub(super) talk: f64,
    /// When each librarian is on duty, in minutes since the desk opened.
    pub(super) roster: &'static [&'static [(i64, i64)]],
}

/// Four librarians at least, six at the peaks, with lunch taken in turn; two minutes a
/// contact.
pub(crate) const LARGE: Setting = Setting {
    contacts: 23_513,
    talk: 1.0,
    roster: &[
        &[(0, 240), (285, 480)],
        &[(0, 285), (330, 510)],
        &[(0, 330), (375, 540)],
        &[(0, 330)],
        &[(60, 360)],
        &[(120, 240), (330, 720)],
        &[(360, 720)],
        &[(390, 720)],
        &[(480, 720)],
    ],
};

/// One librarian, two at the peaks; five contacts an hour of eight minutes each.
pub(crate) const SMALL: Setting = Setting {
    contacts: 1_560,
    talk: 4.0,
    roster: &[&[(0, 360)], &[(120, 300)], &[(360, 720)], &[(420, 600)]],
};

impl Setting {
    /// Each time that somebody comes on duty, in milliseconds since the desk opened.
    pub(super) fn starts(&self) -> impl Iterator<Item = (i64, usize)> {
        let shifts = self.shifts();
        shifts.map(|(librarian, (start, _))| (start * 60_000, librarian))
    }

    /// Each time that somebody goes off duty. Who closes the desk stays for those who
    /// wait.
    pub(super) fn ends(&self) -> impl Iterator<Item = (i64, usize)> {
        let before_closing = self.shifts().filter(|(_, (_, end))| *end < 720);
        before_closing.map(|(librarian, (_, end))| (end * 60_000, librarian))
    }

    fn shifts(&self) -> impl Iterator<Item = (usize, (i64, i64))> {
        let librarians = self.roster.iter().enumerate();
        librarians.flat_map(|(librarian, shifts)| shifts.iter().map(move |one| (librarian, *one)))
    }
}
