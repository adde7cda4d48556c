//! What a finished run says.

use rule::{Finding, Input, Measure};
use serde::{Deserialize, Serialize};

/// A finished run: everything that reporters show.
#[derive(Debug, Clone)]
pub struct Report {
    /// The one word.
    pub verdict: Verdict,
    /// What the process ends with.
    pub exit_code: ExitCode,
    /// Gate by gate, sorted by area and name.
    pub gates: Vec<GateReport>,
    /// All findings, sorted by gate, path and place.
    pub findings: Vec<Finding>,
    /// All measures, sorted by gate, name and labels.
    pub measures: Vec<Measure>,
}

/// The verdict of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Every gate that judged passed.
    Passed,
    /// A gate failed its policy.
    Failed,
    /// Something that had to be judged could not be.
    Inconclusive,
    /// Nothing was judged.
    NothingToCheck,
}

impl Verdict {
    /// The word used in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Verdict::Passed => "passed",
            Verdict::Failed => "failed",
            Verdict::Inconclusive => "inconclusive",
            Verdict::NothingToCheck => "nothing_to_check",
        }
    }
}

/// How a process ends; the same for every verb and every format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ExitCode(pub u8);

impl ExitCode {
    /// Every gate that judged passed.
    pub const PASSED: ExitCode = ExitCode(0);
    /// A gate failed; a verification was refused.
    pub const FAILED: ExitCode = ExitCode(1);
    /// A mistake in the arguments or the configuration: nothing was judged.
    pub const USAGE: ExitCode = ExitCode(2);
    /// An input is unreadable or malformed, or a required gate could not judge.
    pub const INCONCLUSIVE: ExitCode = ExitCode(3);
    /// Nothing to check.
    pub const NOTHING: ExitCode = ExitCode(4);
    /// A bug.
    pub const INTERNAL: ExitCode = ExitCode(70);

    /// Codes by precedence, strongest first: a definite failure is never hidden behind an unjudged gate.
    const PRECEDENCE: [ExitCode; 6] =
        [ExitCode::INTERNAL, ExitCode::USAGE, ExitCode::FAILED, ExitCode::INCONCLUSIVE, ExitCode::NOTHING, ExitCode::PASSED];

    /// The stronger of two codes.
    pub fn or(self, other: ExitCode) -> ExitCode {
        ExitCode::PRECEDENCE.into_iter().find(|code| *code == self || *code == other).unwrap_or(self)
    }
}

/// How one gate ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// It judged, and nothing counts against it.
    Passed,
    /// A finding counts against it.
    Failed,
    /// It did not judge, and need not.
    Skipped,
    /// It had to judge and could not.
    Inconclusive,
}

impl Status {
    /// The word used in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Status::Passed => "passed",
            Status::Failed => "failed",
            Status::Skipped => "skipped",
            Status::Inconclusive => "inconclusive",
        }
    }
}

/// One gate of a finished run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GateReport {
    /// Its name.
    pub gate: String,
    /// Area of the blueprint.
    pub area: u8,
    /// Whether it had to judge.
    pub required: bool,
    /// How it ended.
    pub status: Status,
    /// Why it did not judge, or not all.
    pub reason: Option<String>,
    /// Findings by severity and disposition.
    pub counts: Counts,
    /// What it read.
    #[serde(with = "inputs")]
    pub inputs: Vec<Input>,
    /// Wall time in milliseconds.
    pub duration_ms: u64,
}

/// Findings of one gate: the first three count open ones only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Counts {
    /// Open errors.
    pub error: usize,
    /// Open warnings.
    pub warning: usize,
    /// Open notes.
    pub info: usize,
    /// Waived ones.
    pub waived: usize,
    /// Those of the baseline.
    pub baselined: usize,
    /// Those ignored in the file.
    pub ignored: usize,
}

impl Counts {
    /// Counts findings.
    pub fn of<'f>(findings: impl IntoIterator<Item = &'f Finding>) -> Self {
        let mut counts = Counts::default();
        for finding in findings {
            *counts.slot(finding) += 1;
        }
        counts
    }

    fn slot(&mut self, finding: &Finding) -> &mut usize {
        use rule::{Disposition as D, Severity as S};
        match (&finding.disposition, finding.severity) {
            (D::Open, S::Error) => &mut self.error,
            (D::Open, S::Warning) => &mut self.warning,
            (D::Open, S::Info) => &mut self.info,
            (D::Waived(_), _) => &mut self.waived,
            (D::Baselined, _) => &mut self.baselined,
            (D::Ignored { .. }, _) => &mut self.ignored,
        }
    }

    /// All open findings.
    pub fn open(&self) -> usize {
        self.error + self.warning + self.info
    }
}

mod inputs {
    //! Inputs as JSON objects.

    use rule::Input;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[derive(Serialize, Deserialize)]
    struct Wire {
        path: String,
        sha256: String,
    }

    pub(super) fn serialize<S: Serializer>(inputs: &[Input], serializer: S) -> Result<S::Ok, S::Error> {
        let wire: Vec<_> = inputs.iter().map(|input| Wire { path: input.path.clone(), sha256: input.sha256.clone() }).collect();
        wire.serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Input>, D::Error> {
        let wire = Vec::<Wire>::deserialize(deserializer)?;
        Ok(wire.into_iter().map(|wire| Input { path: wire.path, sha256: wire.sha256 }).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::ExitCode;

    #[test]
    fn precedence_holds_pair_by_pair() {
        let order = [70, 2, 1, 3, 4, 0];
        for (i, &stronger) in order.iter().enumerate() {
            for &weaker in &order[i..] {
                assert_eq!(ExitCode(stronger).or(ExitCode(weaker)), ExitCode(stronger), "{stronger} over {weaker}");
                assert_eq!(ExitCode(weaker).or(ExitCode(stronger)), ExitCode(stronger), "{stronger} over {weaker}, the other way round");
            }
        }
    }
}
