//! A problem reads like a good compiler's, and is data.

use rolecall_catalog::Problem;

fn problem(line: usize, column: usize, width: usize) -> Problem {
    Problem {
        file: "shop.toml".to_owned(),
        line,
        column,
        width,
        message: "unknown module `gods`".to_owned(),
        help: "did you mean `goods`?".to_owned(),
    }
}

#[test]
fn the_mark_stands_under_what_is_meant() {
    let source = "\n\n\n\n\n\n\n\n\n{ on = \"gods\" }\n";
    let expected = "\
error: unknown module `gods`
  --> shop.toml:10:8
   |
10 | { on = \"gods\" }
   |        ^^^^^^
   |
   = help: did you mean `goods`?
";
    assert_eq!(problem(10, 8, 6).render(source), expected);
}

#[test]
fn a_tab_before_it_stays_a_tab() {
    let rendered = problem(1, 8, 6).render("\ton\t= \t\"gods\"");
    assert!(rendered.contains("\n1 | \ton\t= \t\"gods\"\n  | \t  \t  \t^^^^^^\n"), "{rendered}");
}

#[test]
fn columns_count_characters_and_not_bytes() {
    let text = "catalog = \"t\"\nname = \"T\"\n[modules]\n\"ä\" = { lebel = \"x\" }\n";
    let problems = rolecall_catalog::Catalog::parse("t.toml", text).unwrap_err();
    let place = problems.iter().find(|problem| problem.message == "unknown key `lebel`");
    assert_eq!(place.map(|problem| (problem.line, problem.column, problem.width)), Some((4, 9, 5)));
}

#[test]
fn a_line_that_is_not_there_is_shown_empty() {
    assert!(problem(7, 1, 1).render("one line").contains("\n7 | \n  | ^\n"));
}

#[test]
fn a_problem_in_one_line_keeps_its_help() {
    assert_eq!(
        problem(10, 8, 6).to_string(),
        "shop.toml:10:8: unknown module `gods` (help: did you mean `goods`?)"
    );
}
