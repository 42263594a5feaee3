// The count of three predicates in DuckDB, over columns drawn as bench/crowd.h draws them: prints the
// median in milliseconds. Usage: node count_in_duckdb.mjs CUSTOMERS
import { DuckDBInstance } from '@duckdb/node-api';
const rows = Number(process.argv[2] ?? 10_000_000);
const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
const connection = await instance.connect();
await connection.run(`CREATE TABLE c AS SELECT (hash(i) % 73)::INTEGER AS tenure,
  (pow((hash(i + 1) % 1000000) / 1e6, 2) * 1000000)::BIGINT AS spent,
  'City ' || (pow((hash(i + 2) % 1000000) / 1e6, 2) * 2000)::INTEGER AS city FROM range(${rows}) t(i)`);
const times = [];
for (let i = 0; i < 8; ++i) {
  const begin = process.hrtime.bigint();
  const result = await connection.run("SELECT count(*) FROM c WHERE tenure < 12 AND spent > 100000 AND city = 'City 17'");
  await result.getRows();
  times.push(Number(process.hrtime.bigint() - begin) / 1e6);
}
times.shift();
times.sort((a, b) => a - b);
console.log(times[3].toFixed(3));
