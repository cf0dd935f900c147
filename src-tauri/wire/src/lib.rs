//! Every message between server, page, seat and window.
