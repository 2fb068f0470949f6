-- No write does more work because the tables hold more: what is searched has an index, and how many rows there are is kept.
create index score_event_scored_at on score_event (scored_at);
create index batch_score_jobs_ended on batch_score_jobs (finished_at, id) where finished_at is not null;
create index batch_score_jobs_open on batch_score_jobs (id) where finished_at is null;
create index batch_score_chunks_lease on batch_score_chunks (lease) where lease is not null;
create index batch_score_chunks_texts on batch_score_chunks (texts_id);

-- A row a table. The server keeps it, so that it is true whoever writes: an older version, a person, a deletion that cascades.
create table row_count (
  relation text primary key,
  rows bigint not null
);

create function count_rows() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    update row_count set rows = rows + (select count(*) from changed) where relation = tg_table_name;
  elsif tg_op = 'DELETE' then
    update row_count set rows = rows - (select count(*) from changed) where relation = tg_table_name;
  else
    update row_count set rows = 0 where relation = tg_table_name;
  end if;
  return null;
end $$;

-- First the triggers, which keep writers out until the end of the migration, then the count.
do $$
declare counted text;
begin
  foreach counted in array array['score_event', 'batch_score_jobs', 'batch_score_chunks'] loop
    execute format('create trigger count_inserted after insert on %I referencing new table as changed for each statement execute function count_rows()', counted);
    execute format('create trigger count_deleted after delete on %I referencing old table as changed for each statement execute function count_rows()', counted);
    execute format('create trigger count_truncated after truncate on %I for each statement execute function count_rows()', counted);
    execute format('insert into row_count select %L, count(*) from %I', counted, counted);
  end loop;
end $$;
