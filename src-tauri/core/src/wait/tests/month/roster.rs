//! Who is on duty when: four at least, six at the peaks, with lunch taken in turn.

/// When somebody is on duty, in minutes since the desk opened.
const ROSTER: [&[(i64, i64)]; 9] = [
    &[(0, 240), (285, 480)],
    &[(0, 285), (330, 510)],
    &[(0, 330), (375, 540)],
    &[(0, 330)],
    &[(60, 360)],
    &[(120, 240), (330, 720)],
    &[(360, 720)],
    &[(390, 720)],
    &[(480, 720)],
];

pub(super) const LIBRARIANS: usize = ROSTER.len();

/// Each time that somebody comes on duty, in milliseconds since the desk opened.
pub(super) fn starts() -> impl Iterator<Item = (i64, usize)> {
    let librarians = ROSTER.iter().enumerate();
    librarians.flat_map(|(librarian, shifts)| {
        shifts
            .iter()
            .map(move |(start, _)| (start * 60_000, librarian))
    })
}

/// Each time that somebody goes off duty. Who closes the desk stays for those who
/// wait.
pub(super) fn ends() -> impl Iterator<Item = (i64, usize)> {
    let librarians = ROSTER.iter().enumerate();
    librarians.flat_map(|(librarian, shifts)| {
        let before_closing = shifts.iter().filter(|(_, end)| *end < 720);
        before_closing.map(move |(_, end)| (end * 60_000, librarian))
    })
}
