//! What a class of files is, and the clues by which a file is taken for one.

use rule::FileKind;

/// One class of files.
///
/// Patterns are globs (`*`, `?`, `**`, `{a,b}`, `[a-z]`) in which `*` stops at a slash. A pattern without a slash is about the file's name in any
/// folder, one with a slash (`/ent.yaml`) about the whole path from the root. One that is written in small letters ignores case; a capital in it makes it exact.
#[derive(Debug, Clone, Copy)]
pub struct Class {
    /// Its name.
    pub kind: FileKind,
    /// Rows of the blueprint for which such a file is evidence.
    pub rows: &'static [&'static str],
    /// Gates that read such a file.
    pub gates: &'static [&'static str],
    /// One line for people.
    pub description: &'static str,
    /// Names that mean this class and nothing else.
    pub names: &'static [&'static str],
    /// Names and folders that only suggest it.
    pub places: &'static [&'static str],
    /// What shows it inside the file.
    pub content: &'static [Content],
    /// What a file that `places` suggest has to have one of, if its outline tells anything at all: a folder `gamedays/` may hold a Compose file.
    pub tells: &'static [Mark],
    /// Names that look like it and are not it; they count against `places` and `content`, not against `names`.
    pub except: &'static [&'static str],
    /// Whether a file named so is nothing else, so that its content is not looked at.
    pub sealed: bool,
}

impl Class {
    /// A class without clues yet.
    pub(super) const fn new(
        name: &'static str,
        rows: &'static [&'static str],
        gates: &'static [&'static str],
        description: &'static str,
    ) -> Class {
        Class {
            kind: FileKind(name),
            rows,
            gates,
            description,
            names: &[],
            places: &[],
            content: &[],
            tells: &[],
            except: &[],
            sealed: false,
        }
    }

    /// The same class with certain names.
    pub(super) const fn named(mut self, names: &'static [&'static str]) -> Class {
        self.names = names;
        self
    }

    /// The same class with names that only suggest it.
    pub(super) const fn placed(mut self, places: &'static [&'static str]) -> Class {
        self.places = places;
        self
    }

    /// The same class; a file that only its place suggests has one of these marks, or no outline yet.
    pub(super) const fn telling(mut self, marks: &'static [Mark]) -> Class {
        self.tells = marks;
        self
    }

    /// The same class with marks inside the file.
    pub(super) const fn marked(mut self, content: &'static [Content]) -> Class {
        self.content = content;
        self
    }

    /// The same class without these names.
    pub(super) const fn except(mut self, names: &'static [&'static str]) -> Class {
        self.except = names;
        self
    }

    /// The same class; a file with one of its names is nothing else.
    pub(super) const fn sealed(mut self) -> Class {
        self.sealed = true;
        self
    }
}

/// Marks to look for in files of some names.
#[derive(Debug, Clone, Copy)]
pub struct Content {
    /// Patterns of the files that are looked into.
    pub among: &'static [&'static str],
    /// Any of these shows the class.
    pub marks: &'static [Mark],
}

/// Something to see in the first few thousand bytes of a file. All of it is about the outline (top-level keys of each document, of Markdown the
/// front matter), except `Text` and `Begins`.
#[derive(Debug, Clone, Copy)]
pub enum Mark {
    /// A top-level key.
    Key(&'static str),
    /// A top-level key whose scalar begins so.
    Value(&'static str, &'static str),
    /// A key of the first element of a top-level list.
    Item(&'static str),
    /// A key of the first element of a top-level list whose scalar begins so.
    ItemValue(&'static str, &'static str),
    /// A Kubernetes object: the group of its `apiVersion` (empty: the core group; `*.x`: any group that ends in `.x` or is `x`) and one of these kinds (empty: any).
    Kube(&'static str, &'static [&'static str]),
    /// A document of `ent`'s own kinds: this `kind`, and an `apiVersion` of `ent` or none.
    Own(&'static str),
    /// This text.
    Text(&'static str),
    /// The file begins with this text.
    Begins(&'static str),
    /// All of these, in one document.
    All(&'static [Mark]),
    /// One of these.
    Any(&'static [Mark]),
    /// Not this.
    Not(&'static Mark),
}
