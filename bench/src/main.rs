//! `bench`: the replay of real questions through the real forms, and the measurements behind docs/BENCHMARKS.md.
//! Numbers are printed and written down; nothing here passes or fails by time.
#![allow(clippy::print_stdout, reason = "a command line talks on standard output")]

mod accounts;
mod challenge;
mod machine;
mod measure;
mod replay;
mod report;
mod server;
mod times;
mod wire;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// What the parts of this program give: a value, or what went wrong in words.
pub type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

#[derive(Parser)]
#[command(name = "bench", about = "Replays real questions and measures Renhe.")]
struct Cli {
    #[command(subcommand)]
    act: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Posts the real questions through the web form and handles them to the end.
    Replay {
        /// Folder with the real data (the one that holds `search/`).
        #[arg(long)]
        shared: PathBuf,
        /// Only so many of the questions.
        #[arg(long, default_value_t = 500)]
        letters: usize,
        /// An already built `renhe`; without it the release binary is built.
        #[arg(long)]
        binary: Option<PathBuf>,
    },
    /// Takes every measurement except the long ones and writes docs/BENCHMARKS.md.
    All(measure::Options),
    /// Takes one measurement, or several with commas between them, and prints their rows.
    One {
        /// Which: start, letter, actions, pages, upload, lists, export, annual, hotline, articles, search, publish, rebuild, edit.
        name: String,
        #[command(flatten)]
        options: measure::Options,
    },
    /// From a clean clone to the first page and to the end of `make test`; takes half an hour.
    Clean,
}

#[tokio::main]
async fn main() -> ExitCode {
    // Only the first call can install it, and this is the first.
    rustls::crypto::ring::default_provider().install_default().ok();
    let done = match Cli::parse().act {
        Command::Replay { shared, letters, binary } => replay::run(&shared, letters, binary).await,
        Command::All(options) => measure::all(&options).await,
        Command::One { name, options } => measure::one(&name, &options).await,
        Command::Clean => measure::clean().await,
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            println!("stopped: {error}");
            ExitCode::FAILURE
        }
    }
}
