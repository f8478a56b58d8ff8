//! `backup`, `restore`, `copy`, `export` and `import`: data in another place are the same data.

use std::{fs, path::Path};

use rolecall_store_postgres::testing;

use crate::{
    run::{demo, empty, finished, pipe, run},
    server::Server,
};

/// What is looked at to see whether data are the same.
const LOOKED_AT: [&str; 4] =
    ["audit verify", "audit show zylker --json", "show brightwork members --json", "token list --json"];

fn looked_at(folder: &Path, data: &str) -> Vec<String> {
    LOOKED_AT.iter().map(|line| run(folder, &format!("{line} --{data}")).told()).collect()
}

/// Runs what must succeed.
fn done(folder: &Path, line: &str) -> String {
    let ran = run(folder, line);
    assert_eq!(ran.code, 0, "rolecall {line}: {}", ran.told());
    ran.out
}

#[test]
fn a_backup_is_restored_as_the_same_data() {
    let folder = demo();
    done(folder.path(), "token create --platform");
    let told = done(folder.path(), "backup all.backup");
    assert!(told.starts_with("wrote all.backup ("), "{told}");
    assert_eq!(done(folder.path(), "restore all.backup --data other"), "restored all.backup into other\n");
    assert_eq!(looked_at(folder.path(), "data other"), looked_at(folder.path(), "data data"));
    assert_eq!(run(folder.path(), "backup all.backup").code, 2, "a backup takes no other's place");
    assert_eq!(run(folder.path(), "restore all.backup --data other").code, 2, "nor do data");
}

#[test]
fn a_backup_is_written_while_a_server_has_the_data() {
    let folder = demo();
    let server = Server::of(folder.path());
    let made = server.ask(folder.path(), "token create --organization zylker --scope read --name kept");
    assert_eq!(made.code, 0, "{}", made.told());
    done(folder.path(), "backup all.backup");
    server.end("-TERM");
    done(folder.path(), "restore all.backup --data other");
    let verified = done(folder.path(), "audit verify --data other");
    assert_eq!(verified, done(folder.path(), "audit verify --data data"));
    assert!(done(folder.path(), "token list --data other").contains("kept"));
}

#[test]
fn a_damaged_backup_is_not_put_in_place() {
    let folder = demo();
    done(folder.path(), "backup all.backup");
    let mut bytes = fs::read(folder.path().join("all.backup")).unwrap();
    bytes.truncate(bytes.len() / 2);
    fs::write(folder.path().join("half.backup"), bytes).unwrap();
    assert_eq!(run(folder.path(), "restore half.backup --data other").code, 2);
    assert!(!folder.path().join("other/rolecall.db").exists());
    assert_eq!(run(folder.path(), "restore none.backup --data other").code, 2);
    assert!(run(empty().path(), "backup x").err.contains("there is no data in `data`"));
}

#[test]
fn an_exported_organization_is_imported_as_the_same() {
    let folder = demo();
    let told = done(folder.path(), "export zylker --out zylker.export");
    assert!(told.starts_with("exported zylker up to revision 8 (8 entries, "), "{told}");
    let told = done(folder.path(), "import zylker.export --data other");
    assert!(told.starts_with("imported zylker up to revision 8 (8 entries, "), "{told}");
    for line in
        ["audit show zylker --json", "show zylker members --json", "who-can zylker view deals/gigafactory"]
    {
        assert_eq!(done(folder.path(), &format!("{line} --data other")), done(folder.path(), line));
    }
    let again = run(folder.path(), "import zylker.export --data other");
    assert!(again.code == 2 && again.err.contains("is there already"), "{}", again.err);
    assert_eq!(run(folder.path(), "export zylker --out zylker.export").code, 2, "no file is written over");
    let absent = run(folder.path(), "export zylkr --json");
    assert_eq!((absent.code, &absent.json()["error"]["code"]), (2, &"not_found".into()));
}

#[test]
fn an_export_goes_through_a_pipe() {
    let folder = demo();
    let exported = done(folder.path(), "export larkspur");
    let other = empty();
    let ran = pipe(other.path(), "import -", &exported);
    assert_eq!(ran.code, 0, "{}", ran.told());
    assert_eq!(
        done(other.path(), "audit show larkspur --json"),
        done(folder.path(), "audit show larkspur --json")
    );
}

#[test]
fn an_export_that_was_altered_is_refused_with_its_line() {
    let folder = demo();
    done(folder.path(), "export larkspur --out larkspur.export");
    let file = folder.path().join("larkspur.export");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replacen("Larkspur Hosting", "Larkspur Housing", 1)).unwrap();
    let ran = run(folder.path(), "import larkspur.export --data other");
    assert!(ran.code == 2 && ran.err.contains("of `larkspur.export`: "), "{}", ran.err);
    assert!(ran.err.starts_with("error: line "), "{}", ran.err);
    assert_eq!(run(folder.path(), "organizations --data other").out, "none\n");
}

#[test]
fn data_are_copied_from_folder_to_folder() {
    let folder = demo();
    done(folder.path(), "token create --platform");
    let told = done(folder.path(), "copy data other");
    assert!(told.starts_with("copied 5 organizations, "), "{told}");
    assert!(told.contains("1 API token"), "{told}");
    assert_eq!(looked_at(folder.path(), "data other"), looked_at(folder.path(), "data data"));
    assert!(run(folder.path(), "copy data other").err.contains("is not empty"));
    assert!(run(folder.path(), "copy data data").err.contains("both places are the same"));
    assert!(run(folder.path(), "copy none more").err.contains("there is no data in `none`"));
    assert!(!folder.path().join("more").exists());
}

#[test]
fn a_database_holds_what_a_folder_held_and_is_served() {
    let Some(url) = testing::database() else { return };
    let folder = demo();
    let token = done(folder.path(), "token create --platform");
    let token = token.split_whitespace().last().unwrap();
    done(folder.path(), &format!("copy data {url}"));
    assert_eq!(looked_at(folder.path(), &format!("database {url}")), looked_at(folder.path(), "data data"));
    let server = Server::start(folder.path(), "serve --listen 127.0.0.1:0", &[("ROLECALL_DATABASE", &url)]);
    let asked = server.ask_with(folder.path(), "audit verify", token);
    assert_eq!(asked.told(), run(folder.path(), "audit verify --data data").told());
    let made = server.ask_with(folder.path(), "token create --platform --json", token);
    assert_eq!(made.code, 0, "{}", made.told());
    assert_eq!(
        run(folder.path(), &format!("token list --json --database {url}")).lines().len(),
        2,
        "no lock"
    );
    assert_eq!(server.end("-TERM").1, Some(0));
    done(folder.path(), &format!("copy {url} back"));
    assert_eq!(
        done(folder.path(), "audit verify --data back"),
        done(folder.path(), "audit verify --data data")
    );
    let refused = run(folder.path(), &format!("backup x --database {url}"));
    assert!(refused.err.contains("pg_dump"), "{}", refused.err);
}

#[test]
fn a_database_that_cannot_be_reached_is_told_without_its_password() {
    let folder = empty();
    let mut command = crate::run::command(folder.path(), "organizations");
    command.env("ROLECALL_DATABASE", "postgres://rolecall:sesame@127.0.0.1:1/rolecall");
    let ran = finished(&mut command);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("the store is unavailable"), "{}", ran.err);
    assert!(!ran.err.contains("sesame"), "{}", ran.err);
}
