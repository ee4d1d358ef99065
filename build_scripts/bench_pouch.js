// What PouchDB does in the sync benchmarks: fill a remote, pull it all, pull what changed.
"use strict";
const fs = require("fs");
const readline = require("readline");
const PouchDB = require("pouchdb");

const BATCH = 1000;

async function fill(words) {
  const remote = new PouchDB(words.remote);
  let docs = [];
  const lines = readline.createInterface({ input: fs.createReadStream(words.documents) });
  for await (const line of lines) {
    docs.push(JSON.parse(line));
    if (docs.length >= BATCH) {
      await remote.bulkDocs(docs);
      docs = [];
    }
  }
  if (docs.length) await remote.bulkDocs(docs);
  return { held: (await remote.info()).doc_count };
}

function local(words) {
  if (words.adapter === "memory") PouchDB.plugin(require("pouchdb-adapter-memory"));
  return new PouchDB(words.local, { adapter: words.adapter });
}

async function pull(words) {
  const here = local(words);
  const before = process.cpuUsage();
  const begun = process.hrtime.bigint();
  await here.replicate.from(words.remote, { batch_size: BATCH });
  const seconds = Number(process.hrtime.bigint() - begun) / 1e9;
  const used = process.cpuUsage(before);
  const told = { seconds: seconds, cpu_s: (used.user + used.system) / 1e6, held: (await here.info()).doc_count };
  if (words.changes) told.changes_seconds = await changes(here, words);
  await here.close();
  return told;
}

async function changes(here, words) {
  const remote = new PouchDB(words.remote);
  const rows = (await remote.allDocs({ include_docs: true, limit: words.changes })).rows;
  const docs = rows.map((row) => ({ ...row.doc, site: "changed " + Date.now() }));
  await remote.bulkDocs(docs);
  const begun = process.hrtime.bigint();
  const done = await here.replicate.from(words.remote, { batch_size: BATCH });
  if (done.docs_written !== words.changes) throw new Error("not every change came");
  return Number(process.hrtime.bigint() - begun) / 1e9;
}

const acts = { fill: fill, pull: pull };
acts[process.argv[2]](JSON.parse(process.argv[3]))
  .then((told) => {
    console.log(JSON.stringify(told));
    process.exit(0);
  })
  .catch((error) => {
    console.error(error);
    process.exit(1);
  });
