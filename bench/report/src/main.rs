//! Turns the rows of a run into what people read: the tables on standard output and between the marks of `README.md`, the plot
//! beside it.
//!
//! `bench-report FOLDER`, the folder `bench` with `results`, `README.md` and `plot.svg`

mod machine;
mod plot;
mod rows;
mod tables;
mod targets;

use std::{fs, path::PathBuf};

use anyhow::Context;
use rows::Rows;

const BEGIN: &str = "<!-- figures: begin (written by ./run) -->";
const END: &str = "<!-- figures: end -->";

fn main() -> anyhow::Result<()> {
    let folder = PathBuf::from(std::env::args().nth(1).context("name the folder `bench`")?);
    let rows = Rows::read(&folder.join("results"))?;
    let text = section(&rows);
    print!("{text}");
    fs::write(folder.join("plot.svg"), plot::svg(&rows))?;
    let readme = folder.join("README.md");
    let old = fs::read_to_string(&readme)?;
    let (before, rest) = old.split_once(BEGIN).context("README.md marks where the figures begin")?;
    let (_, after) = rest.split_once(END).context("README.md marks where the figures end")?;
    Ok(fs::write(readme, format!("{before}{BEGIN}\n\n{text}\n{END}{after}"))?)
}

fn section(rows: &Rows) -> String {
    let (wrong, compared) = rows.mismatches();
    let held =
        format!("{wrong} answers differ from the oracle's, in {compared} rows that were held against it.");
    [
        format!("Machine: {}\n", machine::described()),
        format!("{held}\n"),
        targets::table(rows),
        "![What a check and a list cost as the world grows](plot.svg)\n".into(),
        tables::checks(rows),
        tables::lists(rows),
        "`*` stopped after some seconds; the time is computed from the part of the records that was asked.\n"
            .into(),
        tables::loads(rows),
        tables::http(rows),
        tables::own(rows),
    ]
    .join("\n")
}
