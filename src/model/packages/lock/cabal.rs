//! `cabal.project.freeze`: the constraints that `cabal freeze` writes.

use document::{Source, SyntaxError};

use super::lines::lines;
use crate::packages::{Ecosystem, LockFile, Package};

/// Reads a freeze file.
pub(crate) fn read(source: &Source) -> Result<LockFile, SyntaxError> {
    let mut file = LockFile::default();
    let mut field = String::new();
    let mut has_constraints = false;
    for line in lines(source).filter(|line| !line.is_blank() && !line.trimmed().starts_with("--")) {
        let mut text = line.trimmed();
        let mut start = line.span().start as usize;
        if line.indent() == 0 {
            // A line that is no field is passed over, as long as the file has the field that matters.
            let Some((name, value)) = text.split_once(':') else { continue };
            field = name.trim().to_ascii_lowercase();
            has_constraints |= field == "constraints";
            start += name.len() + 1;
            text = value;
        }
        if field != "constraints" {
            continue;
        }
        for constraint in text.split(',') {
            let at = start + (constraint.len() - constraint.trim_start().len());
            start += constraint.len() + 1;
            let constraint = constraint.trim();
            // Flags (`name +flag`) and preferences pin nothing.
            let Some((name, version)) = constraint.split_once("==") else { continue };
            // `cabal freeze` qualifies what it pins; a bare name is a constraint that somebody wrote for one goal.
            let Some(name) = name.trim().strip_prefix("any.") else { continue };
            file.push(Package::new(Ecosystem::Hackage, name, Some(version.trim()), source.span(at, at + constraint.len())));
        }
    }
    if source.text().trim_end().ends_with(',') {
        file.cut(source, "it ends with a comma");
    }
    file.cut_in_a_line(source);
    match has_constraints || source.text().trim().is_empty() {
        true => Ok(file),
        false => Err(super::at_start(source, "expected a field `constraints:`")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use document::SourceId;

    #[test]
    fn constraints_on_one_line_and_on_several() {
        let text = "active-repositories: hackage.haskell.org:merge\nconstraints: any.a ==1.0,\n             b +flag,\n             any.c ==2.1\nindex-state: x\n";
        let file = read(&Source::new(SourceId(0), "cabal.project.freeze", text)).unwrap();
        let names: Vec<_> = file.packages.iter().map(|p| (p.name.as_str(), p.version.as_deref())).collect();
        assert_eq!(names, [("a", Some("1.0")), ("c", Some("2.1"))]);
        assert!(read(&Source::new(SourceId(0), "cabal.project.freeze", "hello\n")).is_err());
    }
}
