//! Both clients against a real server, with something in between that spoils what they send and
//! get, or with a server that goes away.

mod away;
mod behind;
mod cluster;
mod cuts;
mod listing;
mod replies;
mod series;
mod snapshots;
mod stalls;
