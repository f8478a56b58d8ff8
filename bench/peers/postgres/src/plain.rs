//! Plain SQL: one prepared query for a check, one for a list.

use bench_world::{Bench, Size, VIEW, measure, member_name, record_name};
use postgres::Client;

/// Whether `me` at `mine` reaches a record of `owner` at `theirs`.
const REACH: &str = "(owner.id = me.id
   OR (theirs.entered > mine.entered AND theirs.entered <= mine.last)
   OR (theirs.id = mine.id AND mine.peers)
   OR EXISTS (SELECT 1 FROM rules WHERE from_position = theirs.id AND to_position = mine.id))";

/// The list: what depends on the caller alone is computed once.
const LIST: &str = "
WITH me AS MATERIALIZED (
  SELECT m.id, p.id AS position, p.entered, p.last, p.peers
  FROM members m JOIN positions p ON p.id = m.position WHERE m.name = $1),
seen AS MATERIALIZED (
  SELECT p.id FROM positions p, me
  WHERE (p.entered > me.entered AND p.entered <= me.last) OR (p.id = me.position AND me.peers)
     OR EXISTS (SELECT 1 FROM rules WHERE from_position = p.id AND to_position = me.position))
SELECT WHAT FROM records r JOIN members owner ON owner.id = r.owner
WHERE (owner.id = (SELECT id FROM me) OR owner.position IN (SELECT id FROM seen))
  AND r.module IN (SELECT module FROM grants WHERE position = (SELECT position FROM me) AND action = $2)";

/// Checks and lists, by the text ids that the product has.
pub fn measure(bench: &Bench<'_>, client: &mut Client) -> anyhow::Result<()> {
    round_trip(bench, client)?;
    check(bench, client)?;
    let times = if bench.world.size == Size::XL { 3 } else { 7 };
    for (variant, what) in [("text ids", "r.name"), ("numbers", "r.id")] {
        let query = client.prepare(&LIST.replace("WHAT", what))?;
        bench.list(variant, times, |member| {
            client.query(&query, &[&member_name(member), &(VIEW as i32)]).expect("rows").len()
        });
    }
    let count = client.prepare(&LIST.replace("WHAT", "count(*)"))?;
    bench.list("count only", times, |member| {
        let row = client.query_one(&count, &[&member_name(member), &(VIEW as i32)]).expect("a row");
        row.get::<_, i64>(0) as usize
    });
    Ok(())
}

/// What a query costs that asks nothing: the way to the server and back.
fn round_trip(bench: &Bench<'_>, client: &mut Client) -> anyhow::Result<()> {
    let nothing = client.prepare("SELECT 1")?;
    let timing = measure::repeated(5_000, || client.query_one(&nothing, &[]).expect("a row"));
    bench.row("SELECT 1", "round trip").timed(timing).print();
    Ok(())
}

fn check(bench: &Bench<'_>, client: &mut Client) -> anyhow::Result<()> {
    let check = client.prepare(&format!(
        "SELECT EXISTS (
           SELECT 1 FROM records r JOIN members owner ON owner.id = r.owner JOIN positions theirs ON theirs.id = owner.position,
             members me JOIN positions mine ON mine.id = me.position
           WHERE r.name = $1 AND me.name = $2 AND {REACH}
             AND EXISTS (SELECT 1 FROM grants WHERE position = mine.id AND action = $3 AND module = r.module))"
    ))?;
    let questions: Vec<(String, String)> = bench
        .world
        .checks
        .iter()
        .map(|check| (record_name(check.record), member_name(check.member)))
        .collect();
    bench.check("plain SQL", 8, |number| {
        let (record, member) = &questions[number];
        client.query_one(&check, &[record, member, &(VIEW as i32)]).expect("a row").get(0)
    });
    Ok(())
}
