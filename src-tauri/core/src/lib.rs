//! The domain of Sportello: decides without I/O.
