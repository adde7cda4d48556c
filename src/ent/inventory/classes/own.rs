//! `ent`'s own files, and what is true of any file.

use super::*;

pub(super) const CLASSES: &[Class] = &[
    Class::new("ent-config", &[], &[], "configuration of ent").named(&["/ent.yaml", "/.ent.yaml", ".config/ent.yaml"]).sealed(),
    Class::new("ent-waivers", &[], &[], "exceptions with owner, reason and expiry").named(&[".ent/waivers.yaml"]).sealed(),
    Class::new("ent-baseline", &[], &[], "findings accepted when the repository adopted ent").named(&[".ent/baseline.json"]).sealed(),
    Class::new("ent-rule", &[], &[], "a rule of this repository").named(&[".ent/rules/**/*.{yaml,yml}"]).sealed(),
    Class::new("ent-report", &[], &["evidence"], "report of a run of ent")
        .marked(&[within(JSON, &[Mark::All(&[Mark::Key("schema_version"), Mark::Key("verdict"), Mark::Key("tool")])])]),
    Class::new("ledger", &["6.4"], &["evidence"], "ledger of gate decisions")
        .marked(&[within(&["entries.jsonl"], &[Mark::All(&[Mark::Key("seq"), Mark::Key("prev")])])]),
    Class::new("template", &[], &[], "template of another tool (Helm, Jinja, cookiecutter, ...), not judged itself")
        .named(&["*.{j2,jinja,jinja2,tpl,tmpl,gotmpl,erb,mustache,hbs,handlebars,ejs,liquid,njk,ftl,jsonnet,libsonnet,ytt}"]),
    Class::new("generated", &[], &[], "generated or minified file").named(&[
        "*.min.{js,css,mjs,html}",
        "*.{bundle,chunk}.{js,css}",
        "*.{js,css,mjs,cjs}.map",
        "*.pb.{go,cc,h}",
        "*_pb2{,_grpc}.{py,pyi}",
        "*_pb.{js,ts,d.ts}",
        "*.generated.*",
        "*.{g,freezed}.dart",
        "zz_generated*.go",
        "*.designer.cs",
    ]),
    Class::new(
        "source-code",
        &["2.6", "4.2", "5.8", "12.3", "13.1", "13.2"],
        &["flags", "tenancy", "crypto", "privacy", "access", "csp", "web-privacy"],
        "source code",
    )
    .named(&[
        "*.{rs,go,py,rb,java,kt,kts,scala,groovy,cs,fs,vb,php,swift,m,mm,c,h,cc,cpp,hpp,cxx,ex,exs,erl,hs,clj,dart,lua,pl,r,jl}",
        "*.{js,mjs,cjs,jsx,ts,mts,cts,tsx,vue,svelte,astro}",
    ]),
    Class::new("script", &["5.9"], &["privacy", "secrets"], "shell script").named(&["*.{sh,bash,zsh,fish,ps1,psm1,bat,cmd}"]),
];
