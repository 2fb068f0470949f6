using System.Security.Cryptography;
using Npgsql;

namespace Reasonator.Queues;

/// <summary>The batch's own rows, the same for every queue: one for it, and one a chunk with its texts and later its results.</summary>
internal static class Batch
{
    // `writes` counts what a real table would not need to know: how often a result was written.
    public const string Schema = """
        create table batch (id bigint generated always as identity primary key, chunks int not null);
        create table chunk (
          id bigint generated always as identity primary key, batch bigint not null references batch, texts bytea not null,
          result bytea, writes int not null default 0, lease uuid, leased_until timestamptz);
        create index chunk_waiting on chunk (id) where result is null;
        """;

    /// <returns>The ids of the chunks.</returns>
    public static async Task<long[]> InsertAsync(NpgsqlDataSource database, int chunks, int bytes)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var command = new NpgsqlCommand(
            """
            with b as (insert into batch (chunks) values (cardinality($1)) returning id)
            insert into chunk (batch, texts) select b.id, t from b, unnest($1) as t returning id
            """,
            connection)
        {
            Parameters = { new() { Value = Enumerable.Range(0, chunks).Select(_ => RandomNumberGenerator.GetBytes(bytes)).ToArray() } },
        };
        await using var reader = await command.ExecuteReaderAsync();
        var ids = new List<long>(chunks);
        while (await reader.ReadAsync())
        {
            ids.Add(reader.GetInt64(0));
        }

        return [.. ids];
    }
}
