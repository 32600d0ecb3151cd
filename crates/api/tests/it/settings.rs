//! Settings: a wrong one stops the start with one line that names it and what it may be; `--help` tells them all.

use crate::support::program::{Program, bare_command, fails, finish, repository};

/// Nobody listens there: the discard port.
const NO_POSTGRES: &str = "postgres://daybook:hunter2@127.0.0.1:9/daybook";
const SECRET: &str = "a secret of the tests, long enough";

/// `daybook serve` in an empty directory, with these settings alone.
fn serve_with(settings: &[(&str, &str)]) -> (i32, String) {
    let directory = tempfile::tempdir().unwrap();
    std::fs::create_dir(directory.path().join("data")).unwrap();
    let mut command = bare_command();
    command.arg("serve").current_dir(directory.path());
    if !settings.iter().any(|(name, _)| *name == "DAYBOOK_LISTEN") {
        command.env("DAYBOOK_LISTEN", "127.0.0.1:0");
    }
    fails(command.envs(settings.iter().copied()))
}

#[test]
fn a_wrong_setting_stops_the_start_with_one_line() {
    let busy = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let busy = busy.local_addr().unwrap().to_string();
    let file = concat!("file:", env!("CARGO_MANIFEST_PATH"));
    let under_a_file = format!("sqlite://{file}/daybook.db");
    let short = "only thirty-one characters long";
    // The setting, its wrong value, what the line says that it may be.
    let wrong = [
        ("DAYBOOK_LISTEN", "8080", "`127.0.0.1:8080`"),
        ("DAYBOOK_LISTEN", "localhost", "`127.0.0.1:8080`"),
        ("DAYBOOK_LISTEN", busy.as_str(), "cannot be listened on"),
        (
            "DAYBOOK_DATABASE_URL",
            "mysql://root@localhost/daybook",
            "`sqlite://path/to/file.db` or `postgres://user@host/name`",
        ),
        (
            "DAYBOOK_DATABASE_URL",
            "daybook.db",
            "`sqlite://path/to/file.db` or `postgres://user@host/name`",
        ),
        (
            "DAYBOOK_DATABASE_URL",
            "",
            "`sqlite://path/to/file.db` or `postgres://user@host/name`",
        ),
        (
            "DAYBOOK_DATABASE_URL",
            "sqlite://",
            "`sqlite://path/to/file.db` or `postgres://user@host/name`",
        ),
        ("DAYBOOK_DATABASE_URL", under_a_file.as_str(), "cannot be opened"),
        ("DAYBOOK_SECRET", short, "at least 32 random characters"),
        ("DAYBOOK_SECRET", "", "at least 32 random characters"),
        (
            "DAYBOOK_PUBLIC_URL",
            "log.example.com",
            "`https://log.example.com`",
        ),
        ("DAYBOOK_PUBLIC_URL", "https://", "`https://log.example.com`"),
        (
            "DAYBOOK_PUBLIC_URL",
            "https://example.com/daybook",
            "`https://log.example.com`",
        ),
        (
            "DAYBOOK_PUBLIC_URL",
            "https://example.com?x=1",
            "`https://log.example.com`",
        ),
        (
            "DAYBOOK_PUBLIC_URL",
            "ftp://example.com",
            "`https://log.example.com`",
        ),
        ("DAYBOOK_LOG", "info,daybook_api=loud", "`info,daybook_api=debug`"),
        (
            "DAYBOOK_WEB_DIR",
            ".",
            "holds the database; use the directory of the built client",
        ),
        ("DAYBOOK_OBJECTS_URL", "", "`s3://bucket/prefix`"),
        ("DAYBOOK_OBJECTS_URL", "data/objects", "`file:path/to/directory`"),
        ("DAYBOOK_OBJECTS_URL", "gs://bucket", "`s3://bucket/prefix`"),
        ("DAYBOOK_OBJECTS_URL", file, "`s3://bucket/prefix`"),
        ("DAYBOOK_SMTP_URL", "mail.example.com:25", "`smtp://127.0.0.1:25`"),
        (
            "DAYBOOK_SMTP_URL",
            "smtp://daybook:hunter2@mail.example.com:25",
            "`?tls=required`",
        ),
        ("DAYBOOK_MAIL_FROM", "Daybook", "`Daybook <daybook@example.com>`"),
        ("DAYBOOK_LOG", "verbose", "`info,daybook_api=debug`"),
    ];
    for (name, value, may_be) in wrong {
        let (code, stderr) = serve_with(&[(name, value)]);
        assert_eq!(code, 1, "{name}={value}: {stderr}");
        assert!(
            stderr.starts_with(&format!("daybook: {name}: ")),
            "{name}={value}: {stderr}"
        );
        assert!(stderr.contains(may_be), "{name}={value}: {stderr}");
        assert_eq!(stderr.lines().count(), 1, "{name}={value}: {stderr}");
        assert!(!stderr.contains(short) && !stderr.contains("hunter2"), "{stderr}");
    }
}

