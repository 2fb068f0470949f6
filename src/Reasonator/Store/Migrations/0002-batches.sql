-- Durable batches. A batch is cut into chunks, a chunk a row: its texts, who works on it, and then its results.
create table batch_score_jobs (
  -- UUID version 7: the oldest first.
  id uuid primary key,
  created_at timestamptz not null,
  started_at timestamptz,
  finished_at timestamptz,
  caller text not null check (caller in ('service', 'operator')),
  request_id text not null,
  kind text not null check (kind in ('score', 'rescore')),
  status text not null check (status in ('queued', 'running', 'done', 'failed', 'cancelled')),
  -- Where several keys are absent, they are no duplicates.
  idempotency_key text,
  body_sha256 bytea not null check (octet_length(body_sha256) = 32),
  total integer not null,
  done integer not null default 0,
  failed integer not null default 0,
  tokens bigint not null,
  tokens_done bigint not null default 0,
  chunks integer not null,
  chunks_done integer not null default 0,
  -- Of a rescoring: the stale scores whose text is not held.
  not_rescorable integer,
  unique (caller, idempotency_key)
);

create table batch_score_chunks (
  id uuid primary key,
  job_id uuid not null references batch_score_jobs on delete cascade,
  number integer not null,
  items integer not null,
  tokens integer not null,
  mode text not null check (mode in ('sentence', 'document')),
  -- {"id":…,"text":…} a line; kept until the batch expires, so that a changed model can score them again.
  texts bytea not null,
  -- The same for all chunks that hold the same texts: a rescoring's and those that it scores again.
  texts_id uuid not null,
  -- Of a rescoring: the chunk's earlier results.
  previous bytea,
  attempts smallint not null default 0,
  lease uuid,
  leased_until timestamptz,
  -- UUID version 7, made when the results came: sorts among the ids of events.
  result_id uuid unique,
  -- One result a line, in the order of the texts.
  results bytea,
  -- The SHA-256 of each text, one after the other.
  text_hashes bytea,
  model_sha text,
  fingerprint text,
  lineage text,
  unique (job_id, number),
  check ((result_id is null) = (results is null))
);

create index batch_score_chunks_open on batch_score_chunks (job_id, number) where result_id is null;
