//! Areas 4 and 8: databases, tenants and migrations.

use super::*;

pub(super) const CLASSES: &[Class] = &[
    Class::new(
        "sql-migration",
        &["4.1", "8.1", "8.2"],
        &["migrations", "tenancy", "crypto", "privacy", "release"],
        "migration of a database schema in SQL",
    )
    .named(&["*.{up,down}.sql", "V[0-9]*__*.sql", "U[0-9]*__*.sql", "R__*.sql", "**/prisma/migrations/*/migration.sql"])
    .placed(&[
        "**/{migrations,migration,migrate,migracoes,changesets,db-migrations,schema-changes}/**/*.sql",
        "{migrations,migration,migrate,migracoes}/**/*.sql",
    ])
    .marked(&[within(
        &["*.sql"],
        &[Mark::Text("-- +goose"), Mark::Text("-- migrate:up"), Mark::Text("--liquibase formatted sql"), Mark::Text("-- ent:phase")],
    )]),
    Class::new("code-migration", &["4.1", "8.1", "8.2"], &["migrations", "tenancy"], "migration written in a programming language")
        .named(&["**/db/migrate/[0-9]*_*.rb", "**/alembic/versions/*.py"])
        .placed(&[
            "**/migrations/[0-9][0-9][0-9][0-9]_*.py",
            "**/migrations/[0-9]*.{js,ts,php,cs,go,exs}",
            "**/migrations/Version[0-9]*.php",
            "**/migrations/versions/*.py",
            "**/priv/repo/migrations/*.exs",
        ]),
    Class::new("liquibase-changelog", &["8.1", "8.2"], &["migrations"], "changelog of Liquibase")
        .marked(&[within(XML, &[Mark::Text("<databaseChangeLog")]), within(DATA, &[Mark::Key("databaseChangeLog")])]),
    Class::new("migration-tool-config", &["8.2"], &["migrations"], "settings of a migration tool or linter")
        .named(&[
            "flyway.{conf,toml}",
            "atlas.hcl",
            "alembic.ini",
            "sqlx-data.json",
            "diesel.toml",
            "dbconfig.yml",
            ".squawk.toml",
            "liquibase.properties",
            "knexfile.{js,ts}",
        ])
        .sealed(),
    Class::new("schema-change", &["8.1", "8.3"], &["migrations", "flags"], "plan of an expand/contract change over releases").marked(&[
        within(
            YAML,
            &[
                Mark::Own("SchemaChange"),
                Mark::All(&[Mark::Key("phases"), Mark::Text("contract"), Mark::Any(&[Mark::Text("expand"), Mark::Text("backfill")])]),
            ],
        ),
    ]),
    Class::new("tenancy-model", &["4.1", "4.2", "4.3"], &["tenancy"], "what keeps tenants apart, and which tests show it")
        .marked(&[within(DATA, &[Mark::Own("TenancyModel")])]),
    Class::new("sql-schema", &["4.1", "5.8"], &["tenancy", "privacy", "crypto"], "schema of a database in SQL")
        .named(&["{schema,structure}.sql", "*.schema.sql", "*.ddl"])
        .placed(&["**/schemas/*.sql", "**/{sql,db,database}/{tables,policies,views,functions}/**/*.sql"])
        .except(&["**/{migrations,migration,migrate}/**"]),
    Class::new("sql", &["4.1", "5.9"], &["tenancy", "privacy", "secrets"], "SQL").named(&["*.{sql,psql,pgsql}"]),
    Class::new("orm-schema", &["4.2", "5.8"], &["tenancy", "privacy", "migrations"], "tables or models of an object mapper")
        .named(&["*.prisma", "**/db/schema.rb"])
        .marked(&[
            within(
                &["models.py", "**/models/**/*.py", "**/{db,database,orm,schema}/**/*.py"],
                &[
                    Mark::Text("models.Model"),
                    Mark::Text("declarative_base"),
                    Mark::Text("DeclarativeBase"),
                    Mark::Text("db.Model"),
                    Mark::Text("SQLModel"),
                ],
            ),
            within(&["**/models/**/*.rb"], &[Mark::Text("< ApplicationRecord"), Mark::Text("< ActiveRecord::Base")]),
            within(
                &["**/{entities,entity,models,model,domain}/**/*.{ts,java,kt}", "*.entity.ts", "*Entity.{java,kt}"],
                &[Mark::Text("@Entity")],
            ),
        ]),
    Class::new("database-log", &["4.2"], &["tenancy", "crypto"], "recorded statements of a database").placed(&[
        "postgres*.log",
        "postgresql*.{log,csv}",
        "*{sql,query,statements}*.log",
    ]),
    Class::new("database-config", &[], &["tenancy", "crypto"], "configuration of a database server")
        .named(&["postgresql.conf", "postgresql.auto.conf", "pg_hba.conf", "pgbouncer.ini"])
        .sealed(),
    Class::new(
        "test-results",
        &["4.3", "7.3", "12.2"],
        &["tenancy", "access", "controls", "api-contract"],
        "results of tests in the format of JUnit, TRX or TAP",
    )
    .named(&["*.{trx,tap}", "TEST-*.xml", "{junit,junit-report,test-results,testresults}.xml", "*.junit.xml"])
    .marked(&[within(XML, &[Mark::Text("<testsuite "), Mark::Text("<testsuites"), Mark::Text("<testsuite>")])]),
];
