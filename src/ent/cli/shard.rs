//! `--shard K/N`: a part of the gates.

use std::str::FromStr;

use super::error::CliError;
use crate::engine::Request;

/// Which part of the gates a run takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shard {
    /// The part of this number, from 1, of so many.
    Part(usize, usize),
    /// What the pipeline's variables say.
    Auto,
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "auto" {
            return Ok(Shard::Auto);
        }
        let wrong = || format!("`{text}` is no part: K/N with 1 ≤ K ≤ N, or auto");
        let (part, of) = text.split_once('/').ok_or_else(wrong)?;
        match (part.parse(), of.parse()) {
            (Ok(part), Ok(of)) if (1..=of).contains(&part) => Ok(Shard::Part(part, of)),
            _ => Err(wrong()),
        }
    }
}

impl Shard {
    /// Keeps the requests of this part.
    pub(super) fn keep(self, requests: &mut Vec<Request<'_>>) -> Result<(), CliError> {
        let (part, of) = match self {
            Shard::Part(part, of) => (part, of),
            Shard::Auto => from_environment()?,
        };
        let mut index = 0;
        requests.retain(|_| {
            index += 1;
            (index - 1) % of == part - 1
        });
        Ok(())
    }
}

/// GitLab numbers its parallel jobs from 1; the other pipelines that do number them from 0. GitHub leaves it to the matrix.
fn from_environment() -> Result<(usize, usize), CliError> {
    let number = |name: &str| std::env::var(name).ok().and_then(|value| value.parse::<usize>().ok());
    let pairs = [
        ("CI_NODE_INDEX", "CI_NODE_TOTAL", 0),
        ("CIRCLE_NODE_INDEX", "CIRCLE_NODE_TOTAL", 1),
        ("BUILDKITE_PARALLEL_JOB", "BUILDKITE_PARALLEL_JOB_COUNT", 1),
        ("ENT_SHARD_INDEX", "ENT_SHARD_TOTAL", 0),
    ];
    let found = pairs.iter().find_map(|(index, total, offset)| Some((number(index)? + offset, number(total)?)));
    match found {
        Some((part, of)) if (1..=of).contains(&part) => Ok((part, of)),
        Some((part, of)) => Err(CliError::usage(format!("the pipeline says part {part} of {of}"), None)),
        None => {
            let help = "set ENT_SHARD_INDEX (from 1) and ENT_SHARD_TOTAL, or write K/N".to_string();
            Err(CliError::usage("this pipeline does not say which part it runs", help))
        }
    }
}
