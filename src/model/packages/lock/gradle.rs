//! `gradle.lockfile` and `buildscript-gradle.lockfile`: lines `group:artifact:version=configuration,configuration`.

use document::{Source, SyntaxError};

use super::lines::lines;
use crate::packages::{Ecosystem, LockFile, Package, Scope};

/// Reads a lock file of Gradle.
pub(crate) fn read(source: &Source) -> Result<LockFile, SyntaxError> {
    let mut file = LockFile::default();
    // Lock files of one configuration, as Gradle wrote them before version 7, have no such line.
    let mut ends = !source.path().ends_with("gradle.lockfile");
    for line in lines(source).filter(|line| !line.is_blank() && !line.trimmed().starts_with('#')) {
        let Some((coordinates, configurations)) = line.trimmed().split_once('=') else {
            return Err(line.error("expected `group:artifact:version=configurations`"));
        };
        if coordinates == "empty" {
            ends = true;
            continue;
        }
        let Some((name, version)) = coordinates.rsplit_once(':').filter(|(name, _)| name.contains(':')) else {
            return Err(line.error("expected `group:artifact:version=configurations`"));
        };
        let mut package = Package::new(Ecosystem::Maven, name, Some(version), line.span());
        package.scope = configurations.split(',').filter_map(|name| scope_of(name.trim())).min();
        package.properties.push(("gradle:configurations", configurations.to_owned()));
        file.push(package);
    }
    if !ends && !file.packages.is_empty() {
        file.cut(source, "it ends without the line `empty=`");
    }
    file.cut_in_a_line(source);
    Ok(file)
}

/// What a configuration is for; `None` for one that is not of Gradle's own plugins.
fn scope_of(configuration: &str) -> Option<Scope> {
    let name = configuration.to_ascii_lowercase();
    if name.starts_with("test")
        || name.contains("androidtest")
        || name.contains("unittest")
        || name.contains("integrationtest")
        || name == "developmentonly"
    {
        return Some(Scope::Development);
    }
    if name.ends_with("runtimeclasspath") || name == "runtimeonly" || name == "implementation" || name == "api" {
        return Some(Scope::Runtime);
    }
    let build = name == "classpath"
        || name.ends_with("compileclasspath")
        || name.ends_with("annotationprocessor")
        || name.starts_with("kotlin")
        || name.starts_with("kapt");
    build.then_some(Scope::Build)
}

#[cfg(test)]
mod tests {
    use super::*;
    use document::SourceId;

    #[test]
    fn configurations_give_the_scope() {
        let text =
            "# c\na:b:1.0=compileClasspath,runtimeClasspath\nc:d:2=testRuntimeClasspath\ne:f:3=annotationProcessor\nempty=checkstyle\n";
        let file = read(&Source::new(SourceId(0), "gradle.lockfile", text)).unwrap();
        let scopes: Vec<_> = file.packages.iter().map(|package| package.scope).collect();
        assert_eq!(scopes, [Some(Scope::Runtime), Some(Scope::Development), Some(Scope::Build)]);
        assert!(read(&Source::new(SourceId(0), "gradle.lockfile", "a:b=c\n")).is_err());
    }
}
