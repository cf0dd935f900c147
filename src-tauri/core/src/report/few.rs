//! Nobody is recognised in a figure: what stands on fewer than [`FEW`] visits is left out,
//! and where one line alone would be left out, the next one as well, so that nobody finds
//! it by subtraction.

use super::{Appointments, Cases, OfDesk, OfLanguage, OfTopic, PeriodKind, Report, Totals, Visits};

/// Of fewer visits than these nothing is told.
pub const FEW: u32 = 5;

/// Days that are fewer than a month of them are looked at closely.
const SHORT: i64 = 28;

impl Report {
    /// Leaves out what would tell of one person. A library's or a desk's own month is told
    /// whole, however quiet it was: it is what the desk has done; a topic or some days
    /// might be one patron's.
    #[must_use]
    pub fn leave_out_few(mut self) -> Self {
        let is_narrow = self.slice.topic.is_some()
            || (self.kind == PeriodKind::Days && self.period.days() < SHORT);
        let is_few = |totals: &Totals| is_narrow && totals.came + totals.called_out < FEW;
        self.before = self.before.filter(|before| !is_few(before));
        if is_few(&self.totals) {
            return self.emptied();
        }
        leave_out(&mut self.topics, |one: &mut OfTopic| &mut one.visits);
        leave_out(&mut self.languages, |one: &mut OfLanguage| &mut one.visits);
        leave_out(&mut self.desks, |one: &mut OfDesk| &mut one.visits);
        self
    }

    fn emptied(self) -> Self {
        Self {
            too_few: true,
            totals: Totals::default(),
            before: None,
            modes: Vec::new(),
            hours: Vec::new(),
            days: Vec::new(),
            outcomes: Vec::new(),
            topics: Vec::new(),
            languages: Vec::new(),
            desks: Vec::new(),
            people: None,
            cases: Cases::default(),
            appointments: Appointments::default(),
            notices: None,
            ..self
        }
    }
}

/// Leaves out the lines of too few; if it is one alone, the smallest of the others, too.
fn leave_out<T>(lines: &mut [T], of: impl Fn(&mut T) -> &mut Option<Visits>) {
    let mut left = 0;
    for line in lines.iter_mut() {
        let visits = of(line);
        if visits.is_some_and(|visits| visits.came < FEW) {
            *visits = None;
            left += 1;
        }
    }
    if left != 1 {
        return;
    }
    let others = lines.iter_mut().map(of).filter(|visits| visits.is_some());
    if let Some(smallest) = others.min_by_key(|visits| visits.map(|visits| visits.came)) {
        *smallest = None;
    }
}
