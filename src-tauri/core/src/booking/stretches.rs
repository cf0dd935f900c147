//! Stretches of time, put together and cut.

use crate::hours::Stretch;

/// All of time, for what knows no hours.
pub(super) const ALWAYS: Stretch = Stretch {
    begin: i64::MIN,
    end: i64::MAX,
};

/// The same time in order, where those that touch are one.
pub(super) fn merged(mut stretches: Vec<Stretch>) -> Vec<Stretch> {
    stretches.retain(|stretch| stretch.begin < stretch.end);
    stretches.sort_unstable_by_key(|stretch| stretch.begin);
    let mut merged: Vec<Stretch> = Vec::with_capacity(stretches.len());
    for next in stretches {
        match merged.last_mut() {
            Some(last) if next.begin <= last.end => last.end = last.end.max(next.end),
            Some(_) | None => merged.push(next),
        }
    }
    merged
}

/// The time that both hold; both are merged.
pub(super) fn common(one: &[Stretch], other: &[Stretch]) -> Vec<Stretch> {
    let mut common = Vec::with_capacity(one.len());
    let (mut first, mut second) = (one.iter().peekable(), other.iter().peekable());
    while let (Some(a), Some(b)) = (first.peek(), second.peek()) {
        let (begin, end) = (a.begin.max(b.begin), a.end.min(b.end));
        if begin < end {
            common.push(Stretch { begin, end });
        }
        if a.end <= b.end {
            first.next();
        } else {
            second.next();
        }
    }
    common
}

/// The stretches, with a walk along them that never goes back.
pub(super) struct Walk<'a>(&'a [Stretch]);

impl<'a> Walk<'a> {
    /// Along merged stretches.
    pub(super) const fn along(stretches: &'a [Stretch]) -> Self {
        Self(stretches)
    }

    /// The first stretch that ends after an instant, which is not before the one asked
    /// for last.
    pub(super) fn first_after(&mut self, instant: i64) -> Option<Stretch> {
        while let Some((first, rest)) = self.0.split_first() {
            if first.end > instant {
                return Some(*first);
            }
            self.0 = rest;
        }
        None
    }
}
