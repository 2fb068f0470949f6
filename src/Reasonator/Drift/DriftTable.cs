using System.Buffers.Binary;
using System.Data;
using System.Text.Json;
using System.Text.Json.Serialization;
using Dapper;
using Npgsql;
using Reasonator.Batches;
using Reasonator.Store;

namespace Reasonator.Drift;

/// <summary>
/// Reads the scores of a day: the events, counted by the database, and the results of batches, a chunk at a time. Ids of both
/// begin with their time, so that a day is a range of an index; and of a day that has more than enough the latest are read.
/// </summary>
internal sealed class DriftTable(Database database)
{
    /// <summary>Of events, and again of texts in batches: more make no verdict surer, and each costs time beside the scoring.</summary>
    public const int Most = 20_000;

    private const int Patience = 10;

    // The bins are those of DayTally.Bin. One row more than is counted tells whether there are more.
    private const string Events =
        """
        select model_sha, label, greatest(0, least(floor((sentiment + 1) * 200)::int, 399)) as bin, place > @Most as is_beyond, count(*)::int as count, sum(sentiment) as sum
        from (select model_sha, label, sentiment, row_number() over (order by id desc) as place
          from score_event where id >= @from and id < @to order by id desc limit @Most + 1) latest
        group by 1, 2, 3, 4
        """;

    // The server ends the reading by itself, at the chunk that fills the measure: a cancel would end the transaction too.
    private const string Chunks =
        """
        select model_sha, results, texts < all_texts as has_more
        from (select *, sum(items) over (order by result_id desc) as texts, sum(items) over () as all_texts
          from (select result_id, model_sha, results, items from batch_score_chunks where result_id >= $1 and result_id < $2 order by result_id desc limit $3 + 1) latest) summed
        where texts - items < $3
        order by result_id desc
        """;

    /// <summary>The day (UTC) that it is by the server's clock, by which scores have theirs.</summary>
    public async Task<DateOnly> TodayAsync(CancellationToken stop)
    {
        await using var connection = await database.Source.OpenConnectionAsync(stop);
        return DateOnly.FromDateTime(await connection.ExecuteScalarAsync<DateTime>(new CommandDefinition("select now()", commandTimeout: Patience, cancellationToken: stop)));
    }

    /// <summary>Both days, as they are at one moment.</summary>
    public async Task<(DayScores Day, DayScores Against)> ReadAsync(DateOnly day, DateOnly against, CancellationToken stop)
    {
        await using var snapshot = await BoundedTransaction.BeginAsync(database.Source, stop, IsolationLevel.RepeatableRead);
        return (await ReadAsync(snapshot.Connection, day, stop), await ReadAsync(snapshot.Connection, against, stop));
    }

    private static async Task<DayScores> ReadAsync(NpgsqlConnection connection, DateOnly day, CancellationToken stop)
    {
        var scores = new DayScores(day);
        var (from, to) = (First(day), First(day.AddDays(1)));
        await ReadEventsAsync(connection, scores, from, to, stop);
        await ReadChunksAsync(connection, scores, from, to, stop);
        return scores;
    }

    private static async Task ReadEventsAsync(NpgsqlConnection connection, DayScores scores, Guid from, Guid to, CancellationToken stop)
    {
        foreach (var bar in await connection.QueryAsync<Bar>(new CommandDefinition(Events, new { from, to, Most }, commandTimeout: Patience, cancellationToken: stop)))
        {
            if (bar.IsBeyond)
            {
                scores.IsSample = true;
            }
            else
            {
                scores.OfOrNew(bar.ModelSha).Add(bar.Label, bar.Bin, bar.Count, bar.Sum);
            }
        }
    }

    private static async Task ReadChunksAsync(NpgsqlConnection connection, DayScores scores, Guid from, Guid to, CancellationToken stop)
    {
        await using var command = new NpgsqlCommand(Chunks, connection) { CommandTimeout = Patience, Parameters = { new() { Value = from }, new() { Value = to }, new() { Value = Most } } };
        await using var chunks = await command.ExecuteReaderAsync(CommandBehavior.SequentialAccess, stop);
        var (left, hasMore) = (Most, false);
        while (await chunks.ReadAsync(stop))
        {
            var isWhole = Add(scores.OfOrNew(chunks.GetString(0)), chunks.GetFieldValue<byte[]>(1), ref left);
            hasMore = !isWhole || chunks.GetBoolean(2);
        }

        // As the last one that was read says.
        scores.IsSample |= hasMore;
    }

    /// <summary>Counts the scores of a chunk as long as some are left to count; false where there are more.</summary>
    private static bool Add(DayTally tally, byte[] results, ref int left)
    {
        foreach (var line in Lines.Split(results))
        {
            if (JsonSerializer.Deserialize(results.AsSpan(line), DriftJson.Default.ScoredLine) is { Label: { } label, Sentiment: { } sentiment })
            {
                if (left == 0)
                {
                    return false;
                }

                tally.Add(label, DayTally.Bin(sentiment), 1, sentiment);
                left--;
            }
        }

        return true;
    }

    /// <summary>The least UUID of version 7 that a day has: its first millisecond, in 48 bits, and nothing behind.</summary>
    private static Guid First(DateOnly day)
    {
        Span<byte> id = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(id, new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero).ToUnixTimeMilliseconds() << 16);
        return new Guid(id, bigEndian: true);
    }

    private sealed record Bar
    {
        public required string ModelSha { get; init; }

        public required string Label { get; init; }

        public required int Bin { get; init; }

        public required bool IsBeyond { get; init; }

        public required int Count { get; init; }

        public required double Sum { get; init; }
    }
}

/// <summary>What counts of a batch's result; one with an error has neither.</summary>
internal sealed record ScoredLine(string? Label, double? Sentiment);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ScoredLine))]
internal sealed partial class DriftJson : JsonSerializerContext;
