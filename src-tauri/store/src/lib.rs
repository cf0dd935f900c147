//! The only SQL of Sportello.
