use super::{columns, count, number, wrap};

#[test]
fn a_long_text_is_broken_between_words_and_indented() {
    let text = "word ".repeat(30);
    let wrapped = wrap(&text, 4);
    let lines: Vec<&str> = wrapped.lines().collect();
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[0].len(), 94, "19 words of 4 letters with a blank between fit into 96");
    assert!(lines[1].starts_with("    word"));
}

#[test]
fn columns_are_as_wide_as_their_widest_cell() {
    let row = |cells: [&str; 2]| cells.map(str::to_owned).to_vec();
    assert_eq!(columns(&[row(["a", "b"]), row(["Müller", "c"])]), "a       b\nMüller  c\n");
}

#[test]
fn numbers_are_grouped_by_thousands() {
    assert_eq!(number(7), "7");
    assert_eq!(number(100_000), "100,000");
    assert_eq!(number(1_234_567), "1,234,567");
    assert_eq!(count(1, "entry", "entries"), "1 entry");
    assert_eq!(count(1_200, "entry", "entries"), "1,200 entries");
}
