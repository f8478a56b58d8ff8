//! Row-level security: the rule is a policy of the table, the caller a setting of the session. Tuned for lists: what depends on the
//! caller alone is a sub-select without correlation, which PostgreSQL computes once for a query.

use bench_world::{Bench, Size, member_name, record_name};
use postgres::Client;

const POLICY: &str = "
CREATE ROLE product NOLOGIN;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO product;
ALTER TABLE records ENABLE ROW LEVEL SECURITY;
CREATE POLICY reach ON records FOR SELECT USING (
  module = ANY (ARRAY(
    SELECT g.module FROM grants g JOIN members me ON me.position = g.position
    WHERE me.name = current_setting('product.member') AND g.action = 0))
  AND (owner = (SELECT id FROM members WHERE name = current_setting('product.member'))
    OR owner IN (SELECT other.id FROM members other WHERE other.position = ANY (ARRAY(
      SELECT theirs.id FROM positions theirs, members me JOIN positions mine ON mine.id = me.position
      WHERE me.name = current_setting('product.member')
        AND ((theirs.entered > mine.entered AND theirs.entered <= mine.last)
          OR (theirs.id = mine.id AND mine.peers)
          OR EXISTS (SELECT 1 FROM rules WHERE from_position = theirs.id AND to_position = mine.id)))))));
SET ROLE product;
";

/// Checks and lists under the policy. A check is two round trips: who asks, and what.
pub fn measure(bench: &Bench<'_>, client: &mut Client) -> anyhow::Result<()> {
    client.batch_execute(POLICY)?;
    let become_member = client.prepare("SELECT set_config('product.member', $1, false)")?;
    let one = client.prepare("SELECT 1 FROM records WHERE name = $1")?;
    let questions: Vec<(String, String)> = bench
        .world
        .checks
        .iter()
        .map(|check| (member_name(check.member), record_name(check.record)))
        .collect();
    bench.check("row-level security", 5, |number| {
        let (member, record) = &questions[number];
        client.query_one(&become_member, &[member]).expect("a row");
        client.query_opt(&one, &[record]).expect("an answer").is_some()
    });
    let all = client.prepare("SELECT name FROM records")?;
    let times = if bench.world.size == Size::XL { 1 } else { 5 };
    bench.list("row-level security", times, |member| {
        client.query_one(&become_member, &[&member_name(member)]).expect("a row");
        client.query(&all, &[]).expect("rows").len()
    });
    Ok(client.batch_execute("RESET ROLE")?)
}
