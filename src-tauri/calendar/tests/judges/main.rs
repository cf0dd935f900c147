//! Others judge what this crate writes, reads and keeps: PyPI's `icalendar` and `dateutil`,
//! the calendar servers Radicale and Xandikos, and the programs vdirsyncer and khal, which
//! people read their calendars with.

mod peers;
mod reading;
mod server;
mod writing;
