//! The web seen from outside: a small line of the tests' own behind the real server.

mod bodies;
mod cached;
mod forms;
mod gate;
mod hosts;
mod line;
mod problems;
mod session;
mod world;
