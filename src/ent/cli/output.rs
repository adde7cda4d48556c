//! Writing results: standard output that may be closed, files that are replaced whole or not at all.

use std::io::{BufWriter, ErrorKind, Write};
use std::path::Path;

use super::error::CliError;
use crate::report::Format;

/// How much is collected before the system is asked to write, in bytes.
const BUFFER: usize = 64 << 10;

/// What writes a text part by part.
pub(crate) type Writing<'w> = dyn Fn(&mut dyn Write) -> std::io::Result<()> + 'w;

/// Writes to standard output. A closed pipe ends quietly.
pub(crate) fn print(text: &str) -> Result<(), CliError> {
    print_with(&|out| out.write_all(text.as_bytes()))
}

/// Writes to standard output what is never held as a whole. A closed pipe ends quietly.
pub(crate) fn print_with(writing: &Writing<'_>) -> Result<(), CliError> {
    let mut out = BufWriter::with_capacity(BUFFER, std::io::stdout().lock());
    match writing(&mut out).and_then(|()| out.flush()) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Err(CliError::ClosedPipe),
        Err(error) => Err(CliError::Output(format!("standard output cannot be written: {error}"))),
    }
}

/// Writes to standard error; nobody can be told when that fails.
pub(crate) fn error(text: &str) {
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}

/// Replaces a file as a whole or not at all: a new file beside it, renamed over it.
pub(crate) fn write(path: &Path, text: &[u8]) -> Result<(), CliError> {
    write_with(path, &|out| out.write_all(text))
}

/// Replaces a file by what is never held as a whole.
pub(crate) fn write_with(path: &Path, writing: &Writing<'_>) -> Result<(), CliError> {
    let fail = |error: std::io::Error| CliError::Output(format!("{} cannot be written: {error}", path.display()));
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    if name.is_empty() {
        return Err(CliError::Output(format!("{} is no file name", path.display())));
    }
    let beside = folder.join(format!(".{name}.{}.new", std::process::id()));
    let written = std::fs::File::create_new(&beside).and_then(|file| {
        let mut out = BufWriter::with_capacity(BUFFER, file);
        writing(&mut out)?;
        out.into_inner().map_err(std::io::IntoInnerError::into_error)?.sync_all()
    });
    if let Err(error) = written.and_then(|()| std::fs::rename(&beside, path)) {
        let _ = std::fs::remove_file(&beside);
        return Err(fail(error));
    }
    Ok(())
}

/// Where a directory lies in the checkout of the pipeline that a format is for, with `/`: empty at its top and outside of it.
pub(crate) fn place_in_checkout(format: Format, directory: &Path) -> String {
    match format {
        Format::Github => place_below("GITHUB_WORKSPACE", directory),
        Format::Gitlab => place_below("CI_PROJECT_DIR", directory),
        _ => String::new(),
    }
}

/// Where a directory lies below the folder that a variable names, with `/`: empty at its top and outside of it.
pub(crate) fn place_below(variable: &str, directory: &Path) -> String {
    let top = std::env::var_os(variable).and_then(|top| Path::new(&top).canonicalize().ok());
    let (Some(top), Ok(directory)) = (top, directory.canonicalize()) else { return String::new() };
    let place = directory.strip_prefix(top).unwrap_or(Path::new(""));
    place.to_string_lossy().replace('\\', "/")
}

/// Adds to the job summary of GitHub Actions, where the pipeline names a file for it.
pub(crate) fn job_summary(text: &str) -> Result<(), CliError> {
    let Some(path) = std::env::var_os("GITHUB_STEP_SUMMARY").filter(|path| !path.is_empty()) else { return Ok(()) };
    let file = std::fs::OpenOptions::new().append(true).create(true).open(&path);
    let written = file.and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(|error| CliError::Output(format!("the job summary {} cannot be written: {error}", Path::new(&path).display())))
}
