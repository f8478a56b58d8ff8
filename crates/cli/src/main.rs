//! The `rolecall` program: the one place that reads the command line and the environment, and that prints.

use std::{
    io::{self, BufWriter, IsTerminal, Write},
    process::ExitCode,
};

use clap::Parser;
use rolecall_cli::{
    Failure, Session, Verdict,
    commands::{self, Arguments},
};
use tokio::runtime::Builder;

fn main() -> ExitCode {
    let Arguments { json, command } = Arguments::parse();
    let mut out = BufWriter::new(io::stdout());
    let mut errors = io::stderr();
    let mut nobody = io::sink();
    let watched = errors.is_terminal() && !json;
    let mut input = io::BufReader::new(io::stdin());
    let mut session = Session {
        out: &mut out,
        progress: if watched { &mut errors } else { &mut nobody },
        input: &mut input,
        json,
    };
    let done = run(command, &mut session);
    match done.and_then(|verdict| out.flush().map(|()| verdict).map_err(Failure::from)) {
        Ok(Verdict::Yes) => ExitCode::SUCCESS,
        Ok(Verdict::No) => ExitCode::from(1),
        Err(failure) if failure.is_closed_pipe() => ExitCode::SUCCESS,
        Err(failure) => {
            // Where even this cannot be written, the exit code has to say it.
            let _ = tell(&failure, json, &mut out);
            ExitCode::from(2)
        }
    }
}

fn run(command: commands::Command, session: &mut Session<'_>) -> Result<Verdict, Failure> {
    let mut runtime =
        if command.serves() { Builder::new_multi_thread() } else { Builder::new_current_thread() };
    let runtime = runtime.enable_all().build()?;
    runtime.block_on(commands::run(command, session))
}

/// People read failures beside the answer, programs read them in its place.
fn tell(failure: &Failure, json: bool, out: &mut dyn Write) -> io::Result<()> {
    if json {
        writeln!(out, "{}", failure.json())?;
        return out.flush();
    }
    out.flush()?;
    failure.write(&mut io::stderr())
}
