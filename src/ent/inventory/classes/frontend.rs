//! Area 13: the front end.

use super::*;

pub(super) const CLASSES: &[Class] = &[
    Class::new("html", &["13.2"], &["csp", "web-privacy"], "HTML page").named(&["*.{html,htm,xhtml}"]),
    Class::new("web-headers", &["13.1", "13.2"], &["csp", "web-privacy"], "response headers set by a hosting platform").named(&[
        "_headers",
        "netlify.toml",
        "vercel.json",
        "now.json",
        "firebase.json",
        "staticwebapp.config.json",
        "customHttp.yml",
        "next.config.{js,mjs,cjs,ts}",
        "nuxt.config.{js,ts,mjs}",
        "svelte.config.js",
        "wrangler.{toml,json,jsonc}",
    ]),
    Class::new(
        "web-server-config",
        &["13.1", "13.2", "7.5"],
        &["csp", "web-privacy"],
        "configuration of a web server (nginx, Apache, Caddy, Envoy)",
    )
    .named(&["nginx.conf", ".htaccess", "httpd.conf", "apache2.conf", "Caddyfile", "Caddyfile.*", "*.caddy", "*.nginx"])
    .placed(&[
        "**/{nginx,apache,apache2,sites-available,sites-enabled}/**/*.conf",
        "**/nginx/**/*.conf*",
        "nginx*.conf",
        "envoy*.{yaml,yml}",
    ])
    .marked(&[within(
        &["*.conf"],
        &[Mark::All(&[Mark::Text("server {"), Mark::Text("listen ")]), Mark::All(&[Mark::Text("add_header ")]), Mark::Text("<VirtualHost")],
    )]),
    Class::new("web-routes", &["13.1"], &["web-privacy"], "routes of a front end or web framework")
        .named(&["**/config/routes.rb", "config/routes.rb"])
        .placed(&["urls.py", "routes.{js,ts,tsx,jsx,php}", "router.{js,ts}", "**/{routes,router}/**/*.{js,ts,tsx,php}"]),
    Class::new("security-headers-code", &["13.2"], &["csp"], "security headers set in code")
        .named(&["**/config/initializers/content_security_policy.rb", "config/initializers/content_security_policy.rb"])
        .placed(&["*helmet*.{js,ts}", "*{csp,security-headers,securityheaders}*.{js,ts,mjs,py,java,kt,rb,php}"])
        .marked(&[within(
            &["settings.py", "**/settings/*.py"],
            &[Mark::Text("CSP_"), Mark::Text("SECURE_"), Mark::Text("CONTENT_SECURITY_POLICY"), Mark::Text("django.middleware.security")],
        )]),
    Class::new("sitemap", &[], &["csp"], "list of the pages of a site")
        .marked(&[within(XML, &[Mark::Text("<urlset"), Mark::Text("<sitemapindex")])]),
];