#[test]
fn a_wrong_setting_of_the_store_stops_the_start_by_its_name() {
    let s3 = ("DAYBOOK_OBJECTS_URL", "s3://daybook");
    for (settings, expected) in [
        (&[s3][..], "AWS_REGION: required for `s3://…`"),
        (
            &[s3, ("AWS_ENDPOINT_URL", "http://127.0.0.1:9")],
            "AWS_ALLOW_HTTP: ",
        ),
        (
            &[
                s3,
                ("AWS_REGION", "eu-west-1"),
                ("AWS_SECRET_ACCESS_KEY", "hunter2"),
            ],
            "AWS_ACCESS_KEY_ID: ",
        ),
    ] {
        let (code, stderr) = serve_with(settings);
        assert_eq!(code, 1, "{stderr}");
        assert!(stderr.starts_with(&format!("daybook: {expected}")), "{stderr}");
        assert_eq!(stderr.lines().count(), 1, "{stderr}");
        assert!(!stderr.contains("hunter2"), "{stderr}");
    }
}

#[test]
fn exports_and_mails_are_not_served_with_the_client() {
    let elsewhere = tempfile::tempdir().unwrap();
    let database = format!("sqlite://{}/daybook.db", elsewhere.path().display());
    for (setting, place, what) in [
        ("DAYBOOK_OBJECTS_URL", "file:files/not/yet", "exports"),
        ("DAYBOOK_MAIL_DIR", "files/not/yet", "mails"),
    ] {
        let here = [("DAYBOOK_WEB_DIR", "."), (setting, place)];
        let (code, stderr) = serve_with(&[here[0], here[1], ("DAYBOOK_DATABASE_URL", &database)]);
        assert_eq!(code, 1);
        let start = format!("daybook: DAYBOOK_WEB_DIR: `.` holds {what}; ");
        assert!(stderr.starts_with(&start), "{stderr}");
    }
}

#[test]
fn postgres_needs_a_secret_before_it_is_asked() {
    let (code, stderr) = serve_with(&[("DAYBOOK_DATABASE_URL", NO_POSTGRES)]);
    assert_eq!(code, 1);
    assert_eq!(
        stderr,
        "daybook: DAYBOOK_SECRET: required on PostgreSQL, the same for all processes; use at least 32 random characters\n"
    );
}

#[test]
fn a_database_out_of_reach_is_named_without_its_password() {
    let (code, stderr) = serve_with(&[("DAYBOOK_DATABASE_URL", NO_POSTGRES), ("DAYBOOK_SECRET", SECRET)]);
    assert_eq!(code, 1);
    assert!(
        stderr.starts_with("daybook: DAYBOOK_DATABASE_URL: the database cannot be opened: "),
        "{stderr}"
    );
    assert_eq!(stderr.lines().count(), 1, "{stderr}");
    let (_, mistyped) = serve_with(&[(
        "DAYBOOK_DATABASE_URL",
        "postgres:/daybook:hunter2@127.0.0.1/daybook",
    )]);
    for text in [stderr, mistyped] {
        assert!(!text.contains("hunter2"), "{text}");
    }
}

