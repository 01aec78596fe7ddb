//! What comes from outside, read and made safe: bytes in, data out, no input or output of its own.

mod dom;
pub mod feed;
pub mod html;
pub mod office;
pub mod page;
pub mod picture;
#[cfg(test)]
mod samples;
pub mod text;
