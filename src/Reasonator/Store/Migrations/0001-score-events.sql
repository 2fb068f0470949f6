-- One row a scored text, never the text. Ids are made by the service (UUID version 7), so that they sort by time and a row
-- that was sent twice is stored once.
create table score_event (
  id uuid primary key,
  scored_at timestamptz not null,
  request_id text not null,
  caller text not null check (caller in ('service', 'operator')),
  mode text not null check (mode in ('sentence', 'document')),
  text_sha256 bytea not null check (octet_length(text_sha256) = 32),
  -- UTF-16 units of the trimmed text.
  text_length integer not null,
  tokens integer not null,
  label text not null check (label in ('positive', 'negative', 'neutral')),
  positive double precision not null,
  negative double precision not null,
  neutral double precision not null,
  sentiment double precision not null,
  model_sha text not null,
  -- What makes the bits, the host's CPU and runtime included; the lineage leaves these out: another one makes a score stale.
  fingerprint text not null,
  lineage text not null
);