#[test]
fn without_settings_the_log_and_its_secret_lie_under_data() {
    let directory = tempfile::tempdir().unwrap();
    let outcome = finish(bare_command().arg("migrate").current_dir(directory.path()));
    assert!(outcome.status.success(), "{outcome:?}");
    let secret = directory.path().join("data/daybook.db.secret");
    assert!(directory.path().join("data/daybook.db").exists());
    let made = std::fs::read(&secret).unwrap();
    assert!(made.len() >= 32);
    let mode = std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(&secret).unwrap().permissions());
    assert_eq!(mode & 0o777, 0o600);
    finish(bare_command().arg("migrate").current_dir(directory.path()));
    assert_eq!(std::fs::read(&secret).unwrap(), made, "a second start keeps it");
}

/// The variables that the sources of the command line read.
fn variables() -> Vec<String> {
    let mut variables = Vec::new();
    for entry in std::fs::read_dir(repository().join("crates/api/src/cli")).unwrap() {
        let source = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        for rest in source.split("env = \"").skip(1) {
            variables.push(rest.split('"').next().unwrap().to_owned());
        }
    }
    variables
}

#[test]
fn help_documents_every_variable() {
    let help = finish(bare_command().arg("--help"));
    assert!(help.status.success());
    let read = variables();
    let fixed = [
        "DAYBOOK_LISTEN",
        "DAYBOOK_DATABASE_URL",
        "DAYBOOK_PUBLIC_URL",
        "DAYBOOK_SECRET",
        "DAYBOOK_LOG",
    ];
    for name in fixed {
        assert!(read.iter().any(|known| known == name), "nobody reads {name}");
    }
    for name in read {
        assert!(help.stdout.contains(&name), "`daybook --help` leaves {name} out");
    }
}

#[test]
fn help_shows_no_secret() {
    for arguments in [
        &["--help"][..],
        &["serve", "--help"],
        &["user", "create", "--help"],
    ] {
        let mut command = bare_command();
        command.args(arguments).env("DAYBOOK_DATABASE_URL", NO_POSTGRES);
        command
            .env("DAYBOOK_SECRET", SECRET)
            .env("DAYBOOK_SMTP_URL", "smtps://daybook:hunter2@mail.example.com")
            .env("DAYBOOK_PASSWORD", "hunter2");
        let help = finish(&mut command);
        assert!(help.status.success(), "{help:?}");
        assert!(
            !help.stdout.contains("hunter2") && !help.stdout.contains(SECRET),
            "{}",
            help.stdout
        );
    }
}

#[tokio::test]
async fn the_demo_is_not_mixed_with_other_people_s_data() {
    let program = Program::new().await;
    let workspace = program.workspace("Ours");
    program.owner(&workspace, "olive");
    let (code, stderr) = fails(&mut program.command(["serve", "--demo", "--listen=127.0.0.1:0"]));
    assert_eq!(code, 1);
    let reason = "the demo wants an empty database, and this one holds other people's data; name another in DAYBOOK_DATABASE_URL";
    assert_eq!(stderr, format!("daybook: {reason}\n"));
    let (code, _) = fails(&mut program.command(["demo"]));
    assert_eq!(code, 1);
}

#[tokio::test]
async fn a_database_that_is_not_up_to_date_says_what_to_run() {
    let program = Program::with_bare_database().await;
    if program.is_sqlite() {
        program.run(["workspace", "create", "--name", "Made at once"]);
        return;
    }
    let (code, stderr) = fails(&mut program.command(["serve", "--listen=127.0.0.1:0"]));
    assert_eq!(code, 1);
    assert_eq!(
        stderr,
        "daybook: the database is not up to date; run `daybook migrate` first\n"
    );
}
